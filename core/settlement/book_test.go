package settlement

import (
	"bytes"
	"testing"

	"aidollar/core/internal/wire"
	"aidollar/core/ledger"
	"aidollar/core/money"
)

const (
	start = int64(1_795_000_000_000_000_000) // Unix nanoseconds
	usd   = ledger.AssetID(1)
	unit  = 1000 // ledger units in the token's smallest
)

// stand is a book over a ledger with a token's accounts and a party's.
type stand struct {
	t      *testing.T
	ledger *ledger.Ledger
	book   *Book
	serial uint64
}

func account(n uint64) ledger.ID { return ledger.ID{Hi: 1, Lo: n} }

var (
	party = ledger.ID{Hi: 2, Lo: 2}
	funds = account(9)
)

func newStand(t *testing.T) *stand {
	t.Helper()
	s := &stand{t: t, ledger: ledger.New(ledger.DefaultConfig())}
	s.ledger.Advance(start)
	s.book = NewBook(s.ledger, Codes{Promise: 1, Final: 2, Reversal: 3, Recovery: 4, Payout: 5, Paid: 6, Returned: 7})
	for n, flags := range []ledger.AccountFlags{
		ledger.LimitCredit | ledger.Managed, ledger.LimitCredit | ledger.Managed, ledger.LimitCredit | ledger.Managed,
		ledger.LimitDebit | ledger.Managed, ledger.LimitDebit,
	} {
		s.open(account(uint64(n)+1), flags)
	}
	s.open(funds, ledger.LimitDebit)
	if n, refusal := s.book.DefineToken(s.token(), 9); n != 1 || refusal != "" {
		t.Fatal(n, refusal)
	}
	if r := s.book.SetLimits(1, Limits{DayMax: money.Units(1 << 40), BatchTo: 3}); r != "" {
		t.Fatal(r)
	}
	return s
}

func (s *stand) open(id ledger.ID, flags ledger.AccountFlags) {
	s.t.Helper()
	if r := s.ledger.Open(ledger.Account{ID: id, Asset: usd, Flags: flags}); r != ledger.OK {
		s.t.Fatal(r)
	}
}

func (s *stand) token() Token {
	return Token{
		ChainID: 5, Contract: Address{1}, House: Address{2}, Decimals: 6, Asset: usd,
		Accounts: Accounts{account(1), account(2), account(3), account(4), account(5), account(6)},
	}
}

func (s *stand) id() ledger.ID {
	s.serial++
	return ledger.ID{Hi: uint64(s.ledger.Now()/1e6)<<16 | 0x7000, Lo: s.serial}
}

func (s *stand) offer(units uint64) *Offer {
	return &Offer{
		ID: s.id(), Token: 1, Party: party, Account: funds, Scheme: Exact, Signed: money.Units(units * unit),
		Until: s.ledger.Now() + hour, Payload: []byte("signed"),
	}
}

// hold promises a payment for a call that is reserved elsewhere.
func (s *stand) hold(o *Offer) (call ledger.ID) {
	s.t.Helper()
	call = s.id()
	if r := s.book.Check(o); r != "" {
		s.t.Fatal(r)
	}
	most := money.Units(1 << 50)
	if r := s.book.Promise(o, Trust{most, most}); r != "" {
		s.t.Fatal(r)
	}
	s.book.Hold(o, call)
	return call
}

func (s *stand) arrival(units uint64) Arrival {
	return Arrival{ID: s.id(), Token: 1, Tx: Hash{9}, Block: 10, Amount: money.Units(units * unit), Party: party, Account: funds, Credit: true}
}

// has compares the balance of an account: credits less debits, in the token's
// smallest units.
func (s *stand) has(what string, id ledger.ID, want int64) {
	s.t.Helper()
	a, _ := s.ledger.Account(id)
	if got := (int64(a.CreditsPosted.Lo) - int64(a.DebitsPosted.Lo)) / unit; got != want {
		s.t.Errorf("%s has %d, want %d", what, got, want)
	}
}

