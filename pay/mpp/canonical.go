package mpp

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
)

// canonical writes what encoding/json makes of v by RFC 8785. Ids cover requests as
// they are written, and a client in JavaScript writes them anew from what it read.
func canonical(v any) ([]byte, error) {
	src, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	decoder := json.NewDecoder(bytes.NewReader(src))
	decoder.UseNumber()
	var tree any
	if err := decoder.Decode(&tree); err != nil {
		return nil, err
	}
	return appendCanonical(make([]byte, 0, len(src)), tree)
}

func appendCanonical(b []byte, v any) (_ []byte, err error) {
	switch v := v.(type) {
	case nil:
		return append(b, "null"...), nil
	case bool:
		return strconv.AppendBool(b, v), nil
	case string:
		return appendText(b, v), nil
	case json.Number:
		return appendNumber(b, v)
	case []any:
		b = append(b, '[')
		for i := range v {
			if i > 0 {
				b = append(b, ',')
			}
			if b, err = appendCanonical(b, v[i]); err != nil {
				return nil, err
			}
		}
		return append(b, ']'), nil
	case map[string]any:
		return appendMembers(b, v)
	}
	return nil, fmt.Errorf("a value of the type %T is no JSON", v)
}

// appendMembers writes an object's members in the order of their names' UTF-16, which
// is not that of their UTF-8 where a name has a letter beyond the 65,536th.
func appendMembers(b []byte, members map[string]any) (_ []byte, err error) {
	type named struct {
		units []uint16
		name  string
	}
	order := make([]named, 0, len(members))
	for name := range members {
		order = append(order, named{utf16.Encode([]rune(name)), name})
	}
	slices.SortFunc(order, func(x, y named) int { return slices.Compare(x.units, y.units) })
	b = append(b, '{')
	for i := range order {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(appendText(b, order[i].name), ':')
		if b, err = appendCanonical(b, members[order[i].name]); err != nil {
			return nil, err
		}
	}
	return append(b, '}'), nil
}

// appendText escapes what has to be and nothing else; encoding/json escapes < > & and
// two line separators besides.
func appendText(b []byte, text string) []byte {
	const hex, short = "0123456789abcdef", "\bb\tt\nn\ff\rr\"\"\\\\"
	b = append(b, '"')
	for i := range len(text) {
		letter := text[i]
		switch at := strings.IndexByte(short, letter); {
		case letter >= ' ' && letter != '"' && letter != '\\':
			b = append(b, letter)
		case at >= 0:
			b = append(b, '\\', short[at+1])
		default:
			b = append(b, '\\', 'u', '0', '0', hex[letter>>4], hex[letter&15])
		}
	}
	return append(b, '"')
}

// Powers of ten between which ECMAScript writes a number without an exponent.
const (
	plainMin = 1e-6
	plainMax = 1e21
)

// appendNumber writes a number as ECMAScript does: the shortest text that reads as the
// same double.
func appendNumber(b []byte, n json.Number) ([]byte, error) {
	f, err := strconv.ParseFloat(string(n), 64)
	if err != nil {
		return nil, fmt.Errorf("the number %s is too large for a number of JSON", n)
	}
	size := math.Abs(f)
	switch {
	case f == 0:
		return append(b, '0'), nil // of both signs
	case size >= plainMin && size < plainMax:
		return strconv.AppendFloat(b, f, 'f', -1, 64), nil
	}
	text := strconv.FormatFloat(f, 'e', -1, 64)
	digits, exponent, _ := strings.Cut(text, "e")
	b = append(append(b, digits...), 'e', exponent[0])
	return append(b, strings.TrimLeft(exponent[1:], "0")...), nil
}
