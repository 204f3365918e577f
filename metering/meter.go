package metering

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"strconv"

	"aidollar/core/ledger"
	"aidollar/core/meter"
	"aidollar/core/money"

	"github.com/tidwall/gjson"
)

// Meter says what of a seller's events counts, and as what.
type Meter struct {
	meter.Definition

	Seller ledger.ID
	Number uint32 // of the definition in the machine

	EventType string // the events' type attribute
	Source    string // the events' source attribute; empty: any

	Value string // JSON pointer to the quantity in the data; empty with count and unique
	Scale uint64 // units for 1 of the value: 1000 counts kWh as Wh; never zero
	Item  string // with unique: JSON pointer to what is counted once
	Buyer string // JSON pointer to the buyer's id in the data; empty: the subject attribute
	Key   string // JSON pointer to the id of the key that used it; empty: none
	Where string // JSON pointer to the region; empty: none
}

// reading is what a meter reads from one event.
type reading struct {
	value  uint64
	item   ledger.ID
	buyer  ledger.ID
	key    ledger.ID
	region string
}

// read looks for what the meter needs of an event's data.
func (m *Meter) read(e *Event) (r reading, wrong *Mistake) {
	if r.buyer, wrong = m.party(e.Data, m.Buyer, e.Subject, "buyer"); wrong != nil {
		return r, wrong
	}
	if m.Key != "" {
		if r.key, wrong = m.party(e.Data, m.Key, "", "key"); wrong != nil {
			return r, wrong
		}
	}
	if m.Where != "" {
		region, ok := at(e.Data, m.Where)
		if !ok || region.Type != gjson.String {
			return r, mistake("event_region_missing", "the meter %s looks for the region at %s of the data, and there is no text there", m.Name, m.Where)
		}
		r.region = region.Str
	}
	switch m.Aggregation {
	case meter.Count:
	case meter.Unique:
		item, ok := at(e.Data, m.Item)
		if !ok {
			return r, mistake("event_item_missing", "the meter %s looks for what it counts at %s of the data, and there is nothing there", m.Name, m.Item)
		}
		sum := sha256.Sum256([]byte(item.Raw))
		r.item = ledger.IDAt(sum[:])
	default:
		r.value, wrong = m.quantity(e.Data)
	}
	return r, wrong
}

func (m *Meter) party(data, pointer, attribute, what string) (ledger.ID, *Mistake) {
	text, from := attribute, "the attribute subject"
	if pointer != "" {
		from = "the data at " + pointer
		value, ok := at(data, pointer)
		if text = value.Str; !ok || value.Type != gjson.String {
			return ledger.ID{}, mistake("event_"+what+"_missing", "the meter %s looks for the %s in %s, and there is no text there", m.Name, what, from)
		}
	}
	id, err := ledger.ParseID(text)
	if err != nil || id.IsZero() {
		return ledger.ID{}, mistake("event_"+what+"_missing", "the meter %s looks for the %s's id in %s and found %q, which is no id", m.Name, what, from, clip(text))
	}
	return id, nil
}

// quantity reads a decimal number, exactly: what is finer than a unit is
// refused, because rounding each event would drift.
func (m *Meter) quantity(data string) (uint64, *Mistake) {
	value, ok := at(data, m.Value)
	if !ok {
		return 0, mistake("event_value_missing", "the meter %s looks for a number at %s of the data, and there is nothing there", m.Name, m.Value)
	}
	text := value.Raw
	if value.Type == gjson.String {
		text = value.Str // numbers that keep their digits are often sent as text
	}
	whole, err := scaled(text, m.Scale)
	if err != nil {
		return 0, mistake("event_value_malformed", "the meter %s reads %q at %s of the data: %v", m.Name, clip(text), m.Value, err)
	}
	return whole, nil
}

// valueScale is the number of decimals that a value may have.
const valueScale = 18

// scaled multiplies a decimal number and wants a whole, small enough result.
func scaled(text string, scale uint64) (uint64, error) {
	if n, err := strconv.ParseUint(text, 10, 32); err == nil && scale < 1<<32 {
		return n * scale, nil // nearly all are small and whole
	}
	value, err := money.ParseDecimal(text, valueScale)
	if err != nil {
		return 0, fmt.Errorf("it is to be a plain decimal number of zero or more")
	}
	product, ok := value.Mul64(scale)
	if !ok {
		return 0, fmt.Errorf("it is too large")
	}
	whole, rest := product.DivMod64(1_000_000_000_000_000_000)
	switch {
	case rest != 0:
		return 0, fmt.Errorf("times %d it is no whole number of units; send it rounded, or give the meter a larger scale", scale)
	case whole.Hi != 0:
		return 0, fmt.Errorf("it is too large")
	}
	return whole.Lo, nil
}

// id is the digest by which the machine knows an event of this meter again.
// Lengths stand before the parts, so that no two events share a text.
func (m *Meter) id(e *Event) ledger.ID {
	var buffer [256]byte
	b := buffer[:0]
	var seller [16]byte
	m.Seller.Put(seller[:])
	b = append(b, seller[:]...)
	for _, part := range [...]string{m.Name, e.Source, e.ID} {
		b = binary.AppendUvarint(b, uint64(len(part)))
		b = append(b, part...)
	}
	sum := sha256.Sum256(b)
	return ledger.IDAt(sum[:])
}
