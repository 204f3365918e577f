package books

import (
	"context"
	"database/sql"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/payment"
	"aidollar/core/settlement"
)

// Payment is what a wallet signed, as it is now: the machine's payment without the
// signature and without what it says of accounts.
type Payment struct {
	Number uint64 // grows with each that comes in
	settlement.Payment
	ChangedAt int64 // Unix nanoseconds
}

// Step is when a payment, an arrival or a batch came to a state.
type Step struct {
	State uint8 // of its kind
	Seq   uint64
	At    int64 // Unix nanoseconds
}

// PaymentFilter says which payments are wanted; what is zero does not matter.
type PaymentFilter struct {
	Party ledger.ID
	Call  ledger.ID // that they were taken on trust for
	Token uint32
	State settlement.PaymentState
}

// PaymentPage is a part of a list of payments. Next continues it; empty at its end.
type PaymentPage struct {
	Payments []Payment
	Next     string
}

// conditions has first the one that the fewest payments meet: nearly all are final
// or were not needed.
func (f *PaymentFilter) conditions() (list []condition) {
	many := f.State == settlement.PaymentFinal || f.State == settlement.PaymentUnneeded
	add := func(wanted bool, column string, value any) {
		if wanted {
			list = append(list, condition{column, value, true})
		}
	}
	add(!f.Call.IsZero(), "call", idBlob(f.Call))
	add(f.State != 0 && !many, "state", int64(f.State))
	add(!f.Party.IsZero(), "party", idBlob(f.Party))
	add(many, "state", int64(f.State))
	add(f.Token != 0, "token", int64(f.Token))
	return list
}

// Payments gives payments, newest first.
func (b *Books) Payments(ctx context.Context, f PaymentFilter, cursor string, limit int) (page PaymentPage, err error) {
	limit = limited(limit)
	name := query("payments", f.Party.Hi, f.Party.Lo, f.Call.Hi, f.Call.Lo, uint64(f.Token), uint64(f.State))
	list, err := walkPage(ctx, b.reader, scanPayment, "payments", paymentColumns, f.conditions(), name, cursor, limit)
	if err != nil {
		return page, err
	}
	page.Payments, page.Next = cut(list, limit, name, func(p *Payment) int64 { return int64(p.Number) })
	return page, nil
}

const (
	paymentColumns = `id, ` + paymentRow
	paymentText    = `SELECT ` + paymentColumns + ` FROM payments WHERE id = ?`
	// stepped are the kinds of changes of what has a state.
	stepped = `(kind >= 6 AND kind <= 8 OR kind >= 15)`
	// stepsText finds the changes of what has a state.
	stepsText = `SELECT number, seq, at FROM changes INDEXED BY changes_steps WHERE id = ?1 AND ` + stepped + ` AND kind = ?2 ORDER BY {id, }n LIMIT ?3`
)

// stepsMax bounds how many steps are given: a reorganized chain may take the same
// transfer back and forth.
const stepsMax = 200

func scanPayment(rows *sql.Rows) (p Payment, err error) {
	var id, party, signed, call, due sql.RawBytes
	var reason sql.NullString
	err = rows.Scan(&id, &p.Number, &p.Token, &party, &p.Scheme, &signed, &p.At, &p.Until, &call, &p.State, &due, &reason, &p.ChangedAt)
	p.ID, p.Party, p.Call = idOf(id), idOf(party), idOf(call)
	p.Signed, p.Due, p.Reason = amountOf(signed), amountOf(due), reason.String
	return p, err
}

// Payment finds a payment and the states it came to; ErrNotFound when there is
// none.
func (b *Books) Payment(ctx context.Context, id ledger.ID) (p Payment, steps []Step, err error) {
	err = b.view(ctx, func(q querier) error {
		if p, err = one(ctx, q, scanPayment, paymentText, idBlob(id)); err != nil {
			return err
		}
		steps, err = stepsOf(ctx, q, ChangePayment, id)
		return err
	})
	return p, steps, err
}

// one is the only row of a look-up.
func one[T any](ctx context.Context, q querier, scan func(*sql.Rows) (T, error), text string, args ...any) (found T, err error) {
	list, err := collect(ctx, q, scan, text, args...)
	if err != nil {
		return found, err
	}
	if len(list) == 0 {
		return found, ErrNotFound
	}
	return list[0], nil
}

