package config

import (
	"math"
	"net/url"
	"slices"
	"strings"

	"aidollar/core/tariff"

	"go.yaml.in/yaml/v4"
)

// limitFields are the members that limit output, the usual one first.
var limitFields = []string{"max_completion_tokens", "max_tokens"}

// inlineKeys are keys under which operators are known to put secrets.
var inlineKeys = []string{"key", "api_key", "apikey", "token", "secret", "password", "authorization", "bearer"}

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
	var keyEnv, keyFile *yaml.Node
	r.refuseInlineKeys(n)
	r.mapping(n, "an upstream", append([]field{
		{"name", true, func(v *yaml.Node) { u.Name = r.unique(v, "upstream", r.upstreams) }},
		{"url", true, func(v *yaml.Node) { u.URL = r.url(v) }},
		{"key_env", false, func(v *yaml.Node) {
			keyEnv = v
			u.KeyEnv = r.variable(v)
		}},
		{"key_file", false, func(v *yaml.Node) {
			keyFile = v
			r.path(v, "key_file", &u.KeyFile)
		}},
		{"models", true, func(v *yaml.Node) { u.Models = r.upstreamModels(v) }},
		{"limit_field", false, func(v *yaml.Node) {
			name, ok := r.text(v, "limit_field")
			switch {
			case ok && slices.Contains(limitFields, name):
				u.LimitField = name
			case ok:
				r.add(v, "limit_field_unknown", "limit_field %q is none that upstreams know; it is %s", shorten(name), strings.Join(limitFields, " or "))
			}
		}},
		{"weight", false, func(v *yaml.Node) {
			if weight, ok := r.whole(v, "weight", 1, math.MaxUint16); ok {
				u.Weight = uint32(weight)
			}
		}},
		{"timeout", false, func(v *yaml.Node) {
			timeout = v
			keep(&u.Timeout)(r.duration(v, "timeout", timeoutMin, timeoutMax))
		}},
	}, reported(n)...))
	if keyEnv != nil && keyFile != nil {
		r.add(keyFile, "upstream_key_ambiguous", "the upstream has both key_env and key_file; keep one")
	}
	return u, timeout
}

// reported gives fields for the inline keys that refuseInlineKeys has spoken
// of, so that they are not called unknown as well.
func reported(n *yaml.Node) []field {
	var fields []field
	for _, key := range inlineKeys {
		if lookup(n, key) != nil {
			fields = append(fields, field{key: key, read: func(*yaml.Node) {}})
		}
	}
	return fields
}

// refuseInlineKeys says why a secret must not stand here. It never prints it.
func (r *serverReader) refuseInlineKeys(n *yaml.Node) {
	for _, key := range inlineKeys {
		if value := lookup(n, key); value != nil {
			r.add(value, "upstream_key_inline", "%q holds the upstream's key in the configuration, which is copied, shared and kept under version control; put the key in an environment variable and name it in key_env, or in a file of its own and name it in key_file", key)
		}
	}
}

// variable reads the name of an environment variable. What does not look like
// one may be the key itself, so it is not printed.
func (r *serverReader) variable(v *yaml.Node) string {
	name, ok := r.text(v, "key_env")
	if !ok {
		return ""
	}
	for i, c := range []byte(name) {
		letter := c == '_' || (c|0x20 >= 'a' && c|0x20 <= 'z')
		if !letter && (i == 0 || c < '0' || c > '9') {
			r.add(v, "key_env_malformed", "key_env is not the name of an environment variable, such as OPENAI_API_KEY; if it is the key itself, put it into one and write its name here")
			return ""
		}
	}
	return name
}

// url reads the base address of an upstream.
func (r *serverReader) url(v *yaml.Node) *url.URL {
	text, ok := r.text(v, "url")
	if !ok {
		return nil
	}
	u, err := url.Parse(text)
	switch {
	case err != nil:
		r.add(v, "url_malformed", "url is not a web address such as https://api.example.com/v1")
	case u.User != nil:
		r.add(v, "upstream_key_inline", "url holds a user or password, which is copied and shared with the configuration; name an environment variable in key_env or a file in key_file")
	case u.Scheme != "http" && u.Scheme != "https":
		r.add(v, "url_malformed", "url %q does not begin with https:// or http://", shorten(text))
	case u.Hostname() == "":
		r.add(v, "url_malformed", "url %q has no host; write an address such as https://api.example.com/v1", shorten(text))
	case u.RawQuery != "" || u.Fragment != "" || u.ForceQuery:
		r.add(v, "url_malformed", "url has a query or fragment; write the base address, to which paths are added")
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
			r.add(v, "list_empty", "models is empty; name at least one model")
		}
		r.pairs(v, "models", func(key, value *yaml.Node) {
			name, nameOK := r.name(key, "the model's name", tariff.ModelNameMax)
			upstream, upstreamOK := r.name(value, "the model's name at the upstream", tariff.ModelNameMax)
			if nameOK && upstreamOK {
				models = append(models, UpstreamModel{Name: name, Upstream: upstream})
			}
		})
		return models
	}
	if v.Kind != yaml.SequenceNode {
		r.add(v, "type_wrong", "models is %s; it must be a list of names, or a mapping of the card's names to the upstream's", kindOf(v))
		return nil
	}
	lines := map[string]int{}
	for _, element := range r.filled(v, "models", "model", tariff.ModelsMax) {
		name, ok := r.name(element, "the model's name", tariff.ModelNameMax)
		if !ok {
			continue
		}
		if line, twice := lines[name]; twice {
			r.add(element, "model_duplicate", "model %q is listed twice, first on line %d; keep one", name, line)
			continue
		}
		lines[name] = element.Line
		models = append(models, UpstreamModel{Name: name, Upstream: name})
	}
	return models
}
