package exchange

import (
	"bytes"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"

	"aidollar/core/internal/wire"
	"aidollar/core/ledger"
	"aidollar/core/money"
)

const (
	start = int64(1_795_000_000_000_000_000) // Unix nanoseconds
	usd   = ledger.AssetID(1)
	eur   = ledger.AssetID(2)
)

var nine = [2]uint8{9, 9}

func newStand(t *testing.T) *Book {
	t.Helper()
	l := ledger.New(ledger.DefaultConfig())
	l.Advance(start)
	b := NewBook(l, Codes{Convert: 40, Spread: 41})
	for asset := usd; asset <= eur; asset++ {
		of := Accounts{Position: ledger.ID{Hi: 1, Lo: uint64(asset)}, Revenue: ledger.ID{Hi: 2, Lo: uint64(asset)}}
		if r := l.Open(ledger.Account{ID: of.Revenue, Asset: asset}); r != ledger.OK {
			t.Fatal(r)
		}
		if _, refusal := b.SetLimits(asset, 300, of, Limits{money.Units(1e15), money.Units(1e15)}); refusal != "" {
			t.Fatal(refusal)
		}
	}
	return b
}

func word(price uint64, at int64) Word {
	return Word{Pair: Pair{eur, usd}, Price: price, At: at, Valid: minute, Source: "desk"}
}

func (b *Book) must(t *testing.T, w Word) Rate {
	t.Helper()
	r, refusal := b.Take(w, nine)
	if refusal != "" {
		t.Fatal(refusal)
	}
	return r
}

