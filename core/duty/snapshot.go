package duty

import (
	"errors"
	"fmt"

	"aidollar/core/internal/paged"
	"aidollar/core/internal/wire"
	"aidollar/core/ledger"
	"aidollar/core/policy/ruling"
	"aidollar/core/review"
)

// View is a book as it was when it was frozen.
type View struct {
	owed    paged.Slice[Duty]
	last    uint64
	keeps   paged.Slice[Keeping]
	pending []uint64
}

// Freeze keeps the present state for a snapshot.
func (b *Book) Freeze() View {
	b.frozen = len(b.pending)
	return View{owed: b.owed.Freeze(), last: b.last, keeps: b.keeps.Freeze(), pending: b.pending}
}

// Append writes the view, each part behind its count.
func (v *View) Append(a *wire.Appender) {
	a.U64(v.last)
	a.U32(uint32(v.owed.Len()))
	for i := range v.owed.Len() {
		v.owed.At(i).append(a)
	}
	a.U32(uint32(v.keeps.Len()))
	for i := range v.keeps.Len() {
		a.ID(v.keeps.At(i).Party)
		a.I64(v.keeps.At(i).Until)
	}
	a.U32(uint32(len(v.pending)))
	for _, decision := range v.pending {
		a.U64(decision)
	}
}

// Whole is the number of a duty that contradicts itself, or is of no decision up to a
// number; zero for none.
func (v *View) Whole(decisions uint64) uint64 {
	for i := range v.owed.Len() {
		if d := v.owed.At(i); !d.valid() || !d.State.Open() || d.Number > v.last || d.Decision > decisions || d.Answer > decisions {
			return max(d.Number, 1)
		}
	}
	return 0
}

func (d *Duty) append(a *wire.Appender) {
	a.U64(d.Number)
	a.U8(uint8(d.Kind))
	a.U8(uint8(d.State))
	a.U64(d.Decision)
	a.ID(d.Party)
	a.ID(d.Payee)
	a.ID(d.Cause)
	a.Text(d.To)
	a.I64(d.At)
	a.I64(d.Due)
	ruling.AppendAsk(a, &d.Question)
	a.U64(d.Answer)
	a.B = append(a.B, d.Digest[:]...)
	d.End.Append(a)
}

func readDuty(r *wire.Reader) Duty {
	d := Duty{
		Number: r.U64(), Kind: Kind(r.U8()), State: State(r.U8()), Decision: r.U64(), Party: r.ID(), Payee: r.ID(), Cause: r.ID(), To: r.Text(), At: r.I64(), Due: r.I64(),
		Question: ruling.ReadAsk(r), Answer: r.U64(),
	}
	copy(d.Digest[:], r.Take(len(d.Digest)))
	d.End = review.ReadAct(r)
	return d
}

// Encode is a duty in its one form.
func Encode(d *Duty) []byte {
	var a wire.Appender
	d.append(&a)
	return a.B
}

// Decode reads what Encode wrote.
func Decode(b []byte) (d Duty, ok bool) {
	r := wire.Reader{B: b}
	d = readDuty(&r)
	return d, r.Err() == nil && d.valid()
}

var errSnapshot = errors.New("duty: the snapshot contradicts itself")

// RestoreBook reads what View.Append wrote, and believes nothing that contradicts itself.
func RestoreBook(r *wire.Reader) (*Book, error) {
	b := NewBook()
	b.last = r.U64()
	for range r.U32() {
		d := readDuty(r)
		_, twice := b.places[d.Number]
		if d.Kind == Recheck && !twice {
			_, twice = b.asked[question(&d.Question)]
		}
		if r.Short() || twice || !d.valid() || !d.State.Open() || d.Number > b.last || b.owed.Len() >= OwedMax || (d.Kind == Recheck && b.counts[Recheck] >= RechecksMax) {
			return nil, fmt.Errorf("%w: duty %d is damaged", errSnapshot, d.Number)
		}
		b.put(d)
	}
	for range r.U32() {
		k := Keeping{r.ID(), r.I64()}
		if _, twice := b.keepOf[k.Party]; r.Short() || twice || k.Party == (ledger.ID{}) || k.Until <= 0 || k.Until%day != 0 {
			return nil, fmt.Errorf("%w: the records of party %s are damaged", errSnapshot, k.Party)
		}
		b.keepOf[k.Party] = b.keeps.Append(k)
	}
	for range r.U32() {
		decision := r.U64()
		if n := len(b.pending); r.Short() || n >= PendingMax || (n > 0 && b.pending[n-1] >= decision) {
			return nil, fmt.Errorf("%w: what decision %d brings is damaged", errSnapshot, decision)
		}
		b.pending = append(b.pending, decision)
	}
	if r.Short() {
		return nil, fmt.Errorf("%w: it ends early", errSnapshot)
	}
	return b, nil
}
