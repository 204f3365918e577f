package payment

import (
	"bytes"
	"testing"

	"aidollar/core/exchange"
	"aidollar/core/internal/wire"
	"aidollar/core/ledger"
	"aidollar/core/meter"
	"aidollar/core/money"
	"aidollar/core/tariff"
)

const (
	start = int64(1_795_000_000_000_000_000) // Unix nanoseconds
	usd   = ledger.AssetID(1)
)

// stand is a desk over a ledger with a funded buyer and a seller's accounts.
type stand struct {
	t      *testing.T
	ledger *ledger.Ledger
	desk   *Desk
	terms  Terms
	model  tariff.Model
	serial uint64
}

func account(n uint64) ledger.ID { return ledger.ID{Hi: 1, Lo: n} }

func newStand(t *testing.T, funds uint64) *stand {
	t.Helper()
	l := ledger.New(ledger.DefaultConfig())
	l.Advance(start)
	s := &stand{t: t, ledger: l, desk: NewDesk(l, exchange.NewBook(l, exchange.Codes{})), terms: Terms{Buyer: account(2), Sale: account(3), Rule: account(9), Asset: usd}}
	for n, flags := range []ledger.AccountFlags{0, ledger.LimitDebit, ledger.LimitDebit | ledger.Managed, ledger.LimitDebit, ledger.LimitDebit | ledger.Managed} {
		if r := l.Open(ledger.Account{ID: account(uint64(n) + 1), Asset: usd, Flags: flags}); r != ledger.OK {
			t.Fatal(r)
		}
	}
	rule := ledger.Rule{ID: s.terms.Rule, Asset: usd, Carry: account(5), Shares: []ledger.Share{{Account: account(4), Weight: 1}}}
	if r := l.DefineRule(rule); r != ledger.OK {
		t.Fatal(r)
	}
	s.model = tariff.Model{Name: "m", OutputMax: 100}
	s.model.SetPrice(meter.Output, money.Units(1_500_000_000)) // one and a half units a token
	s.model.Default()
	s.pay(ledger.Transfer{ID: s.id(), Debit: account(1), Credit: account(2), Amount: money.Units(funds), Asset: usd})
	return s
}

func (s *stand) id() ledger.ID {
	s.serial++
	return ledger.ID{Hi: uint64(start/1e6)<<16 | 0x7000, Lo: s.serial}
}

func (s *stand) pay(t ledger.Transfer) {
	s.t.Helper()
	if o := s.ledger.Transfers([]ledger.Transfer{t}, nil); o[0].Result != ledger.OK {
		s.t.Fatal(o[0].Result)
	}
}

func (s *stand) reserve(tokens uint64) (Call, Answer) {
	o := Order{Model: &s.model, Code: 10, Call: Call{ID: s.id(), Terms: s.terms, Deadline: start + 1e9}}
	o.Call.Limits[0] = tariff.Limit{Meters: meter.TextOutput, Max: tokens}
	return o.Call, s.desk.Reserve(o)
}

func (s *stand) capture(id ledger.ID, tokens uint64, policy Policy) Answer {
	u := meter.Usage{Quantities: meter.Quantities{meter.Output: tokens}}
	a, _ := s.desk.Capture(id, Claim{Usage: &u, Policy: policy, Model: &s.model, CodeHold: 10, CodeShare: 11})
	return a
}

func TestTheFractionOfAUnitIsCarriedToTheNextCall(t *testing.T) {
	s := newStand(t, 100)
	total := uint64(0)
	for n := uint64(1); n <= 9; n++ {
		call, a := s.reserve(1)
		if a.Refusal != "" || a.Reserved != money.Units(2) {
			t.Fatalf("reserved %v: %q", a.Reserved, a.Refusal)
		}
		total += s.capture(call.ID, 1, Measured).Charge.Lo
		if want := n * 3 / 2; total != want {
			t.Fatalf("%d tokens of 1.5 units cost %d, want %d", n, total, want)
		}
	}
}

func TestPoliciesForMissingUsage(t *testing.T) {
	for policy, want := range map[Policy]uint64{Measured: 6, Reservation: 15, Waive: 0} {
		s := newStand(t, 100)
		call, _ := s.reserve(10)
		if a := s.capture(call.ID, 4, policy); a.Refusal != "" || a.Charge != money.Units(want) || a.Available != money.Units(100-want) {
			t.Errorf("policy %d: charged %v, %v left, %q; want %d", policy, a.Charge, a.Available, a.Refusal, want)
		}
		if a := s.capture(call.ID, 4, policy); a.Refusal != CallCaptured || a.Charge != money.Units(want) {
			t.Errorf("policy %d, again: %q %v", policy, a.Refusal, a.Charge)
		}
	}
}

func TestRefusedReservationsHoldNothing(t *testing.T) {
	s := newStand(t, 10)
	if _, a := s.reserve(7); a.Refusal != InsufficientFunds || a.Reserved != money.Units(11) || a.Available != money.Units(10) {
		t.Errorf("beyond the funds: %+v", a)
	}
	s.desk.callsMax = 1
	call, _ := s.reserve(1)
	if _, a := s.reserve(1); a.Refusal != CallsFull {
		t.Errorf("beyond the room: %+v", a)
	}
	changed := Order{Model: &s.model, Code: 10, Call: call}
	changed.Call.Deadline++
	if a := s.desk.Reserve(changed); a.Refusal != "id_reused" {
		t.Errorf("the same id for another call: %+v", a)
	}
	if a, _ := s.desk.Void(call.ID, 10); a.Refusal != "" || a.Available != money.Units(10) {
		t.Errorf("voided: %+v", a)
	}
	if a, again := s.desk.Void(call.ID, 10); !a.Exists || !again.ID.IsZero() {
		t.Errorf("voided again: %+v", a)
	}
	if a := s.capture(call.ID, 1, Measured); a.Refusal != CallClosed {
		t.Errorf("captured behind the void: %+v", a)
	}
	if s.desk.Open() != 0 {
		t.Errorf("%d calls are open", s.desk.Open())
	}
}

func TestARestoredDeskGoesOn(t *testing.T) {
	s := newStand(t, 100)
	var open []ledger.ID
	for range 5 {
		call, _ := s.reserve(3)
		open = append(open, call.ID)
	}
	s.capture(open[1], 1, Measured) // leaves a gap and half a unit
	view := s.desk.Freeze()
	var a, b wire.Appender
	view.Append(&a)
	restored, err := RestoreDesk(s.ledger, s.desk.exchange, &wire.Reader{B: a.B})
	if err != nil {
		t.Fatal(err)
	}
	again := restored.Freeze()
	again.Append(&b)
	if !bytes.Equal(a.B, b.B) || restored.Open() != 4 {
		t.Fatalf("%d calls are open after the restore, and %v bytes of %d", restored.Open(), len(b.B), len(a.B))
	}
	s.desk = restored
	if got := s.capture(open[0], 1, Measured); got.Charge != money.Units(2) || got.CarryIn != 500_000_000 {
		t.Errorf("the half unit was forgotten: %+v", got)
	}
	for n := range a.B {
		r := &wire.Reader{B: a.B[:n]}
		if _, err := RestoreDesk(s.ledger, s.desk.exchange, r); err == nil && r.Err() == nil {
			t.Fatalf("a desk cut to %d of %d bytes is taken", n, len(a.B))
		}
	}
}
