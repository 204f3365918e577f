package ivms101

import (
	"encoding/json"
	"errors"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
)

const today = "2026-11-27"

func file(t testing.TB, name string) string {
	t.Helper()
	text, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// What is read and written again is the same document, member for member.
func TestRoundTrip(t *testing.T) {
	for _, name := range []string{"natural.json", "legal.json"} {
		text := file(t, name)
		p, err := Read([]byte(text), today)
		if err != nil {
			t.Fatalf("%s:\n%v", name, err)
		}
		again, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		var was, is any
		if err := errors.Join(json.Unmarshal([]byte(text), &was), json.Unmarshal(again, &is)); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(was, is) {
			t.Errorf("%s was read and written again as\n%s", name, again)
		}
	}
}

// Each mistake is put into a document that has none, and is found alone, in its place.
func TestMistakes(t *testing.T) {
	for _, c := range []struct{ file, old, new, at, code, says string }{
		{"natural.json", `"24"`, `24`, "/originator/originatorPerson/0/naturalPerson/geographicAddress/0/buildingNumber", "kind", "is a number, and has to be a string"},
		{"natural.json", `"24"`, `null`, "/originator/originatorPerson/0/naturalPerson/geographicAddress/0/buildingNumber", "kind", "leave out what is not known"},
		{"natural.json", `"24"`, `""`, "/originator/originatorPerson/0/naturalPerson/geographicAddress/0/buildingNumber", "empty", ""},
		{"natural.json", `"24"`, `"  "`, "/originator/originatorPerson/0/naturalPerson/geographicAddress/0/buildingNumber", "empty", "blank"},
		{"natural.json", `"24"`, `"12345678901234567"`, "/originator/originatorPerson/0/naturalPerson/geographicAddress/0/buildingNumber", "text_long", "has 17 characters, and may have 16"},
		{"natural.json", `"Okafor"`, `"Okáfor"`, "/beneficiary/beneficiaryPerson/0/naturalPerson/name/nameIdentifier/0/primaryIdentifier", "text_latin", "localNameIdentifier"},
		{"natural.json", `"primaryIdentifier": "Okafor", `, ``, "/beneficiary/beneficiaryPerson/0/naturalPerson/name/nameIdentifier/0/primaryIdentifier", "missing", ""},
		{"natural.json", `"Daniel", "naturalPersonNameIdentifierType": "LEGL"`, `"Daniel", "naturalPersonNameIdentifierType": "ALIA"`, "/beneficiary/beneficiaryPerson/0/naturalPerson/name/nameIdentifier", "name_legal", "(C6)"},
		{"natural.json", `"Daniel", "naturalPersonNameIdentifierType": "LEGL"`, `"Daniel", "naturalPersonNameIdentifierType": "LEGAL"`, "/beneficiary/beneficiaryPerson/0/naturalPerson/name/nameIdentifier/0/naturalPersonNameIdentifierType", "code_unknown", "ALIA, BIRT, MAID, LEGL, MISC"},
		{"natural.json", `"Ines", "naturalPersonNameIdentifierType"`, `"Ines", "nameIdentifierType"`, "/originator/originatorPerson/0/naturalPerson/name/nameIdentifier/1/nameIdentifierType", "member_unknown", "in IVMS 101.2023 it is naturalPersonNameIdentifierType"},
		{"natural.json", `"beneficiaryPerson"`, `"beneficiaryPersons"`, "/beneficiary/beneficiaryPersons", "member_unknown", "it is beneficiaryPerson"},
		{"natural.json", `"customerIdentification"`, `"customerNumber"`, "/originator/originatorPerson/0/naturalPerson/customerNumber", "member_unknown", "it is customerIdentification"},
		{"natural.json", `"streetName": "Harbour Street",`, ``, "/originator/originatorPerson/0/naturalPerson/geographicAddress/0", "address_short", "(C8)"},
		{"natural.json", `"townName": "Walnut",`, ``, "/originator/originatorPerson/0/naturalPerson/geographicAddress/0/townName", "missing", ""},
		{"natural.json", `"townName"`, `"townname"`, "/originator/originatorPerson/0/naturalPerson/geographicAddress/0/townname", "member_unknown", "it is written townName"},
		{"natural.json", `"postCode"`, `"postcode": "1", "postCode"`, "/originator/originatorPerson/0/naturalPerson/geographicAddress/0/postCode", "member_twice", ""},
		{"natural.json", `"country": "US"`, `"country": "us"`, "/originator/originatorPerson/0/naturalPerson/geographicAddress/0/country", "country_unknown", "(C3)"},
		{"natural.json", `"countryOfResidence": "US"`, `"countryOfResidence": "UN"`, "/originator/originatorPerson/0/naturalPerson/countryOfResidence", "country_unknown", "ISO 3166-1"},
		{"natural.json", `1984-02-29`, `1983-02-29`, "/originator/originatorPerson/0/naturalPerson/dateAndPlaceOfBirth/dateOfBirth", "date_form", "a day of the calendar"},
		{"natural.json", `1984-02-29`, today, "/originator/originatorPerson/0/naturalPerson/dateAndPlaceOfBirth/dateOfBirth", "date_future", "(C2)"},
		{"natural.json", `"LEIX"`, `"CCPT"`, "/originatingVASP/originatingVASP/legalPerson/nationalIdentification/nationalIdentifierType", "identifier_legal", "(C7)"},
		{"natural.json", `506700GE1G29325QX363`, `506700GE1G29325QX364`, "/originatingVASP/originatingVASP/legalPerson/nationalIdentification/nationalIdentifier", "lei", "do not fit"},
		{"natural.json", `506700GE1G29325QX363`, `506700GE1G29325QX36`, "/originatingVASP/originatingVASP/legalPerson/nationalIdentification/nationalIdentifier", "lei", "18 letters or digits"},
		{"natural.json", `"LEIX"`, `"LEIX", "registrationAuthority": "RA000553"`, "/originatingVASP/originatingVASP/legalPerson/nationalIdentification/registrationAuthority", "authority_lei", "(C9)"},
		{"natural.json", `"LEIX"`, `"LEIX", "countryOfIssue": "CH"`, "/originatingVASP/originatingVASP/legalPerson/nationalIdentification/countryOfIssue", "country_legal", "(C9)"},
		{"natural.json", `"legalPersonName": "House A", `, `"legalPersonName": "House A", "legalPersonName": "House B", `, "/originatingVASP/originatingVASP/legalPerson/name/nameIdentifier/0/legalPersonName", "member_twice", ""},
		{"natural.json", `"101.2023"`, `"101"`, "/payloadMetadata/payloadVersion", "version_unknown", "only 101.2023"},
		{"natural.json", `"accountNumber": ["10023909"]`, `"accountNumber": []`, "", "", ""},
		{"natural.json", `"payloadMetadata": {"payloadVersion": "101.2023"}`, `"transferPath": {}`, "/payloadMetadata", "missing", ""},
		{"legal.json", `, "registrationAuthority": "RA888888"`, ``, "/beneficiary/beneficiaryPerson/0/legalPerson/nationalIdentification/registrationAuthority", "missing", "only an LEI has none (C9)"},
		{"legal.json", `RA888888`, `888888`, "/beneficiary/beneficiaryPerson/0/legalPerson/nationalIdentification/registrationAuthority", "authority_form", "(C10)"},
		{"legal.json", `"legalPersonName": "Cordillera Limited", "legalPersonNameIdentifierType": "LEGL"`, `"legalPersonName": "Cordillera Limited", "legalPersonNameIdentifierType": "SHRT"`, "/beneficiary/beneficiaryPerson/0/legalPerson/name/nameIdentifier", "name_legal", "(C5)"},
		{"legal.json", `"nationalIdentification": {"nationalIdentifier": "446005", "nationalIdentifierType": "RAID", "registrationAuthority": "RA000553"},`, ``, "/originator/originatorPerson/0/naturalPerson", "originator_bare", "(C1)"},
		{"legal.json", `"陈"`, `"陈\u0007"`, "/originator/originatorPerson/0/naturalPerson/name/localNameIdentifier/0/primaryIdentifier", "text_control", ""},
		{"legal.json", `["Avenida Uno 7"]`, `["1","2","3","4","5","6","7","8"]`, "/beneficiary/beneficiaryPerson/0/legalPerson/geographicAddress/0/addressLine", "list_long", "has 8 lines, and may have 7"},
		{"legal.json", `"sequence": 1`, `"sequence": 0`, "/transferPath/transferPath/1/sequence", "sequence", "(C12)"},
		{"legal.json", `"sequence": 1`, `"sequence": 2`, "/transferPath/transferPath/1/sequence", "sequence", "from 0 to 1 (C12)"},
		{"legal.json", `"sequence": 1`, `"sequence": 1.5`, "/transferPath/transferPath/1/sequence", "number", "a whole number"},
		{"legal.json", `"hani"`, `"latn"`, "/payloadMetadata/transliterationMethod/0", "code_unknown", "hani"},
		{"legal.json", `"hani"`, strings.Repeat(`"hani",`, listMax) + `"hani"`, "/payloadMetadata/transliterationMethod", "list_long", ""},
	} {
		text := file(t, c.file)
		if strings.Count(text, c.old) != 1 {
			t.Fatalf("%s has %s %d times", c.file, c.old, strings.Count(text, c.old))
		}
		_, err := Read([]byte(strings.Replace(text, c.old, c.new, 1)), today)
		if c.code == "" {
			if err != nil {
				t.Errorf("%s: %v", c.new, err)
			}
			continue
		}
		var found Mistakes
		if !errors.As(err, &found) || !slices.ContainsFunc(found, func(m Mistake) bool {
			return m.Pointer == c.at && m.Code == c.code && strings.Contains(m.Text, c.says)
		}) {
			t.Errorf("%s instead of %s: not %s %s %s, but\n%v", c.new, c.old, c.at, c.code, c.says, err)
		}
		// What follows from a name or a code that is not understood is said, too.
		if len(found) > 1 && c.code != "member_unknown" && c.code != "code_unknown" {
			t.Errorf("%s instead of %s: one mistake, and found\n%v", c.new, c.old, err)
		}
	}
}

// An originator that is a legal person needs an address of the general type, where its
// customer number or another one does not tell it apart (C4).
func TestOriginatorLegal(t *testing.T) {
	one := func(p LegalPerson) *Payload {
		p.Name = &LegalPersonName{NameIdentifier: []LegalPersonNameID{{LegalPersonName: "Hall", Type: LegalNameLegal}}}
		return &Payload{
			Originator: &Originator{[]Person{{LegalPerson: &p}}}, Beneficiary: &Beneficiary{[]Person{{LegalPerson: &LegalPerson{Name: p.Name}}}},
			PayloadMetadata: &PayloadMetadata{PayloadVersion: Version},
		}
	}
	home := []Address{{AddressType: AddressBusiness, AddressLine: []string{"Here"}, TownName: "Town", Country: "XX"}}
	there := []Address{{AddressType: AddressGeneral, AddressLine: []string{"Here"}, TownName: "Town", Country: "XX"}}
	for _, c := range []struct {
		p    LegalPerson
		good bool
	}{{LegalPerson{}, false}, {LegalPerson{GeographicAddress: home}, false}, {LegalPerson{GeographicAddress: there}, true}, {LegalPerson{CustomerIdentification: "7"}, true}} {
		if err := one(c.p).Check(today); (err == nil) != c.good || err != nil && !strings.Contains(err.Error(), "(C4)") {
			t.Errorf("%+v: %v", c.p, err)
		}
	}
}

func TestPerson(t *testing.T) {
	for _, c := range []struct{ text, says string }{
		{`{"legalPerson": {"name": {"nameIdentifier": [{"legalPersonName": "Hall", "legalPersonNameIdentifierType": "legl"}]}}}`, ""},
		{`{}`, "the document: has to have either naturalPerson or legalPerson, and not both [person_one]"},
		{`{"naturalPerson": {"name": {"nameIdentifier": []}}}`, "/naturalPerson/name/nameIdentifier: is missing [missing]"},
		{`{"naturalPerson": []}`, "/naturalPerson: is a list, and has to be an object [kind]"},
		{`{"naturalPerson": {`, "is no whole JSON: it ends in the middle"},
		{`{"naturalPerson": {}} {}`, "goes on behind its JSON value"},
		{"{\n\"naturalPerson\": nil}", "is no JSON, in line 2"},
		{"\xff", "is not UTF-8"},
		{`[]`, "the document: is a list, and has to be an object"},
		{strings.Repeat(`{"legalPerson":`, 20), "nested deeper than 12"},
		{strings.Repeat(" ", bytesMax+1), "and at most 262144 are read"},
		{`{"a/b~c": 1}`, "/a~1b~0c: is no element of Person"},
		{`{"NaturalPerson": {}}`, "it is written naturalPerson"},
	} {
		p, err := ReadPerson([]byte(c.text), today)
		if c.says == "" {
			if err != nil || p.LegalPerson.Name.NameIdentifier[0].Type != LegalNameLegal {
				t.Errorf("%v", err)
			}
		} else if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%.60s: not %q, but %v", c.text, c.says, err)
		}
	}
}

