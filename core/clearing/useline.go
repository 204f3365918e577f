package clearing

import (
	"aidollar/core/ledger"
	"aidollar/core/meter"
	"aidollar/core/money"
	"aidollar/core/payment"
	"aidollar/core/tariff"
)

const (
	nanosPerMinute = 60 * nanosPerSecond
	nanosPerHour   = 60 * nanosPerMinute
)

// useRun is the work on one command.
type useRun struct {
	m       *Machine
	now     int64
	sealed  int64
	sealing bool

	groups []useParties
	lines  []useLine
	byLine map[lineKey]int
	byTime map[minuteOf]int // lines of the minutes in which nothing changes but the clock
	last   minuteOf
	lastAt int // line of the last minute; -1 for none
	sink   uint64
}

func newUseRun(m *Machine, now int64) *useRun {
	u := &useRun{m: m, now: now, byLine: map[lineKey]int{}, byTime: map[minuteOf]int{}, lastAt: -1}
	u.sealed, u.sealing = m.ledger.Sealed()
	return u
}

type minuteOf struct {
	group  uint16
	minute int64
}

// lineKey is what the events of a line have in common.
type lineKey struct {
	group   uint16
	variant uint16
	card    uint32
	place   uint32
	hour    int64
	period  int64
}

// useLine gathers what one line's events add.
type useLine struct {
	lineKey
	group    *useParties
	model    *tariff.Model
	zone     *tariff.Zone
	contract uint32
	terms    payment.Terms
	at       int64 // of the first event
	whole    bool  // priced as one sum; else event by event
	quantity uint64
	parts    []usePart
	indexes  []int32
	ids      []ledger.ID
}

type usePart struct {
	at       int64
	quantity uint64
}

func (l *useLine) add(u *useRun, e *useEvent, index int, quantity uint64) {
	l.quantity += quantity
	if !l.whole {
		l.parts = append(l.parts, usePart{e.at, quantity})
	}
	if index >= 0 {
		l.indexes = append(l.indexes, int32(index))
		l.ids = append(l.ids, e.id)
	}
}

func floor(at, span int64) int64 {
	rest := at % span
	if rest < 0 {
		rest += span
	}
	return at - rest
}

// line finds the line of an event, or begins it.
func (u *useRun) line(e *useEvent) (int, UseOutcome) {
	minute := minuteOf{e.group, floor(e.at, nanosPerMinute)}
	if minute == u.last && u.lastAt >= 0 {
		return u.lastAt, UseAccepted
	}
	if n, ok := u.byTime[minute]; ok {
		u.last, u.lastAt = minute, n
		return n, UseAccepted
	}
	g := &u.groups[e.group]
	n, outcome := u.lineAt(g, e)
	if outcome == UseAccepted && u.m.registry.steady(g.seller, g.buyer, minute.minute) {
		u.byTime[minute] = n
		u.last, u.lastAt = minute, n
	}
	return n, outcome
}

// steady reports whether no card of the pair begins or ends within a minute, and
// no clock is changed in it: then all of its events have the same price.
func (r *registry) steady(seller, buyer ledger.ID, minute int64) bool {
	within := func(at int64) bool { return at > minute && at < minute+nanosPerMinute }
	for _, of := range [...]pair{{seller, buyer}, {seller, ledger.ID{}}} {
		for _, i := range r.cardsByPair[of] {
			c := r.cards.At(i).Card
			if within(c.ValidFrom) || within(c.ValidUntil) || c.Zone.SecondsAt(minute)%60 != 0 {
				return false
			}
			for _, o := range c.Zone.Offsets {
				if within(o.From) {
					return false
				}
			}
		}
	}
	return true
}

// lineAt finds or begins the line that the price of an event's time puts it in.
func (u *useRun) lineAt(g *useParties, e *useEvent) (int, UseOutcome) {
	number, place, refusal := u.m.price(g.seller, g.buyer, g.definition.Product, e.at)
	switch refusal {
	case "":
	case refusalCardNone:
		return 0, UseCardNone
	default:
		return 0, UseModelUnknown
	}
	card := u.m.registry.cards.At(number).Card
	model := &card.Models[place]
	if !model.Meters().Has(g.definition.Meter) {
		return 0, UseUnpriced
	}
	at := tariff.Circumstance{At: e.at, Region: g.region, Zone: &card.Zone}
	one := meter.Quantities{}
	one[g.definition.Meter] = 1
	key := lineKey{
		group: e.group, card: uint32(number), place: uint32(place), hour: floor(e.at, nanosPerHour),
		period: model.Period.Number(e.at, &card.Zone),
	}
	matched := model.Match(&at, &one)
	for i := range model.Variants {
		if &model.Variants[i] == matched {
			key.variant = uint16(i)
		}
	}
	if n, ok := u.byLine[key]; ok {
		return n, UseAccepted
	}
	line := useLine{lineKey: key, group: g, model: model, zone: &card.Zone, at: e.at, whole: additive(model)}
	if outcome := u.open(&line, card.Asset, &at); outcome != UseAccepted {
		return 0, outcome
	}
	u.lines = append(u.lines, line)
	u.byLine[key] = len(u.lines) - 1
	return len(u.lines) - 1, UseAccepted
}

