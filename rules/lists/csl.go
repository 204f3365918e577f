package lists

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// csl reads the Consolidated Screening List of the International Trade Administration,
// one of its results at a time.
type csl struct {
	list      *List
	file      string
	json      *json.Decoder
	countries *Countries
	wrong     mistakes
	notes     notes
	numbers   map[string]bool
}

func readCSL(l *List, file string, from *bounded, countries *Countries) error {
	c := &csl{list: l, file: file, json: json.NewDecoder(from), countries: countries, numbers: make(map[string]bool)}
	if err := c.read(from); err != nil {
		return err
	}
	l.Unread = c.notes.kept
	return c.wrong.err()
}

const cslWant = `an object with an array "results"`

func (c *csl) broken(element string, err error) error {
	m := &Mistake{File: c.file, Offset: c.json.InputOffset(), Element: element, What: err.Error(), Want: cslWant}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		m.What = "ends too early"
	}
	var at *json.SyntaxError
	if errors.As(err, &at) {
		m.Offset = at.Offset
	}
	return m
}

// read walks over the object to its results.
func (c *csl) read(from *bounded) error {
	if err := c.delim('{'); err != nil {
		return err
	}
	results := false
	for c.json.More() {
		from.next()
		token, err := c.json.Token()
		if err != nil {
			return c.broken("", err)
		}
		key, _ := token.(string)
		if key != "results" {
			var skipped json.RawMessage
			if err := c.json.Decode(&skipped); err != nil {
				return c.broken(key, err)
			}
			c.notes.add("fields of the file that are not read", c.file+": "+key)
			continue
		}
		results = true
		if err := c.results(from); err != nil {
			return err
		}
	}
	if err := c.delim('}'); err != nil {
		return err
	}
	if after, err := c.json.Token(); !errors.Is(err, io.EOF) {
		return c.broken("", fmt.Errorf("has %v behind its end", after))
	}
	if !results {
		return &Mistake{File: c.file, What: `has no "results"`, Want: cslWant}
	}
	return nil
}

func (c *csl) delim(want json.Delim) error {
	token, err := c.json.Token()
	if err != nil {
		return c.broken("", err)
	}
	if token != want {
		return c.broken("", fmt.Errorf("has %v where %v is due", token, want))
	}
	return nil
}

func (c *csl) results(from *bounded) error {
	if err := c.delim('['); err != nil {
		return err
	}
	for i := 0; c.json.More(); i++ {
		from.next()
		r := cslResult{csl: c, at: c.json.InputOffset(), element: "results[" + strconv.Itoa(i) + "]"}
		if err := c.json.Decode(&r.fields); err != nil {
			var kind *json.UnmarshalTypeError
			if !errors.As(err, &kind) {
				return c.broken(r.element, err)
			}
			r.mistake("", "is no object", "each result is one")
			continue
		}
		r.take()
		if len(c.list.Entries) > entriesMax {
			return c.broken(r.element, fmt.Errorf("there are more than %d", entriesMax))
		}
	}
	return c.delim(']')
}

// cslResult is one result while it is read.
type cslResult struct {
	*csl
	at      int64
	element string
	fields  map[string]json.RawMessage
}

func (r *cslResult) mistake(field, what, want string) {
	element := r.element
	if field != "" {
		element += "." + field
	}
	r.wrong.add(&Mistake{File: r.file, Offset: r.at, Element: element, What: what, Want: want})
}

var cslKinds = map[string]Kind{"": Unknown, "individual": Person, "entity": Entity, "vessel": Vessel, "aircraft": Aircraft}

// treasury is in the sources that are OFAC's, whose numbers they carry.
const treasury = "Treasury Department"

// inBrackets is the short name of a list in its long one, such as (SDN).
var inBrackets = regexp.MustCompile(`\(([A-Z][A-Z-]*)\)`)

// take makes an entry of the result.
func (r *cslResult) take() {
	e := Entry{File: r.file, Source: r.text("source"), Title: r.text("title"), Remarks: r.text("remarks")}
	e.List = "CSL"
	if short := inBrackets.FindStringSubmatch(e.Source); short != nil {
		e.List += "-" + short[1]
	}
	e.Number = r.text("id")
	if number := r.text("entity_number"); number != "" { // the publisher's own
		e.Number = number
		if strings.Contains(e.Source, treasury) {
			e.Issuer = issuerOFAC
		}
	}
	var known bool
	kind := r.text("type")
	if e.Kind, known = cslKinds[strings.ToLower(kind)]; !known {
		r.mistake("type", "is "+quoted(kind), "it is Individual, Entity, Vessel, Aircraft or null")
		return
	}
	name := r.text("name")
	switch {
	case name == "":
		r.mistake("name", "is missing", "each result has one")
		return
	case e.Number == "":
		r.mistake("id", "is missing", "each result has one")
		return
	case r.numbers[e.ID()]:
		r.mistake("id", quoted(e.Number)+" is there twice", "a number is one entry's")
		return
	}
	r.numbers[e.ID()] = true
	e.Names = []Name{named(name, Primary)}
	for _, alias := range r.texts("alt_names") {
		if len(e.Names) == namesMax {
			r.mistake("alt_names", fmt.Sprintf("are more than %d", namesMax), "")
			break
		}
		e.Names = append(e.Names, named(alias, Strong))
	}
	e.Programs = r.texts("programs")
	r.dates(&e)
	r.origins(&e)
	r.addresses(&e)
	r.documents(&e)
	r.rest()
	r.list.Entries = append(r.list.Entries, e)
}

