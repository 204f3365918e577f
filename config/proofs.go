package config

import (
	"slices"
	"time"

	"aidollar/core/settlement"
	"aidollar/internal/yamlfile"

	"go.yaml.in/yaml/v4"
)

// Proofs say when the house states what it owes without being asked.
type Proofs struct {
	Every time.Duration // a period; zero makes no statements
	At    time.Duration // behind midnight, UTC, when a period ends

	Chain    string             // name of the chain that roots are put on; empty for none
	Registry settlement.Address // the contract there; zero for none
}

// The bounds of a period. Each statement and its leaves are kept for good.
const (
	proofEveryMin = time.Hour
	proofEveryMax = 31 * 24 * time.Hour
)

// proofs reads when statements of what is owed are made.
func (r *serverReader) proofs(v *yaml.Node) {
	p := &r.server.Proofs
	r.mapping(v, "proofs", []field{
		{"every", true, func(v *yaml.Node) { keep(&p.Every)(r.duration(v, "every", proofEveryMin, proofEveryMax)) }},
		{"at", false, func(v *yaml.Node) { r.clock(v, &p.At) }},
		{"chain", false, func(v *yaml.Node) { p.Chain, _ = r.Text(v, "chain") }},
		{"registry", false, func(v *yaml.Node) { p.Registry = r.address(v, "registry") }},
	})
	known := slices.ContainsFunc(r.server.Chains, func(c Chain) bool { return c.Name == p.Chain })
	switch {
	case (p.Chain == "") != (p.Registry == settlement.Address{}):
		r.Add(v, "proofs_registry", "a root is put on a chain with both: chain, the name of one in chains, and registry, the contract there")
	case p.Chain != "" && !known:
		r.Add(v, "proofs_chain_unknown", "chain is %q, which is the name of none in chains", yamlfile.Shorten(p.Chain))
	}
}
