package main

import (
	"context"

	"aidollar/books"
	"aidollar/console"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
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
	return d, nil
}

// DecideDispute implements console.Disputes.
func (s *consoleSource) DecideDispute(ctx context.Context, id ledger.ID, award money.Amount, text string) error {
	_, err := s.do(ctx, clearing.DecideDispute{ID: id, Award: award, Text: text})
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
