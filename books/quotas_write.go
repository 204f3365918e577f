package books

import (
	"context"
	"fmt"
	"slices"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/licence"
	"aidollar/core/money"
)

// quotaRecord is what one record of the log changed about quotas and what was sold by
// itself, in the order in which it was told.
type quotaRecord struct{ steps []quotaStep }

// quotaStep is one of a quota that changed, a draw and a sale.
type quotaStep struct {
	quota *licence.Standing
	state clearing.QuotaState
	draw  *clearing.QuotaDrawn
	sale  *Sale
	of    licence.Draw // of the sale
}

func (r *quotaRecord) reset() { *r = quotaRecord{steps: r.steps[:0]} }

// QuotaChanged implements clearing.Observer.
func (b *Books) QuotaChanged(_ int64, s *licence.Standing, state clearing.QuotaState) {
	kept := *s // its lists are not changed
	b.current.quotas.steps = append(b.current.quotas.steps, quotaStep{quota: &kept, state: state})
	b.current.size += rowSize + namesSize(s.Quota.Customers) + namesSize(s.Quota.Goods) + namesSize(s.Quota.Assets) + namesSize(s.Quota.Places)
}

func namesSize(names []string) (size int) {
	for _, n := range names {
		size += len(n)
	}
	return size
}

// QuotaDrawn implements clearing.Observer.
func (b *Books) QuotaDrawn(_ int64, d *clearing.QuotaDrawn) {
	kept := *d
	kept.Draw.Lines, kept.Used = slices.Clone(d.Draw.Lines), slices.Clone(d.Used)
	b.current.quotas.steps = append(b.current.quotas.steps, quotaStep{draw: &kept})
	b.current.size += rowSize * len(d.Draw.Lines)
}

// Sold implements clearing.Observer.
func (b *Books) Sold(at int64, s *clearing.Sold) {
	kept, draw := saleOf(at, s), s.Draw
	draw.Lines = kept.Used
	b.current.quotas.steps = append(b.current.quotas.steps, quotaStep{sale: &kept, of: draw})
	b.current.size += rowSize * (1 + len(s.Levies) + len(draw.Lines))
}

// saleOf is a sale as it was made, without its number.
func saleOf(at int64, s *clearing.Sold) Sale {
	c := s.Sale
	return Sale{
		ID: c.ID, At: at, Buyer: c.Buyer, Seller: c.Seller, Asset: c.Asset, Amount: c.Amount, Action: c.Action, Goods: c.Goods,
		Decision: s.Decision, Levies: slices.Clone(s.Levies), Used: slices.Clone(s.Draw.Lines),
	}
}

// The columns that the rows are written with.
const (
	quotaStepRow = `n, at, name, state, used, held, draws, open, quota`
	quotaDrawRow = `n, id, at, quota, units, used, times, state, closed_at, holder, customer, goods, of_sale`
	saleRow      = `n, id, at, buyer, seller, asset, amount, action, goods, decision`
	saleLevyRow  = `sale, place, authority, account, amount`

	closeQuotaDraw = `UPDATE quota_draws SET used = ?1, state = ?2, closed_at = ?3 WHERE id = ?4 AND quota = ?5 AND state = 1`
)

type quotaRows struct{ step, draw, closed, sale, levy *statement }

func (c *quotaRows) statements() []preparation {
	return []preparation{
		{&c.step, single(insertInto("quota_steps", quotaStepRow))},
		{&c.draw, single(insertInto("quota_draws", quotaDrawRow))},
		{&c.closed, single(closeQuotaDraw)},
		{&c.sale, single(insertInto("sales", saleRow))},
		{&c.levy, single(insertInto("sale_levies", saleLevyRow))},
	}
}

// rationed writes what a record changed about quotas and sales.
func (w *writer) rationed(ctx context.Context, r *record) (err error) {
	for i := range r.quotas.steps {
		switch s := &r.quotas.steps[i]; {
		case s.quota != nil:
			if err = w.putQuota(ctx, r, s.quota, s.state); err != nil {
				err = fmt.Errorf("quota %s: %w", s.quota.Quota.Name, err)
			}
		case s.draw != nil:
			if err = w.putDraw(ctx, r, s.draw); err != nil {
				err = fmt.Errorf("draw %s: %w", s.draw.Draw.ID, err)
			}
		default:
			if err = w.putSale(ctx, r, s.sale, &s.of); err != nil {
				err = fmt.Errorf("sale %s: %w", s.sale.ID, err)
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

var quotaChanges = map[clearing.QuotaState]ChangeKind{
	clearing.QuotaDefined: ChangeQuota, clearing.QuotaEnded: ChangeQuotaEnded, clearing.QuotaNear: ChangeQuotaNear, clearing.QuotaExhausted: ChangeQuotaExhausted,
}

func (w *writer) putQuota(ctx context.Context, r *record, s *licence.Standing, state clearing.QuotaState) error {
	if err := w.changed(ctx, r, quotaChanges[state], ledger.ID{}, 0, ledger.ID{}); err != nil {
		return err
	}
	_, err := w.quotas.step.int(w.state.change).int(r.at).text(s.Quota.Name).int(int64(state)).amount(s.Used).amount(s.Held).uint(s.Draws).uint(s.Open).
		blob(licence.EncodeQuota(&s.Quota)).run(ctx)
	return err
}

func (w *writer) putDraw(ctx context.Context, r *record, d *clearing.QuotaDrawn) error {
	for i, l := range d.Draw.Lines {
		if d.State == clearing.DrawOpened {
			if err := w.putLine(ctx, r, &d.Draw, l, clearing.DrawOpened, false); err != nil {
				return err
			}
			continue
		}
		used := money.Amount{}
		if d.State == clearing.DrawSettled {
			used = d.Used[i]
		}
		if _, err := w.quotas.closed.amount(used).int(int64(d.State)).int(r.at).id(d.Draw.ID).text(l.Quota).run(ctx); err != nil {
			return err
		}
	}
	return nil
}

// putLine writes what a draw took from one quota; that of a sale is settled.
func (w *writer) putLine(ctx context.Context, r *record, d *licence.Draw, l licence.Line, state clearing.DrawState, ofSale bool) error {
	w.state.draw++
	used, closed := money.Amount{}, int64(0)
	if state == clearing.DrawSettled {
		used, closed = l.Units, r.at
	}
	_, err := w.quotas.draw.int(w.state.draw).id(d.ID).int(r.at).text(l.Quota).amount(l.Units).amount(used).uint(max(1, d.Times)).int(int64(state)).int(closed).
		text(d.Holder).text(d.Customer).text(d.Goods).flag(ofSale).run(ctx)
	return err
}

func (w *writer) putSale(ctx context.Context, r *record, s *Sale, of *licence.Draw) error {
	w.state.sale++
	_, err := w.quotas.sale.int(w.state.sale).id(s.ID).int(r.at).id(s.Buyer).id(s.Seller).uint(uint64(s.Asset)).amount(s.Amount).text(s.Action).text(s.Goods.String()).
		intOrNull(int64(s.Decision)).run(ctx)
	if err != nil {
		return err
	}
	for i, l := range s.Levies {
		if _, err := w.quotas.levy.int(w.state.sale).int(int64(i)).text(l.To).id(l.Account).amount(l.Amount).run(ctx); err != nil {
			return err
		}
	}
	for _, l := range of.Lines {
		if err := w.putLine(ctx, r, of, l, clearing.DrawSettled, true); err != nil {
			return err
		}
	}
	return w.changed(ctx, r, ChangeSale, s.ID, 0, ledger.ID{})
}