// additive reports whether a model's events cost the same one by one and as one
// sum: where nothing counts from zero with each.
func additive(m *tariff.Model) bool {
	for i := range m.Variants {
		v := &m.Variants[i]
		if v.When.InputOver != 0 || !v.Minimum.IsZero() {
			return false
		}
		for j := range v.Scales {
			if v.Scales[j].Basis == tariff.PerCall {
				return false
			}
		}
	}
	return true
}

// open finds the accounts that a line is paid between, and makes sure that the
// most it can come to has a price.
func (u *useRun) open(line *useLine, assetCode string, at *tariff.Circumstance) UseOutcome {
	g := line.group
	asset, ok := u.m.AssetNumber(assetCode)
	if !ok {
		return UseAccountNone
	}
	if line.terms, ok = u.m.terms(g.buyer, g.seller, asset); !ok {
		return UseAccountNone
	}
	if line.contract, ok = u.m.desk.Contract(line.terms); !ok {
		return UseFull
	}
	var most meter.Quantities
	most[g.definition.Meter] = useQuantityMax
	switch _, _, refusal := u.m.desk.Quote(line.contract, line.model, at, &most); refusal {
	case "":
		return UseAccepted
	case payment.PeriodPast:
		return UsePeriodPast
	case payment.CountersFull:
		return UseFull
	}
	return UseOverflow
}

// terms are the accounts that a buyer pays a seller by in an asset; ok is false
// when one of them has none.
func (m *Machine) terms(buyer, seller ledger.ID, asset ledger.AssetID) (t payment.Terms, ok bool) {
	b, _ := m.Party(buyer)
	s, _ := m.Party(seller)
	t = payment.Terms{Buyer: b.account(AccountBuyer, asset), Sale: s.account(AccountSale, asset), Rule: s.rule(asset), Asset: asset}
	_, ok = m.ledger.Account(t.Buyer)
	_, ok2 := m.ledger.Account(t.Sale)
	return t, ok && ok2
}

// settle prices the lines and charges each contract once. Outcomes are those of
// the events, by their index.
func (u *useRun) settle(outcomes []UseOutcome) {
	done := make([]bool, len(u.lines))
	for first := range u.lines {
		if done[first] {
			continue
		}
		l := &u.lines[first]
		record := &UseRecord{Buyer: l.group.buyer, Seller: l.group.seller, Asset: l.terms.Asset}
		var due, credit money.Amount
		for i := first; i < len(u.lines); i++ {
			if u.lines[i].contract != l.contract {
				continue
			}
			done[i] = true
			line, ok := u.lines[i].price(u.m.desk)
			if ok {
				ok = addBoth(&due, &credit, &line)
			}
			if !ok {
				u.lines[i].refuse(u.m, outcomes)
				continue
			}
			record.Lines = append(record.Lines, line)
		}
		if !u.m.bill(u.now, l.contract, l.terms, record, due, credit) {
			panic("clearing: broken invariant: a contract's sums do not fit 128 bits")
		}
	}
}

// addBoth adds a line's sums; both or, when one does not fit, neither.
func addBoth(due, credit *money.Amount, l *UseLine) bool {
	a, ok := due.Add(l.Due)
	b, ok2 := credit.Add(l.Credit)
	if ok && ok2 {
		*due, *credit = a, b
	}
	return ok && ok2
}

// price prices a line and counts it in its period.
func (l *useLine) price(desk *payment.Desk) (out UseLine, ok bool) {
	out = UseLine{
		Definition: l.group.useGroup.definition, Product: l.model.Name, Meter: l.group.definition.Meter, Key: l.group.key,
		Region: l.group.region, Card: l.card, Model: l.place, Hour: l.hour, Quantity: l.quantity, Events: l.ids,
	}
	if l.whole {
		l.parts = []usePart{{l.at, l.quantity}}
	}
	for _, part := range l.parts {
		var q meter.Quantities
		q[out.Meter] = part.quantity
		at := tariff.Circumstance{At: part.at, Region: l.group.region, Zone: l.zone}
		due, credit, refusal := desk.Use(l.contract, l.model, &at, &q)
		if refusal != "" || !addBoth(&out.Due, &out.Credit, &UseLine{Due: due, Credit: credit}) {
			return out, false
		}
	}
	return out, true
}

// refuse takes a line's events back. It comes to that only where scales ask so
// much for few units that the sum of a line does not fit 128 bits, although the
// price of its largest quantity does. A window that they opened stays open.
func (l *useLine) refuse(m *Machine, outcomes []UseOutcome) {
	for n, i := range l.indexes {
		outcomes[i] = UseOverflow
		m.events.forget(l.ids[n])
	}
}
