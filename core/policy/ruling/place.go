package ruling

import (
	"strings"

	"github.com/cedar-policy/cedar-go"

	"aidollar/core/ledger"
)

// Within reports whether what a party supplies at a time is supplied in one of some places,
// which are jurisdictions or groups of them, as "Group/EU". It is so by the facts that are
// in force alone: of whom there are none, it is in no place.
func (b *Book) Within(now int64, party ledger.ID, places []string) bool {
	b.advance(now)
	seat := b.seat(b.known(Participant(party)))
	for _, name := range places {
		kind, id, _ := strings.Cut(name, "/")
		if b.lies(seat, Entity{kind, id}.uid(), depthMax) {
			return true
		}
	}
	return false
}

// depthMax bounds how many groups are within each other.
const depthMax = 8

// lies reports whether an entity is another or is in it.
func (b *Book) lies(in, place cedar.EntityUID, depth int) bool {
	if in == place {
		return true
	}
	e, known := b.entities[in]
	if !known || depth == 0 {
		return false
	}
	for parent := range e.Parents.All() { // the answer is the same in any order
		if b.lies(parent, place, depth-1) {
			return true
		}
	}
	return false
}
