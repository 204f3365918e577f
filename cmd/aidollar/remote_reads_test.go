package main

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"aidollar/client"
)

// readHouse is the demo's house and what runs a command line against it, as the
// operator or as the buyer; the house is left out of the lines.
func readHouse(t *testing.T) (p *program, buyer *client.Client, asHouse, asBuyer func(args ...string) string) {
	t.Helper()
	p, house, buyer := receiptHouse(t)
	as := func(file string) func(args ...string) string {
		return func(args ...string) string {
			t.Helper()
			code, out, complaint := runLine(t, append(args, "--url", house, "--key-file", filepath.Join(p.config.Data, file))...)
			if code != 0 {
				return "exit " + string(rune('0'+code)) + ": " + complaint
			}
			return out
		}
	}
	return p, buyer, as(operatorFile), as(devKeyFile)
}

func contains(t *testing.T, what, text string, wanted ...string) {
	t.Helper()
	for _, want := range wanted {
		if !strings.Contains(strings.Join(strings.Fields(text), " "), want) {
			t.Errorf("%s lacks %q: %s", what, want, text)
		}
	}
}

// What the commands say of usage is what the calls say of themselves.
func TestUsageAndStatementCommands(t *testing.T) {
	_, buyer, asHouse, asBuyer := readHouse(t)
	calls, err := buyer.Calls(t.Context(), client.CallFilter{}, client.Listing{})
	if err != nil {
		t.Fatal(err)
	}
	party, seller := calls.Items[0].Buyer, calls.Items[0].Seller
	var page client.Page[client.Usage]
	if err := json.Unmarshal([]byte(asHouse("usage", "--by", "model,buyer", "--json")), &page); err != nil {
		t.Fatal(err)
	}
	if len(page.Items) != 1 {
		t.Fatalf("the usage is %+v", page)
	}
	u := page.Items[0]
	var tokens uint64
	for _, c := range calls.Items {
		tokens += c.Usage["output"]
	}
	if u.Calls != 3 || u.Buyer != party || u.Model != devModel || u.Usage["output"] != tokens || tokens == 0 || u.Cost == "" {
		t.Errorf("the usage is %+v; %d tokens were put out", u, tokens)
	}
	contains(t, "the operator's usage", asHouse("usage", "--by", "day,seller", "--seller", seller.String()), "DAY SELLER CALLS", seller.String()+" 3 0", "output "+quantity(tokens), u.Charge+" USD")
	contains(t, "the buyer's usage", asBuyer("usage", "--from", "2026-01-01"), devModel+" 3 0")
	contains(t, "a dimension that is none", asBuyer("usage", "--by", "colour"), "exit 1", "word_unknown")
	contains(t, "an id that is none", asBuyer("usage", "--buyer", "x"), "exit 2")

	contains(t, "the statement", asBuyer("statements"), "opening", "deposits 1", "calls 3", "for "+devModel, "closing", u.Charge+" USD")
	contains(t, "an operator's statement", asHouse("statements", "--party", party.String()), "deposits 1", "closing")
	contains(t, "the statement of a month before", asBuyer("statements", "--month", "2025-01"), "opening", "closing")
	contains(t, "an operator's own statement", asHouse("statements"), "exit 1", "party_unknown")
}

func quantity(n uint64) string {
	return strings.TrimPrefix(quantities(map[string]uint64{"x": n}), "x ")
}

