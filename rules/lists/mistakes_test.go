package lists

import (
	"errors"
	"io"
	"os"
	"strings"
	"testing"
)

func readNames(text string) error {
	r := &ofacReader{list: &List{Set: Set{OFAC, []string{"sdn.csv"}}}, countries: NewCountries(), at: make(map[string]int)}
	if _, err := r.read("sdn.csv", &bounded{from: strings.NewReader(text)}); err != nil {
		return err
	}
	return r.wrong.err()
}

func readAliases(text string) error {
	r := &ofacReader{list: &List{Set: Set{OFAC, []string{"sdn.csv"}}}, countries: NewCountries(), at: make(map[string]int)}
	if _, err := r.read("sdn.csv", &bounded{from: strings.NewReader(rowGood)}); err != nil {
		return err
	}
	if _, err := r.read("alt.csv", &bounded{from: strings.NewReader(text)}); err != nil {
		return err
	}
	return r.wrong.err()
}

const rowGood = `7,"X, Y",-0- ,"A",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ` + "\r\n"

func readXML(text string) error {
	return readAdvanced(&List{}, "a.xml", &bounded{from: strings.NewReader(text)}, NewCountries())
}

func readJSON(text string) error {
	return readCSL(&List{}, "csl.json", &bounded{from: strings.NewReader(text)}, NewCountries())
}

func readISO(text string) error {
	_, err := NewCountries().readISO3166("iso.csv", strings.NewReader(text))
	return err
}

// What is wrong is told with its place and with what would be right.
func TestMistakes(t *testing.T) {
	advanced, err := os.ReadFile("testdata/sdn_advanced.xml")
	if err != nil {
		t.Fatal(err)
	}
	edited := func(old, text string) string {
		if !strings.Contains(string(advanced), old) {
			t.Fatalf("no %s", old)
		}
		return strings.Replace(string(advanced), old, text, 1)
	}
	for _, c := range []struct {
		read       func(string) error
		text, want string
	}{
		{readNames, rowGood + rowGood, "sdn.csv:2: entry 7 is there twice; a number is one entry's"},
		{readNames, rowGood + "8,\"Z\"\n", "sdn.csv:2: has 2 columns; a row of this file has 12"},
		{readNames, strings.Replace(rowGood, "7", "seven", 1), `sdn.csv:1: column 1 is "seven"; it is the entry's number, digits alone`},
		{readNames, strings.Replace(rowGood, "-0- ", `"robot"`, 1), `sdn.csv:1: column 3 is "robot"; it is individual, vessel, aircraft, or -0- for an entity`},
		{readNames, strings.Replace(rowGood, `"X, Y"`, "-0- ", 1), "sdn.csv:1: entry 7 has no name; column 2 is its name"},
		{readNames, rowGood + "8,\"Z", "sdn.csv:2: extraneous or missing \" in quoted-field; a value with commas stands in quotation marks, and one in it is doubled"},
		{readNames, rowGood + "\x1a\r\n" + strings.Replace(rowGood, "7", "8", 1), "sdn.csv:3: comes after the end-of-file mark; two files may have been put together: give them apart"},
		{readAliases, "9,1,\"aka\",\"Z\",-0- \n", "alt.csv:1: belongs to entry 9, which sdn.csv does not have; take all files of one day"},
		{readAliases, "7,1,\"aka\",-0- ,-0- \n", "alt.csv:1: has no name; column 4 is the other name"},
		{readXML, "<sdnList><sdnEntry><uid>1</uid></sdnEntry></sdnList>", "a.xml: has no DistinctParty; this is OFAC's advanced form"},
		{readXML, string(advanced[:len(advanced)/2]), "unexpected EOF"},
		{readXML, edited(`LocationID="501"`, `LocationID="599"`), `Profile 9001: names Location "599", which the file does not have; the file may have been cut off`},
		{readXML, edited(`FeatureTypeID="224"`, `FeatureTypeID="999"`), `names FeatureType "999", which the ReferenceValueSets do not have; they come before the parties`},
		{readXML, edited(`<Profile ID="9003"`, `<Profile ID="9001"`), "Profile 9001: has no number, or one that another has; a number is one party's"},
		{readXML, edited(` ProfileID="9103"`, ` ProfileID="1"`), `SanctionsEntry 9103: is of Profile "1", which the file does not have before it`},
		{readXML, edited("<Year>1971</Year><Month>3</Month>", "<Year>1971</Year><Month>13</Month>"), "Profile 9001: has a Birthdate that is no date; it has From and To with a Year"},
		{readJSON, `{"results": [{"id": "1", "name": "A"}, {"id": "1", "name": "B"}]}`, `csl.json at byte 37: results[1].id: "1" is there twice; a number is one entry's`},
		{readJSON, `{"results": [{"id": "1"}]}`, "results[0].name: is missing; each result has one"},
		{readJSON, `{"results": [{"id": "1", "name": "A", "type": "Robot"}]}`, `results[0].type: is "Robot"; it is Individual, Entity, Vessel, Aircraft or null`},
		{readJSON, `{"results": [{"id": "1", "name": "A", "start_date": "soon"}]}`, `results[0].start_date: is "soon"; it is a date such as 1962-11-23`},
		{readJSON, `{"results": [{"id": "1", "name": "A", "addresses": "Berlin"}]}`, `results[0].addresses: is "\"Berlin\""; it is a list of objects with address, city`},
		{readJSON, `{"results": [7]}`, "results[0]: is no object; each result is one"},
		{readJSON, `{"results": [{"id": "1", "name": "A"}`, "ends too early; an object with an array \"results\""},
		{readJSON, `{"results": []}{"results": []}`, "has { behind its end"},
		{readJSON, `{"data": []}`, `has no "results"`},
		{readJSON, `[]`, "has [ where { is due"},
		{readISO, "name,alpha-2\nNowhere,XYZ\n", `iso.csv:2: alpha-2 is "XYZ"; it is two capital letters`},
		{readISO, "name,alpha-2,numeric\nNowhere,XY,1234\n", `iso.csv:2: the number is "1234"; it is three digits`},
		{readISO, "country,capital\nA,B\n", "iso.csv:1: names no column alpha-2"},
		{readISO, "name,alpha-2\nNowhere\n", "iso.csv:2: wrong number of fields; a row of this file has 2 columns"},
		{readISO, `[{"alpha_2": "XY"}]`, "iso.csv: [0]: the country has no name; each has one"},
		{readISO, `[{"alpha_2": "XY",}]`, "iso.csv at byte 19: invalid character '}'"},
	} {
		if err := c.read(c.text); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%.60q\n got %v\nwant %s", c.text, err, c.want)
		}
	}
}

