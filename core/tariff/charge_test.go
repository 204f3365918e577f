package tariff

import (
	"flag"
	"math/big"
	"math/rand/v2"
	"testing"
	"time"

	"aidollar/core/meter"
	"aidollar/core/money"
)

var seedFlag = flag.Uint64("tariff.seed", 0, "replay random choices; 0 takes the clock")

// random gives a source of choices whose seed is printed when the test fails.
func random(t *testing.T) *rand.Rand {
	seed := *seedFlag
	if seed == 0 {
		seed = uint64(time.Now().UnixNano())
	}
	t.Logf("replay with -tariff.seed=%d", seed)
	return rand.New(rand.NewPCG(seed, 3))
}

// price reads a price that the test knows to be right.
func price(t testing.TB, text string, per uint64) Ticks {
	t.Helper()
	p, err := ParsePrice(text, per)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// demo is the model of the examples: cents per million tokens.
func demo(t testing.TB) Model {
	m := Model{Name: "demo-text", InputMax: 128_000, OutputMax: 4_096}
	m.SetPrice(meter.Input, price(t, "0.15", 1_000_000))
	m.SetPrice(meter.InputCached, price(t, "0.075", 1_000_000))
	m.SetPrice(meter.Output, price(t, "0.60", 1_000_000))
	m.SetPrice(meter.Request, price(t, "0.0001", 1))
	m.Default()
	return m
}

func someModel(r *rand.Rand) Model {
	m := Model{Name: "m", OutputMax: 1}
	for i := range meter.MeterCount {
		if r.IntN(2) == 0 {
			m.SetPrice(meter.Meter(i), Ticks{Lo: r.Uint64() >> r.IntN(64)})
		}
	}
	m.SetPrice(meter.Output, Ticks{Lo: r.Uint64() >> r.IntN(64)})
	m.Default()
	return m
}

// plain is a call without circumstance.
var plain = &Circumstance{}

func bigAmount(a money.Amount) *big.Int {
	n := new(big.Int).SetUint64(a.Hi)
	return n.Lsh(n, 64).Or(n, new(big.Int).SetUint64(a.Lo))
}

func TestDemoCharge(t *testing.T) {
	m := demo(t)
	q := meter.Quantities{meter.Request: 1, meter.Input: 86, meter.InputCached: 1_920, meter.Output: 162, meter.OutputReasoning: 1_024}
	exact, credit, refusal := m.Exact(plain, &q, nil)
	if refusal != Accepted || !credit.IsZero() {
		t.Fatal(refusal)
	}
	// 86*0.15 + 1920*0.075 + 1186*0.60 dollars per million, and 0.0001.
	if got := exact.Decimal(TickScale); got != "0.0009685" {
		t.Errorf("the charge is %s dollars", got)
	}
	amount, carry := Charge(exact, 0)
	if amount != money.Units(968_500) || carry != 0 {
		t.Errorf("the charge is %v units, and %d ticks are carried", amount, carry)
	}
	lines, refusal := m.Lines(plain, &q, nil)
	if refusal != Accepted || len(lines) != 5 || lines[2] != (Line{Meter: meter.InputCached, Meters: meter.SetOf(meter.InputCached), Quantity: 1_920, Price: price(t, "0.075", 1_000_000), Exact: price(t, "0.000144", 1)}) {
		t.Errorf("the lines are %v, %v", lines, refusal)
	}
}

// A charge is the sum of products, as big numbers have it, and its lines are
// its parts.
func TestExactAgreesWithBig(t *testing.T) {
	r := random(t)
	refused := 0
	for range 20_000 {
		m := someModel(r)
		var q meter.Quantities
		want, unpriced := new(big.Int), false
		for i := range q {
			if r.IntN(4) > 0 {
				continue
			}
			q[i] = r.Uint64() >> r.IntN(64)
			unpriced = unpriced || (q[i] > 0 && !m.Meters().Has(meter.Meter(i)))
			want.Add(want, new(big.Int).Mul(bigAmount(m.Base().Prices[i]), new(big.Int).SetUint64(q[i])))
		}
		exact, credit, refusal := m.Exact(plain, &q, nil)
		lines, linesRefusal := m.Lines(plain, &q, nil)
		if refusal != linesRefusal || (refusal == MeterUnpriced) != unpriced || unpriced != (m.Unpriced(&q) != 0) {
			t.Fatalf("%v of %b: %v, lines %v", q, m.Meters(), refusal, linesRefusal)
		}
		if refusal != Accepted {
			refused++
			continue
		}
		sum := new(big.Int)
		for _, line := range lines {
			sum.Add(sum, bigAmount(line.Exact))
		}
		if bigAmount(exact).Cmp(want) != 0 || !credit.IsZero() || sum.Cmp(want) != 0 {
			t.Fatalf("%v: got %v, lines %v, want %v", q, exact, sum, want)
		}
	}
	if refused == 0 || refused == 20_000 {
		t.Fatalf("%d of 20,000 random charges were refused", refused)
	}
}

func TestExactRefuses(t *testing.T) {
	m := demo(t)
	for _, at := range []meter.Meter{meter.InputAudio, meter.InputImage, meter.OutputAudio, meter.WebSearch, meter.Second} {
		var q meter.Quantities
		q[at] = 1
		if ticks, _, refusal := m.Exact(plain, &q, nil); refusal != MeterUnpriced || !ticks.IsZero() {
			t.Errorf("%v is charged %v, %v", at, ticks, refusal)
		}
		if m.Unpriced(&q) != meter.SetOf(at) {
			t.Errorf("%v is not named", at)
		}
	}
	m.SetPrice(meter.Second, PriceMax)
	m.SetPrice(meter.Image, PriceMax)
	for _, q := range []meter.Quantities{{meter.Second: ^uint64(0)}, {meter.Second: 1 << 37, meter.Image: 1 << 38}} {
		if _, _, refusal := m.Exact(plain, &q, nil); refusal != ChargeOverflow {
			t.Errorf("%v: %v", q, refusal)
		}
	}
	free := Model{}
	free.SetPrice(meter.Input, Ticks{})
	if ticks, _, refusal := free.Exact(plain, &meter.Quantities{meter.Input: 5}, nil); refusal != Accepted || !ticks.IsZero() {
		t.Errorf("a price of zero charges %v, %v", ticks, refusal)
	}
}

// After any number of calls, what was charged and what is carried is the exact
// total.
func TestCarryLosesNothing(t *testing.T) {
	r := random(t)
	var charged money.Amount
	carry, exactly := uint64(0), new(big.Int)
	for i := range 10_000 {
		exact := Ticks{Lo: r.Uint64() >> r.IntN(64)}
		if i%100 == 0 {
			exact.Hi = r.Uint64() >> 20
		}
		var amount money.Amount
		amount, carry = Charge(exact, carry)
		if carry >= TicksPerUnit {
			t.Fatalf("%d ticks are carried", carry)
		}
		charged, _ = charged.Add(amount)
		exactly.Add(exactly, bigAmount(exact))
		total := bigAmount(charged)
		total.Mul(total, big.NewInt(TicksPerUnit)).Add(total, new(big.Int).SetUint64(carry))
		if total.Cmp(exactly) != 0 {
			t.Fatalf("after %d calls %v ticks are charged or carried of %v", i+1, total, exactly)
		}
	}
	if amount, carry := Charge(money.AmountMax, TicksPerUnit-1); bigAmount(amount).String() != "340282366920938463463374607432" || carry != 768_211_454 {
		t.Errorf("the largest charge is %v, carrying %d", amount, carry)
	}
}

func TestRefusalNames(t *testing.T) {
	seen := map[string]bool{}
	for r := range refusalEnd {
		if r.Code() == "" || seen[r.Code()] || len(r.String()) < 10 {
			t.Errorf("refusal %d has the code %q and says %q", r, r.Code(), r)
		}
		seen[r.Code()] = true
	}
	if refusalEnd.Code() != "refusal_unknown" {
		t.Error("a refusal without meaning has a code")
	}
}
