package clearing

import (
	"strings"

	"aidollar/core/duty"
	"aidollar/core/internal/wire"
	"aidollar/core/ledger"
	"aidollar/core/policy"
	"aidollar/core/policy/ruling"
	"aidollar/core/review"
)

// Duties gives access to what decisions oblige the house to for reading.
func (m *Machine) Duties() *duty.Book { return m.duties }

// opened is behind a session that was looked for: it tells of a decision, and has what
// that brings wait for the first deed.
func (m *Machine) opened(now int64, s *ruling.Session, d *ruling.Decision) {
	m.decided(now, d)
	if d == nil || d.Outcome != policy.Allowed {
		return
	}
	for _, o := range s.Obligations {
		if o.Kind == policy.Record || o.Kind == policy.Notice {
			m.duties.Await(d.Number, m.rules.Oldest())
			return
		}
	}
}

// brings counts the duties that a deed under a session brings, one that moves money with
// what goes with that.
func (m *Machine) brings(s *ruling.Session, moves bool) (n int) {
	if s == nil {
		return 0
	}
	if awaits := m.duties.Awaits(s.Decision); awaits || moves {
		for _, o := range s.Obligations {
			if (awaits && o.Kind == policy.Notice) || (moves && o.Kind == policy.Travel) {
				n++
			}
		}
	}
	return n
}

// note notes what a session's decision brings, once, at the first deed. A re-check has
// nothing to note: its like is decided anew within the hour. What is kept of the parties
// is kept as if each deed under the session were its last.
func (m *Machine) note(now int64, s *ruling.Session, cause ledger.ID) {
	if s == nil || !m.duties.Awaits(s.Decision) {
		return
	}
	m.duties.Noted(s.Decision)
	party, other := s.Key.Compute.Party, ledger.ID{}
	if party.IsZero() {
		party, other = s.Key.Payment.Party, s.Key.Payment.Supplier
	}
	m.tell(now, s.Decision, s.Obligations, party, cause)
	m.keep(s.Until, s.Obligations, party, other)
}

// tell notes whom a decision wants told of it.
func (m *Machine) tell(now int64, decision uint64, obligations []policy.Obligation, party, cause ledger.ID) {
	for _, o := range obligations {
		if o.Kind == policy.Notice {
			m.duties.Owe(duty.Duty{Kind: duty.Notice, Decision: decision, Party: party, Cause: cause, To: o.To, At: now})
		}
	}
}

// keep has what is known of parties kept as long as obligations say, from a time on.
func (m *Machine) keep(from int64, obligations []policy.Obligation, parties ...ledger.ID) {
	for _, o := range obligations {
		if o.Kind != policy.Record {
			continue
		}
		for _, party := range parties {
			if _, known := m.Party(party); known {
				m.duties.Keep(party, from, o.Days)
			}
		}
	}
}

// transferred notes whose data a movement of money takes along.
func (m *Machine) transferred(now int64, s *ruling.Session, party, cause ledger.ID) {
	if s == nil {
		return
	}
	payee := s.Key.Payment.Supplier
	if payee == party {
		payee = ledger.ID{}
	}
	for _, o := range s.Obligations {
		if o.Kind == policy.Travel {
			m.duties.Owe(duty.Duty{Kind: duty.Travel, Decision: s.Decision, Party: party, Payee: payee, Cause: cause, To: o.To, At: now})
		}
	}
}

// untransferred ends that, for the money did not move.
func (m *Machine) untransferred(now int64, party, cause ledger.ID) {
	m.duties.Void(now, cause, party, "no money moved in the end")
}

// recheckOf is within how many days obligations want a decision to be made anew; zero for
// never.
func recheckOf(obligations []policy.Obligation) (days uint32) {
	for _, o := range obligations {
		if o.Kind == policy.Recheck && (days == 0 || o.Days < days) {
			days = o.Days
		}
	}
	return days
}

// answerable says whether what a decision brings can be noted; nil is where there were no
// rules.
func (m *Machine) answerable(q *ruling.Ask, d *ruling.Decision) duty.Refusal {
	if d == nil || d.Outcome != policy.Allowed {
		return ""
	}
	notices := 0
	for _, o := range d.Obligations {
		if o.Kind == policy.Notice {
			notices++
		}
	}
	if recheckOf(d.Obligations) > 0 {
		if refusal := m.duties.Keepable(q); refusal != "" {
			return refusal
		}
		notices++
	}
	return m.duties.Fits(notices, 0)
}