// endless is a value that never ends.
type endless struct{ begins io.Reader }

func (e endless) Read(p []byte) (int, error) {
	if n, err := e.begins.Read(p); err == nil {
		return n, nil
	}
	for i := range p {
		p[i] = 'a'
	}
	return len(p), nil
}

// A quotation mark that never closes is told of before it fills the memory.
func TestRecordsAreBounded(t *testing.T) {
	r := &ofacReader{list: &List{Set: Set{OFAC, []string{"sdn.csv"}}}, countries: NewCountries(), at: make(map[string]int)}
	if _, err := r.read("sdn.csv", &bounded{from: endless{strings.NewReader(`1,"`)}}); err == nil || !strings.Contains(err.Error(), "quotation mark") {
		t.Errorf("CSV: %v", err)
	}
	if err := readAdvanced(&List{}, "a.xml", &bounded{from: endless{strings.NewReader("<Sanctions><DistinctParties><DistinctParty><Comment>")}}, NewCountries()); err == nil || !strings.Contains(err.Error(), errRecordBytes.Error()) {
		t.Errorf("XML: %v", err)
	}
	if err := readCSL(&List{}, "c.json", &bounded{from: endless{strings.NewReader(`{"results": [{"name": "`)}}, NewCountries()); err == nil || !strings.Contains(err.Error(), errRecordBytes.Error()) {
		t.Errorf("JSON: %v", err)
	}
	b := &bounded{from: endless{strings.NewReader("")}, total: fileBytesMax + 1}
	if _, err := b.Read(make([]byte, 1)); !errors.Is(err, errFileBytes) {
		t.Errorf("file: %v", err)
	}
	// A file of mistakes is told of in a few.
	many := readNames(strings.Repeat(rowGood, 100))
	if got := strings.Count(many.Error(), "\n"); got != mistakesMax || !strings.Contains(many.Error(), "and 79 more mistakes") {
		t.Errorf("%d lines of mistakes: %v", got, many)
	}
}
