package main

import (
	"math/big"
	"slices"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/payment"
	"aidollar/core/recourse"
)

// recourseAudit holds refunds and disputes against the charges that they are of. The
// machine has forgotten a call within the hour and takes what a command says of it; the
// log has not.
type recourseAudit struct {
	clearing.Ignore
	machine *clearing.Machine
	found   func(format string, args ...any)
	seq     uint64 // of the record that is being applied

	sales    map[ledger.ID]*soldFacts        // the calls that are named anywhere in the log
	calls    map[ledger.ID]ledger.ID         // by the id of what shared their charge
	moved    map[ledger.ID][]ledger.Transfer // by refund or dispute: what was returned by it in this record
	totals   map[ledger.ID]money.Amount      // what refunds and disputes returned; once their words were compared
	returned []returnedStep                  // of the record
}

// soldFacts are what the log says of a call, or of a payment for pushed usage.
type soldFacts struct {
	seq    uint64 // of the record that charged it; zero before that
	key    ledger.ID
	card   uint32
	sale   recourse.Sale
	shares []payment.Part // what each account got of the charge

	given []payment.Part // what each gave back since
	got   []payment.Part // what each payer got back since
	steps int64          // that returned something
}

// returnedStep is a state that a refund or a dispute came to.
type returnedStep struct {
	what  string
	id    ledger.ID
	sale  recourse.Sale
	total money.Amount // that it has returned until then
}

func newRecourseAudit(m *clearing.Machine, named map[ledger.ID]bool, found func(string, ...any)) *recourseAudit {
	a := &recourseAudit{
		machine: m, found: found, sales: map[ledger.ID]*soldFacts{}, calls: map[ledger.ID]ledger.ID{},
		moved: map[ledger.ID][]ledger.Transfer{}, totals: map[ledger.ID]money.Amount{},
	}
	for call := range named {
		a.sales[call], a.calls[payment.ShareID(call)] = &soldFacts{}, call
	}
	return a
}

// CallClosed implements clearing.Observer.
func (a *recourseAudit) CallClosed(_ int64, c *clearing.CallClosing) {
	s, ok := a.sales[c.Call.ID]
	if !ok || c.State != clearing.CallCaptured || c.Answer.Charge.IsZero() {
		return
	}
	s.seq, s.key, s.card = a.seq, c.Call.Key, c.Call.Card
	s.sale = recourse.Sale{
		Call: c.Call.ID, Asset: c.Call.Terms.Asset, Charge: c.Answer.Charge, Account: c.Call.Terms.Sale, Rule: c.Call.Terms.Rule,
		Paid: payment.Used(c.Answer.Parts, c.Answer.Charge),
	}
}

// Used implements clearing.Observer.
func (a *recourseAudit) Used(_ int64, u *clearing.UseRecord) {
	if s, ok := a.sales[u.Posting]; ok {
		s.seq = a.seq
		s.sale.Call, s.sale.Buyer, s.sale.Seller, s.sale.Asset, s.sale.Charge = u.Posting, u.Buyer, u.Seller, u.Asset, u.Charged
	}
}

// Posted implements clearing.Observer.
func (a *recourseAudit) Posted(_ int64, p *ledger.Posting) {
	if p.Flags&(ledger.Pending|ledger.Void|ledger.Split) != 0 {
		if s, ok := a.sales[p.Cause]; ok && p.Code == clearing.TransferShare {
			s.sale.Account, s.sale.Rule = p.Debit, p.Credit
		}
		return
	}
	switch p.Code {
	case clearing.TransferShare:
		if call, ok := a.calls[p.Cause]; ok {
			s := a.sales[call]
			s.shares = addPart(s.shares, p.Credit, p.Posted)
		}
	case clearing.TransferUse:
		s, ok := a.sales[p.ID]
		if !ok {
			s, ok = a.sales[p.Cause]
		}
		if ok {
			s.sale.Paid = append(s.sale.Paid, payment.Part{Account: p.Debit, Amount: p.Posted})
		}
	case clearing.TransferRefund:
		a.moved[p.Cause] = append(a.moved[p.Cause], ledger.Transfer{Debit: p.Debit, Credit: p.Credit, Amount: p.Posted})
	}
}

// RefundChanged implements clearing.Observer.
func (a *recourseAudit) RefundChanged(_ int64, s *recourse.Sale, r *recourse.Refund) {
	step := returnedStep{what: "refund", id: r.ID, sale: *s}
	if r.State == recourse.RefundPosted {
		step.total = r.Amount
	}
	a.returned = append(a.returned, step)
}

// DisputeChanged implements clearing.Observer.
func (a *recourseAudit) DisputeChanged(_ int64, s *recourse.Sale, d *recourse.Dispute) {
	a.returned = append(a.returned, returnedStep{what: "dispute", id: d.ID, sale: *s, total: d.Returned})
}

// applied looks at what a record changed.
func (a *recourseAudit) applied() {
	for i := range a.returned {
		r := &a.returned[i]
		s := a.sales[r.sale.Call]
		if s == nil || s.seq == 0 {
			a.found("recourse_call: record %d: %s %s is of call %s, which no record before it charges", a.seq, r.what, r.id, r.sale.Call)
			continue
		}
		s.complete(a.machine)
		if _, known := a.totals[r.id]; !known {
			a.totals[r.id] = money.Amount{}
			a.compare(s, r)
		}
		later := func(other returnedStep) bool { return other.id == r.id }
		if !slices.ContainsFunc(a.returned[i+1:], later) { // what was moved is all of the record
			a.count(s, r)
		}
	}
	a.returned = a.returned[:0]
}

