package main

import (
	"context"
	"encoding/json"
	"io"
	"net/url"
	"strconv"
	"strings"
	"time"

	"aidollar/client"
	"aidollar/mcp"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"
	"github.com/spf13/cobra"
)

func mcpCommand() *cobra.Command {
	var r remote
	c := &cobra.Command{
		Use:   "mcp",
		Short: "Serve a running house's prices, balance, calls, receipts, usage and statements to an agent (MCP over standard input and output)",
		Long: `Serve tools of the Model Context Protocol over standard input and output, for an agent's program to start.
They read what the API key may read, and nothing else; docs/mcp.md has the settings of common programs.`,
		Args: exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := r.client()
			if err != nil {
				return err
			}
			transport := &sdk.IOTransport{Reader: io.NopCloser(cmd.InOrStdin()), Writer: nopWriteCloser{cmd.OutOrStdout()}}
			return mcp.NewServer(remoteHouse{c}, mcpVersion).Run(cmd.Context(), transport)
		},
	}
	r.flags(c)
	return c
}

// mcpVersion is that of the tools: what they take and give.
const mcpVersion = "1"

// nopWriteCloser leaves the standard output open.
type nopWriteCloser struct{ io.Writer }

func (nopWriteCloser) Close() error { return nil }

// remoteHouse gives the tools a house over its API.
type remoteHouse struct{ c *client.Client }

var _ mcp.House = remoteHouse{}

// Balance implements mcp.House.
func (h remoteHouse) Balance(ctx context.Context) (json.RawMessage, error) {
	return h.c.Get(ctx, "/balance", nil)
}

// Prices implements mcp.House.
func (h remoteHouse) Prices(ctx context.Context, model string) (json.RawMessage, error) {
	q := url.Values{}
	if model != "" {
		q.Set("model", model)
	}
	return h.c.Get(ctx, "/prices", q)
}

// Quote implements mcp.House.
func (h remoteHouse) Quote(ctx context.Context, q mcp.Quote) (json.RawMessage, error) {
	seller, err := optionalID("seller", q.Seller)
	if err != nil {
		return nil, err
	}
	quote, err := h.c.Quote(ctx, client.NewQuote{Model: q.Model, Seller: seller, Quantities: q.Quantities, Region: q.Region, Service: q.Service})
	if err != nil {
		return nil, err
	}
	return json.Marshal(quote)
}

// Calls implements mcp.House.
func (h remoteHouse) Calls(ctx context.Context, f mcp.CallFilter) (json.RawMessage, error) {
	q := queryOf(map[string]string{"model": f.Model, "after": f.After, "limit": strconv.Itoa(f.Limit)}, f.From, f.Until)
	return h.c.Get(ctx, "/calls", q)
}

// queryOf are the parameters that are not empty.
func queryOf(texts map[string]string, from, until time.Time) url.Values {
	q := url.Values{}
	for name, text := range texts {
		if text != "" {
			q.Set(name, text)
		}
	}
	for name, at := range map[string]time.Time{"from": from, "until": until} {
		if !at.IsZero() {
			q.Set(name, at.UTC().Format(time.RFC3339Nano))
		}
	}
	return q
}

// Usage implements mcp.House.
func (h remoteHouse) Usage(ctx context.Context, f mcp.UsageFilter) (json.RawMessage, error) {
	return h.c.Get(ctx, "/usage", queryOf(map[string]string{
		"by": strings.Join(f.By, ","), "model": f.Model, "zone": f.Zone, "after": f.After, "limit": strconv.Itoa(f.Limit),
	}, f.From, f.Until))
}

// Statements implements mcp.House.
func (h remoteHouse) Statements(ctx context.Context, f mcp.StatementFilter) (json.RawMessage, error) {
	return h.c.Get(ctx, "/statements", queryOf(map[string]string{"month": f.Month, "zone": f.Zone, "party": f.Party}, time.Time{}, time.Time{}))
}

// Search implements mcp.House.
func (h remoteHouse) Search(ctx context.Context, text string) (json.RawMessage, error) {
	return h.c.Get(ctx, "/search", url.Values{"q": {text}})
}

// Receipt implements mcp.House.
func (h remoteHouse) Receipt(ctx context.Context, id string) (json.RawMessage, error) {
	call, err := parseID("call", id)
	if err != nil {
		return nil, err
	}
	return h.c.Get(ctx, "/receipts/"+call.String(), nil)
}

// SignedReceipt implements mcp.House.
func (h remoteHouse) SignedReceipt(ctx context.Context, id string) (string, error) {
	call, err := parseID("call", id)
	if err != nil {
		return "", err
	}
	return h.c.SignedReceipt(ctx, call)
}
