package bookkeeper

import (
	"context"

	"aidollar/api"
	"aidollar/books"
	"aidollar/core/ledger"
)

func recourseFilter(q *api.RecourseQuery) books.RecourseFilter {
	return books.RecourseFilter{Call: q.Call, Party: q.Party, State: q.State}
}

// Refunds implements api.RecourseBooks.
func (b Books) Refunds(ctx context.Context, q api.RecourseQuery) (api.RefundList, error) {
	page, err := b.Books.Refunds(ctx, recourseFilter(&q), q.After, q.Limit)
	list := api.RefundList{Next: page.Next}
	for i := range page.Refunds {
		list.Refunds = append(list.Refunds, api.Refund{Returnable: api.Returnable(page.Refunds[i].Returnable), Refund: page.Refunds[i].Refund})
	}
	return list, paged(err)
}

// Refund implements api.RecourseBooks.
func (b Books) Refund(ctx context.Context, id ledger.ID) (api.Refund, []api.Step, bool, error) {
	r, came, err := b.Books.Refund(ctx, id)
	ok, err := found(err)
	return api.Refund{Returnable: api.Returnable(r.Returnable), Refund: r.Refund}, steps(came), ok, err
}

// Disputes implements api.RecourseBooks.
func (b Books) Disputes(ctx context.Context, q api.RecourseQuery) (api.DisputeList, error) {
	page, err := b.Books.Disputes(ctx, recourseFilter(&q), q.After, q.Limit)
	list := api.DisputeList{Next: page.Next}
	for i := range page.Disputes {
		list.Disputes = append(list.Disputes, api.Dispute{Returnable: api.Returnable(page.Disputes[i].Returnable), Dispute: page.Disputes[i].Dispute})
	}
	return list, paged(err)
}

// Dispute implements api.RecourseBooks.
func (b Books) Dispute(ctx context.Context, id ledger.ID) (api.Dispute, []api.Step, bool, error) {
	d, came, err := b.Books.Dispute(ctx, id)
	ok, err := found(err)
	return api.Dispute{Returnable: api.Returnable(d.Returnable), Dispute: d.Dispute}, steps(came), ok, err
}

// Charges implements api.ChargeBooks.
func (b Books) Charges(ctx context.Context, party ledger.ID, after string, limit int) (api.ChargeList, error) {
	page, err := b.Pushed(ctx, party, after, limit)
	list := api.ChargeList{Next: page.Next}
	for i := range page.Pushed {
		list.Charges = append(list.Charges, charge(&page.Pushed[i]))
	}
	return list, paged(err)
}

// Charge implements api.ChargeBooks.
func (b Books) Charge(ctx context.Context, posting ledger.ID) (api.Charge, bool, error) {
	c, err := b.Books.Charge(ctx, posting)
	ok, err := found(err)
	out := charge(&c.Pushed)
	out.Grants, out.Postings = grantParts(c.Grants), postings(c.Postings)
	return out, ok, err
}

func charge(p *books.Pushed) api.Charge {
	return api.Charge{UseRecord: p.UseRecord, At: p.At, Events: p.Events}
}
