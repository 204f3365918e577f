package ruling

import (
	"cmp"
	"slices"

	"github.com/cedar-policy/cedar-go"

	"aidollar/core/ledger"
	"aidollar/core/policy"
	"aidollar/core/policy/facts"
)

// OnboardLife is for how long it holds at most that a party may be dealt with, in
// nanoseconds, and that it may not.
const OnboardLife = 24 * 3600 * second

// Onboard is Open for whether a party may be dealt with at all where it is. Renewed is
// whether the new decision is as the one before. Both are nil where the rules in force say
// nothing of that, and of a party of whom nothing is known: whatever else is asked of it is
// denied.
func (b *Book) Onboard(now int64, party ledger.ID) (s *Session, d *Decision, renewed bool) {
	b.advance(now)
	if !b.onboards {
		return nil, nil, false
	}
	before := b.admission(party)
	if b.good(before, now) {
		return before, nil, false
	}
	r := b.onboarding(party)
	if r == nil {
		return nil, nil, false
	}
	key := Key{Onboard: party}
	d = b.count(b.judge(now, &key, r, ledger.ID{}))
	d.Party = party
	s = b.hold(now, key, d)
	renewed = before != nil && before.Outcome == s.Outcome && slices.Equal(before.Obligations, s.Obligations)
	b.admit(s)
	b.tell(&Asked{At: now, Key: key, Session: s, Decision: d}) // once: each deed rests on it
	return s, d, renewed
}

// admission is what was decided of a party last; nil where nothing was.
func (b *Book) admission(party ledger.ID) *Session {
	if place, ok := b.admittedAt[party]; ok {
		return *b.admitted.At(place)
	}
	return nil
}

// Admissions calls f for each party of which it was decided whether it may be dealt with.
func (v *View) Admissions(f func(party ledger.ID)) {
	for i := range v.admitted.Len() {
		f((*v.admitted.At(i)).Key.Onboard)
	}
}

func (b *Book) admit(s *Session) {
	if place, ok := b.admittedAt[s.Key.Onboard]; ok {
		*b.admitted.Change(place) = s
		return
	}
	b.admittedAt[s.Key.Onboard] = b.admitted.Append(s)
}

// Again has it decided at a party's next deed, as if for the first time, whether it may be
// dealt with.
func (b *Book) Again(party ledger.ID) {
	if s := b.admission(party); s != nil {
		again := *s
		again.Until, again.Obligations = 0, nil
		b.admit(&again)
	}
}

// onboarding is a request for a party to be dealt with; nil where nothing is known of it.
func (b *Book) onboarding(party ledger.ID) *policy.Request {
	who := b.known(Participant(party))
	e, known := b.entities[who]
	if !known {
		return nil
	}
	return &policy.Request{Principal: who, Action: ActionOnboard, Resource: facts.Seat(&e), Context: cedar.NewRecord(nil)}
}

// Place is where a party is asked about.
func (b *Book) Place(party ledger.ID) Entity {
	if r := b.onboarding(party); r != nil {
		return entity(r.Resource)
	}
	return Entity{}
}

// Admission gives what the rules say of parties at a time: whether each may be dealt with
// where it is. Of what holds it has the decision's number, of what would be decided at the
// party's next deed zero. An outcome of zero is where there is nothing to ask. It changes
// nothing.
func (b *Book) Admission(now int64) func(party ledger.ID) (policy.Outcome, uint64) {
	other := *b // what advance changes are its own members alone,
	other.aside = true
	other.advance(now)
	return func(party ledger.ID) (policy.Outcome, uint64) {
		key := Key{Onboard: party}
		if !other.onboards {
			return 0, 0
		}
		if s := other.admission(party); other.good(s, now) {
			return s.Outcome, s.Decision
		}
		r := other.onboarding(party)
		if r == nil {
			return 0, 0
		}
		return other.judge(now, &key, r, ledger.ID{}).Outcome, 0
	}
}

// asksOnboarding reports whether a law says at a time, in Unix seconds, whom to deal with:
// a rule names the question, or one permits whatever is asked. Rules that forbid whatever
// is asked do not: beside them nobody could be let in.
func (l *Law) asksOnboarding(at int64) bool {
	asked := policy.Request{
		Principal: cedar.NewEntityUID("Participant", "x"), Action: ActionOnboard, Resource: cedar.NewEntityUID("Jurisdiction", "x"), Context: cedar.NewRecord(nil),
	}
	if l.schema.Asks(&asked) != nil {
		return false
	}
	for _, r := range l.Set.Rules() {
		if r.Holds(at) && (r.For(ActionOnboard) || (r.Effect == policy.Permit && r.For(""))) {
			return true
		}
	}
	return false
}

// onboardsAt is asksOnboarding at the time whose rules are asked.
func (b *Book) onboardsAt(at int64) bool { return b.law().asksOnboarding(cmp.Or(b.dated, at)) }
