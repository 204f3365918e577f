package main

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"

	"aidollar/books"
	"aidollar/core/clearing"
	"aidollar/core/duty"
	"aidollar/core/ledger"
	"aidollar/core/licence"
	"aidollar/core/payment"
	"aidollar/core/policy/facts"
	"aidollar/core/policy/ruling"
	"aidollar/core/review"
	"aidollar/core/settlement"
)

// rulesAudit holds what was done under rules against what was decided, while the log is
// replayed: who signed the sets, where calls were served, what was paid, and what the
// books say of it all. That each decision is what its set makes of its facts, the
// replay itself shows: the log has no decisions, and the machine makes them again.
type rulesAudit struct {
	*recourseAudit
	signers   [][32]byte  // who may sign sets; none: sets need no signature
	held      *books.Held // nil: there are no books to hold against the log
	calls     map[ledger.ID]*ruledCall
	fresh     []ledger.ID           // calls that the record asked of
	paid      map[ruledPayment]bool // allowed in the record
	taken     map[ledger.ID]bool    // payments and deposits that came in already
	came      []settlement.Arrival  // that were credited in the record
	sets      uint64
	decisions uint64
	sales     uint64
	served    uint64 // calls under rules
	placeless uint64 // of them: nobody said where, and not everywhere was allowed
	err       error  // of reading the books
}

// ruledCall is a call as it was decided, in each of its regions.
type ruledCall struct{ regions []ruledRegion }

type ruledRegion struct {
	name     string
	decision uint64
	allowed  bool
}

type ruledPayment struct {
	action string
	cause  ledger.ID
	party  ledger.ID
}

func newRulesAudit(r *recourseAudit, signers [][32]byte) *rulesAudit {
	a := &rulesAudit{recourseAudit: r, signers: signers, calls: map[ledger.ID]*ruledCall{}, paid: map[ruledPayment]bool{}, taken: map[ledger.ID]bool{}}
	r.machine.Observe(a)
	r.machine.Rules().Watch(a.asked)
	return a
}

// asked notes what was allowed, and where.
func (a *rulesAudit) asked(q *ruling.Asked) {
	if q.Session == nil || q.Cause.IsZero() {
		return
	}
	allowed := q.Session.Refusal() == ""
	if p := &q.Key.Payment; *p != (ruling.Payment{}) {
		if allowed {
			a.paid[ruledPayment{p.Action, q.Cause, p.Party}] = true
		}
		return
	}
	c := a.calls[q.Cause]
	if c == nil {
		c = &ruledCall{}
		a.calls[q.Cause] = c
		a.fresh = append(a.fresh, q.Cause)
	}
	c.regions = append(c.regions, ruledRegion{q.Key.Compute.Region, q.Session.Decision, allowed})
}

// applied is called behind each record.
func (a *rulesAudit) applied() {
	a.recourseAudit.applied()
	a.admitted()
	clear(a.paid)
	for _, id := range a.fresh {
		if _, open := a.machine.Call(id); !open {
			delete(a.calls, id)
		}
	}
	a.fresh = a.fresh[:0]
}

// CallClosed implements clearing.Observer.
func (a *rulesAudit) CallClosed(at int64, c *clearing.CallClosing) {
	a.recourseAudit.CallClosed(at, c)
	decided := a.calls[c.Call.ID]
	delete(a.calls, c.Call.ID)
	if decided == nil || c.State != clearing.CallCaptured {
		return
	}
	a.served++
	a.place(decided, &c.Call, c.Region)
}

// place holds the region in which a call was served against those that were allowed.
func (a *rulesAudit) place(decided *ruledCall, call *payment.Call, region string) {
	allows := func(r ruledRegion) bool { return r.allowed }
	if !slices.ContainsFunc(decided.regions, func(r ruledRegion) bool { return r.allowed && r.decision == call.Decision }) {
		a.found("rules_decision: record %d: call %s was served by the decision %d, which does not allow it", a.seq, call.ID, call.Decision)
	}
	anywhere := slices.ContainsFunc(decided.regions, func(r ruledRegion) bool { return r.allowed && r.name == "" })
	place := slices.IndexFunc(decided.regions, func(r ruledRegion) bool { return r.name == region })
	switch {
	case place >= 0 && decided.regions[place].allowed, place < 0 && anywhere:
	case region == "" && slices.ContainsFunc(decided.regions, allows):
		if slices.ContainsFunc(decided.regions, func(r ruledRegion) bool { return !r.allowed }) {
			a.placeless++
		}
	case place >= 0:
		a.found("rules_region: record %d: call %s was served in %q, which the decision %d does not allow", a.seq, call.ID, region, decided.regions[place].decision)
	default:
		a.found("rules_region: record %d: call %s was served in %q, of which nothing was decided", a.seq, call.ID, region)
	}
}

// ruled reports whether rules are in force.
func (a *rulesAudit) ruled(at int64) bool {
	in := a.machine.Rules().InForce(at)
	return in != nil && in.Law() != nil
}

// ArrivalChanged implements clearing.Observer.
func (a *rulesAudit) ArrivalChanged(at int64, one *settlement.Arrival, _ clearing.ArrivalState) {
	if one.Kind != settlement.Transferred || one.Party.IsZero() || !one.Payment.IsZero() || a.taken[one.ID] {
		return // it was decided with its payment or channel, or before, or is nobody's
	}
	if a.taken[one.ID] = true; a.ruled(at) {
		a.came = append(a.came, *one)
	}
}

