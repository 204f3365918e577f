package config

import (
	"net/url"
	"time"

	"aidollar/core/tariff"
)

// Upstream is one API behind the gateway.
type Upstream struct {
	Name   string
	URL    *url.URL // base, such as https://api.example.com/v1
	Key    UpstreamKey
	Models []UpstreamModel // empty only for one that routes use
	// Kind is the API it speaks: openai, anthropic, or any of both. Empty is
	// openai.
	Kind string
	// LimitField is the member that limits output where a client gave none:
	// max_completion_tokens, or max_tokens for servers that know no other.
	LimitField string
	Rank       uint8         // lower ranks are called first
	Weight     uint32        // share of calls among the upstreams of a model with the same rank
	Region     string        // where it runs; empty when that is nobody's concern
	Timeout    time.Duration // for a whole call
	Begin      time.Duration // until an answer begins; zero leaves it to the gateway
	Cost       string        // path of the card with what the upstream charges; empty: not known
	CostCard   *tariff.Card  // what that file holds; LoadServer reads it
}

// UpstreamKey says where an upstream's key is found: in one place at most.
type UpstreamKey struct {
	Env     string // environment variable
	File    string // path; read again when the file changes
	Command *KeyCommand
}

// KeyCommand is a program that prints a key.
type KeyCommand struct {
	Run     []string // the program and its arguments; no shell is between
	Timeout time.Duration
	Life    time.Duration // how long a printed key is used
}

// UpstreamModel maps a model's name on the card to its name at the upstream.
type UpstreamModel struct {
	Name     string
	Upstream string
}

// Route is a part of an HTTP API that is sold by itself.
type Route struct {
	Path     string   // pattern of net/http: /weather/{city}, /files/{rest...}
	Methods  []string // in capitals
	Seller   string
	Upstream string
	To       string        // path behind the upstream's URL, with the wildcards of Path
	Product  string        // name on the seller's card that has the prices
	Unit     *RouteUnit    // what is counted in the answer; nil: nothing
	BytesMax uint64        // of an answer
	Timeout  time.Duration // for a whole call; the upstream's, unless it is said
	Wallets  *Wallets      // how programs without a key may pay; nil: as the seller has it
}

// RouteUnit says where the units stand that an answer is paid by.
type RouteUnit struct {
	Pointer  string // JSON pointer (RFC 6901) into the answer
	Decimals uint8  // a value is multiplied by ten to this power
	Max      uint64 // units, after that; the hold is for so many
	Missing  UnitMissing
}

// UnitMissing says what an answer costs whose units cannot be read.
type UnitMissing uint8

// The policies for missing units.
const (
	UnitBound  UnitMissing = iota // charge what was reserved
	UnitWaive                     // charge nothing
	UnitRefuse                    // give the client an error in place of the answer, and charge nothing
)

var unitMissingNames = []string{"bound", "waive", "refuse"}

// String gives the policy as it is written in the file.
func (u UnitMissing) String() string {
	if int(u) < len(unitMissingNames) {
		return unitMissingNames[u]
	}
	return "unknown"
}
