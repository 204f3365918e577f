package books

import (
	"bytes"
	"crypto/sha256"
	"database/sql"
	"maps"
	"slices"

	"aidollar/core/duty"
)

const (
	heldDuties   = `SELECT duty FROM duties ORDER BY n`
	heldKeepings = `SELECT party, until FROM keepings ORDER BY party`
)

// DutyChanged notes a duty. Of one that is done only a digest is kept, together with all
// others: they are as many as payments.
func (h *Held) DutyChanged(d *duty.Duty) {
	raw := duty.Encode(d)
	if d.State.Open() {
		h.owed[d.Number] = raw
		return
	}
	delete(h.owed, d.Number)
	h.finished(raw)
}

func (h *Held) finished(raw []byte) {
	for i, b := range sha256.Sum256(raw) {
		h.done[i] ^= b
	}
}

// RecordsKept notes until when a party is kept.
func (h *Held) RecordsKept(k duty.Keeping) { h.kept[k.Party] = k.Until }

func (h *Held) endDuties() error {
	rows, err := h.db.QueryContext(h.ctx, heldDuties)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		d, err := scanDuty(rows)
		if err != nil {
			return err
		}
		if !d.State.Open() {
			h.finished(duty.Encode(&d)) // what both have cancels out
			continue
		}
		if want, owed := h.owed[d.Number]; !owed {
			h.tell("duty_foreign: the books have the duty %d open, and the log does not", d.Number)
		} else if !bytes.Equal(want, duty.Encode(&d)) {
			h.tell("duty_differs: the books' duty %d is not what the log has of it", d.Number)
		}
		delete(h.owed, d.Number)
	}
	for _, number := range slices.Sorted(maps.Keys(h.owed)) {
		h.tell("duty_missing: the books do not have the duty %d, which the log has open", number)
	}
	if h.done != ([sha256.Size]byte{}) {
		h.tell("duties_differ: the duties that are done in the books are not those that are in the log")
	}
	return rows.Err()
}

func (h *Held) endKeepings() error {
	rows, err := h.db.QueryContext(h.ctx, heldKeepings)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var party sql.RawBytes
		until := int64(0)
		if err := rows.Scan(&party, &until); err != nil {
			return err
		}
		if id := idOf(party); h.kept[id] == until {
			delete(h.kept, id)
		} else {
			h.tell("records_differ: in the books what is known of party %s is kept until %d, in the log until %d", id, until, h.kept[id])
			delete(h.kept, id)
		}
	}
	if len(h.kept) > 0 {
		h.tell("records_missing: of %d parties the books do not say until when what is known of them is kept", len(h.kept))
	}
	return rows.Err()
}
