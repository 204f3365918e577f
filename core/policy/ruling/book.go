package ruling

import (
	"cmp"
	"crypto/sha256"
	"slices"
	"strconv"

	"github.com/cedar-policy/cedar-go"

	"aidollar/core/internal/paged"
	"aidollar/core/internal/wire"
	"aidollar/core/ledger"
	"aidollar/core/policy/facts"
)

// The bounds of a book.
const (
	SetsMax     = 256     // sets that are in force or scheduled
	EntriesMax  = 1 << 20 // registered facts
	NoteMax     = 256     // bytes of a note
	SessionsMax = 1 << 16 // decided sessions that are remembered
)

// SessionLife is for how long a decided session holds its like at most, in nanoseconds.
const SessionLife = 3600 * second

const second = 1_000_000_000

// Installed is a set of rules from the time on at which it comes into force.
type Installed struct {
	Number    uint32 // counts the sets from one; of one that is to be installed the number that it has to get, zero for any
	From      int64  // Unix nanoseconds
	At        int64  // when it was entered
	Digest    [sha256.Size]byte
	Signer    [32]byte // an Ed25519 key; zero where nobody signed
	Signature [64]byte // see SigningBytes
	Start     int64    // of a signed set: the Unix second from which it was to hold; zero: at once
	Note      string   // by whom and why, in words
	Archive   []byte   // empty: from then on no rules are asked

	law  *Law        // nil for no rules
	live *facts.Live // its facts with the registered ones; nil until they are needed
}

// Law is what is decided by; nil for no rules.
func (i *Installed) Law() *Law { return i.law }

// Book is the rules and the facts of a house.
type Book struct {
	sets       []*Installed   // the one in force first, then those to come, by From and number
	number     uint32         // of the newest set
	serial     uint64         // decisions made
	registered []*facts.Entry // by entity and date
	sums       *facts.Sums    // of them; nil until they are needed
	revision   uint64         // of the facts
	epoch      uint64         // counts the times at which other rules or facts came into force

	sessions map[Key]*Session
	queue    []*Session // by the time of their decision

	admitted   paged.Slice[*Session] // of each party, the latest, which is never changed; no order
	admittedAt map[ledger.ID]int

	approvals Approvals
	attested  Attested
	persons   Known
	watch     func(*Asked) // nil for nobody
	aside     bool         // a copy, which must leave what it shares as it is
	dated     int64        // of a trial: the time, in Unix seconds, whose rules are asked; zero for the question's

	force // what is decided by now; made anew from the rest
}

// force is what holds between two times.
type force struct {
	in          *Installed // nil for none
	entities    cedar.EntityMap
	factsDigest [sha256.Size]byte
	onboards    bool  // the rules say whom to deal with
	since       int64 // Unix seconds: entities are as they were then
	until       int64 // Unix seconds; zero for open
	ready       bool
}

// NewBook makes a book without rules, which asks others for what persons approved, what
// auditors say and who is known.
func NewBook(approvals Approvals, attested Attested, persons Known) *Book {
	return &Book{sessions: map[Key]*Session{}, admittedAt: map[ledger.ID]int{}, approvals: approvals, attested: attested, persons: persons}
}

// Sets calls f for the set in force and those to come until it returns false.
func (b *Book) Sets(f func(*Installed) bool) {
	for _, i := range b.sets {
		if !f(i) {
			return
		}
	}
}

// InForce is the set that rules at a time in Unix nanoseconds; nil for none.
func (b *Book) InForce(now int64) *Installed {
	var in *Installed
	for _, i := range b.sets {
		if i.From <= now {
			in = i
		}
	}
	return in
}

// Newest is the number of the set that was installed last; zero before the first.
func (b *Book) Newest() uint32 { return b.number }

// Epoch counts the times at which rules or facts came to be others.
func (b *Book) Epoch() uint64 { return b.epoch }

// Registered are the facts that were entered beside those of the sets, by entity and
// date. They are not to be changed.
func (b *Book) Registered() []*facts.Entry { return b.registered }

// Install enters a set of rules from a whole second on; a time that has passed is now. The same set at the same
// time again is Exists. One that is signed says which number it gets, so that nobody installs it again: RulesStale.
func (b *Book) Install(now int64, i Installed) (*Installed, string, Refusal) {
	i.At, i.Note = now, cut(i.Note)
	start := StartOf(i.From)
	if i.Start = 0; i.IsSigned() {
		i.Start = start
	}
	i.From = max(start*second, now)
	if len(i.Archive) > 0 {
		law, err := Compile(i.Archive)
		if err != nil {
			return nil, err.Error(), RulesInvalid
		}
		i.law, i.Digest = law, law.Digest
		if _, found := law.facts.With(b.registered); len(found) > 0 {
			return nil, found[0].Text, FactsInvalid
		}
	}
	b.forget(now)
	for _, known := range b.sets {
		if known.Digest == i.Digest && known.From == i.From {
			return known, "", Exists
		}
	}
	if next := b.number + 1; (i.IsSigned() || i.Number != 0) && i.Number != next {
		return nil, "the next set has the number " + strconv.FormatUint(uint64(next), 10) + ", and this one is for " + strconv.FormatUint(uint64(i.Number), 10), RulesStale
	}
	if len(b.sets) >= SetsMax {
		return nil, "", SetsFull
	}
	b.number++
	i.Number = b.number
	b.sets = append(slices.Clone(b.sets), &i)
	slices.SortStableFunc(b.sets, func(x, y *Installed) int { return cmp.Or(cmp.Compare(x.From, y.From), cmp.Compare(x.Number, y.Number)) })
	b.ready = false
	return &i, "", ""
}

