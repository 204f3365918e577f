package facts

import (
	"bytes"
	"slices"

	"github.com/cedar-policy/cedar-go"
	"github.com/cedar-policy/cedar-go/types"

	"aidollar/core/internal/wire"
)

// The first byte of a value.
const (
	tagFalse uint8 = iota + 1
	tagTrue
	tagLong
	tagString
	tagEntity
	tagSet
	tagRecord
	tagDecimal
	tagDatetime
	tagDuration
	tagAddress
)

// The bounds of a value.
const (
	depthMax    = 8      // of sets and records in each other
	elementsMax = 10_000 // of a set or a record
)

// AppendValue writes a value in its one form: members of records by name, elements of
// sets by their bytes.
func AppendValue(a *wire.Appender, v types.Value) {
	switch v := v.(type) {
	case types.Boolean:
		if v {
			a.U8(tagTrue)
		} else {
			a.U8(tagFalse)
		}
	case types.Long:
		a.U8(tagLong)
		a.I64(int64(v))
	case types.String:
		a.U8(tagString)
		a.Text(string(v))
	case types.EntityUID:
		a.U8(tagEntity)
		appendUID(a, v)
	case types.Set:
		appendSet(a, v)
	case types.Record:
		names := slices.Sorted(v.Keys())
		a.U8(tagRecord)
		a.U16(uint16(min(len(names), elementsMax)))
		for _, name := range names[:min(len(names), elementsMax)] {
			a.Text(string(name))
			member, _ := v.Get(name)
			AppendValue(a, member)
		}
	default:
		appendExtension(a, v)
	}
}

func appendSet(a *wire.Appender, v types.Set) {
	var all [][]byte
	for element := range v.All() {
		var one wire.Appender
		AppendValue(&one, element)
		all = append(all, one.B)
	}
	slices.SortFunc(all, bytes.Compare)
	a.U8(tagSet)
	a.U16(uint16(min(len(all), elementsMax)))
	for _, one := range all[:min(len(all), elementsMax)] {
		a.B = append(a.B, one...)
	}
}

// appendExtension writes the values that Cedar has beyond JSON's as their texts.
func appendExtension(a *wire.Appender, v types.Value) {
	switch v := v.(type) {
	case types.Decimal:
		a.U8(tagDecimal)
		a.Text(v.String())
	case types.Datetime:
		a.U8(tagDatetime)
		a.I64(v.Milliseconds())
	case types.Duration:
		a.U8(tagDuration)
		a.I64(v.ToMilliseconds())
	case types.IPAddr:
		a.U8(tagAddress)
		a.Text(v.String())
	}
}

// ReadValue reads what AppendValue wrote. It is not ok where that is no value.
func ReadValue(r *wire.Reader) (v types.Value, ok bool) { return readValue(r, 0) }

// ReadRecord reads a value that is a record.
func ReadRecord(r *wire.Reader) (record cedar.Record, ok bool) {
	v, ok := ReadValue(r)
	record, is := v.(types.Record)
	return record, ok && is
}

func readValue(r *wire.Reader, depth int) (v types.Value, ok bool) {
	tag := r.U8()
	if depth > depthMax || r.Short() {
		return nil, false
	}
	ok = true
	switch tag {
	case tagFalse, tagTrue:
		v = types.Boolean(tag == tagTrue)
	case tagLong:
		v = types.Long(r.I64())
	case tagString:
		v = types.String(r.Text())
	case tagEntity:
		v = readUID(r)
	case tagSet:
		return readSet(r, depth)
	case tagRecord:
		return readRecord(r, depth)
	default:
		return readExtension(tag, r)
	}
	return v, ok && !r.Short()
}

func readSet(r *wire.Reader, depth int) (types.Value, bool) {
	var all []types.Value
	n := r.U16()
	for range n {
		element, ok := readValue(r, depth+1)
		if !ok {
			return nil, false
		}
		all = append(all, element)
	}
	return types.NewSet(all...), n <= elementsMax && !r.Short()
}

func readRecord(r *wire.Reader, depth int) (types.Value, bool) {
	members := types.RecordMap{}
	n := r.U16()
	for range n {
		name := types.String(r.Text())
		member, ok := readValue(r, depth+1)
		if !ok {
			return nil, false
		}
		members[name] = member
	}
	return types.NewRecord(members), n <= elementsMax && !r.Short()
}

func readExtension(tag uint8, r *wire.Reader) (v types.Value, ok bool) {
	var err error
	switch tag {
	case tagDecimal:
		v, err = value(types.ParseDecimal(r.Text()))
	case tagDatetime:
		v = types.NewDatetimeFromMillis(r.I64())
	case tagDuration:
		v = types.NewDurationFromMillis(r.I64())
	case tagAddress:
		v, err = value(types.ParseIPAddr(r.Text()))
	default:
		return nil, false
	}
	return v, err == nil && !r.Short()
}

func value[T types.Value](v T, err error) (types.Value, error) { return v, err }

func appendUID(a *wire.Appender, uid cedar.EntityUID) {
	a.Text(string(uid.Type))
	a.Text(string(uid.ID))
}

func readUID(r *wire.Reader) cedar.EntityUID {
	return cedar.NewEntityUID(types.EntityType(r.Text()), types.String(r.Text()))
}
