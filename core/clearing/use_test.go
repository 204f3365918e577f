package clearing_test

import (
	"bytes"
	"fmt"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/meter"
	"aidollar/core/money"
	"aidollar/core/tariff"
)

// useMeters are the meters of the use tests: each counts under a meter of its
// own, so that what a day used can be priced as one call.
var useMeters = []meter.Definition{
	{Name: "sum", Aggregation: meter.Sum, Meter: meter.Input},
	{Name: "count", Aggregation: meter.Count, Window: meter.WindowHour, Meter: meter.Output},
	{Name: "max", Aggregation: meter.Max, Window: meter.WindowHour, Meter: meter.Second},
	{Name: "unique", Aggregation: meter.Unique, Window: meter.WindowDay, Meter: meter.ToolCall},
	{Name: "last", Aggregation: meter.Last, Window: meter.WindowHour, Meter: meter.Image},
}

// naiveUse prices pushed usage the plain way: it keeps every accepted event and
// adds up from the beginning.
type naiveUse struct {
	*shop
	random   *rand.Rand
	model    *tariff.Model
	meters   []uint32
	buyers   []ledger.ID
	keys     []ledger.ID
	seen     map[ledger.ID]int64 // when it was accepted
	events   [][]clearing.UseEntry
	newest   []int64 // day of each buyer's contract
	charged  []*big.Int
	outcomes map[clearing.UseOutcome]int
}

func newNaiveUse(t testing.TB, random *rand.Rand) *naiveUse {
	s := newShop(t, 15_000)
	m := tiered()
	for i := range m.Variants {
		for of, price := range map[meter.Meter]uint64{meter.Second: 3_333_333_337, meter.ToolCall: 777_777_777, meter.Image: 1_999_999_999} {
			m.Variants[i].SetPrice(of, money.Units(price))
		}
	}
	n := &naiveUse{
		shop: s, random: random, model: s.putModel(m), seen: map[ledger.ID]int64{}, outcomes: map[clearing.UseOutcome]int{},
		events: make([][]clearing.UseEntry, 2), newest: make([]int64, 2), charged: []*big.Int{new(big.Int), new(big.Int)},
	}
	for _, d := range useMeters {
		d.Product = "tiered"
		n.meters = append(n.meters, s.do(clearing.DefineMeter{Seller: s.seller, Definition: d}).Number)
	}
	other, key := s.addBuyer("other", 77, clearing.KeyTerms{})
	n.buyers, n.keys = []ledger.ID{s.buyer, other}, []ledger.ID{s.key, key}
	s.deposit(money.Units(1 << 30))
	s.m.Observe(n.observer())
	return n
}

// used adds up what was charged.
type useTally struct {
	clearing.Ignore
	n *naiveUse
}

func (n *naiveUse) observer() clearing.Observer { return useTally{n: n} }

func (u useTally) Used(_ int64, r *clearing.UseRecord) {
	for i, b := range u.n.buyers {
		if b == r.Buyer {
			u.n.charged[i].Add(u.n.charged[i], big128(r.Charged))
		}
	}
	if r.Charged.IsZero() != r.Posting.IsZero() || r.Seller != u.n.seller {
		u.n.t.Errorf("told of %+v", r)
	}
}

func (n *naiveUse) entry() (e clearing.UseEntry, buyer, of int) {
	buyer, of = n.random.IntN(2), n.random.IntN(len(n.meters))
	e = clearing.UseEntry{
		Event: ledger.ID{Hi: 5, Lo: 1 + n.random.Uint64N(20_000)}, Buyer: n.buyers[buyer], Seller: n.seller,
		Definition: n.meters[of], Value: n.random.Uint64N(40), At: n.now - n.random.Int64N(int64(90*time.Minute)),
	}
	if useMeters[of].Aggregation == meter.Unique {
		e.Subject = ledger.ID{Hi: 1, Lo: 1 + n.random.Uint64N(30)}
	}
	if n.random.IntN(3) == 0 {
		e.Key = n.keys[buyer]
	}
	switch n.random.IntN(60) {
	case 0:
		e.At = n.now + int64(time.Second)
	case 1:
		e.At = n.now - n.random.Int64N(int64(72*time.Hour))
	case 2:
		e.Definition = 99
	case 3:
		e.Event = ledger.ID{}
	case 4:
		e.Key = n.keys[1-buyer]
	}
	return e, buyer, of
}

