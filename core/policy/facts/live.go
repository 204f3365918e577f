package facts

import (
	"slices"

	"github.com/cedar-policy/cedar-go"
	"github.com/cedar-policy/cedar-go/types"
)

// Live are facts that change, as they are at one time, with what is computed of them.
// What a change reaches is worked out anew and nothing else, so that it costs little
// however many facts there are. A registry is the same without change; TestLive holds one
// against the other.
type Live struct {
	own      *Registry                    // what counts of an entity of which nothing else is said
	versions map[cedar.EntityUID][]*Entry // that count, by date
	below    map[cedar.EntityUID][]cedar.EntityUID
	turns    turns
	people   int                // participants of which there are facts at some time
	places   []types.EntityType // on which it hangs whose persons own what
	odd      bool               // somebody is run from what is none of them

	at       int64 // Unix seconds
	s        *snapshot
	c        computed
	entities cedar.EntityMap
	dirty    []cedar.EntityUID // changed since entities were put together
	lent     []cedar.EntityUID // see Put
	whole    bool              // all is to be put together anew
}

// Change gives an entity other facts, in all their versions; none: what the registry says.
type Change struct {
	UID      cedar.EntityUID
	Versions []*Entry
}

// Changes are what entries say, and that of some entities nothing is said any more, by
// entity.
func Changes(entries []*Entry, gone []cedar.EntityUID) (all []Change) {
	sorted := slices.Clone(entries)
	Sort(sorted)
	for _, e := range sorted {
		if n := len(all); n == 0 || all[n-1].UID != e.UID {
			all = append(all, Change{UID: e.UID})
		}
		last := &all[len(all)-1]
		last.Versions = append(last.Versions, e)
	}
	for _, uid := range gone {
		if !slices.ContainsFunc(all, func(c Change) bool { return c.UID == uid }) {
			all = append(all, Change{UID: uid})
		}
	}
	slices.SortFunc(all, func(a, b Change) int { return compareUID(a.UID, b.UID) })
	return all
}

// NewLive puts entries over a registry's facts. They were held against it before.
func NewLive(own *Registry, entries []*Entry) *Live {
	l := &Live{own: own, versions: map[cedar.EntityUID][]*Entry{}, below: map[cedar.EntityUID][]cedar.EntityUID{}, turns: newTurns(), places: own.schema.above(jurisdiction), whole: true}
	for _, c := range Changes(own.over(entries), nil) {
		l.keep(c)
	}
	return l
}

// keep notes what is said of an entity.
func (l *Live) keep(c Change) {
	was := l.versions[c.UID]
	if c.Versions == nil {
		c.Versions = l.own.of(c.UID)
	}
	for _, e := range c.Versions { // first, so that a list that keeps its member is not moved
		l.turns.add(e)
	}
	for _, e := range was {
		l.turns.drop(e)
		for _, above := range links(e) {
			l.below[above] = slices.DeleteFunc(l.below[above], func(uid cedar.EntityUID) bool { return uid == c.UID })
		}
	}
	for _, e := range c.Versions {
		for _, above := range links(e) {
			if !slices.Contains(l.below[above], c.UID) {
				l.below[above] = append(l.below[above], c.UID)
			}
		}
	}
	if c.UID.Type == participant {
		l.odd = l.odd || slices.ContainsFunc(c.Versions, func(e *Entry) bool { return !slices.Contains(l.places, seat(e).Type) })
		l.people += min(len(c.Versions), 1) - min(len(was), 1)
	}
	if l.versions[c.UID] = c.Versions; len(c.Versions) == 0 {
		delete(l.versions, c.UID)
	}
}

// links are those on whom it depends what is computed of a participant.
func links(e *Entry) (above []cedar.EntityUID) {
	if e.UID.Type != participant {
		return nil
	}
	if parent, has := entityIn(e.Attributes, attributeParent); has {
		above = append(above, parent)
	}
	for who := range holdings(e) {
		above = append(above, who)
	}
	return above
}

// Set carries out changes that Fits found nothing wrong with.
func (l *Live) Set(changes []Change) {
	for _, c := range changes {
		l.keep(c)
		l.touch(c.UID)
	}
}

// touch has an entity be looked at before the next answer. On places hangs whose persons
// own what, everywhere.
func (l *Live) touch(uid cedar.EntityUID) {
	l.dirty = append(l.dirty, uid)
	l.whole = l.whole || slices.Contains(l.places, uid.Type)
}

// Next is the first time behind another, in Unix seconds, at which facts begin or end.
func (l *Live) Next(after int64) (int64, bool) { return l.turns.next(after) }

