package describe

import (
	"strings"

	"aidollar/gateway"
	"aidollar/gateway/dialect"
)

// House is what a gateway sells.
type House struct {
	Endpoints []Endpoint
	Models    []gateway.Model // that any endpoint of a dialect answers for
}

// Endpoint is an address where something is sold.
type Endpoint struct {
	Path    string           // of a dialect below the base of the API; of a route a pattern of net/http.ServeMux
	Methods []string         // of a route, in capitals; those of dialects are known
	Dialect *dialect.Dialect // nil for a route
	Models  []string         // that a dialect's requests may name; their first one stands in the example
	Seller  string           // of a route
	Product string           // of a route: its name on the rate card
	Price   string           // dollars of each call; empty when they differ
	Wallets bool             // whether programs without a key can buy
	Offers  []Offer          // by MPP; none when no token of the house can be paid in that way
}

// Offer is one way to pay an endpoint by MPP.
type Offer struct {
	Intent   string // charge or session
	Amount   string // the token's smallest units; empty when calls differ
	Currency string // the token's contract
	ChainID  uint64
	About    string // how the amount comes about; empty for nothing to say
}

// BasePath is that of the model API.
const BasePath = "/v1"

// template is a pattern of net/http.ServeMux as OpenAPI has it, and the names of its
// wildcards. What stands for several steps is one wildcard there: OpenAPI has no other.
func template(pattern string) (path string, names []string) {
	var b strings.Builder
	for rest := pattern; ; {
		before, after, found := strings.Cut(rest, "{")
		b.WriteString(before)
		name, tail, closed := strings.Cut(after, "}")
		if !found || !closed {
			break
		}
		rest = tail
		if name == "$" {
			return b.String(), names
		}
		name = strings.TrimSuffix(name, "...")
		names = append(names, name)
		b.WriteString("{" + name + "}")
	}
	if path = b.String(); len(path) > 1 && strings.HasSuffix(path, "/") {
		names = append(names, below) // the pattern stands for all below it
		path += "{" + below + "}"
	}
	return path, names
}

// below is what stands for everything under a pattern that ends in a slash.
const below = "below"
