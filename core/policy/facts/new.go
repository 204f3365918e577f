package facts

import (
	"strings"

	"github.com/cedar-policy/cedar-go"
	"github.com/cedar-policy/cedar-go/types"

	"aidollar/core/internal/wire"
)

// Ref is an entity as an attribute's value, written as Type/id.
type Ref string

// New makes facts that hold for ever, of names such as Region/fra, from pairs of an
// attribute's name and its value: a text, texts, a whole number, a truth or a Ref. What is none
// of them is left out, and missed where facts are checked.
func New(name string, in []string, attributes ...any) *Entry {
	e := &Entry{UID: named(name)}
	for _, p := range in {
		e.Parents = append(e.Parents, named(p))
	}
	e.Attributes = record(attributes)
	return e
}

// Encode writes a record as rules are asked with, from pairs of a member's name and its
// value as New takes them.
func Encode(members ...any) []byte {
	var a wire.Appender
	AppendValue(&a, record(members))
	return a.B
}

func record(attributes []any) cedar.Record {
	values := cedar.RecordMap{}
	for i := 0; i+1 < len(attributes); i += 2 {
		key, _ := attributes[i].(string)
		switch v := attributes[i+1].(type) {
		case string:
			values[types.String(key)] = types.String(v)
		case int:
			values[types.String(key)] = types.Long(v)
		case bool:
			values[types.String(key)] = types.Boolean(v)
		case []string:
			var all []types.Value
			for _, text := range v {
				all = append(all, types.String(text))
			}
			values[types.String(key)] = cedar.NewSet(all...)
		case Ref:
			values[types.String(key)] = named(string(v))
		}
	}
	return cedar.NewRecord(values)
}

func named(name string) cedar.EntityUID {
	kind, id, _ := strings.Cut(name, "/")
	return cedar.NewEntityUID(types.EntityType(kind), types.String(id))
}
