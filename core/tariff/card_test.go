package tariff

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"aidollar/core/meter"
)

func demoCard(t testing.TB) *Card {
	a, b := demo(t), demo(t)
	a.Name, b.Name = "demo-large", "vendor/demo:text-2"
	c := &Card{Name: "demo", Version: 3, Asset: "USD", ValidFrom: 1, ValidUntil: 5, Models: []Model{b, demo(t), a}}
	c.Sort()
	return c
}

func TestModelLookup(t *testing.T) {
	c := &Card{}
	for i := range 1000 {
		c.Models = append(c.Models, Model{Name: fmt.Sprintf("model-%03d", i)})
	}
	for i := range c.Models {
		if m, ok := c.Model(c.Models[i].Name); !ok || m != &c.Models[i] {
			t.Fatalf("%s is not found", c.Models[i].Name)
		}
	}
	for _, name := range []string{"", "model-", "model-0000", "model-999x", "zzz", "MODEL-001"} {
		if m, ok := c.Model(name); ok {
			t.Errorf("%q finds %s", name, m.Name)
		}
	}
	if _, ok := (&Card{}).Model("x"); ok {
		t.Error("an empty card has a model")
	}
}

func TestValidAt(t *testing.T) {
	c := &Card{ValidFrom: 10, ValidUntil: 20}
	for now, want := range map[int64]bool{9: false, 10: true, 19: true, 20: false} {
		if c.ValidAt(now) != want {
			t.Errorf("at %d the card is valid: %v", now, !want)
		}
	}
	if open := (&Card{}); !open.ValidAt(-1) || !open.ValidAt(1<<62) {
		t.Error("an open card is not always valid")
	}
}

func TestDefaults(t *testing.T) {
	in, out, audio, own := Ticks{Lo: 1}, Ticks{Lo: 2}, Ticks{Lo: 3}, Ticks{Lo: 4}
	var m Model
	m.SetPrice(meter.Input, in)
	m.SetPrice(meter.Output, out)
	m.SetPrice(meter.InputAudio, audio)
	m.SetPrice(meter.InputCacheWrite, own)
	m.Default()
	want := map[meter.Meter]Ticks{
		meter.Input: in, meter.InputCached: in, meter.InputCacheWrite: own, meter.InputCacheWriteHour: own,
		meter.InputAudio: audio, meter.InputAudioCached: audio, meter.Output: out, meter.OutputReasoning: out,
		meter.Request: {},
	}
	for i := range meter.MeterCount {
		at := meter.Meter(i)
		price, priced := want[at]
		if m.Base().Priced.Has(at) != priced || m.Base().Prices[at] != price {
			t.Errorf("%v costs %v, priced %v", at, m.Base().Prices[at], m.Base().Priced.Has(at))
		}
	}
	before := *m.Base()
	if m.Default(); !reflect.DeepEqual(*m.Base(), before) {
		t.Error("defaults are not filled in once and for all")
	}
}

// spoiled is a change to a good card, and the code it is refused with.
type spoiled struct {
	code  string
	spoil func(c *Card)
}

func TestCheckRefuses(t *testing.T) {
	cases := []spoiled{
		{"card_name_invalid", func(c *Card) { c.Name = "" }},
		{"card_name_invalid", func(c *Card) { c.Name = "a b" }},
		{"card_name_invalid", func(c *Card) { c.Name = "é" }},
		{"card_name_invalid", func(c *Card) { c.Name = strings.Repeat("x", CardNameMax+1) }},
		{"card_version_zero", func(c *Card) { c.Version = 0 }},
		{"card_asset_invalid", func(c *Card) { c.Asset = "usd" }},
		{"card_asset_invalid", func(c *Card) { c.Asset = "eip155:1/erc20:0x" + strings.Repeat("A", 40) }},
		{"card_validity_invalid", func(c *Card) { c.ValidUntil = c.ValidFrom }},
		{"card_validity_invalid", func(c *Card) { c.ValidFrom = -1 }},
		{"card_empty", func(c *Card) { c.Models = nil }},
		{"card_too_large", func(c *Card) { c.Models = make([]Model, ModelsMax+1) }},
		{"card_models_unordered", func(c *Card) { c.Models[0], c.Models[1] = c.Models[1], c.Models[0] }},
		{"card_models_unordered", func(c *Card) { c.Models[1] = c.Models[0] }},
		{"model_name_invalid", func(c *Card) { c.Models[0].Name = "\"" }},
		{"model_output_max_missing", func(c *Card) { c.Models[0].OutputMax = 0 }},
		{"model_limit_too_large", func(c *Card) { c.Models[0].OutputMax = meter.TokensMax + 1 }},
		{"model_limit_too_large", func(c *Card) { c.Models[0].InputMax = meter.TokensMax + 1 }},
		{"model_unpriced", func(c *Card) { *c.Models[0].Base() = Variant{} }},
		{"model_meter_unknown", func(c *Card) { c.Models[0].Base().Priced |= meter.All + 1 }},
		{"price_too_high", func(c *Card) { c.Models[0].Base().Prices[meter.Input], _ = PriceMax.Add(Ticks{Lo: 1}) }},
		{"price_inconsistent", func(c *Card) { c.Models[0].Base().Prices[meter.Second] = Ticks{Lo: 1} }},
		{"price_default_missing", func(c *Card) {
			c.Models[0].Base().Prices[meter.InputCached] = Ticks{}
			c.Models[0].Base().Priced &^= meter.SetOf(meter.InputCached)
		}},
	}
	checkRefused(t, cases)
}

