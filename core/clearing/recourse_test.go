package clearing_test

import (
	"bytes"
	"encoding/binary"
	"strings"
	"testing"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/credit"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/payment"
	"aidollar/core/recourse"
)

// returner is a shop whose calls cost a unit a token.
type returner struct{ *shop }

func newReturner(t testing.TB) *returner {
	r := &returner{newShop(t, 100_000)}
	r.do(clearing.PutCard{Seller: r.seller, Card: r.card("units", 1, map[string]string{"unit": "0.001"})})
	r.deposit(money.Units(1_000))
	return r
}

// sold makes a call of so many units.
func (r *returner) sold(n uint64) clearing.Sale {
	r.t.Helper()
	c := r.reservation(n, 0)
	c.Model = "unit"
	r.do(c)
	a := r.do(clearing.Capture{Call: c.Call, Usage: used(n, 0)})
	return clearing.Sale{
		Call: c.Call, Buyer: r.buyer, Seller: r.seller, Asset: usd, Charge: a.Call.Charge, Grants: payment.Used(a.Call.Parts, a.Call.Charge),
	}
}

func (r *returner) refund(s clearing.Sale, n uint64) clearing.Refund {
	return clearing.Refund{ID: r.id(), Sale: s, Amount: money.Units(n), Reason: recourse.NotDelivered}
}

func (r *returner) dispute(s clearing.Sale, n uint64) clearing.OpenDispute {
	return clearing.OpenDispute{ID: r.id(), Sale: s, Amount: money.Units(n), Reason: recourse.Quality, Text: "noise"}
}

func (r *returner) refuses(c clearing.Command, want string) {
	r.t.Helper()
	if a := r.try(c); a.Refusal != want {
		r.t.Fatalf("%T: %q, want %q", c, a.Refusal, want)
	}
	if clearing.Sentence(want) == "" {
		r.t.Errorf("nobody says what %s means", want)
	}
}

// have checks the funds of the buyer, the seller and the house.
func (r *returner) have(buyer, seller, house uint64) {
	r.t.Helper()
	l := r.m.Ledger()
	for _, want := range []struct {
		who string
		id  ledger.ID
		n   uint64
	}{
		{"buyer", r.buyerAccount(), buyer}, {"seller", clearing.PartyAccount(r.seller, clearing.AccountSeller), seller},
		{"house", clearing.HouseAccount(clearing.AccountRevenue, usd), house},
	} {
		if has := l.Funds(want.id); has != money.Units(want.n) {
			r.t.Errorf("the %s has %s, want %d", want.who, has, want.n)
		}
	}
	view := r.m.Freeze()
	for _, b := range view.Check() {
		r.t.Errorf("broken: %s", b)
	}
}

// withdraws pays the seller out by hand.
func (r *returner) withdraws(n uint64) ledger.Result {
	return r.try(clearing.Transfers{{
		ID: r.id(), Debit: clearing.PartyAccount(r.seller, clearing.AccountSeller), Credit: clearing.HouseAccount(clearing.AccountCustody, usd),
		Amount: money.Units(n), Asset: usd, Code: clearing.TransferWithdrawal,
	}}).Outcomes[0].Result
}

func TestARefundTakesEachShareBack(t *testing.T) {
	r := newReturner(t)
	s := r.sold(100)
	r.have(900, 90, 10)
	first := r.refund(s, 30)
	r.do(first)
	r.have(930, 63, 7)
	if a := r.do(first); !a.Exists {
		t.Error("the same refund was made twice")
	}
	r.have(930, 63, 7)
	other := first
	other.Amount = money.Units(31)
	r.refuses(other, "refund_differs")
	r.refuses(r.refund(s, 71), "refund_exceeded")
	r.do(r.refund(s, 70))
	r.have(1000, 0, 0)
	r.refuses(r.refund(s, 1), "refund_exceeded")
	r.replayed()
}

