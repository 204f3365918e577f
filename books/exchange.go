package books

import (
	"context"
	"database/sql"
	"math"

	"aidollar/core/exchange"
	"aidollar/core/ledger"
)

// Conversion is what was given in one asset for another one.
type Conversion struct {
	Number uint64 // counts the conversions from one
	ID     ledger.ID
	At     int64 // Unix nanoseconds
	Party  ledger.ID
	OfCall bool // the id is that of the call that was paid with it
	Deal   exchange.Deal
	Rate   exchange.Rate // by which it was priced
}

const (
	rateColumns      = `r.number, r.base, r.quote, r.price, r.at, r.valid, r.source, r.since, r.spread, r.ask_base, r.ask_quote`
	conversionSelect = `SELECT c.n, c.id, c.at, c.party, c.of_call, c.give, c.get, c.rate, c.price, c.spread, c.got, c.held, c.paid, c.fee, c.carry_in, c.carry_out, ` +
		rateColumns + ` FROM conversions c, rates r WHERE r.number = c.rate AND `
	conversionByID     = conversionSelect + `c.id = ?`
	conversionsAll     = conversionSelect + `c.n < ? ORDER BY c.n DESC LIMIT ?`
	conversionsOfParty = conversionSelect + `[c.party = ?1 AND c.n < ?2]{(c.party, c.n) >= (?1, 0) AND (c.party, c.n) < (?1, ?2)} ORDER BY {c.party DESC, }c.n DESC LIMIT ?3`
	ratesOfPair        = `SELECT ` + rateColumns + ` FROM rates r WHERE r.base = ?1 AND r.quote = ?2 AND r.number < ?3 ORDER BY {r.base DESC, r.quote DESC, }r.number DESC LIMIT ?4`
)

func rateInto(r *exchange.Rate) []any {
	return []any{&r.Number, &r.Pair.Base, &r.Pair.Quote, &r.Price, &r.At, &r.Valid, &r.Source, &r.Since, &r.SpreadBPS, &r.AskBase, &r.AskQuote}
}

func conversions(ctx context.Context, q querier, text string, args ...any) (list []Conversion, err error) {
	rows, err := q.QueryContext(ctx, text, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var c Conversion
		var id, party, got, held, paid, fee sql.RawBytes
		d := &c.Deal
		into := append([]any{&c.Number, &id, &c.At, &party, &c.OfCall, &d.Quote.Give, &d.Quote.Get, &d.Quote.Number, &d.Quote.Price, &d.Quote.SpreadBPS,
			&got, &held, &paid, &fee, &d.CarryIn, &d.CarryOut}, rateInto(&c.Rate)...)
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		c.ID, c.Party = idOf(id), idOf(party)
		d.Got, d.Held, d.Paid, d.Fee = amountOf(got), amountOf(held), amountOf(paid), amountOf(fee)
		list = append(list, c)
	}
	return list, rows.Err()
}

// conversionOf finds the conversion that a call was paid with; nil for none.
func conversionOf(ctx context.Context, q querier, call ledger.ID) (*Conversion, error) {
	list, err := conversions(ctx, q, conversionByID, idBlob(call))
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return &list[0], nil
}

// ConversionPage is a part of a list of conversions. Next continues it; empty at its
// end.
type ConversionPage struct {
	Conversions []Conversion
	Next        string
}

// Conversions gives a party's conversions, or with the zero party everybody's,
// newest first.
func (b *Books) Conversions(ctx context.Context, party ledger.ID, cursor string, limit int) (page ConversionPage, err error) {
	limit = limited(limit)
	name := query("conversions", party.Hi, party.Lo)
	before, err := beforeOf(cursor, name)
	if err != nil {
		return page, err
	}
	if party.IsZero() {
		page.Conversions, err = conversions(ctx, b.reader, conversionsAll, before, limit+1)
	} else {
		page.Conversions, err = conversions(ctx, b.reader, conversionsOfParty, idBlob(party), before, limit+1)
	}
	if err != nil {
		return ConversionPage{}, err
	}
	if len(page.Conversions) > limit {
		page.Conversions = page.Conversions[:limit]
		page.Next = place{n: int64(page.Conversions[limit-1].Number)}.cursor(name)
	}
	return page, nil
}

// RatePage is a part of a list of rates. Next continues it; empty at its end.
type RatePage struct {
	Rates []exchange.Rate
	Next  string
}

// Rates gives the rates of a pair, newest first.
func (b *Books) Rates(ctx context.Context, of exchange.Pair, cursor string, limit int) (page RatePage, err error) {
	limit = limited(limit)
	name := query("rates", uint64(of.Base), uint64(of.Quote))
	before, err := beforeOf(cursor, name)
	if err != nil {
		return page, err
	}
	rows, err := b.reader.QueryContext(ctx, ratesOfPair, int64(of.Base), int64(of.Quote), before, limit+1)
	if err != nil {
		return page, err
	}
	defer rows.Close()
	for rows.Next() {
		var r exchange.Rate
		if err := rows.Scan(rateInto(&r)...); err != nil {
			return RatePage{}, err
		}
		page.Rates = append(page.Rates, r)
	}
	if len(page.Rates) > limit {
		page.Rates = page.Rates[:limit]
		page.Next = place{n: int64(page.Rates[limit-1].Number)}.cursor(name)
	}
	return page, rows.Err()
}

// beforeOf is the number before which a list that goes backwards goes on.
func beforeOf(cursor string, name uint32) (int64, error) {
	after, paged, err := placeOf(cursor, name)
	if !paged {
		return math.MaxInt64, err
	}
	return after.n, err
}
