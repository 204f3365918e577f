package tariff

import "aidollar/core/meter"

// LineKind says what a line of a receipt is for.
type LineKind uint8

// The kinds of lines.
const (
	LineUnits   LineKind = iota // units at one price
	LineFee                     // the fee of a tier that was entered
	LinePackage                 // packages at the price of one
	LineReprice                 // units of earlier calls, at what the price of them changes by
	LineMinimum                 // what is missing from the least charge of a call

	lineKindEnd
)

var lineKindNames = [lineKindEnd]string{"units", "fee", "package", "reprice", "minimum"}

// String gives the kind's name, "unknown" for what is no kind.
func (k LineKind) String() string {
	if k < lineKindEnd {
		return lineKindNames[k]
	}
	return "unknown"
}

// Line is one line of a receipt.
type Line struct {
	Meter    meter.Meter // the lowest of Meters
	Meters   meter.Set   // one, or several that a scale counts together
	Kind     LineKind
	Tier     uint8  // of the scale, from 1 up; 0 where there is no scale
	Quantity uint64 // units, packages, or 1
	Price    Ticks  // of one of them
	Exact    Ticks  // quantity times price
	Credit   bool   // the line takes Exact off, instead of adding it
}

// Lines takes the charge for a call apart, flat prices first, in the order of the
// meters. The sum of the lines' exact ticks, those of credit lines taken off, is
// what Exact has as due less what it has as credit. It refuses what Exact
// refuses. Match gives the variant behind it.
func (m *Model) Lines(c *Circumstance, q, before *meter.Quantities) ([]Line, Refusal) {
	due, _, refusal := m.Exact(c, q, before)
	if refusal != Accepted {
		return nil, refusal
	}
	v, used := m.Match(c, q), q.Set()
	lines := make([]Line, 0, used.Len())
	for left := used & v.Priced; left != 0; {
		var at meter.Meter
		at, left = left.Next()
		lines = append(lines, product(Line{Meter: at, Meters: meter.SetOf(at), Quantity: q[at], Price: v.Prices[at]}))
	}
	for i := range v.Scales {
		if s := &v.Scales[i]; used&s.Meters != 0 {
			n, _ := s.count(q)
			from, _ := s.position(before)
			lines = s.lines(lines, from, from+n)
		}
	}
	// The minimum lifts what is due, which credit is no part of.
	without := *v
	without.Minimum = Ticks{}
	if sum, _, _ := without.exact(q, before); sum.Less(due) {
		missing, _ := due.Sub(sum)
		lines = append(lines, product(Line{Meter: meter.Request, Meters: meter.SetOf(meter.Request), Kind: LineMinimum, Quantity: 1, Price: missing}))
	}
	return lines, Accepted
}

// product completes a line. Exact has made sure that the products fit.
func product(l Line) Line {
	l.Exact, _ = l.Price.Mul64(l.Quantity)
	return l
}

// lines adds the lines of a scale for the units after from, up to to.
func (s *Scale) lines(lines []Line, from, to uint64) []Line {
	at, _ := s.Meters.Next()
	line := Line{Meter: at, Meters: s.Meters}
	switch s.Mode {
	case Package:
		line.Kind, line.Tier, line.Price = LinePackage, 1, s.Tiers[0].Price
		line.Quantity = packages(to, s.Package) - packages(from, s.Package)
		return append(lines, product(line))
	case Graduated:
		low := uint64(0)
		for i := range s.Tiers {
			t := &s.Tiers[i]
			if low >= to {
				break
			}
			if t.top() > from {
				line.Tier, line.Kind = uint8(i+1), LineUnits
				line.Quantity, line.Price = min(t.top(), to)-max(low, from), t.Price
				lines = append(lines, product(line))
				if from <= low {
					lines = appendFee(lines, line, t.Fee)
				}
			}
			low = t.top()
		}
		return lines
	}
	return s.linesVolume(lines, line, from, to)
}

func appendFee(lines []Line, line Line, fee Ticks) []Line {
	if fee.IsZero() {
		return lines
	}
	line.Kind, line.Quantity, line.Price = LineFee, 1, fee
	return append(lines, product(line))
}

// linesVolume has the call's units at the price of the tier they end in, and what
// that changes about the units before them.
func (s *Scale) linesVolume(lines []Line, line Line, from, to uint64) []Line {
	end := s.tier(to)
	line.Tier = uint8(end + 1)
	line.Quantity, line.Price = to-from, s.Tiers[end].Price
	lines = append(lines, product(line))
	if from == 0 {
		return appendFee(lines, line, s.Tiers[end].Fee)
	}
	begin := s.tier(from)
	if begin == end {
		return lines
	}
	line.Kind, line.Quantity = LineReprice, from
	line.Price, line.Credit = difference(s.Tiers[begin].Price, s.Tiers[end].Price)
	if !line.Price.IsZero() {
		lines = append(lines, product(line))
	}
	fee, credit := difference(s.Tiers[begin].Fee, s.Tiers[end].Fee)
	line.Credit = credit
	return appendFee(lines, line, fee)
}

// difference gives how far b is from a, and whether it is below.
func difference(a, b Ticks) (Ticks, bool) {
	if up, ok := b.Sub(a); ok {
		return up, false
	}
	down, _ := a.Sub(b)
	return down, true
}
