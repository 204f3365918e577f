package ivms101

import (
	"fmt"
	"slices"
)

// constraints holds the components that have any against them. Numbers are the
// standard's.
func (c *checker) constraints(component any, at string) {
	switch v := component.(type) {
	case *Person:
		if (v.NaturalPerson == nil) == (v.LegalPerson == nil) {
			c.found.add(at, "person_one", "has to have either naturalPerson or legalPerson, and not both")
		}
	case *LegalPerson:
		if v.NationalIdentification != nil {
			c.legalIdentification(v.NationalIdentification, at+"/nationalIdentification")
		}
	case *NaturalPersonName:
		if len(v.NameIdentifier) > 0 && !slices.ContainsFunc(v.NameIdentifier, func(n NaturalPersonNameID) bool { return n.Type == NameLegal }) {
			c.found.add(at+"/nameIdentifier", "name_legal", "has no name of the type %s, and one has to be the legal one (C6)", NameLegal)
		}
	case *LegalPersonName:
		if len(v.NameIdentifier) > 0 && !slices.ContainsFunc(v.NameIdentifier, func(n LegalPersonNameID) bool { return n.Type == LegalNameLegal }) {
			c.found.add(at+"/nameIdentifier", "name_legal", "has no name of the type %s, and one has to be the legal one (C5)", LegalNameLegal)
		}
	case *Address:
		if len(v.AddressLine) > addressLinesMax {
			c.found.add(at+"/addressLine", "list_long", "has %d lines, and may have %d", len(v.AddressLine), addressLinesMax)
		}
		if len(v.AddressLine) == 0 && (v.StreetName == "" || v.BuildingName == "" && v.BuildingNumber == "") {
			c.found.add(at, "address_short", "has to have addressLine, or streetName with buildingName or buildingNumber (C8)")
		}
	}
}

// legalIdentification holds the number of a legal person against C7, C9 and C11.
func (c *checker) legalIdentification(n *NationalIdentification, at string) {
	switch n.NationalIdentifierType {
	case identifierLEI:
		if n.RegistrationAuthority != "" {
			c.found.add(at+"/registrationAuthority", "authority_lei", "does not stand beside an LEI (C9)")
		}
		if problem := leiProblem(n.NationalIdentifier); problem != "" {
			c.found.add(at+"/nationalIdentifier", "lei", "%s %s (C11)", clip(n.NationalIdentifier), problem)
		}
	case identifierRegistry, identifierTax, identifierOther:
		if n.RegistrationAuthority == "" {
			c.found.add(at+"/registrationAuthority", "missing", "is missing; only an LEI has none (C9)")
		}
	default:
		c.found.add(at+"/nationalIdentifierType", "identifier_legal", "is %s, and of a legal person it is RAID, MISC, LEIX or TXID (C7)", clip(string(n.NationalIdentifierType)))
	}
	if n.CountryOfIssue != "" {
		c.found.add(at+"/countryOfIssue", "country_legal", "stands only in a natural person; the registration authority says where a legal person's is from (C9)")
	}
}

// originator asks for one of the things by which an originator can be told from others
// of the name: C1 and C4.
func (c *checker) originator(p *Person, at string) {
	switch {
	case p.NaturalPerson != nil && !p.NaturalPerson.identified():
		c.found.add(at+"/naturalPerson", "originator_bare", "has a name alone, and an originator needs geographicAddress, customerIdentification, nationalIdentification or dateAndPlaceOfBirth, too (C1)")
	case p.LegalPerson != nil && !p.LegalPerson.identified():
		c.found.add(at+"/legalPerson", "originator_bare", "has a name alone, and an originator needs geographicAddress of the type %s, customerIdentification or nationalIdentification, too (C4)", AddressGeneral)
	}
}

func (p *NaturalPerson) identified() bool {
	return len(p.GeographicAddress) > 0 || p.CustomerIdentification != "" || p.NationalIdentification != nil || p.DateAndPlaceOfBirth != nil
}

func (p *LegalPerson) identified() bool {
	return p.CustomerIdentification != "" || p.NationalIdentification != nil ||
		slices.ContainsFunc(p.GeographicAddress, func(a Address) bool { return a.AddressType == AddressGeneral })
}

// path asks for sequences from 0 up without a gap, in any order of the list: C12.
func (c *checker) path(list []IntermediaryVASP) {
	seen := make([]bool, len(list))
	for i := range list {
		number, at := list[i].Sequence, fmt.Sprintf("/transferPath/transferPath/%d/sequence", i)
		switch {
		case number == nil: // said to be missing
		case *number < 0 || *number >= len(list):
			c.found.add(at, "sequence", "is %d, and the %d of the list are numbered from 0 to %d (C12)", *number, len(list), len(list)-1)
		case seen[*number]:
			c.found.add(at, "sequence", "is %d a second time, and each number from 0 to %d is there once (C12)", *number, len(list)-1)
		default:
			seen[*number] = true
		}
	}
}
