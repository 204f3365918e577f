package lists

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
	"golang.org/x/text/unicode/norm"
)

// Countries finds the ISO 3166 codes of countries by their names.
type Countries struct {
	codes map[string]string // by key
}

// publishersNames are what publishers of lists call countries and CLDR does not.
var publishersNames = map[string]string{
	"Burma": "MM", "Myanmar": "MM", "Congo, Democratic Republic of the": "CD", "Congo, Republic of the": "CG", "Hong Kong": "HK",
	"Macau": "MO", "Macao": "MO", "Turkey": "TR", "Türkiye": "TR", "West Bank": "PS", "Palestinian": "PS", "Gaza": "PS", "Palestine, State of": "PS",
	"Czech Republic": "CZ", "Swaziland": "SZ", "Macedonia": "MK", "Cape Verde": "CV", "East Timor": "TL", "Holy See": "VA",
	"Russian Federation": "RU", "Syrian Arab Republic": "SY", "Iran, Islamic Republic of": "IR", "Viet Nam": "VN",
	"Korea, Democratic People's Republic of": "KP", "Korea, Republic of": "KR", "United States of America": "US",
	"Great Britain": "GB", "Moldova, Republic of": "MD", "Tanzania, United Republic of": "TZ", "Taiwan, Province of China": "TW",
	"Venezuela, Bolivarian Republic of": "VE", "Bolivia, Plurinational State of": "BO", "Lao People's Democratic Republic": "LA",
	"Brunei Darussalam": "BN", "Ivory Coast": "CI",
}

// NewCountries knows countries by their English names in CLDR, by what OFAC calls them,
// and by their codes.
func NewCountries() *Countries {
	c := &Countries{codes: make(map[string]string)}
	names := display.English.Regions()
	for first := 'A'; first <= 'Z'; first++ {
		for second := 'A'; second <= 'Z'; second++ {
			code := string([]rune{first, second})
			region, err := language.ParseRegion(code)
			if err != nil || !region.IsCountry() || region.Canonicalize().String() != code {
				continue
			}
			key := countryKey(names.Name(region))
			if key == "" {
				continue
			}
			c.codes[key] = code
			c.codes[strings.ToLower(code)] = code
			c.codes[strings.ToLower(region.ISO3())] = code
		}
	}
	for name, code := range publishersNames {
		c.codes[countryKey(name)] = code
	}
	return c
}

// Code is the alpha-2 code of a country, given its name or one of its codes.
func (c *Countries) Code(name string) (string, bool) {
	code, known := c.codes[countryKey(name)]
	return code, known
}

// countryKey makes one of the spellings of a name: "Korea, North" is "North Korea", and
// "Bahamas, The" is "The Bahamas".
func countryKey(name string) string {
	words := strings.FieldsFunc(strings.ToLower(norm.NFKD.String(name)), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.Mn, r)
	})
	kept := words[:0]
	for _, word := range words {
		word = strings.Map(func(r rune) rune {
			if unicode.Is(unicode.Mn, r) {
				return -1
			}
			return r
		}, word)
		switch word {
		case "the", "of", "and":
		case "saint":
			kept = append(kept, "st")
		default:
			kept = append(kept, word)
		}
	}
	slices.Sort(kept)
	return strings.Join(kept, " ")
}