func TestSearchCommand(t *testing.T) {
	_, buyer, asHouse, asBuyer := readHouse(t)
	calls, err := buyer.Calls(t.Context(), client.CallFilter{}, client.Listing{Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	c := calls.Items[0]
	contains(t, "a call", asBuyer("search", c.ID.String()), "call "+c.ID.String()+" "+devModel)
	contains(t, "a party", asHouse("search", "demo"), "party "+c.Buyer.String(), "party "+c.Seller.String())
	contains(t, "a card", asHouse("search", "0"), "card 0 demo")
	contains(t, "somebody else's", asBuyer("search", c.Seller.String()), "nothing was found")
	contains(t, "the card", asBuyer("cards", "show", "0"), devModel, "output 0.0000006 token", "demo version 1 in USD")
	contains(t, "a card that is none", asHouse("cards", "show", "7"), "exit 1", "card_unknown")
	own := filepath.Join(t.TempDir(), "own.yaml")
	if err := os.WriteFile(own, []byte(strings.Replace(string(devCard), "card: demo", "card: own", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	contains(t, "a buyer's own card", asHouse("cards", "add", c.Seller.String(), own, "--buyer", c.Buyer.String()), "1 "+c.Seller.String()+" "+c.Buyer.String()+" own")
	contains(t, "the buyer's cards", asBuyer("cards", "list"), c.Buyer.String()+" own")
	balance, err := buyer.PartyBalance(t.Context(), c.Buyer)
	if err != nil || balance.Party != c.Buyer || balance.Spendable == "" {
		t.Errorf("the balance is %+v, %v", balance, err)
	}
}

func TestKeysChangeCommand(t *testing.T) {
	_, buyer, asHouse, asBuyer := readHouse(t)
	calls, err := buyer.Calls(t.Context(), client.CallFilter{}, client.Listing{Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	var k client.Key
	read := func(text string) {
		t.Helper()
		k = client.Key{}
		if err := json.Unmarshal([]byte(text), &k); err != nil {
			t.Fatal(text)
		}
	}
	read(asHouse("keys", "add", "--party", calls.Items[0].Buyer.String(), "--model", "demo-*", "--requests-per-minute", "5", "--limit-day", "3", "--limit-total", "9", "--json"))
	id := k.ID.String()
	read(asHouse("keys", "change", id, "--limit-day", "4", "--limit-month", "8", "--limit-total", "none", "--expires", "2030-01-01", "--network", "127.0.0.0/8", "--json"))
	if k.Limits == nil || *k.Limits != (client.SpendLimits{Day: "4", Month: "8"}) || k.Expires.Year() != 2030 || len(k.Networks) != 1 || len(k.Models) != 1 || k.RequestsPerMinute != 5 {
		t.Errorf("the key is %+v with the limits %+v", k, k.Limits)
	}
	contains(t, "the key", asHouse("keys", "show", id), "NETWORKS 127.0.0.0/8", "LIMITS 4/day 8/month", "REQUESTS 5 a minute", "EXPIRES 2030-01-01")
	read(asHouse("keys", "change", id, "--limit-day", "none", "--limit-month", "none", "--expires", "none", "--model", "", "--requests-per-minute", "0", "--json"))
	if k.Limits != nil || !k.Expires.IsZero() || len(k.Models) != 0 || k.RequestsPerMinute != 0 || len(k.Networks) != 1 {
		t.Errorf("the key is %+v", k)
	}
	contains(t, "no change", asHouse("keys", "change", id), "exit 2", "nothing is to be changed")
	contains(t, "two ends", asHouse("keys", "change", id, "--expires", "none", "--expires-in", "1h"), "exit 2")
	contains(t, "a wrong limit", asHouse("keys", "change", id, "--limit-day", "ten"), "exit 1")
	contains(t, "a buyer's change", asBuyer("keys", "change", id, "--limit-day", "1"), "exit 1", "key_scope")
}

// Events are listed, and followed from a place in the list without a gap.
func TestEventsCommand(t *testing.T) {
	p, house, _ := receiptHouse(t)
	operator := client.New(house, strings.TrimSpace(readText(t, filepath.Join(p.config.Data, operatorFile))))
	line := []string{"events", "--url", house, "--key-file", filepath.Join(p.config.Data, operatorFile)}
	code, out, complaint := runLine(t, line...)
	if code != 0 || strings.Count(out, "call.captured") != 3 || !strings.Contains(out, "deposit.posted") {
		t.Fatalf("the list: exit code %d: %s%s", code, out, complaint)
	}
	page, err := operator.Events(t.Context(), []string{"call.captured"}, client.Listing{})
	if err != nil || len(page.Items) != 3 {
		t.Fatalf("%d captures, %v", len(page.Items), err)
	}
	if code, _, _ := runLine(t, append(line, "--beginning")...); code != 2 {
		t.Errorf("a list from the beginning: exit code %d", code)
	}
	if code, _, complaint := runLine(t, append(line, "--follow", "--type", "nonsense")...); code != 1 || !strings.Contains(complaint, "word_unknown") {
		t.Errorf("events that are none: exit code %d: %s", code, complaint)
	}

	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	reader, writer := io.Pipe()
	ended := make(chan int, 1)
	go func() {
		ended <- run(ctx, append(line, "--follow", "--json", "--after", page.Items[0].ID, "--type", "call.captured,party.added"), writer, io.Discard)
		_ = writer.Close() // a pipe's never fails
	}()
	lines := bufio.NewScanner(reader)
	next := func() (e client.Event) {
		t.Helper()
		if !lines.Scan() {
			t.Fatal("the events ended", lines.Err())
		}
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			t.Fatal(err)
		}
		return e
	}
	if first, second := next(), next(); first.ID != page.Items[1].ID || second.ID != page.Items[2].ID {
		t.Errorf("behind %s came %s and %s", page.Items[0].ID, first.ID, second.ID)
	}
	made, err := operator.CreateBuyer(t.Context(), client.NewParty{Name: "late"})
	if err != nil {
		t.Fatal(err)
	}
	if e := next(); e.Type != "party.added" || !strings.Contains(string(e.Data), made.ID.String()) {
		t.Errorf("then came %s %s", e.Type, e.Data)
	}
	cancel()
	if code := <-ended; code != 0 {
		t.Errorf("an interrupt: exit code %d", code)
	}
}

func readText(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