func TestAProposalHoldsAndIsPostedOrNot(t *testing.T) {
	r := newReturner(t)
	s := r.sold(100)
	propose := func() clearing.Refund {
		p := r.refund(s, 50)
		p.Deadline = r.now + int64(time.Hour)
		r.do(p)
		return p
	}
	p := propose()
	r.have(900, 45, 5)
	if got := r.withdraws(46); got != ledger.DebitLimited {
		t.Errorf("what is held was paid out: %s", got)
	}
	r.refuses(r.refund(s, 51), "refund_exceeded")
	r.do(clearing.CloseRefund{ID: p.ID})
	r.have(900, 90, 10)
	r.refuses(clearing.CloseRefund{ID: p.ID, Post: true}, "refund_closed")
	p = propose()
	r.do(clearing.CloseRefund{ID: p.ID, Post: true})
	r.have(950, 45, 5)
	if a := r.do(clearing.CloseRefund{ID: p.ID, Post: true}); !a.Exists {
		t.Error("a refund was posted twice")
	}
	p = propose()
	r.now += int64(time.Hour)
	r.do(clearing.Tick{})
	if got, _, _ := r.m.Recourse().Refund(p.ID); got.State != recourse.RefundExpired {
		t.Errorf("behind its deadline a proposal is in state %d", got.State)
	}
	r.have(950, 45, 5)
	r.withdraws(40)
	late := r.refund(s, 50)
	r.refuses(late, "refund_funds")
	late.Deadline = r.now + int64(time.Hour)
	r.refuses(late, "refund_funds")
	r.replayed()
}

func TestRefundsThatAreRefused(t *testing.T) {
	r := newReturner(t)
	s := r.sold(100)
	open := r.reservation(10, 0)
	open.Model = "unit"
	r.do(open)
	day := int64(24 * time.Hour)
	for want, change := range map[string]func(*clearing.Refund){
		"seller_unknown": func(c *clearing.Refund) { c.Sale.Seller = r.buyer },
		"buyer_unknown":  func(c *clearing.Refund) { c.Sale.Buyer = r.seller },
		"call_unknown":   func(c *clearing.Refund) { c.Sale.Call = r.id() },
		"call_open":      func(c *clearing.Refund) { c.Sale.Call = open.Call },
		"refund_invalid": func(c *clearing.Refund) { c.Reason = 99 },
	} {
		c := r.refund(s, 10)
		change(&c)
		r.refuses(c, want)
	}
	for _, change := range []func(*clearing.Refund){
		func(c *clearing.Refund) { c.ID = ledger.ID{} },
		func(c *clearing.Refund) { c.Amount = money.Amount{} },
		func(c *clearing.Refund) { c.Reason = 0 },
		func(c *clearing.Refund) { c.Text = strings.Repeat("x", recourse.TextMax+1) },
		func(c *clearing.Refund) { c.Text = "\xff" },
		func(c *clearing.Refund) { c.Deadline = r.now },
		func(c *clearing.Refund) { c.Deadline = r.now + 31*day },
	} {
		c := r.refund(s, 10)
		change(&c)
		r.refuses(c, "refund_invalid")
	}
	grant := []payment.Part{{Account: r.buyerAccount(), Amount: money.Units(10)}}
	for _, change := range []func(*clearing.Refund){
		func(c *clearing.Refund) { c.Sale.Charge = money.Units(101) },
		func(c *clearing.Refund) { c.Sale.Asset = 7 },
		func(c *clearing.Refund) { c.Sale.Grants = grant },
	} {
		c := r.refund(s, 10)
		change(&c)
		r.refuses(c, "sale_differs")
	}
	r.refuses(clearing.CloseRefund{ID: r.id()}, "refund_unknown")
	r.have(890, 90, 10)
	r.do(r.refund(s, 10))
	// An hour later the machine has forgotten the call, but not its case.
	r.now += int64(2 * time.Hour)
	more := r.refund(s, 10)
	more.Sale.Charge = money.Units(1_000)
	r.refuses(more, "sale_differs")
	r.do(r.refund(s, 10))
	r.now += 180 * day
	r.refuses(r.refund(s, 10), "sale_too_old")
	if _, ok := r.m.Recourse().Case(s.Call); ok {
		t.Error("a case is kept beyond its time")
	}
	r.replayed()
}

