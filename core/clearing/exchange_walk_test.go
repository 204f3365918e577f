package clearing_test

import (
	"bytes"
	"fmt"
	"math/big"
	"math/rand/v2"
	"testing"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/exchange"
	"aidollar/core/ledger"
	"aidollar/core/money"
)

// TestConversionsKeepTheBooks walks at random over rates, calls, conversions and
// funding, and holds the machine against a twin that computes with big integers.
func TestConversionsKeepTheBooks(t *testing.T) {
	for seed := range uint64(20) {
		t.Log("seed", seed)
		w := newFxWalk(t, seed)
		for range 400 {
			w.step()
			w.compare()
		}
		w.replay()
	}
}

// fxLot is a call that is reserved and paid in another asset.
type fxLot struct {
	id    ledger.ID
	asset ledger.AssetID
	price *big.Int // of a dollar, in 1/PriceOne of the asset
	held  *big.Int
	until int64
}

// fxWalk is a bureau with its twin.
type fxWalk struct {
	*bureau
	rand   *rand.Rand
	spread map[ledger.AssetID]uint64
	prices map[ledger.AssetID]uint64
	at     map[ledger.AssetID]int64

	calls []fxLot
	exact map[string]*big.Int // what accounts should have given over time, in 1/PriceOne
	given map[string]*big.Int // the floor of it

	position map[ledger.AssetID]*big.Int
	revenue  map[ledger.AssetID]*big.Int
	seller   *big.Int
	done     int
}

var fxOne = new(big.Int).SetUint64(exchange.PriceOne)

func newFxWalk(t *testing.T, seed uint64) *fxWalk {
	w := &fxWalk{
		bureau: newBureau(t), rand: rand.New(rand.NewPCG(seed, 17)),
		spread: map[ledger.AssetID]uint64{eur: 50, aed: 50}, prices: map[ledger.AssetID]uint64{eur: 1_100_000_000_000, aed: 272_294_000_000}, at: map[ledger.AssetID]int64{},
		exact: map[string]*big.Int{}, given: map[string]*big.Int{}, position: map[ledger.AssetID]*big.Int{}, revenue: map[ledger.AssetID]*big.Int{}, seller: new(big.Int),
	}
	for asset := usd; asset <= aed; asset++ {
		w.position[asset], w.revenue[asset] = new(big.Int), new(big.Int)
		w.pays(w.wallet, asset, cents(20_000))
		w.pays(w.buyer, asset, cents(20_000))
		if asset != usd {
			w.newRate(asset)
		}
	}
	return w
}

// newRate moves a rate by at most three percent.
func (w *fxWalk) newRate(asset ledger.AssetID) {
	w.prices[asset] = w.prices[asset] * (970 + w.rand.Uint64N(61)) / 1000
	w.at[asset] = w.now
	w.bureau.rate(asset, w.prices[asset])
}

// price is what the twin asks in one asset for another one, now.
func (w *fxWalk) price(give, get ledger.AssetID) *big.Int {
	num, den := new(big.Int), new(big.Int)
	if get == usd {
		num.Mul(fxOne, fxOne).Mul(num, big.NewInt(int64(10_000+w.spread[give])))
		den.SetUint64(w.prices[give])
	} else {
		num.SetUint64(w.prices[get]).Mul(num, big.NewInt(int64(10_000+w.spread[get])))
		den.SetUint64(1)
	}
	return ceil(num, den.Mul(den, big.NewInt(10_000)))
}

func ceil(num, den *big.Int) *big.Int {
	q, m := new(big.Int).QuoRem(num, den, new(big.Int))
	if m.Sign() > 0 {
		q.Add(q, big.NewInt(1))
	}
	return q
}

// takes books in the twin that an account gave what so much of get costs.
func (w *fxWalk) takes(party ledger.ID, give, get ledger.AssetID, price *big.Int, amount uint64) (paid, fee *big.Int) {
	key := fmt.Sprintf("%s %d %d", party, give, get)
	if w.exact[key] == nil {
		w.exact[key], w.given[key] = new(big.Int), new(big.Int)
	}
	w.exact[key].Add(w.exact[key], new(big.Int).Mul(price, new(big.Int).SetUint64(amount)))
	paid = new(big.Int).Quo(w.exact[key], fxOne)
	paid.Sub(paid, w.given[key])
	w.given[key].Add(w.given[key], paid)
	of := give
	if give == usd {
		of = get
	}
	s := int64(w.spread[of])
	fee = new(big.Int).Quo(new(big.Int).Mul(paid, big.NewInt(s)), big.NewInt(10_000+s))
	w.position[give].Add(w.position[give], new(big.Int).Sub(paid, fee))
	w.revenue[give].Add(w.revenue[give], fee)
	w.position[get].Sub(w.position[get], new(big.Int).SetUint64(amount))
	w.done++
	return paid, fee
}

