package lists

import (
	"crypto/sha256"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

func readSet(t *testing.T, names ...string) *List {
	t.Helper()
	var files []string
	for _, name := range names {
		files = append(files, filepath.Join("testdata", name))
	}
	sets, err := Sets(files)
	if err != nil || len(sets) != 1 {
		t.Fatalf("Sets(%v) = %v, %v", names, sets, err)
	}
	l, err := sets[0].Read(NewCountries())
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func entryOf(t *testing.T, l *List, id string) Entry {
	t.Helper()
	i := slices.IndexFunc(l.Entries, func(e Entry) bool { return e.ID() == id })
	if i < 0 {
		t.Fatalf("no entry %s", id)
	}
	return l.Entries[i]
}

func wantEntry(t *testing.T, got, want Entry) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("entry\n got %+v\nwant %+v", got, want)
	}
}

func unreadOf(l *List, part string) int {
	n := 0
	for _, u := range l.Unread {
		if strings.Contains(u.What, part) {
			n += u.Count
		}
	}
	return n
}

func TestOFAC(t *testing.T) {
	l := readSet(t, "sdn.csv", "alt.csv", "add.csv")
	if len(l.Entries) != 31 {
		t.Fatalf("%d entries", len(l.Entries))
	}
	wantEntry(t, entryOf(t, l, "OFAC-SDN/9001"), Entry{
		List: "OFAC-SDN", Number: "9001", Issuer: "OFAC", Kind: Person, Title: "Director", Programs: []string{"SDGT"},
		Names: []Name{
			{"AL-TARIQI, Mohamed Yusuf", Primary, "Latn"}, {"AL-TARIQI, Muhammad Yousef", Strong, "Latn"},
			{"TARIKI, Mohammed Yusef", Strong, "Latn"}, {"ABU WAHM", Weak, "Latn"},
		},
		Addresses: []Address{{"Street 14, Baghdad", "IQ"}}, Countries: []string{"IQ"},
		Born:        []Span{{From: Date{1971, 3, 14}, To: Date{1971, 3, 14}}, {From: Date{Year: 1972}, To: Date{Year: 1972}}},
		BirthPlaces: []string{"Qasr al-Wahm"}, Documents: []Document{{"Passport", "W4410021", "IQ"}},
		Remarks: "DOB 14 Mar 1971; alt. DOB 1972; POB Qasr al-Wahm; nationality Iraq; Gender Male; Passport W4410021 (Iraq); a.k.a. 'ABU WAHM'; Linked To: WAHM TRADING COMPANY.",
		Source:  "Specially Designated Nationals List, OFAC", File: filepath.Join("testdata", "sdn.csv"),
	})
	if got := entryOf(t, l, "OFAC-SDN/9002"); !slices.Equal(got.Programs, []string{"SDGT", "SYRIA"}) || !got.Born[0].Circa {
		t.Errorf("programs %v, born %v", got.Programs, got.Born)
	}
	if got := entryOf(t, l, "OFAC-SDN/9004").Born[0].String(); got != "1980 to 1982" {
		t.Errorf("born %s", got)
	}
	vessel := entryOf(t, l, "OFAC-SDN/9201")
	if vessel.Kind != Vessel || !slices.Equal(vessel.Places(), []string{"RU"}) ||
		!slices.Contains(vessel.Documents, Document{"Vessel Registration Identification", "9990017", ""}) ||
		!slices.Contains(vessel.Documents, Document{"Call sign", "UINV7", ""}) {
		t.Errorf("vessel %+v", vessel)
	}
	if got := entryOf(t, l, "OFAC-SDN/9010").Documents; !slices.Contains(got, Document{"Digital Currency Address - XBT", "1InventedAddressForTestsOnly0000", ""}) {
		t.Errorf("documents %+v", got)
	}
	// What has no field is counted, and stays in the text.
	if got := unreadOf(l, "dates of birth"); got != 1 {
		t.Errorf("%d dates of birth not read", got)
	}
	if got := entryOf(t, l, "OFAC-SDN/9105").Addresses[1]; got != (Address{"undetermined, Region: Nowhere", ""}) {
		t.Errorf("address %+v", got)
	}
	empty := filepath.Join(t.TempDir(), "csl.json")
	if err := os.WriteFile(empty, []byte(`{"results": []}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := (Set{CSL, []string{empty}}).Read(NewCountries()); err == nil || !strings.Contains(err.Error(), "lists nobody") {
		t.Errorf("an empty list: %v", err)
	}
	if l.Aliasless || !readSet(t, "sdn.csv").Aliasless {
		t.Error("whether the aliases are there is not told")
	}
	if unreadOf(l, "alt.csv") != 0 || unreadOf(readSet(t, "sdn.csv"), "alt.csv") != 1 {
		t.Error("a list without its aliases does not say so, or one with them does")
	}
}

func TestAdvanced(t *testing.T) {
	l := readSet(t, "sdn_advanced.xml")
	if l.Published != (Date{2026, 11, 20}) || len(l.Entries) != 4 {
		t.Fatalf("published %v, %d entries", l.Published, len(l.Entries))
	}
	wantEntry(t, entryOf(t, l, "OFAC-SDN/9001"), Entry{
		List: "OFAC-SDN", Number: "9001", Issuer: "OFAC", Kind: Person, Programs: []string{"SDGT"},
		Names: []Name{
			{"AL-TARIQI, Mohamed Yusuf", Primary, "Latn"}, {"الطارقي, محمد يوسف", Primary, "Arab"}, {"ABU WAHM", Weak, "Latn"},
		},
		Addresses: []Address{{"Street 14, Baghdad", "IQ"}}, Countries: []string{"IQ"}, Born: []Span{{From: Date{1971, 3, 14}, To: Date{1971, 3, 14}}},
		BirthPlaces: []string{"Qasr al-Wahm"}, Documents: []Document{{"Passport", "W4410021", "IQ"}}, Remarks: "Gender Male; Block",
		Listed: Date{2019, 9, 13}, Source: "SDN List", File: filepath.Join("testdata", "sdn_advanced.xml"),
	})
	second := entryOf(t, l, "OFAC-SDN/9003")
	if got := second.Born[0].String(); got != "circa 1959" || !slices.Equal(second.Countries, []string{"RU"}) || second.Names[1].Script != "Cyrl" {
		t.Errorf("born %s, countries %v, names %v", got, second.Countries, second.Names)
	}
	if got := entryOf(t, l, "OFAC-SDN/9103"); got.Kind != Entity || got.Names[1].Script != "Hani" {
		t.Errorf("entity %+v", got)
	}
	if got := entryOf(t, l, "OFAC-SDN/9201"); got.Kind != Vessel || got.Documents[0].Number != "IMO 9990017" {
		t.Errorf("vessel %+v", got)
	}
	if unreadOf(l, "ProfileRelationship") != 1 || unreadOf(l, "identity documents") != 1 {
		t.Errorf("unread %+v", l.Unread)
	}
}

// A list says of which bytes it was read.
func TestOrigins(t *testing.T) {
	for _, files := range [][]string{{"sdn.csv", "alt.csv", "add.csv"}, {"sdn_advanced.xml"}, {"csl.json"}} {
		l := readSet(t, files...)
		if len(l.Origins) != len(files) {
			t.Fatalf("%v has %d origins", files, len(l.Origins))
		}
		for i, o := range l.Origins {
			data, err := os.ReadFile(filepath.Join("testdata", files[i]))
			if err != nil {
				t.Fatal(err)
			}
			if o.File != filepath.Join("testdata", files[i]) || o.Digest != sha256.Sum256(data) || o.Bytes != int64(len(data)) || o.Written.IsZero() || o.Written.After(l.Changed) {
				t.Errorf("%s: %+v", files[i], o)
			}
		}
	}
}

func TestCSL(t *testing.T) {
	l := readSet(t, "csl.json")
	if len(l.Entries) != 4 {
		t.Fatalf("%d entries", len(l.Entries))
	}
	wantEntry(t, entryOf(t, l, "CSL-EL/b6f0c7aa01"), Entry{
		List: "CSL-EL", Number: "b6f0c7aa01", Kind: Unknown,
		Names: []Name{
			{"Shenhai Cloud Computing Technology", Primary, "Latn"}, {"Shenhai Jisuan", Strong, "Latn"}, {"Deepsea Cloud", Strong, "Latn"},
		},
		Programs: []string{}, Addresses: []Address{{"18 Binhai Avenue, Dalian, Liaoning", "CN"}, {"", "HK"}}, Listed: Date{2025, 1, 16},
		Source: "Entity List (EL) - Bureau of Industry and Security", File: filepath.Join("testdata", "csl.json"),
	})
	person := entryOf(t, l, "CSL-SDN/9008")
	if person.Kind != Person || len(person.Names) != 3 || person.Born[0].String() != "1966-07-05" || !slices.Equal(person.Places(), []string{"IR"}) {
		t.Errorf("person %+v", person)
	}
	for id, party := range map[string]string{"CSL-SDN/9008": "OFAC/9008", "CSL-SDN/9201": "OFAC/9201", "CSL-DPL/29981": "CSL-DPL/29981", "CSL-EL/b6f0c7aa01": "CSL-EL/b6f0c7aa01"} {
		if e := entryOf(t, l, id); e.Party() != party || e.Copied() != strings.HasPrefix(party, "OFAC/") {
			t.Errorf("%s is about %s, copied %v", id, e.Party(), e.Copied())
		}
	}
	if got := entryOf(t, l, "CSL-DPL/29981"); got.Until != (Date{2031, 6, 1}) {
		t.Errorf("until %v", got.Until)
	}
	if unreadOf(l, "license_policy") != 1 {
		t.Errorf("unread %+v", l.Unread)
	}
}

func TestCountries(t *testing.T) {
	c := NewCountries()
	for name, want := range map[string]string{
		"Korea, North": "KP", "Iran": "IR", "Congo, Democratic Republic of the": "CD", "Bahamas, The": "BS", "Cote d Ivoire": "CI",
		"Turkey": "TR", "türkiye": "TR", "Saint Kitts and Nevis": "KN", "RUS": "RU", "ae": "AE", "Burma": "MM", "Hong Kong": "HK",
		"Ruritania": "", "": "", "Region: Crimea": "",
	} {
		if got, _ := c.Code(name); got != want {
			t.Errorf("%s is %q and not %q", name, got, want)
		}
	}
	for _, file := range []string{"iso3166.csv", "iso3166.json"} {
		c := NewCountries()
		if n, err := c.ReadISO3166(filepath.Join("testdata", file)); err != nil || n < 2 {
			t.Errorf("%s: %d, %v", file, n, err)
		}
		if got, _ := c.Code("ruritania"); got != "XR" {
			t.Errorf("%s: Ruritania is %q", file, got)
		}
		if got, _ := c.Code("XRU"); got != "XR" {
			t.Errorf("%s: XRU is %q", file, got)
		}
	}
}

func TestDates(t *testing.T) {
	for text, want := range map[string]string{
		"23 Nov 1962": "1962-11-23", "Nov 1962": "1962-11", "1962": "1962", "circa 1960": "circa 1960", "1960 to 1962": "1960 to 1962",
		"Circa 01 Jan 1960 to Dec 1961": "circa 1960-01-01 to 1961-12", "1962-11-23": "1962-11-23", "31 Feb 1962": "", "": "", "eighties": "",
	} {
		s, ok := parseSpan(text)
		if got := s.String(); ok != (want != "") || ok && got != want {
			t.Errorf("%q is %q, %v and not %q", text, got, ok, want)
		}
	}
}

func TestSetsTellFormsApart(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	sets, err := Sets([]string{"testdata/sdn.csv", "testdata/alt.csv", "testdata/csl.json", "testdata/iso3166.csv", "testdata/iso3166.json", "testdata/sdn_advanced.xml"})
	var forms []Format
	for _, s := range sets {
		forms = append(forms, s.Format)
	}
	if err != nil || !slices.Equal(forms, []Format{OFAC, CSL, ISO3166, ISO3166, OFACAdvanced}) || len(sets[0].Files) != 2 {
		t.Errorf("%v, %v", sets, err)
	}
	for text, want := range map[string]string{
		"":                         "is empty",
		"\x1a\r\n":                 "is empty",
		"name,country\nA,B\n":      `begins with "name" of 2 columns`,
		"1,2,3\n":                  `begins with "1" of 3 columns`,
		"1,2,\"aka\",\"X\",-0- \n": "belongs to a file with names; name the sdn.csv of the same day right before it",
	} {
		if _, err := Sets([]string{write("x", text)}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
}
