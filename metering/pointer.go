package metering

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"
)

// document finds values by JSON pointers (RFC 6901) and remembers the members
// of its outermost object, where most of them are.
type document struct {
	raw     json.RawMessage
	members map[string]json.RawMessage
}

// CheckPointer says what is wrong with a JSON pointer; nil when it is one.
func CheckPointer(pointer string) error {
	if !strings.HasPrefix(pointer, "/") {
		return errors.New("a JSON pointer starts with a slash, such as /seconds or /usage/energy")
	}
	for i := 0; i < len(pointer); i++ {
		if pointer[i] == '~' && (i+1 == len(pointer) || (pointer[i+1] != '0' && pointer[i+1] != '1')) {
			return errors.New("in a JSON pointer ~ is written ~0, and a slash within a name ~1")
		}
	}
	return nil
}

var unescape = strings.NewReplacer("~1", "/", "~0", "~")

// at gives the value that the pointer names.
func (d *document) at(pointer string) (json.RawMessage, bool) {
	if d.members == nil {
		if json.Unmarshal(d.raw, &d.members) != nil {
			return nil, false
		}
	}
	first, rest, deeper := strings.Cut(pointer[1:], "/")
	raw, ok := d.members[unescape.Replace(first)]
	for ok && deeper {
		first, rest, deeper = strings.Cut(rest, "/")
		raw, ok = step(raw, unescape.Replace(first))
	}
	return raw, ok
}

func step(raw json.RawMessage, name string) (json.RawMessage, bool) {
	if i, err := strconv.Atoi(name); err == nil && strings.HasPrefix(string(raw), "[") {
		var list []json.RawMessage
		if json.Unmarshal(raw, &list) != nil || i < 0 || i >= len(list) {
			return nil, false
		}
		return list[i], true
	}
	var members map[string]json.RawMessage
	if json.Unmarshal(raw, &members) != nil {
		return nil, false
	}
	value, ok := members[name]
	return value, ok
}
