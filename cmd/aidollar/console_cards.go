package main

import (
	"context"
	"maps"
	"slices"

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

// PreviewCard implements console.Source.
func (s *consoleSource) PreviewCard(ctx context.Context, seller ledger.ID, card *tariff.Card, from, to int64) (p console.Preview, err error) {
	made, err := previewer{node: s.node, books: s.books}.run(ctx, previewQuery{seller: seller, card: card, from: from, to: to})
	if err != nil {
		return p, err
	}
	p = console.Preview{From: from, To: to, More: made.more, Since: made.since}
	for _, n := range made.aside {
		p.Aside += n
	}
	s.node.View(func(m *clearing.Machine) {
		for i := range made.models {
			line := &made.models[i]
			shown := console.PreviewModel{Model: line.model, Calls: line.calls, Events: line.events, Did: line.did, Would: line.would, Unpriced: line.unpriced}
			shown.Asset, _ = m.Asset(line.asset)
			for _, code := range slices.Sorted(maps.Keys(line.reasons)) {
				if shown.Reason == "" || line.reasons[code] > line.reasons[shown.Reason] {
					shown.Reason = code
				}
			}
			p.Models = append(p.Models, shown)
		}
	})
	return p, nil
}
