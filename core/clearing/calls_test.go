package clearing_test

import (
	"bytes"
	"flag"
	"math/big"
	"math/rand/v2"
	"testing"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/meter"
	"aidollar/core/money"
	"aidollar/core/payment"
	"aidollar/core/recourse"
	"aidollar/core/tariff"
)

var seed = flag.Uint64("seed", 20261122, "seed of the random tests")

func TestACallIsReservedCapturedOnceAndShared(t *testing.T) {
	s := newShop(t, 250_000)
	s.deposit(money.Units(10_000_000))
	r := s.reservation(100, 10)
	if got := s.do(r).Call; got.Reserved != money.Units(100*150+10*600) || got.Available != money.Units(10_000_000-21_000) {
		t.Fatalf("reserved %v, available %v", got.Reserved, got.Available)
	}
	if again := s.do(r); !again.Exists || again.Call.Reserved != money.Units(21_000) {
		t.Errorf("the same reservation again: %+v", again)
	}
	capture := clearing.Capture{Call: r.Call, Usage: used(90, 3)}
	got := s.do(capture).Call
	if want := money.Units(90*150 + 3*600); got.Charge != want || got.Available != money.Units(10_000_000-15_300) {
		t.Errorf("charged %v with %v left, want %v", got.Charge, got.Available, want)
	}
	if again := s.try(capture); again.Refusal != string(payment.CallCaptured) || again.Call.Charge != money.Units(15_300) {
		t.Errorf("captured again: %+v", again)
	}
	if late := s.try(clearing.Void{Call: r.Call}); late.Refusal != string(payment.CallCaptured) {
		t.Errorf("voided after the capture: %+v", late)
	}
	if a := s.account(clearing.PartyAccount(s.seller, clearing.AccountSeller)); a.CreditsPosted != money.Units(11_475) {
		t.Errorf("the seller is owed %v", a.CreditsPosted)
	}
	if a := s.account(clearing.HouseAccount(clearing.AccountRevenue, usd)); a.CreditsPosted != money.Units(3_825) {
		t.Errorf("the house earned %v", a.CreditsPosted)
	}
}

func TestRefusalsOfCalls(t *testing.T) {
	s := newShop(t, 0)
	s.deposit(money.Units(20_999))
	base := s.reservation(100, 10)
	for _, c := range []struct {
		code   string
		change func(*clearing.Reserve)
	}{
		{"insufficient_funds", func(*clearing.Reserve) {}},
		{"key_unknown", func(r *clearing.Reserve) { r.Key = s.buyer }},
		{"seller_unknown", func(r *clearing.Reserve) { r.Seller = s.buyer }},
		{"model_unknown", func(r *clearing.Reserve) { r.Model = "gpt-99" }},
		{"deadline_passed", func(r *clearing.Reserve) { r.Deadline = s.now }},
		{"meter_unpriced", func(r *clearing.Reserve) {
			r.Limits = []tariff.Limit{{Meters: meter.SetOf(meter.WebSearch), Max: 1}}
		}},
		{"id_zero", func(r *clearing.Reserve) { r.Call = ledger.ID{} }},
		{"id_too_old", func(r *clearing.Reserve) { r.Call.Hi = 0x7000 }},
	} {
		r := base
		c.change(&r)
		if got := s.try(r); got.Refusal != c.code {
			t.Errorf("refused with %q, want %q", got.Refusal, c.code)
		}
	}
	if got := s.try(clearing.Capture{Call: base.Call, Usage: used(1, 1)}); got.Refusal != "call_unknown" {
		t.Errorf("capture of nothing: %q", got.Refusal)
	}
	if got := s.try(clearing.Void{Call: base.Call}); got.Refusal != "call_unknown" {
		t.Errorf("void of nothing: %q", got.Refusal)
	}
	s.deposit(money.Units(1))
	s.do(base)
	if got := s.try(clearing.Capture{Call: base.Call, Policy: 99}); got.Refusal != "policy_unknown" {
		t.Errorf("unknown policy: %q", got.Refusal)
	}
	unpriced := meter.Usage{Quantities: meter.Quantities{meter.WebSearch: 1}}
	if got := s.try(clearing.Capture{Call: base.Call, Usage: unpriced}); got.Refusal != "meter_unpriced" {
		t.Errorf("unpriced usage: %q", got.Refusal)
	}
	s.do(clearing.RevokeKey{ID: s.key})
	if got := s.try(s.reservation(1, 1)); got.Refusal != "key_revoked" {
		t.Errorf("a revoked key: %q", got.Refusal)
	}
	s.do(clearing.Capture{Call: base.Call, Usage: used(1, 1)})
}

