package console

import (
	"context"
	"time"

	"aidollar/core/exchange"
	"aidollar/core/money"
)

// Currencies is the part of a Source that is about what is converted, by which rates.
type Currencies interface {
	// Pairs lists the pairs that are known, and those that a source of rates is set up
	// for without one having come yet.
	Pairs(ctx context.Context) ([]Pair, error)
	// Exposures lists the house's own positions.
	Exposures(ctx context.Context) ([]Exposure, error)
}

// Pair is a pair of currencies with its present rate.
type Pair struct {
	exchange.PairState // its Rate's Number is zero before the first
	Base, Quote        money.Asset
	Trouble            string // of its source, in words; empty while that is good, or there is none
}

// Exposure is the house's own position in a currency.
type Exposure struct {
	exchange.Position
	Money money.Asset
}

// pairRow is a pair as it is seen at a time.
type pairRow struct {
	Pair
	now int64
}

// Word is what can be done by the rate, in a word.
func (p pairRow) Word() string {
	switch {
	case !p.Terms.Open:
		return "off"
	case p.Rate.Number == 0:
		return "no rate"
	case !p.Rate.Fresh(p.now):
		return "stale"
	}
	return "good"
}

// Price is of one base in the quote.
func (p pairRow) Price() string { return priceText(p.Rate.Price) }

// AskBase is what is asked for one base.
func (p pairRow) AskBase() string { return priceText(p.Rate.AskBase) }

// AskQuote is what is asked for one quote.
func (p pairRow) AskQuote() string { return priceText(p.Rate.AskQuote) }

func priceText(price uint64) string { return money.Units(price).Decimal(exchange.PriceScale) }

// Until is when the rate becomes stale, Unix nanoseconds.
func (p pairRow) Until() int64 { return p.Rate.At + p.Rate.Valid }

// Age is how long ago the source's word was so.
func (p pairRow) Age() string { return ageText(p.now - p.Rate.At) }

// ageText says how long something is ago, in its largest whole unit.
func ageText(nanos int64) string {
	for _, unit := range []time.Duration{24 * time.Hour, time.Hour, time.Minute, time.Second} {
		if n := nanos / int64(unit); n > 0 {
			return waitText(n*int64(unit)) + " ago"
		}
	}
	return "now"
}

// Bars are a position against its limits: what is held, and what is given out.
func (e Exposure) Bars() []Budget {
	held, _ := e.Long.Add(e.ToCome) // which the ledger has added, too
	given, _ := e.Short.Add(e.ToGo)
	return []Budget{{Period: "held", Spent: held, Max: e.Limits.LongMax}, {Period: "given out", Spent: given, Max: e.Limits.ShortMax}}
}

// currenciesPage shows rates, and to the house what it holds.
type currenciesPage struct {
	House     bool
	Pairs     []pairRow
	Exposures []Exposure
}

func (c *Console) currencies(v *visit) error {
	pairs, err := c.source.Pairs(v.Context())
	if err != nil {
		return err
	}
	page := currenciesPage{House: v.view.House}
	for i := range pairs {
		if !v.view.House {
			pairs[i].Trouble = "" // paths and addresses are the operator's own
		}
		page.Pairs = append(page.Pairs, pairRow{pairs[i], v.now.UnixNano()})
	}
	if v.view.House {
		if page.Exposures, err = c.source.Exposures(v.Context()); err != nil {
			return err
		}
	}
	return v.showLive("currencies.html", "Currencies", "accounts", page)
}
