package main

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"aidollar/cmd/aidollar/pricefeed"
	"aidollar/config"
	"aidollar/core/clearing"
	"aidollar/core/exchange"
)

// wants looks once, and wants so many rates to be known then, the last of them with a
// price, and a trouble to be told.
func (f *rateFeed) wants(t *testing.T, number int, price uint64, trouble string) {
	t.Helper()
	err := f.look(t.Context())
	f.report(err)
	if (err == nil) != (trouble == "") || err != nil && !strings.Contains(err.Error(), trouble) || (f.trouble.Load() != nil) != (trouble != "") {
		t.Errorf("it was told %v, want %q", err, trouble)
	}
	var all []exchange.Rate
	f.node.View(func(m *clearing.Machine) {
		base, _ := m.AssetNumber(f.source.Base)
		quote, _ := m.AssetNumber(f.source.Quote)
		all = append(all, m.Exchange().Rates(exchange.Pair{Base: base, Quote: quote})...)
	})
	if len(all) != number || number > 0 && all[number-1].Price != price {
		t.Errorf("the rates are %+v, want %d of them, the last %d", all, number, price)
	}
}

// shown wants the console to know that euros are held back, and dirhams are not.
func shown(t *testing.T, p *program) {
	t.Helper()
	troubles := map[string]string{}
	pairs, err := newConsoleSource(p.node, p.books, &p.metrics.latencies, p.receipts, p.proofs, p.rates).Pairs(t.Context())
	for _, pair := range pairs {
		troubles[pair.Base.Code+"/"+pair.Quote.Code] = pair.Trouble
	}
	if err != nil || len(troubles) != 2 || !strings.Contains(troubles["EUR/USD"], "held back") || troubles["USD/AED"] != "" {
		t.Errorf("the console is told %q, %v", troubles, err)
	}
}

// TestRatesComeFromSources follows a file and an address into the log.
func TestRatesComeFromSources(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "rates.json")
	write := func(text string, at time.Time) {
		t.Helper()
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(file, at, at); err != nil {
			t.Fatal(err)
		}
	}
	answer := func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(`{"aed/usd":["3.6725"]}`)) }
	var serve http.HandlerFunc = answer
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { serve(w, r) }))
	defer server.Close()
	start := time.Now().Add(-time.Minute)
	write(`{"rates":{"USD":1.1}}`, start)

	c := config.Default(dir)
	c.Listen = "127.0.0.1:0"
	long := config.RateSource{PriceSource: config.PriceSource{Interval: time.Hour, Valid: 2 * time.Hour}, JumpBPS: 500}
	euro, dirham := long, long
	euro.Base, euro.Quote, euro.File, euro.Pointer = "EUR", "USD", file, "/rates/USD"
	dirham.Base, dirham.Quote, dirham.URL, dirham.Pointer = "USD", "AED", server.URL, "/aed~1usd/0"
	c.Rates = []config.RateSource{euro, dirham}
	p, err := newProgram(c, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := p.close(); err != nil {
			t.Error(err)
		}
	}()
	p.rates.close() // the test looks by itself
	look := func(f *rateFeed, number int, price uint64, trouble string) {
		t.Helper()
		f.wants(t, number, price, trouble)
	}
	f, web := p.rates.feeds[0], p.rates.feeds[1]
	look(f, 1, 1_100_000_000_000, "")
	look(f, 1, 1_100_000_000_000, "") // nothing new
	write(`{"rates":{"USD":"1.12"}}`, start.Add(time.Second))
	look(f, 2, 1_120_000_000_000, "")
	write(`{"rates":{"USD":1.4}}`, start.Add(2*time.Second))
	look(f, 2, 1_120_000_000_000, "held back")
	shown(t, p)
	write(`{"rates":{"USD":1e0}}`, start.Add(3*time.Second))
	look(f, 2, 1_120_000_000_000, "is no price")
	write(`{"rates":{}}`, start)
	look(f, 2, 1_120_000_000_000, "nothing at /rates/USD")
	write(`{"rates":{"USD":1.12}}`, start.Add(time.Second))
	f.now = func() time.Time { return start.Add(3 * time.Hour) }
	look(f, 2, 1_120_000_000_000, "has not changed")
	// The same price is entered again when half of its time is over.
	write(`{"rates":{"USD":1.12}}`, time.Now())
	f.now = func() time.Time { return start.Add(90 * time.Minute) }
	look(f, 3, 1_120_000_000_000, "")

	look(web, 1, 3_672_500_000_000, "")
	serve = func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/elsewhere", http.StatusFound) }
	look(web, 1, 3_672_500_000_000, "302")
	serve = func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(make([]byte, pricefeed.TextMax+1)) }
	look(web, 1, 3_672_500_000_000, "more than")
	serve = answer
	look(web, 1, 3_672_500_000_000, "")
}