func (w *fxWalk) step() {
	asset := []ledger.AssetID{eur, aed}[w.rand.IntN(2)]
	switch w.rand.IntN(8) {
	case 0:
		w.newRate(asset)
	case 1, 2:
		w.reserve(asset)
	case 3, 4:
		w.close()
	case 5:
		w.convert(asset)
	case 6:
		w.fund()
	case 7:
		// Sometimes long enough for holds to run out, and rarely for rates to go stale.
		w.now += int64(w.rand.IntN(30)) * int64(time.Second)
		if w.rand.IntN(10) == 0 {
			w.now += int64(time.Hour)
		}
		w.do(clearing.Tick{})
		w.expire()
	}
}

// expire drops the calls whose holds ran out.
func (w *fxWalk) expire() {
	kept := w.calls[:0]
	for _, c := range w.calls {
		if c.until > w.now {
			kept = append(kept, c)
		}
	}
	w.calls = kept
}

func (w *fxWalk) reserve(asset ledger.AssetID) {
	c := w.order()
	c.Pay = asset
	tokens := 1 + w.rand.Uint64N(20_000_000)>>w.rand.IntN(20)
	c.Limits[1].Max = tokens
	price := w.price(asset, usd)
	a := w.try(c)
	w.expire()
	need := tokens * 150 // units: 0.15 dollars a million
	held := ceil(new(big.Int).Mul(price, new(big.Int).SetUint64(need)), fxOne)
	switch a.Refusal {
	case "":
		if w.at[asset]+int64(time.Hour) <= w.now || a.Call.Deal.Held != money.Units(held.Uint64()) {
			w.t.Fatalf("%+v was taken; the twin asks %s", a.Call.Deal, held)
		}
		w.calls = append(w.calls, fxLot{c.Call, asset, price, held, c.Deadline})
	case "rate_stale":
		if w.at[asset]+int64(time.Hour) > w.now {
			w.t.Fatal("the rate is good")
		}
	case "exposure_long", "exposure_short":
		w.full(a.Refusal, asset, held, need)
	case "insufficient_funds":
		if free := w.spendable(asset); free >= held.Uint64() {
			w.t.Fatalf("%d are there, and %s would do", free, held)
		}
	default:
		w.t.Fatal(a.Refusal)
	}
}

func (w *fxWalk) spendable(asset ledger.AssetID) uint64 {
	free, _ := w.m.Ledger().Spendable(w.buyerIn(w.wallet, asset))
	return free.Lo
}

// full makes sure that a limit was really in the way.
func (w *fxWalk) full(refusal string, asset ledger.AssetID, held *big.Int, need uint64) {
	w.t.Helper()
	limit := big.NewInt(50_000_000_000)
	after := new(big.Int)
	if refusal == "exposure_long" {
		after.Add(w.position[asset], held)
		for _, c := range w.calls {
			if c.asset == asset {
				after.Add(after, c.held)
			}
		}
	} else {
		p, _ := w.m.Exchange().PositionIn(usd)
		after.Add(new(big.Int).Neg(w.position[usd]), new(big.Int).SetUint64(p.ToGo.Lo+need))
	}
	if after.Cmp(limit) <= 0 {
		w.t.Fatalf("%s, and %s is within %s", refusal, after, limit)
	}
}

func (w *fxWalk) close() {
	call, ok := take(w.rand, &w.calls)
	if !ok {
		return
	}
	if call.until <= w.now+int64(time.Millisecond) {
		return
	}
	if w.rand.IntN(4) == 0 {
		w.do(clearing.Void{Call: call.id, Reason: "chance"})
		w.expire()
		return
	}
	tokens := w.rand.Uint64N(20_000_001) >> w.rand.IntN(24)
	a := w.do(clearing.Capture{Call: call.id, Usage: used(tokens, 0)})
	w.expire()
	charge := min(tokens*150, a.Call.Reserved.Lo)
	if a.Call.Charge.Lo != charge {
		w.t.Fatalf("%s charged, want %d", a.Call.Charge, charge)
	}
	if charge > 0 {
		paid, fee := w.takes(w.wallet, call.asset, usd, call.price, charge)
		if d := a.Call.Deal; d.Paid.Lo != paid.Uint64() || d.Fee.Lo != fee.Uint64() {
			w.t.Fatalf("%+v; the twin takes %s with %s", d, paid, fee)
		}
	}
	share := new(big.Int).SetUint64(charge)
	w.seller.Add(w.seller, share)
}

