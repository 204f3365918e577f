package ivms101

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Check holds a payload against the standard on a day. The error is Mistakes.
func (p *Payload) Check(today string) error {
	c := checker{today: today}
	c.walk(reflect.ValueOf(p), "", "")
	if p.Originator != nil {
		for i := range p.Originator.OriginatorPerson {
			c.originator(&p.Originator.OriginatorPerson[i], fmt.Sprintf("/originator/originatorPerson/%d", i))
		}
	}
	if p.TransferPath != nil {
		c.path(p.TransferPath.TransferPath)
	}
	return c.found.err()
}

// Check holds one person against the standard on a day. The error is Mistakes.
func (p *Person) Check(today string) error {
	c := checker{today: today}
	c.walk(reflect.ValueOf(p), "", "")
	return c.found.err()
}

type checker struct {
	today string
	found Mistakes
}

// walk holds a value and all in it against their datatypes, and persons, their parts and
// addresses against their constraints.
func (c *checker) walk(v reflect.Value, at, datatype string) {
	required := strings.HasPrefix(datatype, "!")
	datatype = strings.TrimPrefix(datatype, "!")
	if v.Kind() == reflect.Pointer && !v.IsNil() && v.Elem().Kind() == reflect.Struct {
		v = v.Elem()
	}
	if v.Kind() != reflect.Struct && v.IsZero() || v.Kind() == reflect.Slice && v.Len() == 0 {
		if required {
			c.found.add(at, "missing", "is missing")
		}
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			field := v.Type().Field(i)
			c.walk(v.Field(i), at+"/"+nameOf(field), field.Tag.Get("ivms"))
		}
		c.constraints(v.Addr().Interface(), at)
	case reflect.Slice:
		if v.Len() > listMax {
			c.found.add(at, "list_long", "has %d members, and at most %d are allowed", v.Len(), listMax)
		}
		for i := range v.Len() {
			c.walk(v.Index(i), fmt.Sprintf("%s/%d", at, i), "!"+datatype)
		}
	case reflect.String:
		c.text(v, at, datatype)
	}
}

var (
	dateForm      = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}$`)
	authorityForm = regexp.MustCompile(`^RA[0-9]{6}$`)
)

func (c *checker) text(v reflect.Value, at, datatype string) {
	text := v.String()
	if list, is := v.Interface().(coded); is {
		if !slices.Contains(list.codes(), text) {
			c.found.add(at, "code_unknown", "is %s, which is none of %s", clip(text), strings.Join(list.codes(), ", "))
		}
		return
	}
	switch datatype {
	case "country":
		if !country(text) {
			c.found.add(at, "country_unknown", "is %s, which is no country by ISO 3166-1 alpha-2, such as AE, and not %s, an unknown one (C3)", clip(text), countryUnknown)
		}
	case "date":
		c.date(text, at)
	case "authority":
		if !authorityForm.MatchString(text) {
			c.found.add(at, "authority_form", "is %s, and a registration authority is RA and six digits, as GLEIF lists them (C10)", clip(text))
		}
	case "version":
		if text != Version {
			c.found.add(at, "version_unknown", "is %s, and only %s is read", clip(text), Version)
		}
	default:
		c.characters(text, at, datatype)
	}
}

func (c *checker) date(text, at string) {
	if _, err := time.Parse(time.DateOnly, text); err != nil || !dateForm.MatchString(text) {
		c.found.add(at, "date_form", "is %s, and has to be a day of the calendar, such as 1990-02-25", clip(text))
		return
	}
	if text >= c.today {
		c.found.add(at, "date_future", "is %s, which is not before today, %s (C2)", text, c.today)
	}
}

// characters holds a text against MaxNText or LocalMaxNText.
func (c *checker) characters(text, at, datatype string) {
	digits, local := strings.CutPrefix(datatype, "local")
	most, err := strconv.Atoi(strings.TrimPrefix(digits, "max"))
	if err != nil {
		panic("no datatype: " + datatype) // a tag of this package is wrong
	}
	if n := utf8.RuneCountInString(text); n > most {
		c.found.add(at, "text_long", "has %d characters, and may have %d", n, most)
	}
	if strings.TrimSpace(text) == "" {
		c.found.add(at, "empty", "is blank; leave out what is not known")
	}
	for _, r := range text {
		switch {
		case !local && (r < ' ' || r > '~'):
			c.found.add(at, "text_latin", "has %q in it, and is written with the letters A to Z, digits and signs of ASCII alone; the own spelling of a name goes into localNameIdentifier", r)
			return
		case local && (unicode.IsControl(r) || r == unicode.ReplacementChar):
			c.found.add(at, "text_control", "has %q in it, which is no character of a name", r)
			return
		}
	}
}
