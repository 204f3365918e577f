package bookkeeper

import (
	"context"

	"aidollar/api"
	"aidollar/books"
	"aidollar/core/credit"
	"aidollar/core/ledger"
)

// CreditLines implements api.CreditBooks.
func (b Books) CreditLines(ctx context.Context, q api.CreditLineQuery) (api.CreditLineList, error) {
	page, err := b.Books.CreditLines(ctx, q.Party, q.After, q.Limit)
	list := api.CreditLineList{Next: page.Next}
	for _, l := range page.Lines {
		list.Lines = append(list.Lines, l.Line)
	}
	return list, paged(err)
}

// Invoices implements api.CreditBooks.
func (b Books) Invoices(ctx context.Context, q api.InvoiceQuery) (api.InvoiceList, error) {
	page, err := b.Books.Invoices(ctx, books.InvoiceFilter{Party: q.Party, State: q.State}, q.After, q.Limit)
	list := api.InvoiceList{Next: page.Next}
	for _, i := range page.Invoices {
		list.Invoices = append(list.Invoices, i.Invoice)
	}
	return list, paged(err)
}

// Invoice implements api.CreditBooks.
func (b Books) Invoice(ctx context.Context, id ledger.ID) (credit.Invoice, []api.Step, bool, error) {
	i, came, err := b.Books.Invoice(ctx, id)
	ok, err := found(err)
	return i.Invoice, steps(came), ok, err
}

// Grants implements api.CreditBooks.
func (b Books) Grants(ctx context.Context, q api.GrantQuery) (api.GrantList, error) {
	page, err := b.Books.Grants(ctx, q.Party, q.After, q.Limit)
	list := api.GrantList{Next: page.Next}
	for _, g := range page.Grants {
		list.Grants = append(list.Grants, g.Grant)
	}
	return list, paged(err)
}

// GrantSteps implements api.CreditBooks.
func (b Books) GrantSteps(ctx context.Context, id ledger.ID) ([]api.Step, error) {
	_, came, err := b.Books.Grant(ctx, id)
	_, err = found(err)
	return steps(came), err
}

func grantParts(list []books.GrantPart) []api.GrantPart {
	out := make([]api.GrantPart, len(list))
	for i, p := range list {
		out[i] = api.GrantPart(p)
	}
	return out
}