// checkRefused spoils a good card in each of the ways and expects the code.
func checkRefused(t *testing.T, cases []spoiled) {
	t.Helper()
	if err := demoCard(t).Check(); err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		card := demoCard(t)
		c.spoil(card)
		err := card.Check()
		var bad *CardError
		if !errors.As(err, &bad) || bad.Code != c.code {
			t.Errorf("got %v, want %s", err, c.code)
		}
		if b, err := card.AppendBinary([]byte{9}); err == nil || len(b) != 1 {
			t.Errorf("a card with %s was encoded", c.code)
		}
	}
}

func TestParsePrice(t *testing.T) {
	accepted := []struct {
		text string
		per  uint64
		want string // dollars per single unit
	}{
		{"0.15", 1_000_000, "0.00000015"},
		{"0.075", 1_000_000, "0.000000075"},
		{"0", 1_000_000, "0"},
		{"0.000000000001", 1_000_000, "0.000000000000000001"},
		{"0.0001", 1, "0.0001"},
		{"1000000000", 1, "1000000000"},
		{"9", 3, "3"},
	}
	for _, c := range accepted {
		got, err := ParsePrice(c.text, c.per)
		if err != nil || got.Decimal(TickScale) != c.want {
			t.Errorf("%s per %d: got %s, %v; want %s", c.text, c.per, got.Decimal(TickScale), err, c.want)
		}
	}
	refused := []struct {
		text string
		per  uint64
		code string
	}{
		{"-0.15", 1, "price_negative"},
		{"", 1, "price_malformed"},
		{"1e-6", 1, "price_malformed"},
		{".15", 1, "price_malformed"},
		{"free", 1, "price_malformed"},
		{strings.Repeat("9", 97), 1, "price_malformed"},
		{"1", 3, "price_too_fine"},
		{"0.0000000000001", 1_000_000, "price_too_fine"},
		{"0.0000000000000000001", 1, "price_too_fine"},
		{"1000000000.1", 1, "price_too_high"},
		{strings.Repeat("9", 60), 1, "price_too_high"},
		{"1", 0, "price_per_zero"},
	}
	for _, c := range refused {
		_, err := ParsePrice(c.text, c.per)
		var bad *PriceError
		if !errors.As(err, &bad) || bad.Code != c.code {
			t.Errorf("%s per %d: got %v, want %s", c.text, c.per, err, c.code)
		}
	}
}

func TestCheckRefusesVariants(t *testing.T) {
	when := func(change func(w *Condition)) func(c *Card) {
		return func(c *Card) {
			v := *c.Models[0].Base()
			v.Name, v.When = "special", Condition{Regions: []string{"eu"}}
			change(&v.When)
			c.Models[0].Variants = []Variant{v, *c.Models[0].Base()}
		}
	}
	variant := func(change func(v *Variant)) func(c *Card) {
		return func(c *Card) {
			when(func(*Condition) {})(c)
			change(&c.Models[0].Variants[0])
		}
	}
	good := demoCard(t)
	when(func(*Condition) {})(good)
	if err := good.Check(); err != nil {
		t.Fatal(err)
	}
	checkRefused(t, []spoiled{
		{"zone_invalid", func(c *Card) { c.Zone.Name = "UTC" }},
		{"zone_invalid", func(c *Card) { c.Zone.Offsets = []Offset{{}} }},
		{"zone_invalid", func(c *Card) { c.Zone = Zone{"Z", []Offset{{From: 2}, {From: 2}}} }},
		{"zone_invalid", func(c *Card) { c.Zone = Zone{"Z", []Offset{{Seconds: OffsetMax + 1}}} }},
		{"zone_invalid", func(c *Card) { c.Zone = Zone{"Z", make([]Offset, OffsetsMax+1)} }},
		{"model_unpriced", func(c *Card) { c.Models[0].Variants = nil }},
		{"model_period_unknown", func(c *Card) { c.Models[0].Period = periodEnd }},
		{"variants_too_many", func(c *Card) {
			c.Models[0].Variants = append(make([]Variant, VariantsMax), *c.Models[0].Base())
		}},
		{"variant_name_invalid", variant(func(v *Variant) { v.Name = "" })},
		{"variant_duplicate", func(c *Card) {
			when(func(*Condition) {})(c)
			c.Models[0].Base().Name = "special"
		}},
		{"variant_base_missing", func(c *Card) { c.Models[0].Base().When.InputOver = 1 }},
		{"variant_unreachable", when(func(w *Condition) { w.Regions = nil })},
		{"variant_meters_differ", variant(func(v *Variant) { v.SetPrice(meter.Second, Ticks{}) })},
		{"condition_invalid", when(func(w *Condition) { w.Regions = []string{"us", "eu"} })},
		{"condition_invalid", when(func(w *Condition) { w.Services = []string{"a", "a"} })},
		{"condition_invalid", when(func(w *Condition) { w.Services = []string{strings.Repeat("x", WordMax+1)} })},
		{"condition_invalid", when(func(w *Condition) { w.Regions = make([]string, WordsMax+1) })},
		{"condition_invalid", when(func(w *Condition) { w.InputOver = meter.TokensMax + 1 })},
		{"condition_invalid", when(func(w *Condition) { w.Windows = []Window{{Days: 0, From: 1, To: 2}} })},
		{"condition_invalid", when(func(w *Condition) { w.Windows = []Window{{Days: 1, From: 2, To: 2}} })},
		{"condition_invalid", when(func(w *Condition) { w.Windows = []Window{{Days: 1, From: 1440, To: 1}} })},
		{"condition_invalid", when(func(w *Condition) { w.Windows = []Window{{Days: 1, From: 1, To: 1441}} })},
		{"condition_invalid", when(func(w *Condition) { w.Windows = make([]Window, WindowsMax+1) })},
		{"price_too_high", variant(func(v *Variant) { v.Minimum, _ = PriceMax.Add(Ticks{Lo: 1}) })},
	})
}

