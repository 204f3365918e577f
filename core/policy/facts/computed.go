package facts

import (
	"iter"

	"github.com/cedar-policy/cedar-go"
	"github.com/cedar-policy/cedar-go/types"
)

// The types and attributes by which a participant's line of owners is walked. Those of
// the second group are computed, and the schema must declare them.
const (
	participant  types.EntityType = "Participant"
	jurisdiction types.EntityType = "Jurisdiction"

	attributeHeadquarters = "headquarters"
	attributeParent       = "parent"
	attributeOwners       = "owners"
	attributeWho          = "who"
	attributePPM          = "ppm"
	attributeListed       = "listed"
	attributeRestricted   = "restricted"

	computedUltimate    = "ultimate"
	computedBlocked     = "blocked"
	computedAffiliate   = "affiliate"
	computedOwnedPlaces = "ownedPlaces"
	computedOwnedGroups = "ownedGroups"
)

// wholePPM is all of a participant.
const wholePPM = 1_000_000

// halfPPM is the share of which owners in sum make their mark on what they own: 50 %,
// as by OFAC's guidance of 13 August 2014.
const halfPPM = 500_000

// Computed are the attributes of a type of entities that are never written by hand.
func Computed(kind types.EntityType) []string {
	if kind == participant {
		return []string{computedUltimate, computedBlocked, computedAffiliate, computedOwnedPlaces, computedOwnedGroups}
	}
	return nil
}

// snapshot is what held at one time.
type snapshot struct {
	now          map[cedar.EntityUID]*Entry
	all          []*Entry // by entity
	participants []*Entry // by id
}

// seat is where a participant is run from: its headquarters, or else the first
// jurisdiction that it is in.
func seat(e *Entry) cedar.EntityUID {
	if uid, ok := entityIn(e.Attributes, attributeHeadquarters); ok {
		return uid
	}
	for _, p := range e.Parents {
		if p.Type == jurisdiction {
			return p
		}
	}
	return cedar.EntityUID{}
}

// last follows parents to the one that has none. It is not ok where they go in a circle
// or one has no facts at the time; e is then the place.
func (s *snapshot) last(e *Entry) (last *Entry, ok bool) {
	return s.lastWithin(e, len(s.participants))
}

// lastWithin is last in so many steps.
func (s *snapshot) lastWithin(e *Entry, steps int) (last *Entry, ok bool) {
	for range steps {
		uid, has := entityIn(e.Attributes, attributeParent)
		if !has {
			return e, true
		}
		parent := s.now[uid]
		if parent == nil {
			return e, false
		}
		e = parent
	}
	return e, false
}

// chains finds the participants whose last parent cannot be told.
func (s *snapshot) chains() (found []Fault) {
	for _, e := range s.participants {
		end, ok := s.last(e)
		if ok {
			continue
		}
		uid, _ := entityIn(end.Attributes, attributeParent)
		if s.now[uid] == nil {
			found = append(found, Fault{end, "parent_missing", "the parent of " + Name(end.UID) + " is " + Name(uid) + ", which has no facts at some time at which this holds; make their dates meet"})
			continue
		}
		found = append(found, Fault{e, "parent_cycle", "the parents of " + Name(e.UID) + " go in a circle; a last one is needed"})
	}
	return found
}

// marked are the participants that have an attribute, and those that are owned by such
// ones to half or more in sum, and so on until no more are found. Circles of owners mark
// nobody by themselves.
func (s *snapshot) marked(attribute types.String) map[cedar.EntityUID]bool {
	marked := map[cedar.EntityUID]bool{}
	for _, e := range s.participants {
		if is, _ := e.Attributes.Get(attribute); is == types.True {
			marked[e.UID] = true
		}
	}
	for more := len(marked) > 0; more; { // each turn marks one at least
		more = false
		for _, e := range s.participants {
			if !marked[e.UID] && ownedPPM(e, marked) >= halfPPM {
				marked[e.UID], more = true, true
			}
		}
	}
	return marked
}

// ownedPPM is how much of a participant those marked own, or all owners where there
// are no marks. One share counts for little more than the whole, so that no sum overflows.
func ownedPPM(e *Entry, marked map[cedar.EntityUID]bool) (sum types.Long) {
	for who, ppm := range holdings(e) {
		if marked == nil || marked[who] {
			sum += min(ppm, wholePPM+1)
		}
	}
	return sum
}

// holdings are the owners of a participant with their shares, in no order.
func holdings(e *Entry) iter.Seq2[cedar.EntityUID, types.Long] {
	return func(yield func(cedar.EntityUID, types.Long) bool) {
		owners, _ := e.Attributes.Get(attributeOwners)
		set, _ := owners.(types.Set)
		for holding := range set.All() {
			holding, _ := holding.(types.Record)
			who, _ := entityIn(holding, attributeWho)
			share, _ := holding.Get(attributePPM)
			ppm, _ := share.(types.Long)
			if !yield(who, ppm) {
				return
			}
		}
	}
}

// sharesLess reports whether a share is below zero.
func sharesLess(e *Entry) bool {
	for _, ppm := range holdings(e) {
		if ppm < 0 {
			return true
		}
	}
	return false
}

// entities are what held, with what is computed.
func (s *snapshot) entities() cedar.EntityMap {
	c := s.computed()
	entities := make(cedar.EntityMap, len(s.all))
	for _, e := range s.all {
		end := e
		if e.UID.Type == participant {
			end, _ = s.last(e)
		}
		entities[e.UID] = s.entity(e, end, &c)
	}
	return entities
}

func (s *snapshot) computed() computed {
	return computed{blocked: s.marked(attributeListed), affiliate: s.marked(attributeRestricted), owned: s.owned()}
}

// computed is what is worked out of all participants together.
type computed struct {
	blocked, affiliate map[cedar.EntityUID]bool
	owned              map[cedar.EntityUID][]cedar.EntityUID
}

// entity is an entry with what is computed, where end is its last parent.
func (s *snapshot) entity(e, end *Entry, c *computed) cedar.Entity {
	entity := cedar.Entity{UID: e.UID, Parents: cedar.NewEntityUIDSet(e.Parents...), Attributes: e.Attributes}
	if e.UID.Type == participant {
		values := e.Attributes.Map()
		if values == nil {
			values = cedar.RecordMap{}
		}
		values[computedUltimate] = seat(end)
		values[computedBlocked] = types.Boolean(c.blocked[e.UID])
		values[computedAffiliate] = types.Boolean(c.affiliate[e.UID])
		values[computedOwnedPlaces] = setOf(jurisdiction, c.owned[e.UID])
		values[computedOwnedGroups] = setOf(group, c.owned[e.UID])
		entity.Attributes = cedar.NewRecord(values)
	}
	return entity
}

func entityIn(r cedar.Record, name types.String) (uid cedar.EntityUID, ok bool) {
	v, _ := r.Get(name)
	uid, ok = v.(cedar.EntityUID)
	return uid, ok
}

// Seat is where a participant is run from: its headquarters, or else the first by name of
// the jurisdictions that it is in.
func Seat(e *cedar.Entity) (place cedar.EntityUID) {
	if uid, ok := entityIn(e.Attributes, attributeHeadquarters); ok {
		return uid
	}
	for p := range e.Parents.All() {
		if p.Type == jurisdiction && (place.ID == "" || p.ID < place.ID) {
			place = p
		}
	}
	return place
}
