package books

import (
	"context"
	"fmt"

	"aidollar/core/ledger"
	"aidollar/core/recourse"
)

// recourseRecord is what one record of the log changed about refunds and disputes,
// each kind in the order in which it was told.
type recourseRecord struct {
	refunds  []refundChange
	disputes []disputeChange
	terms    []ledger.ID // sellers; zero is the house
}

type refundChange struct {
	sale   recourse.Sale
	refund recourse.Refund
}

type disputeChange struct {
	sale    recourse.Sale
	dispute recourse.Dispute
}

func (r *recourseRecord) reset() {
	*r = recourseRecord{refunds: r.refunds[:0], disputes: r.disputes[:0], terms: r.terms[:0]}
}

// RefundChanged implements clearing.Observer.
func (b *Books) RefundChanged(_ int64, s *recourse.Sale, r *recourse.Refund) {
	b.current.recourse.refunds = append(b.current.recourse.refunds, refundChange{*s, *r})
	b.current.size += rowSize + len(r.Text)
}

// DisputeChanged implements clearing.Observer.
func (b *Books) DisputeChanged(_ int64, s *recourse.Sale, d *recourse.Dispute) {
	b.current.recourse.disputes = append(b.current.recourse.disputes, disputeChange{*s, *d})
	b.current.size += rowSize + len(d.Text) + len(d.Answer) + len(d.Decision)
}

// RecourseChanged implements clearing.Observer. The terms are the machine's to say.
func (b *Books) RecourseChanged(_ int64, t *recourse.SellerTerms) {
	b.current.recourse.terms = append(b.current.recourse.terms, t.Seller)
	b.current.size += rowSize
}

// The columns that the rows are written with.
const (
	refundRow  = `n, call, buyer, seller, asset, charge, by_party, amount, reason, text, state, at, deadline, ended, changed_at`
	disputeRow = `n, number, call, buyer, seller, asset, charge, amount, reason, text, state, at, deadline, silence, decide_by, undecided, answer, decision, ended, awarded, returned, due, short, changed_at`
)

// recourseRows write what changed. It is little, so each row is written as it comes.
type recourseRows struct{ refund, dispute *statement }

func (c *recourseRows) statements() []preparation {
	return []preparation{
		{&c.refund, single(replacement("refunds", "id", refundRow, "n").text)},
		{&c.dispute, single(replacement("disputes", "id", disputeRow, "n").text)},
	}
}

// returns writes what a record changed about refunds and disputes.
func (w *writer) returns(ctx context.Context, r *record) error {
	for _, seller := range r.recourse.terms {
		if err := w.changed(ctx, r, ChangeRecourse, ledger.ID{}, 0, seller); err != nil {
			return err
		}
	}
	for i := range r.recourse.refunds {
		if err := w.putRefund(ctx, r, &r.recourse.refunds[i]); err != nil {
			return fmt.Errorf("refund %s: %w", r.recourse.refunds[i].refund.ID, err)
		}
	}
	for i := range r.recourse.disputes {
		if err := w.putDispute(ctx, r, &r.recourse.disputes[i]); err != nil {
			return fmt.Errorf("dispute %s: %w", r.recourse.disputes[i].dispute.ID, err)
		}
	}
	return nil
}

func (w *writer) putRefund(ctx context.Context, r *record, c *refundChange) error {
	f, s := &c.refund, &c.sale
	if err := w.changed(ctx, r, ChangeRefund, f.ID, uint32(f.State), ledger.ID{}); err != nil {
		return err
	}
	_, err := w.recourse.refund.id(f.ID).int(w.state.change).id(s.Call).id(s.Buyer).id(s.Seller).uint(uint64(s.Asset)).amount(s.Charge).idOrNull(f.By).
		amount(f.Amount).int(int64(f.Reason)).text(f.Text).int(int64(f.State)).int(f.At).int(f.Deadline).int(f.Ended).int(r.at).run(ctx)
	return err
}

func (w *writer) putDispute(ctx context.Context, r *record, c *disputeChange) error {
	d, s := &c.dispute, &c.sale
	if err := w.changed(ctx, r, ChangeDispute, d.ID, uint32(d.State), ledger.ID{}); err != nil {
		return err
	}
	_, err := w.recourse.dispute.id(d.ID).int(w.state.change).uint(uint64(d.Number)).id(s.Call).id(s.Buyer).id(s.Seller).uint(uint64(s.Asset)).amount(s.Charge).
		amount(d.Amount).int(int64(d.Reason)).text(d.Text).int(int64(d.State)).int(d.At).int(d.Deadline).int(int64(d.Silence)).int(d.DecideBy).int(int64(d.Undecided)).text(d.Answer).text(d.Decision).
		int(d.Ended).amount(d.Awarded).amount(d.Returned).amount(d.Due).amount(d.Short).int(r.at).run(ctx)
	return err
}
