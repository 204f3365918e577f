package mcp

import (
	"context"
	"encoding/json"
	"errors"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"
)

// rowsMax bounds a page: more would fill an agent's context.
const rowsMax = 100

// none are the arguments of a tool that takes none.
type none struct{}

type pricesIn struct {
	Model string `json:"model,omitempty" jsonschema:"only this model; all when left out"`
}

type callsIn struct {
	Model string `json:"model,omitempty" jsonschema:"only calls of this model"`
	From  string `json:"from,omitempty" jsonschema:"only calls at or after this time, in RFC 3339"`
	Until string `json:"until,omitempty" jsonschema:"only calls before this time, in RFC 3339"`
	After string `json:"after,omitempty" jsonschema:"cursor that the page before gave as next"`
	Limit int    `json:"limit,omitempty" jsonschema:"calls on a page, 1 to 100; 20 when left out"`
}

type receiptIn struct {
	ID     string `json:"id" jsonschema:"id of the call: a UUID, from the list of calls or the header X-Aidollar-Receipt"`
	Signed bool   `json:"signed,omitempty" jsonschema:"true: the signed form, a JSON Web Signature that anybody can verify"`
}

// NewServer makes a server of a house's tools.
func NewServer(house House, version string) *sdk.Server {
	s := sdk.NewServer(&sdk.Implementation{Name: "aidollar", Title: "aidollar", Version: version}, &sdk.ServerOptions{
		Instructions: "Reads prices, balance, calls, receipts, usage and statements of a clearing house for AI compute. Amounts are decimals in texts; compute with them exactly. Nothing here spends money.",
	})
	t := tools{house}
	add(s, "balance", "Show what the key's party has and can spend.", t.balance)
	add(s, "prices", "List the models that can be called and their current prices for this key's party, per single unit of each meter.", t.prices)
	add(s, "quote", "Compute what a call of a model would cost, line by line, at the current prices for this key's party.", t.quote)
	add(s, "calls", "List the party's calls with usage and charge, the newest first.", t.calls)
	add(s, "receipt", "Show what one call cost and why: usage, prices, carry, and the movements of money.", t.receipt)
	add(s, "usage", "Add up the party's calls, quantities and charges by model, key, project, region, service, hour, day or month.", t.usage)
	add(s, "statements", "Show a calendar month of the party's accounts: the sums at both ends, what moved and why, and what the charges were for.", t.statements)
	add(s, "search", "Say what an id or the beginning of a name stands for: a call, transfer, account, party, key, project or rate card.", t.search)
	return s
}

// add adds a tool that reads.
func add[In any](s *sdk.Server, name, about string, handle func(context.Context, In) (string, error)) {
	closed := false
	tool := &sdk.Tool{Name: name, Description: about, Annotations: &sdk.ToolAnnotations{ReadOnlyHint: true, IdempotentHint: true, OpenWorldHint: &closed}}
	sdk.AddTool(s, tool, func(ctx context.Context, _ *sdk.CallToolRequest, in In) (*sdk.CallToolResult, any, error) {
		text, err := handle(ctx, in)
		if err != nil {
			return nil, nil, err // the SDK answers with it as the tool's error
		}
		return &sdk.CallToolResult{Content: []sdk.Content{&sdk.TextContent{Text: text}}}, nil, nil
	})
}

type tools struct{ house House }

func (t tools) balance(ctx context.Context, _ none) (string, error) {
	return text(t.house.Balance(ctx))
}

func (t tools) prices(ctx context.Context, in pricesIn) (string, error) {
	return text(t.house.Prices(ctx, in.Model))
}

func (t tools) quote(ctx context.Context, in Quote) (string, error) {
	if in.Model == "" || len(in.Quantities) == 0 {
		return "", errors.New("a quote needs a model and quantities, such as {\"input\": 1000, \"output\": 200}")
	}
	return text(t.house.Quote(ctx, in))
}

func (t tools) calls(ctx context.Context, in callsIn) (string, error) {
	limit, err := limited(in.Limit)
	if err != nil {
		return "", err
	}
	f := CallFilter{Model: in.Model, After: in.After, Limit: limit}
	if f.From, f.Until, err = span(in.From, in.Until); err != nil {
		return "", err
	}
	return text(t.house.Calls(ctx, f))
}

func (t tools) receipt(ctx context.Context, in receiptIn) (string, error) {
	if in.Signed {
		return t.house.SignedReceipt(ctx, in.ID)
	}
	return text(t.house.Receipt(ctx, in.ID))
}

func text(raw json.RawMessage, err error) (string, error) { return string(raw), err }
