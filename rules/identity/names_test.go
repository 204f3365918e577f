package identity

import (
	"slices"
	"strings"
	"testing"

	"aidollar/rules/ivms101"
)

// What is held against lists is every name in every script, and every country, each once.
func TestBorne(t *testing.T) {
	read := func(text string) *Identity {
		t.Helper()
		p, err := ivms101.ReadPerson([]byte(text), "2026-11-27")
		if err != nil {
			t.Fatal(err)
		}
		return &Identity{Person: p}
	}
	human := read(`{"naturalPerson": {"name": {
		"nameIdentifier": [{"primaryIdentifier": "Li", "secondaryIdentifier": "Wei", "naturalPersonNameIdentifierType": "LEGL"}, {"primaryIdentifier": "Big Li", "naturalPersonNameIdentifierType": "ALIA"}],
		"localNameIdentifier": [{"primaryIdentifier": "\u674e", "secondaryIdentifier": "\u4f1f", "nameIdentifierType": "LEGL"}],
		"phoneticNameIdentifier": [{"primaryIdentifier": "Li", "secondaryIdentifier": "Wei", "nameIdentifierType": "LEGL"}]},
		"nationalIdentification": {"nationalIdentifier": "7", "nationalIdentifierType": "CCPT", "countryOfIssue": "SG"},
		"dateAndPlaceOfBirth": {"dateOfBirth": "1962-04-13", "placeOfBirth": "somewhere"}, "countryOfResidence": "DE"}}`)
	b := human.Borne()
	if !slices.Equal(b.Names, []string{"Wei Li", "Big Li", "\u4f1f \u674e"}) || b.Born != "1962-04-13" || !slices.Equal(b.Countries, []string{"DE", "SG"}) {
		t.Errorf("%+v", b)
	}
	firm := person("Hall")
	firm.Person.LegalPerson.CountryOfRegistration = "FR"
	firm.Person.LegalPerson.Name.LocalNameIdentifier = []ivms101.LocalLegalPersonNameID{{LegalPersonName: "Halle", Type: ivms101.LegalNameLegal}}
	if b = firm.Borne(); strings.Join(b.Names, ",") != "Hall,Halle" || b.Born != "" || !slices.Equal(b.Countries, []string{"FR"}) {
		t.Errorf("%+v", b)
	}
}

// A version whose names, birth and countries are those before counts as the same for who
// looked at it, and an operator who says the same has confirmed it.
func TestAlike(t *testing.T) {
	d := newDesk(t)
	put := func(i *Identity, operator bool) Version {
		t.Helper()
		v, _, err := d.Put(ann, Entry{By: officer, Operator: operator}, i)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	first := put(person("Hall"), false)
	moved := person("Hall")
	moved.Evidence[0].Name = "another.pdf"
	second, third := put(moved, false), put(person("Hull"), false)
	if first.Alike != 1 || second.Number != 2 || second.Alike != 1 || third.Alike != 3 || !third.Checked.IsZero() {
		t.Errorf("%+v, %+v, %+v", first, second, third)
	}
	if v := put(person("Hull"), true); v.Number != 3 || v.Checked != officer || v.Alike != 3 {
		t.Errorf("confirmed: %+v", v)
	}
	v, i, err := d.Current(ann)
	if err != nil || v.Checked != officer || nameIn(i) != "Hull" {
		t.Errorf("%+v, %v", v, err)
	}
	if heads, err := d.Heads(); err != nil || len(heads) != 1 || heads[0].Party != ann || heads[0].Version != v {
		t.Errorf("%+v, %v", heads, err)
	}
	if reads, err := d.Reads(ann, 0, 10); err != nil || len(reads) != 0 {
		t.Errorf("the program's own look is written down: %+v, %v", reads, err)
	}
	if _, err := d.Erase(ann, officer); err != nil {
		t.Fatal(err)
	}
	if heads, err := d.Heads(); err != nil || len(heads) != 0 {
		t.Errorf("%+v, %v", heads, err)
	}
}
