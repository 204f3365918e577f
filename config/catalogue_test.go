package config

import (
	"errors"
	"os"
	"strings"
	"testing"

	"aidollar/core/meter"
	"aidollar/core/tariff"
)

func catalogue(t testing.TB) []byte {
	t.Helper()
	data, err := os.ReadFile("testdata/catalogue.json")
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// The card made of the catalogue in testdata is the one beside it, to the byte,
// notes included.
func TestImportCatalogue(t *testing.T) {
	in, err := ImportCatalogue(catalogue(t), ImportOptions{Name: "resale", Version: 7, Markup: "5%"})
	if err != nil {
		t.Fatal(err)
	}
	compare(t, "testdata/catalogue.golden", string(in.YAML))
	card, err := ParseCard("c.yaml", in.YAML)
	if err != nil || in.Models != len(card.Models) || len(in.Notes) == 0 {
		t.Fatalf("%d models of %d: %v", in.Models, len(card.Models), err)
	}
	m, _ := card.Model("north/aurora-large")
	for _, c := range []struct {
		service string
		input   uint64
		want    string // dollars, with the markup
	}{
		{"", 200_000, "0.262521"},            // (200000*1.25 + 2*10) * 1.05 per million
		{"", 200_001, "0.525034125"},         // (200001*2.50 + 2*15) * 1.05
		{"batch", 1_000, "0.00066675"},       // (1000*0.625 + 2*5) * 1.05
		{"priority", 200_001, "0.945061425"}, // (200001*4.50 + 2*27) * 1.05
	} {
		due, _, refusal := m.Exact(&tariff.Circumstance{Service: c.service}, &meter.Quantities{meter.Input: c.input, meter.Output: 2}, nil)
		want, err := tariff.ParsePrice(c.want, 1)
		if err != nil || refusal != tariff.Accepted {
			t.Fatal(err, refusal)
		}
		if due != want {
			t.Errorf("%s, %d tokens: %s, want %s", c.service, c.input, due.Decimal(18), want.Decimal(18))
		}
	}
}

func TestImportOptions(t *testing.T) {
	for _, c := range []struct {
		patterns []string
		want     int
	}{
		{[]string{"north/*"}, 1}, {[]string{"aurora-embed", "*paint"}, 2}, {[]string{"au*ra-e*b*"}, 1}, {[]string{"*"}, 8},
	} {
		in, err := ImportCatalogue(catalogue(t), ImportOptions{Name: "c", Version: 1, Models: c.patterns})
		if err != nil || in.Models != c.want {
			t.Errorf("%v: %d models, want %d: %v", c.patterns, in.Models, c.want, err)
		}
	}
	if in, err := ImportCatalogue(catalogue(t), ImportOptions{Name: "c", Version: 1, Free: true, Models: []string{"aurora-free"}}); err != nil || in.Models != 1 {
		t.Errorf("a free model that was asked for: %v", err)
	}
	for name, c := range map[string]struct {
		data    string
		options ImportOptions
	}{
		"no JSON":          {"models:", ImportOptions{Name: "c", Version: 1}},
		"a list":           {"[]", ImportOptions{Name: "c", Version: 1}},
		"no such model":    {`{"a": {}}`, ImportOptions{Name: "c", Version: 1, Models: []string{"b*"}}},
		"only free models": {`{"a": {"input_cost_per_token": 0, "max_tokens": 5}}`, ImportOptions{Name: "c", Version: 1}},
		"no object":        {`{"a": 5}`, ImportOptions{Name: "c", Version: 1}},
	} {
		if in, err := ImportCatalogue([]byte(c.data), c.options); err == nil {
			t.Errorf("%s: made %s", name, in.YAML)
		}
	}
	var mistakes Mistakes
	good := `{"a": {"input_cost_per_token": 1e-6, "output_cost_per_token": 1e-6, "max_tokens": 5}}`
	if _, err := ImportCatalogue([]byte(good), ImportOptions{Name: "two words", Version: 1}); !errors.As(err, &mistakes) {
		t.Errorf("a card's name that is none: %v", err)
	}
}

func TestDecimalShift(t *testing.T) {
	for _, c := range []struct {
		number string
		shift  int
		want   string
	}{
		{"1.5e-07", 6, "0.15"}, {"1.5E-07", 0, "0.00000015"}, {"0.000003", 6, "3"}, {"2e+1", 0, "20"}, {"0", 6, "0"}, {"0.0", 0, "0"},
		{"12", 6, "12000000"}, {"1.250", 0, "1.25"}, {"4096.0", 0, "4096"}, {"100e-2", 0, "1"}, {"0e-9", 6, "0"},
	} {
		if got, err := decimalShift(c.number, c.shift); err != nil || got != c.want {
			t.Errorf("%s shifted by %d is %q, want %s: %v", c.number, c.shift, got, c.want, err)
		}
	}
	for _, bad := range []string{"-1", "1e999999999999", "1e-61", strings.Repeat("1", 61)} {
		if got, err := decimalShift(bad, 0); err == nil {
			t.Errorf("%s is %s", bad, got)
		}
	}
}

// No catalogue makes the import panic, and a card that is made is valid.
func FuzzImportCatalogue(f *testing.F) {
	f.Add(catalogue(f))
	f.Add([]byte(`{"a": {"input_cost_per_token_above_0k_tokens": 1, "search_context_cost_per_query": 5}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		in, err := ImportCatalogue(data, ImportOptions{Name: "c", Version: 1, Free: true})
		var mistakes Mistakes
		if errors.As(err, &mistakes) {
			t.Fatalf("a card that is not valid was made: %v\n%s", err, in.YAML)
		}
		for _, note := range in.Notes {
			if strings.ContainsAny(note, "\n\r\x1b") {
				t.Fatalf("a note has more than one line: %q", note)
			}
		}
	})
}
