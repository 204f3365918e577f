package ruling

import (
	"slices"

	"aidollar/core/ledger"
	"aidollar/core/policy"
	"aidollar/core/policy/facts"
)

// Asked is a question that was put to a book, and how it was answered.
type Asked struct {
	At       int64     // Unix nanoseconds
	Key      Key       // of a use of compute or a payment
	Ask      *Ask      // any other question; nil where Key says what was asked
	Cause    ledger.ID // zero for none
	Session  *Session  // nil for an Ask, and where no rules are in force
	Decision *Decision // nil where the session was decided before, and where no rules are in force
}

// Watch has somebody told of every question behind its answer; nil for nobody. He must
// change nothing.
func (b *Book) Watch(f func(*Asked)) { b.watch = f }

// tell must not make q escape where nobody is told, for it is on the way of every call.
func (b *Book) tell(q *Asked) {
	if b.watch != nil {
		told := *q
		b.watch(&told)
	}
}

// Verdict is what was decided, without when and for whom.
type Verdict struct {
	Outcome     policy.Outcome // zero where there were no rules
	Rules       []string       // that decided, by id
	Broken      []string       // of a new decision; see Decision
	Missing     string
	Obligations []policy.Obligation
}

// Verdict is how the book answered.
func (q *Asked) Verdict() (v Verdict) {
	switch {
	case q.Decision != nil:
		v = q.Decision.verdict()
	case q.Session != nil:
		v = q.Session.verdict()
	}
	return v
}

func (d *Decision) verdict() Verdict {
	return Verdict{d.Outcome, d.Rules, d.Broken, d.Missing, d.Obligations}
}

func (s *Session) verdict() Verdict {
	return Verdict{s.Outcome, s.Rules, nil, s.Missing, s.Obligations}
}

// Trial answers what a book is asked by another law: with that law's own facts, and with
// the book's registered ones, attestations and approvals as they are then. The book does
// not know of it.
type Trial struct {
	of, own   *Book
	epoch     uint64
	revision  uint64
	begun     bool
	unfitting []Unfitting
}

// Unfitting is a registered fact that a trial's law could not be decided with. It is
// left out.
type Unfitting struct{ Entity, Why string }

// Against begins a trial of another law. Which of its rules are in force is told by their
// dates at the time of each question, or at one time for all, dated, in Unix seconds.
func (b *Book) Against(law *Law, dated int64) *Trial {
	own := NewBook(b.approvals, b.attested, b.persons)
	own.dated = dated
	own.sets = []*Installed{{Number: 1, Digest: law.Digest, law: law}}
	return &Trial{of: b, own: own}
}

// Unfitting are the registered facts that were left out of the latest answer.
func (t *Trial) Unfitting() []Unfitting { return t.unfitting }

// Answer is how the law answers what the book was asked just now, and whether it had to
// decide it anew. Unknown says in words why it cannot be asked that.
func (t *Trial) Answer(q *Asked) (v Verdict, anew bool, unknown string) {
	t.follow()
	var s *Session
	var d *Decision
	switch {
	case q.Ask != nil:
		var refusal Refusal
		if d, refusal = t.own.Decide(q.At, q.Ask); refusal != "" {
			return v, false, t.own.faultOf(q.Ask)
		}
	case !q.Key.Onboard.IsZero():
		if s, d, _ = t.own.Onboard(q.At, q.Key.Onboard); s == nil && t.own.law() != nil {
			return Verdict{Outcome: policy.Allowed}, false, "" // it does not ask, and so bars nobody
		}
	case q.Key.Payment == Payment{}:
		s, d = t.own.Open(q.At, q.Key.Compute, q.Cause)
	default:
		s, d = t.own.Pay(q.At, q.Key.Payment, q.Cause)
	}
	answer := Asked{Session: s, Decision: d}
	return answer.Verdict(), d != nil, ""
}

// follow takes over what the book knows, when that is another.
func (t *Trial) follow() {
	if t.begun && t.epoch == t.of.epoch {
		return
	}
	if !t.begun || t.revision != t.of.revision {
		t.own.registered, t.unfitting = t.own.sets[0].law.fit(t.of.registered)
		t.own.sets[0].live, t.own.sums = nil, nil // they are of other facts
	}
	t.begun, t.epoch, t.revision, t.own.ready = true, t.of.epoch, t.of.revision, false
}

// fit gives the facts that can be decided with, and those that cannot.
func (l *Law) fit(entries []*facts.Entry) (fitting []*facts.Entry, left []Unfitting) {
	fitting = slices.Clone(entries)
	for len(fitting) > 0 {
		_, found := l.facts.With(fitting)
		if len(found) == 0 {
			break
		}
		why := make(map[*facts.Entry]string, len(found))
		for _, f := range found {
			why[f.Entry] = f.Text
		}
		before := len(fitting)
		fitting = slices.DeleteFunc(fitting, func(e *facts.Entry) bool {
			text, is := why[e]
			if is {
				left = append(left, Unfitting{facts.Name(e.UID), text})
			}
			return is
		})
		if len(fitting) == before { // what is wrong shows in the law's own facts, by any of these
			for _, e := range fitting {
				left = append(left, Unfitting{facts.Name(e.UID), found[0].Text})
			}
			return nil, left
		}
	}
	return fitting, left
}

// faultOf says why a question cannot be asked.
func (b *Book) faultOf(q *Ask) string {
	context, ok := facts.DecodeRecord(q.Context)
	if !ok {
		return "its context cannot be read"
	}
	if err := b.law().schema.Asks(&policy.Request{Principal: q.Principal.uid(), Action: q.Action, Resource: q.Resource.uid(), Context: context}); err != nil {
		return err.Error()
	}
	return ""
}

// Subject is who asks, what for, and of what, as it was asked: strangers by their own
// names.
func (q *Asked) Subject() (principal Entity, action string, resource Entity) {
	switch c, p := &q.Key.Compute, &q.Key.Payment; {
	case q.Ask != nil:
		return q.Ask.Principal, q.Ask.Action, q.Ask.Resource
	case !q.Key.Onboard.IsZero():
		return Participant(q.Key.Onboard), ActionOnboard, q.Decision.Resource
	case *p != Payment{}:
		return Participant(p.Party), p.Action, Entity{"Asset", p.Asset}
	default:
		return Participant(c.Party), ActionSession, Entity{"Model", c.Model}
	}
}
