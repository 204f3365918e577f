package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"aidollar/client"
)

// bankDay has the form of the European Central Bank's eurofxref-daily.xml.
func bankDay(day time.Time, dollars string) string {
	return fmt.Sprintf(`<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
<Cube><Cube time='%s'><Cube currency='USD' rate='%s'/></Cube></Cube></gesmes:Envelope>`, day.UTC().Format(time.DateOnly), dollars)
}

// replaced is a file that is replaced as a whole, so that nobody reads a half of it.
func replaced(t *testing.T, path, text string) {
	t.Helper()
	if err := os.Rename(write(t, path+".new", text), path); err != nil {
		t.Fatal(err)
	}
}

// TestReplayOfConversions runs a house whose rates come from the central bank's file and
// from a table, converts calls and balances by them while they move, over a restart, and
// wants a replay of the log to lead to the digest of the running house.
func TestReplayOfConversions(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.process.stop()
	today := time.Now()
	bank := h.withSources(today)
	if r := h.priced("EUR", "USD", "1.1"); !r.At.Equal(today.UTC().Truncate(24*time.Hour)) || r.Until.Sub(r.At) < 48*time.Hour || r.Source != "file" {
		t.Errorf("the bank's rate is %+v", r)
	}
	h.priced("USD", "AED", "3.6725")

	c := client.New(h.operator.url, h.operator.key)
	eva, secret := h.inEuros(c, "Eva") // who has euros alone, and calls
	otto, _ := h.inEuros(c, "Otto")    // who has others besides
	for _, asset := range []string{"USD", "AED"} {
		must[*client.Account](t)(c.AddPartyAsset(t.Context(), otto, asset))
	}
	buys := func() {
		t.Helper()
		a := must[answer](t)(party{url: h.operator.url, key: secret}.send(http.MethodPost, chatPath, question("metered", nil)))
		if a.status != http.StatusOK {
			t.Fatalf("a call in euros: %d: %s", a.status, a.body)
		}
	}
	numbers := map[string]uint64{}
	for _, dollars := range []string{"1.1", "1.05", "1.2"} {
		replaced(t, bank, bankDay(today, dollars))
		numbers[dollars] = h.priced("EUR", "USD", dollars).Number
		buys()
		quote := must[*client.Conversion](t)(c.QuoteConversion(t.Context(), client.Exchange{Give: "EUR", Get: "USD", Paid: "2"}))
		must[*client.Conversion](t)(c.Convert(t.Context(), client.NewConversion{Exchange: client.Exchange{Give: "EUR", Get: "USD", Paid: "2"}, Party: otto, Rate: quote.Rate.Number, GotMin: quote.Got}))
	}
	must[*client.Conversion](t)(c.Convert(t.Context(), client.NewConversion{Exchange: client.Exchange{Give: "USD", Get: "AED", Got: "3"}, Party: otto}))

	// Over a restart, and a rate that is older than the newest is honoured all the same.
	h.process.stop()
	h.start()
	c = client.New(h.operator.url, h.operator.key)
	by := client.NewConversion{Exchange: client.Exchange{Give: "EUR", Get: "USD", Got: "1"}, Party: otto, Rate: numbers["1.2"]}
	if made, err := c.Convert(t.Context(), by); err != nil || made.Rate.Price != "1.2" {
		t.Errorf("by the rate of before the restart: %+v, %v", made, err)
	}
	buys()
	all := must[*client.Page[client.Conversion]](t)(c.Conversions(t.Context(), client.ID{}, client.Listing{}))
	calls := 0
	for i := range all.Items {
		if m := &all.Items[i]; m.Call && m.Party == eva {
			calls++
		}
	}
	if len(all.Items) != 9 || calls != 4 {
		t.Errorf("%d conversions, %d of them of calls: %+v", len(all.Items), calls, all.Items)
	}
	positions := must[*client.Page[client.Exposure]](t)(c.Positions(t.Context()))
	if len(positions.Items) != 3 || positions.Items[1].Long == "0" || positions.Items[2].Short != "3" {
		t.Errorf("the positions are %+v", positions.Items)
	}
	// The snapshot has the digest of the running house; the audit replays to it.
	h.operator.post(t, "/api/v1/snapshots", nil, &struct{}{})
	h.process.stop()
	digested(t, h.data)
}

// withSources starts the house with rates of the bank's file, which it gives, and of a
// table.
func (h *house) withSources(today time.Time) (bank string) {
	h.t.Helper()
	dir := filepath.Dir(h.config)
	bank = filepath.Join(dir, "daily.xml")
	replaced(h.t, bank, bankDay(today, "1.1"))
	replaced(h.t, filepath.Join(dir, "rates.csv"), "currency;rate\nAED;3.6725\n")
	write(h.t, h.config, string(must[[]byte](h.t)(os.ReadFile(h.config)))+`
currencies:
  - {currency: USD, long_max: 1000, short_max: 1000}
  - {currency: EUR, long_max: 1000, short_max: 1000}
  - {currency: AED, long_max: 1000, short_max: 1000}
rates:
  - {base: EUR, quote: USD, file: daily.xml, format: ecb, interval: 100ms, spread_bps: 50, slip_bps: 500, honour: 10m, jump_bps: 2000}
  - {base: USD, quote: AED, file: rates.csv, format: csv, separator: ";", match: {currency: AED}, column: rate, interval: 100ms, spread_bps: 0}
`)
	h.start()
	return bank
}

// priced waits for a pair to have a price.
func (h *house) priced(base, quote, price string) (rate client.Rate) {
	h.t.Helper()
	await(h.t, base+" at "+price, func() bool {
		page, err := client.New(h.operator.url, h.operator.key).Pairs(h.t.Context())
		if err != nil {
			h.t.Fatal(err)
		}
		for _, p := range page.Items {
			if p.Base == base && p.Quote == quote && p.Open && p.Rate != nil && p.Rate.Price == price {
				rate = *p.Rate
			}
		}
		return rate.Number != 0
	})
	return rate
}

// inEuros enters a buyer with fifty euros and a key.
func (h *house) inEuros(c *client.Client, name string) (id client.ID, secret string) {
	h.t.Helper()
	made := must[*client.Party](h.t)(c.CreateBuyer(h.t.Context(), client.NewParty{Name: name, Asset: "EUR"}))
	key := must[*client.Key](h.t)(c.CreateKey(h.t.Context(), client.NewKey{Party: made.ID, Name: name, Scopes: []string{client.ScopeCall, client.ScopeRead}}))
	must[*client.Movement](h.t)(c.Deposit(h.t.Context(), client.NewDeposit{Buyer: made.ID, Amount: "50"}))
	return made.ID, key.Secret
}

// digested wants a directory to pass the audit, with a snapshot whose digest the replay
// of everything before it has led to.
func digested(t *testing.T, data string) {
	t.Helper()
	audit(t, data)
	var found struct {
		Digest    string `json:"state_digest"`
		LastSeq   uint64 `json:"last_record"`
		Snapshots []struct {
			Seq    uint64 `json:"record"`
			Digest string `json:"state_digest"`
			Agrees bool   `json:"agrees"`
		} `json:"snapshots"`
	}
	if err := json.Unmarshal([]byte(run(t, "audit", "--json", data).out), &found); err != nil {
		t.Fatal(err)
	}
	n := len(found.Snapshots)
	if n == 0 || !found.Snapshots[n-1].Agrees || found.Snapshots[n-1].Digest == "" || found.LastSeq-found.Snapshots[n-1].Seq > 50 {
		t.Errorf("the audit found %+v", found)
	}
}
