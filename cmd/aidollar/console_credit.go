package main

import (
	"context"

	"aidollar/api"
	"aidollar/books"
	"aidollar/console"
	"aidollar/core/clearing"
	"aidollar/core/credit"
	"aidollar/core/ledger"
)

// CreditLines implements console.Credit. Which there are the books know, how they
// stand the machine.
func (s *consoleSource) CreditLines(ctx context.Context, party ledger.ID, cursor string, limit int) (list console.CreditLinePage, err error) {
	page, err := s.books.CreditLines(ctx, party, cursor, limit)
	if err != nil {
		return list, consoleError(err)
	}
	list.Next = page.Next
	s.node.View(func(m *clearing.Machine) {
		for i := range page.Lines {
			standing, ok := m.Credit().LineOf(page.Lines[i].Account)
			if !ok {
				continue
			}
			l := console.CreditLine{Standing: standing, State: api.LineState(&standing.Line, m.Now())}
			l.Buyer, _ = m.Party(standing.Line.Party)
			l.Asset, _ = m.Asset(standing.Line.Asset)
			list.Lines = append(list.Lines, l)
		}
	})
	return list, nil
}

func invoiceShown(m *clearing.Machine, i *books.Invoice, steps []books.Step) console.Invoice {
	shown := console.Invoice{Invoice: i.Invoice, Steps: stateSteps(steps, func(s uint8) string { return credit.InvoiceState(s).String() })}
	shown.Buyer, _ = m.Party(i.Party)
	shown.Money, _ = m.Asset(i.Invoice.Asset)
	standing, _ := m.Credit().LineOf(i.Account)
	for j := range standing.Open {
		if standing.Open[j].ID == i.ID {
			shown.Left = standing.Left[j]
		}
	}
	return shown
}

// Invoices implements console.Credit.
func (s *consoleSource) Invoices(ctx context.Context, q console.ChainQuery, cursor string, limit int) (list console.InvoicePage, err error) {
	page, err := s.books.Invoices(ctx, books.InvoiceFilter{Party: q.Party, State: credit.InvoiceState(q.State)}, cursor, limit)
	if err != nil {
		return list, consoleError(err)
	}
	list.Next = page.Next
	s.node.View(func(m *clearing.Machine) {
		for i := range page.Invoices {
			list.Invoices = append(list.Invoices, invoiceShown(m, &page.Invoices[i], nil))
		}
	})
	return list, nil
}

// Invoice implements console.Credit.
func (s *consoleSource) Invoice(ctx context.Context, id ledger.ID) (shown console.Invoice, err error) {
	i, steps, err := s.books.Invoice(ctx, id)
	if err != nil {
		return shown, consoleError(err)
	}
	payments, err := s.books.InvoicePayments(ctx, &i.Invoice)
	if err != nil {
		return shown, err
	}
	s.node.View(func(m *clearing.Machine) {
		shown = invoiceShown(m, &i, steps)
		for k := range payments {
			shown.Payments = append(shown.Payments, console.InvoicePayment{Posting: s.posting(m, &payments[k].Posting, ledger.ID{}), Paid: payments[k].Paid})
		}
	})
	return shown, nil
}

func (s *consoleSource) grantShown(m *clearing.Machine, id ledger.ID) (shown console.Grant, ok bool) {
	g, ok := m.Credit().Grant(id)
	if !ok {
		return shown, false
	}
	shown = console.Grant{Grant: g, Only: append([]string(nil), g.Models...)}
	shown.Buyer, _ = m.Party(g.Party)
	shown.Money, _ = m.Asset(g.Asset)
	shown.Left, shown.Held = m.Credit().Left(&g)
	for _, id := range g.Sellers {
		seller, _ := m.Party(id)
		shown.Only = append(shown.Only, seller.Name)
	}
	switch g.From {
	case clearing.HouseAccount(clearing.AccountCustody, g.Asset):
		shown.Funder = "a deposit by hand"
	case clearing.HouseAccount(clearing.AccountRevenue, g.Asset):
		shown.Funder = "the house"
	default:
		shown.Funder = s.owners.find(m, g.From).Name
	}
	return shown, true
}

// Grants implements console.Credit.
func (s *consoleSource) Grants(ctx context.Context, party ledger.ID, cursor string, limit int) (list console.GrantPage, err error) {
	page, err := s.books.Grants(ctx, party, cursor, limit)
	if err != nil {
		return list, consoleError(err)
	}
	list.Next = page.Next
	s.node.View(func(m *clearing.Machine) {
		for i := range page.Grants {
			if g, ok := s.grantShown(m, page.Grants[i].ID); ok {
				list.Grants = append(list.Grants, g)
			}
		}
	})
	return list, nil
}

// Grant implements console.Credit.
func (s *consoleSource) Grant(_ context.Context, id ledger.ID) (shown console.Grant, err error) {
	ok := false
	s.node.View(func(m *clearing.Machine) { shown, ok = s.grantShown(m, id) })
	if !ok {
		return shown, console.ErrNotFound
	}
	return shown, nil
}

// SetCreditLine implements console.Credit.
func (s *consoleSource) SetCreditLine(ctx context.Context, buyer ledger.ID, terms credit.Terms) error {
	p, _ := s.Party(buyer)
	_, err := s.do(ctx, clearing.SetCreditLine{Party: buyer, Asset: p.Asset, Terms: terms})
	return err
}

// GiveGrant implements console.Credit.
func (s *consoleSource) GiveGrant(ctx context.Context, grant credit.Grant, from string) error {
	p, _ := s.Party(grant.Party)
	grant.Asset = p.Asset
	switch from {
	case "house":
		grant.From = clearing.HouseAccount(clearing.AccountRevenue, p.Asset)
	case "buyer":
		grant.From = clearing.PartyAccount(p.ID, clearing.AccountBuyer)
	default:
		grant.From = clearing.HouseAccount(clearing.AccountCustody, p.Asset)
	}
	_, err := s.do(ctx, clearing.GiveGrant{Grant: grant})
	return err
}

// EndGrant implements console.Credit.
func (s *consoleSource) EndGrant(ctx context.Context, id ledger.ID) error {
	_, err := s.do(ctx, clearing.EndGrant{ID: id})
	return err
}
