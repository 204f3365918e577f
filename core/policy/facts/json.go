package facts

import (
	"bytes"
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/cedar-policy/cedar-go"
	"github.com/cedar-policy/cedar-go/types"
)

// AppendJSON writes a value as files of facts have it, in JSON: entities as
// {"ref": "Type/id"}, what Cedar has beyond JSON as text. Members of records are in the
// order of their names, elements of sets in that of their bytes, so that the same value is
// the same text. Bytes that are no UTF-8 become U+FFFD.
func AppendJSON(b []byte, v types.Value) []byte {
	switch v := v.(type) {
	case types.Boolean:
		return strconv.AppendBool(b, bool(v))
	case types.Long:
		return strconv.AppendInt(b, int64(v), 10)
	case types.String:
		return appendQuoted(b, string(v))
	case cedar.EntityUID:
		return append(appendQuoted(append(b, `{"ref":`...), Name(v)), '}')
	case types.Set:
		elements := slices.Collect(v.All())
		slices.SortFunc(elements, func(x, y types.Value) int { return bytes.Compare(encoded(x), encoded(y)) })
		b = append(b, '[')
		for i, element := range elements {
			if i > 0 {
				b = append(b, ',')
			}
			b = AppendJSON(b, element)
		}
		return append(b, ']')
	case types.Record:
		b = append(b, '{')
		for i, name := range slices.Sorted(v.Keys()) {
			if i > 0 {
				b = append(b, ',')
			}
			member, _ := v.Get(name)
			b = AppendJSON(append(appendQuoted(b, string(name)), ':'), member)
		}
		return append(b, '}')
	}
	return appendQuoted(b, v.String())
}

// appendQuoted writes a text of JSON (RFC 8259, section 7).
func appendQuoted(b []byte, text string) []byte {
	const digits = "0123456789abcdef"
	b = append(b, '"')
	for _, r := range text {
		switch {
		case r == '"' || r == '\\':
			b = append(b, '\\', byte(r))
		case r < ' ':
			b = append(b, '\\', 'u', '0', '0', digits[r>>4], digits[r&15])
		default:
			b = utf8.AppendRune(b, r)
		}
	}
	return append(b, '"')
}
