package books

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
)

// usagePlace names the rows of an owner in a span of time.
type usagePlace struct {
	grain, view int64
	bucket      int64 // the hour's or the day's number
	owner       ledger.ID
}

// usageSet are the entries at a place, in the order in which they came up.
type usageSet struct {
	place   usagePlace
	entries []entry
	at      map[uint32]int // by facet
	changed bool
	dirty   []bool // by part
}

func newUsageSet(place usagePlace) *usageSet { return &usageSet{place: place, at: map[uint32]int{}} }

// index finds the entry of a facet, or makes one.
func (s *usageSet) index(facet uint32) int {
	i, ok := s.at[facet]
	if !ok {
		i = len(s.entries)
		s.entries = append(s.entries, entry{facet: facet})
		s.at[facet] = i
	}
	return i
}

// usagePlan is where the usage of a facet goes: the facets of the views, and
// the entries of the hour that it was used in last.
type usagePlan struct {
	numbers    [len(hourViews)]uint32
	owners     [len(hourViews)]ledger.ID
	hour       int64
	generation uint64
	sets       [len(hourViews)]*usageSet
	at         [len(hourViews)]int
}

// usageRows are the rows of usage that the writer has in mind. What it has not
// is in the books.
type usageRows struct {
	sets       map[usagePlace]*usageSet
	generation uint64 // counts when sets were forgotten
	changed    []*usageSet
	plans      map[facet]*usagePlan
	facets     map[facet]uint32
	fresh      map[uint32]facet  // of this transaction
	keyed      map[uint32]uint32 // facets of viewKey by those of viewBuyer
	count      uint32            // facets in the books
	folded     int64             // hours before this are in the rows of days; zero: none came yet
	scratch    []byte
}

const (
	// setsMax and facetsMax bound what the writer has in mind.
	setsMax   = 1 << 14
	facetsMax = 1 << 16
)

func newUsageRows(s state) usageRows {
	u := usageRows{sets: map[usagePlace]*usageSet{}, count: uint32(s.facet), folded: s.folded}
	u.forget()
	return u
}

func (u *usageRows) forget() {
	u.plans, u.facets, u.keyed = map[facet]*usagePlan{}, map[facet]uint32{}, map[uint32]uint32{}
}

// bound forgets, between transactions, what is too much.
func (u *usageRows) bound() {
	u.fresh = map[uint32]facet{}
	if len(u.facets) > facetsMax {
		u.forget()
	}
	if len(u.sets) > setsMax {
		clear(u.sets)
		u.generation++
	}
}

// useCall counts an end of a call.
func (w *writer) useCall(ctx context.Context, r *record, c *clearing.CallClosing) error {
	buyer, err := w.buyerOf(ctx, c.Call.Key)
	if err != nil {
		return err
	}
	model, err := w.modelAt(ctx, modelPlace{c.Call.Card, c.Call.Model})
	if err != nil {
		return err
	}
	f := facet{
		buyer: buyer, seller: model.seller, key: c.Call.Key, project: c.Call.Project, asset: c.Call.Terms.Asset,
		model: model.name, region: c.Region, upstream: c.Upstream, service: c.Call.Service,
	}
	if f.region == "" {
		f.region = c.Call.Region
	}
	u := Used{Charge: c.Answer.Charge, Waived: c.Answer.Waived, Cost: c.Cost}
	if c.State == clearing.CallCaptured {
		u.Calls, u.Quantities = 1, c.Usage.Quantities
	} else {
		u.Failed = 1
	}
	return w.use(ctx, hourOf(r.at), f, &u)
}

// use adds to the rows of a buyer and of a seller.
func (w *writer) use(ctx context.Context, hour int64, f facet, u *Used) error {
	plan := w.usage.plans[f]
	if plan == nil {
		var err error
		if plan, err = w.plan(ctx, f); err != nil {
			return err
		}
		w.usage.plans[f] = plan
	}
	if w.usage.folded == 0 {
		w.usage.folded = hour
	}
	if hour < w.usage.folded {
		return w.useLate(ctx, plan, hour, u)
	}
	if plan.sets[0] == nil || plan.hour != hour || plan.generation != w.usage.generation {
		for i, view := range hourViews {
			set, err := w.usageAt(ctx, usagePlace{grainHour, view, hour, plan.owners[i]})
			if err != nil {
				return err
			}
			plan.sets[i], plan.at[i] = set, set.index(plan.numbers[i])
		}
		plan.hour, plan.generation = hour, w.usage.generation
	}
	for i := range hourViews {
		w.addUse(plan.sets[i], plan.at[i], u)
	}
	return nil
}

