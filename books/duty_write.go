package books

import (
	"context"
	"fmt"

	"aidollar/core/duty"
	"aidollar/core/ledger"
)

// dutyRecord is what one record of the log changed about what decisions oblige the house
// to, in the order in which it was told.
type dutyRecord struct {
	duties []duty.Duty
	kept   []duty.Keeping
}

func (r *dutyRecord) reset() { *r = dutyRecord{duties: r.duties[:0], kept: r.kept[:0]} }

// DutyChanged implements clearing.Observer.
func (b *Books) DutyChanged(_ int64, d *duty.Duty) {
	// A question is never changed once it is kept.
	b.current.duty.duties = append(b.current.duty.duties, *d)
	b.current.size += 2*rowSize + len(d.Question.Context)
}

// RecordsKept implements clearing.Observer.
func (b *Books) RecordsKept(_ int64, k duty.Keeping) {
	b.current.duty.kept = append(b.current.duty.kept, k)
	b.current.size += 2 * rowSize
}

const dutyRow = `kind, state, open, party, decision, recipient, duty`

type dutyRows struct{ duty, keeping *statement }

func (c *dutyRows) statements() []preparation {
	return []preparation{
		{&c.duty, single(replacement("duties", "n", dutyRow).text)},
		{&c.keeping, single(replacement("keepings", "party", "until").text)},
	}
}

// obliged writes what a record changed about duties. They are the house's business alone:
// whoever is told of hears nothing of it.
func (w *writer) obliged(ctx context.Context, r *record) error {
	for i := range r.duty.duties {
		d := &r.duty.duties[i]
		open := int64(0)
		if d.State.Open() {
			open = 1
		}
		_, err := w.duty.duty.uint(d.Number).uint(uint64(d.Kind)).uint(uint64(d.State)).int(open).idOrNull(d.Party).uint(d.Decision).text(d.To).blob(duty.Encode(d)).run(ctx)
		if err == nil {
			err = w.changed(ctx, r, ChangeDuty, ledger.ID{Lo: d.Number}, uint32(d.State), ledger.ID{})
		}
		if err != nil {
			return fmt.Errorf("duty %d: %w", d.Number, err)
		}
	}
	for _, k := range r.duty.kept {
		_, err := w.duty.keeping.id(k.Party).int(k.Until).run(ctx)
		if err == nil {
			err = w.changed(ctx, r, ChangeRecords, k.Party, 0, k.Party)
		}
		if err != nil {
			return fmt.Errorf("records of party %s: %w", k.Party, err)
		}
	}
	return nil
}
