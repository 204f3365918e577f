package exchange

import (
	"unicode/utf8"

	"aidollar/core/ledger"
	"aidollar/core/money"
)

// PriceScale is the number of decimals of rates and prices.
const PriceScale = 12

// PriceOne is the price of one for one.
const PriceOne uint64 = 1_000_000_000_000

// The bounds of rates. A price and its inverse, with the largest spread, fit 64 bits
// and have six digits at least.
const (
	PriceMin  uint64 = PriceOne / 1_000_000
	PriceMax  uint64 = PriceOne * 1_000_000
	BPSWhole  uint32 = 10_000 // basis points in a whole
	SpreadMax uint32 = 1_000  // basis points
	SourceMax        = 64     // bytes of a source's name
	ValidMax         = 366 * day
	HonourMax        = day
	AheadMax         = minute // that a source's clock may be ahead of the house's

	second = int64(1_000_000_000) // nanoseconds
	minute = 60 * second
	day    = 24 * 60 * minute
)

// Pair is a base asset whose price is told in a quote asset.
type Pair struct{ Base, Quote ledger.AssetID }

// Word is what a source says of a pair.
type Word struct {
	Pair   Pair
	Price  uint64 // of one base in the quote, in 10^-PriceScale
	At     int64  // of the source, Unix nanoseconds
	Valid  int64  // nanoseconds from At on; then it is stale
	Source string // its name
}

// Rate is a word that the house has taken.
type Rate struct {
	Word
	Number    uint64 // counts from one over all pairs
	Since     int64  // when it was taken, Unix nanoseconds
	SpreadBPS uint32 // of the pair at that time

	// What the house asks by it, with the spread, rounded up, in 10^-PriceScale:
	// of one base in the quote, and of one quote in the base.
	AskBase, AskQuote uint64
}

// Fresh reports whether the rate is good at a time.
func (r *Rate) Fresh(now int64) bool { return now < r.At+r.Valid }

// refusal checks a word by itself at the time when it comes in.
func (w *Word) refusal(now int64) Refusal {
	switch {
	case w.Pair.Base == w.Pair.Quote || w.Pair.Base == 0 || w.Pair.Quote == 0:
		return PairInvalid
	case w.Price < PriceMin || w.Price > PriceMax, w.Valid <= 0 || w.Valid > ValidMax, w.At <= 0,
		w.Source == "" || len(w.Source) > SourceMax || !utf8.ValidString(w.Source):
		return RateInvalid
	case w.At > now+AheadMax:
		return RateAhead
	case w.At+w.Valid <= now:
		return RateStale
	}
	return ""
}

// rate is a word with the prices that follow from it.
func rate(w Word, number uint64, now int64, spread uint32) Rate {
	r := Rate{Word: w, Number: number, Since: now, SpreadBPS: spread}
	whole := uint64(BPSWhole)
	base, _, _ := money.MulDiv(money.Units(w.Price), whole+uint64(spread), 0, whole, money.Up)
	// One over the price, in parts of PriceOne. Rounding up twice is rounding up
	// once, by the product.
	square, _ := money.Units(PriceOne).Mul64(PriceOne)
	quote, _, _ := money.MulDiv(square, whole+uint64(spread), 0, w.Price, money.Up)
	quote, _, _ = money.MulDiv(quote, 1, 0, whole, money.Up)
	r.AskBase, r.AskQuote = base.Lo, quote.Lo // which fit, by the bounds of a price
	return r
}