func TestADisputeHoldsWhatComesIn(t *testing.T) {
	r := newReturner(t)
	s := r.sold(100)
	if got := r.withdraws(80); got != ledger.OK {
		t.Fatal(got)
	}
	d := r.dispute(s, 100)
	a := r.do(d)
	if a.Dispute.Short != money.Units(80) || a.Dispute.Held() != money.Units(20) {
		t.Errorf("%s are held of what is disputed, %s short; want 20 and 80", a.Dispute.Held(), a.Dispute.Short)
	}
	r.have(900, 0, 0)
	r.refuses(r.dispute(s, 1), "dispute_open")
	r.refuses(r.refund(s, 1), "refund_exceeded")
	next := r.sold(50)
	r.have(850, 0, 5)
	if got := r.withdraws(1); got != ledger.DebitLimited {
		t.Errorf("what is disputed was paid out: %s", got)
	}
	r.refuses(clearing.AnswerDispute{ID: d.ID}, "dispute_invalid")
	r.do(clearing.AnswerDispute{ID: d.ID, Text: "it was fine"})
	r.refuses(clearing.AnswerDispute{ID: d.ID, Text: "it was better"}, "dispute_answered")
	r.refuses(clearing.DecideDispute{ID: d.ID, Award: money.Units(101), Text: "all"}, "dispute_invalid")
	r.refuses(clearing.DecideDispute{ID: d.ID, Award: money.Units(100)}, "dispute_invalid")
	a = r.do(clearing.DecideDispute{ID: d.ID, Award: money.Units(100), Text: "all of it"})
	// 55 of the seller's 90 are there, which are its part of 61.
	if a.Dispute.Returned != money.Units(61) || a.Dispute.Due != money.Units(39) {
		t.Errorf("%s were returned and %s are due, want 61 and 39", a.Dispute.Returned, a.Dispute.Due)
	}
	r.refuses(clearing.WithdrawDispute{ID: d.ID}, "dispute_closed")
	r.sold(100)
	r.have(1_000-100-50-100+100, 90+45+90-80-90, 10+5+10-10)
	if got, _, _ := r.m.Recourse().Dispute(d.ID); !got.Due.IsZero() || got.Returned != money.Units(100) || !got.Held().IsZero() {
		t.Errorf("%s were returned, %s are due, %s held", got.Returned, got.Due, got.Held())
	}
	r.refuses(r.dispute(s, 1), "refund_exceeded")
	r.do(r.dispute(next, 50))
	r.replayed()
}

func TestSilenceDecides(t *testing.T) {
	for _, side := range []recourse.Side{recourse.ForBuyer, recourse.ForSeller} {
		r := newReturner(t)
		terms := recourse.DefaultTerms()
		terms.Silence, terms.AnswerSpan, terms.DisputeSpan = side, int64(2*time.Hour), int64(24*time.Hour)
		r.do(clearing.SetRecourse{Terms: recourse.SellerTerms{Seller: r.seller, Terms: terms}})
		s, late := r.sold(100), r.sold(10)
		r.refuses(clearing.SetRecourse{Terms: recourse.SellerTerms{Seller: r.buyer, Terms: terms}}, "seller_unknown")
		r.refuses(clearing.SetRecourse{Terms: recourse.SellerTerms{Terms: recourse.Terms{}}}, "recourse_terms_invalid")
		for _, spoil := range []func(*recourse.Terms){
			func(t *recourse.Terms) { t.DecisionSpan = recourse.DecisionSpanMin - 1 }, func(t *recourse.Terms) { t.DecisionSpan = recourse.DecisionSpanMax + 1 },
			func(t *recourse.Terms) { t.Undecided = 0 }, func(t *recourse.Terms) { t.Undecided = 9 },
		} {
			spoilt := terms
			spoil(&spoilt)
			r.refuses(clearing.SetRecourse{Terms: recourse.SellerTerms{Seller: r.seller, Terms: spoilt}}, "recourse_terms_invalid")
		}
		d := r.dispute(s, 40)
		r.do(d)
		r.now += int64(2 * time.Hour)
		r.do(clearing.Tick{})
		if side == recourse.ForBuyer {
			r.have(930, 63, 7)
		} else {
			r.have(890, 99, 11)
		}
		if got, _, _ := r.m.Recourse().Dispute(d.ID); got.State != recourse.DisputeSilent {
			t.Errorf("a dispute that nobody answered is in state %d", got.State)
		}
		r.now += int64(23 * time.Hour)
		r.refuses(r.dispute(late, 1), "dispute_late")
		r.replayed()
	}
}