func TestTokensAreRefusedByName(t *testing.T) {
	s := newStand(t)
	for want, change := range map[Refusal]func(*Token){
		Exists:        func(*Token) {},
		TokenDiffers:  func(k *Token) { k.House = Address{7} },
		TokenInvalid:  func(k *Token) { k.Contract = k.House },
		TokenDecimals: func(k *Token) { k.Contract, k.Decimals = Address{3}, 10 },
	} {
		k := s.token()
		change(&k)
		if _, got := s.book.DefineToken(k, 9); got != want || got.Sentence() == "" && got != Exists {
			t.Errorf("%q, want %q", got, want)
		}
	}
	for _, got := range []Refusal{s.book.SetLimits(2, Limits{BatchTo: 1}), s.book.Halt(0, "")} {
		if got != TokenUnknown {
			t.Errorf("a token that is none: %q", got)
		}
	}
	if got := s.book.SetLimits(1, Limits{BatchTo: ItemsMax + 1}); got != LimitsInvalid {
		t.Errorf("batches that no transaction holds: %q", got)
	}
	if got := s.book.Halt(1, string(make([]byte, ReasonMax+1))); got != ReasonLong {
		t.Errorf("a reason like a novel: %q", got)
	}
}

func TestPaymentsAreRefusedByName(t *testing.T) {
	s := newStand(t)
	for want, change := range map[Refusal]func(*Offer){
		TokenUnknown:   func(o *Offer) { o.Token = 2 },
		PaymentInvalid: func(o *Offer) { o.Scheme = 9 },
		PaymentAmount:  func(o *Offer) { o.Signed = money.Units(unit + 1) },
		PaymentExpired: func(o *Offer) { o.Until = start },
		PaymentLong:    func(o *Offer) { o.Until = start + ValidityMax + 1 },
	} {
		o := s.offer(5)
		change(o)
		if got := s.book.Check(o); got != want || got.Sentence() == "" {
			t.Errorf("%q, want %q", got, want)
		}
	}
	o := s.offer(5)
	s.book.Demand(o)
	if got := s.book.Check(o); got != PaymentUsed {
		t.Errorf("a payment that is known: %q", got)
	}
	if _, got := s.book.Fail(s.id(), ""); got != PaymentUnknown {
		t.Errorf("a payment that nobody made: %q", got)
	}
	held := s.offer(5)
	s.hold(held)
	if _, got := s.book.Fail(held.ID, "x"); got != PaymentNotDue {
		t.Errorf("a payment whose call runs: %q", got)
	}
}

func TestWhatEndedIsForgotten(t *testing.T) {
	s := newStand(t)
	released, due := s.offer(5), s.offer(6)
	due.Until -= hour / 2
	s.book.CallClosed(s.hold(released))
	s.book.Demand(due)
	s.ledger.Advance(start + 2*hour - 1)
	s.book.Forget()
	if _, known := s.book.Payment(released.ID); !known {
		t.Fatal("a payment is forgotten that could still come")
	}
	s.ledger.Advance(start + 2*hour)
	s.book.Forget()
	if _, known := s.book.Payment(released.ID); known {
		t.Error("a payment that ended is kept for ever")
	}
	if p, known := s.book.Payment(due.ID); !known || p.State != PaymentDue {
		t.Error("a payment is forgotten of which nobody knows what became")
	}
	// The forgotten one is carried out all the same, by whoever: it is a deposit.
	a := s.arrival(5)
	a.Payment = released.ID
	if _, p, r := s.book.Arrive(a); p != nil || r != "" {
		t.Fatal(p, r)
	}
	s.has("the party", funds, 5)
	if _, r := s.book.Fail(due.ID, "expired"); r != "" {
		t.Fatal(r)
	}
	s.ledger.Advance(start + 4*hour)
	if s.book.Forget(); s.book.payments.Len() != 0 || len(s.book.forgetting) != 0 {
		t.Errorf("%d payments and %d times to forget are left", s.book.payments.Len(), len(s.book.forgetting))
	}
}

