package main

import (
	"context"
	"errors"
	"time"

	"aidollar/books"
	"aidollar/console"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/payment"
	"aidollar/core/recourse"
)

// Disputes implements console.Disputes.
func (s *consoleSource) Disputes(ctx context.Context, party ledger.ID, state recourse.DisputeState, cursor string, limit int) (page console.DisputePage, err error) {
	list, err := s.books.Disputes(ctx, books.RecourseFilter{Party: party, State: uint8(state)}, cursor, limit)
	if err != nil {
		return page, consoleError(err)
	}
	page.Next = list.Next
	s.node.View(func(m *clearing.Machine) {
		for i := range list.Disputes {
			page.Disputes = append(page.Disputes, disputeShown(m, &list.Disputes[i]))
		}
	})
	return page, nil
}

// Dispute implements console.Disputes.
func (s *consoleSource) Dispute(ctx context.Context, id ledger.ID) (d console.Dispute, err error) {
	found, _, err := s.books.Dispute(ctx, id)
	if err != nil {
		return d, consoleError(err)
	}
	s.node.View(func(m *clearing.Machine) { d = disputeShown(m, &found) })
	_, err = s.books.Call(ctx, found.Call)
	if d.Pushed = errors.Is(err, books.ErrNotFound); d.Pushed {
		err = nil
	}
	return d, err
}

// DecideDispute implements console.Disputes.
func (s *consoleSource) DecideDispute(ctx context.Context, id ledger.ID, award money.Amount, text string) error {
	_, err := s.do(ctx, clearing.DecideDispute{ID: id, Award: award, Text: text})
	return err
}

// AnswerDispute implements console.Disputes.
func (s *consoleSource) AnswerDispute(ctx context.Context, id ledger.ID, accept bool, text string) error {
	_, err := s.do(ctx, clearing.AnswerDispute{ID: id, Accept: accept, Text: text})
	return err
}

// sold is a captured call, or a charge for pushed usage, as the machine wants it said.
func (s *consoleSource) sold(ctx context.Context, id ledger.ID) (sale clearing.Sale, pushed bool, err error) {
	sale.Call = id
	var grants []books.GrantPart
	r, err := s.books.Receipt(ctx, id)
	switch {
	case err == nil:
		sale.Buyer, sale.Seller, sale.Asset, sale.Charge, grants = r.Call.Buyer, r.Call.Seller, r.Call.Asset, r.Call.Charge, r.Grants
	case errors.Is(err, books.ErrNotFound):
		c, err := s.books.Charge(ctx, id)
		if err != nil {
			return sale, true, consoleError(err)
		}
		pushed = true
		sale.Buyer, sale.Seller, sale.Asset, sale.Charge, grants = c.Buyer, c.Seller, c.Asset, c.Charged, c.Grants
	default:
		return sale, false, err
	}
	for _, g := range grants {
		sale.Grants = append(sale.Grants, payment.Part{Account: g.Account, Amount: g.Amount})
	}
	if sale.Charge.IsZero() {
		err = console.ErrNotFound
	}
	return sale, pushed, err
}

// Returnable implements console.Refunds.
func (s *consoleSource) Returnable(ctx context.Context, id ledger.ID) (out console.Returnable, err error) {
	sale, pushed, err := s.sold(ctx, id)
	if err != nil {
		return out, err
	}
	of := books.RecourseFilter{Call: id}
	refunds, err := s.books.Refunds(ctx, of, "", recourse.RefundsMax)
	if err != nil {
		return out, err
	}
	disputes, err := s.books.Disputes(ctx, of, "", recourse.DisputesMax)
	if err != nil {
		return out, err
	}
	out = console.Returnable{ID: id, Pushed: pushed, Charge: sale.Charge, Left: sale.Charge}
	for i := range refunds.Refunds {
		out.Refunds = append(out.Refunds, refunds.Refunds[i].Refund)
	}
	s.node.View(func(m *clearing.Machine) {
		if c, ok := m.Recourse().Case(id); ok {
			out.Left = c.Left()
		}
		if id.Millis()*int64(time.Millisecond)+recourse.RefundSpan <= m.Now() {
			out.Left = money.Amount{} // too long ago for anything to come back
		}
		out.Asset, _ = m.Asset(sale.Asset)
		out.Buyer, _ = m.Party(sale.Buyer)
		out.Seller, _ = m.Party(sale.Seller)
		for i := range disputes.Disputes {
			out.Disputes = append(out.Disputes, disputeShown(m, &disputes.Disputes[i]))
		}
	})
	return out, nil
}

// Refund implements console.Refunds.
func (s *consoleSource) Refund(ctx context.Context, call ledger.ID, r recourse.Refund) error {
	sale, _, err := s.sold(ctx, call)
	if err != nil {
		return err
	}
	_, err = s.do(ctx, clearing.Refund{ID: r.ID, Sale: sale, By: r.By, Amount: r.Amount, Reason: r.Reason, Text: r.Text})
	return err
}

// disputeShown is a dispute as the machine has it, as long as it does.
func disputeShown(m *clearing.Machine, d *books.Dispute) console.Dispute {
	shown := console.Dispute{Dispute: d.Dispute, Call: d.Call, Charge: d.Charge}
	if now, _, ok := m.Recourse().Dispute(d.ID); ok {
		shown.Dispute = now
	}
	shown.Asset, _ = m.Asset(d.Asset)
	shown.Buyer, _ = m.Party(d.Buyer)
	shown.Seller, _ = m.Party(d.Seller)
	return shown
}
