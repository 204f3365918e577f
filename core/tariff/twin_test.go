package tariff

import (
	"math/big"
	"math/rand/v2"
	"testing"
	"time"

	"aidollar/core/meter"
)

// The twin prices a call as one would on paper: unit sums tier by tier in
// numbers without an end.

func twinCost(s *Scale, n *big.Int) *big.Int {
	sum := new(big.Int)
	if n.Sign() == 0 {
		return sum
	}
	if s.Mode == Package {
		packs := new(big.Int).Add(n, new(big.Int).SetUint64(s.Package-1))
		packs.Div(packs, new(big.Int).SetUint64(s.Package))
		return sum.Mul(packs, bigAmount(s.Tiers[0].Price))
	}
	low := new(big.Int)
	for i, t := range s.Tiers {
		top := new(big.Int).SetUint64(t.UpTo)
		if i == len(s.Tiers)-1 || n.Cmp(top) < 0 {
			top = n
		}
		last := top.Cmp(n) == 0
		switch {
		case s.Mode == Graduated:
			units := new(big.Int).Sub(top, low)
			sum.Add(sum, units.Mul(units, bigAmount(t.Price)))
			sum.Add(sum, bigAmount(t.Fee))
		case last:
			sum.Mul(n, bigAmount(t.Price))
			sum.Add(sum, bigAmount(t.Fee))
		}
		if last {
			break
		}
		low = top
	}
	return sum
}

func twinCount(s *Scale, q *meter.Quantities) *big.Int {
	n := new(big.Int)
	for i := range meter.MeterCount {
		if q != nil && s.Meters.Has(meter.Meter(i)) {
			n.Add(n, new(big.Int).SetUint64(q[i]))
		}
	}
	return n
}

func twinHolds(w *Condition, c *Circumstance, q *meter.Quantities) bool {
	in := func(list []string, word string) bool {
		for _, s := range list {
			if s == word {
				return true
			}
		}
		return len(list) == 0
	}
	service := c.Service
	if service == "" {
		service = "standard"
	}
	prompt := new(big.Int)
	for i := meter.Input; i <= meter.InputImage; i++ {
		prompt.Add(prompt, new(big.Int).SetUint64(q[i]))
	}
	open := len(w.Windows) == 0
	local := time.Unix(0, c.At).UTC()
	if c.Zone != nil && len(c.Zone.Offsets) > 0 {
		seconds := c.Zone.Offsets[0].Seconds
		for _, o := range c.Zone.Offsets {
			if o.From <= c.At {
				seconds = o.Seconds
			}
		}
		local = local.Add(time.Duration(seconds) * time.Second)
	}
	for _, window := range w.Windows {
		// Walk back to the day on which a window that is open now began.
		for back := range 2 {
			day := local.AddDate(0, 0, -back)
			if window.Days>>((int(day.Weekday())+6)%7)&1 == 0 {
				continue
			}
			minute := local.Hour()*60 + local.Minute() + back*1440
			end := int(window.To)
			if window.To < window.From {
				end += 1440
			}
			open = open || (minute >= int(window.From) && minute < end)
		}
	}
	return in(w.Regions, c.Region) && in(w.Services, service) && open &&
		(w.InputOver == 0 || prompt.Cmp(new(big.Int).SetUint64(w.InputOver)) > 0)
}

// twinExact gives due, credit, and whether everything has a price.
func twinExact(m *Model, c *Circumstance, q, before *meter.Quantities) (due, credit *big.Int, priced bool) {
	due, credit = new(big.Int), new(big.Int)
	var v *Variant
	for i := len(m.Variants) - 1; i >= 0; i-- {
		if twinHolds(&m.Variants[i].When, c, q) {
			v = &m.Variants[i]
		}
	}
	used := false
	for i, n := range q {
		if n == 0 {
			continue
		}
		used = true
		at, found := meter.Meter(i), 0
		if v.Priced.Has(at) {
			found++
			due.Add(due, new(big.Int).Mul(bigAmount(v.Prices[i]), new(big.Int).SetUint64(n)))
		}
		for j := range v.Scales {
			if v.Scales[j].Meters.Has(at) {
				found++
			}
		}
		if found != 1 {
			return nil, nil, false
		}
	}
	for j := range v.Scales {
		s := &v.Scales[j]
		from := new(big.Int)
		if s.Basis == PerPeriod {
			from = twinCount(s, before)
		}
		to := new(big.Int).Add(from, twinCount(s, q))
		delta := new(big.Int).Sub(twinCost(s, to), twinCost(s, from))
		if delta.Sign() > 0 {
			due.Add(due, delta)
		} else {
			credit.Sub(credit, delta)
		}
	}
	if minimum := bigAmount(v.Minimum); used && due.Cmp(minimum) < 0 {
		due = minimum
	}
	return due, credit, true
}

