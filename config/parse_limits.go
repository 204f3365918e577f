package config

import (
	"log/slog"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"aidollar/internal/yamlfile"

	"go.yaml.in/yaml/v4"
)

// Bounds of the cache and of the list of proxies.
const (
	cacheBytesMin   = 1 << 20
	cacheBytesMax   = 1 << 40
	cacheEntriesMax = 100_000_000
	cacheAgeMin     = time.Second
	cacheAgeMax     = 30 * 24 * time.Hour
	proxiesMax      = 64
)

// Bounds of streams that are paid for as they go.
const (
	partTokensMin = 1
	partTokensMax = 1_000_000
	partPauseMin  = 100 * time.Millisecond
	partPauseMax  = 10 * time.Minute
)

// checkTimeouts keeps every call shorter than its hold: an upstream that
// answers after the hold expired would have worked for nothing.
func (r *serverReader) checkTimeouts() {
	hold := r.server.Limits.Hold
	for i, at := range r.timeouts {
		timeout := r.server.Upstreams[i].Timeout
		if timeout < hold || r.server.Upstreams[i].Name == "" {
			continue
		}
		if at == nil {
			at = r.hold
		}
		if at != nil {
			r.Add(at, "timeout_over_hold", "a call of upstream %q may take %s and a reservation lasts %s; the hold must be longer than every timeout", r.server.Upstreams[i].Name, timeout, hold)
		}
	}
	for i, at := range r.routes {
		if timeout := r.server.Routes[i].Timeout; at.timeout != nil && timeout >= hold {
			r.Add(at.timeout, "timeout_over_hold", "a call of the route may take %s and a reservation lasts %s; the hold must be longer than every timeout", timeout, hold)
		}
	}
}

func (r *serverReader) cache(v *yaml.Node) {
	c := &r.server.Cache
	r.mapping(v, "cache", []field{
		{"bytes", false, func(v *yaml.Node) { keep(&c.Bytes)(r.size(v, "bytes", cacheBytesMin, cacheBytesMax)) }},
		{"entries", false, func(v *yaml.Node) { keep(&c.Entries)(r.Whole(v, "entries", 1, cacheEntriesMax)) }},
		{"age", false, func(v *yaml.Node) { keep(&c.Age)(r.duration(v, "age", cacheAgeMin, cacheAgeMax)) }},
	})
}

func (r *serverReader) proxies(v *yaml.Node) {
	r.server.Proxies = r.ranges(v, "proxies", "proxy", proxiesMax)
}

// origin reads a scheme and a host, without a path. It is written as browsers
// write it, since wallets sign in for just these letters.
func (r *serverReader) origin(v *yaml.Node) {
	text, ok := r.Text(v, "origin")
	if !ok {
		return
	}
	u, err := url.Parse(text)
	if err != nil || u.Hostname() == "" || (u.Scheme != "https" && u.Scheme != "http") || u.User != nil || u.Scheme+"://"+u.Host != strings.TrimSuffix(text, "/") {
		r.Add(v, "origin_malformed", "origin %q is not a scheme and a host alone, such as https://api.example.com", yamlfile.Shorten(text))
		return
	}
	r.server.Origin = u.Scheme + "://" + strings.ToLower(u.Host)
}

// ranges reads ranges of addresses; each is what one says.
func (r *serverReader) ranges(v *yaml.Node, what, one string, most int) (list []netip.Prefix) {
	for _, element := range r.filled(v, what, "address range", most) {
		text, ok := r.Text(element, "a "+one)
		if !ok {
			continue
		}
		prefix, err := netip.ParsePrefix(text)
		if address, single := netip.ParseAddr(text); single == nil && address.Zone() == "" {
			prefix, err = netip.PrefixFrom(address, address.BitLen()), nil
		}
		switch {
		case err != nil || prefix.Addr().Is4In6():
			r.Add(element, "network_malformed", "the %s %q is no range of addresses, such as 10.0.0.0/8, 192.0.2.7 or 2001:db8::/32", one, yamlfile.Shorten(text))
		case prefix.Masked() != prefix:
			r.Add(element, "network_malformed", "the %s %q has bits set behind its length; the range is %s", one, yamlfile.Shorten(text), prefix.Masked())
		default:
			list = append(list, prefix)
		}
	}
	return list
}

func (r *serverReader) limits(v *yaml.Node) {
	l := &r.server.Limits
	r.mapping(v, "limits", []field{
		{"body_max", false, func(v *yaml.Node) { keep(&l.BodyMax)(r.size(v, "body_max", bodyMin, bodyMax)) }},
		{"calls_max", false, func(v *yaml.Node) { keep(&l.CallsMax)(r.Whole(v, "calls_max", 1, callsMax)) }},
		{"hold", false, func(v *yaml.Node) {
			r.hold = v
			keep(&l.Hold)(r.duration(v, "hold", holdMin, holdMax))
		}},
		{"part_tokens", false, func(v *yaml.Node) { keep(&l.PartTokens)(r.Whole(v, "part_tokens", partTokensMin, partTokensMax)) }},
		{"part_pause", false, func(v *yaml.Node) { keep(&l.PartPause)(r.duration(v, "part_pause", partPauseMin, partPauseMax)) }},
	})
}

func (r *serverReader) snapshots(v *yaml.Node) {
	s := &r.server.Snapshots
	r.mapping(v, "snapshots", []field{
		{"every", false, func(v *yaml.Node) { keep(&s.Every)(r.size(v, "every", snapshotMin, snapshotMax)) }},
		{"keep", false, func(v *yaml.Node) { keep(&s.Keep)(r.Whole(v, "keep", 1, keepMax)) }},
	})
}

// keep stores a value that was read and leaves the default where none was.
func keep[T any](into *T) func(value T, ok bool) {
	return func(value T, ok bool) {
		if ok {
			*into = value
		}
	}
}

func (r *serverReader) log(v *yaml.Node) {
	l := &r.server.Log
	levels := []slog.Level{slog.LevelDebug, slog.LevelInfo, slog.LevelWarn, slog.LevelError}
	r.mapping(v, "log", []field{
		{"level", false, func(v *yaml.Node) {
			if i, ok := r.Choice(v, "the log's level", "debug", "info", "warn", "error"); ok {
				l.Level = levels[i]
			}
		}},
		{"format", false, func(v *yaml.Node) {
			if i, ok := r.Choice(v, "the log's format", "text", "json"); ok {
				l.JSON = i == 1
			}
		}},
	})
}
