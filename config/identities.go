package config

import "go.yaml.in/yaml/v4"

// Identities say how it is kept who parties are.
type Identities struct {
	Off bool   // none are kept
	Key string // path of the key that seals them; empty: in the data directory
}

// identities reads how identities are kept.
func (r *serverReader) identities(v *yaml.Node) {
	i := &r.server.Identities
	r.mapping(v, "identities", []field{
		{"off", false, func(v *yaml.Node) { i.Off = r.Truth(v, "off") }},
		{"key_file", false, func(v *yaml.Node) { r.path(v, "key_file", &i.Key) }},
	})
	if i.Off && i.Key != "" {
		r.Add(v, "identities_key", "no identities are kept, so there is no key to keep them with; leave out key_file, or off")
	}
}