func (w *writer) plan(ctx context.Context, f facet) (*usagePlan, error) {
	f.model, f.region, f.upstream, f.service = clean(f.model), clean(f.region), clean(f.upstream), clean(f.service)
	p := &usagePlan{}
	for i, view := range hourViews {
		seen, owner := f.in(view)
		number, err := w.facetOf(ctx, seen)
		if err != nil {
			return nil, err
		}
		p.numbers[i], p.owners[i] = number, owner
	}
	return p, nil
}

// useLate adds to an hour that is in the rows of its day, and to those.
func (w *writer) useLate(ctx context.Context, plan *usagePlan, hour int64, u *Used) error {
	for i, view := range hourViews {
		set, err := w.usageAt(ctx, usagePlace{grainHour, view, hour, plan.owners[i]})
		if err != nil {
			return err
		}
		w.addUse(set, set.index(plan.numbers[i]), u)
		if err := w.addDay(ctx, view, hour, plan.owners[i], plan.numbers[i], u); err != nil {
			return err
		}
	}
	return nil
}

// addDay adds to the rows of a day, those of keys along with the buyers'.
func (w *writer) addDay(ctx context.Context, view, hour int64, owner ledger.ID, facet uint32, u *Used) error {
	set, err := w.usageAt(ctx, usagePlace{grainDay, view, dayOf(hour), owner})
	if err != nil {
		return err
	}
	w.addUse(set, set.index(facet), u)
	if view != viewBuyer {
		return nil
	}
	number, err := w.keyedOf(ctx, facet)
	if err != nil {
		return err
	}
	if set, err = w.usageAt(ctx, usagePlace{grainDay, viewKey, dayOf(hour), owner}); err != nil {
		return err
	}
	w.addUse(set, set.index(number), u)
	return nil
}

// keyedOf is the facet of viewKey that a facet of viewBuyer belongs to.
func (w *writer) keyedOf(ctx context.Context, number uint32) (uint32, error) {
	if keyed, ok := w.usage.keyed[number]; ok {
		return keyed, nil
	}
	f, ok := w.usage.fresh[number]
	if !ok {
		var err error
		if f, err = w.known.facet(ctx, w.books, number); err != nil {
			return 0, err
		}
	}
	seen, _ := f.in(viewKey)
	keyed, err := w.facetOf(ctx, seen)
	if err == nil {
		w.usage.keyed[number] = keyed
	}
	return keyed, err
}

func (w *writer) addUse(set *usageSet, i int, u *Used) {
	set.entries[i].add(u)
	if !set.changed {
		set.changed = true
		w.usage.changed = append(w.usage.changed, set)
	}
	part := i / partSize
	for part >= len(set.dirty) {
		set.dirty = append(set.dirty, false)
	}
	set.dirty[part] = true
}

// usageAt gives the entries at a place.
func (w *writer) usageAt(ctx context.Context, place usagePlace) (*usageSet, error) {
	if set := w.usage.sets[place]; set != nil {
		return set, nil
	}
	set := newUsageSet(place)
	for part := int64(0); ; part++ {
		var row [1]driver.Value
		err := w.used.int(place.grain).int(place.view).int(place.bucket).id(place.owner).int(part).row(ctx, row[:])
		if errors.Is(err, io.EOF) {
			break
		}
		data, ok := row[0].([]byte)
		if err == nil && !ok {
			err = errUsage
		}
		if err != nil {
			return nil, err
		}
		if err := set.load(data); err != nil {
			return nil, err
		}
	}
	w.usage.sets[place] = set
	return set, nil
}