const day = int64(24 * time.Hour)

// expect says what should become of an event, and keeps it when it counts.
func (n *naiveUse) expect(e clearing.UseEntry, buyer, of int, now int64) clearing.UseOutcome {
	if e.Event.IsZero() {
		return clearing.UseIDZero
	}
	if at, ok := n.seen[e.Event]; ok && (at+int64(time.Second)-1)/int64(time.Second)*int64(time.Second)+clearing.UseWindow > now {
		return clearing.UseDuplicate
	}
	switch {
	case e.Definition == 99:
		return clearing.UseMeterUnknown
	case e.Key == n.keys[1-buyer]:
		return clearing.UseKeyUnknown
	case e.At > now:
		return clearing.UseFuture
	case e.At/day < n.newest[buyer]-1:
		return clearing.UsePeriodPast
	}
	n.newest[buyer] = max(n.newest[buyer], e.At/day)
	d := useMeters[of]
	if d.Aggregation.Windowed() && d.Window.End(e.At)+clearing.UseLateness <= now {
		return clearing.UseWindowClosed
	}
	n.seen[e.Event] = now
	n.events[buyer] = append(n.events[buyer], e)
	return clearing.UseAccepted
}

// exact is what a buyer's accepted events cost, in ticks.
func (n *naiveUse) exact(buyer int, now int64) *big.Int {
	days := map[int64]*meter.Quantities{}
	maxima, lasts := map[string]clearing.UseEntry{}, map[string]clearing.UseEntry{}
	subjects := map[string]bool{}
	add := func(at int64, of meter.Meter, quantity uint64) {
		if days[at/day] == nil {
			days[at/day] = &meter.Quantities{}
		}
		days[at/day][of] += quantity
	}
	for _, e := range n.events[buyer] {
		d := useMeters[e.Definition-n.meters[0]]
		window := fmt.Sprint(e.Definition, d.Window.Start(e.At))
		switch d.Aggregation {
		case meter.Sum:
			add(e.At, d.Meter, e.Value)
		case meter.Count:
			add(e.At, d.Meter, 1)
		case meter.Max:
			if e.Value > maxima[window].Value {
				add(e.At, d.Meter, e.Value-maxima[window].Value)
				maxima[window] = e
			}
		case meter.Unique:
			if subject := window + e.Subject.String(); !subjects[subject] {
				subjects[subject] = true
				add(e.At, d.Meter, 1)
			}
		case meter.Last:
			if e.At >= lasts[window].At {
				lasts[window] = e
			}
		}
	}
	for _, e := range lasts {
		if meter.WindowHour.End(e.At)+clearing.UseLateness <= now {
			add(e.At, meter.Image, e.Value)
		}
	}
	sum := new(big.Int)
	for at, q := range days {
		due, credit, _ := n.model.Exact(&tariff.Circumstance{At: at * day}, q, nil)
		sum.Add(sum, big128(due)).Sub(sum, big128(credit))
	}
	return sum
}

func (n *naiveUse) step() {
	now := n.now + int64(time.Millisecond)
	var entries []clearing.UseEntry
	var want []clearing.UseOutcome
	for range n.random.IntN(30) {
		e, buyer, of := n.entry()
		entries = append(entries, e)
		want = append(want, n.expect(e, buyer, of, now))
		n.outcomes[want[len(want)-1]]++
	}
	got := n.do(clearing.Use{Entries: entries}).Uses
	for i := range want {
		if got[i] != want[i] {
			n.t.Fatalf("event %d, %+v: %s, want %s", i, entries[i], got[i], want[i])
		}
	}
	switch n.random.IntN(20) {
	case 0:
		n.now += n.random.Int64N(int64(3 * time.Hour))
	case 1, 2, 3:
		n.now += n.random.Int64N(int64(10 * time.Minute))
	case 4:
		n.do(clearing.Transfers{{
			ID: n.id(), Debit: clearing.HouseAccount(clearing.AccountCustody, usd), Credit: clearing.PartyAccount(n.buyers[1], clearing.AccountBuyer),
			Amount: money.Units(1 + n.random.Uint64N(300)), Asset: usd,
		}})
	}
}