func TestLessThanWasPromisedArrives(t *testing.T) {
	s := newStand(t)
	o := s.offer(10)
	s.book.CallCaptured(s.hold(o), money.Units(10*unit))
	a := s.arrival(7)
	a.Payment = o.ID
	if _, p, r := s.book.Arrive(a); r != "" || p == nil || p.State != PaymentArrived || p.Due != money.Units(7*unit) {
		t.Fatalf("%+v, %q", p, r)
	}
	s.has("the party", funds, 7)
	s.has("arriving", account(2), -7)
	if _, r := s.book.Finalize(5, 10, Hash{}, []Balance{{Token: 1, Amount: money.Units(7 * unit)}}); r != "" {
		t.Fatal(r)
	}
	s.has("chain", account(1), -7)
	if got := s.book.StandingOf(funds); got != (Standing{}) {
		t.Errorf("when all is final: %+v", got)
	}
}

func TestTransfersAreRefusedByName(t *testing.T) {
	s := newStand(t)
	good := s.arrival(1)
	if _, _, r := s.book.Arrive(good); r != "" {
		t.Fatal(r)
	}
	for want, change := range map[Refusal]func(*Arrival){
		Exists:         func(a *Arrival) { a.ID = good.ID },
		TokenUnknown:   func(a *Arrival) { a.Token = 3 },
		ArrivalInvalid: func(a *Arrival) { a.Amount = money.Units(1) },
	} {
		a := s.arrival(1)
		change(&a)
		if _, _, got := s.book.Arrive(a); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if _, _, got := s.book.Drop(s.id()); got != ArrivalUnknown {
		t.Errorf("an arrival that nobody saw: %q", got)
	}
	if _, got := s.book.Finalize(5, 10, Hash{}, []Balance{{Token: 1, Amount: money.Units(1)}, {Token: 1, Amount: money.Units(1)}}); got != BalanceTwice {
		t.Errorf("one balance twice: %q", got)
	}
	if _, got := s.book.Finalize(6, 10, Hash{}, []Balance{{Token: 1, Amount: money.Units(1)}}); got != BalanceTwice {
		t.Errorf("a balance of another chain: %q", got)
	}
	if _, got := s.book.Finalize(5, 10, Hash{}, nil); got != "" {
		t.Fatal(got)
	}
	if _, got := s.book.Finalize(5, 10, Hash{}, nil); got != BlockPast {
		t.Errorf("the same block again: %q", got)
	}
	if _, _, got := s.book.Arrive(s.arrival(1)); got != ArrivalFinal {
		t.Errorf("a transfer behind the final block: %q", got)
	}
}

func TestMoneyOfAClosedAccountIsNobodys(t *testing.T) {
	s := newStand(t)
	if r := s.ledger.Close(funds); r != ledger.OK {
		t.Fatal(r)
	}
	later := s.arrival(3)
	later.Credit = false
	for _, a := range []Arrival{s.arrival(4), later} {
		if _, _, r := s.book.Arrive(a); r != "" {
			t.Fatal(r)
		}
	}
	done, r := s.book.Finalize(5, 10, Hash{}, []Balance{{Token: 1, Amount: money.Units(7 * unit)}})
	if r != "" || !done.Compared[0].Compared.Agrees() {
		t.Fatalf("%+v, %q", done, r)
	}
	s.has("nobody", account(5), 7)
}

func TestPayoutsAreRefusedByName(t *testing.T) {
	s := newStand(t)
	for _, to := range []Address{{}, {1}, {2}} {
		if _, got := s.book.SetPayee(party, 1, to, 0); got != PayeeInvalid {
			t.Errorf("paid at %v: %q", to, got)
		}
	}
	if _, got := s.book.SetPayee(party, 1, Address{8}, 0); got != "" {
		t.Fatal(got)
	}
	if _, got := s.book.SetPayee(party, 1, Address{8}, hour); got != Exists {
		t.Errorf("the same address once more: %q", got)
	}
	ask := Ask{Party: party, Account: funds}
	if _, _, got := s.book.OpenPayout(s.id(), 1, []Ask{ask, ask, ask, ask}); got != PayoutInvalid {
		t.Errorf("more payees than fit: %q", got)
	}
	if _, _, got := s.book.OpenPayout(s.id(), 1, []Ask{ask}); got != PayoutFunds {
		t.Errorf("of nothing: %q", got)
	}
	a := s.arrival(9)
	if _, _, r := s.book.Arrive(a); r != "" {
		t.Fatal(r)
	}
	if _, _, got := s.book.OpenPayout(s.id(), 1, []Ask{ask}); got != PayoutFunds {
		t.Errorf("of what is not final: %q", got)
	}
	if _, r := s.book.Finalize(5, 10, Hash{}, nil); r != "" {
		t.Fatal(r)
	}
	p, each, r := s.book.OpenPayout(s.id(), 1, []Ask{ask, ask})
	if r != "" || each[0] != "" || each[1] != PayoutInvalid || p.Total != money.Units(9*unit) {
		t.Fatalf("one party twice: %+v %v %q", p, each, r)
	}
	for _, failed := range [][]uint16{{1}, {0, 0}} {
		if _, got := s.book.ClosePayout(p.ID, Hash{}, 0, failed); got != PayoutInvalid {
			t.Errorf("%v failed: %q", failed, got)
		}
	}
	if _, got := s.book.SeePayout(p.ID, Hash{3}, 12); got != "" {
		t.Error(got)
	}
	if _, got := s.book.SeePayout(p.ID, Hash{3}, 12); got != Exists {
		t.Errorf("seen twice: %q", got)
	}
	if r := s.ledger.Close(funds); r != ledger.OK {
		t.Fatal(r)
	}
	if _, got := s.book.ClosePayout(p.ID, Hash{3}, 12, []uint16{0}); got != "" {
		t.Error(got)
	}
	s.has("nobody, for a closed account", account(5), 9)
	if _, _, got := s.book.OpenPayout(p.ID, 1, []Ask{ask}); got != PayoutClosed {
		t.Errorf("a batch that ended: %q", got)
	}
}

func TestARestoredBookGoesOn(t *testing.T) {
	s := newStand(t)
	held, due := s.offer(5), s.offer(6)
	call := s.hold(held)
	s.book.Demand(due)
	if _, _, r := s.book.Arrive(s.arrival(3)); r != "" {
		t.Fatal(r)
	}
	if _, r := s.book.Finalize(5, 10, Hash{4}, []Balance{{Token: 1, Amount: money.Units(3 * unit)}}); r != "" {
		t.Fatal(r)
	}
	next := s.arrival(2)
	next.Block = 11
	if _, _, r := s.book.Arrive(next); r != "" {
		t.Fatal(r)
	}
	if _, r := s.book.SetPayee(party, 1, Address{8}, 0); r != "" {
		t.Fatal(r)
	}
	if _, _, r := s.book.OpenPayout(s.id(), 1, []Ask{{Party: party, Account: funds, Amount: money.Units(unit)}}); r != "" {
		t.Fatal(r)
	}
	batch, _, r := s.book.OpenPayout(s.id(), 1, []Ask{{Party: party, Account: funds, Amount: money.Units(unit)}})
	if r != "" {
		t.Fatal(r)
	}
	if _, r := s.book.ClosePayout(batch.ID, Hash{}, 0, []uint16{0}); r != "" {
		t.Fatal(r)
	}
	write := func(b *Book) []byte {
		var a wire.Appender
		view := b.Freeze()
		view.Append(&a)
		return a.B
	}
	whole := write(s.book)
	restored, err := RestoreBook(s.ledger, s.book.codes, &wire.Reader{B: whole})
	if err != nil || !bytes.Equal(write(restored), whole) {
		t.Fatalf("the restored book is another one: %v", err)
	}
	if p, ok := restored.CallClosed(call); !ok || p.State != PaymentReleased {
		t.Errorf("the payment of an open call: %+v", p)
	}
	if _, _, got := restored.OpenPayout(batch.ID, 1, []Ask{{Party: party, Account: funds}}); got != PayoutClosed {
		t.Errorf("a batch that ended before: %q", got)
	}
	if restored.FinalBlock(5) != 10 {
		t.Errorf("final up to %d", restored.FinalBlock(5))
	}
	for n := range whole {
		r := &wire.Reader{B: whole[:n]}
		if _, err := RestoreBook(s.ledger, s.book.codes, r); err == nil && r.Err() == nil {
			t.Fatalf("a book cut to %d of %d bytes is taken", n, len(whole))
		}
	}
}
