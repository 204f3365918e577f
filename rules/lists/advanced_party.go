package lists

import (
	"encoding/xml"
	"fmt"
	"slices"
	"strings"
)

// partyXML is a DistinctParty: the names and features of one listed party.
type partyXML struct {
	Profiles []struct {
		ID         string        `xml:"ID,attr"`
		SubType    string        `xml:"PartySubTypeID,attr"`
		Identities []identityXML `xml:"Identity"`
		Features   []featureXML  `xml:"Feature"`
	} `xml:"Profile"`
}

type identityXML struct {
	ID      string `xml:"ID,attr"`
	Aliases []struct {
		Primary    string `xml:"Primary,attr"`
		LowQuality string `xml:"LowQuality,attr"`
		Names      []struct {
			Parts []struct {
				Group string `xml:"NamePartGroupID,attr"`
				Text  string `xml:",chardata"`
			} `xml:"DocumentedNamePart>NamePartValue"`
		} `xml:"DocumentedName"`
	} `xml:"Alias"`
	Groups []struct {
		ID   string `xml:"ID,attr"`
		Type string `xml:"NamePartTypeID,attr"`
	} `xml:"NamePartGroups>MasterNamePartGroup>NamePartGroup"`
}

type featureXML struct {
	Type     string `xml:"FeatureTypeID,attr"`
	Versions []struct {
		Comment string `xml:"Comment"`
		Period  *struct {
			Start boundXML `xml:"Start"`
			End   boundXML `xml:"End"`
		} `xml:"DatePeriod"`
		Details []struct {
			Reference string `xml:"DetailReferenceID,attr"`
			Text      string `xml:",chardata"`
		} `xml:"VersionDetail"`
		Locations []struct {
			ID string `xml:"LocationID,attr"`
		} `xml:"VersionLocation"`
	} `xml:"FeatureVersion"`
}

type boundXML struct {
	Approximate string  `xml:"Approximate,attr"`
	From        dateXML `xml:"From"`
	To          dateXML `xml:"To"`
}

func (a *advanced) party(start xml.StartElement) error {
	var p partyXML
	if err := a.xml.DecodeElement(&p, &start); err != nil {
		return err
	}
	if len(p.Profiles) == 0 {
		a.mistake("DistinctParty "+attribute(start, "FixedRef"), "has no Profile", "it has one with an ID")
	}
	for _, profile := range p.Profiles {
		of := "Profile " + profile.ID
		if _, twice := a.at[profile.ID]; twice || profile.ID == "" {
			a.mistake(of, "has no number, or one that another has", "a number is one party's")
			continue
		}
		out := party{entry: Entry{Number: profile.ID, Issuer: issuerOFAC, Kind: a.kind(profile.SubType, of), File: a.file}}
		for _, identity := range profile.Identities {
			out.identities = append(out.identities, identity.ID)
			a.names(&out.entry, identity, of)
		}
		slices.SortStableFunc(out.entry.Names, func(x, y Name) int { return int(x.Quality) - int(y.Quality) })
		if len(out.entry.Names) == 0 {
			a.mistake(of, "has no name", "it has an Identity with an Alias")
			continue
		}
		for _, f := range profile.Features {
			a.feature(&out, f, of)
		}
		a.at[profile.ID] = len(a.parties)
		a.parties = append(a.parties, out)
	}
	return nil
}

// kind follows from the subtype, and for persons and entities from the type above it.
func (a *advanced) kind(subType, of string) Kind {
	text := a.value("PartySubType", subType, of)
	switch text {
	case "Vessel":
		return Vessel
	case "Aircraft":
		return Aircraft
	}
	above := a.values["PartySubType"][subType].PartyTypeID
	switch a.values["PartyType"][above].Text {
	case "Individual":
		return Person
	case "Entity":
		return Entity
	}
	a.notes.add("parties of another type than person, entity, vessel or aircraft", a.place(of, quoted(text)))
	return Unknown
}

