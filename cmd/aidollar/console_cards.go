package main

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"aidollar/books"
	"aidollar/console"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/meter"
	"aidollar/core/tariff"
)

// Cards implements console.Source.
func (s *consoleSource) Cards(context.Context) (list []console.CardInfo, err error) {
	s.node.View(func(m *clearing.Machine) {
		m.Cards(func(number uint32, c clearing.SellerCard) bool {
			info := console.CardInfo{Number: number, Card: c.Card, Since: c.Since}
			info.Seller, _ = m.Party(c.Seller)
			info.Buyer, _ = m.Party(c.Buyer)
			asset, _ := m.AssetNumber(c.Card.Asset)
			info.Asset, _ = m.Asset(asset)
			list = append(list, info)
			return true
		})
	})
	return list, nil
}

// CheckCard implements console.Source.
func (s *consoleSource) CheckCard(text []byte) (*tariff.Card, []console.Mistake) {
	card, found := cardFromYAML(text)
	mistakes := make([]console.Mistake, len(found))
	for i, m := range found {
		mistakes[i] = console.Mistake{Line: m.Line, Column: m.Column, Code: m.Code, Text: m.Text}
	}
	return card, mistakes
}

// previewCallsMax bounds the calls that a preview prices.
const previewCallsMax = 20_000

// PreviewCard implements console.Source. It prices each captured call by itself,
// at its own time and place, in the order in which they came: so conditions hold
// for the calls they hold for, and scales by the period count as they would.
func (s *consoleSource) PreviewCard(ctx context.Context, seller ledger.ID, card *tariff.Card, from, to int64) (p console.Preview, err error) {
	p = console.Preview{From: from, To: to}
	calls, more, err := s.capturedCalls(ctx, seller, from, to)
	if err != nil {
		return p, err
	}
	p.More = more
	lines := map[string]*console.PreviewModel{}
	used := map[periodUse]*meter.Quantities{}
	s.node.View(func(m *clearing.Machine) {
		for i := range slices.Backward(calls) {
			c := &calls[i]
			if lines[c.Model] == nil {
				asset, _ := m.Asset(c.Asset)
				lines[c.Model] = &console.PreviewModel{Model: c.Model, Asset: asset}
			}
			reprice(lines[c.Model], c, card, used)
		}
	})
	for _, line := range lines {
		p.Models = append(p.Models, *line)
	}
	slices.SortFunc(p.Models, func(a, b console.PreviewModel) int { return cmp.Compare(a.Model, b.Model) })
	return p, nil
}

// capturedCalls are a seller's newest captured calls of a span, newest first;
// more says that there were more than can be priced.
func (s *consoleSource) capturedCalls(ctx context.Context, seller ledger.ID, from, to int64) (calls []books.Call, more bool, err error) {
	captured := clearing.CallCaptured
	filter := books.CallFilter{Party: seller, State: &captured, Span: books.Span{From: from, To: to}}
	for cursor := ""; ; {
		page, err := s.books.Calls(ctx, filter, cursor, books.LimitMax)
		if errors.Is(err, books.ErrNotFound) {
			return nil, false, nil // the seller is newer than the books
		}
		if err != nil {
			return nil, false, err
		}
		calls = append(calls, page.Calls...)
		if cursor = page.Next; cursor == "" {
			return calls, false, nil
		}
		if len(calls) >= previewCallsMax {
			return calls, true, nil
		}
	}
}

// periodUse is what the use of a period is counted for.
type periodUse struct {
	buyer  ledger.ID
	model  string
	period int64
}

// modelUnknown is why a card without the model would refuse its calls.
const modelUnknown = "model_unknown"

// reprice adds what a call did cost and what it would.
func reprice(line *console.PreviewModel, c *books.Call, card *tariff.Card, used map[periodUse]*meter.Quantities) {
	line.Calls++
	refuse := func(code string) {
		line.Unpriced++
		if line.Reason == "" {
			line.Reason = code
		}
	}
	model, ok := card.Model(c.Model)
	if !ok {
		refuse(modelUnknown)
		return
	}
	circumstance := tariff.Circumstance{At: c.OpenedAt, Region: c.Region, Service: c.Service, Zone: &card.Zone}
	key := periodUse{c.Buyer, c.Model, model.Period.Number(c.OpenedAt, &card.Zone)}
	before := used[key]
	if before == nil {
		before = &meter.Quantities{}
		used[key] = before
	}
	due, credit, refusal := model.Exact(&circumstance, &c.Usage.Quantities, before)
	if refusal != tariff.Accepted {
		refuse(refusal.Code())
		return
	}
	before.Add(&c.Usage.Quantities)
	did, _ := c.Charge.Mul64(tariff.TicksPerUnit) // it was priced in ticks
	line.Did, _ = line.Did.Add(did)
	line.Would, _ = line.Would.Add(due)
	line.Would = line.Would.SubFloor(credit)
}
