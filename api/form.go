package api

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"aidollar/core/ledger"
	"aidollar/core/money"
)

// fieldType is what a field of a body holds, on the wire and in the schema.
type fieldType uint8

const (
	fieldText fieldType = iota
	fieldID
	fieldAmount
	fieldAmountOrMax // or the word max
	fieldTime
	fieldWhole  // an integer number
	fieldWords  // a list of words
	fieldWord   // one of some words
	fieldForms  // a list of objects
	fieldAsset  // the code of an asset
	fieldDigits // a plain decimal that is no amount
	fieldForm   // an object
	fieldTexts  // a list of texts
	fieldBool
	fieldAnything // an object that is described elsewhere
)

// field is one member of a body.
type field struct {
	name     string
	about    string
	kind     fieldType
	required bool
	max      uint64   // bytes of a text, value of a whole number, elements of a list
	words    []string // of fieldWord and fieldWords
	form     *form    // of fieldForms and fieldForm
}

// form is the shape of a body: its reader and its schema both come from it.
type form struct {
	name   string
	about  string
	fields []field
}

func (f *form) field(name string) *field {
	for i := range f.fields {
		if f.fields[i].name == name {
			return &f.fields[i]
		}
	}
	return nil
}

// faults gathers what is wrong with a body.
type faults struct{ list []Fault }

// faultsMax bounds how many faults are told; nobody reads more.
const faultsMax = 32

func (f *faults) add(pointer, code, format string, args ...any) {
	if len(f.list) < faultsMax {
		f.list = append(f.list, Fault{Pointer: pointer, Code: code, Detail: fmt.Sprintf(format, args...)})
	}
}

func (f *faults) err() error {
	if len(f.list) == 0 {
		return nil
	}
	return refuseFaults(f.list)
}

// object reads the members of one JSON object by its form. Wrong members are
// noted and read as zero; the caller asks faults.err before it acts.
type object struct {
	form    *form
	faults  *faults
	items   []value
	pointer string
}

// object begins to read v. Members that the form does not know, and required
// ones that are missing, are noted at once.
func (f *faults) object(v *value, pointer string, shape *form) *object {
	o := &object{form: shape, faults: f, pointer: pointer}
	if v.kind != kindObject {
		f.add(pointer, "field_type", "expected an object, not %s", v.kind)
		return o
	}
	o.items = v.items
	for i := range v.items {
		if shape.field(v.items[i].name) == nil {
			f.add(pointer+"/"+escapePointer(v.items[i].name), "field_unknown", "there is no field %q; the fields are %s", clip(v.items[i].name), shape.names())
		}
	}
	for i := range shape.fields {
		if shape.fields[i].required && o.find(shape.fields[i].name) == nil {
			f.add(o.at(shape.fields[i].name), "field_missing", "the field %q is missing", shape.fields[i].name)
		}
	}
	return o
}

func (f *form) names() string {
	names := make([]string, len(f.fields))
	for i := range f.fields {
		names[i] = f.fields[i].name
	}
	return strings.Join(names, ", ")
}

func (o *object) at(name string) string { return o.pointer + "/" + escapePointer(name) }

// escapePointer writes a member's name as RFC 6901 has it.
func escapePointer(name string) string {
	return strings.ReplaceAll(strings.ReplaceAll(clip(name), "~", "~0"), "/", "~1")
}

// find gives a member; nil when it is missing or null.
func (o *object) find(name string) *value {
	for i := range o.items {
		if o.items[i].name == name && o.items[i].kind != kindNull {
			return &o.items[i]
		}
	}
	return nil
}

// has reports whether the member is there.
func (o *object) has(name string) bool { return o.find(name) != nil }

func (o *object) fault(name, code, format string, args ...any) {
	o.faults.add(o.at(name), code, format, args...)
}

// take finds a member of a kind.
func (o *object) take(name string, want kind) (*value, bool) {
	v := o.find(name)
	if v == nil {
		return nil, false
	}
	if v.kind != want {
		o.fault(name, "field_type", "expected %s, not %s", want, v.kind)
		return nil, false
	}
	return v, true
}

func (o *object) text(name string) string {
	v, ok := o.take(name, kindText)
	if !ok {
		return ""
	}
	most := o.form.field(name).max
	switch {
	case v.text == "":
		o.fault(name, "text_empty", "the text is empty; give 1 to %d bytes", most)
	case uint64(len(v.text)) > most:
		o.fault(name, "text_too_long", "the text has %d bytes; at most %d are kept", len(v.text), most)
	}
	return v.text
}

func (o *object) id(name string) ledger.ID {
	v, ok := o.take(name, kindText)
	if !ok {
		return ledger.ID{}
	}
	id, err := ledger.ParseID(v.text)
	switch {
	case err != nil:
		o.fault(name, "id_invalid", "%q is no id: %v", clip(v.text), err)
	case id.IsZero():
		o.fault(name, "id_zero", "the id is zero; leave the field out, or name something")
	}
	return id
}

// wordMax stands for the most there is, where an amount may say so.
const wordMax = "max"

// amount reads a decimal of an asset.
func (o *object) amount(name string, asset money.Asset) money.Amount {
	v := o.find(name)
	if v == nil {
		return money.Amount{}
	}
	if v.kind == kindNumber {
		o.fault(name, "amount_number", "amounts are decimals in strings, because programs read JSON numbers as floats and lose units: write %q, not %s", clip(v.text), clip(v.text))
		return money.Amount{}
	}
	if v, ok := o.take(name, kindText); ok {
		a, err := asset.Parse(v.text)
		o.decimalFault(name, err)
		return a
	}
	return money.Amount{}
}

