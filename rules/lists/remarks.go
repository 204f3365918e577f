package lists

import (
	"regexp"
	"slices"
	"strings"
)

// addCountry adds a nationality or flag once.
func (e *Entry) addCountry(code string) {
	if !slices.Contains(e.Countries, code) {
		e.Countries = append(e.Countries, code)
	}
}

var (
	// remarkAlias is a weak alias, which OFAC's CSV has in the remarks alone.
	remarkAlias = regexp.MustCompile(`^(?:a\.k\.a\.|f\.k\.a\.|n\.k\.a\.),?\s+['"](.+?)['"]?\.?$`)
	// remarkDocument is a number with the country that gave it.
	remarkDocument = regexp.MustCompile(`^((?i:(?:[A-Za-z.'/ -]*?(?:Passport|No\.?|Number|ID|Identification|SSN|IMO|MMSI|SWIFT/BIC|C\.U\.R\.P\.|R\.F\.C\.|C\.U\.I\.T\.|Certificate|License|BIK \(RU\))(?: (?:No\.?|#))?)|Digital Currency Address - [A-Z0-9]+))\s+(?:IMO\s+)?([A-Za-z0-9][^;()]*?)\s*(?:\(([^)]*)\))?$`)
)

// remarks reads what OFAC writes into the remarks of an entry, parts with semicolons
// between them. The whole text stays; a part that is not understood is counted.
func (r *ofacReader) remarks(e *Entry) {
	if e.Remarks == "" {
		return
	}
	where := func(part string) string { return "entry " + e.Number + ": " + quoted(part) }
	for part := range strings.SplitSeq(strings.TrimSuffix(e.Remarks, "."), ";") {
		part = strings.TrimPrefix(strings.TrimSpace(part), "alt. ")
		word, rest, _ := strings.Cut(part, " ")
		switch word {
		case "":
		case "DOB":
			if s, ok := parseSpan(rest); ok {
				e.Born = append(e.Born, s)
			} else {
				r.notes.add("dates of birth in another form than "+DateForms, where(part))
			}
		case "POB":
			e.BirthPlaces = append(e.BirthPlaces, rest)
		case "nationality", "citizen":
			if code, known := r.countries.Code(rest); known {
				e.addCountry(code)
			} else {
				r.notes.add("names of countries without an ISO code", where(part))
			}
		default:
			r.remark(e, part, where)
		}
	}
}

func (r *ofacReader) remark(e *Entry, part string, where func(string) string) {
	if m := remarkAlias.FindStringSubmatch(part); m != nil && len(e.Names) < namesMax {
		e.Names = append(e.Names, named(m[1], Weak))
		return
	}
	if m := remarkDocument.FindStringSubmatch(part); m != nil {
		d := Document{Type: strings.TrimSpace(m[1]), Number: m[2]}
		if m[3] != "" {
			d.Country, _ = r.countries.Code(m[3])
		}
		e.Documents = append(e.Documents, d)
		return
	}
	r.notes.add("parts of remarks without a field, kept as text", where(part))
}
