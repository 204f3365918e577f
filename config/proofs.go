package config

import (
	"time"

	"go.yaml.in/yaml/v4"
)

// Proofs say when the house states what it owes without being asked.
type Proofs struct {
	Every time.Duration // a period; zero makes no statements
	At    time.Duration // behind midnight, UTC, when a period ends
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
	})
}
