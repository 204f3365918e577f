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
	entries []entry
	at      map[uint32]int // by facet
	dirty   map[int]struct{}
}

func (s *usageSet) add(facet uint32, u *Used) {
	i, ok := s.at[facet]
	if !ok {
		i = len(s.entries)
		s.entries = append(s.entries, entry{facet: facet})
		s.at[facet] = i
	}
	s.entries[i].add(u)
	s.dirty[i/partSize] = struct{}{}
}

// usageRows are the rows of usage that the writer has in mind. What it has not
// is in the books.
type usageRows struct {
	sets    map[usagePlace]*usageSet
	changed []usagePlace
	facets  map[facet]uint32
	count   uint32 // facets in the books
	folded  int64  // hours before this are in the rows of days; zero: none came yet
	scratch []byte
}

const (
	// setsMax and facetsMax bound what the writer has in mind.
	setsMax   = 1 << 14
	facetsMax = 1 << 16
)

func newUsageRows(s state) usageRows {
	return usageRows{sets: map[usagePlace]*usageSet{}, facets: map[facet]uint32{}, count: uint32(s.facet), folded: s.folded}
}

// use counts an end of a call.
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
	f.model, f.region, f.upstream, f.service = clean(f.model), clean(f.region), clean(f.upstream), clean(f.service)
	if w.usage.folded == 0 {
		w.usage.folded = hour
	}
	sellers := f
	sellers.buyer, sellers.key, sellers.project = ledger.ID{}, ledger.ID{}, ledger.ID{}
	for _, v := range [...]struct {
		view  int64
		owner ledger.ID
		facet facet
	}{{viewBuyer, f.buyer, f}, {viewSeller, f.seller, sellers}} {
		number, err := w.facetOf(ctx, v.facet)
		if err != nil {
			return err
		}
		place := usagePlace{grainHour, v.view, hour, v.owner}
		if err := w.addUse(ctx, place, number, u); err != nil {
			return err
		}
		if hour < w.usage.folded {
			place.grain, place.bucket = grainDay, dayOf(hour)
			if err := w.addUse(ctx, place, number, u); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *writer) addUse(ctx context.Context, place usagePlace, facet uint32, u *Used) error {
	set, err := w.usageAt(ctx, place)
	if err != nil {
		return err
	}
	if len(set.dirty) == 0 {
		w.usage.changed = append(w.usage.changed, place)
	}
	set.add(facet, u)
	return nil
}

// usageAt gives the entries at a place.
func (w *writer) usageAt(ctx context.Context, place usagePlace) (*usageSet, error) {
	if set := w.usage.sets[place]; set != nil {
		return set, nil
	}
	set := &usageSet{at: map[uint32]int{}, dirty: map[int]struct{}{}}
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
	case err != nil:
		return 0, err
	case !ok:
		return 0, errUsage
	}
	if len(w.usage.facets) >= facetsMax {
		clear(w.usage.facets)
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
	for _, place := range u.changed {
		set := u.sets[place]
		if set == nil { // folded
			continue
		}
		if err := w.writeSet(ctx, place, set); err != nil {
			return fmt.Errorf("usage of %s: %w", place.owner, err)
		}
	}
	u.changed = u.changed[:0]
	if len(u.sets) > setsMax {
		clear(u.sets)
	}
	return nil
}

func (w *writer) writeSet(ctx context.Context, place usagePlace, set *usageSet) error {
	for part := range set.dirty {
		data := w.usage.scratch[:0]
		for i := part * partSize; i < min((part+1)*partSize, len(set.entries)); i++ {
			data = appendEntry(data, &set.entries[i])
		}
		w.usage.scratch = data
		if _, err := w.usageRow.int(place.grain).int(place.view).int(place.bucket).id(place.owner).int(int64(part)).blob(data).run(ctx); err != nil {
			return err
		}
	}
	clear(set.dirty)
	return nil
}

// fold adds the rows of an hour to those of its day.
func (w *writer) fold(ctx context.Context, hour int64) error {
	// What this transaction changed comes out of the books like the rest.
	for _, place := range w.usage.changed {
		if place.grain == grainHour && place.bucket == hour {
			if err := w.writeSet(ctx, place, w.usage.sets[place]); err != nil {
				return err
			}
		}
	}
	for _, view := range [...]int64{viewBuyer, viewSeller} {
		if err := w.foldView(ctx, hour, view); err != nil {
			return err
		}
	}
	for place := range w.usage.sets {
		if place.grain == grainHour && place.bucket <= hour || place.grain == grainDay && place.bucket < dayOf(hour) {
			if len(w.usage.sets[place].dirty) == 0 {
				delete(w.usage.sets, place)
			}
		}
	}
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
		set := usageSet{at: map[uint32]int{}}
		if err := set.load(data); err != nil {
			return err
		}
		for i := range set.entries {
			if err := w.addUse(ctx, usagePlace{grainDay, view, dayOf(hour), owner}, set.entries[i].facet, &set.entries[i].Used); err != nil {
				return err
			}
		}
	}
}
