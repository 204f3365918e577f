package bookkeeper

import (
	"context"

	"aidollar/api"
	"aidollar/books"
	"aidollar/core/ledger"
)

// Sales implements api.SaleBooks.
func (b Books) Sales(ctx context.Context, q api.SaleQuery) (api.SaleList, error) {
	page, err := b.Books.Sales(ctx, books.SaleFilter{Party: q.Party, Goods: q.Goods, Span: books.Span{From: q.From, To: q.Until}}, q.After, q.Limit)
	list := api.SaleList{Next: page.Next}
	for i := range page.Sales {
		list.Sales = append(list.Sales, api.Sale(page.Sales[i]))
	}
	return list, paged(err)
}

// Sale implements api.SaleBooks.
func (b Books) Sale(ctx context.Context, id ledger.ID) (api.Sale, bool, error) {
	s, err := b.Books.Sale(ctx, id)
	ok, err := found(err)
	return api.Sale(s), ok, err
}

// QuotaSteps implements api.SaleBooks.
func (b Books) QuotaSteps(ctx context.Context, name string) ([]api.QuotaStep, error) {
	list, err := b.Books.QuotaSteps(ctx, name)
	out := make([]api.QuotaStep, len(list))
	for i := range list {
		s := &list[i]
		out[i] = api.QuotaStep{At: s.At, State: uint8(s.State), Quota: s.Quota, Used: s.Used, Held: s.Held, Draws: s.Draws, Open: s.Open}
	}
	return out, err
}

// QuotaDraws implements api.SaleBooks.
func (b Books) QuotaDraws(ctx context.Context, name, after string, limit int) (api.QuotaDrawList, error) {
	page, err := b.Books.QuotaDraws(ctx, name, after, limit)
	list := api.QuotaDrawList{Next: page.Next}
	for i := range page.Draws {
		list.Draws = append(list.Draws, api.QuotaDraw(page.Draws[i]))
	}
	return list, paged(err)
}