func TestEveryRefusalHasASentence(t *testing.T) {
	codes := []string{"meter_unpriced", "charge_overflow", "key_revoked", "model_unknown"}
	for _, r := range []payment.Refusal{
		payment.InsufficientFunds, payment.CallUnknown, payment.CallClosed, payment.CallCaptured, payment.CallsFull, payment.ContractsFull,
	} {
		codes = append(codes, string(r))
	}
	for r := ledger.OK; r <= ledger.BudgetManaged; r++ {
		codes = append(codes, r.String())
	}
	for _, code := range codes {
		if clearing.Sentence(code) == "" {
			t.Errorf("%s is not explained", code)
		}
	}
	if s := clearing.Sentence("nonsense"); s != "" {
		t.Errorf("nonsense is explained: %s", s)
	}
}

func TestAHoldReturnsAtItsDeadline(t *testing.T) {
	s := newShop(t, 0)
	s.deposit(money.Units(21_000))
	r := s.reservation(100, 10)
	s.do(r)
	if got := s.try(s.reservation(1, 1)); got.Refusal != "insufficient_funds" {
		t.Fatalf("the held money was spent again: %+v", got)
	}
	s.now += int64(2 * time.Minute)
	s.do(clearing.Tick{})
	if s.m.OpenCalls() != 0 {
		t.Fatal("the call is still open behind its deadline")
	}
	if got := s.try(clearing.Capture{Call: r.Call, Usage: used(1, 1)}); got.Refusal != "call_closed" {
		t.Errorf("capture behind the deadline: %+v", got)
	}
	s.do(s.reservation(100, 10))
}

func TestUsageBeyondTheReservationIsWaivedInTheOpen(t *testing.T) {
	s := newShop(t, 0)
	s.deposit(money.Units(1_000_000))
	r := s.reservation(10, 10)
	s.do(r)
	got := s.do(clearing.Capture{Call: r.Call, Usage: used(10, 12)}).Call
	if got.Charge != got.Reserved || got.Waived != money.Units(2*600*tariff.TicksPerUnit) {
		t.Errorf("charged %v of %v, waived %v ticks", got.Charge, got.Reserved, got.Waived)
	}
}

// TestChargesAreExactOverTime prices calls whose tokens cost fractions of a
// unit, and shares them, against arithmetic on big integers.
func TestChargesAreExactOverTime(t *testing.T) {
	t.Logf("seed %d", *seed)
	random := rand.New(rand.NewPCG(*seed, 1))
	s := newShop(t, 333_333)
	s.putCard(2, "0.037513", "0.299999") // 37.513 and 299.999 units a token
	s.deposit(money.Units(1_000_000_000_000))
	exact := new(big.Int)
	charged := new(big.Int)
	for range 3_000 {
		in, out := random.Uint64N(50), random.Uint64N(20)
		r := s.reservation(50, 20)
		s.do(r)
		a := s.do(clearing.Capture{Call: r.Call, Usage: used(in, out)}).Call
		exact.Add(exact, new(big.Int).SetUint64(in*37_513_000_000+out*299_999_000_000))
		charged.Add(charged, big.NewInt(int64(a.Charge.Lo)))
		if want := new(big.Int).Div(exact, big.NewInt(tariff.TicksPerUnit)); charged.Cmp(want) != 0 {
			t.Fatalf("charged %v in total, the floor of the exact sum is %v", charged, want)
		}
		house := s.account(clearing.HouseAccount(clearing.AccountRevenue, usd)).CreditsPosted
		share := new(big.Int).Div(new(big.Int).Mul(charged, big.NewInt(333_333)), big.NewInt(1_000_000))
		if share.Cmp(big.NewInt(int64(house.Lo))) != 0 {
			t.Fatalf("the house earned %v of %v, its exact share is %v", house, charged, share)
		}
		if sale := s.account(clearing.PartyAccount(s.seller, clearing.AccountSale)); sale.CreditsPosted != sale.DebitsPosted {
			t.Fatal("something of the sale was not shared")
		}
	}
}

