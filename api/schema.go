package api

import (
	"encoding/json"
	"reflect"
	"strings"
)

// answer names the schema of an answer, made from its Go type: the tags json,
// about (a description) and schema (id, amount or time, for strings).
func (s schemas) answer(v any) doc { return s.named(reflect.TypeOf(v)) }

func (s schemas) named(t reflect.Type) doc {
	if _, done := s[t.Name()]; !done {
		if t.NumField() == 0 {
			s[t.Name()] = doc{"type": "object"}
			return ref(t.Name())
		}
		s[t.Name()] = doc{} // a type that holds itself ends here
		properties, required := doc{}, []string{}
		s.members(t, properties, &required)
		s[t.Name()] = doc{
			"type": "object", "properties": properties, "required": required, "additionalProperties": false,
		}
	}
	return ref(t.Name())
}

// members adds the members of a struct, those of embedded structs among them.
func (s schemas) members(t reflect.Type, properties doc, required *[]string) {
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Anonymous {
			s.members(f.Type, properties, required)
			continue
		}
		if !f.IsExported() {
			continue
		}
		name, option, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "-" {
			continue
		}
		p := s.typed(f.Type, f.Tag.Get("schema"))
		if about := f.Tag.Get("about"); about != "" {
			p["description"] = about
		}
		properties[name] = p
		if option != "omitempty" {
			*required = append(*required, name)
		}
	}
}

// stringSchemas are what the tag schema may say of a string.
var stringSchemas = map[string]string{"id": "ID", "amount": "Amount", "time": "Time"}

func (s schemas) typed(t reflect.Type, tag string) doc {
	switch t.Kind() {
	case reflect.Pointer:
		return s.typed(t.Elem(), tag)
	case reflect.Struct:
		return s.named(t)
	case reflect.Slice:
		if t == reflect.TypeFor[json.RawMessage]() {
			return doc{"type": "object"}
		}
		return doc{"type": "array", "items": s.typed(t.Elem(), tag)}
	case reflect.Map:
		return doc{"type": "object", "additionalProperties": s.typed(t.Elem(), tag)}
	case reflect.Bool:
		return doc{"type": "boolean"}
	case reflect.String:
		if name := stringSchemas[tag]; name != "" {
			return ref(name)
		}
		return doc{"type": "string"}
	}
	if t.Kind() >= reflect.Int && t.Kind() <= reflect.Int64 {
		return doc{"type": "integer"}
	}
	if t.Kind() >= reflect.Uint && t.Kind() <= reflect.Uint64 {
		return doc{"type": "integer", "minimum": 0}
	}
	panic("api: there is no schema for the type " + t.String())
}