// At gives the entities as they are at a time in Unix seconds. They are good until At is
// called again.
func (l *Live) At(at int64) cedar.EntityMap {
	if l.whole = l.whole || l.odd || at < l.at; !l.whole {
		l.turns.between(l.at, at, l.touch)
	}
	if l.at = at; l.whole || !l.reach() {
		l.rebuild()
	}
	for _, uid := range l.lent {
		l.show(uid)
	}
	l.dirty, l.lent, l.whole = l.dirty[:0], l.lent[:0], false
	return l.entities
}

// Put shows an entity otherwise until At is called again.
func (l *Live) Put(e cedar.Entity) {
	l.entities[e.UID] = e
	l.lent = append(l.lent, e.UID)
}

// rebuild puts all together anew.
func (l *Live) rebuild() {
	entries := make([]*Entry, 0, len(l.versions))
	for _, uid := range l.turns.all() {
		entries = append(entries, l.versions[uid]...)
	}
	l.s = (&Registry{entries: entries}).at(l.at)
	l.c = l.s.computed()
	l.entities = make(cedar.EntityMap, len(l.s.all))
	for _, e := range l.s.all {
		l.show(e.UID)
	}
	l.s.all, l.s.participants = nil, nil // from now on kept by entity alone
}

// show puts an entity together of what is known of it now.
func (l *Live) show(uid cedar.EntityUID) {
	e := l.s.now[uid]
	if e == nil {
		delete(l.entities, uid)
		return
	}
	end := e
	if uid.Type == participant {
		end, _ = l.s.lastWithin(e, l.people)
	}
	l.entities[uid] = l.s.entity(e, end, &l.c)
}

// reach works out anew what changes may have reached. It does not where that is much.
func (l *Live) reach() bool {
	const much = 4 // of so many one
	area := reached{list: slices.Clone(l.dirty), in: make(map[cedar.EntityUID]bool, len(l.dirty))}
	area.close(l.below)
	if len(area.list) > l.people/much+1 {
		return false
	}
	for _, uid := range area.list {
		e := holding(l.versions[uid], l.at)
		if l.s.now[uid] = e; e == nil {
			delete(l.s.now, uid)
		}
		delete(l.c.blocked, uid)
		delete(l.c.affiliate, uid)
		delete(l.c.owned, uid)
	}
	l.markWithin(attributeListed, l.c.blocked, &area)
	l.markWithin(attributeRestricted, l.c.affiliate, &area)
	l.ownWithin(&area)
	for _, uid := range area.list {
		l.show(uid)
	}
	return true
}

// holding is the version that holds at a time; nil for none.
func holding(versions []*Entry, at int64) *Entry {
	for _, e := range versions {
		if e.holds(at) {
			return e
		}
	}
	return nil
}

// reached are entities that changed, and all on which these may tell.
type reached struct {
	list []cedar.EntityUID
	in   map[cedar.EntityUID]bool
}

func (r *reached) close(below map[cedar.EntityUID][]cedar.EntityUID) {
	from := r.list
	r.list = nil
	add := func(uid cedar.EntityUID) {
		if !r.in[uid] {
			r.in[uid] = true
			r.list = append(r.list, uid)
		}
	}
	for _, uid := range from {
		add(uid)
	}
	for i := 0; i < len(r.list); i++ { // it grows
		for _, uid := range below[r.list[i]] {
			add(uid)
		}
	}
}

// markWithin is marked within an area. What lies outside of it depends on nothing inside.
func (l *Live) markWithin(attribute types.String, marked map[cedar.EntityUID]bool, area *reached) {
	next := slices.Clone(area.list)
	for i := 0; i < len(next); i++ { // it grows
		e := l.s.now[next[i]]
		if e == nil || e.UID.Type != participant || marked[e.UID] {
			continue
		}
		is, _ := e.Attributes.Get(attribute)
		if is == types.True || ownedPPM(e, marked) >= halfPPM {
			marked[e.UID] = true
			next = append(next, l.below[e.UID]...)
		}
	}
}

// ownWithin is owned within an area.
func (l *Live) ownWithin(area *reached) {
	o := l.s.newOwnership(l.c.owned)
	var outside []cedar.EntityUID
	for _, uid := range area.list {
		if e := l.s.now[uid]; e != nil && e.UID.Type == participant {
			o.take(e)
			for _, above := range links(e) {
				if !area.in[above] {
					outside = append(outside, above)
				}
			}
		}
	}
	slices.SortFunc(outside, compareUID)
	for _, uid := range slices.Compact(outside) {
		if e := l.s.now[uid]; e != nil && e.UID.Type == participant {
			for _, place := range append(l.s.above(seat(e)), l.c.owned[uid]...) {
				o.person(held{uid, place})
			}
		}
	}
	for _, uid := range area.list {
		if e := l.s.now[uid]; e != nil && e.UID.Type == participant {
			o.seed(e)
		}
	}
	o.spread()
	for _, uid := range area.list {
		slices.SortFunc(l.c.owned[uid], compareUID)
	}
}
