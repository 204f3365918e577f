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

// PreviewCard implements console.Source. It prices each captured call anew under
// both cards, so that conditions and tiers count for each call by itself.
func (s *consoleSource) PreviewCard(ctx context.Context, seller ledger.ID, card *tariff.Card, from, to int64) (p console.Preview, err error) {
	p = console.Preview{From: from, To: to}
	captured := clearing.CallCaptured
	filter := books.CallFilter{Party: seller, State: &captured, Span: books.Span{From: from, To: to}}
	lines := map[string]*console.PreviewModel{}
	read := 0
	for cursor := ""; ; {
		page, err := s.books.Calls(ctx, filter, cursor, books.LimitMax)
		if errors.Is(err, books.ErrNotFound) {
			break // the seller is newer than the books
		}
		if err != nil {
			return p, err
		}
		s.node.View(func(m *clearing.Machine) {
			for i := range page.Calls {
				c := &page.Calls[i]
				if lines[c.Model] == nil {
					asset, _ := m.Asset(c.Asset)
					lines[c.Model] = &console.PreviewModel{Model: c.Model, Asset: asset}
				}
				known, _ := m.Card(c.Card)
				repriced(lines[c.Model], c, known.Card, card)
			}
		})
		read += len(page.Calls)
		if cursor = page.Next; cursor == "" {
			break
		}
		if read >= usageCallsMax {
			p.More = true
			break
		}
	}
	for _, line := range lines {
		p.Models = append(p.Models, *line)
	}
	slices.SortFunc(p.Models, func(a, b console.PreviewModel) int { return cmp.Compare(a.Model, b.Model) })
	return p, nil
}

// modelUnknown is why a card without the model would refuse its calls.
const modelUnknown = "model_unknown"

// repriced adds a call at its old and its new price.
func repriced(line *console.PreviewModel, c *books.Call, old, fresh *tariff.Card) {
	did, refusal := priceOf(old, c)
	if refusal != "" {
		return // it was charged by other terms than its usage
	}
	would, refusal := priceOf(fresh, c)
	line.Calls++
	if refusal != "" {
		line.Unpriced++
		if line.Reason == "" {
			line.Reason = refusal
		}
		return
	}
	line.Did, _ = line.Did.Add(did)
	line.Would, _ = line.Would.Add(would)
}

// priceOf is what a card makes of what a call used.
func priceOf(card *tariff.Card, c *books.Call) (exact tariff.Ticks, refusal string) {
	if card == nil {
		return exact, modelUnknown
	}
	model, ok := card.Model(c.Model)
	if !ok {
		return exact, modelUnknown
	}
	exact, code := model.Exact(&c.Usage.Quantities)
	if code != tariff.Accepted {
		return exact, code.Code()
	}
	return exact, ""
}
