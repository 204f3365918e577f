package config

import (
	"errors"
	"math/bits"
	"strconv"
	"strings"
	"time"

	"aidollar/core/money"
	"aidollar/core/tariff"

	"go.yaml.in/yaml/v4"
)

// scalar reports whether n is a single value that is not empty.
func (d *document) scalar(n *yaml.Node, what, wanted string) bool {
	if n.Kind == yaml.ScalarNode && n.Tag != "!!null" {
		return true
	}
	d.add(n, "type_wrong", "%s is %s; it must be %s", what, kindOf(n), wanted)
	return false
}

// text reads a text that is not empty.
func (d *document) text(n *yaml.Node, what string) (string, bool) {
	if !d.scalar(n, what, "text") {
		return "", false
	}
	if n.Tag != "!!str" {
		d.add(n, "type_wrong", "%s is %s; put it in quotes to make it text: %q", what, kindOf(n), shorten(n.Value))
		return "", false
	}
	if strings.TrimSpace(n.Value) == "" {
		d.add(n, "text_empty", "%s is empty; write a value or leave the key out", what)
		return "", false
	}
	return n.Value, true
}

// name reads a name that may go into URLs, logs and metrics.
func (d *document) name(n *yaml.Node, what string, longest int) (string, bool) {
	s, ok := d.text(n, what)
	if !ok {
		return "", false
	}
	if err := tariff.NameError(s, longest); err != nil {
		d.add(n, "name_invalid", "%s %q %v", what, shorten(s), err)
		return "", false
	}
	return s, true
}

// choice reads one of a few words and gives its place among them.
func (d *document) choice(n *yaml.Node, what string, words ...string) (int, bool) {
	s, ok := d.text(n, what)
	if !ok {
		return 0, false
	}
	for i, w := range words {
		if w == s {
			return i, true
		}
	}
	d.add(n, "value_unknown", "%s is %q; it must be one of %s", what, shorten(s), strings.Join(words, ", "))
	return 0, false
}

// truth reads true or false.
func (d *document) truth(n *yaml.Node, what string) bool {
	if !d.scalar(n, what, "true or false") {
		return false
	}
	if n.Tag != "!!bool" {
		d.add(n, "type_wrong", "%s is %s; it must be true or false", what, kindOf(n))
		return false
	}
	return strings.EqualFold(n.Value, "true")
}

// whole reads a whole number between least and most; 1_000_000 is allowed.
func (d *document) whole(n *yaml.Node, what string, least, most uint64) (uint64, bool) {
	if !d.scalar(n, what, "a whole number") {
		return 0, false
	}
	if n.Tag != "!!int" && n.Tag != "!!float" {
		d.add(n, "type_wrong", "%s is %s; it must be a whole number, without quotes", what, kindOf(n))
		return 0, false
	}
	v, err := strconv.ParseUint(strings.ReplaceAll(n.Value, "_", ""), 10, 64)
	switch {
	case strings.HasPrefix(n.Value, "-"):
		d.add(n, "number_negative", "%s is %s; it must be from %d to %d", what, shorten(n.Value), least, most)
		return 0, false
	case errors.Is(err, strconv.ErrRange) || (err == nil && (v < least || v > most)):
		d.add(n, "number_out_of_range", "%s is %s; it must be from %d to %d", what, shorten(n.Value), least, most)
		return 0, false
	case err != nil:
		d.add(n, "number_malformed", "%s is %s; it must be a whole number in decimal digits", what, shorten(n.Value))
		return 0, false
	}
	return v, true
}

// decimal gives the text of a number as it was written, quoted or not.
func (d *document) decimal(n *yaml.Node, what string) (string, bool) {
	if !d.scalar(n, what, "a number") {
		return "", false
	}
	switch n.Tag {
	case "!!int", "!!float", "!!str":
		return n.Value, true
	}
	d.add(n, "type_wrong", "%s is %s; it must be a number such as 0.15", what, kindOf(n))
	return "", false
}