func (w *fxWalk) convert(asset ledger.AssetID) {
	c := clearing.Convert{ID: w.id(), Party: w.buyer, Give: asset, Get: usd, Amount: money.Units(w.rand.Uint64N(3_000_000_000) >> w.rand.IntN(32)), Gives: w.rand.IntN(2) == 0}
	if w.rand.IntN(2) == 0 {
		c.Give, c.Get = usd, asset
	}
	price := w.price(c.Give, c.Get)
	a := w.try(c)
	w.expire()
	switch a.Refusal {
	case "":
	case "rate_stale":
		if w.at[asset]+int64(time.Hour) > w.now {
			w.t.Fatal("the rate is good")
		}
		return
	case "conversion_none", "exposure_long", "exposure_short", "debit_limited":
		return
	default:
		w.t.Fatal(a.Refusal)
	}
	got := new(big.Int).SetUint64(c.Amount.Lo)
	if c.Gives {
		got.Mul(got, fxOne).Quo(got, price)
	}
	paid, fee := w.takes(w.buyer, c.Give, c.Get, price, got.Uint64())
	if d := a.Deal; d.Got.Lo != got.Uint64() || d.Paid.Lo != paid.Uint64() || d.Fee.Lo != fee.Uint64() || c.Gives && c.Amount.Less(d.Paid) {
		w.t.Fatalf("%+v; the twin has %s for %s with %s", d, got, paid, fee)
	}
}

func (w *fxWalk) fund() {
	asset := usd + ledger.AssetID(w.rand.IntN(3))
	m := exchange.Move{ID: w.id(), Asset: asset, Account: clearing.HouseAccount(clearing.AccountCustody, asset), Amount: cents(1 + w.rand.Uint64N(1_000)), Out: w.rand.IntN(2) == 0}
	a := w.try(clearing.FundPosition{Move: m})
	w.expire()
	if a.Refusal != "" {
		return // beyond a limit; compare holds it to them
	}
	amount := new(big.Int).SetUint64(m.Amount.Lo)
	if m.Out {
		amount.Neg(amount)
	}
	w.position[asset].Add(w.position[asset], amount)
}

// compare holds positions, revenue and limits against the twin.
func (w *fxWalk) compare() {
	w.t.Helper()
	for asset := usd; asset <= aed; asset++ {
		want := w.revenue[asset].Int64()
		if asset == usd {
			want = w.bureau.revenue(usd) // commissions are in it
		}
		if got := w.bureau.position(asset); got != w.position[asset].Int64() || w.bureau.revenue(asset) != want {
			w.t.Fatalf("asset %d: position %d, twin %s; revenue %d, twin %d", asset, got, w.position[asset], w.bureau.revenue(asset), want)
		}
		p, _ := w.m.Exchange().PositionIn(asset)
		long, _ := p.Long.Add(p.ToCome)
		short, _ := p.Short.Add(p.ToGo)
		if p.Limits.LongMax.Less(long.SubFloor(p.Short)) || p.Limits.ShortMax.Less(short.SubFloor(p.Long)) {
			w.t.Fatalf("asset %d is beyond its limits: %+v", asset, p)
		}
	}
	if breaches := w.m.Freeze().Check(); len(breaches) != 0 {
		w.t.Fatal(breaches)
	}
}

// replay leads to the same state from the log, and from a snapshot half way.
func (w *fxWalk) replay() {
	w.t.Helper()
	if w.done < 50 {
		w.t.Errorf("%d conversions were made; the walk shows nothing", w.done)
	}
	want := w.bytes()
	m := clearing.New(clearing.DefaultConfig())
	for i, record := range w.log {
		if i == len(w.log)/2 {
			again, err := clearing.Restore(bytes.NewReader(snapshot(w.t, m)), clearing.DefaultConfig())
			if err != nil {
				w.t.Fatal(err)
			}
			m = again
		}
		if _, err := m.Apply(record, nil); err != nil {
			w.t.Fatal(err)
		}
	}
	if !bytes.Equal(snapshot(w.t, m), want) {
		w.t.Error("a replay with a restart leads elsewhere")
	}
	sold := w.balance(clearing.PartyAccount(w.bureau.seller, clearing.AccountSeller)) + w.bureau.revenue(usd) - w.revenue[usd].Int64() +
		w.balance(clearing.PartyAccount(w.bureau.seller, clearing.AccountCarry))
	if sold != w.seller.Int64() {
		w.t.Errorf("%d were sold for, the twin has %s", sold, w.seller)
	}
}
