package lists

import (
	"bytes"
	"os"
	"testing"
)

func seed(f *testing.F, files ...string) {
	f.Helper()
	for _, file := range files {
		text, err := os.ReadFile("testdata/" + file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
}

// wantWhole holds for whatever was read: every entry has a number, a list and a name,
// and no number is there twice.
func wantWhole(t *testing.T, entries []Entry) {
	t.Helper()
	seen := make(map[string]bool)
	for i := range entries {
		e := &entries[i]
		if e.Number == "" || e.List == "" || len(e.Names) == 0 || e.Names[0].Text == "" || seen[e.ID()] {
			t.Fatalf("entry %d is not whole: %+v", i, e)
		}
		seen[e.ID()] = true
		_ = e.Kind.String()
		for _, born := range e.Born {
			if born.From.Year == 0 || born.To.Year == 0 {
				t.Fatalf("entry %d is born at no time: %+v", i, born)
			}
		}
		for _, country := range e.Places() {
			if !alpha2Form.MatchString(country) {
				t.Fatalf("entry %d is of %q", i, country)
			}
		}
	}
}

func FuzzOFAC(f *testing.F) {
	seed(f, "sdn.csv", "alt.csv", "add.csv")
	f.Add([]byte("7,\"X\",-0- ,\"A] [B\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\"DOB circa 1 Jan 1960 to 1961; a.k.a. ''; alt. POB ;;.\"\r\n\x1a"))
	f.Add([]byte("7,\"\xe9\",individual,,,,,,,Atlantis,,citizen Iran\n"))
	countries := NewCountries()
	f.Fuzz(func(t *testing.T, text []byte) {
		l := &List{Set: Set{OFAC, []string{"sdn.csv"}}}
		r := &ofacReader{list: l, countries: countries, at: make(map[string]int), short: "L"}
		_, _, _ = formOf("x", text)
		if _, err := r.read("sdn.csv", &bounded{from: bytes.NewReader([]byte(rowGood))}); err != nil {
			t.Fatal(err)
		}
		if _, err := r.read("x.csv", &bounded{from: bytes.NewReader(text)}); err != nil {
			return
		}
		for i := range l.Entries {
			r.remarks(&l.Entries[i])
		}
		wantWhole(t, l.Entries)
	})
}

func FuzzAdvanced(f *testing.F) {
	seed(f, "sdn_advanced.xml")
	f.Add([]byte("<Sanctions><DistinctParties><DistinctParty FixedRef='1'><Profile ID='1'/></DistinctParty></DistinctParties></Sanctions>"))
	countries := NewCountries()
	f.Fuzz(func(t *testing.T, text []byte) {
		l := &List{}
		if readAdvanced(l, "x.xml", &bounded{from: bytes.NewReader(text)}, countries) == nil {
			wantWhole(t, l.Entries)
		}
	})
}

func FuzzCSL(f *testing.F) {
	seed(f, "csl.json")
	f.Add([]byte(`{"results":[{"id":1,"name":"A","alt_names":"B; C","dates_of_birth":["circa 1950"],"addresses":[null],"ids":[{}]}]}`))
	countries := NewCountries()
	f.Fuzz(func(t *testing.T, text []byte) {
		l := &List{}
		if readCSL(l, "x.json", &bounded{from: bytes.NewReader(text)}, countries) == nil {
			wantWhole(t, l.Entries)
		}
	})
}

func FuzzISO3166(f *testing.F) {
	seed(f, "iso3166.csv", "iso3166.json")
	f.Fuzz(func(t *testing.T, text []byte) {
		c := NewCountries()
		if _, err := c.readISO3166("x", bytes.NewReader(text)); err != nil {
			return
		}
		for key, code := range c.codes {
			if !alpha2Form.MatchString(code) || key == "" {
				t.Fatalf("%q is %q", key, code)
			}
		}
	})
}
