package config

import (
	"reflect"
	"testing"
	"time"
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
`))
	if err != nil {
		t.Fatal(err)
	}
	want := []RateSource{
		{Base: "EUR", Quote: "USD", JumpBPS: 500, PriceSource: PriceSource{File: "/h/r.json", Pointer: "/rates/USD", Time: "/at", Separator: ',', Interval: time.Minute, Valid: time.Hour}},
		{Base: "EUR", Quote: "GBP", JumpBPS: 100, PriceSource: PriceSource{URL: "https://rates.example:8443/t", Format: SourceCSV, Column: "rate",
			Match: []ColumnValue{{"to", "GBP"}, {"1", "EUR"}}, Separator: '\t', Time: "4", Interval: time.Minute, Valid: 2 * time.Hour}},
		{Base: "USD", Quote: "CHF", JumpBPS: 500, PriceSource: PriceSource{URL: "https://www.ecb.europa.eu/stats/eurofxref/eurofxref-daily.xml", Format: SourceECB, Separator: ',', Interval: time.Hour}},
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
