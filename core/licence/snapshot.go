package licence

import (
	"errors"
	"fmt"
	"slices"

	"aidollar/core/internal/paged"
	"aidollar/core/internal/wire"
	"aidollar/core/ledger"
)

// View is a book as it was when it was frozen.
type View struct {
	quotas paged.Slice[quota]
	open   paged.Slice[draw]
	closed paged.Slice[ledger.ID]
}

// Freeze keeps the present state for a snapshot; it copies no items.
func (b *Book) Freeze() View {
	return View{quotas: b.quotas.Freeze(), open: b.open.Freeze(), closed: b.closed.Freeze()}
}

// Append writes the view: quotas with their counters, open draws, and ids of closed
// ones, each kind behind its count.
func (v *View) Append(a *wire.Appender) {
	a.U32(uint32(v.quotas.Len()))
	for i := range v.quotas.Len() {
		v.quotas.At(i).append(a)
	}
	a.U32(uint32(v.open.Len()))
	for i := range v.open.Len() {
		d := v.open.At(i)
		a.ID(d.id)
		a.Text(d.holder)
		a.Text(d.customer)
		a.Text(d.goods)
		a.Flag(d.keep)
		a.U64(d.times)
		a.U8(uint8(len(d.lines)))
		for _, l := range d.lines {
			a.U32(uint32(l.quota))
			a.Amount(l.units)
			a.I64(l.begin)
		}
	}
	a.U32(uint32(v.closed.Len()))
	for i := range v.closed.Len() {
		a.ID(*v.closed.At(i))
	}
}

// AppendQuota writes a quota without what was counted.
func AppendQuota(a *wire.Appender, q *Quota) {
	a.Text(q.Name)
	a.U8(uint8(q.Kind))
	a.Text(q.Unit)
	a.U8(uint8(q.Window))
	a.Text(q.Title)
	a.Amount(q.UnitsMax)
	a.U64(q.CountMax)
	a.Flag(q.Together)
	a.Text(q.Authority)
	a.Text(q.Holder)
	appendNames(a, q.Customers)
	appendNames(a, q.Goods)
	a.I64(q.From)
	a.I64(q.Until)
	a.Text(q.Base)
	a.U32(q.PPM)
	appendNames(a, q.Assets)
	appendNames(a, q.Places)
}

// ReadQuota reads what AppendQuota wrote. It may be none that can be kept: see Fault.
func ReadQuota(r *wire.Reader) Quota {
	return Quota{
		Name: r.Text(), Kind: Kind(r.U8()), Unit: r.Text(), Window: Window(r.U8()), Title: r.Text(),
		UnitsMax: r.Amount(), CountMax: r.U64(), Together: r.Flag(),
		Authority: r.Text(), Holder: r.Text(), Customers: readNames(r), Goods: readNames(r), From: r.I64(), Until: r.I64(),
		Base: r.Text(), PPM: r.U32(), Assets: readNames(r), Places: readNames(r),
	}
}

func appendNames(a *wire.Appender, names []string) {
	a.U16(uint16(len(names)))
	for _, n := range names {
		a.Text(n)
	}
}

func readNames(r *wire.Reader) (names []string) {
	for range r.U16() {
		if r.Short() {
			return nil
		}
		names = append(names, r.Text())
	}
	return names
}

func (q *quota) append(a *wire.Appender) {
	AppendQuota(a, &q.Quota)
	a.Flag(q.ended)
	a.Amount(q.high.units)
	a.U64(q.high.count)
	a.Flag(q.high.either)
	a.U8(uint8(q.told))
	q.present.append(a)
	a.U8(uint8(len(q.past)))
	for i := range q.past {
		q.past[i].append(a)
	}
}

func (b *bucket) append(a *wire.Appender) {
	a.I64(b.begin)
	a.Amount(b.used)
	a.Amount(b.held)
	a.U64(b.usedCount)
	a.U64(b.heldCount)
}

func readBucket(r *wire.Reader) bucket {
	return bucket{r.I64(), tally{used: r.Amount(), held: r.Amount(), usedCount: r.U64(), heldCount: r.U64()}}
}

var errSnapshot = errors.New("licence: the snapshot contradicts itself")

