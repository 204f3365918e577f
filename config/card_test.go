package config

import (
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"aidollar/core/meter"
	"aidollar/core/tariff"
	"aidollar/internal/yamlfile"
)

func TestParseCard(t *testing.T) {
	card, err := LoadCard("testdata/demo.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if card.Name != "demo" || card.Version != 1 || card.Asset != "USD" {
		t.Errorf("got %+v", card)
	}
	from := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).UnixNano()
	until := time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC).UnixNano()
	if card.ValidFrom != from || card.ValidUntil != until {
		t.Errorf("valid from %d until %d, want %d and %d", card.ValidFrom, card.ValidUntil, from, until)
	}
	want := map[string]map[meter.Meter]string{ // dollars per single unit
		"demo-text": {
			meter.Request: "0.0001", meter.Input: "0.00000015", meter.InputCached: "0.000000075",
			meter.InputCacheWrite: "0.00000015", meter.InputCacheWriteHour: "0.00000015",
			meter.Output: "0.0000006", meter.OutputReasoning: "0.0000006",
		},
		"demo-large": {
			meter.Request: "0", meter.Input: "0.000003", meter.InputCached: "0.000003",
			meter.InputCacheWrite: "0.00000375", meter.InputCacheWriteHour: "0.00000375",
			meter.Output: "0.000015", meter.OutputReasoning: "0.000015", meter.OutputAudio: "0",
		},
	}
	if len(card.Models) != len(want) {
		t.Errorf("the card has %d models", len(card.Models))
	}
	for name, prices := range want {
		m, ok := card.Model(name)
		if !ok {
			t.Fatalf("model %s is missing", name)
		}
		base := m.Base()
		for i := range meter.MeterCount {
			at := meter.Meter(i)
			text, priced := prices[at]
			if base.Priced.Has(at) != priced || (priced && base.Prices[at].Decimal(tariff.TickScale) != text) {
				t.Errorf("%s: %v costs %s, priced %v", name, at, base.Prices[at].Decimal(tariff.TickScale), base.Priced.Has(at))
			}
		}
	}
	if m, _ := card.Model("demo-large"); m.InputMax != 0 || m.OutputMax != 16_384 {
		t.Errorf("the limits are %d and %d", m.InputMax, m.OutputMax)
	}
	if b, err := card.AppendBinary(nil); err != nil || len(b) == 0 {
		t.Errorf("the card cannot be encoded: %v", err)
	}
}

// What YAML would round, the card keeps.
func TestPricesAreNotFloats(t *testing.T) {
	card, err := ParseCard("c.yaml", []byte(`
card: c
version: 1
currency: USD
models:
  - model: m
    output_max: 1
    prices: {input: 100000000000.000000000001, output: 0.100000000001}
`))
	if err != nil {
		t.Fatal(err)
	}
	m := card.Models[0].Base()
	if got := m.Prices[meter.Input].Decimal(tariff.TickScale); got != "100000.000000000000000001" {
		t.Errorf("the price of input is %s", got)
	}
	if got := m.Prices[meter.Output].Decimal(tariff.TickScale); got != "0.000000100000000001" {
		t.Errorf("the price of output is %s", got)
	}
}

func TestMistakeOnLine12(t *testing.T) {
	data, err := os.ReadFile("testdata/card/line12.yaml")
	if err != nil {
		t.Fatal(err)
	}
	_, err = ParseCard("rates.yaml", data)
	var all Mistakes
	if !errors.As(err, &all) || len(all) != 1 || all[0].Line != 12 || all[0].Column != 7 {
		t.Fatalf("got %v", err)
	}
	if text := FormatError(err); !strings.HasPrefix(text, "rates.yaml:12:7: ") || strings.Count(text, "\n") != 1 {
		t.Errorf("it prints as %q", text)
	}
}

func TestCardBounds(t *testing.T) {
	model := "  - {model: m%, output_max: 1, prices: {input: 1}}\n"
	var b strings.Builder
	b.WriteString("card: c\nversion: 1\ncurrency: USD\nmodels:\n")
	for range tariff.ModelsMax + 1 {
		b.WriteString(model)
	}
	for name, c := range map[string]struct{ text, code string }{
		"too many models": {b.String(), "card_too_large"},
		"too large":       {"#" + strings.Repeat("x", yamlfile.SizeMax), "file_too_large"},
		"not UTF-8":       {"card: \xff\n", "yaml_malformed"},
		"deep":            {strings.Repeat("[", 100_000), "yaml_malformed"},
	} {
		_, err := ParseCard("c.yaml", []byte(c.text))
		var all Mistakes
		if !errors.As(err, &all) || all[len(all)-1].Code != c.code {
			t.Errorf("%s: got %.300v, want %s", name, err, c.code)
		}
	}
	if _, err := LoadCard("testdata/none.yaml"); FormatError(err) != "testdata/none.yaml: does not exist [file_missing]\n" {
		t.Errorf("a missing file: %v", err)
	}
	if _, err := LoadCard("testdata"); err == nil {
		t.Error("a directory was read as a card")
	}
}

func TestFormatError(t *testing.T) {
	if got := FormatError(nil); got != "" {
		t.Errorf("no error prints as %q", got)
	}
	if got := FormatError(errors.New("other")); got != "other\n" {
		t.Errorf("another error prints as %q", got)
	}
}

// No file makes the readers panic, every error has its place and code, and
// every card that is read can be encoded.
func FuzzParse(f *testing.F) {
	for _, pattern := range []string{"testdata/*.yaml", "testdata/card/*.yaml", "testdata/server/*.yaml"} {
		for _, file := range glob(f, pattern) {
			data, err := os.ReadFile(file)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		card, err := ParseCard("f.yaml", data)
		if err == nil {
			if _, err := card.AppendBinary(nil); err != nil {
				t.Fatalf("a card that was read cannot be encoded: %v", err)
			}
		}
		_, serverErr := ParseServer("f.yaml", data)
		for _, err := range []error{err, serverErr} {
			if err == nil {
				continue
			}
			var all Mistakes
			if !errors.As(err, &all) || len(all) == 0 {
				t.Fatalf("an error without mistakes: %v", err)
			}
			for _, m := range all {
				if m.Code == "" || m.Text == "" || m.Line < 0 || strings.ContainsAny(m.Text, "\n\r\x1b") {
					t.Fatalf("a mistake without place or reason: %+v", m)
				}
			}
		}
	})
}
