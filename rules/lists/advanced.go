package lists

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// advanced reads OFAC's sdn_advanced.xml (the form of the UN's sanctions data model) an
// element at a time. Parties refer to values, locations and documents by numbers; what
// may come behind the parties is joined to them at the end.
type advanced struct {
	list      *List
	file      string
	from      *bounded
	xml       *xml.Decoder
	countries *Countries
	values    map[string]map[string]reference // by the element's name, then by number
	locations map[string]location
	documents map[string][]Document // by identity
	parties   []party
	at        map[string]int // parties by their profile's number
	wrong     mistakes
	notes     notes
}

// reference is one value of the ReferenceValueSets.
type reference struct {
	ID          string `xml:"ID,attr"`
	ISO2        string `xml:"ISO2,attr"`        // of a Country
	PartyTypeID string `xml:"PartyTypeID,attr"` // of a PartySubType
	Text        string `xml:",chardata"`
}

// party is an entry with what is still to be joined to it.
type party struct {
	entry      Entry
	identities []string
	locations  []string // its addresses
	origins    []string // locations that name its countries
	births     []string // locations that name where it was born
	listed     bool
}

func readAdvanced(l *List, file string, from *bounded, countries *Countries) error {
	a := &advanced{
		list: l, file: file, from: from, xml: xml.NewDecoder(from), countries: countries, values: make(map[string]map[string]reference),
		locations: make(map[string]location), documents: make(map[string][]Document), at: make(map[string]int),
	}
	if err := a.read(); err != nil {
		return err
	}
	a.join()
	if len(a.parties) == 0 && len(a.wrong.kept) == 0 {
		a.wrong.add(&Mistake{File: file, What: "has no DistinctParty", Want: "this is OFAC's advanced form, sdn_advanced.xml or cons_advanced.xml; its older XML is not read"})
	}
	l.Unread = a.notes.kept
	return a.wrong.err()
}

// read walks over the file.
func (a *advanced) read() error {
	var path []string
	for {
		a.from.next()
		token, err := a.xml.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return a.broken(strings.Join(path, "/"), err)
		}
		switch t := token.(type) {
		case xml.EndElement:
			path = path[:len(path)-1]
		case xml.StartElement:
			taken, err := a.element(len(path), t)
			if err != nil {
				return a.broken(t.Name.Local, err)
			}
			if !taken {
				path = append(path, t.Name.Local)
			}
			if len(a.parties) > entriesMax {
				return a.broken(t.Name.Local, fmt.Errorf("there are more than %d", entriesMax))
			}
		}
	}
}

// broken is the end of reading: the form itself is wrong.
func (a *advanced) broken(element string, err error) error {
	line, _ := a.xml.InputPos()
	return &Mistake{File: a.file, Line: line, Element: element, What: err.Error()}
}

// mistake is one that reading can go on after.
func (a *advanced) mistake(element, what, want string) {
	line, _ := a.xml.InputPos()
	a.wrong.add(&Mistake{File: a.file, Line: line, Element: element, What: what, Want: want})
}

func (a *advanced) place(element, id string) string {
	line, _ := a.xml.InputPos()
	return strings.TrimSpace(fmt.Sprintf("%s:%d %s %s", a.file, line, element, id))
}

// depthValue is how deep the values lie: Sanctions, ReferenceValueSets, CountryValues, Country.
const depthValue = 3

var advancedSections = map[string]bool{
	"ReferenceValueSets": true, "Locations": true, "IDRegDocuments": true, "DistinctParties": true,
	"ProfileRelationships": true, "SanctionsEntries": true, "SanctionsEntryLinks": true,
}

