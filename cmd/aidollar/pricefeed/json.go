package pricefeed

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// inJSON reads a price and its time at pointers (RFC 6901), each a number or a text.
func inJSON(text []byte, pointer, timePointer string) (amount uint64, when string, err error) {
	var v any
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		return 0, "", fmt.Errorf("the text is no JSON: %w", err)
	}
	digits, err := at(v, pointer)
	if err != nil {
		return 0, "", err
	}
	if amount, err = price(digits, "at "+pointer); err != nil {
		return 0, "", err
	}
	if timePointer != "" {
		if when, err = at(v, timePointer); err == nil && when == "" {
			err = fmt.Errorf("what is at %s is no time", timePointer)
		}
	}
	if err != nil {
		return 0, "", err
	}
	return amount, when, nil
}

// at follows a pointer to a number or a text; empty is anything else.
func at(v any, pointer string) (string, error) {
	unescape := strings.NewReplacer("~1", "/", "~0", "~")
	for _, step := range strings.Split(pointer, "/")[1:] {
		ok := false
		switch in := v.(type) {
		case map[string]any:
			v, ok = in[unescape.Replace(step)]
		case []any:
			i, err := strconv.ParseUint(step, 10, 31)
			if ok = err == nil && i < uint64(len(in)); ok {
				v = in[i]
			}
		}
		if !ok {
			return "", fmt.Errorf("there is nothing at %s", pointer)
		}
	}
	switch found := v.(type) {
	case json.Number:
		return found.String(), nil
	case string:
		return found, nil
	}
	return "", nil
}
