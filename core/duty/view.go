package duty

// Duty finds one that is open.
func (b *Book) Duty(number uint64) (Duty, bool) {
	place, owed := b.places[number]
	if !owed {
		return Duty{}, false
	}
	return *b.owed.At(place), true
}

// Open calls f for each duty that is open, in no order, until it returns false. f must not
// keep the pointer.
func (b *Book) Open(f func(*Duty) bool) {
	for i := range b.owed.Len() {
		if !f(b.owed.At(i)) {
			return
		}
	}
}

// Count is how many of a kind are open.
func (b *Book) Count(k Kind) int { return b.counts[k] }

// Last is the number of the newest duty.
func (b *Book) Last() uint64 { return b.last }

// Keepings calls f for each party that is kept until a day, behind the first so many,
// until it returns false.
func (b *Book) Keepings(f func(Keeping) bool) {
	for i := range b.keeps.Len() {
		if !f(*b.keeps.At(i)) {
			return
		}
	}
}
