package clearing

import (
	"fmt"

	"aidollar/core/internal/wire"
	"aidollar/core/ledger"
	"aidollar/core/meter"
	"aidollar/core/money"
	"aidollar/core/payment"
)

// Bounds of one event's and of one line's quantity, so that no sum overflows.
const (
	UseValueMax    = 1 << 48
	useQuantityMax = 1 << 50
)

// use carries out the command Use. What the events add is first sorted into
// lines of one meter, key, region, price and hour; then each contract's lines
// are priced, and what they cost is posted at once.
func (m *Machine) use(now int64, r *wire.Reader) (Answer, error) {
	run := newUseRun(m, now)
	if err := run.readGroups(r); err != nil {
		return Answer{}, err
	}
	n := r.U32()
	if len(r.B) != int(n)*useEntrySize {
		return Answer{}, fmt.Errorf("%d events in %d bytes; they are %d each", n, len(r.B), useEntrySize)
	}
	entries := r.Take(len(r.B))
	for i := range int(n) {
		if group := useGroupAt(entries[i*useEntrySize:]); int(group) >= len(run.groups) {
			return Answer{}, fmt.Errorf("event %d is of group %d of %d", i, group, len(run.groups))
		}
	}
	if n > UseEntriesMax {
		return refused(refusalUseLong), nil
	}
	outcomes := make([]UseOutcome, n)
	var block [useBlock]useEvent
	for i := range outcomes {
		if i%useBlock == 0 {
			run.warm(block[:min(useBlock, len(outcomes)-i)], entries[i*useEntrySize:])
		}
		outcomes[i] = run.event(&block[i%useBlock], i)
	}
	run.settle(outcomes)
	return Answer{Uses: outcomes}, nil
}

// useBlock is how many events are read together, so that the waits for the
// memory of their ids overlap.
const useBlock = 64

func (u *useRun) warm(block []useEvent, entries []byte) {
	for i := range block {
		block[i] = useEventAt(entries[i*useEntrySize:])
		block[i].hash = hashEvent(block[i].id)
		u.sink += u.m.events.touch(block[i].hash)
	}
}

// useEvent is one event as it stands in the command.
type useEvent struct {
	id, value ledger.ID
	hash      uint64 // of the id
	at        int64
	group     uint16
}

func useEventAt(b []byte) useEvent {
	r := wire.Reader{B: b[32:useEntrySize]}
	return useEvent{id: ledger.IDAt(b), value: ledger.IDAt(b[16:]), at: r.I64(), group: r.U16()}
}

func useGroupAt(b []byte) uint16 {
	return uint16(b[useEntrySize-2]) | uint16(b[useEntrySize-1])<<8
}

// useParties is a group of the command, with what it names.
type useParties struct {
	useGroup
	outcome    UseOutcome // of all its events, when it names something that is not there
	definition meter.Definition
}

func (u *useRun) readGroups(r *wire.Reader) error {
	for range r.U16() {
		g := useGroup{buyer: r.ID(), seller: r.ID(), key: r.ID(), definition: r.U32(), region: r.Text()}
		if r.Short() {
			return fmt.Errorf("group %d ends early", len(u.groups))
		}
		u.groups = append(u.groups, u.m.useParties(g))
	}
	return nil
}

func (m *Machine) useParties(g useGroup) useParties {
	p := useParties{useGroup: g}
	if buyer, ok := m.Party(g.buyer); !ok || buyer.Role != RoleBuyer {
		p.outcome = UseBuyerUnknown
		return p
	}
	if seller, ok := m.Party(g.seller); !ok || seller.Role != RoleSeller {
		p.outcome = UseSellerUnknown
		return p
	}
	defined, ok := m.Meter(g.definition)
	if !ok || defined.Seller != g.seller {
		p.outcome = UseMeterUnknown
		return p
	}
	p.definition = defined.Definition
	if !labelValid(g.region) {
		p.outcome = UseRegionInvalid
	}
	if !g.key.IsZero() {
		if key, ok := m.Key(g.key); !ok || key.Party != g.buyer {
			p.outcome = UseKeyUnknown
		}
	}
	return p
}

// event sorts one event into its line, and tells what becomes of it. Nothing has
// changed when it is refused.
func (u *useRun) event(e *useEvent, index int) UseOutcome {
	g := &u.groups[e.group]
	if e.id.IsZero() {
		return UseIDZero
	}
	free, known := u.m.events.find(e.id, e.hash)
	switch {
	case known:
		return UseDuplicate // before anything that may have changed since it was accepted
	case g.outcome != UseAccepted:
		return g.outcome
	case e.at > u.now:
		return UseFuture
	case u.sealing && e.at <= u.sealed:
		return UsePeriodSealed
	}
	if g.definition.Aggregation != meter.Unique && g.definition.Aggregation != meter.Count && (e.value.Hi != 0 || e.value.Lo > UseValueMax) {
		return UseOverflow
	}
	number, outcome := u.line(e)
	if outcome != UseAccepted {
		return outcome
	}
	line := &u.lines[number]
	place, outcome := u.room(line, g, e)
	if outcome != UseAccepted {
		return outcome
	}
	u.m.events.add(e.id, e.hash, free, u.now)
	quantity := e.value.Lo
	switch {
	case g.definition.Aggregation == meter.Count:
		quantity = 1
	case g.definition.Aggregation.Windowed():
		quantity = u.m.windows.take(place, g, e)
	}
	line.add(u, e, index, quantity)
	return UseAccepted
}

