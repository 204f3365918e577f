package gateway

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// pointerDepthMax bounds the steps of a pointer.
const pointerDepthMax = 64

// unitsAt reads the number that a JSON pointer (RFC 6901) leads to in a document,
// multiplied by a power of ten. The number may be written as a string, as many
// APIs write decimals. What is not a whole number after that, or is negative, is
// an error: nothing is rounded.
func unitsAt(document []byte, pointer string, decimals uint8) (uint64, error) {
	value, err := valueAt(document, pointer)
	if err != nil {
		return 0, err
	}
	text := string(value)
	if strings.HasPrefix(text, `"`) {
		if err := json.Unmarshal(value, &text); err != nil {
			return 0, errors.New("the value is no number")
		}
	}
	return scaled(text, int(decimals))
}

// valueAt finds the value that a pointer leads to.
func valueAt(document []byte, pointer string) (json.RawMessage, error) {
	value := json.RawMessage(document)
	if !json.Valid(document) {
		return nil, errors.New("the answer is no JSON document")
	}
	steps := strings.Split(pointer, "/")[1:]
	if len(steps) > pointerDepthMax {
		return nil, errors.New("the pointer has too many steps")
	}
	for _, step := range steps {
		name := strings.ReplaceAll(strings.ReplaceAll(step, "~1", "/"), "~0", "~")
		var object map[string]json.RawMessage
		var array []json.RawMessage
		if json.Unmarshal(value, &object) == nil && object != nil {
			inner, ok := object[name]
			if !ok {
				return nil, fmt.Errorf("there is no member %q", name)
			}
			value = inner
			continue
		}
		i, err := strconv.ParseUint(name, 10, 31)
		if json.Unmarshal(value, &array) != nil || err != nil || strconv.FormatUint(i, 10) != name || i >= uint64(len(array)) {
			return nil, fmt.Errorf("there is nothing at the step %q", name)
		}
		value = array[i]
	}
	return value, nil
}

// exponentMax bounds the exponents that are read: beyond it a number is zero or
// larger than any that is counted.
const exponentMax = 400

// scaled reads a JSON number times ten to a power, exactly.
func scaled(text string, power int) (uint64, error) {
	bad := fmt.Errorf("the value is no whole number of units from zero up")
	if !json.Valid([]byte(text)) || text == "" || text[0] < '0' || text[0] > '9' {
		return 0, bad
	}
	mantissa, exponent := text, 0
	if i := strings.IndexAny(text, "eE"); i >= 0 {
		e, err := strconv.Atoi(strings.TrimPrefix(text[i+1:], "+"))
		if err != nil || e > exponentMax || e < -exponentMax {
			return 0, bad
		}
		mantissa, exponent = text[:i], e
	}
	whole, fraction, _ := strings.Cut(mantissa, ".")
	digits := strings.TrimLeft(whole+fraction, "0")
	shift := exponent + power - len(fraction)
	if digits == "" {
		return 0, nil
	}
	for shift < 0 && strings.HasSuffix(digits, "0") {
		digits, shift = digits[:len(digits)-1], shift+1
	}
	if shift < 0 || len(digits)+shift > 20 {
		return 0, bad
	}
	n, err := strconv.ParseUint(digits+strings.Repeat("0", shift), 10, 64)
	if err != nil {
		return 0, bad
	}
	return n, nil
}