func (s *usageSet) load(data []byte) error {
	for len(data) > 0 {
		facet, body, rest, err := cutEntry(data)
		if err != nil {
			return err
		}
		e := entry{facet: facet}
		if err := e.decode(body); err != nil {
			return err
		}
		s.at[facet] = len(s.entries)
		s.entries = append(s.entries, e)
		data = rest
	}
	return nil
}

// facetOf gives the number of a facet, a new one if need be.
func (w *writer) facetOf(ctx context.Context, f facet) (uint32, error) {
	if number, ok := w.usage.facets[f]; ok {
		return number, nil
	}
	var row [1]driver.Value
	err := facetArgs(w.facet, &f).row(ctx, row[:])
	number, ok := row[0].(int64)
	switch {
	case errors.Is(err, io.EOF):
		w.usage.count++
		number = int64(w.usage.count)
		if _, err := facetArgs(w.newFacet.int(number), &f).run(ctx); err != nil {
			return 0, err
		}
		w.usage.fresh[uint32(number)] = f
	case err != nil:
		return 0, err
	case !ok:
		return 0, errUsage
	}
	w.usage.facets[f] = uint32(number)
	return uint32(number), nil
}

func facetArgs(s *statement, f *facet) *statement {
	return s.id(f.buyer).id(f.seller).id(f.key).id(f.project).uint(uint64(f.asset)).text(f.model).text(f.region).text(f.upstream).text(f.service)
}

// writeUsage folds the hours that are over into their days, and writes what
// changed.
func (w *writer) writeUsage(ctx context.Context) error {
	u := &w.usage
	now := hourOf(w.state.time)
	for ; u.folded != 0 && u.folded < now; u.folded++ {
		if err := w.fold(ctx, u.folded); err != nil {
			return fmt.Errorf("usage of hour %d: %w", u.folded, err)
		}
	}
	for _, set := range u.changed {
		if err := w.writeSet(ctx, set); err != nil {
			return fmt.Errorf("usage of %s: %w", set.place.owner, err)
		}
	}
	u.changed = u.changed[:0]
	return nil
}

func (w *writer) writeSet(ctx context.Context, set *usageSet) error {
	p := set.place
	for part, dirty := range set.dirty {
		if !dirty {
			continue
		}
		data := w.usage.scratch[:0]
		for i := part * partSize; i < min((part+1)*partSize, len(set.entries)); i++ {
			data = appendEntry(data, &set.entries[i])
		}
		w.usage.scratch = data
		if _, err := w.usageRow.int(p.grain).int(p.view).int(p.bucket).id(p.owner).int(int64(part)).blob(data).run(ctx); err != nil {
			return err
		}
		set.dirty[part] = false
	}
	set.changed = false
	return nil
}

// fold adds the rows of an hour to those of its day.
func (w *writer) fold(ctx context.Context, hour int64) error {
	// What this transaction changed comes out of the books like the rest.
	for _, set := range w.usage.changed {
		if set.place.grain == grainHour && set.place.bucket == hour {
			if err := w.writeSet(ctx, set); err != nil {
				return err
			}
		}
	}
	for _, view := range hourViews {
		if err := w.foldView(ctx, hour, view); err != nil {
			return err
		}
	}
	for place, set := range w.usage.sets {
		if !set.changed && (place.grain == grainHour && place.bucket <= hour || place.grain == grainDay && place.bucket < dayOf(hour)) {
			delete(w.usage.sets, place)
		}
	}
	w.usage.generation++
	return nil
}

func (w *writer) foldView(ctx context.Context, hour, view int64) error {
	owner, part := ledger.ID{}, int64(-1)
	for {
		var row [3]driver.Value
		err := w.nextUsed.int(view).int(hour).id(owner).int(part).row(ctx, row[:])
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		id, ok1 := row[0].([]byte)
		number, ok2 := row[1].(int64)
		data, ok3 := row[2].([]byte)
		if !ok1 || !ok2 || !ok3 {
			return errUsage
		}
		owner, part = idOf(id), number
		set := newUsageSet(usagePlace{})
		if err := set.load(data); err != nil {
			return err
		}
		for i := range set.entries {
			if err := w.addDay(ctx, view, hour, owner, set.entries[i].facet, &set.entries[i].Used); err != nil {
				return err
			}
		}
	}
}
