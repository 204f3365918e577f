package mcp

import (
	"context"
	"encoding/json"
	"time"
)

// House is a running house as this package needs it. Each answer is JSON as the
// house's API gives it; a refusal's text says what was wrong and what would be
// right, with a code.
type House interface {
	Balance(ctx context.Context) (json.RawMessage, error)
	Prices(ctx context.Context, model string) (json.RawMessage, error)
	Quote(ctx context.Context, q Quote) (json.RawMessage, error)
	Calls(ctx context.Context, f CallFilter) (json.RawMessage, error)
	Receipt(ctx context.Context, id string) (json.RawMessage, error)
	SignedReceipt(ctx context.Context, id string) (string, error)
	Usage(ctx context.Context, f UsageFilter) (json.RawMessage, error)
	Statements(ctx context.Context, f StatementFilter) (json.RawMessage, error)
	Search(ctx context.Context, text string) (json.RawMessage, error)
}

// Quote asks what a call would cost.
type Quote struct {
	Model      string            `json:"model" jsonschema:"name of the model, as prices lists it"`
	Seller     string            `json:"seller,omitempty" jsonschema:"id of the seller; needed only when several sell the model"`
	Quantities map[string]uint64 `json:"quantities" jsonschema:"what the call uses, by meter: input and output are tokens; each meter is counted apart, so input leaves out what is input_cached"`
	Region     string            `json:"region,omitempty" jsonschema:"where it is served"`
	Service    string            `json:"service,omitempty" jsonschema:"batch, flex or priority; empty is the standard one"`
}

// CallFilter says which calls are wanted; zero fields do not matter.
type CallFilter struct {
	Model       string
	From, Until time.Time
	After       string
	Limit       int
}

// UsageFilter says what usage is wanted; zero fields do not matter.
type UsageFilter struct {
	By          []string // what it is added up by
	Model, Zone string
	From, Until time.Time
	After       string
	Limit       int
}

// StatementFilter says which statements are wanted; zero fields do not matter.
type StatementFilter struct {
	Month string // such as 2026-03
	Zone  string
	Party string // id; the key's own when empty
}
