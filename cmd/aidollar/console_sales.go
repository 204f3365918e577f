package main

import (
	"context"

	"aidollar/books"
	"aidollar/console"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
)

// QuotaSteps implements console.RuleDesk.
func (s *consoleSource) QuotaSteps(ctx context.Context, name string) (list []console.QuotaStep, err error) {
	steps, err := s.books.QuotaSteps(ctx, name)
	for i := range steps {
		q := &steps[i]
		list = append(list, console.QuotaStep{At: q.At, State: q.State, Quota: q.Quota, Used: q.Used, Held: q.Held})
	}
	return list, err
}

// QuotaDraws implements console.RuleDesk.
func (s *consoleSource) QuotaDraws(ctx context.Context, name string, limit int) (list []console.QuotaDraw, err error) {
	page, err := s.books.QuotaDraws(ctx, name, "", limit)
	for i := range page.Draws {
		d := &page.Draws[i]
		list = append(list, console.QuotaDraw{ID: d.ID, At: d.At, Units: d.Units, Used: d.Used, State: d.State, Holder: d.Holder, Customer: d.Customer, Goods: d.Goods, OfSale: d.OfSale})
	}
	return list, err
}

func saleShown(m *clearing.Machine, s *books.Sale) console.Sale {
	shown := console.Sale{ID: s.ID, At: s.At, Amount: s.Amount, Action: s.Action, Goods: s.Goods.String(), Decision: s.Decision, Levies: s.Levies, Used: s.Used}
	shown.Buyer, _ = m.Party(s.Buyer)
	shown.Seller, _ = m.Party(s.Seller)
	shown.Asset, _ = m.Asset(s.Asset)
	return shown
}

// Sales implements console.RuleDesk.
func (s *consoleSource) Sales(ctx context.Context, cursor string, limit int) (page console.SalePage, err error) {
	list, err := s.books.Sales(ctx, books.SaleFilter{}, cursor, limit)
	if err != nil {
		return page, consoleError(err)
	}
	page.Next = list.Next
	s.node.View(func(m *clearing.Machine) {
		for i := range list.Sales {
			page.Sales = append(page.Sales, saleShown(m, &list.Sales[i]))
		}
	})
	return page, nil
}

// Sale implements console.RuleDesk.
func (s *consoleSource) Sale(ctx context.Context, id ledger.ID) (shown console.Sale, err error) {
	sale, err := s.books.Sale(ctx, id)
	if err != nil {
		return shown, consoleError(err)
	}
	s.node.View(func(m *clearing.Machine) { shown = saleShown(m, &sale) })
	if sale.Decision != 0 {
		shown.Deciding, shown.Set, err = s.decidedBy(ctx, sale.Decision)
	}
	return shown, err
}
