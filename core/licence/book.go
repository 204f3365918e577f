package licence

import (
	"aidollar/core/internal/agenda"
	"aidollar/core/internal/paged"
	"aidollar/core/ledger"
)

// The bounds of what is kept. Payment holds at most 2^18 calls open, and each draws once.
const (
	QuotasMax = 1 << 16
	OpenMax   = 1 << 20
	ClosedMax = 1 << 20 // and what is open then
)

// Book keeps quotas and the draws that are open. The zero value is none: see NewBook.
type Book struct {
	quotas paged.Slice[quota]     // in the order of entering
	open   paged.Slice[draw]      // no order, no gaps
	closed paged.Slice[ledger.ID] // no order, no gaps

	quotasByName map[string]int
	scoped       map[string][]int // places of quotas that count payments, by asset; nil for none
	openByID     map[ledger.ID]int
	closedByID   map[ledger.ID]int
	queue        agenda.Queue[forgetting] // of what is closed
	openMax      int
}

// NewBook makes a book without quotas.
func NewBook() *Book {
	return &Book{quotasByName: map[string]int{}, openByID: map[ledger.ID]int{}, closedByID: map[ledger.ID]int{}, openMax: OpenMax}
}

// Set enters a quota or changes one. What was counted stays counted: a bound below it
// refuses what comes and nothing else. One that has ended goes on where it was.
func (b *Book) Set(q Quota) Refusal {
	q.Customers, q.Goods, q.Assets, q.Places = sorted(q.Customers), sorted(q.Goods), sorted(q.Assets), sorted(q.Places)
	if q.Fault() != "" {
		return QuotaInvalid
	}
	place, known := b.quotasByName[q.Name]
	if known {
		switch have := b.quotas.At(place); {
		case !have.kin(&q):
			return QuotaDiffers
		case have.same(&q) && !have.ended:
			return Exists
		}
	}
	base, ok := b.baseOf(&q)
	switch {
	case !ok:
		return QuotaBase
	case b.crowded(&q):
		return QuotasFull
	case known:
		have := b.quotas.Change(place)
		have.Quota, have.ended = q, false
		have.high.raise(&q)
		b.scope()
		return ""
	case b.quotas.Len() >= QuotasMax:
		return QuotasFull
	}
	b.quotasByName[q.Name] = b.quotas.Append(quota{
		Quota: q, base: base, high: bounds{q.UnitsMax, q.CountMax, q.Together}, present: bucket{begin: never},
	})
	b.scope()
	return ""
}

// baseOf finds what a share rests on.
func (b *Book) baseOf(q *Quota) (place int, ok bool) {
	if q.Kind != Share {
		return 0, true
	}
	place, known := b.quotasByName[q.Base]
	if !known {
		return 0, false
	}
	base := b.quotas.At(place)
	return place, !base.ended && base.Unit == q.Unit && base.Window == q.Window
}

// End closes a quota for new draws; what is open is settled or returned. Its counts are
// kept, so that entering it again gives nothing back.
func (b *Book) End(name string) Refusal {
	place, known := b.quotasByName[name]
	if !known {
		return QuotaUnknown
	}
	if b.quotas.At(place).ended {
		return Exists
	}
	for i := range b.quotas.Len() {
		if q := b.quotas.At(i); q.Kind == Share && q.base == place && !q.ended {
			return QuotaBase
		}
	}
	b.quotas.Change(place).ended = true
	b.scope()
	return ""
}
