package ivms101

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// Read reads a payload and holds it against the standard on a day, such as 2026-11-27,
// before which everybody was born. The error is Mistakes.
func Read(text []byte, today string) (*Payload, error) {
	p := &Payload{}
	if err := read(text, p, func() error { return p.Check(today) }); err != nil {
		return nil, err
	}
	return p, nil
}

// ReadPerson reads one person, as what is kept of a party, and holds it against the
// standard on a day. What an originator needs beyond it, Check of a payload asks for.
// The error is Mistakes.
func ReadPerson(text []byte, today string) (*Person, error) {
	p := &Person{}
	if err := read(text, p, func() error { return p.Check(today) }); err != nil {
		return nil, err
	}
	return p, nil
}

// listMax is what may occur more than once at most, where the standard sets no bound.
const listMax = 32

// addressLinesMax is the standard's own bound.
const addressLinesMax = 7

// read fills and checks, so that all that is wrong is told at once; what was not
// understood is not said to be missing as well.
func read(text []byte, into any, check func() error) error {
	n, err := tree(text)
	if err != nil {
		return err
	}
	var found, more Mistakes
	fill(n, "", reflect.ValueOf(into).Elem(), &found)
	errors.As(check(), &more)
	known := len(found)
	for _, m := range more {
		if !slices.ContainsFunc(found[:known], func(f Mistake) bool { return within(m.Pointer, f.Pointer) }) {
			found = append(found, m)
		}
	}
	return found.err()
}

// within reports whether a place is the other one or in it.
func within(place, other string) bool {
	return place == other || strings.HasPrefix(place, other+"/")
}

// fill puts a JSON value into a Go value of the package's types, whose members are named
// by their json tags.
func fill(n *node, at string, into reflect.Value, m *Mistakes) {
	want := map[reflect.Kind]string{reflect.Struct: "an object", reflect.Slice: "a list", reflect.String: "a string", reflect.Int: "a number"}
	kind := into.Kind()
	if kind == reflect.Pointer {
		kind = into.Type().Elem().Kind()
	}
	if kind := want[kind]; n.kind != kind {
		m.add(at, "kind", "is %s, and has to be %s%s", n.kind, kind, absent(n))
		return
	}
	if into.Kind() == reflect.Pointer {
		into.Set(reflect.New(into.Type().Elem()))
		into = into.Elem()
	}
	switch kind {
	case reflect.Struct:
		fillObject(n, at, into, m)
	case reflect.Slice:
		if len(n.members) > listMax {
			m.add(at, "list_long", "has %d members, and at most %d are read", len(n.members), listMax)
			return
		}
		into.Set(reflect.MakeSlice(into.Type(), len(n.members), len(n.members)))
		for i, member := range n.members {
			fill(member, fmt.Sprintf("%s/%d", at, i), into.Index(i), m)
		}
	case reflect.String:
		if n.text == "" {
			m.add(at, "empty", "is empty; leave out what is not known")
			return
		}
		text := n.text
		if c, is := into.Interface().(coded); is {
			text = canonical(text, c.codes())
		}
		into.SetString(text)
	case reflect.Int:
		number, err := strconv.Atoi(n.text)
		if err != nil {
			m.add(at, "number", "is %s, and has to be a whole number", clip(n.text))
		}
		into.SetInt(int64(number))
	}
}

// absent says what to do instead of writing null.
func absent(n *node) string {
	if n.kind == "null" {
		return "; leave out what is not known"
	}
	return ""
}

func fillObject(n *node, at string, into reflect.Value, m *Mistakes) {
	fields := make(map[string]int)
	for i := range into.NumField() {
		fields[nameOf(into.Type().Field(i))] = i
	}
	for i, name := range n.names {
		place := at + "/" + pointerName(name)
		if _, twice := fields["postCode"]; name == "postcode" && twice {
			name = "postCode" // the standard has both spellings
		}
		field, known := fields[name]
		if !known {
			m.add(place, "member_unknown", "is no element of %s%s", into.Type().Name(), instead(name, fields))
			continue
		}
		if !into.Field(field).IsZero() {
			m.add(place, "member_twice", "stands here twice, as postcode and as postCode")
			continue
		}
		fill(n.members[i], place, into.Field(field), m)
	}
}

// nameOf is an element's name.
func nameOf(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	return name
}

// namesOf2020 are elements of the standard's first issue, of May 2020, and what they are
// called now.
var namesOf2020 = map[string]string{
	"originatorPersons": "originatorPerson", "beneficiaryPersons": "beneficiaryPerson", "customerNumber": "customerIdentification",
	"nameIdentifierType": "naturalPersonNameIdentifierType", "nameIdentifiers": "nameIdentifier", "localNameIdentifiers": "localNameIdentifier", "phoneticNameIdentifiers": "phoneticNameIdentifier",
	"geographicAddresses": "geographicAddress", "originatingVasp": "originatingVASP", "beneficiaryVasp": "beneficiaryVASP",
}

// instead says what an unknown name may have meant.
func instead(name string, fields map[string]int) string {
	if now, was := namesOf2020[name]; was {
		if _, here := fields[now]; here {
			return "; in IVMS " + Version + " it is " + now
		}
	}
	if name == "accountNumber" {
		return "; in IVMS " + Version + " accounts stand in the person, beside naturalPerson or legalPerson"
	}
	for known := range fields {
		if strings.EqualFold(known, name) {
			return "; it is written " + known
		}
	}
	return ""
}