// room makes sure that the event fits its line and its window, which is opened
// if need be.
func (u *useRun) room(line *useLine, g *useParties, e *useEvent) (*windowPlace, UseOutcome) {
	if line.quantity+min(e.value.Lo, UseValueMax) > useQuantityMax {
		return nil, UseOverflow
	}
	if !g.definition.Aggregation.Windowed() {
		return nil, UseAccepted
	}
	end := g.definition.Window.End(e.at)
	if end+UseLateness <= u.now {
		return nil, UseWindowClosed
	}
	w := &u.m.windows
	of := windowKey{line.contract, g.useGroup.definition, g.definition.Window.Start(e.at)}
	place, ok := w.index[of]
	if !ok {
		if w.list.Len() >= UseWindowsMax {
			return nil, UseFull
		}
		w.next++
		return w.add(useWindow{of: of, buyer: g.buyer, seller: g.seller, end: end, order: w.next - 1}), UseAccepted
	}
	if g.definition.Aggregation == meter.Unique && len(place.seen) >= UseSubjectsMax {
		if _, known := place.seen[e.value]; !known {
			return nil, UseFull
		}
	}
	return place, UseAccepted
}

// take enters an event into its window and gives what it adds to the quantity.
func (w *useWindows) take(p *windowPlace, g *useParties, e *useEvent) uint64 {
	open := w.list.Change(p.place)
	switch g.definition.Aggregation {
	case meter.Max:
		if added := e.value.Lo; added > open.value {
			added -= open.value
			open.value = e.value.Lo
			return added
		}
	case meter.Unique:
		if _, known := p.seen[e.value]; !known {
			p.seen[e.value] = struct{}{}
			open.subjects = append(open.subjects, e.value)
			return 1
		}
	case meter.Last:
		// Of two at the same time the one that came later counts.
		if e.at >= open.at {
			open.at, open.value, open.key, open.region = e.at, e.value.Lo, g.key, g.region
		}
	}
	return 0
}

// closeWindows charges the last values of the windows whose time is over.
func (m *Machine) closeWindows(now int64) {
	for {
		w, ok := m.windows.pop(now - UseLateness)
		if !ok {
			return
		}
		defined, _ := m.Meter(w.of.definition)
		if defined.Definition.Aggregation != meter.Last || w.value == 0 {
			continue
		}
		run := newUseRun(m, now)
		run.groups = []useParties{{
			useGroup:   useGroup{w.buyer, w.seller, w.key, w.of.definition, w.region},
			definition: defined.Definition,
		}}
		e := useEvent{at: w.at}
		number, outcome := run.line(&e)
		if outcome != UseAccepted {
			continue // a later card took the product off; there is no price to charge
		}
		run.lines[number].add(run, &e, -1, w.value)
		run.settle(nil)
	}
}

// useID makes the id of a posting for pushed usage.
func (m *Machine) useID(now int64) ledger.ID {
	m.useSerial++
	return ledger.ID{Hi: uint64(now/1_000_000)<<16 | 0x7075, Lo: 1<<63 | m.useSerial}
}

var useCodes = payment.Codes{Use: TransferUse, Share: TransferShare}

// collect takes what a contract owes for pushed usage, as far as the balance goes.
func (m *Machine) collect(now int64, buyer, seller ledger.ID, t payment.Terms) {
	if number, ok := m.desk.Owes(t); ok {
		m.bill(now, number, t, &UseRecord{Buyer: buyer, Seller: seller, Asset: t.Asset}, money.Amount{}, money.Amount{})
	}
}

// bill charges a contract, and tells of it unless nothing changed.
func (m *Machine) bill(now int64, number uint32, t payment.Terms, record *UseRecord, due, credit money.Amount) (ok bool) {
	m.credit.Ready(t.Buyer) // usage is never refused, and never drawn beyond the line
	b, ok := m.desk.Bill(number, t, m.sources(record.Buyer, record.Seller, record.Asset, ""), due, credit, useCodes, func() ledger.ID { return m.useID(now) })
	if !ok || m.observer == nil || (len(record.Lines) == 0 && b.Charged.IsZero()) {
		return ok
	}
	if !b.Charged.IsZero() {
		for _, posted := range payment.Payment(t, b.Posting, b.Parts, b.Charged, useCodes) {
			m.observer.Posted(now, &ledger.Posting{Transfer: posted, Posted: posted.Amount})
		}
		record.Posting, record.Share = b.Posting, payment.ShareID(b.Posting)
	}
	record.Charged = b.Charged
	record.CarryIn, record.CreditIn, record.OwedIn = b.In.Carry, b.In.Credit, b.In.Owed
	record.CarryOut, record.CreditOut, record.OwedOut = b.Out.Carry, b.Out.Credit, b.Out.Owed
	m.observer.Used(now, record)
	return true
}