// TestPricesAreRoundedUpOnce holds the two prices of a rate against the exact ones.
func TestPricesAreRoundedUpOnce(t *testing.T) {
	const seed = 11
	t.Log("seed", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	one, whole := new(big.Int).SetUint64(PriceOne), big.NewInt(int64(BPSWhole))
	up := func(num, den *big.Int) uint64 {
		q, m := new(big.Int).QuoRem(num, den, new(big.Int))
		if m.Sign() > 0 {
			q.Add(q, big.NewInt(1))
		}
		if !q.IsUint64() {
			t.Fatalf("%s does not fit", q)
		}
		return q.Uint64()
	}
	for i := range 5000 {
		price := PriceMin + r.Uint64N(PriceMax-PriceMin)>>r.IntN(40)
		spread := r.Uint32N(SpreadMax + 1)
		if i < 4 {
			price, spread = []uint64{PriceMin, PriceMax}[i%2], []uint32{0, SpreadMax}[i/2]
		}
		got := rate(word(price, start), 1, start, spread)
		p, with := new(big.Int).SetUint64(price), big.NewInt(int64(BPSWhole+spread))
		base := up(new(big.Int).Mul(p, with), whole)
		square := new(big.Int).Mul(one, one)
		quote := up(square.Mul(square, with), new(big.Int).Mul(p, whole))
		if got.AskBase != base || got.AskQuote != quote {
			t.Fatalf("price %d, spread %d: asked %d and %d, exact are %d and %d", price, spread, got.AskBase, got.AskQuote, base, quote)
		}
	}
}

func TestWhatIsRefused(t *testing.T) {
	b := newStand(t)
	good := word(1_083_400_000_000, start)
	for want, change := range map[Refusal]func(*Word){
		PairInvalid:  func(w *Word) { w.Pair.Base = usd },
		RateAhead:    func(w *Word) { w.At = start + AheadMax + 1 },
		RateStale:    func(w *Word) { w.At = start - minute },
		RateInvalid:  func(w *Word) { w.Price = PriceMin - 1 },
		ScalesDiffer: nil,
	} {
		w, scales := good, nine
		if change != nil {
			change(&w)
		} else {
			scales = [2]uint8{9, 6}
		}
		if _, refusal := b.Take(w, scales); refusal != want {
			t.Errorf("%q, want %q", refusal, want)
		}
	}
	for _, w := range []Word{
		{good.Pair, good.Price, start, 0, "desk"}, {good.Pair, good.Price, start, ValidMax + 1, "desk"},
		{good.Pair, PriceMax + 1, start, minute, "desk"}, {good.Pair, good.Price, start, minute, strings.Repeat("d", SourceMax+1)},
		{good.Pair, good.Price, start, minute, "\xff"}, {good.Pair, good.Price, 0, ValidMax, "desk"},
	} {
		if _, refusal := b.Take(w, nine); refusal != RateInvalid {
			t.Errorf("%+v: %q", w, refusal)
		}
	}
	if _, refusal := b.Current(eur, usd); refusal != PairUnknown {
		t.Errorf("before anything was said: %q", refusal)
	}
	b.must(t, good)
	if _, refusal := b.Take(good, nine); refusal != Exists {
		t.Errorf("the same once more: %q", refusal)
	}
	reversed := good
	reversed.Pair = Pair{usd, eur}
	if _, refusal := b.Take(reversed, nine); refusal != PairReversed {
		t.Errorf("the other way round: %q", refusal)
	}
	if _, refusal := b.Take(word(good.Price, start-1), nine); refusal != RatePast {
		t.Errorf("an older one: %q", refusal)
	}
	if _, refusal := b.Current(eur, usd); refusal != PairClosed {
		t.Errorf("a pair that nobody opened: %q", refusal)
	}
	for _, terms := range []Terms{{SpreadBPS: SpreadMax + 1}, {SlipBPS: BPSWhole + 1}, {Honour: -1}, {Honour: HonourMax + 1}} {
		if _, refusal := b.SetTerms(good.Pair, terms, nine); refusal != TermsInvalid {
			t.Errorf("%+v: %q", terms, refusal)
		}
	}
	for _, r := range []Refusal{PairInvalid, PairReversed, PairUnknown, PairClosed, PairsFull, ScalesDiffer, TermsInvalid, RateInvalid, RateAhead, RatePast, RateStale, RateUnknown,
		RateMoved, QuoteUnknown, QuoteOver, PositionNone, PositionBeyond, ExposureLong, ExposureShort, ConversionsFull, ConversionNone, ConversionLarge} {
		if r.Sentence() == "" {
			t.Errorf("%s says nothing", r)
		}
	}
}

// TestAnOfferStandsForAWhile follows a rate that moves under an offer.
func TestAnOfferStandsForAWhile(t *testing.T) {
	b := newStand(t)
	if _, refusal := b.SetTerms(Pair{eur, usd}, Terms{Open: true, SpreadBPS: 50, SlipBPS: 100, Honour: 30 * second}, nine); refusal != "" {
		t.Fatal(refusal)
	}
	if _, refusal := b.Current(eur, usd); refusal != RateUnknown {
		t.Fatalf("without a rate: %q", refusal)
	}
	first := b.must(t, word(1_100_000_000_000, start))
	offered, refusal := b.Current(eur, usd)
	if refusal != "" || offered.Price != 913_636_363_637 { // 1/1.1 * 1.005
		t.Fatalf("%+v %q", offered, refusal)
	}
	b.ledger.Advance(start + second)
	b.must(t, word(1_090_000_000_000, start+second)) // the euro fell by 0.92 %: within the slip
	if q, refusal := b.Honour(first.Number, eur, usd); refusal != "" || q != offered {
		t.Errorf("%+v %q; the first offer stands", q, refusal)
	}
	if list := b.Offered(eur, usd); len(list) != 2 || list[1] != offered {
		t.Errorf("offered: %+v", list)
	}
	b.must(t, word(1_080_000_000_000, start+second)) // and by 1.85 %: beyond it
	if _, refusal := b.Honour(first.Number, eur, usd); refusal != RateMoved {
		t.Errorf("moved against the house: %q", refusal)
	}
	b.must(t, word(1_200_000_000_000, start+second)) // in its favour: the offer stands
	if q, refusal := b.Honour(first.Number, eur, usd); refusal != "" || q != offered {
		t.Errorf("moved in its favour: %+v %q", q, refusal)
	}
	if _, refusal := b.Honour(99, eur, usd); refusal != QuoteUnknown {
		t.Errorf("a rate that there is none of: %q", refusal)
	}
	b.ledger.Advance(start + 31*second + 1)
	if _, refusal := b.Honour(first.Number, eur, usd); refusal != QuoteOver {
		t.Errorf("after its time: %q", refusal)
	}
	// Another spread is another rate, and the one before is honoured.
	last, _ := b.Current(eur, usd)
	if s, refusal := b.SetTerms(Pair{eur, usd}, Terms{Open: true, SpreadBPS: 90, SlipBPS: 100, Honour: 30 * second}, nine); refusal != "" || s.Rate.Number != last.Number+1 {
		t.Fatalf("%+v %q", s, refusal)
	}
	if q, refusal := b.Honour(last.Number, eur, usd); refusal != "" || q != last {
		t.Errorf("%+v %q", q, refusal)
	}
	b.ledger.Advance(start + second + minute)
	if _, refusal := b.Honour(last.Number, eur, usd); refusal != RateStale {
		t.Errorf("after the rate's time: %q", refusal)
	}
	for range 3 * RatesKept {
		b.must(t, word(1_100_000_000_000, b.ledger.Now()))
		b.ledger.Advance(b.ledger.Now() + 1)
	}
	if n := len(b.Rates(Pair{eur, usd})); n != RatesKept {
		t.Errorf("%d rates are kept", n)
	}
}

// TestNothingIsRoundedAway converts at rates that change all the time and adds up
// exactly what should have been given.
func TestNothingIsRoundedAway(t *testing.T) {
	for seed := range uint64(20) {
		t.Log("seed", seed)
		r := rand.New(rand.NewPCG(seed, 5))
		b := newStand(t)
		account := ledger.ID{Hi: 3}
		exact, given := new(big.Int), new(big.Int)
		for range 500 {
			q := Quote{Number: 1, Give: eur, Get: usd, Price: PriceMin + r.Uint64N(PriceMax)>>r.IntN(40), SpreadBPS: r.Uint32N(SpreadMax + 1)}
			get := money.Units(r.Uint64() >> r.IntN(64))
			l, refusal := b.Lock(Offer{Quote: q, Payer: account}, get)
			if refusal != "" {
				t.Fatal(refusal)
			}
			d, ok := b.Deal(&l, get)
			if !ok || l.Held.Less(d.Paid) || d.Paid.Less(d.Fee) {
				t.Fatalf("seed %d: %+v of %s", seed, d, l.Held)
			}
			b.Keep(&l, &d)
			exact.Add(exact, new(big.Int).Mul(new(big.Int).SetUint64(get.Lo), new(big.Int).SetUint64(q.Price)))
			given.Add(given, new(big.Int).Or(new(big.Int).Lsh(new(big.Int).SetUint64(d.Paid.Hi), 64), new(big.Int).SetUint64(d.Paid.Lo)))
		}
		if floor := exact.Quo(exact, new(big.Int).SetUint64(PriceOne)); floor.Cmp(given) != 0 {
			t.Fatalf("seed %d: %s were given, the exact sum is %s", seed, given, floor)
		}
	}
}

func TestASnapshotIsTheBook(t *testing.T) {
	b := newStand(t)
	if _, refusal := b.SetTerms(Pair{eur, usd}, Terms{Open: true, SpreadBPS: 7, Honour: second}, nine); refusal != "" {
		t.Fatal(refusal)
	}
	for i := range 3 {
		b.must(t, word(1_100_000_000_000+uint64(i), start))
	}
	q, _ := b.Current(eur, usd)
	l, _ := b.Lock(Offer{Quote: q, Payer: ledger.ID{Lo: 9}, Budget: 4}, money.Units(7))
	d, _ := b.Deal(&l, money.Units(7))
	b.Keep(&l, &d)
	write := func(b *Book) []byte {
		v := b.Freeze()
		var a wire.Appender
		v.Append(&a)
		AppendLock(&a, &l)
		return a.B
	}
	image := write(b)
	r := &wire.Reader{B: image}
	again, err := RestoreBook(b.ledger, b.conversionCodes, r)
	if err != nil {
		t.Fatal(err)
	}
	if got := ReadLock(r); got != l || r.Err() != nil {
		t.Fatalf("%+v %v", got, r.Err())
	}
	if !bytes.Equal(write(again), image) {
		t.Error("what was restored writes another snapshot")
	}
	if got, _ := again.Current(eur, usd); got != q {
		t.Errorf("%+v, was %+v", got, q)
	}
	for n := range image {
		r := &wire.Reader{B: image[:n]}
		_, err := RestoreBook(b.ledger, b.conversionCodes, r)
		if ReadLock(r); err == nil && r.Err() == nil {
			t.Fatalf("%d of %d bytes are a book", n, len(image))
		}
	}
}
