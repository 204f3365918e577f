package books

import (
	"context"
	"database/sql"
	"fmt"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
)

// The table of what nettings set off. A row is numbered by its record and its place
// in it, so that a rebuild gives the same numbers.
const nettingTables = `
CREATE TABLE set_offs (
	n       INTEGER PRIMARY KEY,
	period  BLOB NOT NULL,
	asset   INTEGER NOT NULL,
	seller  BLOB NOT NULL,
	buyer   BLOB NOT NULL,
	at      INTEGER NOT NULL,
	need    BLOB NOT NULL,
	paid    BLOB NOT NULL,
	posting BLOB                  -- null: nothing was paid
);
CREATE INDEX set_offs_period ON set_offs (period{, n});
CREATE INDEX set_offs_seller ON set_offs (seller{, n});
CREATE INDEX set_offs_buyer  ON set_offs (buyer{, n});
`

const (
	setOffRow = `n, period, asset, seller, buyer, at, need, paid, posting`
	// setOffPlaces are the set-offs that a record may have: a netting's pairs, and
	// those of as many payees as a batch has.
	setOffPlaces = 1 << 20
)

// LinkChanged implements clearing.Observer. Who is linked with whom the machine
// knows; what came of it is in the set-offs.
func (b *Books) LinkChanged(int64, *clearing.Link) {}

// Netted implements clearing.Observer.
func (b *Books) Netted(_ int64, s *clearing.SetOff) {
	b.current.setOffs = append(b.current.setOffs, *s)
	b.current.size += rowSize
}

// netted writes what a record set off.
func (w *writer) netted(ctx context.Context, r *record) error {
	for i := range r.setOffs {
		s := &r.setOffs[i]
		_, err := w.setOff.int(int64(r.seq)*setOffPlaces + int64(i)).id(s.Period).uint(uint64(s.Asset)).id(s.Seller).id(s.Buyer).int(r.at).
			amount(s.Need).amount(s.Paid).idOrNull(s.Posting).run(ctx)
		if err != nil {
			return fmt.Errorf("set-off of seller %s and buyer %s: %w", s.Seller, s.Buyer, err)
		}
	}
	return nil
}

// SetOff is what a netting set off between a seller's proceeds and what a buyer of
// the same owner owed.
type SetOff struct {
	clearing.SetOff
	Number uint64 // grows with each
	At     int64  // Unix nanoseconds
}

// SetOffFilter says which set-offs are wanted; what is zero does not matter.
type SetOffFilter struct{ Period, Seller, Buyer ledger.ID }

// SetOffPage is a part of a list of set-offs. Next continues it; empty at its end.
type SetOffPage struct {
	SetOffs []SetOff
	Next    string
}

func (f *SetOffFilter) conditions() (list []condition) {
	for _, c := range []struct {
		column string
		id     ledger.ID
	}{{"period", f.Period}, {"seller", f.Seller}, {"buyer", f.Buyer}} {
		if !c.id.IsZero() {
			list = append(list, condition{c.column, idBlob(c.id), true})
		}
	}
	return list
}

// SetOffs gives what was set off, newest first.
func (b *Books) SetOffs(ctx context.Context, f SetOffFilter, cursor string, limit int) (page SetOffPage, err error) {
	limit = limited(limit)
	name := query("set-offs", f.Period.Hi, f.Period.Lo, f.Seller.Hi, f.Seller.Lo, f.Buyer.Hi, f.Buyer.Lo)
	list, err := walkPage(ctx, b.reader, scanSetOff, "set_offs", setOffRow, f.conditions(), name, cursor, limit)
	if err != nil {
		return page, err
	}
	page.SetOffs, page.Next = cut(list, limit, name, func(s *SetOff) int64 { return int64(s.Number) })
	return page, nil
}

func scanSetOff(rows *sql.Rows) (s SetOff, err error) {
	var period, seller, buyer, need, paid, posting sql.RawBytes
	err = rows.Scan(&s.Number, &period, &s.Asset, &seller, &buyer, &s.At, &need, &paid, &posting)
	s.Period, s.Seller, s.Buyer, s.Posting = idOf(period), idOf(seller), idOf(buyer), idOf(posting)
	s.Need, s.Paid = amountOf(need), amountOf(paid)
	return s, err
}