var someRegions = []string{"", "eu", "us"}
var someServices = []string{"", ServiceStandard, "batch", "priority"}

// someScale makes a scale of small and large tiers with prices in any order.
func someScale(r *rand.Rand, of meter.Set) Scale {
	s := Scale{Meters: of, Mode: Graduated + Mode(r.IntN(3)), Basis: Basis(r.IntN(2))}
	if s.Mode == Package {
		s.Package = 1 + r.Uint64N(2_000)
		s.Tiers = []Tier{{Price: someTicks(r)}}
		return s
	}
	top := uint64(0)
	for range r.IntN(4) {
		top += 1 + r.Uint64N(3_000)>>r.IntN(12)
		s.Tiers = append(s.Tiers, Tier{UpTo: top, Price: someTicks(r)})
	}
	s.Tiers = append(s.Tiers, Tier{Price: someTicks(r)})
	for i := range s.Tiers {
		if r.IntN(4) == 0 {
			s.Tiers[i].Fee, _ = someTicks(r).Mul64(r.Uint64N(2_000))
		}
	}
	return s
}

func someTicks(r *rand.Rand) Ticks { return Ticks{Lo: r.Uint64N(1<<40) >> r.IntN(40)} }

func someCondition(r *rand.Rand) (c Condition) {
	for c.IsEmpty() {
		for range r.IntN(3) {
			w := Window{Days: uint8(1 + r.IntN(0x7f)), From: uint16(r.IntN(1440)), To: uint16(1 + r.IntN(1440))}
			if w.From != w.To {
				c.Windows = append(c.Windows, w)
			}
		}
		if r.IntN(3) == 0 {
			c.Regions = [][]string{{"eu"}, {"us"}, {"eu", "us"}}[r.IntN(3)]
		}
		if r.IntN(3) == 0 {
			c.Services = [][]string{{"batch"}, {"batch", "priority"}, {"standard"}}[r.IntN(3)]
		}
		if r.IntN(3) == 0 {
			c.InputOver = 1 + r.Uint64N(4_000)
		}
	}
	return c
}

// someScaledModel has variants, scales and a period. Prices are small enough for
// sums to fit; what does not fit is TestExactRefuses's.
func someScaledModel(r *rand.Rand) Model {
	m := Model{Name: "m", OutputMax: 1, Period: PeriodDay + Period(r.IntN(2))}
	priced := meter.Set(r.Uint32())&meter.All | meter.TextInput | meter.TextOutput | meter.SetOf(meter.Request, meter.InputAudioCached)
	names := []string{"a", "b", "c"}
	for i := range 1 + r.IntN(3) {
		v := Variant{Name: names[i], When: someCondition(r)}
		for left := priced; left != 0; {
			var at meter.Meter
			at, left = left.Next()
			if len(v.Scales) < ScalesMax && r.IntN(3) == 0 {
				together := left & meter.Set(r.Uint32()) & meter.Set(r.Uint32())
				left &^= together
				v.Scales = append(v.Scales, someScale(r, together|meter.SetOf(at)))
				continue
			}
			v.SetPrice(at, someTicks(r))
		}
		if r.IntN(4) == 0 {
			v.Minimum = Ticks{Lo: r.Uint64N(1 << 45)}
		}
		m.Variants = append(m.Variants, v)
	}
	m.Base().When = Condition{}
	return m
}

func someCircumstance(r *rand.Rand) *Circumstance {
	c := &Circumstance{
		At: r.Int64N(1 << 60), Region: someRegions[r.IntN(len(someRegions))], Service: someServices[r.IntN(len(someServices))],
	}
	if r.IntN(2) == 0 {
		c.Zone = &Zone{Name: "z", Offsets: []Offset{{From: 1 << 58, Seconds: int32(r.IntN(90_000) - 45_000)}, {From: 1 << 59, Seconds: 7_200}}}
	}
	return c
}