// Cancel takes a set back that is not in force yet.
func (b *Book) Cancel(now int64, number uint32) (*Installed, Refusal) {
	for k, i := range b.sets {
		if i.Number == number && i.From > now {
			b.sets = slices.Delete(slices.Clone(b.sets), k, k+1)
			b.ready = false
			return i, ""
		}
	}
	return nil, RulesFuture
}

// forget drops the sets that others came after.
func (b *Book) forget(now int64) {
	in := b.InForce(now)
	b.sets = slices.DeleteFunc(slices.Clone(b.sets), func(i *Installed) bool { return i.From <= now && i != in })
}

// Register gives entities other facts, in all their versions, and takes those of others
// away, which then have what the sets say. In words is what is wrong.
func (b *Book) Register(now int64, entries []*facts.Entry, gone []Entity) (words string, refusal Refusal) {
	b.forget(now)
	if len(b.sets) == 0 {
		return "", RulesNone
	}
	lost := make([]cedar.EntityUID, 0, len(gone))
	for _, e := range gone {
		if lost = append(lost, e.uid()); len(facts.Of(b.registered, e.uid())) == 0 {
			return e.String(), FactsUnknown
		}
	}
	changes := facts.Changes(entries, lost)
	together := facts.Over(b.registered, changes)
	if len(together) > EntriesMax {
		return "", FactsFull
	}
	for _, i := range b.sets {
		if i.law == nil || b.liveOf(i).Fits(changes) {
			continue
		}
		if _, found := i.law.facts.With(together); len(found) > 0 {
			return found[0].Text, FactsInvalid
		}
	}
	if !slices.ContainsFunc(changes, func(c facts.Change) bool {
		return !slices.EqualFunc(c.Versions, facts.Of(b.registered, c.UID), same)
	}) {
		return "", Exists
	}
	for _, i := range b.sets {
		if i.live != nil {
			i.live.Set(changes)
		}
	}
	b.tally().Set(changes)
	b.registered, b.ready = together, false
	b.revision++
	return "", ""
}

// liveOf are a set's facts with the registered ones, as they are now.
func (b *Book) liveOf(i *Installed) *facts.Live {
	if b.aside {
		return facts.NewLive(i.law.facts, b.registered)
	}
	if i.live == nil {
		i.live = facts.NewLive(i.law.facts, b.registered)
	}
	return i.live
}

// tally is the digest of the registered facts.
func (b *Book) tally() *facts.Sums {
	if b.sums == nil || b.aside {
		b.sums = facts.NewSums(b.registered)
	}
	return b.sums
}

// same reports whether two entries are written alike.
func same(x, y *facts.Entry) bool {
	var a, b wire.Appender
	x.Append(&a)
	y.Append(&b)
	return string(a.B) == string(b.B)
}

// advance makes ready what is decided by at a time, if rules or facts are others by then.
func (b *Book) advance(now int64) {
	at := now / second
	if b.ready && (b.until == 0 || at < b.until) {
		return
	}
	b.forget(now)
	b.epoch++
	b.enforce(b.InForce(now), at)
}

// enforce makes what holds at a time in Unix seconds by a set.
func (b *Book) enforce(in *Installed, at int64) {
	b.force = force{in: in, since: at, ready: true}
	turn := func(next int64) {
		if next > at && (b.until == 0 || next < b.until) {
			b.until = next
		}
	}
	for _, i := range b.sets {
		turn(i.From / second)
	}
	law := b.law()
	if law == nil {
		return
	}
	live := b.liveOf(b.in)
	b.entities = live.At(at)
	if next, ok := live.Next(at); ok {
		turn(next)
	}
	if next, ok := b.attested.Next(lastOf(at)); ok {
		turn(next / second)
	}
	for _, rule := range law.Set.Rules() {
		turn(rule.From)
		turn(rule.Until)
	}
	b.onboards = b.onboardsAt(at)
	var a wire.Appender
	b.tally().Append(&a)
	b.attest(at, live, &a)
	b.factsDigest = sha256.Sum256(a.B)
}

// law is what is decided by now; nil for no rules.
func (b *Book) law() *Law {
	if b.in == nil {
		return nil
	}
	return b.in.law
}

func cut(text string) string { return text[:min(len(text), NoteMax)] }
