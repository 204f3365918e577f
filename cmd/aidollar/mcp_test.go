package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"aidollar/client"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"
)

// agent starts the program's own command on pipes and joins it with the
// official client, as an agent's program would.
func agent(t *testing.T, house, key string) *sdk.ClientSession {
	t.Helper()
	file := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(file, []byte(key), 0o600); err != nil {
		t.Fatal(err)
	}
	fromAgent, toServer := io.Pipe()
	fromServer, toAgent := io.Pipe()
	done := make(chan error, 1)
	go func() {
		root := rootCommand()
		root.SetArgs([]string{"mcp", "--url", house, "--key-file", file})
		root.SetIn(fromAgent)
		root.SetOut(toAgent)
		root.SetErr(io.Discard)
		done <- root.ExecuteContext(context.Background()) // the client ends it
		_ = toAgent.Close()                               // a pipe in memory
	}()
	c := sdk.NewClient(&sdk.Implementation{Name: "test", Version: "1"}, nil)
	session, err := c.Connect(t.Context(), &sdk.IOTransport{Reader: fromServer, Writer: toServer}, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := session.Close(); err != nil {
			t.Error(err)
		}
		if err := <-done; err != nil {
			t.Errorf("the server ended with %v", err)
		}
	})
	return session
}

// asked calls a tool; ok is false when it says no.
func asked(t *testing.T, s *sdk.ClientSession, tool string, in any) (text string, ok bool) {
	t.Helper()
	result, err := s.CallTool(t.Context(), &sdk.CallToolParams{Name: tool, Arguments: in})
	if err != nil {
		t.Fatalf("%s: %v", tool, err)
	}
	for _, c := range result.Content {
		if part, is := c.(*sdk.TextContent); is {
			text += part.Text
		}
	}
	return text, !result.IsError
}

