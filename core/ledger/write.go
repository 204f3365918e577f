package ledger

import (
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"io"

	"aidollar/core/money"
)

// The snapshot: a header, then accounts in order of opening, budgets, rules and
// shares in order of definition, holds in order of making, and the window's
// entries by bucket in order of acceptance, all little-endian, with counts
// before lists; at the end the SHA-256 of everything before it. References are
// places in these lists. Indexes, free lists and sums are left out: they follow.

// snapshotMagic begins every snapshot; its last byte is the format's version.
const snapshotMagic = "aidledg\x02"

// writer encodes to an io.Writer through a buffer. The first error stays.
type writer struct {
	out  io.Writer
	hash hash.Hash
	buf  []byte
	n    int64
	err  error
}

const writerBuffer = 1 << 16

func (w *writer) flush() {
	if w.err == nil && len(w.buf) > 0 {
		w.hash.Write(w.buf)
		var n int
		n, w.err = w.out.Write(w.buf)
		w.n += int64(n)
	}
	w.buf = w.buf[:0]
}

// room flushes when the buffer cannot take one more record.
func (w *writer) room() {
	if len(w.buf) > writerBuffer-256 {
		w.flush()
	}
}

func (w *writer) u8(x uint8)            { w.buf = append(w.buf, x) }
func (w *writer) u16(x uint16)          { w.buf = binary.LittleEndian.AppendUint16(w.buf, x) }
func (w *writer) u32(x uint32)          { w.buf = binary.LittleEndian.AppendUint32(w.buf, x) }
func (w *writer) u64(x uint64)          { w.buf = binary.LittleEndian.AppendUint64(w.buf, x) }
func (w *writer) i64(x int64)           { w.u64(uint64(x)) }
func (w *writer) amount(a money.Amount) { w.buf = a.Append(w.buf) }

func (w *writer) id(id ID) {
	w.u64(id.Lo)
	w.u64(id.Hi)
}

// WriteTo writes the canonical encoding of the state: the same state gives the
// same bytes, whatever snapshots and restores lie in its past. The error is the
// io.Writer's.
func (v *View) WriteTo(out io.Writer) (int64, error) {
	w := &writer{out: out, hash: sha256.New(), buf: make([]byte, 0, writerBuffer)}
	w.buf = append(w.buf, snapshotMagic...)
	w.i64(v.config.Window)
	w.i64(v.config.Skew)
	w.i64(v.now)
	w.i64(v.sealed)
	w.u64(v.next)
	w.u32(v.accounts.n)
	w.u32(v.budgets.n)
	w.u32(v.rules.n)
	w.u32(v.open)
	w.u32(uint32(len(v.buckets)))
	v.writeAccounts(w)
	v.writeBudgets(w)
	v.writeRules(w)
	v.writeHolds(w)
	v.writeWindow(w)
	w.flush()
	w.buf = w.hash.Sum(w.buf)
	w.flush()
	return w.n, w.err
}

func (v *View) writeAccounts(w *writer) {
	for i := range v.accounts.n {
		a, rest := v.accounts.at(i), v.rests.at(i)
		w.room()
		w.id(a.id)
		w.amount(rest.debitsPending)
		w.amount(a.debitsPosted)
		w.amount(rest.creditsPending)
		w.amount(a.creditsPosted)
		w.amount(rest.debitMax)
		w.amount(rest.creditMax)
		w.u32(uint32(v.assets[a.asset]))
		w.u32(a.budget)
		w.u16(a.code)
		w.u16(uint16(a.flags))
	}
}

func (v *View) writeBudgets(w *writer) {
	for i := range v.budgets.n {
		b := v.budgets.at(i)
		w.room()
		w.u32(uint32(b.id))
		w.u32(b.parent)
		w.u32(uint32(b.asset))
		w.u8(uint8(b.period))
		w.amount(b.amountMax)
		w.u64(b.countMax)
		w.i64(b.number)
		w.amount(b.spent)
		w.u64(b.count)
	}
}

func (v *View) writeRules(w *writer) {
	for i := range v.rules.n {
		r := v.rules.at(i)
		w.room()
		w.id(r.id)
		w.u32(r.keep)
		w.u32(r.n)
		for j := range r.n {
			s := v.shares.at(r.first + j)
			w.room()
			w.u32(s.account)
			w.u64(s.weight)
			w.u64(s.carry)
		}
	}
}

func (v *View) writeHolds(w *writer) {
	for _, slot := range v.holdOrder() {
		h := v.holds.at(slot)
		w.room()
		w.id(h.id)
		w.amount(h.amount)
		w.id(h.cause)
		w.i64(h.effective)
		w.i64(h.deadline)
		w.i64(h.made)
		w.u64(h.order)
		w.u32(h.debit)
		w.u32(h.credit)
		w.u32(h.draws.own)
		w.u32(h.draws.named)
		w.u16(h.code)
		w.u16(uint16(h.flags))
	}
}

func (v *View) writeWindow(w *writer) {
	for _, b := range v.buckets {
		w.room()
		w.i64(b.number)
		w.u32(b.entries.n)
		w.u32(uint32(len(b.wide)))
		for _, a := range b.wide {
			w.room()
			w.amount(a)
		}
		for i := range b.entries.n {
			e := b.entries.at(i)
			w.room()
			w.id(e.id)
			w.u64(e.fingerprint)
			w.u64(e.word)
		}
	}
}
