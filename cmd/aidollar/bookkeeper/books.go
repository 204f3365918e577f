package bookkeeper

import (
	"context"
	"errors"

	"aidollar/api"
	"aidollar/books"
	"aidollar/core/ledger"
)

// Books are the books as the API needs them.
type Books struct{ *books.Books }

var _ api.Books = Books{}

// found turns the books' word for nothing there into the API's.
func found(err error) (bool, error) {
	if errors.Is(err, books.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// paged turns the books' word for a foreign cursor into the API's.
func paged(err error) error {
	if errors.Is(err, books.ErrCursor) {
		return api.ErrCursor
	}
	return err
}

func postings(list []books.Posting) []api.Posting {
	out := make([]api.Posting, len(list))
	for i, p := range list {
		out[i] = api.Posting(p)
	}
	return out
}

// Posting implements api.Books.
func (b Books) Posting(ctx context.Context, id ledger.ID) (api.Posting, bool, error) {
	p, err := b.Books.Posting(ctx, id)
	ok, err := found(err)
	return api.Posting(p), ok, err
}

// PostingsByCause implements api.Books.
func (b Books) PostingsByCause(ctx context.Context, cause ledger.ID) ([]api.Posting, error) {
	page, err := b.Books.PostingsByCause(ctx, cause, "", books.LimitMax)
	return postings(page.Postings), err
}

// History implements api.Books.
func (b Books) History(ctx context.Context, q api.HistoryQuery) (api.PostingList, error) {
	filter := books.HistoryFilter{Span: books.Span{From: q.From, To: q.Until}, ByEffective: q.ByEffective}
	page, err := b.Books.History(ctx, q.Account, filter, q.After, q.Limit)
	return api.PostingList{Postings: postings(page.Postings), Next: page.Next}, paged(err)
}

// BalanceAt implements api.Books.
func (b Books) BalanceAt(ctx context.Context, account ledger.ID, at int64, byEffective bool) (api.Balance, error) {
	balance, err := b.Books.BalanceAt(ctx, account, at, byEffective)
	return api.Balance{Debits: balance.Debits, Credits: balance.Credits}, err
}

// Calls implements api.Books.
func (b Books) Calls(ctx context.Context, q api.CallQuery) (api.CallList, error) {
	filter := books.CallFilter{Party: q.Party, Key: q.Key, Channel: q.Channel, Model: q.Model, Span: books.Span{From: q.From, To: q.Until}}
	page, err := b.Books.Calls(ctx, filter, q.After, q.Limit)
	list := api.CallList{Next: page.Next}
	for _, c := range page.Calls {
		list.Calls = append(list.Calls, api.Call(c))
	}
	return list, paged(err)
}

// Receipt implements api.Books.
func (b Books) Receipt(ctx context.Context, id ledger.ID) (api.Receipt, bool, error) {
	r, err := b.Books.Receipt(ctx, id)
	ok, err := found(err)
	out := api.Receipt{
		Call: api.Call(r.Call), Asset: r.Asset, Card: r.Card.Card, Lines: r.Lines, Exact: r.Exact, Grants: grantParts(r.Grants), Postings: postings(r.Postings),
	}
	if c := r.Conversion; c != nil {
		out.Deal, out.Rate = &c.Deal, &c.Rate
	}
	return out, ok, err
}

// Feed implements api.Books.
func (b Books) Feed(ctx context.Context, after string, limit int) ([]api.FeedItem, error) {
	list, err := b.Books.Feed(ctx, after, limit)
	out := make([]api.FeedItem, len(list))
	for i, item := range list {
		out[i] = api.FeedItem{
			ID: item.ID, Seq: item.Seq, At: item.At, Parties: item.Parties,
			Posting: (*api.Posting)(item.Posting), Call: (*api.Call)(item.Call),
		}
		if c := item.Change; c != nil {
			out[i].Change = &api.Change{Number: c.Number, Seq: c.Seq, At: c.At, Kind: api.ChangeKind(c.Kind), ID: c.ID, Of: c.Of, Party: c.Party, Entities: c.Entities, Quota: c.Quota, Duty: c.Duty}
		}
	}
	return out, paged(err)
}

// FeedEnd implements api.Books.
func (b Books) FeedEnd(ctx context.Context) (string, error) { return b.Books.FeedEnd(ctx) }
