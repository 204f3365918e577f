package config

import (
	"encoding/hex"
	"slices"
	"strings"

	"aidollar/internal/yamlfile"

	"go.yaml.in/yaml/v4"
)

// Rules are what a house decides by from its start on.
type Rules struct {
	Packs   []string   // names of those that come with the program, or paths with a slash; none: as the API says
	Facts   []string   // files of facts that are registered
	Signers [][32]byte // Ed25519 keys of those who may sign sets; none: sets need not be signed
}

// The bounds of the section.
const (
	rulesPacksMax   = 64
	rulesFactsMax   = 256
	rulesSignersMax = 64
)

// rules reads which packs and facts a house has, and who signs.
func (r *serverReader) rules(v *yaml.Node) {
	s := &r.server.Rules
	r.mapping(v, "rules", []field{
		{"packs", false, func(v *yaml.Node) {
			for _, text := range r.texts(v, "packs", "pack", rulesPacksMax) {
				if strings.ContainsRune(text, '/') {
					// Without a slash it would be a pack of the program's.
					if text = r.join(text); !strings.ContainsRune(text, '/') {
						text = "./" + text
					}
				}
				s.Packs = append(s.Packs, text)
			}
		}},
		{"facts", false, func(v *yaml.Node) {
			for _, text := range r.texts(v, "facts", "file of facts", rulesFactsMax) {
				s.Facts = append(s.Facts, r.join(text))
			}
		}},
		{"signers", false, func(v *yaml.Node) { r.signers(v, &s.Signers) }},
	})
}

// texts reads a list of different texts.
func (r *serverReader) texts(v *yaml.Node, what, one string, most int) (all []string) {
	for _, element := range r.filled(v, what, one, most) {
		text, ok := r.Text(element, "a "+one)
		switch {
		case !ok:
		case slices.Contains(all, text):
			r.Add(element, "element_duplicate", "%s has %q twice; keep one", what, yamlfile.Shorten(text))
		default:
			all = append(all, text)
		}
	}
	return all
}

func (r *serverReader) signers(v *yaml.Node, into *[][32]byte) {
	for _, element := range r.filled(v, "signers", "key", rulesSignersMax) {
		text, ok := r.Text(element, "a signer")
		if !ok {
			continue
		}
		var key [32]byte
		raw, err := hex.DecodeString(text)
		if copy(key[:], raw); err != nil || len(raw) != len(key) {
			r.Add(element, "signer_invalid", "a signer is %q; it must be an Ed25519 key of 64 hexadecimal digits, as aidollar rules keygen prints it", yamlfile.Shorten(text))
			continue
		}
		*into = append(*into, key)
	}
}