// compare holds what was charged, and is carried, given back and owed, against
// the naive sum, and the balances against what was charged.
func (n *naiveUse) compare() {
	n.t.Helper()
	for i, buyer := range n.buyers {
		standing, ok := n.m.Standing(buyer, n.seller, usd)
		if !ok {
			continue
		}
		got := new(big.Int).Add(n.charged[i], big128(standing.Owed))
		got.Mul(got, big.NewInt(tariff.TicksPerUnit)).Add(got, new(big.Int).SetUint64(standing.Carry)).Sub(got, big128(standing.Credit))
		if want := n.exact(i, n.m.Now()); got.Cmp(want) != 0 {
			n.t.Fatalf("buyer %d: %v ticks were charged, the events cost %v; %+v", i, got, want, standing)
		}
		if a := n.account(clearing.PartyAccount(buyer, clearing.AccountBuyer)); big128(a.DebitsPosted).Cmp(n.charged[i]) != 0 {
			n.t.Fatalf("buyer %d was debited %v, told %v", i, a.DebitsPosted, n.charged[i])
		}
	}
	view := n.m.Freeze()
	if b := view.Check(); len(b) > 0 {
		n.t.Fatal(b)
	}
}

// TestPushedUsageAgreesWithANaiveSum over duplicates, late events, windows that
// close, a buyer without money, and restores; a replay leads to the same state.
func TestPushedUsageAgreesWithANaiveSum(t *testing.T) {
	t.Logf("seed %d", *seed)
	n := newNaiveUse(t, rand.New(rand.NewPCG(*seed, 5)))
	for step := range 1_500 {
		n.step()
		if step%20 == 0 {
			n.compare()
		}
		if step%200 == 100 {
			before := n.bytes()
			restored, err := clearing.Restore(bytes.NewReader(before), clearing.DefaultConfig())
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(snapshot(t, restored), before) {
				t.Fatal("a restored machine writes another snapshot")
			}
			n.m = restored
			n.m.Observe(n.observer())
		}
	}
	n.compare()
	for _, o := range []clearing.UseOutcome{
		clearing.UseAccepted, clearing.UseDuplicate, clearing.UseIDZero, clearing.UseMeterUnknown, clearing.UseKeyUnknown,
		clearing.UseFuture, clearing.UsePeriodPast, clearing.UseWindowClosed,
	} {
		if n.outcomes[o] == 0 {
			t.Errorf("no event was %s; that is not tested", o)
		}
	}
	replayed := clearing.New(clearing.DefaultConfig())
	apply(t, replayed, n.log)
	if !bytes.Equal(snapshot(t, replayed), n.bytes()) {
		t.Error("a replay leads to another state")
	}
}

// TestOversizedCommandsAreRefused instead of breaking the record they stand in.
func TestOversizedCommandsAreRefused(t *testing.T) {
	s := newShop(t, 0)
	long := strings.Repeat("x", 1<<16+5)
	if got := s.try(clearing.Use{Entries: make([]clearing.UseEntry, clearing.UseEntriesMax+1)}); got.Refusal != "use_too_long" || clearing.Sentence(got.Refusal) == "" {
		t.Errorf("too many events: %q", got.Refusal)
	}
	got := s.do(clearing.Use{Entries: []clearing.UseEntry{{Event: s.id(), Buyer: s.buyer, Seller: s.seller, Region: long}}}).Uses
	if len(got) != 1 || got[0] != clearing.UseMeterUnknown {
		t.Errorf("a long region of no meter: %v", got)
	}
	if got := s.do(clearing.Use{}).Uses; len(got) != 0 {
		t.Errorf("no events have outcomes: %v", got)
	}
	r := s.reservation(1, 1)
	r.Region = long
	if got := s.try(r); got.Refusal != "region_invalid" {
		t.Errorf("a long region: %q", got.Refusal)
	}
	key := clearing.Key{ID: s.id(), Hash: [32]byte{9}, Party: s.buyer, Name: "k", Scopes: clearing.ScopeCall, Terms: clearing.KeyTerms{Models: make([]string, 1<<16+1)}}
	if got := s.try(clearing.AddKey{Key: key}); got.Refusal != "models_invalid" {
		t.Errorf("too many models: %q", got.Refusal)
	}
	for o := clearing.UseAccepted; o.String() != "outcome_unknown"; o++ {
		if o.Sentence() == "" || o.String() == "" {
			t.Errorf("outcome %d is not explained", o)
		}
	}
}