// names puts names together as OFAC's CSV has them: the family's before a comma.
func (a *advanced) names(e *Entry, identity identityXML, of string) {
	family := make(map[string]bool)
	for _, g := range identity.Groups {
		family[g.ID] = a.value("NamePartType", g.Type, of) == "Last Name"
	}
	for _, alias := range identity.Aliases {
		quality := Strong
		switch {
		case alias.LowQuality == "true":
			quality = Weak
		case alias.Primary == "true":
			quality = Primary
		}
		for _, name := range alias.Names {
			var last, others []string
			for _, part := range name.Parts {
				if family[part.Group] {
					last = append(last, strings.Fields(part.Text)...)
				} else {
					others = append(others, strings.Fields(part.Text)...)
				}
			}
			switch text := joined(", ", strings.Join(last, " "), strings.Join(others, " ")); {
			case text == "":
				a.mistake(of, "has a name without letters", "a DocumentedName has a NamePartValue")
			case len(e.Names) == namesMax:
				a.mistake(of, fmt.Sprintf("has more than %d names", namesMax), "")
			default:
				e.Names = append(e.Names, named(text, quality))
			}
		}
	}
}

// feature reads one thing that is said of a party. Those without a field are kept in the
// remarks, by their names.
func (a *advanced) feature(p *party, f featureXML, of string) {
	kind := a.value("FeatureType", f.Type, of)
	for _, version := range f.Versions {
		var texts []string
		for _, detail := range version.Details {
			text := strings.TrimSpace(detail.Text)
			if text == "" && detail.Reference != "" {
				text = a.value("DetailReference", detail.Reference, of)
			}
			if text != "" {
				texts = append(texts, text)
			}
		}
		text := joined("; ", append(texts, strings.TrimSpace(version.Comment))...)
		var locations []string
		for _, l := range version.Locations {
			locations = append(locations, l.ID)
		}
		switch {
		case kind == "Birthdate" && version.Period != nil:
			born, ok := period(version.Period.Start, version.Period.End)
			if !ok {
				a.mistake(of, "has a Birthdate that is no date", "it has From and To with a Year")
				continue
			}
			p.entry.Born = append(p.entry.Born, born)
		case kind == "Location":
			p.locations = append(p.locations, locations...)
		case kind == "Nationality Country", kind == "Citizenship Country", kind == "Vessel Flag":
			p.origins = append(p.origins, locations...)
			if code, known := a.countries.Code(text); known {
				p.entry.addCountry(code)
			}
		case kind == "Place of Birth":
			p.births = append(p.births, locations...)
			if text != "" {
				p.entry.BirthPlaces = append(p.entry.BirthPlaces, text)
			}
		case kind == "Title":
			p.entry.Title = joined("; ", p.entry.Title, text)
		case strings.HasPrefix(kind, "Digital Currency Address"), kind == "SWIFT/BIC", kind == "Vessel Call Sign":
			p.entry.Documents = append(p.entry.Documents, Document{Type: kind, Number: text})
		default:
			p.entry.Remarks = joined("; ", p.entry.Remarks, joined(" ", kind, text))
			a.notes.add("features without a field, kept as text", a.place(of, kind))
		}
	}
}

// period is when somebody was born: the earliest to the latest day.
func period(start, end boundXML) (Span, bool) {
	from, ok := start.From.date()
	if !ok {
		return Span{}, false
	}
	s := Span{From: from, To: from, Circa: start.Approximate == "true" || end.Approximate == "true"}
	for _, last := range []dateXML{end.To, end.From, start.To} {
		if d, said := last.date(); said {
			s.To = d
			break
		}
	}
	// A year alone comes as its first to its last day.
	if s.From.Year == s.To.Year && s.From.Month == 1 && s.From.Day == 1 && s.To.Month == 12 && s.To.Day == 31 {
		s.From, s.To = Date{Year: s.From.Year}, Date{Year: s.To.Year}
	}
	return s, true
}

func (a *advanced) document(start xml.StartElement) error {
	var d struct {
		ID       string     `xml:"ID,attr"`
		Type     string     `xml:"IDRegDocTypeID,attr"`
		Identity string     `xml:"IdentityID,attr"`
		Country  string     `xml:"IssuedBy-CountryID,attr"`
		Number   string     `xml:"IDRegistrationNo"`
		Dates    []struct{} `xml:"DocumentDate"`
	}
	if err := a.xml.DecodeElement(&d, &start); err != nil {
		return err
	}
	of := "IDRegDocument " + d.ID
	if len(d.Dates) > 0 {
		a.notes.add("dates of identity documents are not read", a.place(of, ""))
	}
	out := Document{Type: a.value("IDRegDocType", d.Type, of), Number: strings.TrimSpace(d.Number)}
	if d.Country != "" {
		out.Country = a.country(of, d.Country)
	}
	a.documents[d.Identity] = append(a.documents[d.Identity], out)
	return nil
}

