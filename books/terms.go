package books

import (
	"context"
	"encoding/binary"
	"fmt"
	"strings"

	"aidollar/core/clearing"
	"aidollar/core/money"
	"aidollar/core/tariff"
)

// terms writes what binds keys, projects and meters.
func (w *writer) terms(ctx context.Context, r *record) error {
	for i := range r.projects {
		p := &r.projects[i]
		s := w.project.id(p.ID).id(p.Party).text(p.Name).int(p.Since).int(p.Archived)
		if _, err := limits(s, &p.Limits).run(ctx); err != nil {
			return fmt.Errorf("project %s: %w", p.ID, err)
		}
	}
	for i := range r.budgets {
		b := &r.budgets[i]
		_, err := w.budget.uint(uint64(b.ID)).uint(uint64(b.Parent)).uint(uint64(b.Asset)).uint(uint64(b.Period)).
			amount(b.AmountMax).wide(0, b.CountMax).int(r.at).run(ctx)
		if err != nil {
			return fmt.Errorf("budget %d: %w", b.ID, err)
		}
	}
	for i := range r.meters {
		m := &r.meters[i]
		d := &m.meter.Definition
		_, err := w.meter.uint(uint64(m.number)).id(m.meter.Seller).text(d.Name).uint(uint64(d.Aggregation)).uint(uint64(d.Window)).
			text(d.Product).uint(uint64(d.Meter)).int(m.meter.Since).run(ctx)
		if err != nil {
			return fmt.Errorf("meter %d: %w", m.number, err)
		}
	}
	return nil
}

func limits(s *statement, l *clearing.SpendLimits) *statement {
	return s.amount(l.Day).amount(l.Month).amount(l.Total)
}

func (w *writer) putKey(ctx context.Context, k *clearing.Key) error {
	t := &k.Terms
	s := w.key.id(k.ID).idOrNull(k.Party).text(k.Name).uint(uint64(k.Scopes)).int(k.Since).int(k.Revoked).
		idOrNull(t.Project).int(t.Expires).text(strings.Join(t.Models, "\n")).text(strings.Join(t.Networks, "\n")).
		uint(uint64(t.RequestsPerMinute)).uint(uint64(t.TokensPerMinute))
	_, err := limits(s, &t.Limits).run(ctx)
	return err
}

// pushed writes what was pushed in, and counts it.
func (w *writer) pushed(ctx context.Context, r *record) error {
	for i := range r.uses {
		u := &r.uses[i]
		w.state.use++
		_, err := w.pushing.int(w.state.use).int(r.at).uint(r.seq).id(u.Buyer).id(u.Seller).uint(uint64(u.Asset)).amount(u.Charged).idOrNull(u.Posting).
			uint(u.CarryIn).uint(u.CarryOut).amount(u.CreditIn).amount(u.CreditOut).amount(u.OwedIn).amount(u.OwedOut).run(ctx)
		if err == nil {
			err = w.useLines(ctx, r, u, r.events[i])
		}
		if err != nil {
			return fmt.Errorf("usage pushed by %s: %w", u.Seller, err)
		}
	}
	return nil
}

func (w *writer) useLines(ctx context.Context, r *record, u *clearing.UseRecord, events []int) error {
	f := facet{buyer: u.Buyer, seller: u.Seller, asset: u.Asset}
	rest := u.Charged
	for i := range u.Lines {
		l := &u.Lines[i]
		s := w.useLine.int(w.state.use).int(int64(i)).uint(uint64(l.Definition)).text(l.Product).uint(uint64(l.Meter)).idOrNull(l.Key).textOrNull(l.Region).
			uint(uint64(l.Card)).uint(uint64(l.Model)).int(l.Hour).blob(binary.BigEndian.AppendUint64(nil, l.Quantity)).amount(l.Due).amount(l.Credit)
		if _, err := s.int(int64(events[i])).run(ctx); err != nil {
			return err
		}
		f.key, f.model, f.region = l.Key, l.Product, l.Region
		var err error
		if f.project, err = w.projectOf(ctx, l.Key); err != nil {
			return err
		}
		used := Used{Charge: shareOf(l, rest)}
		used.Quantities[l.Meter] = l.Quantity
		rest = rest.SubFloor(used.Charge)
		if err := w.use(ctx, hourOf(l.Hour), f, &used); err != nil {
			return err
		}
	}
	if rest.IsZero() {
		return nil
	}
	// What carries and debts made due goes with the last line; the payment of a
	// debt alone is nobody's model.
	hour := hourOf(r.at)
	if n := len(u.Lines); n > 0 {
		hour = hourOf(u.Lines[n-1].Hour)
	}
	return w.use(ctx, hour, f, &Used{Charge: rest})
}

// shareOf is what a line has of the units that were charged for all of a record:
// the whole units of its own price, as far as they go.
func shareOf(l *clearing.UseLine, rest money.Amount) money.Amount {
	units, _ := l.Due.SubFloor(l.Credit).DivMod64(tariff.TicksPerUnit)
	if units.Cmp(rest) > 0 {
		return rest
	}
	return units
}
