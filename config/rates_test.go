package config

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"aidollar/core/exchange"
	"aidollar/core/money"
)

// TestSourcesOfRates reads each format, with what is left out filled in.
func TestSourcesOfRates(t *testing.T) {
	s, err := ParseServer("/h/serve.yaml", []byte(`
cards: [card.yaml]
sellers: [{name: s, card: c, upstreams: [u]}]
upstreams: [{name: u, url: "http://a", kind: any, models: [m]}]
rates:
  - {base: EUR, quote: USD, file: r.json, pointer: /rates/USD, time: /at}
  - {base: EUR, quote: GBP, url: "https://rates.example:8443/t", format: csv, column: rate, match: {to: GBP, "1": EUR}, separator: "\t", time: 4, valid: 2h, jump_bps: 100}
  - {base: USD, quote: CHF, url: "https://www.ecb.europa.eu/stats/eurofxref/eurofxref-daily.xml", format: ecb}
  - {base: EUR, quote: AED, file: r.json, pointer: /a, spread_bps: 50}
  - {base: EUR, quote: SEK, file: r.json, pointer: /a, open: false, slip_bps: 0, honour: 0s}
currencies:
  - {currency: USD, long_max: 5000, short_max: 250.5}
  - {currency: SAR, long_max: 0, short_max: "1"}
`))
	if err != nil {
		t.Fatal(err)
	}
	want := []RateSource{
		{Base: "EUR", Quote: "USD", JumpBPS: 500, PriceSource: PriceSource{File: "/h/r.json", Pointer: "/rates/USD", Time: "/at", Separator: ',', Interval: time.Minute, Valid: time.Hour}},
		{Base: "EUR", Quote: "GBP", JumpBPS: 100, PriceSource: PriceSource{URL: "https://rates.example:8443/t", Format: SourceCSV, Column: "rate",
			Match: []ColumnValue{{"to", "GBP"}, {"1", "EUR"}}, Separator: '\t', Time: "4", Interval: time.Minute, Valid: 2 * time.Hour}},
		{Base: "USD", Quote: "CHF", JumpBPS: 500, PriceSource: PriceSource{URL: "https://www.ecb.europa.eu/stats/eurofxref/eurofxref-daily.xml", Format: SourceECB, Separator: ',', Interval: time.Hour}},
		{Base: "EUR", Quote: "AED", JumpBPS: 500, Terms: &exchange.Terms{Open: true, SpreadBPS: 50, SlipBPS: 100, Honour: int64(2 * time.Minute)},
			PriceSource: PriceSource{File: "/h/r.json", Pointer: "/a", Separator: ',', Interval: time.Minute, Valid: time.Hour}},
		{Base: "EUR", Quote: "SEK", JumpBPS: 500, Terms: &exchange.Terms{},
			PriceSource: PriceSource{File: "/h/r.json", Pointer: "/a", Separator: ',', Interval: time.Minute, Valid: time.Hour}},
	}
	positions := []Currency{
		{"USD", exchange.Limits{LongMax: money.Units(5_000_000_000_000), ShortMax: money.Units(250_500_000_000)}},
		{"SAR", exchange.Limits{ShortMax: money.Units(1_000_000_000)}},
	}
	if !reflect.DeepEqual(s.Positions, positions) {
		t.Errorf("the positions are %+v, want %+v", s.Positions, positions)
	}
	if codes := s.Currencies(); !slices.Equal(codes, []string{"EUR", "GBP", "CHF", "AED", "SEK", "SAR"}) {
		t.Errorf("the currencies are %q", codes)
	}
	for i := range want {
		if !reflect.DeepEqual(s.Rates[i], want[i]) {
			t.Errorf("source %d is\n%+v, want\n%+v", i, s.Rates[i], want[i])
		}
	}
	if names := [2]string{s.Rates[0].Name(), s.Rates[1].Name()}; names != [2]string{"file", "rates.example:8443"} {
		t.Errorf("they are called %q", names)
	}
}