// A dispute that the operator leaves open is decided by its deadline, for the side that
// the terms said when it was opened.
func TestTheOperatorsSilenceDecides(t *testing.T) {
	for _, side := range []recourse.Side{recourse.ForBuyer, recourse.ForSeller} {
		r := newReturner(t)
		terms := recourse.DefaultTerms()
		if terms.Undecided != recourse.ForSeller {
			t.Error("what a seller contests and nobody decides is the buyer's by default")
		}
		terms.Undecided, terms.DecisionSpan = side, int64(3*time.Hour)
		r.do(clearing.SetRecourse{Terms: recourse.SellerTerms{Terms: terms}})
		s := r.sold(100)
		d := r.dispute(s, 40)
		r.do(d)
		r.do(clearing.SetRecourse{Terms: recourse.SellerTerms{Terms: recourse.DefaultTerms()}}) // of what is disputed from now on
		r.now += int64(time.Hour)
		a := r.do(clearing.AnswerDispute{ID: d.ID, Text: "it was fine"})
		if want := r.now + int64(3*time.Hour); a.Dispute.DecideBy != want {
			t.Errorf("it is to be decided by %d, want %d", a.Dispute.DecideBy, want)
		}
		r.now += int64(3*time.Hour) - 2*int64(time.Millisecond)
		r.do(clearing.Tick{})
		r.have(900, 54, 6) // what is disputed is held
		r.do(clearing.Tick{})
		got, _, _ := r.m.Recourse().Dispute(d.ID)
		if got.State != recourse.DisputeUndecided || got.Ended != r.now {
			t.Errorf("state %d at %d, want undecided at %d", got.State, got.Ended, r.now)
		}
		if side == recourse.ForBuyer {
			r.have(940, 54, 6)
		} else {
			r.have(900, 90, 10)
		}
		r.refuses(clearing.DecideDispute{ID: d.ID, Award: money.Units(1), Text: "late"}, "dispute_closed")
		r.replayed()
	}
}

// A refund goes the way that the money came: the buyer's own first, which paid last,
// then the grants; and of a grant that has ended to where its rest went.
func TestARefundGoesBackToGrants(t *testing.T) {
	r := newReturner(t)
	g := credit.Grant{ID: r.id(), Party: r.buyer, Asset: usd, Amount: money.Units(60), Name: "welcome", From: clearing.HouseAccount(clearing.AccountCustody, usd)}
	r.do(clearing.GiveGrant{Grant: g})
	s := r.sold(100)
	if len(s.Grants) != 1 || s.Grants[0].Amount != money.Units(60) {
		t.Fatalf("the grant paid %v", s.Grants)
	}
	r.do(r.refund(s, 50))
	r.have(1_000, 45, 5)
	if has := r.m.Ledger().Funds(s.Grants[0].Account); has != money.Units(10) {
		t.Errorf("%s came back to the grant, want 10", has)
	}
	r.do(clearing.EndGrant{ID: g.ID})
	r.do(r.refund(s, 50))
	r.have(1_000, 0, 60)
	r.replayed()
}

// What a channel paid comes back to its payer's account: the channel owes what the
// escrow has for it, and what it was charged is claimed.
func TestARefundOfAChannelsCallIsTheBuyers(t *testing.T) {
	s := newStream(t, cents(100))
	call := s.draw(cents(15))
	s.do(call)
	a := s.do(clearing.Capture{Call: call.Call.Call, Usage: used(1_000_000, 0)})
	before := s.channel()
	s.do(clearing.Refund{
		ID: s.purse.id(), Amount: cents(15), Reason: recourse.Duplicate,
		Sale: clearing.Sale{Call: call.Call.Call, Buyer: s.wallet, Seller: s.seller, Asset: usd, Charge: a.Call.Charge},
	})
	if after := s.channel(); after.Charged != before.Charged || s.m.Ledger().Funds(s.account) != cents(85) {
		t.Errorf("the channel was charged %s and is charged %s; it has %s", before.Charged, after.Charged, s.m.Ledger().Funds(s.account))
	}
	if has := s.m.Ledger().Funds(clearing.PartyAccount(s.wallet, clearing.AccountBuyer)); has != cents(15) {
		t.Errorf("%s came back to the wallet's balance, want 15 cents", has)
	}
	view := s.m.Freeze()
	for _, b := range view.Check() {
		t.Errorf("broken: %s", b)
	}
}

