package identity

import (
	"encoding/json"
	"slices"
	"strings"
)

// Borne is what an identity is held against lists by.
type Borne struct {
	Names     []string // as they are written, in any script
	Born      string   // as 1962-04-13; empty where it is not known
	Countries []string // ISO 3166 alpha-2, of residence, of registration and that gave a number
}

// Borne gives it, with each name and country once.
func (i *Identity) Borne() (b Borne) {
	name := func(parts ...string) {
		text := strings.TrimSpace(strings.Join(parts, " "))
		if text != "" && !slices.Contains(b.Names, text) {
			b.Names = append(b.Names, text)
		}
	}
	country := func(code string) {
		if code != "" && !slices.Contains(b.Countries, code) {
			b.Countries = append(b.Countries, code)
		}
	}
	if p := i.Person.NaturalPerson; p != nil {
		if n := p.Name; n != nil {
			for _, id := range n.NameIdentifier {
				name(id.SecondaryIdentifier, id.PrimaryIdentifier)
			}
			for _, id := range slices.Concat(n.LocalNameIdentifier, n.PhoneticNameIdentifier) {
				name(id.SecondaryIdentifier, id.PrimaryIdentifier)
			}
		}
		if p.DateAndPlaceOfBirth != nil {
			b.Born = p.DateAndPlaceOfBirth.DateOfBirth
		}
		country(p.CountryOfResidence)
		if p.NationalIdentification != nil {
			country(p.NationalIdentification.CountryOfIssue)
		}
	}
	if p := i.Person.LegalPerson; p != nil {
		if n := p.Name; n != nil {
			for _, id := range n.NameIdentifier {
				name(id.LegalPersonName)
			}
			for _, id := range slices.Concat(n.LocalNameIdentifier, n.PhoneticNameIdentifier) {
				name(id.LegalPersonName)
			}
		}
		country(p.CountryOfRegistration)
		if p.NationalIdentification != nil {
			country(p.NationalIdentification.CountryOfIssue)
		}
	}
	return b
}

// alike reports whether two identities, as they are kept, are held against lists by the same.
func alike(x, y []byte) bool {
	var one, other Identity
	if json.Unmarshal(x, &one) != nil || json.Unmarshal(y, &other) != nil {
		return false
	}
	a, b := one.Borne(), other.Borne()
	return slices.Equal(a.Names, b.Names) && a.Born == b.Born && slices.Equal(a.Countries, b.Countries)
}
