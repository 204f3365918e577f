package books

import (
	"context"
	"fmt"

	"aidollar/core/clearing"
	"aidollar/core/exchange"
	"aidollar/core/ledger"
)

// exchangeRecord is what one record of the log changed about the exchange.
type exchangeRecord struct {
	rates       []exchange.Rate
	conversions []clearing.Conversion
}

func (r *exchangeRecord) reset() {
	*r = exchangeRecord{rates: r.rates[:0], conversions: r.conversions[:0]}
}

// RateTaken implements clearing.Observer.
func (b *Books) RateTaken(_ int64, r *exchange.Rate) {
	b.current.exchange.rates = append(b.current.exchange.rates, *r)
	b.current.size += rowSize
}

// Converted implements clearing.Observer.
func (b *Books) Converted(_ int64, c *clearing.Conversion) {
	b.current.exchange.conversions = append(b.current.exchange.conversions, *c)
	b.current.size += rowSize
}

// exchangeRows writes rates and conversions.
type exchangeRows struct {
	rate, conversion *statement
}

func (e *exchangeRows) statements() []preparation {
	return []preparation{{&e.rate, single(insertInto("rates", rateRow))}, {&e.conversion, insertion("conversions", conversionRow)}}
}

func (w *writer) exchanged(ctx context.Context, r *record) error {
	for i := range r.exchange.rates {
		x := &r.exchange.rates[i]
		_, err := w.exchange.rate.uint(x.Number).uint(uint64(x.Pair.Base)).uint(uint64(x.Pair.Quote)).uint(x.Price).int(x.At).int(x.Valid).text(x.Source).
			int(x.Since).uint(uint64(x.SpreadBPS)).uint(x.AskBase).uint(x.AskQuote).run(ctx)
		if err != nil {
			return fmt.Errorf("rate %d: %w", x.Number, err)
		}
	}
	for i := range r.exchange.conversions {
		c := &r.exchange.conversions[i]
		if err := w.converted(ctx, r.at, c.ID, c.Party, false, &c.Deal); err != nil {
			return err
		}
	}
	return nil
}

// converted writes a conversion, which may be a call's.
func (w *writer) converted(ctx context.Context, at int64, id, party ledger.ID, ofCall bool, d *exchange.Deal) error {
	w.state.conversion++
	_, err := w.exchange.conversion.int(w.state.conversion).id(id).int(at).id(party).flag(ofCall).uint(uint64(d.Quote.Give)).uint(uint64(d.Quote.Get)).
		uint(d.Quote.Number).uint(d.Quote.Price).uint(uint64(d.Quote.SpreadBPS)).amount(d.Got).amountOrNull(d.Held).amount(d.Paid).amountOrNull(d.Fee).
		uint(d.CarryIn).uint(d.CarryOut).run(ctx)
	if err != nil {
		return fmt.Errorf("conversion %s: %w", id, err)
	}
	return nil
}
