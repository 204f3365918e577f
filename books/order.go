package books

import (
	"context"
	"database/sql/driver"
	"encoding/binary"
	"strings"
	"unicode/utf8"

	"aidollar/core/ledger"
	"aidollar/core/meter"
	"aidollar/core/money"
)

// statement is one of the writer's, with the arguments of its next row.
type statement struct {
	backend backend
	args    []driver.NamedValue
	scratch []byte // what blobs point into until the statement ran
}

func (s *statement) add(v driver.Value) *statement {
	s.args = append(s.args, driver.NamedValue{Ordinal: len(s.args) + 1, Value: v})
	return s
}

func (s *statement) null() *statement          { return s.add(nil) }
func (s *statement) int(v int64) *statement    { return s.add(v) }
func (s *statement) text(v string) *statement  { return s.add(clean(v)) }
func (s *statement) blob(v []byte) *statement  { return s.add(v) }
func (s *statement) uint(v uint64) *statement  { return s.add(int64(v)) }
func (s *statement) id(v ledger.ID) *statement { return s.wide(v.Hi, v.Lo) }

func (s *statement) amount(v money.Amount) *statement { return s.wide(v.Hi, v.Lo) }

func (s *statement) wide(hi, lo uint64) *statement {
	n := len(s.scratch)
	s.scratch = binary.BigEndian.AppendUint64(s.scratch, hi)
	s.scratch = binary.BigEndian.AppendUint64(s.scratch, lo)
	return s.add(s.scratch[n : n+16 : n+16])
}

// idOrNull stands for no id as null, which takes no room and no index entry.
func (s *statement) idOrNull(v ledger.ID) *statement {
	if v.IsZero() {
		return s.null()
	}
	return s.id(v)
}

func (s *statement) intOrNull(v int64) *statement {
	if v == 0 {
		return s.null()
	}
	return s.int(v)
}

func (s *statement) amountOrNull(v money.Amount) *statement {
	if v.IsZero() {
		return s.null()
	}
	return s.amount(v)
}

func (s *statement) textOrNull(v string) *statement {
	if v == "" {
		return s.null()
	}
	return s.text(v)
}

func (s *statement) quantities(q *meter.Quantities) *statement {
	n := len(s.scratch)
	s.scratch = q.Append(s.scratch)
	return s.add(s.scratch[n:len(s.scratch):len(s.scratch)])
}

func (s *statement) flag(v bool) *statement {
	if v {
		return s.int(1)
	}
	return s.int(0)
}

// run executes the statement with what was added.
func (s *statement) run(ctx context.Context) (changed int64, err error) {
	defer s.clear()
	return s.backend.exec(ctx, s.args)
}

// row fills into with the first row; io.EOF when there is none.
func (s *statement) row(ctx context.Context, into []driver.Value) (err error) {
	defer s.clear()
	return s.backend.row(ctx, s.args, into)
}

func (s *statement) clear() { s.args, s.scratch = s.args[:0], s.scratch[:0] }

// clean makes a text one that every engine takes: UTF-8 without zeros.
func clean(v string) string {
	if utf8.ValidString(v) && strings.IndexByte(v, 0) < 0 {
		return v
	}
	return strings.ReplaceAll(strings.ToValidUTF8(v, "\ufffd"), "\x00", "\ufffd")
}

func idBlob(v ledger.ID) []byte { return wideBlob(v.Hi, v.Lo) }

func wideBlob(hi, lo uint64) []byte {
	return binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(make([]byte, 0, 16), hi), lo)
}

// idOf and amountOf read a column; null is zero.
func idOf(b []byte) ledger.ID {
	if len(b) != 16 {
		return ledger.ID{}
	}
	return ledger.ID{Hi: binary.BigEndian.Uint64(b), Lo: binary.BigEndian.Uint64(b[8:])}
}

func amountOf(b []byte) money.Amount {
	if len(b) != 16 {
		return money.Amount{}
	}
	return money.Amount{Hi: binary.BigEndian.Uint64(b), Lo: binary.BigEndian.Uint64(b[8:])}
}