// A refund pays what is drawn of a credit line.
func TestARefundPaysAnInvoice(t *testing.T) {
	l := newLender(t, month())
	c := l.reservation(1_000_000, 0)
	l.do(c)
	a := l.do(clearing.Capture{Call: c.Call, Usage: used(1_000_000, 0)})
	l.at(2026, time.December, 1)
	l.expect(15, 15, 0)
	l.do(clearing.Refund{
		ID: l.id(), Amount: cents(15), Reason: recourse.WrongPrice,
		Sale: clearing.Sale{Call: c.Call, Buyer: l.buyer, Seller: l.seller, Asset: usd, Charge: a.Call.Charge},
	})
	l.expect(0, 0, 0)
	if last := l.invoices[len(l.invoices)-1]; last.State != credit.InvoicePaid {
		t.Errorf("the invoice is in state %d", last.State)
	}
	l.replayed()
}

// What was paid in euros comes back in the dollars that the seller earned; whoever has
// no account in dollars opens one first.
func TestARefundOfAConvertedCall(t *testing.T) {
	b := newBureau(t)
	b.pays(b.wallet, eur, cents(20))
	call := b.inEuros()
	b.do(call)
	charge := b.do(clearing.Capture{Call: call.Call, Usage: used(1_000_000, 0)}).Call.Charge
	euros, dollars := b.balance(b.buyerIn(b.wallet, eur)), b.balance(b.buyerIn(b.wallet, usd))
	sale := clearing.Sale{Call: call.Call, Buyer: b.wallet, Seller: b.seller, Asset: usd, Charge: charge}
	b.do(clearing.Refund{ID: b.id(), Amount: charge, Reason: recourse.Quality, Sale: sale})
	if b.balance(b.buyerIn(b.wallet, eur)) != euros || b.balance(b.buyerIn(b.wallet, usd)) != dollars+int64(charge.Lo) {
		t.Errorf("the wallet has %d euros and %d dollars", b.balance(b.buyerIn(b.wallet, eur)), b.balance(b.buyerIn(b.wallet, usd)))
	}
	view := b.m.Freeze()
	for _, breach := range view.Check() {
		t.Errorf("broken: %s", breach)
	}
	stranger := b.id()
	b.do(clearing.AddParty{Party: clearing.Party{ID: stranger, Role: clearing.RoleBuyer, Name: "euros alone", Asset: eur}})
	sale.Buyer = stranger
	b.refuses(clearing.Refund{ID: b.id(), Amount: charge, Reason: recourse.Quality, Sale: sale}, "refund_account_none")
}

// A snapshot whose cases were changed is refused, or leads to a machine that passes its
// own checks less one breach; it never panics.
func TestSnapshotsOfCasesThatAreDamaged(t *testing.T) {
	r := newReturner(t)
	s := r.sold(100)
	p := r.refund(s, 10)
	p.Deadline = r.now + int64(time.Hour)
	r.do(p)
	r.do(r.dispute(s, 20))
	whole := r.bytes()
	at := bytes.Index(whole, []byte("noise"))
	if at < 0 {
		t.Fatal("the snapshot has no text of the dispute")
	}
	refused := 0
	for i := max(0, at-400); i < at+300 && i < len(whole); i++ {
		damaged := bytes.Clone(whole)
		damaged[i] ^= 0x41
		if m, err := clearing.Restore(bytes.NewReader(damaged), clearing.DefaultConfig()); err != nil {
			refused++
		} else {
			view := m.Freeze()
			view.Check()
		}
	}
	if refused == 0 {
		t.Error("no damage was noticed")
	}
}

