package review

import (
	"crypto/sha256"

	"aidollar/core/internal/wire"
	"aidollar/core/ledger"
)

// Approved finds the approval that holds at a time for exactly one request, and when it
// ends, both Unix nanoseconds.
func (b *Book) Approved(request [32]byte, now int64) (item ledger.ID, until int64, ok bool) {
	number, ok := b.holding[key{Referral, request}]
	if !ok {
		return item, 0, false
	}
	i := b.at(number)
	if i.State != Approved || !i.Holds(now) {
		return item, 0, false
	}
	return i.ID, i.Until, true
}

// Referred finds the item of exactly one request that is open, or whose answer holds at a
// time.
func (b *Book) Referred(request [32]byte, now int64) (Item, bool) {
	number, ok := b.holding[key{Referral, request}]
	if !ok || !b.at(number).Holds(now) {
		return Item{}, false
	}
	return *b.at(number), true
}

// Arrived finds the item of money that came: open, or decided and remembered.
func (b *Book) Arrived(arrival ledger.ID) (Item, bool) {
	number, ok := b.holding[key{Arrival, ArrivalRequest(arrival)}]
	if !ok {
		return Item{}, false
	}
	return *b.at(number), true
}

// ArrivalRequest is the Request of an item of money that came: each transfer is decided by
// itself, and once.
func ArrivalRequest(arrival ledger.ID) [sha256.Size]byte {
	var a wire.Appender
	a.Text("arrival")
	a.ID(arrival)
	return sha256.Sum256(a.B)
}

// Screened reports whether there are screenings at all.
func (b *Book) Screened() bool { return len(b.screenings) > 0 }

// Standing is how a subject stands to the lists.
type Standing struct {
	State State     // Refused: it is a listed one; zero: no screening of it found anything
	Hit   bool      // the score said that it is; else it is near
	Item  ledger.ID // that says so
	Until int64     // of a clearing, Unix nanoseconds: from then on it is open; zero: it has no end
}

// weight puts standings into order, the worst last.
func (s *Standing) weight() int {
	switch {
	case s.State == Refused:
		return 4
	case s.State == Open && s.Hit:
		return 3
	case s.State == Open:
		return 2
	case s.State == Approved:
		return 1
	}
	return 0
}

// Standing tells the worst of what holds of a subject at a time, and of several clearings
// the one that ends first.
func (b *Book) Standing(subject string, now int64) (worst Standing) {
	for _, number := range b.screenings[subject] {
		i := b.at(number)
		s := Standing{State: i.State, Hit: i.Hit, Item: i.ID}
		switch {
		case !i.Holds(now):
			s.State = Open // a re-check whose time has come
		case i.State == Approved:
			s.Until = i.Until
		}
		ends := s.Until != 0 && (worst.Until == 0 || s.Until < worst.Until)
		if s.weight() > worst.weight() || (s.weight() == worst.weight() && ends) {
			worst = s
		}
	}
	return worst
}
