package pricefeed

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"aidollar/config"
	"aidollar/core/exchange"
	"aidollar/core/money"
)

// bank has the form of eurofxref-daily.xml; the days are of the files of its history,
// and the figures are made up.
const bank = `<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
	<gesmes:subject>Reference rates</gesmes:subject>
	<gesmes:Sender><gesmes:name>European Central Bank</gesmes:name></gesmes:Sender>
	<Cube>
		<Cube time='2026-11-26'>
			<Cube currency='USD' rate='1.1'/>
			<Cube currency='AED' rate='4.03975'/>
			<Cube currency='XXX' rate='0'/>
			<Cube currency='YYY' rate='1e3'/>
		</Cube>
		<Cube time='2026-11-25'><Cube currency='USD' rate='1.2'/></Cube>
	</Cube>
</gesmes:Envelope>`

// read asks a source of a file that was written at a time.
func read(t *testing.T, s config.PriceSource, text, base, quote string) (Price, error) {
	t.Helper()
	s.File = filepath.Join(t.TempDir(), "source")
	if err := os.WriteFile(s.File, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(s.File, written, written); err != nil {
		t.Fatal(err)
	}
	return New(&s, time.Now).Read(t.Context(), base, quote)
}

var written = time.Date(2026, 11, 27, 10, 0, 0, 0, time.UTC)

func TestWhatSourcesSay(t *testing.T) {
	byName := config.PriceSource{Format: config.SourceCSV, Separator: ';', Column: "rate", Match: []config.ColumnValue{{Column: "to", Value: "USD"}}, Time: "day", Valid: time.Hour}
	byNumber := config.PriceSource{Format: config.SourceCSV, Separator: ',', Column: "2", Valid: time.Hour}
	json := config.PriceSource{Pointer: "/a~1b/0", Valid: time.Hour}
	timed := config.PriceSource{Pointer: "/p", Time: "/t", Valid: time.Hour}
	ecb := config.PriceSource{Format: config.SourceECB}
	day := time.Date(2026, 11, 26, 0, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		s           config.PriceSource
		text        string
		base, quote string
		price       string
		at          time.Time
		valid       time.Duration
		refused     string
	}{
		"json":                  {s: json, text: `{"a/b":["3.6725"]}`, price: "3.6725", at: written, valid: time.Hour},
		"json with seconds":     {s: timed, text: `{"p":1.5,"t":1795650000}`, price: "1.5", at: time.Unix(1795650000, 0), valid: time.Hour},
		"json with a time":      {s: timed, text: `{"p":1.5,"t":"2026-11-26T01:00:00+01:00"}`, price: "1.5", at: day, valid: time.Hour},
		"json, no time":         {s: timed, text: `{"p":1.5}`, refused: "nothing at /t"},
		"json, time is null":    {s: timed, text: `{"p":1.5,"t":null}`, refused: "is no time"},
		"json, time of nowhere": {s: timed, text: `{"p":1.5,"t":"noon"}`, refused: `time is "noon"`},
		"json, exponent":        {s: timed, text: `{"p":1e0,"t":1}`, refused: "is no price"},
		"json, nothing":         {s: json, text: `{"a/b":[]}`, refused: "nothing at /a~1b/0"},
		"no json":               {s: json, text: `rate`, refused: "no JSON"},

		"table by name":        {s: byName, text: "\ufeffday;to;rate\n2026-11-26;GBP;0.8\n2026-11-25;USD;1.2\n2026-11-26;USD; 1.1\n2026-11-27;CHF;9\n", price: "1.1", at: day, valid: time.Hour},
		"table by number":      {s: byNumber, text: "EUR/USD,1.1,x\nEUR/USD,1.2\n", price: "1.2", at: written, valid: time.Hour},
		"table, quoted":        {s: byNumber, text: "\"EUR, USD\",\"1.1\"\n", price: "1.1", at: written, valid: time.Hour},
		"table, other columns": {s: byName, text: "day;to;price\n2026-11-26;USD;1.1\n", refused: "names no column rate"},
		"table, other rows":    {s: byName, text: "day;to;rate\n2026-11-26;GBP;1.1\n", refused: "no row"},
		"table, no time":       {s: byName, text: "day;to;rate\n;USD;1.1\n", refused: "no time in column day"},
		"table, too short":     {s: byNumber, text: "a,1\nb\n", refused: "1 columns and none called 2"},
		"table, comma":         {s: byName, text: "day;to;rate\n2026-11-26;USD;1,1\n", refused: "is no price"},
		"table, empty":         {s: byNumber, refused: "no rows"},
		"no table":             {s: byNumber, text: "a,\"1\nb", refused: "no table"},

		"bank":                 {s: ecb, text: bank, base: "EUR", quote: "USD", price: "1.1", at: day, valid: 48 * time.Hour},
		"bank, reversed":       {s: ecb, text: bank, base: "USD", quote: "EUR", price: "0.909090909091", at: day, valid: 48 * time.Hour},
		"bank, two others":     {s: ecb, text: bank, base: "USD", quote: "AED", price: "3.6725", at: day, valid: 48 * time.Hour},
		"bank, another valid":  {s: config.PriceSource{Format: config.SourceECB, Valid: 9 * time.Hour}, text: bank, base: "EUR", quote: "USD", price: "1.1", at: day, valid: 9 * time.Hour},
		"bank, none":           {s: ecb, text: bank, base: "EUR", quote: "SAR", refused: "no rate of SAR on 2026-11-26"},
		"bank, zero":           {s: ecb, text: bank, base: "XXX", quote: "USD", refused: "XXX is zero"},
		"bank, exponent":       {s: ecb, text: bank, base: "EUR", quote: "YYY", refused: "no price"},
		"bank, no day":         {s: ecb, text: `<Envelope><Cube/></Envelope>`, base: "EUR", quote: "USD", refused: "no day"},
		"bank, day of nowhere": {s: ecb, text: `<E><Cube><Cube time="today"><Cube currency="USD" rate="1"/></Cube></Cube></E>`, base: "EUR", quote: "USD", refused: `time is "today"`},
		"no bank":              {s: ecb, text: `{"a":1}`, base: "EUR", quote: "USD", refused: "no XML"},
		"too long":             {s: json, text: strings.Repeat(" ", TextMax+1), refused: "more than"},
	} {
		got, err := read(t, c.s, c.text, c.base, c.quote)
		if c.refused != "" {
			if err == nil || !strings.Contains(err.Error(), c.refused) || got != (Price{}) {
				t.Errorf("%s: %+v and %v, want %q", name, got, err, c.refused)
			}
			continue
		}
		want, _ := money.ParseDecimal(c.price, exchange.PriceScale)
		if err != nil || got.Price != want.Lo || !got.At.Equal(c.at) || got.Valid != c.valid {
			t.Errorf("%s: %+v and %v, want %s at %s for %s", name, got, err, c.price, c.at, c.valid)
		}
	}
}

// TestARateOfADayLastsUntilTheNext: over weekends and the bank's holidays, and no
// longer.
func TestARateOfADayLastsUntilTheNext(t *testing.T) {
	for of, until := range map[string]string{
		"2026-11-25": "2026-11-27", // Wednesday: Thursday's is out before Friday
		"2026-11-26": "2026-11-28", // Thursday
		"2026-11-27": "2026-12-01", // Friday: Monday's
		"2026-04-02": "2026-04-08", // before Easter: Tuesday's
		"2026-04-30": "2026-05-05", // before the first of May, a Friday
		"2026-12-24": "2026-12-29", // before Christmas, a Friday and a Saturday
		"2025-12-24": "2025-12-30", // before Christmas, a Thursday and a Friday
		"2024-12-31": "2025-01-03", // before New Year
	} {
		day, err := moment(of)
		if got := bankNext(day).Format(time.DateOnly); err != nil || got != until {
			t.Errorf("the rate of %s lasts until %s, want %s", of, got, until)
		}
	}
	for year, day := range map[int]string{2000: "04-23", 2019: "04-21", 2024: "03-31", 2025: "04-20", 2026: "04-05", 2038: "04-25", 2285: "03-22"} {
		if got := easterSunday(year).Format("01-02"); got != day {
			t.Errorf("Easter of %d is %s, want %s", year, got, day)
		}
	}
}

// FuzzSources: what a source says must not fall over, and is no price unless it is one.
func FuzzSources(f *testing.F) {
	for _, text := range []string{`{"a":1.5}`, `{"a":"0.5"}`, `{"a":[1]}`, `{"a":-1}`, `{"a":1e9}`, `[`, "", bank, "a,b\n1,2\n", "\"a\n", "\ufeffa;b", "<Cube><Cube>"} {
		f.Add([]byte(text), "/a", "b", "/t")
		f.Add([]byte(text), "/a/0", "2", "")
	}
	f.Fuzz(func(t *testing.T, text []byte, pointer, column, at string) {
		check := func(amount uint64, when string, err error) {
			t.Helper()
			if err != nil && (amount != 0 || when != "") {
				t.Errorf("%d at %q and %v", amount, when, err)
			}
			if m, err := moment(when); err == nil && (m.Unix() <= 0 || bankNext(m).Sub(m) > 8*24*time.Hour) {
				t.Errorf("%q is %s", when, m)
			}
		}
		check(inJSON(text, pointer, at))
		check(inTable(text, &config.PriceSource{Column: column, Time: at, Separator: ';', Match: []config.ColumnValue{{Column: column, Value: pointer}}}))
		check(ofBank(text, "EUR", "USD"))
		check(ofBank(text, "USD", "AED"))
	})
}