// answered notes what the answer to a question brings, which nothing but its own asker
// hangs on: whoever is to be told, and when it is asked again. It settles what waited for
// the same question.
func (m *Machine) answered(now int64, q *ruling.Ask, d *ruling.Decision, others ...ledger.ID) duty.Refusal {
	switch full := m.answerable(q, d); {
	case d == nil || d.Number == 0:
		m.duties.Asked(now, q, 0, true, "no rules are in force")
		return ""
	case d.Outcome != policy.Allowed:
		m.duties.Asked(now, q, d.Number, false, whyNot(d))
		return ""
	case full != "":
		return full
	}
	m.duties.Asked(now, q, d.Number, true, "")
	m.tell(now, d.Number, d.Obligations, d.Party, q.Cause)
	m.keep(now, d.Obligations, append(others, d.Party, ruling.PartyOf(q.Resource))...)
	if days := recheckOf(d.Obligations); days > 0 {
		m.duties.Owe(duty.Duty{Kind: duty.Recheck, Decision: d.Number, Party: d.Party, Cause: q.Cause, At: now, Due: duty.After(now, days), Question: *q})
	}
	return ""
}

// whyNot says in words why something is not allowed.
func whyNot(d *ruling.Decision) string {
	switch {
	case d.Missing != "":
		return d.Missing
	case len(d.Broken) > 0:
		return "a rule could not be held against the facts: " + d.Broken[0]
	case len(d.Rules) == 0:
		return "no rule permits it"
	case d.Outcome == policy.Referred:
		return "referred by " + strings.Join(d.Rules, ", ")
	}
	return "denied by " + strings.Join(d.Rules, ", ")
}

// rechecksMax bounds how many questions one record asks again. Those behind them are
// asked by the records that follow.
const rechecksMax = 64

// recheck asks what has to be asked again by now, by the rules and facts of now.
func (m *Machine) recheck(now int64) {
	for range rechecksMax {
		waits, ok := m.duties.Next(now)
		if !ok {
			return
		}
		q := waits.Question
		q.Again = waits.Decision
		d, refusal := m.rules.Decide(now, &q)
		m.decided(now, d)
		why := refusal.Sentence()
		if refusal == "" {
			why = m.answered(now, &q, d).Sentence()
		}
		if why != "" {
			m.duties.Asked(now, &q, numberOf(d), false, why)
		}
	}
}

func numberOf(d *ruling.Decision) uint64 {
	if d == nil {
		return 0
	}
	return d.Number
}

// finish carries out the command FinishDuty.
func (m *Machine) finish(now int64, r *wire.Reader) (Answer, error) {
	c := readFinishDuty(r)
	if err := r.Err(); err != nil {
		return Answer{}, err
	}
	by := review.Act{Reason: c.Note, At: now}
	if !c.By.IsZero() {
		var refusal string
		if by.By, refusal = m.person(now, c.By); refusal != "" {
			return refused(refusal), nil
		}
	}
	d, refusal := m.duties.Finish(c.Number, by, c.Digest)
	if refusal != "" && refusal != duty.Exists {
		return refused(string(refusal)), nil
	}
	a := Answer{Exists: refusal == duty.Exists}
	if d.Number != 0 {
		a.Duty = &d
	}
	return a, nil
}

// reportDuties tells the observer of what is owed or done.
func (m *Machine) reportDuties(now int64) {
	m.duties.Drain(func(d *duty.Duty) {
		if m.observer != nil {
			m.observer.DutyChanged(now, d)
		}
	}, func(k duty.Keeping) {
		if m.observer != nil {
			m.observer.RecordsKept(now, k)
		}
	})
}

// NextMoment is when something is due by time alone, Unix nanoseconds: a hold that runs
// out, or a question that is asked again. It is not ok where there is nothing.
func (m *Machine) NextMoment() (at int64, ok bool) {
	at, ok = m.ledger.NextDeadline()
	if due, asks := m.duties.Due(); asks && (!ok || due < at) {
		return due, true
	}
	return at, ok
}
