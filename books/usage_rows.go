package books

import (
	"encoding/binary"
	"errors"
	"math"

	"aidollar/core/ledger"
	"aidollar/core/meter"
	"aidollar/core/money"
	"aidollar/core/tariff"
)

// facet is what usage is told apart by, time apart. The facets of a seller's own
// rows have no buyer, key and project.
type facet struct {
	buyer, seller, key, project      ledger.ID
	asset                            ledger.AssetID
	model, region, upstream, service string
}

// Used is what was used and what it came to.
type Used struct {
	Calls      uint64           // captured
	Failed     uint64           // voided, or expired
	Quantities meter.Quantities // a sum beyond 64 bits stays at the largest number
	Charge     money.Amount     // in ledger units
	Waived     tariff.Ticks     // used beyond the reservations, not charged
	Cost       tariff.Ticks     // what the upstreams charge, as far as it is known
}

func (u *Used) add(v *Used) {
	u.Calls += v.Calls
	u.Failed += v.Failed
	if !u.Quantities.Add(&v.Quantities) {
		for m := range u.Quantities {
			u.Quantities[m] = saturated(u.Quantities[m], v.Quantities[m])
		}
	}
	// Charges are posted, and the ledger's totals fit; ticks of waste and cost are
	// of the same order.
	u.Charge = total(u.Charge, v.Charge)
	u.Waived = total(u.Waived, v.Waived)
	u.Cost = total(u.Cost, v.Cost)
}

func total(a, b money.Amount) money.Amount {
	if sum, ok := a.Add(b); ok {
		return sum
	}
	return money.AmountMax
}

func saturated(a, b uint64) uint64 {
	if a > math.MaxUint64-b {
		return math.MaxUint64
	}
	return a + b
}

// entry is what was used under a facet in one span of time.
type entry struct {
	facet uint32
	Used
}

// appendEntry writes an entry behind its size in bytes, so that one which is not
// wanted is passed over.
func appendEntry(b []byte, e *entry) []byte {
	var scratch [256 + meter.QuantitiesSizeMax]byte
	s := binary.AppendUvarint(scratch[:0], uint64(e.facet))
	s = binary.AppendUvarint(s, e.Calls)
	s = binary.AppendUvarint(s, e.Failed)
	for _, a := range [...]money.Amount{e.Charge, e.Waived, e.Cost} {
		s = binary.AppendUvarint(s, a.Lo)
		s = binary.AppendUvarint(s, a.Hi)
	}
	s = e.Quantities.Append(s)
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

var errUsage = errors.New("books: a row of usage is not what the books wrote; rebuild them from the log")

// facetNumberMax bounds the numbers of facets that a row may name.
const facetNumberMax = 1 << 26

// cutEntry takes an entry's bytes off b and gives its facet.
func cutEntry(b []byte) (facet uint32, body, rest []byte, err error) {
	size, n := binary.Uvarint(b)
	if n <= 0 || size > uint64(len(b)-n) {
		return 0, nil, nil, errUsage
	}
	body, rest = b[n:n+int(size)], b[n+int(size):]
	number, n := binary.Uvarint(body)
	if n <= 0 || number > facetNumberMax {
		return 0, nil, nil, errUsage
	}
	return uint32(number), body[n:], rest, nil
}

// decode reads what cutEntry gave and adds it to u.
func (u *Used) decode(body []byte) error {
	var numbers [8]uint64
	for i := range numbers {
		v, n := binary.Uvarint(body)
		if n <= 0 {
			return errUsage
		}
		numbers[i], body = v, body[n:]
	}
	u.Calls += numbers[0]
	u.Failed += numbers[1]
	u.Charge = total(u.Charge, money.Amount{Lo: numbers[2], Hi: numbers[3]})
	u.Waived = total(u.Waived, money.Amount{Lo: numbers[4], Hi: numbers[5]})
	u.Cost = total(u.Cost, money.Amount{Lo: numbers[6], Hi: numbers[7]})
	set, n := binary.Uvarint(body)
	if n <= 0 || set > uint64(meter.All) {
		return errUsage
	}
	body = body[n:]
	for left := meter.Set(set); left != 0; {
		var m meter.Meter
		m, left = left.Next()
		q, n := binary.Uvarint(body)
		if n <= 0 {
			return errUsage
		}
		u.Quantities[m], body = saturated(u.Quantities[m], q), body[n:]
	}
	return nil
}

// Rows of usage are kept by hour, and those of past hours by day as well.
const (
	grainHour = 0
	grainDay  = 1

	hourNanos = 3_600_000_000_000
	dayHours  = 24
	// partSize is how many entries one row has: a transaction writes the rows anew
	// whose entries it changed.
	partSize = 64
)

// The views that are kept, each with what it tells apart besides assets.
const (
	viewBuyer  = 1 // a buyer's rows: everything
	viewSeller = 2 // a seller's rows: all but buyers, keys and projects
	viewTotal  = 3 // a seller's rows: nothing else
	viewKey    = 4 // a buyer's rows, of days alone: keys, projects and sellers
)

// hourViews are those with rows of hours, by place in a usagePlan.
var hourViews = [...]int64{viewBuyer, viewSeller, viewTotal}

// in is what a view tells of a facet, and whose row it is in.
func (f *facet) in(view int64) (out facet, owner ledger.ID) {
	out = *f
	if view == viewSeller || view == viewTotal {
		out.buyer, out.key, out.project = ledger.ID{}, ledger.ID{}, ledger.ID{}
	}
	if view == viewTotal || view == viewKey {
		out.model, out.region, out.upstream, out.service = "", "", "", ""
	}
	if view == viewSeller || view == viewTotal {
		return out, f.seller
	}
	return out, f.buyer
}

// hourOf is the number of the hour of a time in Unix nanoseconds.
func hourOf(at int64) int64 {
	h := at / hourNanos
	if at%hourNanos < 0 {
		h--
	}
	return h
}

func dayOf(hour int64) int64 { return hourOf(hour * hourNanos / dayHours) }
