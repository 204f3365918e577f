package bench

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"aidollar/books"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/payment"
)

// queries are those of the console's pages.
func (t *town) queries(b *books.Books) []bookQuery {
	return append(t.usageQueries(b), append(t.callQueries(b), t.accountQueries(b)...)...)
}

func oneOf[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

// lately is a span of days up to the last record.
func (t *town) lately(days int64) books.Span {
	return books.Span{From: t.now - days*24*int64(time.Hour), To: t.now}
}

func (t *town) usageQueries(b *books.Books) []bookQuery {
	use := func(name string, make func(r *rand.Rand) books.UsageQuery) bookQuery {
		return bookQuery{name, func(ctx context.Context, r *rand.Rand) (int, error) {
			page, err := b.Usage(ctx, make(r), "", 1000)
			return len(page.Rows), err
		}}
	}
	zone := time.FixedZone("", -5*3600)
	return []bookQuery{
		use("overview: a day in all", func(*rand.Rand) books.UsageQuery { return books.UsageQuery{Span: t.lately(1)} }),
		use("overview: a day by hour", func(*rand.Rand) books.UsageQuery { return books.UsageQuery{By: books.ByHour, Span: t.lately(1)} }),
		use("overview: 30 days by day", func(*rand.Rand) books.UsageQuery { return books.UsageQuery{By: books.ByDay, Span: t.lately(30)} }),
		use("usage: 30 days by model", func(*rand.Rand) books.UsageQuery { return books.UsageQuery{By: books.ByModel, Span: t.lately(30)} }),
		use("usage: 30 days by hour", func(*rand.Rand) books.UsageQuery { return books.UsageQuery{By: books.ByHour, Span: t.lately(30)} }),
		use("usage: 30 days by buyer", func(*rand.Rand) books.UsageQuery { return books.UsageQuery{By: books.ByBuyer, Span: t.lately(30)} }),
		use("usage: 30 days by key", func(*rand.Rand) books.UsageQuery { return books.UsageQuery{By: books.ByKey, Span: t.lately(30)} }),
		use("a buyer: 30 days by key", func(r *rand.Rand) books.UsageQuery {
			return books.UsageQuery{By: books.ByKey, Buyer: oneOf(r, t.buyers), Span: t.lately(30)}
		}),
		use("a buyer: 30 days by model and day", func(r *rand.Rand) books.UsageQuery {
			return books.UsageQuery{By: books.ByModel | books.ByDay, Buyer: oneOf(r, t.buyers), Span: t.lately(30)}
		}),
		use("a buyer: 30 days by hour", func(r *rand.Rand) books.UsageQuery {
			return books.UsageQuery{By: books.ByHour, Buyer: oneOf(r, t.buyers), Span: t.lately(30)}
		}),
		use("a buyer: 30 days by day of a zone", func(r *rand.Rand) books.UsageQuery {
			return books.UsageQuery{By: books.ByDay, Buyer: oneOf(r, t.buyers), Span: t.lately(30), Zone: zone}
		}),
		use("a seller: 30 days by model", func(r *rand.Rand) books.UsageQuery {
			return books.UsageQuery{By: books.ByModel, Seller: oneOf(r, t.sellers), Span: t.lately(30)}
		}),
		use("a seller: 30 days by buyer", func(r *rand.Rand) books.UsageQuery {
			return books.UsageQuery{By: books.ByBuyer, Seller: oneOf(r, t.sellers), Span: t.lately(30)}
		}),
		use("a seller: 30 days by hour", func(r *rand.Rand) books.UsageQuery {
			return books.UsageQuery{By: books.ByHour, Seller: oneOf(r, t.sellers), Span: t.lately(30)}
		}),
	}
}

func (t *town) callQueries(b *books.Books) []bookQuery {
	list := func(name string, make func(r *rand.Rand) books.CallFilter) bookQuery {
		return bookQuery{name, func(ctx context.Context, r *rand.Rand) (int, error) {
			page, err := b.Calls(ctx, make(r), "", 100)
			return len(page.Calls), err
		}}
	}
	voided, captured, open := clearing.CallVoided, clearing.CallCaptured, books.CallOpen
	at := func(r *rand.Rand) int64 { return t.first + r.Int64N(t.now-t.first) }
	return []bookQuery{
		list("calls: the newest", func(*rand.Rand) books.CallFilter { return books.CallFilter{} }),
		list("calls: of a buyer", func(r *rand.Rand) books.CallFilter { return books.CallFilter{Party: oneOf(r, t.buyers)} }),
		list("calls: of a seller", func(r *rand.Rand) books.CallFilter { return books.CallFilter{Party: oneOf(r, t.sellers)} }),
		list("calls: of a key", func(r *rand.Rand) books.CallFilter { return books.CallFilter{Key: oneOf(r, t.keys)} }),
		list("calls: of a model", func(r *rand.Rand) books.CallFilter { return books.CallFilter{Model: oneOf(r, t.models)} }),
		list("calls: of a model that nobody has", func(*rand.Rand) books.CallFilter { return books.CallFilter{Model: "nobody's"} }),
		list("calls: of a buyer and a model", func(r *rand.Rand) books.CallFilter {
			return books.CallFilter{Party: oneOf(r, t.buyers), Model: oneOf(r, t.models)}
		}),
		list("calls: of a buyer and a model it never calls", func(r *rand.Rand) books.CallFilter {
			return books.CallFilter{Party: oneOf(r, t.buyers), Model: "nobody's"}
		}),
		list("calls: of a region", func(*rand.Rand) books.CallFilter { return books.CallFilter{Region: townRegion} }),
		list("calls: of a region that has none", func(*rand.Rand) books.CallFilter { return books.CallFilter{Region: "nowhere"} }),
		list("calls: of a project", func(r *rand.Rand) books.CallFilter { return books.CallFilter{Project: oneOf(r, t.projects)} }),
		list("calls: of a key that has none", func(r *rand.Rand) books.CallFilter { return books.CallFilter{Key: ledger.ID{Hi: r.Uint64()}} }),
		list("calls: captured", func(*rand.Rand) books.CallFilter { return books.CallFilter{State: &captured} }),
		list("calls: voided", func(*rand.Rand) books.CallFilter { return books.CallFilter{State: &voided} }),
		list("calls: open", func(*rand.Rand) books.CallFilter { return books.CallFilter{State: &open} }),
		list("calls: before a time", func(r *rand.Rand) books.CallFilter { return books.CallFilter{Span: books.Span{To: at(r)}} }),
		list("calls: of a buyer before a time", func(r *rand.Rand) books.CallFilter {
			return books.CallFilter{Party: oneOf(r, t.buyers), Span: books.Span{To: at(r)}}
		}),
		{"events: the newest", func(ctx context.Context, _ *rand.Rand) (int, error) {
			list, err := b.Recent(ctx, ledger.ID{}, "", 50)
			return len(list), err
		}},
		{"events: the newest of a buyer", func(ctx context.Context, r *rand.Rand) (int, error) {
			list, err := b.Recent(ctx, oneOf(r, t.buyers), "", 50)
			return len(list), err
		}},
		{"receipt", func(ctx context.Context, r *rand.Rand) (int, error) {
			receipt, err := b.Receipt(ctx, oneOf(r, t.calls))
			return len(receipt.Postings), err
		}},
	}
}

func (t *town) accountQueries(b *books.Books) []bookQuery {
	buyerAccount := func(r *rand.Rand) ledger.ID { return clearing.PartyAccount(oneOf(r, t.buyers), clearing.AccountBuyer) }
	revenue := clearing.HouseAccount(clearing.AccountRevenue, 1)
	history := func(name string, account func(r *rand.Rand) ledger.ID, f books.HistoryFilter) bookQuery {
		return bookQuery{name, func(ctx context.Context, r *rand.Rand) (int, error) {
			page, err := b.History(ctx, account(r), f, "", 100)
			return len(page.Postings), err
		}}
	}
	statement := func(name string, parties []ledger.ID) bookQuery {
		return bookQuery{name, func(ctx context.Context, r *rand.Rand) (int, error) {
			list, err := b.Statements(ctx, oneOf(r, parties), books.Month(2026, time.March, time.UTC))
			return len(list[0].Lines), err
		}}
	}
	find := func(name string, text func(r *rand.Rand) string) bookQuery {
		return bookQuery{name, func(ctx context.Context, r *rand.Rand) (int, error) {
			list, err := b.Find(ctx, text(r))
			return len(list), err
		}}
	}
	return []bookQuery{
		history("history: of a buyer", buyerAccount, books.HistoryFilter{}),
		history("history: of the revenue", func(*rand.Rand) ledger.ID { return revenue }, books.HistoryFilter{}),
		history("history: of a buyer by effective time", buyerAccount, books.HistoryFilter{ByEffective: true, Span: books.Span{To: t.first + (t.now-t.first)/2}}),
		{"balance: of the revenue at a time", func(ctx context.Context, r *rand.Rand) (int, error) {
			_, err := b.BalanceAt(ctx, revenue, t.first+r.Int64N(t.now-t.first), false)
			return 1, err
		}},
		{"balance: of the revenue now", func(ctx context.Context, _ *rand.Rand) (int, error) {
			_, err := b.BalanceAt(ctx, revenue, math.MaxInt64, false)
			return 1, err
		}},
		statement("statement: a buyer's month", t.buyers),
		statement("statement: a seller's month", t.sellers),
		{"a party's accounts with balances", func(ctx context.Context, r *rand.Rand) (int, error) {
			list, err := b.PartyAccounts(ctx, oneOf(r, append(t.sellers, t.buyers...)))
			return len(list), err
		}},
		find("search: a call's id", func(r *rand.Rand) string { return oneOf(r, t.calls).String() }),
		find("search: a share's id", func(r *rand.Rand) string { return payment.ShareID(oneOf(r, t.calls)).Derive(0).String() }),
		find("search: an account's id", func(r *rand.Rand) string { return buyerAccount(r).String() }),
		find("search: a name", func(r *rand.Rand) string { return fmt.Sprintf("buyer %04d", r.IntN(t.options.Buyers)) }),
		find("search: nothing", func(*rand.Rand) string { return ledger.ID{Hi: 1, Lo: 1}.String() }),
	}
}
