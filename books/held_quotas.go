package books

import (
	"database/sql"
	"fmt"
	"slices"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/licence"
)

// heldQuotas is what the log says of quotas and sales, in the order of the books' rows.
type heldQuotas struct {
	steps []QuotaStep
	draws []QuotaDraw
	sales []Sale
	open  map[ledger.ID][]int // places in draws
}

const (
	heldSteps = `SELECT at, state, used, held, draws, open, quota FROM quota_steps ORDER BY n`
	heldDraws = `SELECT ` + quotaDrawRow + ` FROM quota_draws ORDER BY n`
	heldSales = `SELECT ` + saleRow + ` FROM sales ORDER BY n`
)

// QuotaChanged notes a quota.
func (h *Held) QuotaChanged(at int64, s *licence.Standing, state clearing.QuotaState) {
	h.quotas.steps = append(h.quotas.steps, QuotaStep{At: at, State: state, Quota: s.Quota, Used: s.Used, Held: s.Held, Draws: s.Draws, Open: s.Open})
}

// QuotaDrawn notes a draw.
func (h *Held) QuotaDrawn(at int64, d *clearing.QuotaDrawn) {
	if d.State == clearing.DrawOpened {
		h.draw(at, &d.Draw, false)
		return
	}
	for i, place := range h.quotas.open[d.Draw.ID] {
		row := &h.quotas.draws[place]
		if row.State, row.Closed = d.State, at; d.State == clearing.DrawSettled {
			row.Used = d.Used[i]
		}
	}
	delete(h.quotas.open, d.Draw.ID)
}

func (h *Held) draw(at int64, d *licence.Draw, ofSale bool) {
	for _, l := range d.Lines {
		row := QuotaDraw{
			Number: uint64(len(h.quotas.draws)) + 1, ID: d.ID, At: at, Quota: l.Quota, Units: l.Units, Times: max(1, d.Times), State: clearing.DrawOpened,
			Holder: clean(d.Holder), Customer: clean(d.Customer), Goods: clean(d.Goods), OfSale: ofSale,
		}
		if ofSale {
			row.Used, row.State, row.Closed = l.Units, clearing.DrawSettled, at
		} else {
			h.quotas.open[d.ID] = append(h.quotas.open[d.ID], len(h.quotas.draws))
		}
		h.quotas.draws = append(h.quotas.draws, row)
	}
}

// Sold notes a sale.
func (h *Held) Sold(at int64, s *clearing.Sold) {
	sale := saleOf(at, s)
	sale.Number = uint64(len(h.quotas.sales)) + 1
	h.quotas.sales = append(h.quotas.sales, sale)
	h.draw(at, &s.Draw, true)
}

func (h *Held) endQuotas() error {
	err := compare(h, heldSteps, scanQuotaStep, h.quotas.steps, "quota_differs", "change of a quota", func(a, b *QuotaStep) bool {
		return a.At == b.At && a.State == b.State && a.Used == b.Used && a.Held == b.Held && a.Draws == b.Draws && a.Open == b.Open &&
			slices.Equal(licence.EncodeQuota(&a.Quota), licence.EncodeQuota(&b.Quota))
	})
	if err != nil {
		return err
	}
	err = compare(h, heldDraws, scanQuotaDraw, h.quotas.draws, "draw_differs", "draw from a quota", func(a, b *QuotaDraw) bool { return *a == *b })
	if err != nil {
		return err
	}
	scan := func(rows *sql.Rows) (Sale, error) {
		s, err := scanSale(rows)
		if err != nil {
			return s, err
		}
		return s, s.complete(h.ctx, h.db)
	}
	return compare(h, heldSales, scan, h.quotas.sales, "sale_differs", "sale", func(a, b *Sale) bool {
		return a.Number == b.Number && a.ID == b.ID && a.At == b.At && a.Buyer == b.Buyer && a.Seller == b.Seller && a.Asset == b.Asset && a.Amount == b.Amount &&
			a.Action == clean(b.Action) && a.Goods.String() == clean(b.Goods.String()) && a.Decision == b.Decision && slices.Equal(a.Levies, b.Levies) && slices.Equal(a.Used, b.Used)
	})
}

// compare holds the rows of a query against what the log has of them, one by one.
func compare[T any](h *Held, text string, scan func(*sql.Rows) (T, error), want []T, code, what string, same func(row, log *T) bool) error {
	rows, err := h.db.QueryContext(h.ctx, text)
	if err != nil {
		return err
	}
	defer rows.Close()
	place := 0
	for ; rows.Next(); place++ {
		row, err := scan(rows)
		if err != nil {
			return fmt.Errorf("%s %d: %w", what, place+1, err)
		}
		if place < len(want) && !same(&row, &want[place]) {
			h.tell("%s: of the %s %d the books say other than the log", code, what, place+1)
		}
	}
	if place != len(want) {
		h.tell("%s: the books have %d of what the log has %d: %s", code, place, len(want), what)
	}
	return rows.Err()
}