// FuzzSalesNamed takes whatever stands in a log.
func FuzzSalesNamed(f *testing.F) {
	r := clearing.AppendCommand(clearing.AppendHeader(nil, 1), clearing.Refund{ID: ledger.ID{Lo: 1}, Sale: clearing.Sale{Call: ledger.ID{Lo: 2}}})
	f.Add(r)
	f.Add(r[:len(r)-9])
	f.Add(binary.LittleEndian.AppendUint32(append(r, byte(clearing.KindDispute)), 1<<31))
	f.Fuzz(func(t *testing.T, record []byte) {
		n := 0
		clearing.SalesNamed(record, func(ledger.ID) { n++ })
		if n > len(record)/5 {
			t.Errorf("%d calls in %d bytes", n, len(record))
		}
	})
}

// What was posted for pushed usage comes back as what a call was charged does, to a
// grant, too, long behind the hour of the machine's memory.
func TestARefundOfPushedUsage(t *testing.T) {
	d := newDonor(t)
	d.putModel(bulk())
	number, watch := d.meter("gpu"), &useWatch{Observer: d}
	d.deposit(money.Units(100 * cent))
	d.m.Observe(watch)
	d.give(1, nil)
	use := func(n uint64) clearing.Sale {
		d.do(clearing.Use{Entries: []clearing.UseEntry{{Event: d.id(), Buyer: d.buyer, Seller: d.seller, Definition: number, Value: n, At: d.now}}})
		u := watch.last
		return clearing.Sale{Call: u.Posting, Buyer: d.buyer, Seller: d.seller, Asset: usd, Charge: u.Charged}
	}
	s := use(100) // 2.77 cents
	if paid := payment.Total(watch.paid); paid != s.Charge || len(watch.paid) != 2 {
		t.Fatalf("%v paid %s", watch.paid, s.Charge)
	}
	s.Grants = watch.paid[:1]
	refund := func(s clearing.Sale, amount money.Amount) clearing.Answer {
		return d.try(clearing.Refund{ID: d.id(), Sale: s, Amount: amount, Reason: recourse.Quality})
	}
	bent := s
	bent.Charge, _ = s.Charge.Add(money.Units(1))
	if a := refund(bent, money.Units(1)); a.Refusal != "sale_differs" {
		t.Errorf("a charge that was not: %q", a.Refusal)
	}
	bent = s
	bent.Call = d.id()
	if a := refund(bent, money.Units(1)); a.Refusal != "call_unknown" {
		t.Errorf("a posting that was none: %q", a.Refusal)
	}
	if a := refund(s, money.Units(2*cent)); a.Refusal != "" {
		t.Fatal(a.Refusal)
	}
	if got := d.m.Ledger().Funds(s.Grants[0].Account); got != money.Units(2*cent-177*cent/100) {
		t.Errorf("the grant has %s", got)
	}
	d.now += 90 * day
	if a := refund(s, money.Units(77*cent/100+1)); a.Refusal != "refund_exceeded" {
		t.Errorf("more than is left: %q", a.Refusal)
	}
	if a := refund(s, money.Units(77*cent/100)); a.Refusal != "" {
		t.Error(a.Refusal)
	}
	if got := d.m.Ledger().Funds(clearing.PartyAccount(d.seller, clearing.AccountSeller)); !got.IsZero() {
		t.Errorf("the seller has %s of what came back whole", got)
	}
	d.sound()
	d.replayed()
}

// useWatch keeps what was told of pushed usage last, and who paid it.
type useWatch struct {
	clearing.Observer
	last clearing.UseRecord
	paid []payment.Part
	next []payment.Part
}

func (w *useWatch) Posted(at int64, p *ledger.Posting) {
	w.Observer.Posted(at, p)
	if p.Code == clearing.TransferUse {
		w.next = append(w.next, payment.Part{Account: p.Debit, Amount: p.Posted})
	}
}

func (w *useWatch) Used(_ int64, u *clearing.UseRecord) { w.last, w.paid, w.next = *u, w.next, nil }
