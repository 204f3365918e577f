package duty

import "aidollar/core/ledger"

const (
	second = 1_000_000_000
	day    = 86_400 * second

	// Lead is by how much a question is asked again before it has to be, so that a house
	// that was stopped for a moment is not late.
	Lead = 3600 * second
	// daysMax is more than any obligation names, and far from what 64 bits of nanoseconds
	// end at.
	daysMax = 36_500
)

// After is so many days behind a time, Unix nanoseconds.
func After(at int64, days uint32) int64 { return at + int64(min(days, daysMax))*day }

// Next is the question that has to be asked again by now; it is not ok where there is
// none. It waits on until it is answered by Asked.
func (b *Book) Next(now int64) (Duty, bool) {
	for {
		m, ok := b.queue.Due(now)
		if !ok {
			return Duty{}, false
		}
		// One that was settled before its time, or has failed, is passed over.
		if place, owed := b.places[m.number]; owed && b.owed.At(place).State == Owed {
			return *b.owed.At(place), true
		}
	}
}

// Due is when the next question may have to be asked again, Unix nanoseconds; it is not ok
// where there is none.
func (b *Book) Due() (int64, bool) { return b.queue.Next() }

// moment is when a question is asked again.
type moment struct {
	at     int64
	number uint64
}

// Time implements agenda.Event.
func (m moment) Time() int64 { return m.at }

// Before has the older one come first.
func (m moment) Before(other moment) bool { return m.number < other.number }

// Keep has what is known of a party kept until so many days behind a time at least, in
// whole days, so that there is news of it once a day at most.
func (b *Book) Keep(party ledger.ID, from int64, days uint32) {
	until := (After(from, days) + day - 1) / day * day
	place, known := b.keepOf[party]
	switch {
	case !known:
		b.keepOf[party] = b.keeps.Append(Keeping{party, until})
	case b.keeps.At(place).Until >= until:
		return
	default:
		b.keeps.Change(place).Until = until
	}
	b.grown = append(b.grown, Keeping{party, until})
}

// KeptUntil is until when what is known of a party is kept, Unix nanoseconds; zero where
// no rule asked for it.
func (b *Book) KeptUntil(party ledger.ID) int64 {
	if place, known := b.keepOf[party]; known {
		return b.keeps.At(place).Until
	}
	return 0
}