// complete finds whose the call was.
func (s *soldFacts) complete(m *clearing.Machine) {
	if s.sale.Seller.IsZero() {
		key, _ := m.Key(s.key)
		card, _ := m.Card(s.card)
		s.sale.Buyer, s.sale.Seller = key.Party, card.Seller
	}
	account := m.PartyAccountIn(s.sale.Buyer, clearing.AccountBuyer, s.sale.Asset)
	if rest := s.sale.Charge.SubFloor(payment.Total(s.sale.Paid)); !rest.IsZero() {
		s.sale.Paid = append(s.sale.Paid, payment.Part{Account: account, Amount: rest})
	}
}

// compare holds what a command said of a call against the log.
func (a *recourseAudit) compare(s *soldFacts, r *returnedStep) {
	differs := func(what string, said, is any) {
		a.found("recourse_fact: record %d: %s %s says that the %s of call %s is %v; record %d has %v", a.seq, r.what, r.id, what, s.sale.Call, said, s.seq, is)
	}
	said, is := &r.sale, &s.sale
	if said.Buyer != is.Buyer {
		differs("buyer", said.Buyer, is.Buyer)
	}
	if said.Seller != is.Seller {
		differs("seller", said.Seller, is.Seller)
	}
	if said.Asset != is.Asset {
		differs("asset", said.Asset, is.Asset)
	}
	if said.Charge != is.Charge {
		differs("charge", said.Charge, is.Charge)
	}
	if said.Account != is.Account || said.Rule != is.Rule {
		differs("sharing", said.Rule, is.Rule)
	}
	if !slices.Equal(said.Paid, is.Paid) {
		differs("payment", said.Paid, is.Paid)
	}
}

// count adds what a step moved, and holds it against what the step says of itself and
// against the charge's shares and payers.
func (a *recourseAudit) count(s *soldFacts, r *returnedStep) {
	carry := a.machine.PartyAccountIn(s.sale.Seller, clearing.AccountCarry, s.sale.Asset)
	moved := a.moved[r.id]
	delete(a.moved, r.id)
	back := a.totals[r.id]
	for _, t := range moved {
		switch {
		case t.Debit == carry || t.Credit == carry:
		case t.Credit == r.sale.Account:
			s.given = addPart(s.given, t.Debit, t.Amount)
		default:
			s.got = addPart(s.got, t.Credit, t.Amount)
			back, _ = back.Add(t.Amount) // the ledger's own sums fit
		}
	}
	if a.totals[r.id] = back; back != r.total {
		a.found("recourse_amount: record %d: %s %s says that it has returned %s of call %s; the ledger has moved %s for it", a.seq, r.what, r.id, r.total, s.sale.Call, back)
	}
	if len(moved) > 0 {
		s.steps++
		a.shared(s, r)
		a.paid(s, r)
	}
}

// shared holds what each share gave back against what it got of the charge: the same
// part of it, within a unit for the charge and for each return, because all are
// differences of floors.
func (a *recourseAudit) shared(s *soldFacts, r *returnedStep) {
	charge, back := wide(s.sale.Charge), wide(payment.Total(s.got))
	for _, p := range addParts(s.given, s.shares) {
		got, gave := partOf(s.shares, p.Account), partOf(s.given, p.Account)
		apart := new(big.Int).Sub(new(big.Int).Mul(wide(gave), charge), new(big.Int).Mul(wide(got), back))
		if apart.CmpAbs(new(big.Int).Mul(charge, big.NewInt(s.steps+1))) > 0 {
			a.found("recourse_share: record %d: %s %s: account %s has given back %s of the %s that it got of call %s in record %d, and %s of %s came back",
				a.seq, r.what, r.id, p.Account, gave, got, s.sale.Call, s.seq, payment.Total(s.got), s.sale.Charge)
		}
	}
}

// paid holds what each payer got back against what it paid.
func (a *recourseAudit) paid(s *soldFacts, r *returnedStep) {
	for _, p := range s.got {
		if paid := partOf(s.sale.Paid, p.Account); paid.Less(p.Amount) {
			a.found("recourse_payer: record %d: %s %s: account %s has got back %s of call %s, of which it paid %s in record %d", a.seq, r.what, r.id, p.Account, p.Amount, s.sale.Call, paid, s.seq)
		}
	}
}

func partOf(list []payment.Part, account ledger.ID) (sum money.Amount) {
	for _, p := range list {
		if p.Account == account {
			sum, _ = sum.Add(p.Amount) // parts of a charge
		}
	}
	return sum
}

// addPart adds to what a list has of an account.
func addPart(list []payment.Part, account ledger.ID, amount money.Amount) []payment.Part {
	for i := range list {
		if list[i].Account == account {
			list[i].Amount, _ = list[i].Amount.Add(amount) // the ledger's own sums fit
			return list
		}
	}
	return append(list, payment.Part{Account: account, Amount: amount})
}

func addParts(lists ...[]payment.Part) (sum []payment.Part) {
	for _, list := range lists {
		for _, p := range list {
			sum = addPart(sum, p.Account, p.Amount)
		}
	}
	return sum
}

func wide(a money.Amount) *big.Int {
	n := new(big.Int).SetUint64(a.Hi)
	return n.Lsh(n, 64).Or(n, new(big.Int).SetUint64(a.Lo))
}
