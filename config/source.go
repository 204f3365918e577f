package config

import (
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"aidollar/core/exchange"
	"aidollar/internal/yamlfile"

	"go.yaml.in/yaml/v4"
)

// SourceFormat is how the text of a source of prices is read.
type SourceFormat uint8

// The formats.
const (
	SourceJSON SourceFormat = iota // a number at a pointer
	SourceCSV                      // a column of a table
	SourceECB                      // the European Central Bank's reference rates in XML
)

var sourceFormats = []string{"json", "csv", "ecb"}

// PriceSource is where a price comes from: a place in a text, in a file or at an address.
type PriceSource struct {
	File      string // path; or
	URL       string
	Format    SourceFormat
	Pointer   string        // JSON: of the price (RFC 6901)
	Column    string        // CSV: of the price, its name in the first line or its number from one
	Match     []ColumnValue // CSV: what the row has; the last row that has it counts
	Separator rune          // CSV: between columns
	Time      string        // pointer or column of the price's time; empty: the file's, or that of asking
	Interval  time.Duration // between looks
	Valid     time.Duration // that a price is good for; zero with SourceECB: until the bank's next one is out
}

// ColumnValue is what a row has in a column.
type ColumnValue struct{ Column, Value string }

// Name is what the log and receipts call the source.
func (s *PriceSource) Name() string {
	name := "file"
	if u, err := url.Parse(s.URL); err == nil && s.URL != "" {
		name = u.Host
	}
	return name[:min(len(name), exchange.SourceMax)]
}

// The defaults and bounds of sources.
const (
	SourceIntervalDefault    = time.Minute
	SourceIntervalECBDefault = time.Hour // its rates are of days
	SourceValidDefault       = time.Hour

	sourceIntervalMin = 100 * time.Millisecond
	sourceIntervalMax = 24 * time.Hour
	sourcePlaceMax    = 256 // bytes of a pointer or of a column's name
	sourceMatchMax    = 8
)

// sourceFields are the keys that say where a price comes from and how long it is good
// for; checkSource is called behind them.
func (r *serverReader) sourceFields(s *PriceSource) []field {
	return []field{
		{"file", false, func(v *yaml.Node) { r.path(v, "file", &s.File) }},
		{"url", false, func(v *yaml.Node) { r.sourceURL(v, s) }},
		{"format", false, func(v *yaml.Node) {
			n, _ := r.Choice(v, "format", sourceFormats...)
			s.Format = SourceFormat(n)
		}},
		{"pointer", false, func(v *yaml.Node) { r.place(v, "pointer", &s.Pointer) }},
		{"column", false, func(v *yaml.Node) { r.place(v, "column", &s.Column) }},
		{"match", false, func(v *yaml.Node) { r.match(v, s) }},
		{"separator", false, func(v *yaml.Node) {
			c, size := utf8.DecodeRuneInString(v.Value) // it may be a tab, which is no text by itself
			if r.Scalar(v, "separator", "a character") && (size != len(v.Value) || size == 0 || strings.ContainsRune("\"\r\n\uFFFD", c)) {
				r.Add(v, "separator_invalid", "separator is %q; it must be a single character between columns, such as \";\"", yamlfile.Shorten(v.Value))
			}
			s.Separator = c
		}},
		{"time", false, func(v *yaml.Node) { r.place(v, "time", &s.Time) }},
		{"interval", false, func(v *yaml.Node) {
			keep(&s.Interval)(r.duration(v, "interval", sourceIntervalMin, sourceIntervalMax))
		}},
		{"valid", false, func(v *yaml.Node) {
			keep(&s.Valid)(r.duration(v, "valid", time.Second, time.Duration(exchange.ValidMax)))
		}},
	}
}

func (r *serverReader) sourceURL(v *yaml.Node, s *PriceSource) {
	text, ok := r.Text(v, "url")
	u, err := url.Parse(text)
	switch {
	case !ok:
	case err != nil || u.Host == "" || u.User != nil || u.Scheme != "http" && u.Scheme != "https":
		r.Add(v, "rate_url", "url is no http or https URL without a user in it")
	default:
		s.URL = text
	}
}

// place reads where something is in a text. The number of a column may be written as
// one.
func (r *serverReader) place(v *yaml.Node, what string, into *string) {
	if v.Kind == yaml.ScalarNode && v.Tag == "!!int" {
		n, _ := r.Whole(v, what, 1, 1<<16)
		*into = strconv.FormatUint(n, 10)
		return
	}
	text, ok := r.Text(v, what)
	if ok && len(text) > sourcePlaceMax {
		r.Add(v, "place_too_long", "%s has %d bytes; at most %d are read", what, len(text), sourcePlaceMax)
	}
	*into = text
}

// match reads what the row of a table has, column by column.
func (r *serverReader) match(v *yaml.Node, s *PriceSource) {
	if !r.IsKind(v, yaml.MappingNode, "match") {
		return
	}
	if len(v.Content) == 0 || len(v.Content) > 2*sourceMatchMax {
		r.Add(v, "match_count", "match names %d columns; it must be from 1 to %d", len(v.Content)/2, sourceMatchMax)
		return
	}
	r.Pairs(v, "match", func(key, value *yaml.Node) {
		if r.Scalar(value, "match of "+yamlfile.Shorten(key.Value), "what the column has") {
			s.Match = append(s.Match, ColumnValue{key.Value, value.Value})
		}
	})
}

// checkSource checks what belongs together, and puts in what was left out.
func (r *serverReader) checkSource(element *yaml.Node, what string, s *PriceSource) {
	if element.Kind != yaml.MappingNode {
		return
	}
	if (s.File == "") == (s.URL == "") {
		r.Add(element, "rate_source", "%s has either a file or a url", what)
	}
	table := s.Column != "" || s.Match != nil || s.Separator != 0
	switch {
	case s.Format == SourceJSON && (s.Pointer == "" || table):
		r.Add(element, "source_format", "%s in json has a pointer, which says where in the text the price is, such as /rates/USD, and no columns; with columns it is of format: csv", what)
	case s.Format == SourceCSV && (s.Column == "" || s.Pointer != ""):
		r.Add(element, "source_format", "%s in csv has a column, which says where the price is by its name in the first line or its number, and no pointer", what)
	case s.Format == SourceECB && (s.Pointer != "" || s.Time != "" || table):
		r.Add(element, "source_format", "%s of format ecb has neither pointer nor columns nor time: the text says all of that by itself", what)
	}
	for _, pointer := range []string{s.Pointer, s.Time} {
		if s.Format == SourceJSON && pointer != "" && !strings.HasPrefix(pointer, "/") {
			r.Add(element, "pointer_malformed", "the pointer %q must begin with a slash, such as /rates/USD", yamlfile.Shorten(pointer))
		}
	}
	if s.Separator == 0 {
		s.Separator = ','
	}
	if s.Interval == 0 {
		s.Interval = SourceIntervalDefault
		if s.Format == SourceECB {
			s.Interval = SourceIntervalECBDefault
		}
	}
	if s.Valid == 0 && s.Format != SourceECB {
		s.Valid = SourceValidDefault
	}
	if s.Valid != 0 && s.Valid <= s.Interval {
		r.Add(element, "rate_stale", "valid is not longer than interval, so that the price would be stale before it is looked at again; make it longer")
	}
}