func stepsOf(ctx context.Context, q querier, kind ChangeKind, id ledger.ID) ([]Step, error) {
	return collect(ctx, q, func(rows *sql.Rows) (s Step, err error) {
		err = rows.Scan(&s.State, &s.Seq, &s.At)
		return s, err
	}, stepsText, idBlob(id), int64(kind), stepsMax)
}

// Arrival is a transfer of a token to the house, as it is now.
type Arrival struct {
	Number             uint64 // grows with each that is seen
	settlement.Arrival        // without what it says of accounts
	State              clearing.ArrivalState
	Has                bool  // the party has it, in final blocks or on trust
	ChangedAt          int64 // Unix nanoseconds
}

// ArrivalFilter says which arrivals are wanted; what is zero does not matter.
type ArrivalFilter struct {
	Party       ledger.ID
	Payment     ledger.ID
	Tx          settlement.Hash
	Token       uint32
	State       clearing.ArrivalState
	Unallocated bool // those that are nobody's
	Channel     payment.ChannelID
}

// ArrivalPage is a part of a list of arrivals. Next continues it; empty at its end.
type ArrivalPage struct {
	Arrivals []Arrival
	Next     string
}

// conditions has first the one that the fewest arrivals meet: nearly all are final.
func (f *ArrivalFilter) conditions() (list []condition) {
	add := func(wanted bool, column string, value any, index bool) {
		if wanted {
			list = append(list, condition{column, value, index})
		}
	}
	final := f.State == clearing.ArrivalFinal
	add(f.Tx != settlement.Hash{}, "tx", f.Tx[:], true)
	add(!f.Payment.IsZero(), "payment", idBlob(f.Payment), true)
	add(f.Channel != payment.ChannelID{}, "channel", f.Channel[:], true)
	add(f.Unallocated, "unallocated", int64(1), true)
	add(f.State != 0 && !final, "state", int64(f.State), true)
	add(!f.Party.IsZero(), "party", idBlob(f.Party), true)
	add(f.Token != 0, "token", int64(f.Token), true)
	add(final, "state", int64(f.State), false)
	return list
}

// Arrivals gives arrivals, newest first.
func (b *Books) Arrivals(ctx context.Context, f ArrivalFilter, cursor string, limit int) (page ArrivalPage, err error) {
	limit = limited(limit)
	parts := []uint64{f.Party.Hi, f.Party.Lo, f.Payment.Hi, f.Payment.Lo, uint64(f.Token), uint64(f.State)}
	if f.Unallocated {
		parts = append(parts, 1)
	}
	name := query("arrivals"+string(f.Tx[:])+string(f.Channel[:]), parts...)
	list, err := walkPage(ctx, b.reader, scanArrival, "arrivals", arrivalColumns, f.conditions(), name, cursor, limit)
	if err != nil {
		return page, err
	}
	page.Arrivals, page.Next = cut(list, limit, name, func(a *Arrival) int64 { return int64(a.Number) })
	return page, nil
}

const (
	arrivalColumns = `id, ` + arrivalRow
	arrivalText    = `SELECT ` + arrivalColumns + ` FROM arrivals WHERE id = ?`
)

func scanArrival(rows *sql.Rows) (a Arrival, err error) {
	var id, tx, from, amount, payment, party, heldFor, channel sql.RawBytes
	var nobody sql.NullInt64
	var block, has int64
	err = rows.Scan(&id, &a.Number, &a.Token, &tx, &block, &from, &amount, &payment, &party, &heldFor, &nobody, &has, &a.Kind, &channel, &a.At, &a.State, &a.ChangedAt)
	a.ID, a.Tx, a.Block, a.From, a.Amount = idOf(id), hashOf(tx), uint64(block), addressOf(from), amountOf(amount)
	a.Payment, a.Party, a.For, a.Has = idOf(payment), idOf(party), idOf(heldFor), has != 0
	a.Channel = channelOf(channel)
	return a, err
}

// Arrival finds an arrival and the states it came to; ErrNotFound when there is
// none.
func (b *Books) Arrival(ctx context.Context, id ledger.ID) (a Arrival, steps []Step, err error) {
	err = b.view(ctx, func(q querier) error {
		if a, err = one(ctx, q, scanArrival, arrivalText, idBlob(id)); err != nil {
			return err
		}
		steps, err = stepsOf(ctx, q, ChangeArrival, id)
		return err
	})
	return a, steps, err
}
