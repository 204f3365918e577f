package bookkeeper

import (
	"context"

	"aidollar/api"
	"aidollar/books"
	"aidollar/core/ledger"
	"aidollar/core/payment"
	"aidollar/core/settlement"
)

func steps(list []books.Step) []api.Step {
	out := make([]api.Step, len(list))
	for i, s := range list {
		out[i] = api.Step(s)
	}
	return out
}

// Payments implements api.ChainBooks.
func (b Books) Payments(ctx context.Context, q api.PaymentQuery) (api.PaymentList, error) {
	page, err := b.Books.Payments(ctx, books.PaymentFilter{Party: q.Party, Call: q.Call, Token: q.Token, State: q.State}, q.After, q.Limit)
	list := api.PaymentList{Next: page.Next}
	for _, p := range page.Payments {
		list.Payments = append(list.Payments, api.Payment(p))
	}
	return list, paged(err)
}

// Payment implements api.ChainBooks.
func (b Books) Payment(ctx context.Context, id ledger.ID) (api.Payment, []api.Step, bool, error) {
	p, came, err := b.Books.Payment(ctx, id)
	ok, err := found(err)
	return api.Payment(p), steps(came), ok, err
}

// Arrivals implements api.ChainBooks.
func (b Books) Arrivals(ctx context.Context, q api.ArrivalQuery) (api.ArrivalList, error) {
	filter := books.ArrivalFilter{Party: q.Party, Payment: q.Payment, Tx: q.Tx, Token: q.Token, State: q.State, Unallocated: q.Unallocated, Channel: q.Channel}
	page, err := b.Books.Arrivals(ctx, filter, q.After, q.Limit)
	list := api.ArrivalList{Next: page.Next}
	for _, a := range page.Arrivals {
		list.Arrivals = append(list.Arrivals, api.Arrival(a))
	}
	return list, paged(err)
}

// Arrival implements api.ChainBooks.
func (b Books) Arrival(ctx context.Context, id ledger.ID) (api.Arrival, []api.Step, bool, error) {
	a, came, err := b.Books.Arrival(ctx, id)
	ok, err := found(err)
	return api.Arrival(a), steps(came), ok, err
}

// Channels implements api.ChannelBooks.
func (b Books) Channels(ctx context.Context, q api.ChannelQuery) (api.ChannelList, error) {
	page, err := b.Books.Channels(ctx, books.ChannelFilter{Party: q.Party, Token: q.Token, State: books.ChannelState(q.State)}, q.After, q.Limit)
	list := api.ChannelList{Next: page.Next}
	for i := range page.Channels {
		list.Channels = append(list.Channels, page.Channels[i].ID)
	}
	return list, paged(err)
}

// ChannelSteps implements api.ChannelBooks.
func (b Books) ChannelSteps(ctx context.Context, id payment.ChannelID) ([]api.ChannelStep, bool, error) {
	_, came, err := b.Books.Channel(ctx, id)
	ok, err := found(err)
	out := make([]api.ChannelStep, len(came))
	for i, s := range came {
		out[i] = api.ChannelStep{Kind: api.ChangeKind(s.Kind), Seq: s.Seq, At: s.At, Amount: s.Amount}
	}
	return out, ok, err
}

// Payouts implements api.ChainBooks.
func (b Books) Payouts(ctx context.Context, q api.PayoutQuery) (api.PayoutList, error) {
	page, err := b.Books.Payouts(ctx, books.PayoutFilter{Party: q.Party, Tx: q.Tx, Token: q.Token, State: q.State}, q.After, q.Limit)
	list := api.PayoutList{Next: page.Next}
	for _, p := range page.Payouts {
		list.Payouts = append(list.Payouts, api.Payout(p))
	}
	return list, paged(err)
}

// Payout implements api.ChainBooks.
func (b Books) Payout(ctx context.Context, id ledger.ID) (api.Payout, []api.Step, bool, error) {
	p, came, err := b.Books.Payout(ctx, id)
	ok, err := found(err)
	return api.Payout(p), steps(came), ok, err
}

// Payees implements api.ChainBooks.
func (b Books) Payees(ctx context.Context, party ledger.ID, after string, limit int) (api.PayeeList, error) {
	page, err := b.Books.Payees(ctx, party, after, limit)
	list := api.PayeeList{Next: page.Next, Payees: make([]settlement.Payee, len(page.Payees))}
	for i, p := range page.Payees {
		list.Payees[i] = p.Payee
	}
	return list, paged(err)
}

// Pegs implements api.ChainBooks.
func (b Books) Pegs(ctx context.Context, token uint32, after string, limit int) (api.PegList, error) {
	page, err := b.Books.Pegs(ctx, token, after, limit)
	list := api.PegList{Next: page.Next}
	for _, p := range page.Pegs {
		list.Pegs = append(list.Pegs, api.PegRecord(p))
	}
	return list, err
}

// Comparisons implements api.ChainBooks.
func (b Books) Comparisons(ctx context.Context, token uint32, differing bool, after string, limit int) (api.ComparisonList, error) {
	page, err := b.Books.Comparisons(ctx, token, differing, after, limit)
	list := api.ComparisonList{Next: page.Next}
	for _, c := range page.Comparisons {
		list.Comparisons = append(list.Comparisons, api.Comparison(c))
	}
	return list, paged(err)
}

// SetOffs implements api.NettingBooks.
func (b Books) SetOffs(ctx context.Context, q api.SetOffQuery) (api.SetOffList, error) {
	page, err := b.Books.SetOffs(ctx, books.SetOffFilter{Period: q.Period, Seller: q.Seller, Buyer: q.Buyer}, q.After, q.Limit)
	list := api.SetOffList{Next: page.Next}
	for _, s := range page.SetOffs {
		list.SetOffs = append(list.SetOffs, api.SetOff(s))
	}
	return list, paged(err)
}