// raw takes a field out, and says whether it is there.
func (r *cslResult) raw(field string) (json.RawMessage, bool) {
	raw, there := r.fields[field]
	delete(r.fields, field)
	return raw, there && string(raw) != "null"
}

// text is a field that is a string, or a number.
func (r *cslResult) text(field string) string {
	raw, there := r.raw(field)
	if !there {
		return ""
	}
	var number json.Number
	if json.Unmarshal(raw, &number) == nil {
		return number.String()
	}
	var text string
	if json.Unmarshal(raw, &text) != nil {
		r.mistake(field, "is "+quoted(string(raw)), "it is a string or null")
	}
	return strings.TrimSpace(text)
}

// texts is a field that is a list of strings, or one string with semicolons.
func (r *cslResult) texts(field string) []string {
	raw, there := r.raw(field)
	if !there {
		return nil
	}
	var list []string
	var one string
	if json.Unmarshal(raw, &one) == nil {
		list = strings.Split(one, ";")
	} else if json.Unmarshal(raw, &list) != nil {
		r.mistake(field, "is "+quoted(string(raw)), "it is a list of strings")
	}
	kept := list[:0]
	for _, text := range list {
		if text = strings.TrimSpace(text); text != "" {
			kept = append(kept, text)
		}
	}
	return kept
}

func (r *cslResult) dates(e *Entry) {
	for _, d := range []struct {
		field string
		into  *Date
	}{{"start_date", &e.Listed}, {"end_date", &e.Until}} {
		text := r.text(d.field)
		date, ok := ParseDate(text)
		if text != "" && !ok {
			r.mistake(d.field, "is "+quoted(text), "it is a date such as "+DateForms)
		}
		*d.into = date
	}
	for _, text := range r.texts("dates_of_birth") {
		if s, ok := parseSpan(text); ok {
			e.Born = append(e.Born, s)
		} else {
			r.notes.add("dates of birth in another form than "+DateForms, r.file+": "+r.element+" "+quoted(text))
		}
	}
	e.BirthPlaces = r.texts("places_of_birth")
}

func (r *cslResult) origins(e *Entry) {
	for _, field := range []string{"nationalities", "citizenships", "country", "vessel_flag"} {
		for _, name := range r.texts(field) {
			if code := r.country(field, name); code != "" {
				e.addCountry(code)
			}
		}
	}
}

func (r *cslResult) country(field, name string) string {
	code, known := r.countries.Code(name)
	if !known && name != "" {
		r.notes.add("names of countries without an ISO code", r.file+": "+r.element+"."+field+" "+quoted(name))
	}
	return code
}

func (r *cslResult) addresses(e *Entry) {
	var all []struct {
		Address, City, State, Country *string
		PostalCode                    *string `json:"postal_code"`
	}
	raw, there := r.raw("addresses")
	if there && json.Unmarshal(raw, &all) != nil {
		r.mistake("addresses", "is "+quoted(string(raw)), "it is a list of objects with address, city, state, postal_code and country")
	}
	for _, a := range all {
		out := Address{
			Text:    joined(", ", said(a.Address), said(a.City), said(a.State), said(a.PostalCode)),
			Country: r.country("addresses", said(a.Country)),
		}
		if out != (Address{}) {
			e.Addresses = append(e.Addresses, out)
		}
	}
}

func said(text *string) string {
	if text == nil {
		return ""
	}
	return strings.TrimSpace(*text)
}

func (r *cslResult) documents(e *Entry) {
	var all []struct{ Type, Number, Country *string }
	raw, there := r.raw("ids")
	if there && json.Unmarshal(raw, &all) != nil {
		r.mistake("ids", "is "+quoted(string(raw)), "it is a list of objects with type, number and country")
	}
	for _, d := range all {
		e.Documents = append(e.Documents, Document{Type: said(d.Type), Number: said(d.Number), Country: r.country("ids", said(d.Country))})
	}
	if sign := r.text("call_sign"); sign != "" {
		e.Documents = append(e.Documents, Document{Type: "Call sign", Number: sign})
	}
}

// rest counts the fields that nothing was made of.
func (r *cslResult) rest() {
	var left []string
	for field, raw := range r.fields {
		if value := string(raw); value != "null" && value != `""` && value != "[]" && field != "source_list_url" && field != "source_information_url" {
			left = append(left, field)
		}
	}
	slices.Sort(left)
	for _, field := range left {
		r.notes.add("field "+field+" is not read", r.file+": "+r.element)
	}
}
