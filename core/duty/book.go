package duty

import (
	"crypto/sha256"
	"slices"

	"aidollar/core/internal/agenda"
	"aidollar/core/internal/paged"
	"aidollar/core/internal/wire"
	"aidollar/core/ledger"
	"aidollar/core/policy/ruling"
	"aidollar/core/review"
)

// Book keeps what is owed. See NewBook.
type Book struct {
	owed    paged.Slice[Duty] // no order, no gaps
	last    uint64            // the last duty's number
	keeps   paged.Slice[Keeping]
	pending []uint64 // decisions whose duties are yet to be noted, the oldest first
	frozen  int      // so many of them are in a view, and are not to be changed

	places  map[uint64]int               // by number
	asked   map[[sha256.Size]byte]uint64 // rechecks by question
	moved   map[transfer][]uint64        // travel by what it is owed for
	keepOf  map[ledger.ID]int
	queue   agenda.Queue[moment]
	counts  [kindEnd]int
	changed []Duty
	grown   []Keeping
}

// transfer tells movements of money apart: a batch of payouts has one for each party.
type transfer struct{ cause, party ledger.ID }

// NewBook makes a book of nothing.
func NewBook() *Book {
	return &Book{places: map[uint64]int{}, asked: map[[sha256.Size]byte]uint64{}, moved: map[transfer][]uint64{}, keepOf: map[ledger.ID]int{}}
}

// question is what a recheck is found by: who asks what with which context, and not on
// which occasion.
func question(q *ruling.Ask) [sha256.Size]byte {
	var a wire.Appender
	for _, text := range [...]string{q.Action, q.Principal.String(), q.Resource.String()} {
		a.Text(text)
	}
	a.Blob(q.Context)
	return sha256.Sum256(a.B)
}

// Fits says whether so many more duties can be noted, questions to be asked again among
// them.
func (b *Book) Fits(duties, rechecks int) Refusal {
	if b.owed.Len()+duties > OwedMax || b.counts[Recheck]+rechecks > RechecksMax {
		return Full
	}
	return ""
}

// Keepable says whether a question can be kept to be asked again. One that waits already
// takes no further room.
func (b *Book) Keepable(q *ruling.Ask) Refusal {
	if size(q) > QuestionMax {
		return QuestionLong
	}
	if _, waits := b.asked[question(q)]; waits {
		return ""
	}
	return b.Fits(1, 1)
}

// Owe notes a duty. There must be room for it. Its number and state are the book's, and
// the end that it has is none.
func (b *Book) Owe(d Duty) {
	b.last++
	d.Number, d.State, d.Question.Again, d.Question.Context = b.last, Owed, 0, slices.Clone(d.Question.Context)
	b.put(d)
	b.changed = append(b.changed, d)
}

// Asked settles what waits for a question, for it has been answered: a later answer takes
// the place of an earlier one's schedule, and one that does not allow leaves the duty to a
// person. Answer is zero where no rules are in force any more.
func (b *Book) Asked(now int64, q *ruling.Ask, answer uint64, allowed bool, why string) {
	number, waits := b.asked[question(q)]
	if !waits {
		return
	}
	if allowed {
		b.end(number, Done, answer, review.Act{Reason: why, At: now})
		return
	}
	d := b.owed.Change(b.places[number])
	d.State, d.Answer, d.End = Failed, answer, review.Act{Reason: cut(why), At: now}
	b.changed = append(b.changed, *d)
}

// Void ends what is owed for a movement of money that came to nothing.
func (b *Book) Void(now int64, cause, party ledger.ID, why string) {
	for _, number := range slices.Clone(b.moved[transfer{cause, party}]) {
		b.end(number, Void, 0, review.Act{Reason: cut(why), At: now})
	}
}

// Finish ends a duty: by a person with a note, or, of data that are handed on, by the
// house's own program with a digest, which has no key.
func (b *Book) Finish(number uint64, by review.Act, digest [sha256.Size]byte) (Duty, Refusal) {
	place, owed := b.places[number]
	switch own := by.By.ID.IsZero(); {
	case number == 0 || number > b.last:
		return Duty{}, Unknown
	case !owed:
		return Duty{}, Exists
	case own && (b.owed.At(place).Kind != Travel || digest == [sha256.Size]byte{}), !own && digest != [sha256.Size]byte{}:
		return *b.owed.At(place), DigestNone
	case !own && !noteValid(by.Reason, 1), own && !noteValid(by.Reason, 0):
		return *b.owed.At(place), NoteMissing
	}
	b.owed.Change(place).Digest = digest
	return b.end(number, Done, b.owed.At(place).Answer, by), ""
}

// end takes a duty out of the book.
func (b *Book) end(number uint64, s State, answer uint64, by review.Act) Duty {
	place := b.places[number]
	d := *b.owed.At(place)
	d.State, d.Answer, d.End = s, answer, by
	b.changed = append(b.changed, d)
	b.counts[d.Kind]--
	delete(b.places, number)
	switch d.Kind {
	case Recheck:
		delete(b.asked, question(&d.Question))
	case Travel:
		of := transfer{d.Cause, d.Party}
		if b.moved[of] = slices.DeleteFunc(b.moved[of], func(n uint64) bool { return n == number }); len(b.moved[of]) == 0 {
			delete(b.moved, of)
		}
	}
	last := b.owed.Pop()
	if place < b.owed.Len() {
		*b.owed.Change(place) = last
		b.places[last.Number] = place
	}
	return d
}

func (b *Book) put(d Duty) {
	b.places[d.Number] = b.owed.Append(d)
	b.counts[d.Kind]++
	switch d.Kind {
	case Recheck:
		b.asked[question(&d.Question)] = d.Number
		if d.State == Owed {
			b.queue.Push(moment{d.Due - Lead, d.Number})
		}
	case Travel:
		of := transfer{d.Cause, d.Party}
		b.moved[of] = append(b.moved[of], d.Number)
	}
}

// Drain calls f for each duty that changed since it was called last, and then g for each
// party that is kept longer, in order.
func (b *Book) Drain(f func(*Duty), g func(Keeping)) {
	for i := range b.changed {
		f(&b.changed[i])
	}
	for _, k := range b.grown {
		g(k)
	}
	clear(b.changed)
	b.changed, b.grown = b.changed[:0], b.grown[:0]
}

func cut(text string) string {
	for len(text) > NoteMax || !noteValid(text, 0) {
		text = text[:min(len(text)-1, NoteMax)]
	}
	return text
}

// Await notes that a decision brings duties which are noted at the first deed that it
// allows. Those before oldest hold for nothing any more.
func (b *Book) Await(decision, oldest uint64) {
	from, _ := slices.BinarySearch(b.pending, oldest)
	from = max(from, len(b.pending)+1-PendingMax)
	b.pending, b.frozen = append(b.pending[from:], decision), max(0, b.frozen-from)
}

// Awaits reports whether a decision's duties are yet to be noted.
func (b *Book) Awaits(decision uint64) bool {
	if len(b.pending) == 0 {
		return false
	}
	_, is := slices.BinarySearch(b.pending, decision)
	return is
}

// Noted ends that.
func (b *Book) Noted(decision uint64) {
	if at, is := slices.BinarySearch(b.pending, decision); is {
		if at < b.frozen {
			b.pending, b.frozen = slices.Clone(b.pending), 0
		}
		b.pending = slices.Delete(b.pending, at, at+1)
	}
}