// The mistakes of a document that is wrong everywhere are bounded, and say so.
func TestMistakesBounded(t *testing.T) {
	_, err := ReadPerson([]byte(`{"accountNumber": [`+strings.Repeat(`1,`, listMax-1)+`1], `+func() (s string) {
		for c := 'a'; c <= 'z'; c++ {
			s += `"` + string(c) + `": 1, `
		}
		return s
	}()+`"x1": 1}`), today)
	var found Mistakes
	if !errors.As(err, &found) || len(found) != mistakesMax+1 || found[mistakesMax].Code != "more" {
		t.Errorf("%d mistakes: %v", len(found), err)
	}
}

// The table of countries is that of ISO 3166-1: 249 codes.
func TestCountries(t *testing.T) {
	n := 0
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			if country(string([]rune{a, b})) {
				n++
			}
		}
	}
	if n != 250 || !country("XX") || country("AN") || country("USA") || country("Germany") {
		t.Errorf("%d codes with XX", n)
	}
}

// Two identifiers that are in use are good, and one with a letter or a digit changed for
// another, or exchanged with its neighbour of the same kind, is not.
func TestLEI(t *testing.T) {
	kind := func(c byte) bool { return c >= 'A' }
	for _, lei := range []string{"506700GE1G29325QX363", "5493001KJTIIGC8Y1R12"} {
		if problem := leiProblem(lei); problem != "" {
			t.Errorf("%s %s", lei, problem)
		}
		for i := range lei {
			for _, c := range []byte("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") {
				other := lei[:i] + string(c) + lei[i+1:]
				if other != lei && kind(c) == kind(lei[i]) && leiProblem(other) == "" {
					t.Errorf("%s is taken as well as %s", other, lei)
				}
			}
			if i > 0 && lei[i] != lei[i-1] && kind(lei[i]) == kind(lei[i-1]) {
				if other := lei[:i-1] + lei[i:i+1] + lei[i-1:i] + lei[i+1:]; leiProblem(other) == "" {
					t.Errorf("%s is taken as well as %s", other, lei)
				}
			}
		}
	}
}