// dollars reads an amount of dollars such as 0.25, in ledger units.
func (d *document) dollars(n *yaml.Node, what string) (money.Amount, bool) {
	text, ok := d.decimal(n, what)
	if !ok {
		return money.Amount{}, false
	}
	amount, err := money.ParseDecimal(text, money.USD().Scale)
	if err != nil {
		d.add(n, "amount_invalid", "%s is %q; it must be an amount of dollars such as 0.25, with at most %d decimals", what, shorten(text), money.USD().Scale)
		return money.Amount{}, false
	}
	return amount, true
}

// units reads an amount of some currency such as 0.25, in ledger units.
func (d *document) units(n *yaml.Node, what string) (money.Amount, bool) {
	text, ok := d.decimal(n, what)
	if !ok {
		return money.Amount{}, false
	}
	amount, err := money.ParseDecimal(text, money.ScaleDefault)
	if err != nil {
		d.add(n, "amount_invalid", "%s is %q; it must be an amount such as 0.25, with at most %d decimals", what, shorten(text), money.ScaleDefault)
		return money.Amount{}, false
	}
	return amount, true
}

// currency reads the code of a currency, as ISO 4217 has it.
func (d *document) currency(n *yaml.Node, what string, into *string) {
	text, ok := d.text(n, what)
	if !ok {
		return
	}
	asset, err := money.DefaultAsset(text)
	if err != nil || !asset.IsCurrency() || asset.Code != text {
		d.add(n, "currency_unknown", "%s is %q; it must be the code of a currency by ISO 4217, such as USD, EUR or AED", what, shorten(text))
		return
	}
	*into = text
}

// duration reads a span of time such as 30s or 1h30m.
func (d *document) duration(n *yaml.Node, what string, least, most time.Duration) (time.Duration, bool) {
	if !d.scalar(n, what, "a duration such as 30s") {
		return 0, false
	}
	v, err := time.ParseDuration(n.Value)
	switch {
	case err != nil:
		d.add(n, "duration_malformed", "%s is %s; it must be a duration with its unit, such as 30s, 5m or 1h30m", what, kindOf(n))
		return 0, false
	case v < least || v > most:
		d.add(n, "duration_out_of_range", "%s is %s; it must be from %s to %s", what, n.Value, least, most)
		return 0, false
	}
	return v, true
}

// sizeUnits are the units a size may end in, longest first.
var sizeUnits = []struct {
	name  string
	bytes uint64
}{
	{"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30},
	{"kB", 1_000}, {"MB", 1_000_000}, {"GB", 1_000_000_000},
	{"B", 1},
}

// size reads a number of bytes such as 10MiB.
func (d *document) size(n *yaml.Node, what string, least, most uint64) (uint64, bool) {
	if !d.scalar(n, what, "a size such as 10MiB") {
		return 0, false
	}
	digits, unit := n.Value, uint64(1)
	for _, u := range sizeUnits {
		if rest, found := strings.CutSuffix(digits, u.name); found {
			digits, unit = strings.TrimSpace(rest), u.bytes
			break
		}
	}
	v, err := strconv.ParseUint(digits, 10, 64)
	over, bytes := bits.Mul64(v, unit)
	switch {
	case err != nil:
		d.add(n, "size_malformed", "%s is %s; it must be a size such as 10MiB, 64KiB or a number of bytes", what, kindOf(n))
		return 0, false
	case over != 0 || bytes < least || bytes > most:
		d.add(n, "size_out_of_range", "%s is %s; it must be from %d to %d bytes", what, n.Value, least, most)
		return 0, false
	}
	return bytes, true
}

// moment reads a point in time, as Unix nanoseconds.
func (d *document) moment(n *yaml.Node, what string) (int64, bool) {
	if !d.scalar(n, what, "a time such as 2026-01-01T00:00:00Z") {
		return 0, false
	}
	for _, layout := range []string{time.RFC3339Nano, time.DateOnly} {
		if t, err := time.Parse(layout, n.Value); err == nil {
			// Years in which nanoseconds fit 63 bits, with room to spare.
			if t.Year() < 1970 || t.Year() > 2200 {
				d.add(n, "time_out_of_range", "%s is %s; it must lie in the years from 1970 to 2200", what, n.Value)
				return 0, false
			}
			return t.UnixNano(), true
		}
	}
	d.add(n, "time_malformed", "%s is %s; it must be a time such as 2026-01-01T00:00:00Z, or a date, which begins at midnight UTC", what, kindOf(n))
	return 0, false
}
