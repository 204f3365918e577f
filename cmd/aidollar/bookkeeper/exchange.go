package bookkeeper

import (
	"context"

	"aidollar/api"
	"aidollar/core/exchange"
	"aidollar/core/ledger"
)

// Rates implements api.ExchangeBooks.
func (b Books) Rates(ctx context.Context, of exchange.Pair, after string, limit int) (api.RateList, error) {
	page, err := b.Books.Rates(ctx, of, after, limit)
	return api.RateList{Rates: page.Rates, Next: page.Next}, paged(err)
}

// Conversions implements api.ExchangeBooks.
func (b Books) Conversions(ctx context.Context, party ledger.ID, after string, limit int) (api.ConversionList, error) {
	page, err := b.Books.Conversions(ctx, party, after, limit)
	list := api.ConversionList{Next: page.Next}
	for _, c := range page.Conversions {
		list.Conversions = append(list.Conversions, api.Conversion{ID: c.ID, At: c.At, Party: c.Party, OfCall: c.OfCall, Deal: c.Deal, Rate: c.Rate})
	}
	return list, paged(err)
}
