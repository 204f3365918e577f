package bookkeeper

import (
	"context"
	"errors"

	"aidollar/api"
	"aidollar/books"
	"aidollar/core/ledger"
)

var usageDimensions = map[string]books.Dimensions{
	"seller": books.BySeller, "buyer": books.ByBuyer, "key": books.ByKey, "project": books.ByProject, "model": books.ByModel,
	"region": books.ByRegion, "upstream": books.ByUpstream, "service": books.ByService,
	"hour": books.ByHour, "day": books.ByDay, "month": books.ByMonth,
}

// Usage implements api.UsageBooks.
func (b Books) Usage(ctx context.Context, q api.UsageQuery) (api.UsageList, error) {
	query := books.UsageQuery{
		Seller: q.Seller, Buyer: q.Buyer, Key: q.Key, Project: q.Project,
		Model: q.Model, Region: q.Region, Upstream: q.Upstream, Service: q.Service,
		Span: books.Span{From: q.From, To: q.Until}, Zone: q.Zone,
	}
	for _, name := range q.By {
		query.By |= usageDimensions[name]
	}
	page, err := b.Books.Usage(ctx, query, q.After, q.Limit)
	if errors.Is(err, books.ErrSpan) {
		return api.UsageList{}, api.ErrUsageSpan
	}
	return api.UsageList{Rows: usageRows(page.Rows), Next: page.Next}, paged(err)
}

func usageRows(rows []books.UsageRow) []api.Usage {
	out := make([]api.Usage, len(rows))
	for i := range rows {
		r := &rows[i]
		out[i] = api.Usage{
			Start: r.Start, Seller: r.Seller, Buyer: r.Buyer, Key: r.Key, Project: r.Project, Asset: r.Asset,
			Model: r.Model, Region: r.Region, Upstream: r.Upstream, Service: r.Service,
			Calls: r.Calls, Failed: r.Failed, Quantities: r.Quantities, Charge: r.Charge, Waived: r.Waived, Cost: r.Cost,
		}
	}
	return out
}

// Statements implements api.UsageBooks.
func (b Books) Statements(ctx context.Context, party ledger.ID, from, until int64) ([]api.Statement, error) {
	list, err := b.Books.Statements(ctx, party, books.Span{From: from, To: until})
	if _, err = found(err); err != nil {
		return nil, err
	}
	out := make([]api.Statement, len(list))
	for i := range list {
		s := &list[i]
		out[i] = api.Statement{
			Account: s.Account, Asset: s.Asset, Code: s.Code, From: from, Until: until,
			Opening: api.Balance{Debits: s.Opening.Debits, Credits: s.Opening.Credits},
			Closing: api.Balance{Debits: s.Closing.Debits, Credits: s.Closing.Credits},
			Lines:   usageRows(s.Lines), Charged: s.Charged, Rest: s.Rest, Less: s.Less,
		}
		for _, t := range s.Turnovers {
			out[i].Turnovers = append(out[i].Turnovers, api.Turnover(t))
		}
	}
	return out, nil
}
