package api_test

import (
	"context"
	"errors"

	"aidollar/api"
	"aidollar/books"
	"aidollar/core/ledger"
)

// bookkeeper joins the books to the API.
type bookkeeper struct{ books *books.Books }

var _ api.Books = bookkeeper{}

// found turns the books' errors of a look-up into a yes or no.
func found(err error) (bool, error) {
	if errors.Is(err, books.ErrNotFound) {
		return false, nil
	}
	return err == nil, cursor(err)
}

func cursor(err error) error {
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

func (b bookkeeper) Posting(ctx context.Context, id ledger.ID) (api.Posting, bool, error) {
	p, err := b.books.Posting(ctx, id)
	ok, err := found(err)
	return api.Posting(p), ok, err
}

func (b bookkeeper) PostingsByCause(ctx context.Context, cause ledger.ID) ([]api.Posting, error) {
	page, err := b.books.PostingsByCause(ctx, cause, "", books.LimitMax)
	return postings(page.Postings), err
}

func (b bookkeeper) History(ctx context.Context, q api.HistoryQuery) (api.PostingList, error) {
	filter := books.HistoryFilter{Span: books.Span{From: q.From, To: q.Until}, ByEffective: q.ByEffective}
	page, err := b.books.History(ctx, q.Account, filter, q.After, q.Limit)
	return api.PostingList{Postings: postings(page.Postings), Next: page.Next}, cursor(err)
}

func (b bookkeeper) BalanceAt(ctx context.Context, account ledger.ID, at int64, byEffective bool) (api.Balance, error) {
	balance, err := b.books.BalanceAt(ctx, account, at, byEffective)
	return api.Balance(balance), err
}

func (b bookkeeper) Calls(ctx context.Context, q api.CallQuery) (api.CallList, error) {
	filter := books.CallFilter{Party: q.Party, Key: q.Key, Model: q.Model, Span: books.Span{From: q.From, To: q.Until}}
	page, err := b.books.Calls(ctx, filter, q.After, q.Limit)
	out := api.CallList{Next: page.Next, Calls: make([]api.Call, len(page.Calls))}
	for i, c := range page.Calls {
		out.Calls[i] = api.Call(c)
	}
	return out, cursor(err)
}

func (b bookkeeper) Receipt(ctx context.Context, id ledger.ID) (api.Receipt, bool, error) {
	r, err := b.books.Receipt(ctx, id)
	ok, err := found(err)
	return api.Receipt{
		Call: api.Call(r.Call), Asset: r.Asset, Card: r.Card.Card, Lines: r.Lines, Exact: r.Exact, Postings: postings(r.Postings),
	}, ok, err
}

func (b bookkeeper) Position() uint64                              { return b.books.Position() }
func (b bookkeeper) Visible(ctx context.Context, seq uint64) error { return b.books.Visible(ctx, seq) }

// Feed implements api.Books.
func (b bookkeeper) Feed(ctx context.Context, after string, limit int) ([]api.FeedItem, error) {
	list, err := b.books.Feed(ctx, after, limit)
	out := make([]api.FeedItem, len(list))
	for i, item := range list {
		out[i] = api.FeedItem{
			ID: item.ID, Seq: item.Seq, At: item.At, Parties: item.Parties,
			Posting: (*api.Posting)(item.Posting), Call: (*api.Call)(item.Call),
		}
		if c := item.Change; c != nil {
			out[i].Change = &api.Change{Number: c.Number, Seq: c.Seq, At: c.At, Kind: api.ChangeKind(c.Kind), ID: c.ID, Of: c.Of, Party: c.Party}
		}
	}
	return out, cursor(err)
}

// FeedEnd implements api.Books.
func (b bookkeeper) FeedEnd(ctx context.Context) (string, error) { return b.books.FeedEnd(ctx) }

// Later implements api.Books.
func (b bookkeeper) Later(ctx context.Context, seq uint64) error { return b.books.Later(ctx, seq) }

// Usage adds up by models alone, which is enough to hold answers against their
// description; test/e2e asks the program's own adapter for more.
func (b bookkeeper) Usage(ctx context.Context, q api.UsageQuery) (api.UsageList, error) {
	page, err := b.books.Usage(ctx, books.UsageQuery{By: books.ByModel, Buyer: q.Buyer, Seller: q.Seller, Span: books.Span{From: q.From, To: q.Until}}, q.After, q.Limit)
	list := api.UsageList{Next: page.Next}
	for _, r := range page.Rows {
		list.Rows = append(list.Rows, api.Usage{Asset: r.Asset, Model: r.Model, Calls: r.Calls, Failed: r.Failed, Quantities: r.Quantities, Charge: r.Charge, Waived: r.Waived, Cost: r.Cost})
	}
	return list, cursor(err)
}

func (b bookkeeper) Statements(ctx context.Context, party ledger.ID, from, until int64) (list []api.Statement, err error) {
	found, err := b.books.Statements(ctx, party, books.Span{From: from, To: until})
	for _, s := range found {
		one := api.Statement{Account: s.Account, Asset: s.Asset, Code: s.Code, From: from, Until: until, Charged: s.Charged, Rest: s.Rest, Less: s.Less}
		for _, t := range s.Turnovers {
			one.Turnovers = append(one.Turnovers, api.Turnover(t))
		}
		list = append(list, one)
	}
	return list, err
}

// Find implements api.SearchBooks.
func (b bookkeeper) Find(ctx context.Context, text string) ([]api.Found, error) {
	list, err := b.books.Find(ctx, text)
	out := make([]api.Found, len(list))
	for i, f := range list {
		out[i] = api.Found{Kind: api.FoundKind(f.Kind), ID: f.ID, Number: f.Number, Name: f.Name, Party: f.Party, Call: f.Call}
		if f.Kind == books.KindPosting {
			out[i].Kind = api.FoundTransfer
		}
	}
	return out, err
}