func TestAgentLooksThingsUp(t *testing.T) {
	p, house, buyer := receiptHouse(t)
	list, err := buyer.Calls(t.Context(), client.CallFilter{}, client.Listing{})
	if err != nil {
		t.Fatal(err)
	}
	key, err := os.ReadFile(filepath.Join(p.config.Data, devKeyFile))
	if err != nil {
		t.Fatal(err)
	}
	s := agent(t, house, string(key))
	tools, err := s.ListTools(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, tool := range tools.Tools {
		names[tool.Name] = true
		if tool.Annotations == nil || !tool.Annotations.ReadOnlyHint || tool.Description == "" {
			t.Errorf("the tool %s is not said to read only: %+v", tool.Name, tool.Annotations)
		}
	}
	if len(names) != 8 {
		t.Errorf("the tools are %v", names)
	}
	if text, ok := asked(t, s, "balance", nil); !ok || !strings.Contains(text, `"spendable"`) {
		t.Errorf("balance: %s", text)
	}
	var prices client.Page[client.Price]
	text, ok := asked(t, s, "prices", map[string]any{"model": devModel})
	if err := json.Unmarshal([]byte(text), &prices); err != nil || !ok || len(prices.Items) != 1 || prices.Items[0].Model != devModel {
		t.Fatalf("prices: %v: %s", err, text)
	}
	var quote client.Quote
	text, ok = asked(t, s, "quote", map[string]any{"model": devModel, "quantities": map[string]any{"input": 1000, "output": 10}})
	if err := json.Unmarshal([]byte(text), &quote); err != nil || !ok || quote.Exact == "0" || len(quote.Lines) < 2 {
		t.Errorf("quote: %v: %s", err, text)
	}
	var calls client.Page[client.Call]
	text, ok = asked(t, s, "calls", map[string]any{"limit": 2})
	if err := json.Unmarshal([]byte(text), &calls); err != nil || !ok || len(calls.Items) != 2 || calls.Next == "" {
		t.Fatalf("calls: %v: %s", err, text)
	}
	id := calls.Items[0].ID.String()
	if id != list.Items[0].ID.String() {
		t.Errorf("the newest call is %s, want %s", id, list.Items[0].ID)
	}
	if text, ok := asked(t, s, "receipt", map[string]any{"id": id}); !ok || !bytes.Contains([]byte(text), []byte(`"postings"`)) {
		t.Errorf("receipt: %s", text)
	}
	if text, ok := asked(t, s, "receipt", map[string]any{"id": id, "signed": true}); !ok || strings.Count(text, ".") != 2 {
		t.Errorf("signed receipt: %s", text)
	}
	usageOfAgent(t, s, list)
	refusals(t, s)
}

// usageOfAgent wants the tools that add up to say what the calls do.
func usageOfAgent(t *testing.T, s *sdk.ClientSession, list *client.Page[client.Call]) {
	t.Helper()
	var usage client.Page[client.Usage]
	text, ok := asked(t, s, "usage", map[string]any{"by": []string{"model", "day"}, "from": "2026-01-01T00:00:00Z"})
	if err := json.Unmarshal([]byte(text), &usage); err != nil || !ok || len(usage.Items) == 0 || usage.Items[0].Model != devModel || usage.Items[0].Start.IsZero() {
		t.Fatalf("usage: %v: %s", err, text)
	}
	var calls uint64
	for _, u := range usage.Items {
		calls += u.Calls
	}
	if calls != uint64(len(list.Items)) {
		t.Errorf("the usage is of %d calls, not %d", calls, len(list.Items))
	}
	var statements client.Page[client.Statement]
	text, ok = asked(t, s, "statements", map[string]any{"month": "2025-12", "zone": "Europe/Berlin"})
	if err := json.Unmarshal([]byte(text), &statements); err != nil || !ok || len(statements.Items) != 1 || statements.Items[0].From.Format("2006-01-02T15") != "2025-11-30T23" {
		t.Errorf("statements: %v: %s", err, text)
	}
	var found client.Page[client.Found]
	id := list.Items[0].ID.String()
	text, ok = asked(t, s, "search", map[string]any{"text": id})
	if err := json.Unmarshal([]byte(text), &found); err != nil || !ok || len(found.Items) != 1 || found.Items[0].Kind != "call" {
		t.Errorf("search: %v: %s", err, text)
	}
}

// refusals asks for what cannot be had: the answer says why.
func refusals(t *testing.T, s *sdk.ClientSession) {
	t.Helper()
	for _, c := range []struct {
		tool string
		in   map[string]any
		says string
	}{
		{"receipt", map[string]any{"id": "x"}, `call "x"`},
		{"receipt", map[string]any{"id": "0190a5d2-7c1e-7aaa-8000-0123456789ab"}, "key_scope"},
		{"quote", map[string]any{"model": "no-such", "quantities": map[string]any{"input": 1}}, "model_unknown"},
		{"quote", map[string]any{"model": devModel, "quantities": map[string]any{"smiles": 1}}, "field_unknown"},
		{"quote", map[string]any{"model": devModel, "quantities": map[string]any{}}, "needs a model and quantities"},
		{"calls", map[string]any{"from": "yesterday"}, "RFC 3339"},
		{"calls", map[string]any{"limit": 101}, "1 to 100"},
		{"usage", map[string]any{"limit": -1}, "1 to 100"},
		{"usage", map[string]any{"by": []string{"colour"}}, "word_unknown"},
		{"usage", map[string]any{"until": "soon"}, "RFC 3339"},
		{"statements", map[string]any{"month": "March"}, "month_invalid"},
		{"statements", map[string]any{"party": "0190a5d2-7c1e-7aaa-8000-0123456789ab"}, "key_scope"},
		{"search", map[string]any{"text": " "}, "nothing to look for"},
	} {
		if text, ok := asked(t, s, c.tool, c.in); ok || !strings.Contains(text, c.says) {
			t.Errorf("%s %v: %v %s, want a refusal with %q", c.tool, c.in, ok, text, c.says)
		}
	}
}
