package config

import (
	"net/url"
	"strings"
	"time"

	"aidollar/core/exchange"

	"go.yaml.in/yaml/v4"
)

// RateSource is where the rate of a pair of currencies comes from: a number in a JSON
// text, in a file or at an address.
type RateSource struct {
	Base, Quote string // currencies
	File        string // path; or
	URL         string
	Pointer     string        // of the price of one base in the quote (RFC 6901)
	Interval    time.Duration // between looks
	Valid       time.Duration // that a rate is good for
	JumpBPS     uint32        // a change of more than so many basis points is held back
}

// Name is what the log and receipts call the source.
func (s *RateSource) Name() string {
	name := "file"
	if u, err := url.Parse(s.URL); err == nil && s.URL != "" {
		name = u.Host
	}
	return name[:min(len(name), exchange.SourceMax)]
}

// The defaults and bounds of rate sources.
const (
	RateIntervalDefault = time.Minute
	RateValidDefault    = time.Hour
	RateJumpDefault     = 500 // basis points

	ratesMax        = 256
	rateIntervalMin = 100 * time.Millisecond
	rateIntervalMax = 24 * time.Hour
	pointerMax      = 256 // bytes
)

// rates reads where rates come from.
func (r *serverReader) rates(v *yaml.Node) {
	lines := map[[2]string]int{}
	for _, element := range r.filled(v, "rates", "source", ratesMax) {
		s := r.rateSource(element)
		for _, pair := range [][2]string{{s.Base, s.Quote}, {s.Quote, s.Base}} {
			if line, twice := lines[pair]; twice && s.Base != "" {
				r.add(element, "rate_duplicate", "the pair %s and %s has a source on line %d already; keep one", s.Base, s.Quote, line)
				break
			}
		}
		lines[[2]string{s.Base, s.Quote}] = element.Line
		r.server.Rates = append(r.server.Rates, s)
	}
}

func (r *serverReader) rateSource(element *yaml.Node) RateSource {
	s := RateSource{Interval: RateIntervalDefault, Valid: RateValidDefault, JumpBPS: RateJumpDefault}
	r.mapping(element, "a source of rates", []field{
		{"base", true, func(v *yaml.Node) { r.currency(v, "base", &s.Base) }},
		{"quote", true, func(v *yaml.Node) { r.currency(v, "quote", &s.Quote) }},
		{"file", false, func(v *yaml.Node) { r.path(v, "file", &s.File) }},
		{"url", false, func(v *yaml.Node) {
			text, ok := r.text(v, "url")
			u, err := url.Parse(text)
			switch {
			case !ok:
			case err != nil || u.Host == "" || u.User != nil || u.Scheme != "http" && u.Scheme != "https":
				r.add(v, "rate_url", "url is no http or https URL without a user in it")
			default:
				s.URL = text
			}
		}},
		{"pointer", true, func(v *yaml.Node) {
			text, ok := r.text(v, "pointer")
			if ok && (!strings.HasPrefix(text, "/") || len(text) > pointerMax) {
				r.add(v, "pointer_malformed", "pointer is %q; it must say where in the JSON text the price is, such as /rates/USD", shorten(text))
			}
			s.Pointer = text
		}},
		{"interval", false, func(v *yaml.Node) {
			keep(&s.Interval)(r.duration(v, "interval", rateIntervalMin, rateIntervalMax))
		}},
		{"valid", false, func(v *yaml.Node) {
			keep(&s.Valid)(r.duration(v, "valid", time.Second, time.Duration(exchange.ValidMax)))
		}},
		{"jump_bps", false, func(v *yaml.Node) {
			n, _ := r.whole(v, "jump_bps", 1, uint64(exchange.BPSWhole))
			s.JumpBPS = uint32(n)
		}},
	})
	switch {
	case element.Kind != yaml.MappingNode:
	case (s.File == "") == (s.URL == ""):
		r.add(element, "rate_source", "a source of rates has either a file or a url")
	case s.Base == s.Quote && s.Base != "":
		r.add(element, "rate_pair", "base and quote are both %s; a rate is of two currencies", s.Base)
	case s.Valid <= s.Interval:
		r.add(element, "rate_stale", "valid is not longer than interval, so that the rate would be stale before it is looked at again; make it longer")
	}
	return s
}
