package ivms101

import (
	"slices"
	"strings"
	"sync"

	"aidollar/rules/lists"
)

// NaturalPersonType is the nature of a natural person's name.
type NaturalPersonType string

// LegalPersonType is the nature of a legal person's name.
type LegalPersonType string

// AddressType is the nature of an address.
type AddressType string

// NationalIdentifierType is the nature of a number that an authority gave.
type NationalIdentifierType string

// TransliterationMethod is the script that Latin letters stand for, by ISO 15924.
type TransliterationMethod string

// The codes that constraints ask for.
const (
	NameLegal      NaturalPersonType = "LEGL"
	LegalNameLegal LegalPersonType   = "LEGL"

	AddressBusiness AddressType = "BIZZ"
	AddressGeneral  AddressType = "GEOG"

	identifierLEI      NationalIdentifierType = "LEIX"
	identifierRegistry NationalIdentifierType = "RAID"
	identifierTax      NationalIdentifierType = "TXID"
	identifierOther    NationalIdentifierType = "MISC"
)

// coded are the datatypes whose values are listed.
type coded interface{ codes() []string }

func (NaturalPersonType) codes() []string { return []string{"ALIA", "BIRT", "MAID", "LEGL", "MISC"} }
func (LegalPersonType) codes() []string   { return []string{"LEGL", "SHRT", "TRAD"} }
func (AddressType) codes() []string       { return []string{"HOME", "BIZZ", "GEOG"} }

func (NationalIdentifierType) codes() []string {
	return []string{"ARNU", "CCPT", "RAID", "DRLC", "FIIN", "TXID", "SOCS", "IDCD", "LEIX", "MISC"}
}

func (TransliterationMethod) codes() []string {
	return []string{"arab", "aran", "armn", "cyrl", "deva", "geor", "grek", "hani", "hebr", "kana", "kore", "thai", "othr"}
}

// canonical is the listed spelling of a code, or the text itself.
func canonical(text string, list []string) string {
	if i := slices.IndexFunc(list, func(code string) bool { return strings.EqualFold(code, text) }); i >= 0 {
		return list[i]
	}
	return text
}

// countryUnknown is the standard's code for a State that is not known (WIPO ST.3).
const countryUnknown = "XX"

// notInISO3166 are codes that CLDR knows as regions and ISO 3166-1 has not assigned.
var notInISO3166 = []string{"AC", "CP", "DG", "EA", "EZ", "IC", "TA", "UN", "XK"}

var countries = sync.OnceValue(lists.NewCountries)

// country reports whether a text is a code of ISO 3166-1 alpha-2, or XX.
func country(code string) bool {
	if code == countryUnknown {
		return true
	}
	if len(code) != 2 || slices.Contains(notInISO3166, code) {
		return false
	}
	known, ok := countries().Code(code)
	return ok && known == code
}
