package factfile

import (
	"math"
	"slices"

	"github.com/cedar-policy/cedar-go"
	"github.com/cedar-policy/cedar-go/types"
	"github.com/cedar-policy/cedar-go/x/exp/schema/resolved"
	"go.yaml.in/yaml/v4"

	"aidollar/core/policy/facts"
	"aidollar/internal/yamlfile"
)

// Reader reads facts and what is asked from one file of YAML, and gathers its mistakes.
type Reader struct {
	yamlfile.Document
	Schema    *facts.Schema
	AnySource bool // sources need not be listed
	refs      []reference
}

// reference is an entity that a file names.
type reference struct {
	uid cedar.EntityUID
	at  yamlfile.Mistake // what is wrong if there is none
}

// uid reads an entity's name, as Jurisdiction/US.
func (r *Reader) uid(n *yaml.Node, what string) (uid cedar.EntityUID, ok bool) {
	text, ok := r.Text(n, what)
	if !ok {
		return uid, false
	}
	uid, err := ParseUID(text)
	if err != nil {
		r.Add(n, "entity_malformed", "%s is %q, which %v", what, yamlfile.Shorten(text), err)
		return uid, false
	}
	if _, known := r.Schema.Entity(uid.Type); !known {
		r.Add(n, "entity_type_unknown", "%s has the type %q, which the schema does not know; %s", what, uid.Type, yamlfile.Suggestion(string(uid.Type), kinds(r.Schema)))
		return uid, false
	}
	return uid, true
}

// Ref reads an entity's name and remembers that it has to exist.
func (r *Reader) Ref(n *yaml.Node, what string) (cedar.EntityUID, bool) {
	uid, ok := r.uid(n, what)
	if ok {
		r.refs = append(r.refs, reference{uid, yamlfile.Mistake{
			File: r.File, Line: n.Line, Column: n.Column, Code: "entity_unknown",
			Text: what + " is " + facts.Name(uid) + ", of which there are no facts; add them, or correct the name",
		}})
	}
	return uid, ok
}

// Context reads what an action is asked with.
func (r *Reader) Context(n *yaml.Node, action string) cedar.Record {
	applies := r.Schema.Applies(action)
	if applies == nil {
		return cedar.Record{}
	}
	return r.record(n, "the context of "+action, applies.Context, nil)
}

// value reads a value of a type.
func (r *Reader) value(n *yaml.Node, what string, kind resolved.IsType) (types.Value, bool) {
	switch kind := kind.(type) {
	case resolved.StringType:
		text, ok := r.Text(n, what)
		return types.String(text), ok
	case resolved.LongType:
		whole, ok := r.Whole(n, what, 0, math.MaxInt64)
		return types.Long(whole), ok
	case resolved.BoolType:
		before := len(r.Mistakes)
		truth := r.Truth(n, what)
		return types.Boolean(truth), len(r.Mistakes) == before
	case resolved.ExtensionType:
		return r.extension(n, what, kind)
	case resolved.EntityType:
		return r.ref(n, what, kind)
	case resolved.SetType:
		return r.set(n, what, kind), true
	case resolved.RecordType:
		return r.record(n, what, kind, nil), true
	}
	r.Add(n, "type_unknown", "%s has a type that facts cannot have", what)
	return nil, false
}

func (r *Reader) set(n *yaml.Node, what string, kind resolved.SetType) types.Set {
	var all []types.Value
	for _, element := range r.List(n, what) {
		v, ok := r.value(element, "an element of "+what, kind.Element)
		switch {
		case !ok:
		case slices.ContainsFunc(all, v.Equal):
			r.Add(element, "element_duplicate", "%s has this element twice; keep one", what)
		default:
			all = append(all, v)
		}
	}
	return types.NewSet(all...)
}

// ref reads {ref: Type/id}.
func (r *Reader) ref(n *yaml.Node, what string, kind resolved.EntityType) (uid cedar.EntityUID, ok bool) {
	if n.Kind != yaml.MappingNode {
		r.Add(n, "type_wrong", "%s is %s; it must be an entity, as {ref: %s/...}", what, yamlfile.KindOf(n), kind)
		return uid, false
	}
	r.Mapping(n, what, []yamlfile.Field{{Key: "ref", Required: true, Read: func(v *yaml.Node) {
		if uid, ok = r.Ref(v, what); ok && uid.Type != types.EntityType(kind) {
			r.Add(v, "entity_type_wrong", "%s is a %s; it must be a %s", what, uid.Type, kind)
			ok = false
		}
	}}})
	return uid, ok
}

// extension reads a value of the types that Cedar has beyond JSON's.
func (r *Reader) extension(n *yaml.Node, what string, kind resolved.ExtensionType) (v types.Value, ok bool) {
	if !r.Scalar(n, what, "a "+string(kind)) {
		return nil, false
	}
	var err error
	example := ""
	switch kind {
	case "decimal":
		v, err = parsed(types.ParseDecimal(decimal(n)))
		example = "a decimal of at most four digits behind the point, as 0.25"
	case "datetime":
		v, err = parsed(types.ParseDatetime(n.Value))
		example = "a day or time, as 2026-01-15 or 2026-01-15T08:00:00Z"
	case "duration":
		v, err = parsed(types.ParseDuration(n.Value))
		example = "a duration, as 90d or 1h30m"
	default:
		v, err = parsed(types.ParseIPAddr(n.Value))
		example = "an address or a range, as 192.0.2.0/24"
	}
	if err != nil {
		r.Add(n, "value_malformed", "%s is %s; it must be %s", what, yamlfile.KindOf(n), example)
		return nil, false
	}
	return v, true
}

func parsed[T types.Value](v T, err error) (types.Value, error) { return v, err }

// decimal is a number as Cedar reads it, which wants a point.
func decimal(n *yaml.Node) string {
	if n.Tag == "!!int" {
		return n.Value + ".0"
	}
	return n.Value
}

// record reads a mapping whose members the schema knows. Those that are computed may not
// be there.
func (r *Reader) record(n *yaml.Node, what string, shape resolved.RecordType, computed []string) cedar.Record {
	values := cedar.RecordMap{}
	var fields []yamlfile.Field
	for _, name := range names(shape) {
		attribute := shape[types.String(name)]
		fields = append(fields, yamlfile.Field{Key: name, Required: !attribute.Optional, Read: func(v *yaml.Node) {
			if value, ok := r.value(v, name+" of "+what, attribute.Type); ok {
				values[types.String(name)] = value
			}
		}})
	}
	for _, name := range computed {
		for i := range fields {
			if fields[i].Key == name {
				fields[i] = yamlfile.Field{Key: name, Read: func(v *yaml.Node) {
					r.Add(v, "computed", "%s of %s is computed; leave it out", name, what)
				}}
			}
		}
	}
	r.Mapping(n, what, fields)
	return cedar.NewRecord(values)
}
