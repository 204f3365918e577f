package main

import (
	"context"
	"time"

	"aidollar/books"
	"aidollar/core/clearing"
	"aidollar/core/meter"
	"aidollar/core/tariff"
)

// pushed is the newest usage that was pushed in for a span and for the card's
// periods that it begins in, newest first. reached is from when on that is all;
// zero when nothing is left out.
func (p previewer) pushed(ctx context.Context, q previewQuery) (list []books.Pushed, reached int64, err error) {
	most, begin, lines := p.most, periodsBegin(q.card, q.from), 0
	if most == 0 {
		most = previewCallsMax
	}
	party := q.seller
	if !q.buyer.IsZero() {
		party = q.buyer
	}
	for cursor := ""; ; {
		page, err := p.books.Pushed(ctx, party, cursor, books.LimitMax)
		if err != nil {
			return nil, 0, err
		}
		for i := range page.Pushed {
			u := &page.Pushed[i]
			if u.At < begin {
				return list, 0, nil // usage is never of a later time than it comes in
			}
			if lines >= most {
				return list, u.At, nil
			}
			lines += len(u.Lines)
			if u.Seller == q.seller {
				list = append(list, *u)
			}
		}
		if cursor = page.Next; cursor == "" {
			return list, 0, nil
		}
	}
}

// pushed prices the lines of usage that was pushed in; those of before the span
// are counted alone.
func (r *repricing) pushed(u *books.Pushed, within bool) {
	for n := range u.Lines {
		l, events := &u.Lines[n], uint64(u.Events[n])
		if l.Hour >= r.to || l.Hour >= r.from != within || l.Hour < periodsBegin(r.card, r.from) {
			continue
		}
		var q meter.Quantities
		q[l.Meter] = l.Quantity
		i := item{buyer: u.Buyer, asset: u.Asset, model: l.Product, card: l.Card, at: l.Hour, region: l.Region, quantities: &q, did: l.Due, back: l.Credit}
		reason := r.aside(&i)
		if reason == "" && !r.even(l) {
			reason = asideByEvent
		}
		if within {
			r.out.events += events
		}
		if line := r.line(&i, events, reason, within); line != nil {
			line.events += events
		}
	}
}

// even reports whether all events of a line's hour have one price, so that the
// line can be priced as one sum: no condition begins or ends within the hour,
// and nothing counts from zero with each event.
func (r *repricing) even(l *clearing.UseLine) bool {
	model, ok := r.card.Model(l.Product)
	if !ok {
		return true // it has no price at any time
	}
	for i := range model.Variants {
		v := &model.Variants[i]
		if v.When.InputOver != 0 || !v.Minimum.IsZero() {
			return false
		}
		for j := range v.Scales {
			if v.Scales[j].Basis == tariff.PerCall {
				return false
			}
		}
	}
	at := tariff.Circumstance{At: l.Hour, Region: l.Region, Zone: &r.card.Zone}
	var none meter.Quantities
	first, period := model.Match(&at, &none), model.Period.Number(l.Hour, &r.card.Zone)
	for minute := time.Minute; minute < time.Hour; minute += time.Minute {
		at.At = l.Hour + int64(minute)
		if model.Match(&at, &none) != first || model.Period.Number(at.At, &r.card.Zone) != period {
			return false
		}
	}
	return true
}