// TestReplayAndSnapshotsLeadToTheSameState drives the machine with random calls
// and compares it with a replay and with a machine that is restored half-way.
func TestReplayAndSnapshotsLeadToTheSameState(t *testing.T) {
	t.Logf("seed %d", *seed)
	random := rand.New(rand.NewPCG(*seed, 2))
	s := newShop(t, 15_000)
	s.deposit(money.Units(5_000_000))
	var open []ledger.ID
	var middle []byte
	half := 0
	for i := range 2_000 {
		switch n := random.IntN(10); {
		case n < 5 || len(open) == 0:
			r := s.reservation(random.Uint64N(500), random.Uint64N(50))
			if s.try(r).Refusal == "" {
				open = append(open, r.Call)
			}
		case n < 8:
			k := random.IntN(len(open))
			s.try(clearing.Capture{Call: open[k], Usage: used(random.Uint64N(500), random.Uint64N(60)), Policy: payment.Policy(random.IntN(3)), Upstream: "u"})
			open = append(open[:k], open[k+1:]...)
		case n < 9:
			k := random.IntN(len(open))
			s.try(clearing.Void{Call: open[k], Reason: "test"})
			open = append(open[:k], open[k+1:]...)
		default:
			s.now += random.Int64N(int64(20 * time.Second))
		}
		if i == 1_000 {
			middle, half = s.bytes(), len(s.log)
		}
	}
	want := s.bytes()

	replayed := clearing.New(clearing.DefaultConfig())
	apply(t, replayed, s.log)
	if !bytes.Equal(snapshot(t, replayed), want) {
		t.Error("a replay leads to another state")
	}
	restored, err := clearing.Restore(bytes.NewReader(middle), clearing.DefaultConfig())
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(snapshot(t, restored), middle) {
		t.Error("a restored machine writes another snapshot")
	}
	apply(t, restored, s.log[half:])
	if !bytes.Equal(snapshot(t, restored), want) {
		t.Error("a restored machine goes on to another state")
	}
	for n := range len(middle) {
		if n%97 == 0 || n > len(middle)-100 {
			if _, err := clearing.Restore(bytes.NewReader(middle[:n]), clearing.DefaultConfig()); err == nil {
				t.Fatalf("a snapshot cut to %d of %d bytes is taken", n, len(middle))
			}
		}
	}
}

func apply(t *testing.T, m *clearing.Machine, log [][]byte) {
	t.Helper()
	for i, record := range log {
		if _, err := m.Apply(record, nil); err != nil {
			t.Fatalf("record %d: %v", i, err)
		}
	}
}

// FuzzApply makes sure that foreign bytes are refused, and never a panic.
func FuzzApply(f *testing.F) {
	s := newShop(f, 15_000)
	s.deposit(money.Units(1_000_000))
	r := s.reservation(10, 10)
	s.do(r)
	s.do(clearing.Capture{Call: r.Call, Usage: used(1, 2)})
	s.putModel(bulk())
	s.do(clearing.DefineMeter{Seller: s.seller, Definition: meter.Definition{
		Name: "m", Aggregation: meter.Last, Window: meter.WindowHour, Product: "bulk", Meter: meter.Input,
	}})
	s.do(clearing.Use{Entries: []clearing.UseEntry{{Event: s.id(), Buyer: s.buyer, Seller: s.seller, Definition: 1, Value: 7, At: s.now}}})
	s.do(clearing.AddProject{Project: clearing.Project{ID: s.id(), Party: s.buyer, Name: "p"}})
	// A call that the machine has forgotten, so that all that is said of it counts.
	old := clearing.Sale{Call: ledger.ID{Hi: uint64((s.now-int64(2*time.Hour))/1e6)<<16 | 0x7000, Lo: 1}, Buyer: s.buyer, Seller: s.seller, Asset: usd, Charge: money.Units(50)}
	d := clearing.OpenDispute{ID: s.id(), Sale: old, Amount: money.Units(20), Reason: recourse.Quality, Text: "t"}
	s.do(d)
	s.do(clearing.AnswerDispute{ID: d.ID, Text: "no"})
	s.do(clearing.DecideDispute{ID: d.ID, Award: money.Units(3), Text: "some"})
	s.try(clearing.Refund{ID: s.id(), Sale: old, Amount: money.Units(1), Reason: recourse.Other, Deadline: s.now + int64(time.Hour)})
	s.do(clearing.SetRecourse{Terms: recourse.SellerTerms{Terms: recourse.DefaultTerms()}})
	for _, record := range s.log {
		f.Add(record)
	}
	f.Fuzz(func(t *testing.T, record []byte) {
		s := newShop(t, 15_000)
		s.deposit(money.Units(1_000_000))
		// What comes is refused or applied; then the machine still adds up.
		_, _ = s.m.Apply(record, nil)
		_ = snapshot(t, s.m)
	})
}