func someQuantities(r *rand.Rand, of meter.Set) *meter.Quantities {
	q := &meter.Quantities{}
	for i := range q {
		if of.Has(meter.Meter(i)) && r.IntN(3) > 0 {
			q[i] = r.Uint64N(10_000) >> r.IntN(14)
		}
	}
	return q
}

func TestExactAgreesWithTheTwin(t *testing.T) {
	r := random(t)
	credits, refused, conditional := 0, 0, 0
	for range 30_000 {
		m, c := someScaledModel(r), someCircumstance(r)
		card := Card{Name: "c", Version: 1, Asset: "USD", Models: []Model{m}}
		if err := card.Check(); err != nil {
			t.Fatalf("%+v: %v", m, err)
		}
		of := m.Meters()
		if r.IntN(10) == 0 {
			of = meter.All
		}
		q, before := someQuantities(r, of), someQuantities(r, m.Meters())
		due, credit, refusal := m.Exact(c, q, before)
		wantDue, wantCredit, priced := twinExact(&m, c, q, before)
		if (refusal == Accepted) != priced {
			t.Fatalf("%+v\n%v after %v: %v, priced %v", m, q, before, refusal, priced)
		}
		lines, linesRefusal := m.Lines(c, q, before)
		if linesRefusal != refusal {
			t.Fatalf("lines: %v, exact: %v", linesRefusal, refusal)
		}
		if !priced {
			refused++
			continue
		}
		if bigAmount(due).Cmp(wantDue) != 0 || bigAmount(credit).Cmp(wantCredit) != 0 {
			t.Fatalf("%+v\n%+v\n%v after %v: due %v and credit %v, want %v and %v", m, c, q, before, due, credit, wantDue, wantCredit)
		}
		sum := new(big.Int)
		for _, l := range lines {
			part := new(big.Int).Mul(bigAmount(l.Price), new(big.Int).SetUint64(l.Quantity))
			if part.Cmp(bigAmount(l.Exact)) != 0 || !l.Meters.Has(l.Meter) && l.Kind != LineMinimum {
				t.Fatalf("the line %+v is not its product", l)
			}
			if l.Credit {
				part.Neg(part)
			}
			sum.Add(sum, part)
		}
		if sum.Cmp(new(big.Int).Sub(wantDue, wantCredit)) != 0 {
			t.Fatalf("%+v\n%v after %v: the lines %+v make %v, want %v less %v", m, q, before, lines, sum, wantDue, wantCredit)
		}
		if credit != (Ticks{}) {
			credits++
		}
		if m.Match(c, q) != m.Base() {
			conditional++
		}
	}
	if credits == 0 || refused == 0 || conditional == 0 {
		t.Errorf("%d credits, %d refusals, %d calls under a condition: something was never tried", credits, refused, conditional)
	}
}

// However a period's use is cut into calls, they sum up to one call's cost.
func TestCallsOfAPeriodSumUpToTheTotal(t *testing.T) {
	r := random(t)
	credits := 0
	for range 3_000 {
		m := someScaledModel(r)
		m.Variants = m.Variants[len(m.Variants)-1:]
		v := m.Base()
		v.Minimum = Ticks{}
		for i := range v.Scales {
			v.Scales[i].Basis = PerPeriod
		}
		var before meter.Quantities
		sum := new(big.Int)
		for range 1 + r.IntN(20) {
			q := someQuantities(r, m.Meters())
			due, credit, refusal := m.Exact(plain, q, &before)
			if refusal != Accepted || !before.Add(q) {
				t.Fatal(refusal)
			}
			sum.Add(sum, bigAmount(due)).Sub(sum, bigAmount(credit))
			if !credit.IsZero() {
				credits++
			}
		}
		total, none, refusal := m.Exact(plain, &before, nil)
		if refusal != Accepted || !none.IsZero() || bigAmount(total).Cmp(sum) != 0 {
			t.Fatalf("%+v\n%v costs %v as one call and %v in parts", m, before, total, sum)
		}
	}
	if credits == 0 {
		t.Error("no volume scale fell: nothing was shown")
	}
}
