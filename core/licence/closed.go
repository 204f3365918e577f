package licence

import "aidollar/core/ledger"

// Keep is for how long the id of a closed draw is remembered behind the time that it
// carries, in milliseconds: a day. See Draw.Keep.
const Keep = 24 * 3600 * 1000

const (
	aheadMax    = 60 * 1000 // milliseconds that an id may be ahead of the house
	millisecond = 1_000_000
)

// oldest is the time of the oldest ids that are taken, Unix milliseconds.
func oldest(now int64) int64 { return now/millisecond - Keep }

// forgetting is when the id of a closed draw is forgotten.
type forgetting struct{ id ledger.ID }

// Time implements agenda.Event.
func (f forgetting) Time() int64 { return (f.id.Millis() + Keep + 1) * millisecond }

// Before orders by the ids.
func (f forgetting) Before(other forgetting) bool { return f.id.Less(other.id) }

func (b *Book) isClosed(id ledger.ID) bool {
	_, closed := b.closedByID[id]
	return closed
}

// remember keeps the id of a draw that was closed.
func (b *Book) remember(id ledger.ID) {
	b.closedByID[id] = b.closed.Append(id)
	b.queue.Push(forgetting{id})
}

// Advance forgets closed draws whose ids are too old to come again.
func (b *Book) Advance(now int64) {
	for {
		f, due := b.queue.Due(now)
		if !due {
			return
		}
		place := b.closedByID[f.id]
		delete(b.closedByID, f.id)
		last := b.closed.Pop()
		if place < b.closed.Len() {
			*b.closed.Change(place) = last
			b.closedByID[last] = place
		}
	}
}