// element takes one element with all that is in it, or leaves it to be entered.
func (a *advanced) element(depth int, start xml.StartElement) (taken bool, err error) {
	switch start.Name.Local {
	case "DateOfIssue":
		var d dateXML
		err = a.xml.DecodeElement(&d, &start)
		if published, ok := d.date(); ok {
			a.list.Published = published
		} else if err == nil {
			a.mistake("DateOfIssue", "is no date", "it has Year, Month and Day")
		}
	case "Location":
		var l location
		if err = a.xml.DecodeElement(&l, &start); err == nil {
			a.locations[l.ID] = l
		}
	case "IDRegDocument":
		err = a.document(start)
	case "DistinctParty":
		err = a.party(start)
	case "SanctionsEntry":
		err = a.sanction(start)
	case "ProfileRelationship", "SanctionsEntryLink":
		a.notes.add("elements "+start.Name.Local+" (who belongs to whom) are not read", a.place(start.Name.Local, attribute(start, "ID")))
		err = a.xml.Skip()
	default:
		if depth == 1 && !advancedSections[start.Name.Local] {
			a.notes.add("sections that are not read", a.place(start.Name.Local, ""))
			return true, a.xml.Skip()
		}
		id := attribute(start, "ID")
		if depth < depthValue || id == "" {
			return false, nil
		}
		var r reference
		if err = a.xml.DecodeElement(&r, &start); err == nil {
			if a.values[start.Name.Local] == nil {
				a.values[start.Name.Local] = make(map[string]reference)
			}
			r.Text = strings.TrimSpace(r.Text)
			a.values[start.Name.Local][id] = r
		}
	}
	return true, err
}

func attribute(start xml.StartElement, name string) string {
	for _, a := range start.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// value is what a number stands for; a number that stands for nothing is a mistake, for
// what it would have said is unknown.
func (a *advanced) value(set, id, of string) string {
	v, known := a.values[set][id]
	if !known {
		a.mistake(of, fmt.Sprintf("names %s %s, which the ReferenceValueSets do not have", set, quoted(id)), "they come before the parties")
	}
	return v.Text
}

// dateXML is a point of a date.
type dateXML struct {
	Year  string `xml:"Year"`
	Month string `xml:"Month"`
	Day   string `xml:"Day"`
}

func (d dateXML) date() (Date, bool) { return dateParts(d.Year, d.Month, d.Day) }

// location is a Location: where somebody is, or a country alone.
type location struct {
	ID      string `xml:"ID,attr"`
	Country struct {
		ID string `xml:"CountryID,attr"`
	} `xml:"LocationCountry"`
	Area struct {
		ID string `xml:"AreaCodeID,attr"`
	} `xml:"LocationAreaCode"`
	Parts []struct {
		Type   string `xml:"LocPartTypeID,attr"`
		Values []struct {
			Primary string `xml:"Primary,attr"`
			Value   string `xml:"Value"`
		} `xml:"LocationPartValue"`
	} `xml:"LocationPart"`
}

// address puts a location together; a location without a country may name one in its
// part of type Unknown.
func (a *advanced) address(l location) Address {
	var parts []string
	var out Address
	if l.Country.ID != "" {
		out.Country = a.country("Location "+l.ID, l.Country.ID)
	} else if l.Area.ID != "" {
		out.Country, _ = a.countries.Code(a.values["AreaCode"][l.Area.ID].Text) // none where it is undetermined
	}
	for _, part := range l.Parts {
		for _, v := range part.Values {
			text := strings.TrimSpace(v.Value)
			if text == "" || v.Primary == "false" {
				continue
			}
			if out.Country == "" && a.values["LocPartType"][part.Type].Text == "Unknown" {
				if code, known := a.countries.Code(text); known {
					out.Country = code
					continue
				}
			}
			parts = append(parts, text)
		}
	}
	out.Text = strings.Join(parts, ", ")
	return out
}

// country is the code of a value of the set Country.
func (a *advanced) country(of, id string) string {
	v := a.values["Country"][id]
	if v.ISO2 != "" {
		return strings.ToUpper(v.ISO2)
	}
	name := a.value("Country", id, of)
	code, known := a.countries.Code(name)
	if !known && name != "" {
		a.notes.add("names of countries without an ISO code", fmt.Sprintf("%s: %s %s", a.file, of, quoted(name)))
	}
	return code
}
