package books

import (
	"context"
	"database/sql"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/recourse"
)

// Returnable is the call that a refund or a dispute is about.
type Returnable struct {
	Call   ledger.ID
	Buyer  ledger.ID // the party
	Seller ledger.ID // the party
	Asset  ledger.AssetID
	Charge money.Amount
}

// Refund is a refund as it is now.
type Refund struct {
	Place uint64 // grows with each that is made
	Returnable
	recourse.Refund
	ChangedAt int64 // Unix nanoseconds
}

// Dispute is a dispute as it was when it changed last. What is held for it now, the
// machine knows.
type Dispute struct {
	Place uint64 // grows with each that is opened
	Returnable
	recourse.Dispute
	ChangedAt int64 // Unix nanoseconds
}

// RecourseFilter says which refunds or disputes are wanted; what is zero does not
// matter.
type RecourseFilter struct {
	Call  ledger.ID
	Party ledger.ID // as buyer or as seller
	State uint8
}

// RefundPage is a part of a list of refunds. Next continues it; empty at its end.
type RefundPage struct {
	Refunds []Refund
	Next    string
}

// DisputePage is a part of a list of disputes. Next continues it; empty at its end.
type DisputePage struct {
	Disputes []Dispute
	Next     string
}

const (
	refundColumns  = `id, ` + refundRow
	refundText     = `SELECT ` + refundColumns + ` FROM refunds WHERE id = ?`
	disputeColumns = `id, ` + disputeRow
	disputeText    = `SELECT ` + disputeColumns + ` FROM disputes WHERE id = ?`
	// feedRefunded and feedDisputed are the parties of a refund or a dispute.
	feedRefunded = `SELECT buyer FROM refunds WHERE id = ?1 UNION ALL SELECT seller FROM refunds WHERE id = ?1`
	feedDisputed = `SELECT buyer FROM disputes WHERE id = ?1 UNION ALL SELECT seller FROM disputes WHERE id = ?1`
)

func scanRefund(rows *sql.Rows) (r Refund, err error) {
	var id, call, buyer, seller, charge, by, amount sql.RawBytes
	err = rows.Scan(&id, &r.Place, &call, &buyer, &seller, &r.Asset, &charge, &by, &amount, &r.Reason, &r.Text, &r.State, &r.At, &r.Deadline, &r.Ended, &r.ChangedAt)
	r.ID, r.Call, r.Buyer, r.Seller, r.By = idOf(id), idOf(call), idOf(buyer), idOf(seller), idOf(by)
	r.Charge, r.Amount = amountOf(charge), amountOf(amount)
	return r, err
}

func scanDispute(rows *sql.Rows) (d Dispute, err error) {
	var id, call, buyer, seller, charge, amount, awarded, returned, due, short sql.RawBytes
	err = rows.Scan(&id, &d.Place, &d.Number, &call, &buyer, &seller, &d.Asset, &charge, &amount, &d.Reason, &d.Text, &d.State, &d.At, &d.Deadline, &d.Silence, &d.DecideBy, &d.Undecided,
		&d.Answer, &d.Decision, &d.Ended, &awarded, &returned, &due, &short, &d.ChangedAt)
	d.ID, d.Call, d.Buyer, d.Seller = idOf(id), idOf(call), idOf(buyer), idOf(seller)
	d.Charge, d.Amount, d.Awarded = amountOf(charge), amountOf(amount), amountOf(awarded)
	d.Returned, d.Due, d.Short = amountOf(returned), amountOf(due), amountOf(short)
	return d, err
}

// conditions are those of a filter, the one that the fewest meet first. open says
// which states the index of states has.
func (f *RecourseFilter) conditions(role clearing.Role, open bool) (list []condition) {
	if !f.Call.IsZero() {
		list = append(list, condition{"call", idBlob(f.Call), true})
	}
	if f.State != 0 && open {
		list = append(list, condition{"state", int64(f.State), true})
	}
	if !f.Party.IsZero() {
		list = append(list, condition{role.String(), idBlob(f.Party), true})
	}
	if f.State != 0 && !open {
		list = append(list, condition{"state", int64(f.State), false})
	}
	return list
}

func (f *RecourseFilter) query(table string) uint32 {
	return query(table, f.Call.Hi, f.Call.Lo, f.Party.Hi, f.Party.Lo, uint64(f.State))
}

// role is what a filter's party is; of an unknown one ErrNotFound.
func (b *Books) role(ctx context.Context, of ledger.ID) (clearing.Role, error) {
	if of.IsZero() {
		return 0, nil
	}
	p, err := party(ctx, b.reader, of)
	return p.Role, err
}

// Refunds gives refunds, newest first.
func (b *Books) Refunds(ctx context.Context, f RecourseFilter, cursor string, limit int) (page RefundPage, err error) {
	limit = limited(limit)
	role, err := b.role(ctx, f.Party)
	if err != nil {
		return page, err
	}
	name := f.query("refunds")
	open := f.State == uint8(recourse.RefundProposed)
	list, err := walkPage(ctx, b.reader, scanRefund, "refunds", refundColumns, f.conditions(role, open), name, cursor, limit)
	if err != nil {
		return page, err
	}
	page.Refunds, page.Next = cut(list, limit, name, func(r *Refund) int64 { return int64(r.Place) })
	return page, nil
}

// Disputes gives disputes, newest first.
func (b *Books) Disputes(ctx context.Context, f RecourseFilter, cursor string, limit int) (page DisputePage, err error) {
	limit = limited(limit)
	role, err := b.role(ctx, f.Party)
	if err != nil {
		return page, err
	}
	name := f.query("disputes")
	open := f.State != 0 && recourse.DisputeState(f.State) < recourse.DisputeAccepted
	list, err := walkPage(ctx, b.reader, scanDispute, "disputes", disputeColumns, f.conditions(role, open), name, cursor, limit)
	if err != nil {
		return page, err
	}
	page.Disputes, page.Next = cut(list, limit, name, func(d *Dispute) int64 { return int64(d.Place) })
	return page, nil
}

// Refund finds a refund and the states it came to; ErrNotFound when there is none.
func (b *Books) Refund(ctx context.Context, id ledger.ID) (r Refund, steps []Step, err error) {
	err = b.view(ctx, func(q querier) error {
		if r, err = one(ctx, q, scanRefund, refundText, idBlob(id)); err != nil {
			return err
		}
		steps, err = stepsOf(ctx, q, ChangeRefund, id)
		return err
	})
	return r, steps, err
}

// Dispute finds a dispute and the states it came to; ErrNotFound when there is none.
func (b *Books) Dispute(ctx context.Context, id ledger.ID) (d Dispute, steps []Step, err error) {
	err = b.view(ctx, func(q querier) error {
		if d, err = one(ctx, q, scanDispute, disputeText, idBlob(id)); err != nil {
			return err
		}
		steps, err = stepsOf(ctx, q, ChangeDispute, id)
		return err
	})
	return d, steps, err
}
