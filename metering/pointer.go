package metering

import (
	"errors"
	"strconv"
	"strings"

	"github.com/tidwall/gjson"
)

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

// at gives the value that a JSON pointer (RFC 6901) names in valid JSON.
func at(data, pointer string) (value gjson.Result, ok bool) {
	value = gjson.Parse(data)
	for rest, deeper := pointer[1:], true; deeper; {
		var name string
		name, rest, deeper = strings.Cut(rest, "/")
		if value, ok = step(value, unescape.Replace(name)); !ok {
			return value, false
		}
	}
	return value, true
}

// step goes to a member of an object, or an element of an array.
func step(from gjson.Result, name string) (found gjson.Result, ok bool) {
	wanted := -1
	switch {
	case from.IsObject():
	case from.IsArray():
		n, err := strconv.ParseUint(name, 10, 31)
		if err != nil {
			return found, false
		}
		wanted = int(n)
	default:
		return found, false
	}
	place := 0
	from.ForEach(func(key, value gjson.Result) bool {
		if ok = place == wanted || (wanted < 0 && key.Str == name); ok {
			found = value
		}
		place++
		return !ok
	})
	return found, ok
}