// sanctionXML is a SanctionsEntry: since when a party is on which list, and why.
type sanctionXML struct {
	ID      string `xml:"ID,attr"`
	Profile string `xml:"ProfileID,attr"`
	List    string `xml:"ListID,attr"`
	Events  []struct {
		Date dateXML `xml:"Date"`
	} `xml:"EntryEvent"`
	Measures []struct {
		Type    string `xml:"SanctionsTypeID,attr"`
		Comment string `xml:"Comment"`
	} `xml:"SanctionsMeasure"`
}

func (a *advanced) sanction(start xml.StartElement) error {
	var s sanctionXML
	if err := a.xml.DecodeElement(&s, &start); err != nil {
		return err
	}
	of := "SanctionsEntry " + s.ID
	i, known := a.at[s.Profile]
	if !known {
		a.mistake(of, "is of Profile "+quoted(s.Profile)+", which the file does not have before it", "the parties come before the entries")
		return nil
	}
	p := &a.parties[i]
	source := a.value("List", s.List, of)
	if !p.listed {
		p.listed = true
		p.entry.Source = source
		p.entry.List = advancedList(source)
	} else if source != p.entry.Source {
		p.entry.Source = joined("; ", p.entry.Source, source)
	}
	for _, event := range s.Events {
		if d, ok := event.Date.date(); ok && (p.entry.Listed.Year == 0 || d.String() < p.entry.Listed.String()) {
			p.entry.Listed = d
		}
	}
	for _, m := range s.Measures {
		kind, tag := a.value("SanctionsType", m.Type, of), strings.TrimSpace(m.Comment)
		switch {
		case kind != "Program": // what is done to the party, such as Block
			p.entry.Remarks = joined("; ", p.entry.Remarks, joined(" ", kind, tag))
		case tag != "" && !slices.Contains(p.entry.Programs, tag):
			p.entry.Programs = append(p.entry.Programs, tag)
		}
	}
	return nil
}

// advancedList is the short name of a list that the file names; OFAC's own two have the
// names that their CSV has.
func advancedList(source string) string {
	switch source {
	case "SDN List":
		return "OFAC-SDN"
	case "Consolidated List":
		return "OFAC-CONS"
	}
	return "OFAC-" + strings.ToUpper(strings.Join(strings.Fields(source), "-"))
}

// join gives the parties what came before or behind them.
func (a *advanced) join() {
	for i := range a.parties {
		p := &a.parties[i]
		of := "Profile " + p.entry.Number
		if !p.listed {
			p.entry.List = "OFAC"
			a.notes.add("parties without a SanctionsEntry: list and programs are unknown", a.file+": "+of)
		}
		for _, identity := range p.identities {
			p.entry.Documents = append(p.entry.Documents, a.documents[identity]...)
		}
		for _, id := range p.locations {
			if l, known := a.location(id, of); known {
				p.entry.Addresses = append(p.entry.Addresses, l)
			}
		}
		for _, id := range p.origins {
			if l, known := a.location(id, of); known && l.Country != "" {
				p.entry.addCountry(l.Country)
			} else if known {
				a.notes.add("names of countries without an ISO code", fmt.Sprintf("%s: %s %s", a.file, of, quoted(l.Text)))
			}
		}
		for _, id := range p.births {
			if l, known := a.location(id, of); known {
				p.entry.BirthPlaces = append(p.entry.BirthPlaces, joined(", ", l.Text, l.Country))
			}
		}
		a.list.Entries = append(a.list.Entries, p.entry)
	}
}

func (a *advanced) location(id, of string) (Address, bool) {
	l, known := a.locations[id]
	if !known {
		a.mistake(of, "names Location "+quoted(id)+", which the file does not have", "the file may have been cut off")
		return Address{}, false
	}
	return a.address(l), true
}