// admitted holds what was credited in a record against what was allowed in it, and against
// what a person has approved, which is noted behind the money.
func (a *rulesAudit) admitted() {
	for i := range a.came {
		one := &a.came[i]
		item, asked := a.machine.Reviews().Arrived(one.ID)
		if approved := asked && item.State == review.Approved; !approved && !a.paid[ruledPayment{ruling.ActionDeposit, one.ID, one.Party}] {
			a.found("rules_deposit: record %d: the deposit %s was credited to party %s without a decision that allows it or a person's approval", a.seq, one.ID, one.Party)
		}
	}
	a.came = a.came[:0]
}

// PaymentChanged implements clearing.Observer.
func (a *rulesAudit) PaymentChanged(at int64, p *settlement.Payment) {
	known := a.taken[p.ID]
	if a.taken[p.ID] = true; known || !a.ruled(at) {
		return
	}
	action := ruling.ActionPay
	if p.Scheme == settlement.Deposit {
		action = ruling.ActionDeposit
	}
	if !a.paid[ruledPayment{action, p.ID, p.Party}] {
		a.found("rules_payment: record %d: payment %s was taken without a decision that allows it", a.seq, p.ID)
	}
}

// PayoutChanged implements clearing.Observer.
func (a *rulesAudit) PayoutChanged(at int64, p *settlement.Payout, state clearing.PayoutState) {
	if state != clearing.PayoutOpened || !a.ruled(at) {
		return
	}
	for i := range p.Items {
		if party := p.Items[i].Party; !a.paid[ruledPayment{ruling.ActionPayout, p.ID, party}] {
			a.found("rules_payout: record %d: in the batch %s party %s was paid out without a decision that allows it", a.seq, p.ID, party)
		}
	}
}

// RulesChanged implements clearing.Observer.
func (a *rulesAudit) RulesChanged(at int64, set *ruling.Installed, state clearing.RulesState) {
	if a.inBooks() {
		a.held.RulesChanged(at, set, state)
	}
	if state != clearing.RulesInstalled {
		return
	}
	a.sets++
	switch unsigned := !set.IsSigned(); {
	case !unsigned && !set.Signed():
		a.found("rules_signature: record %d: the set of rules %d is not signed by the key %x that it names", a.seq, set.Number, set.Signer)
	case len(a.signers) == 0:
	case unsigned:
		a.found("rules_unsigned: record %d: nobody signed the set of rules %d", a.seq, set.Number)
	case !slices.Contains(a.signers, set.Signer):
		a.found("rules_signer: record %d: the set of rules %d is signed by %x, which is none of the keys of --signer", a.seq, set.Number, set.Signer)
	}
}

// FactsRegistered implements clearing.Observer.
func (a *rulesAudit) FactsRegistered(at int64, entries []*facts.Entry, gone []ruling.Entity) {
	if a.inBooks() {
		a.held.FactsRegistered(at, entries, gone)
	}
}

// Decided implements clearing.Observer.
func (a *rulesAudit) Decided(_ int64, d *ruling.Decision) {
	a.decisions++
	if a.inBooks() {
		a.err = errors.Join(a.err, a.held.Decided(d))
	}
}

// QuotaChanged implements clearing.Observer.
func (a *rulesAudit) QuotaChanged(at int64, s *licence.Standing, state clearing.QuotaState) {
	if a.inBooks() {
		a.held.QuotaChanged(at, s, state)
	}
}

// QuotaDrawn implements clearing.Observer.
func (a *rulesAudit) QuotaDrawn(at int64, d *clearing.QuotaDrawn) {
	if a.inBooks() {
		a.held.QuotaDrawn(at, d)
	}
}

// Sold implements clearing.Observer.
func (a *rulesAudit) Sold(at int64, s *clearing.Sold) {
	if a.sales++; a.inBooks() {
		a.held.Sold(at, s)
	}
}

// DutyChanged implements clearing.Observer.
func (a *rulesAudit) DutyChanged(_ int64, d *duty.Duty) {
	if a.inBooks() {
		a.held.DutyChanged(d)
	}
}

// RecordsKept implements clearing.Observer.
func (a *rulesAudit) RecordsKept(_ int64, k duty.Keeping) {
	if a.inBooks() {
		a.held.RecordsKept(k)
	}
}

func (a *rulesAudit) inBooks() bool { return a.held != nil && a.seq <= a.held.Position }

// hold opens the books that are held against the log.
func (a *rulesAudit) hold(at string) (err error) {
	a.held, err = books.Hold(context.Background(), at, a.found)
	return err
}

// end holds what is left in the books against the log, whose last record is named.
func (a *rulesAudit) end(last uint64) (notes []string, err error) {
	if a.placeless > 0 {
		notes = append(notes, fmt.Sprintf("of %d calls nobody said where they were served, and not each of their regions was allowed", a.placeless))
	}
	if a.held == nil {
		return notes, a.err
	}
	if a.held.Position < last {
		notes = append(notes, fmt.Sprintf("the books go up to record %d; what came later was not compared", a.held.Position))
	}
	if a.held.Position > last {
		a.found("books_ahead: the books go up to record %d, and the log to %d", a.held.Position, last)
	}
	if a.err == nil {
		a.err = a.held.End()
	}
	return notes, errors.Join(a.err, a.held.Close())
}

// signersOf reads keys as rules are signed by.
func signersOf(texts []string) (keys [][32]byte, err error) {
	for _, text := range texts {
		raw, err := hex.DecodeString(text)
		if err != nil || len(raw) != 32 {
			return nil, &usageError{fmt.Errorf("--signer is %q; it is an Ed25519 public key of 64 hexadecimal digits", text)}
		}
		keys = append(keys, [32]byte(raw))
	}
	return keys, nil
}
