package config

import (
	"math"
	"net/url"
	"slices"
	"strings"

	"aidollar/core/tariff"
	"aidollar/internal/yamlfile"

	"go.yaml.in/yaml/v4"
)

// limitFields are the members that limit output, the usual one first.
var limitFields = []string{"max_completion_tokens", "max_tokens"}

// upstreamKinds are the APIs that an upstream may speak, the usual one first.
var upstreamKinds = []string{"openai", "anthropic", "any"}

func (r *serverReader) upstreamList(v *yaml.Node) {
	for _, element := range r.filled(v, "upstreams", "upstream", UpstreamsMax) {
		u, timeout := r.upstream(element)
		r.server.Upstreams = append(r.server.Upstreams, u)
		r.timeouts = append(r.timeouts, timeout)
	}
}

// upstream reads one upstream; timeout is where its own timeout stands, or nil.
func (r *serverReader) upstream(n *yaml.Node) (u Upstream, timeout *yaml.Node) {
	u.Weight, u.Timeout, u.LimitField = WeightDefault, TimeoutDefault, limitFields[0]
	var begin, cost *yaml.Node
	models := n
	r.refuseInlineKeys(n)
	r.mapping(n, "an upstream", append([]field{
		{"name", true, func(v *yaml.Node) { u.Name = r.unique(v, "upstream", r.upstreams) }},
		{"url", true, func(v *yaml.Node) { u.URL = r.url(v) }},
		{"models", false, func(v *yaml.Node) {
			models = v
			u.Models = r.upstreamModels(v)
		}},
		{"limit_field", false, func(v *yaml.Node) {
			name, ok := r.Text(v, "limit_field")
			switch {
			case ok && slices.Contains(limitFields, name):
				u.LimitField = name
			case ok:
				r.Add(v, "limit_field_unknown", "limit_field %q is none that upstreams know; it is %s", yamlfile.Shorten(name), strings.Join(limitFields, " or "))
			}
		}},
		{"kind", false, func(v *yaml.Node) {
			if kind, ok := r.Choice(v, "kind", upstreamKinds...); ok {
				u.Kind = upstreamKinds[kind]
			}
		}},
		{"weight", false, func(v *yaml.Node) {
			if weight, ok := r.Whole(v, "weight", 1, math.MaxUint16); ok {
				u.Weight = uint32(weight)
			}
		}},
		{"rank", false, func(v *yaml.Node) {
			rank, _ := r.Whole(v, "rank", 0, math.MaxUint8)
			u.Rank = uint8(rank)
		}},
		{"region", false, func(v *yaml.Node) { u.Region, _ = r.name(v, "region", RegionLengthMax) }},
		{"timeout", false, func(v *yaml.Node) {
			timeout = v
			keep(&u.Timeout)(r.duration(v, "timeout", timeoutMin, timeoutMax))
		}},
		{"begin_timeout", false, func(v *yaml.Node) {
			begin = v
			keep(&u.Begin)(r.duration(v, "begin_timeout", beginMin, timeoutMax))
		}},
		{"cost", false, func(v *yaml.Node) {
			cost = v
			r.path(v, "cost", &u.Cost)
		}},
	}, append(r.keyFields(&u.Key), reported(n)...)...))
	if begin != nil && u.Begin > u.Timeout {
		r.Add(begin, "begin_timeout_over_timeout", "begin_timeout is %s and a whole call may take %s; it must be shorter", u.Begin, u.Timeout)
	}
	r.costs, r.models = append(r.costs, cost), append(r.models, models)
	return u, timeout
}

// url reads the base address of an upstream.
func (r *serverReader) url(v *yaml.Node) *url.URL {
	text, ok := r.Text(v, "url")
	if !ok {
		return nil
	}
	u, err := url.Parse(text)
	switch {
	case err != nil:
		r.Add(v, "url_malformed", "url is not a web address such as https://api.example.com/v1")
	case u.User != nil:
		r.Add(v, "upstream_key_inline", "url holds a user or password, which is copied and shared with the configuration; name an environment variable in key_env or a file in key_file")
	case u.Scheme != "http" && u.Scheme != "https":
		r.Add(v, "url_malformed", "url %q does not begin with https:// or http://", yamlfile.Shorten(text))
	case u.Hostname() == "":
		r.Add(v, "url_malformed", "url %q has no host; write an address such as https://api.example.com/v1", yamlfile.Shorten(text))
	case u.RawQuery != "" || u.Fragment != "" || u.ForceQuery:
		r.Add(v, "url_malformed", "url has a query or fragment; write the base address, to which paths are added")
	default:
		u.Path = strings.TrimRight(u.Path, "/")
		u.RawPath = ""
		return u
	}
	return nil
}

// upstreamModels reads a list of model names, or a mapping of the card's names
// to the upstream's.
func (r *serverReader) upstreamModels(v *yaml.Node) []UpstreamModel {
	var models []UpstreamModel
	if v.Kind == yaml.MappingNode {
		if len(v.Content) == 0 {
			r.Add(v, "list_empty", "models is empty; name at least one model")
		}
		r.Pairs(v, "models", func(key, value *yaml.Node) {
			name, nameOK := r.name(key, "the model's name", tariff.ModelNameMax)
			upstream, upstreamOK := r.name(value, "the model's name at the upstream", tariff.ModelNameMax)
			if nameOK && upstreamOK {
				models = append(models, UpstreamModel{Name: name, Upstream: upstream})
			}
		})
		return models
	}
	if v.Kind != yaml.SequenceNode {
		r.Add(v, "type_wrong", "models is %s; it must be a list of names, or a mapping of the card's names to the upstream's", yamlfile.KindOf(v))
		return nil
	}
	lines := map[string]int{}
	for _, element := range r.filled(v, "models", "model", tariff.ModelsMax) {
		name, ok := r.name(element, "the model's name", tariff.ModelNameMax)
		if !ok {
			continue
		}
		if line, twice := lines[name]; twice {
			r.Add(element, "model_duplicate", "model %q is listed twice, first on line %d; keep one", name, line)
			continue
		}
		lines[name] = element.Line
		models = append(models, UpstreamModel{Name: name, Upstream: name})
	}
	return models
}