// RestoreBook reads what View.Append wrote, and believes nothing that contradicts
// itself.
func RestoreBook(r *wire.Reader) (*Book, error) {
	b := NewBook()
	for range r.U32() {
		q, ok := readQuota(r)
		_, twice := b.quotasByName[q.Name]
		if !ok || twice || b.quotas.Len() >= QuotasMax || !b.rests(&q) {
			return nil, fmt.Errorf("%w: quota %d is damaged", errSnapshot, b.quotas.Len())
		}
		b.quotasByName[q.Name] = b.quotas.Append(q)
	}
	for range r.U32() {
		d, ok := b.readDraw(r)
		_, twice := b.openByID[d.id]
		if !ok || twice || b.open.Len() >= OpenMax {
			return nil, fmt.Errorf("%w: draw %s is damaged", errSnapshot, d.id)
		}
		b.openByID[d.id] = b.open.Append(d)
	}
	for range r.U32() {
		id := r.ID()
		if _, open := b.openByID[id]; r.Short() || open || b.isClosed(id) || id.IsZero() {
			return nil, fmt.Errorf("%w: the closed draw %s is damaged", errSnapshot, id)
		}
		b.remember(id)
	}
	b.scope()
	var err error
	v := b.Freeze()
	v.Check(func(format string, args ...any) {
		if err == nil {
			err = fmt.Errorf("%w: "+format, append([]any{errSnapshot}, args...)...)
		}
	})
	if err != nil {
		return nil, err
	}
	return b, nil
}

// rests finds a share's base, which came before it.
func (b *Book) rests(q *quota) (ok bool) {
	if q.Kind != Share {
		return true
	}
	place, known := b.quotasByName[q.Base]
	if !known {
		return false
	}
	q.base = place
	base := b.quotas.At(place)
	return base.Unit == q.Unit && base.Window == q.Window && (q.ended || !base.ended)
}

func readQuota(r *wire.Reader) (q quota, ok bool) {
	q = quota{Quota: ReadQuota(r), ended: r.Flag(), high: bounds{r.Amount(), r.U64(), r.Flag()}, told: Level(r.U8()), present: readBucket(r)}
	for range r.U8() {
		q.past = append(q.past, readBucket(r))
	}
	raised := q.high
	raised.raise(&q.Quota)
	ok = !r.Short() && q.told <= LevelExhausted && q.Fault() == "" && slices.IsSorted(q.Customers) && slices.IsSorted(q.Goods) && slices.IsSorted(q.Assets) && slices.IsSorted(q.Places) && raised == q.high && q.ordered() && q.sum()
	return q, ok
}

// ordered reports whether the windows of a quota begin where its windows do, in order.
func (q *quota) ordered() bool {
	const day = 110_000 // beyond what 64 bits of nanoseconds hold, on either side
	aligned := func(begin int64) bool { return begin > -day && begin < day && q.Window.begin(begin) == begin }
	if q.present.begin == never {
		return len(q.past) == 0 && q.present.tally == (tally{})
	}
	if !aligned(q.present.begin) || (len(q.past) > 0 && q.Window != Average) {
		return false
	}
	for i := range q.past {
		begin, next := q.past[i].begin, q.present.begin
		if i+1 < len(q.past) {
			next = q.past[i+1].begin
		}
		if !aligned(begin) || begin >= next || q.Window.end(begin) <= q.present.begin {
			return false
		}
	}
	return true
}

func (b *Book) readDraw(r *wire.Reader) (d draw, ok bool) {
	d = draw{id: r.ID(), holder: r.Text(), customer: r.Text(), goods: r.Text(), keep: r.Flag(), times: r.U64()}
	asked := Draw{ID: d.id, Holder: d.holder, Customer: d.customer, Goods: d.goods, Times: d.times}
	for range r.U8() {
		l := line{int(r.U32()), r.Amount(), r.I64()}
		if r.Short() || l.quota >= b.quotas.Len() {
			return d, false
		}
		d.lines = append(d.lines, l)
		asked.Lines = append(asked.Lines, Line{b.quotas.At(l.quota).Name, l.units})
	}
	return d, !r.Short() && d.times > 0 && asked.valid()
}

// EncodeQuota is a quota without what was counted, for those who keep it elsewhere.
func EncodeQuota(q *Quota) []byte {
	var a wire.Appender
	AppendQuota(&a, q)
	return a.B
}

// DecodeQuota reads what EncodeQuota wrote; ok is false when it is something else.
func DecodeQuota(b []byte) (q Quota, ok bool) {
	r := wire.Reader{B: b}
	q = ReadQuota(&r)
	return q, r.Err() == nil && q.Fault() == ""
}