func TestCheckRefusesScales(t *testing.T) {
	scale := func(change func(s *Scale)) func(c *Card) {
		return func(c *Card) {
			s := Scale{Meters: meter.SetOf(meter.Unit), Mode: Graduated, Basis: PerPeriod, Tiers: []Tier{{UpTo: 5, Price: Ticks{Lo: 1}}, {}}}
			c.Models[0].Period = PeriodMonth
			change(&s)
			c.Models[0].Base().Scales = []Scale{s}
		}
	}
	pack := func(change func(s *Scale)) func(c *Card) {
		return scale(func(s *Scale) {
			s.Mode, s.Package, s.Tiers = Package, 1_000, []Tier{{Price: Ticks{Lo: 1}}}
			change(s)
		})
	}
	for _, make := range []func(func(*Scale)) func(*Card){scale, pack} {
		good := demoCard(t)
		make(func(*Scale) {})(good)
		if err := good.Check(); err != nil {
			t.Fatal(err)
		}
	}
	tooHigh, _ := PriceMax.Add(Ticks{Lo: 1})
	checkRefused(t, []spoiled{
		{"scale_invalid", scale(func(s *Scale) { s.Mode = Flat })},
		{"scale_invalid", scale(func(s *Scale) { s.Mode = modeEnd })},
		{"scale_invalid", scale(func(s *Scale) { s.Basis = basisEnd })},
		{"scale_invalid", scale(func(s *Scale) { s.Meters = 0 })},
		{"scale_invalid", scale(func(s *Scale) { s.Tiers = nil })},
		{"scale_invalid", scale(func(s *Scale) { s.Tiers = make([]Tier, TiersMax+1) })},
		{"scale_invalid", scale(func(s *Scale) { s.Package = 1 })},
		{"scale_invalid", pack(func(s *Scale) { s.Package = 0 })},
		{"scale_invalid", pack(func(s *Scale) { s.Tiers[0].Fee = Ticks{Lo: 1} })},
		{"scale_period_missing", func(c *Card) {
			scale(func(*Scale) {})(c)
			c.Models[0].Period = PeriodNone
		}},
		{"price_twice", scale(func(s *Scale) { s.Meters |= meter.SetOf(meter.Output) })},
		{"price_too_high", scale(func(s *Scale) { s.Tiers[0].Fee = tooHigh })},
		{"price_too_high", scale(func(s *Scale) { s.Tiers[1].Price = tooHigh })},
		{"tiers_ended", scale(func(s *Scale) { s.Tiers[1].UpTo = 9 })},
		{"tiers_unordered", scale(func(s *Scale) { s.Tiers[0].UpTo = 0 })},
		{"tiers_unordered", scale(func(s *Scale) { s.Tiers[0].UpTo = UnitsMax + 1 })},
		{"model_meter_unknown", scale(func(s *Scale) { s.Meters |= meter.All + 1 })},
		{"scales_unordered", func(c *Card) {
			scale(func(*Scale) {})(c)
			base := c.Models[0].Base()
			first := base.Scales[0]
			first.Meters = meter.SetOf(meter.Second)
			base.Scales = append(base.Scales, first)
		}},
		{"scales_too_many", func(c *Card) { c.Models[0].Base().Scales = make([]Scale, ScalesMax+1) }},
	})
}
