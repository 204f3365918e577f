package books

import (
	"context"
	"database/sql"
	"errors"

	"aidollar/core/duty"
	"aidollar/core/ledger"
)

// DutyFilter says which duties are wanted; what is zero does not matter.
type DutyFilter struct {
	Open     bool // something is still to be done
	State    duty.State
	Kind     duty.Kind
	Party    ledger.ID
	To       string
	Decision uint64
}

// DutyPage is a part of a list of duties. Next continues it; empty at its end.
type DutyPage struct {
	Duties []duty.Duty
	Next   string
}

const dutyText = `SELECT duty FROM duties WHERE n = ?`

var errDuty = errors.New("books: a duty cannot be read")

func scanDuty(rows *sql.Rows) (duty.Duty, error) {
	var raw sql.RawBytes
	if err := rows.Scan(&raw); err != nil {
		return duty.Duty{}, err
	}
	d, ok := duty.Decode(raw)
	if !ok {
		return d, errDuty
	}
	return d, nil
}

// conditions are those of a filter, the one that the fewest meet first.
func (f *DutyFilter) conditions() (list []condition) {
	add := func(wanted bool, column string, value any) {
		if wanted {
			list = append(list, condition{column, value, len(list) == 0})
		}
	}
	add(f.Decision != 0, "decision", int64(f.Decision))
	add(!f.Party.IsZero(), "party", idBlob(f.Party))
	add(f.Open, "open", int64(1))
	add(f.To != "", "recipient", f.To)
	add(f.State != 0, "state", int64(f.State))
	add(f.Kind != 0, "kind", int64(f.Kind))
	return list
}

// Duties gives what decisions oblige the house to, what is done, too, the newest first.
func (b *Books) Duties(ctx context.Context, f DutyFilter, cursor string, limit int) (page DutyPage, err error) {
	limit = limited(limit)
	open := uint64(0)
	if f.Open {
		open = 1
	}
	name := query("duties\n"+f.To, open, uint64(f.State), uint64(f.Kind), f.Party.Hi, f.Party.Lo, f.Decision)
	list, err := walkPage(ctx, b.reader, scanDuty, "duties", "duty", f.conditions(), name, cursor, limit)
	if err != nil {
		return page, err
	}
	page.Duties, page.Next = cut(list, limit, name, func(d *duty.Duty) int64 { return int64(d.Number) })
	return page, nil
}

// Duty finds a duty by its number; ErrNotFound when there is none.
func (b *Books) Duty(ctx context.Context, number uint64) (duty.Duty, error) {
	return one(ctx, b.reader, scanDuty, dutyText, int64(number))
}
