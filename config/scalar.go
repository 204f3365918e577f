package config

import (
	"math/bits"
	"strconv"
	"strings"
	"time"

	"aidollar/core/money"
	"aidollar/core/tariff"
	"aidollar/internal/yamlfile"

	"go.yaml.in/yaml/v4"
)

// name reads a name that may go into URLs, logs and metrics.
func (d *document) name(n *yaml.Node, what string, longest int) (string, bool) {
	s, ok := d.Text(n, what)
	if !ok {
		return "", false
	}
	if err := tariff.NameError(s, longest); err != nil {
		d.Add(n, "name_invalid", "%s %q %v", what, yamlfile.Shorten(s), err)
		return "", false
	}
	return s, true
}

// decimal gives the text of a number as it was written, quoted or not.
func (d *document) decimal(n *yaml.Node, what string) (string, bool) {
	if !d.Scalar(n, what, "a number") {
		return "", false
	}
	switch n.Tag {
	case "!!int", "!!float", "!!str":
		return n.Value, true
	}
	d.Add(n, "type_wrong", "%s is %s; it must be a number such as 0.15", what, yamlfile.KindOf(n))
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
		d.Add(n, "amount_invalid", "%s is %q; it must be an amount of dollars such as 0.25, with at most %d decimals", what, yamlfile.Shorten(text), money.USD().Scale)
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
		d.Add(n, "amount_invalid", "%s is %q; it must be an amount such as 0.25, with at most %d decimals", what, yamlfile.Shorten(text), money.ScaleDefault)
		return money.Amount{}, false
	}
	return amount, true
}

// currency reads the code of a currency, as ISO 4217 has it.
func (d *document) currency(n *yaml.Node, what string, into *string) {
	text, ok := d.Text(n, what)
	if !ok {
		return
	}
	asset, err := money.DefaultAsset(text)
	if err != nil || !asset.IsCurrency() || asset.Code != text {
		d.Add(n, "currency_unknown", "%s is %q; it must be the code of a currency by ISO 4217, such as USD, EUR or AED", what, yamlfile.Shorten(text))
		return
	}
	*into = text
}

// duration reads a span of time such as 30s or 1h30m.
func (d *document) duration(n *yaml.Node, what string, least, most time.Duration) (time.Duration, bool) {
	if !d.Scalar(n, what, "a duration such as 30s") {
		return 0, false
	}
	v, err := time.ParseDuration(n.Value)
	switch {
	case err != nil:
		d.Add(n, "duration_malformed", "%s is %s; it must be a duration with its unit, such as 30s, 5m or 1h30m", what, yamlfile.KindOf(n))
		return 0, false
	case v < least || v > most:
		d.Add(n, "duration_out_of_range", "%s is %s; it must be from %s to %s", what, n.Value, least, most)
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
	if !d.Scalar(n, what, "a size such as 10MiB") {
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
		d.Add(n, "size_malformed", "%s is %s; it must be a size such as 10MiB, 64KiB or a number of bytes", what, yamlfile.KindOf(n))
		return 0, false
	case over != 0 || bytes < least || bytes > most:
		d.Add(n, "size_out_of_range", "%s is %s; it must be from %d to %d bytes", what, n.Value, least, most)
		return 0, false
	}
	return bytes, true
}

// moment reads a point in time, as Unix nanoseconds.
func (d *document) moment(n *yaml.Node, what string) (int64, bool) {
	if !d.Scalar(n, what, "a time such as 2026-01-01T00:00:00Z") {
		return 0, false
	}
	for _, layout := range []string{time.RFC3339Nano, time.DateOnly} {
		if t, err := time.Parse(layout, n.Value); err == nil {
			// Years in which nanoseconds fit 63 bits, with room to spare.
			if t.Year() < 1970 || t.Year() > 2200 {
				d.Add(n, "time_out_of_range", "%s is %s; it must lie in the years from 1970 to 2200", what, n.Value)
				return 0, false
			}
			return t.UnixNano(), true
		}
	}
	d.Add(n, "time_malformed", "%s is %s; it must be a time such as 2026-01-01T00:00:00Z, or a date, which begins at midnight UTC", what, yamlfile.KindOf(n))
	return 0, false
}
