package review

import (
	"cmp"
	"crypto/sha256"
	"slices"

	"aidollar/core/internal/agenda"
	"aidollar/core/internal/paged"
	"aidollar/core/internal/wire"
	"aidollar/core/ledger"
)

// Book is the queue, and the answers that hold.
type Book struct {
	items    paged.Slice[Item] // no order, no gaps
	last     uint32            // the last item's number
	revision uint64
	fourEyes bool
	queue    agenda.Queue[event]
	changed  []Item

	places     map[uint32]int // by number
	numbers    map[ledger.ID]uint32
	holding    map[key]uint32      // what holds of each content
	screenings map[string][]uint32 // of each subject, the oldest first
	openOf     map[string]int      // how many of each subject
	kept       []uint32            // all numbers, the oldest first
	open       []uint32            // those of open items, the oldest first
}

// key tells contents apart.
type key struct {
	kind   Kind
	digest [sha256.Size]byte
}

// NewBook makes a book without items.
func NewBook() *Book {
	return &Book{
		places: map[uint32]int{}, numbers: map[ledger.ID]uint32{}, holding: map[key]uint32{},
		screenings: map[string][]uint32{}, openOf: map[string]int{},
	}
}

// key of a screening is what was found, whatever the score and the day of the list are: a
// list that comes out anew with the same names asks nothing new. A near name that has
// become a hit does.
func (c *Content) key() key {
	if c.Kind != Screening {
		return key{c.Kind, c.Request}
	}
	matches := slices.Clone(c.Matches)
	slices.SortFunc(matches, func(a, b Match) int { return cmp.Or(cmp.Compare(a.Entry, b.Entry), cmp.Compare(a.Name, b.Name)) })
	var a wire.Appender
	a.Text(c.Subject)
	a.Text(c.Name)
	a.Flag(c.Hit)
	for i := range matches {
		a.Text(matches[i].Entry)
		a.Text(matches[i].Name)
	}
	return key{c.Kind, sha256.Sum256(a.B)}
}

// same reports whether an id was given to the same before.
func (c *Content) same(other *Content) bool {
	return c.Subject == other.Subject && c.Party == other.Party && c.Arrival == other.Arrival && c.key() == other.key()
}

// Drain calls f for each item that changed since it was called last, in order.
func (b *Book) Drain(f func(*Item)) {
	for i := range b.changed {
		f(&b.changed[i])
	}
	clear(b.changed)
	b.changed = b.changed[:0]
}

// Revision counts what may change an answer of Approved or Standing. What ends by time
// alone is not counted before Advance has passed it.
func (b *Book) Revision() uint64 { return b.revision }

// FourEyes reports whether it takes two persons to let something pass.
func (b *Book) FourEyes() bool { return b.fourEyes }

// SetFourEyes says whether it does, for what is decided from now on.
func (b *Book) SetFourEyes(on bool) Refusal {
	if b.fourEyes == on {
		return Exists
	}
	b.fourEyes = on
	b.revision++
	return ""
}

func (b *Book) at(number uint32) *Item { return b.items.At(b.places[number]) }

// Item finds an item.
func (b *Book) Item(id ledger.ID) (Item, bool) {
	number, ok := b.numbers[id]
	if !ok {
		return Item{}, false
	}
	return *b.at(number), true
}

// OpenCount is the length of the queue.
func (b *Book) OpenCount() int { return len(b.open) }

// Items calls f for each item behind a number, the oldest first, until it returns false.
// f must not keep the pointer.
func (b *Book) Items(after uint32, f func(*Item) bool) { b.walk(b.kept, after, f) }

// Queue does the same for open items alone.
func (b *Book) Queue(after uint32, f func(*Item) bool) { b.walk(b.open, after, f) }

func (b *Book) walk(numbers []uint32, after uint32, f func(*Item) bool) {
	start, found := slices.BinarySearch(numbers, after)
	if found {
		start++
	}
	for _, number := range numbers[start:] {
		if !f(b.at(number)) {
			return
		}
	}
}

// Advance carries out what follows from time alone.
func (b *Book) Advance(now int64) {
	for {
		e, ok := b.queue.Due(now)
		if !ok {
			return
		}
		if place, known := b.places[e.number]; known && b.items.At(place).next == e.at {
			b.step(place, e.at)
		}
	}
}

// step carries out what an item's next moment brings.
func (b *Book) step(place int, at int64) {
	i := b.items.Change(place)
	switch {
	case i.State == Lapsed || i.State == Withdrawn || (i.Kind.once() && i.State != Open):
		b.forget(place)
		return
	case i.State == Open:
		i.First = Ruling{}
	case i.Kind == Screening:
		b.reopen(i, at)
	default:
		b.end(i, Lapsed, at)
	}
	b.rest(i)
}

// rest tells that an item changed, and the queue when it changes by time.
func (b *Book) rest(i *Item) {
	b.revision++
	b.changed = append(b.changed, *i)
	if next := i.moment(); next != i.next {
		if i.next = next; next != 0 {
			b.queue.Push(event{next, i.Number})
		}
	}
}

// index lists an item that is new to the book.
func (b *Book) index(i *Item, place int) {
	b.places[i.Number], b.numbers[i.ID] = place, i.Number
	b.kept = with(b.kept, i.Number)
	if i.Ended != 0 {
		return
	}
	b.holding[i.Content.key()] = i.Number
	if i.Kind == Screening {
		b.screenings[i.Subject] = with(b.screenings[i.Subject], i.Number)
	}
	if i.State == Open {
		b.queued(i)
	}
}

func (b *Book) queued(i *Item) {
	b.open = with(b.open, i.Number)
	b.openOf[i.Subject]++
}

func (b *Book) answered(i *Item) {
	b.open = without(b.open, i.Number)
	if b.openOf[i.Subject]--; b.openOf[i.Subject] == 0 {
		delete(b.openOf, i.Subject)
	}
}

func (b *Book) reopen(i *Item, at int64) {
	i.State, i.Since, i.First, i.Until = Open, at, Ruling{}, 0
	i.Again++
	b.queued(i)
}

// end has the answer to a request hold no more.
func (b *Book) end(i *Item, s State, at int64) {
	i.State, i.Ended = s, at
	delete(b.holding, i.Content.key())
}

// forget closes the gap of an item with the last one. A screening is never forgotten.
func (b *Book) forget(place int) {
	i := b.items.At(place)
	if i.Ended == 0 {
		delete(b.holding, i.Content.key())
	}
	b.kept = without(b.kept, i.Number)
	delete(b.places, i.Number)
	delete(b.numbers, i.ID)
	last := b.items.Pop()
	if place < b.items.Len() {
		*b.items.Change(place) = last
		b.places[last.Number] = place
	}
}

func with(numbers []uint32, n uint32) []uint32 {
	at, _ := slices.BinarySearch(numbers, n)
	return slices.Insert(numbers, at, n)
}

func without(numbers []uint32, n uint32) []uint32 {
	if at, ok := slices.BinarySearch(numbers, n); ok {
		return slices.Delete(numbers, at, at+1)
	}
	return numbers
}

// event of the queue: an item changes at a time by that alone. One that the item does not
// know of any more is passed over when its time comes.
type event struct {
	at     int64
	number uint32
}

// Time implements agenda.Event.
func (e event) Time() int64 { return e.at }

// Before has the older item come first.
func (e event) Before(other event) bool { return e.number < other.number }
