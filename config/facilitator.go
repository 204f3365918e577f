package config

import "go.yaml.in/yaml/v4"

// Facilitator says for whom the house settles payments of x402 to other people.
type Facilitator struct {
	Access FacilitatorAccess
	// Confirmations are the blocks on top of a settlement's, before it counts. With
	// none it counts once it is in a block.
	Confirmations uint64
}

// FacilitatorAccess says who may have payments verified and settled.
type FacilitatorAccess uint8

// The kinds of access. Each settlement costs the house gas.
const (
	FacilitatorOff  FacilitatorAccess = iota // nobody: nothing is served
	FacilitatorKeys                          // who has a key that manages a party, or an operator's
	FacilitatorOpen                          // everybody
)

var facilitatorNames = []string{"off", "keys", "open"}

// String gives the access as it is written in the file.
func (a FacilitatorAccess) String() string {
	if int(a) < len(facilitatorNames) {
		return facilitatorNames[a]
	}
	return "unknown"
}

// facilitatorConfirmationsMax keeps a settlement within the minute that servers
// wait for one: they ask again once, and give up then.
const facilitatorConfirmationsMax = 100

// facilitator reads for whom payments are settled.
func (r *serverReader) facilitator(v *yaml.Node) {
	f := &r.server.Facilitator
	r.mapping(v, "facilitator", []field{
		{"access", true, func(v *yaml.Node) {
			way, _ := r.Choice(v, "access", facilitatorNames...)
			f.Access = FacilitatorAccess(way)
		}},
		{"confirmations", false, func(v *yaml.Node) {
			f.Confirmations, _ = r.Whole(v, "confirmations", 0, facilitatorConfirmationsMax)
		}},
	})
	if f.Access != FacilitatorOff && len(r.server.Chains) == 0 {
		r.Add(v, "facilitator_without_chains", "payments are settled on chains, and none is configured; describe one in chains, or set access to off")
	}
}
