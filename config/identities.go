package config

import "go.yaml.in/yaml/v4"

// Identities say how it is kept who parties are.
type Identities struct {
	Off   bool   // none are kept
	Key   string // path of the key that seals them; empty: in the data directory
	Own   bool   // what parties say of themselves counts for the rules, too
	House string // path of a person of IVMS 101 in JSON, who the house is; empty: nobody says
}

// identities reads how identities are kept.
func (r *serverReader) identities(v *yaml.Node) {
	i := &r.server.Identities
	r.mapping(v, "identities", []field{
		{"off", false, func(v *yaml.Node) { i.Off = r.Truth(v, "off") }},
		{"key_file", false, func(v *yaml.Node) { r.path(v, "key_file", &i.Key) }},
		{"trust_own", false, func(v *yaml.Node) { i.Own = r.Truth(v, "trust_own") }},
		{"house", false, func(v *yaml.Node) { r.path(v, "house", &i.House) }},
	})
	if i.Off && (i.Key != "" || i.House != "") {
		r.Add(v, "identities_off", "no identities are kept, so that key_file and house say nothing; leave them out, or off")
	}
}
