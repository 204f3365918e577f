package main

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"aidollar/config"
	"aidollar/console"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
)

// consoleProgram is a program with the demo's cast and some calls: captured, and
// one that is open.
func consoleProgram(t *testing.T) (p *program, d *demo, base string) {
	dir := t.TempDir()
	c := config.Default(dir)
	c.Data, c.Listen, c.Books = dir, "127.0.0.1:0", booksPlace(t, dir)
	p, err := newProgram(c, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.close(); err != nil {
			t.Error(err)
		}
	})
	if d, err = p.demo(t.Context()); err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/v1/", p.gateway)
	handler := console.New(newConsoleSource(p.node, p.books, &p.metrics.latencies, p.receipts, p.proofs, p.rates), nil, console.Options{})
	mux.Handle("/console", handler)
	mux.Handle("/console/", handler)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	t.Cleanup(handler.Close) // first: a server waits for open pages
	for range 3 {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL+"/v1/chat/completions",
			strings.NewReader(`{"model":"`+devModel+`","max_tokens":20,"messages":[{"role":"user","content":"What is a hold?"}]}`))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Authorization", "Bearer "+d.Key)
		response, err := server.Client().Do(request)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(response.Body)
		response.Body.Close()
		if response.StatusCode != http.StatusOK {
			t.Fatalf("a call: %s: %s", response.Status, body)
		}
	}
	if err := p.gateway.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	seq, _ := p.node.Position()
	if err := p.books.Visible(t.Context(), seq); err != nil {
		t.Fatal(err)
	}
	return p, d, server.URL
}

// consoleVisit signs in and gives what reads pages.
func consoleVisit(t *testing.T, base, secret string) func(path string) string {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Jar: jar}
	visit := func(method, path, form string) string {
		t.Helper()
		request, err := http.NewRequestWithContext(t.Context(), method, base+path, strings.NewReader(form))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		response, err := client.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		if err != nil || response.StatusCode != http.StatusOK {
			t.Fatalf("%s: %s %v: %s", path, response.Status, err, body)
		}
		return string(body)
	}
	visit(http.MethodPost, "/console/sign-in", url.Values{"key": {secret}}.Encode())
	return func(path string) string {
		t.Helper()
		return visit(http.MethodGet, path, "")
	}
}

var pageTag = regexp.MustCompile(`<[^>]*>`)

func plain(page string) string {
	return strings.Join(strings.Fields(pageTag.ReplaceAllString(page, "")), " ")
}

var callLink = regexp.MustCompile(`/console/calls/[0-9a-f-]{36}`)
var accountLink = regexp.MustCompile(`/console/accounts/[0-9a-f-]{36}`)

// The console shows real calls, and its figures are those of the ledger.
func TestConsole(t *testing.T) {
	p, d, base := consoleProgram(t)
	secret, err := os.ReadFile(d.Operator)
	if err != nil {
		t.Fatal(err)
	}
	var balance ledger.Account
	var revenue money.Amount
	p.node.View(func(m *clearing.Machine) {
		m.Parties(func(party clearing.Party) bool {
			if party.Role == clearing.RoleBuyer {
				balance, _ = m.Ledger().Account(clearing.PartyAccount(party.ID, clearing.AccountBuyer))
			}
			return true
		})
		a, _ := m.Ledger().Account(clearing.HouseAccount(clearing.AccountRevenue, balance.Asset))
		revenue = a.CreditsPosted
	})
	left, _ := balance.CreditsPosted.Sub(balance.DebitsPosted)
	if balance.DebitsPosted.IsZero() || revenue.IsZero() {
		t.Fatal("the calls cost nothing: the test sees nothing")
	}
	buyer := consoleVisit(t, base, d.Key)
	page := plain(buyer("/console"))
	for _, want := range []string{"Balance" + left.Decimal(9), "Spent, last 24 hours" + balance.DebitsPosted.Decimal(9), "Calls, last 24 hours3", "demo seller"} {
		if !strings.Contains(strings.ReplaceAll(page, " ", ""), strings.ReplaceAll(want, " ", "")) {
			t.Errorf("the buyer's overview lacks %q: %s", want, page)
		}
	}
	house := consoleVisit(t, base, strings.TrimSpace(string(secret)))
	page = strings.ReplaceAll(plain(house("/console")), " ", "")
	for _, want := range []string{"Calls,last24hours3", "Revenue,last24hours" + revenue.Decimal(9), "Openholds0"} {
		if !strings.Contains(page, want) {
			t.Errorf("the house's overview lacks %q: %s", want, page)
		}
	}
	if page := plain(house("/console/accounts")); !strings.Contains(page, "balanced") || strings.Contains(page, "not balanced") || !strings.Contains(page, devBuyer) {
		t.Errorf("the chart: %s", page)
	}
	receipts := callLink.FindAllString(house("/console/calls"), -1)
	if len(receipts) != 3 {
		t.Fatalf("%d calls are listed", len(receipts))
	}
	receipt := house(receipts[0])
	for _, want := range []string{"Usage and price", "usage.prompt_tokens", "usage.completion_tokens", "read from openai.chat", "receipts verify", "Call: held", "Call: charged", "Share of a sale: split", "House revenue", "Seller proceeds"} {
		if !strings.Contains(plain(receipt), want) {
			t.Errorf("the receipt lacks %q: %s", want, plain(receipt))
		}
	}
	accounts := accountLink.FindAllString(receipt, -1)
	slices.Sort(accounts)
	if accounts = slices.Compact(accounts); len(accounts) != 4 {
		t.Errorf("the receipt leads to %d accounts: %q", len(accounts), accounts)
	}
	for _, path := range accounts {
		if found := callLink.FindAllString(house(path), -1); !slices.Contains(found, receipts[0]) {
			t.Errorf("%s does not lead back to its call", path)
		}
	}
}

// What the console's source gives in pages is complete and in order.
func TestConsoleSource(t *testing.T) {
	p, _, _ := consoleProgram(t)
	s := newConsoleSource(p.node, p.books, &p.metrics.latencies, p.receipts, p.proofs, p.rates)
	ctx := context.Background()
	for i := range 5 {
		if _, err := p.party(ctx, clearing.RoleBuyer, "buyer "+string(rune('a'+i)), 0); err != nil {
			t.Fatal(err)
		}
	}
	var names []string
	for cursor := ""; ; {
		page, err := s.Parties(ctx, cursor, 3)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range page.Accounts {
			names = append(names, a.Owner.Name)
			if a.Account.ID.IsZero() || a.Asset.Code != "USD" {
				t.Errorf("%s has the account %v", a.Owner.Name, a)
			}
		}
		if cursor = page.Next; cursor == "" {
			break
		}
	}
	if got := strings.Join(names, ", "); got != "demo seller, demo buyer, buyer a, buyer b, buyer c, buyer d, buyer e" {
		t.Errorf("parties: %s", got)
	}
	if page, err := s.Calls(ctx, console.CallQuery{}, "", 10); err != nil || len(page.Calls) != 0 {
		t.Errorf("the zero view sees %d calls, %v", len(page.Calls), err)
	}
	if _, err := s.Calls(ctx, console.CallQuery{View: console.View{House: true}}, "x", 10); !errors.Is(err, console.ErrCursor) {
		t.Errorf("a foreign cursor: %v", err)
	}
	if _, err := s.Receipt(ctx, newID()); !errors.Is(err, console.ErrNotFound) {
		t.Errorf("a receipt that is not there: %v", err)
	}
}
