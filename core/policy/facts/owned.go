package facts

import (
	"slices"

	"github.com/cedar-policy/cedar-go"
	"github.com/cedar-policy/cedar-go/types"
)

const group types.EntityType = "Group"

// ownership finds, for each participant, the places and groups whose persons own half or
// more of it in sum. A person is of the places that it is run from and that these are in,
// and of those whose persons own it; a parent counts as the owner of half. So 30 % from
// China and 25 % from Macau are a group's half and no single place's.
//
// Each pair of a participant and a place is found once and then handed on to what the
// participant owns: the work is that of the shares times the places of their owners,
// however long the chains are.
type ownership struct {
	s     *snapshot
	owns  map[cedar.EntityUID][]stake
	sums  map[held]types.Long
	of    map[held]bool // whose persons: by seat or by owners
	found map[cedar.EntityUID][]cedar.EntityUID
	next  []held
}

// held is a participant and a place.
type held struct{ who, place cedar.EntityUID }

// stake is a share in a participant.
type stake struct {
	in  cedar.EntityUID
	ppm types.Long
}

// owned are the places whose persons own half or more, by participant, in order.
func (s *snapshot) owned() map[cedar.EntityUID][]cedar.EntityUID {
	o := s.newOwnership(map[cedar.EntityUID][]cedar.EntityUID{})
	for _, e := range s.participants {
		o.take(e)
	}
	for _, e := range s.participants {
		o.seed(e)
	}
	o.spread()
	for _, e := range s.participants {
		slices.SortFunc(o.found[e.UID], compareUID)
	}
	return o.found
}

func (s *snapshot) newOwnership(found map[cedar.EntityUID][]cedar.EntityUID) *ownership {
	return &ownership{s: s, owns: map[cedar.EntityUID][]stake{}, sums: map[held]types.Long{}, of: map[held]bool{}, found: found}
}

// seed notes of which places a participant is that owns something.
func (o *ownership) seed(e *Entry) {
	if len(o.owns[e.UID]) == 0 {
		return
	}
	for _, place := range o.s.above(seat(e)) {
		o.person(held{e.UID, place})
	}
}

// spread hands on what was noted to what is owned.
func (o *ownership) spread() {
	for i := 0; i < len(o.next); i++ { // it grows
		from := o.next[i]
		for _, share := range o.owns[from.who] {
			to := held{share.in, from.place}
			before := o.sums[to]
			o.sums[to] = before + share.ppm
			if before < halfPPM && o.sums[to] >= halfPPM {
				o.found[to.who] = append(o.found[to.who], to.place)
				o.person(to)
			}
		}
	}
}

// take notes who owns a participant.
func (o *ownership) take(e *Entry) {
	for who, ppm := range holdings(e) {
		o.owns[who] = append(o.owns[who], stake{e.UID, min(ppm, wholePPM)})
	}
	if parent, has := entityIn(e.Attributes, attributeParent); has {
		o.owns[parent] = append(o.owns[parent], stake{e.UID, halfPPM})
	}
}

// person notes that somebody is of a place.
func (o *ownership) person(h held) {
	if !o.of[h] {
		o.of[h] = true
		o.next = append(o.next, h)
	}
}

// above are a place and all that it is in.
func (s *snapshot) above(place cedar.EntityUID) []cedar.EntityUID {
	line := []cedar.EntityUID{place}
	for i := 0; i < len(line); i++ { // it grows
		e := s.now[line[i]]
		if e == nil {
			continue
		}
		for _, p := range e.Parents {
			if !slices.Contains(line, p) {
				line = append(line, p)
			}
		}
	}
	return line
}

// setOf are the entities of a type among some, as a value.
func setOf(kind types.EntityType, all []cedar.EntityUID) types.Set {
	var values []types.Value
	for _, uid := range all {
		if uid.Type == kind {
			values = append(values, uid)
		}
	}
	return types.NewSet(values...)
}
