package books

import (
	"context"
	"database/sql"
	"math"
	"strconv"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/settlement"
)

// Payout is a batch of payouts, as it is now.
type Payout struct {
	Number    uint64 // grows with each that is opened
	ID        ledger.ID
	Token     uint32
	Total     money.Amount
	Returned  money.Amount // of the total: it could not be delivered
	Count     int          // of items
	At        int64        // when it was opened, Unix nanoseconds
	State     clearing.PayoutState
	Tx        settlement.Hash // zero: in no block
	Block     uint64
	ChangedAt int64             // Unix nanoseconds
	Items     []settlement.Item // of Payout, and of Payouts for a party: its own
}

// PayoutFilter says which batches are wanted; what is zero does not matter.
type PayoutFilter struct {
	Party ledger.ID // with an item of it
	Tx    settlement.Hash
	Token uint32
	State clearing.PayoutState
}

// PayoutPage is a part of a list of batches. Next continues it; empty at its end.
type PayoutPage struct {
	Payouts []Payout
	Next    string
}

const (
	payoutColumns = `id, ` + payoutRow
	payoutText    = `SELECT ` + payoutColumns + ` FROM payouts WHERE id = ?`
	itemsText     = `SELECT party, address, amount, returned FROM payout_items WHERE payout = ? ORDER BY place`
	itemsOf       = `SELECT party, address, amount, returned FROM payout_items WHERE party = ?1 AND n = ?2`
	// payoutsOf walks along a party's items.
	payoutsOf = `SELECT id, p.n, token, total, p.returned, items, at, state, tx, block, changed_at FROM payout_items i[ INDEXED BY payout_items_party] JOIN payouts p ON p.id = i.payout
	WHERE [i.party = ?1 AND i.n < ?2]{(i.party, i.n) >= (?1, 0) AND (i.party, i.n) < (?1, ?2)}`
	payoutsOfOrder = ` ORDER BY {i.party DESC, }i.n DESC LIMIT ?3`
)

func (f *PayoutFilter) conditions() (list []condition) {
	add := func(wanted bool, column string, value any, index bool) {
		if wanted {
			list = append(list, condition{column, value, index})
		}
	}
	closed := f.State == clearing.PayoutClosed
	add(f.Tx != settlement.Hash{}, "tx", f.Tx[:], true)
	add(f.State != 0 && !closed, "state", int64(f.State), true)
	add(f.Token != 0, "token", int64(f.Token), true)
	add(closed, "state", int64(f.State), false)
	return list
}

// text puts together the query for the batches of a party.
func (f *PayoutFilter) text(before int64, limit int) (string, []any) {
	text, args := payoutsOf, []any{idBlob(f.Party), before, limit}
	for _, c := range f.conditions() {
		args = append(args, c.value)
		text += ` AND p.` + c.column + ` = ?` + strconv.Itoa(len(args))
	}
	return text + payoutsOfOrder, args
}

// Payouts gives batches, newest first; those of a party with its items.
func (b *Books) Payouts(ctx context.Context, f PayoutFilter, cursor string, limit int) (page PayoutPage, err error) {
	limit = limited(limit)
	name := query("payouts"+string(f.Tx[:]), f.Party.Hi, f.Party.Lo, uint64(f.Token), uint64(f.State))
	err = b.view(ctx, func(q querier) error {
		list, err := f.list(ctx, q, name, cursor, limit)
		if err != nil {
			return err
		}
		page.Payouts, page.Next = cut(list, limit, name, func(p *Payout) int64 { return int64(p.Number) })
		for i := 0; i < len(page.Payouts) && !f.Party.IsZero(); i++ {
			p := &page.Payouts[i]
			if p.Items, err = collect(ctx, q, scanItem, itemsOf, idBlob(f.Party), int64(p.Number)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return PayoutPage{}, err
	}
	return page, nil
}

func (f *PayoutFilter) list(ctx context.Context, q querier, name uint32, cursor string, limit int) ([]Payout, error) {
	if f.Party.IsZero() {
		return walkPage(ctx, q, scanPayout, "payouts", payoutColumns, f.conditions(), name, cursor, limit)
	}
	after, paged, err := placeOf(cursor, name)
	if err != nil {
		return nil, err
	}
	if !paged {
		after.n = math.MaxInt64
	}
	text, args := f.text(after.n, limit+1)
	return collect(ctx, q, scanPayout, text, args...)
}

func scanPayout(rows *sql.Rows) (p Payout, err error) {
	var id, total, returned, tx sql.RawBytes
	var block int64
	err = rows.Scan(&id, &p.Number, &p.Token, &total, &returned, &p.Count, &p.At, &p.State, &tx, &block, &p.ChangedAt)
	p.ID, p.Total, p.Returned, p.Tx, p.Block = idOf(id), amountOf(total), amountOf(returned), hashOf(tx), uint64(block)
	return p, err
}

func scanItem(rows *sql.Rows) (i settlement.Item, err error) {
	var party, to, amount sql.RawBytes
	var returned int64
	err = rows.Scan(&party, &to, &amount, &returned)
	i.Party, i.To, i.Amount, i.Returned = idOf(party), addressOf(to), amountOf(amount), returned != 0
	return i, err
}

// Payout finds a batch with its items and the states it came to; ErrNotFound when
// there is none.
func (b *Books) Payout(ctx context.Context, id ledger.ID) (p Payout, steps []Step, err error) {
	err = b.view(ctx, func(q querier) error {
		if p, err = one(ctx, q, scanPayout, payoutText, idBlob(id)); err != nil {
			return err
		}
		if p.Items, err = collect(ctx, q, scanItem, itemsText, idBlob(id)); err != nil {
			return err
		}
		steps, err = stepsOf(ctx, q, ChangePayout, id)
		return err
	})
	return p, steps, err
}