// amountOrMax reads a decimal or the word "max".
func (o *object) amountOrMax(name string, asset money.Asset) money.Amount {
	if v := o.find(name); v != nil && v.kind == kindText && v.text == wordMax {
		return money.AmountMax
	}
	a := o.amount(name, asset)
	if a == money.AmountMax {
		o.fault(name, "amount_overflow", "the amount is the largest there is, which means as much as there is; write \"max\" for that")
	}
	return a
}

func (o *object) decimalFault(name string, err error) {
	var bad *money.DecimalError
	switch {
	case err == nil:
	case errors.As(err, &bad):
		o.fault(name, bad.Code, "%v", bad)
	default:
		o.fault(name, "amount_malformed", "%v", err)
	}
}

// time reads RFC 3339 as Unix nanoseconds; zero when it is missing.
func (o *object) time(name string) int64 {
	v, ok := o.take(name, kindText)
	if !ok {
		return 0
	}
	nanos, err := parseTime(v.text)
	if err != nil {
		o.fault(name, "time_invalid", "%v", err)
	}
	return nanos
}

// The times that fit Unix nanoseconds and are no slip.
var timeMin, timeMax = time.Unix(1, 0), time.Date(2200, 1, 1, 0, 0, 0, 0, time.UTC)

func parseTime(text string) (int64, error) {
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return 0, fmt.Errorf("%q is no time of RFC 3339 such as 2026-01-31T12:00:00Z", clip(text))
	}
	if t.Before(timeMin) || t.After(timeMax) {
		return 0, fmt.Errorf("%q is not between 1970 and 2200", clip(text))
	}
	return t.UnixNano(), nil
}

func printTime(nanos int64) string {
	return time.Unix(0, nanos).UTC().Format(time.RFC3339Nano)
}

// whole reads an integer from zero to the field's maximum.
func (o *object) whole(name string) uint64 {
	v, ok := o.take(name, kindNumber)
	if !ok {
		return 0
	}
	n, err := strconv.ParseUint(v.text, 10, 64)
	if most := o.form.field(name).max; err != nil || n > most {
		o.fault(name, "number_invalid", "%s is not a whole number from 0 to %d", clip(v.text), most)
		return 0
	}
	return n
}

// word reads one of the field's words and gives its place; the first when it is
// missing.
func (o *object) word(name string) int {
	v, ok := o.take(name, kindText)
	if !ok {
		return 0
	}
	place, _ := o.place(name, name, v.text)
	return place
}

func (o *object) place(name, where, text string) (int, bool) {
	words := o.form.field(name).words
	for i, w := range words {
		if w == text {
			return i, true
		}
	}
	o.fault(where, "word_unknown", "%q is none of %s", clip(text), strings.Join(words, ", "))
	return 0, false
}

// words reads a list of the field's words as a set of bits by their places.
func (o *object) words(name string) (set uint16) {
	for i, v := range o.list(name) {
		if v.kind != kindText {
			o.faults.add(o.at(name)+"/"+strconv.Itoa(i), "field_type", "expected a string, not %s", v.kind)
			continue
		}
		if place, ok := o.place(name, name, v.text); ok {
			set |= 1 << place
		}
	}
	return set
}

func (o *object) list(name string) []value {
	v, ok := o.take(name, kindList)
	if !ok {
		return nil
	}
	if most := o.form.field(name).max; uint64(len(v.items)) > most {
		o.fault(name, "list_too_long", "the list has %d elements; at most %d are taken", len(v.items), most)
		return nil
	}
	return v.items
}

// forms reads a list of objects.
func (o *object) forms(name string) []*object {
	items := o.list(name)
	objects := make([]*object, len(items))
	for i := range items {
		objects[i] = o.faults.object(&items[i], o.at(name)+"/"+strconv.Itoa(i), o.form.field(name).form)
	}
	return objects
}

// nested reads an object; nil when it is missing.
func (o *object) nested(name string) *object {
	v := o.find(name)
	if v == nil {
		return nil
	}
	return o.faults.object(v, o.at(name), o.form.field(name).form)
}

// textLengthMax bounds each text of a list, in bytes.
const textLengthMax = 128

// texts reads a list of texts.
func (o *object) texts(name string) []string {
	var list []string
	for i, v := range o.list(name) {
		at := o.at(name) + "/" + strconv.Itoa(i)
		switch {
		case v.kind != kindText:
			o.faults.add(at, "field_type", "expected a string, not %s", v.kind)
		case v.text == "" || len(v.text) > textLengthMax:
			o.faults.add(at, "text_length", "the text has %d bytes; give 1 to %d", len(v.text), textLengthMax)
		default:
			list = append(list, v.text)
		}
	}
	return list
}

// cleared reports whether the member is there as null, which in a change takes
// something away.
func (o *object) cleared(name string) bool {
	for i := range o.items {
		if o.items[i].name == name {
			return o.items[i].kind == kindNull
		}
	}
	return false
}

// flag reads a boolean; false when it is missing.
func (o *object) flag(name string) bool {
	v, ok := o.take(name, kindBool)
	return ok && v.text == "true"
}
