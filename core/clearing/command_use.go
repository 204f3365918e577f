package clearing

import (
	"aidollar/core/internal/wire"
	"aidollar/core/ledger"
)

// UseEntriesMax bounds the events of one Use.
const UseEntriesMax = 16_384

// UseEntry is one event of usage that was pushed in.
type UseEntry struct {
	Event      ledger.ID // digest of seller, source and id: the same one again is a duplicate
	Buyer      ledger.ID
	Seller     ledger.ID
	Key        ledger.ID // the key that used it; zero when none is known
	Definition uint32    // number of the seller's meter
	Region     string    // where it was used; empty: not known
	Value      uint64    // with sum, max and last, in the meter's units
	Subject    ledger.ID // with unique: digest of what is counted once
	At         int64     // when it was used, Unix nanoseconds
}

// Use enters usage that was pushed in. Each event has an outcome of its own in
// the answer's Uses. What is due is posted for each pair of buyer and seller at
// once, as far as the balance goes; the rest is owed and taken first later.
type Use struct{ Entries []UseEntry }

// useGroup is what many events of a batch have in common.
type useGroup struct {
	buyer, seller, key ledger.ID
	definition         uint32
	region             string
}

func (e *UseEntry) group() useGroup {
	return useGroup{e.Buyer, e.Seller, e.Key, e.Definition, e.Region}
}

func (Use) kind() Kind { return KindUse }

// append writes the groups behind their count and the entries behind theirs:
// event (16 bytes), value or subject (16), time (8), group (2).
func (c Use) append(a *wire.Appender) {
	places := make(map[useGroup]uint16)
	var groups []useGroup
	for i := range c.Entries {
		g := c.Entries[i].group()
		if _, ok := places[g]; !ok {
			places[g] = uint16(len(groups))
			groups = append(groups, g)
		}
	}
	a.U16(uint16(len(groups)))
	for i := range groups {
		g := &groups[i]
		a.ID(g.buyer)
		a.ID(g.seller)
		a.ID(g.key)
		a.U32(g.definition)
		a.Text(g.region)
	}
	a.U32(uint32(len(c.Entries)))
	last, place := useGroup{}, uint16(0)
	for i := range c.Entries {
		e := &c.Entries[i]
		if g := e.group(); i == 0 || g != last {
			last, place = g, places[g]
		}
		value := e.Subject
		if value.IsZero() {
			value.Lo = e.Value
		}
		a.ID(e.Event)
		a.ID(value)
		a.I64(e.At)
		a.U16(place)
	}
}

// useEntrySize is the encoded size of one entry.
const useEntrySize = 16 + 16 + 8 + 2

// UseOutcome says what became of one event.
type UseOutcome uint8

// The outcomes of events. Their numbers are part of the log's format.
const (
	UseAccepted  UseOutcome = iota
	UseDuplicate            // the event was accepted before
	UseIDZero
	UseBuyerUnknown
	UseSellerUnknown
	UseMeterUnknown  // no such meter, or another seller's
	UseKeyUnknown    // no such key, or another buyer's
	UseCardNone      // the seller had no rate card then
	UseModelUnknown  // the card of then has no such product
	UseUnpriced      // the card of then has no price for the meter
	UseFuture        // the event is ahead of the machine's clock
	UsePeriodSealed  // the books of then are closed
	UseWindowClosed  // the meter's window of then has been charged
	UsePeriodPast    // the tariff counts by period, and that one is no longer kept
	UseOverflow      // a sum would not fit its number
	UseAccountNone   // the buyer has no account in the card's currency
	UseFull          // the machine holds as many windows, contracts or subjects as it was given room for
	UseRegionInvalid // the region is no short plain word

	useOutcomeEnd
)

var useOutcomes = [useOutcomeEnd]struct{ code, sentence string }{
	UseAccepted:      {"accepted", "the event counts"},
	UseDuplicate:     {"duplicate", "the event was accepted before and counts once"},
	UseIDZero:        {"id_zero", "the event has no id"},
	UseBuyerUnknown:  {"buyer_unknown", "no such buyer"},
	UseSellerUnknown: {"seller_unknown", "no such seller"},
	UseMeterUnknown:  {"meter_unknown", "the seller has no such meter; define it first"},
	UseKeyUnknown:    {"key_unknown", "the buyer has no such key"},
	UseCardNone:      {"card_none", "the seller has no rate card that is valid at the event's time"},
	UseModelUnknown:  {"model_unknown", "the rate card of the event's time has no such product"},
	UseUnpriced:      {"meter_unpriced", "the rate card of the event's time has no price for the meter; it is refused rather than free"},
	UseFuture:        {"event_in_future", "the event's time is ahead of the machine's clock"},
	UsePeriodSealed:  {"period_sealed", "the event's time lies in a sealed period"},
	UseWindowClosed:  {"window_closed", "the window of the event's time was charged already"},
	UsePeriodPast:    {"period_past", "the prices of the event's time count by period, and that period's count is no longer kept"},
	UseOverflow:      {"charge_overflow", "the charge is larger than any amount"},
	UseAccountNone:   {"account_none", "the buyer has no account in the currency of the rate card"},
	UseFull:          {"use_full", "the machine keeps as many windows, contracts or subjects as it was given room for"},
	UseRegionInvalid: {"region_invalid", "a region is at most 32 letters, digits, dots, colons, hyphens and underscores"},
}

// String is the outcome's stable machine code.
func (o UseOutcome) String() string {
	if o < useOutcomeEnd {
		return useOutcomes[o].code
	}
	return "outcome_unknown"
}

// Sentence tells people what the outcome means.
func (o UseOutcome) Sentence() string {
	if o < useOutcomeEnd {
		return useOutcomes[o].sentence
	}
	return "The outcome is not one this version knows."
}
