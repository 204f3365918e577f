package main

import (
	"bytes"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"aidollar/config"
	"aidollar/core/clearing"
	"aidollar/core/exchange"
	"aidollar/core/money"
)

// TestCurrenciesOfTheConfiguration: limits and terms are entered where they differ, and
// the configuration has the last word at each start.
func TestCurrenciesOfTheConfiguration(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "rates.json")
	if err := os.WriteFile(file, []byte(`{"USD":1.1}`), 0o600); err != nil {
		t.Fatal(err)
	}
	euros := func(n uint64) money.Amount { return money.Units(n * 1_000_000_000) }
	c := config.Default(dir)
	c.Listen = "127.0.0.1:0"
	c.Positions = []config.Currency{{Code: "EUR", Limits: exchange.Limits{LongMax: euros(20), ShortMax: euros(5)}}, {Code: "USD", Limits: exchange.Limits{LongMax: euros(7)}}}
	terms := exchange.Terms{Open: true, SpreadBPS: 50, SlipBPS: 100, Honour: int64(time.Minute)}
	c.Rates = []config.RateSource{{Base: "EUR", Quote: "USD", Terms: &terms, JumpBPS: 500,
		PriceSource: config.PriceSource{File: file, Pointer: "/USD", Interval: time.Hour, Valid: 2 * time.Hour}}}

	starts := &startCounter{config: c}
	var log bytes.Buffer
	starts.run(t, &log, func(_ *program, euro exchange.Position, pair exchange.PairState) {
		if euro.Limits != c.Positions[0].Limits || pair.Terms != terms {
			t.Errorf("%+v, %+v", euro, pair)
		}
	})
	same := starts.run(t, &log, func(*program, exchange.Position, exchange.PairState) {})
	starts.run(t, &log, func(p *program, euro exchange.Position, pair exchange.PairState) {
		for _, command := range []clearing.Command{
			clearing.SetConversion{Pair: pair.Pair, Terms: exchange.Terms{SpreadBPS: 3}},
			clearing.SetExposure{Asset: euro.Asset, Limits: exchange.Limits{LongMax: euros(30)}},
			clearing.FundPosition{Move: exchange.Move{ID: newID(), Asset: euro.Asset, Account: clearing.HouseAccount(clearing.AccountCustody, euro.Asset), Amount: euros(25)}},
		} {
			if _, err := p.do(t.Context(), command); err != nil {
				t.Fatal(err)
			}
		}
	})
	if strings.Contains(log.String(), "limits of a currency") {
		t.Error(log.String())
	}
	// Twenty is less than what the house holds by now: the limits stay, and it says so.
	mended := starts.run(t, &log, func(_ *program, euro exchange.Position, pair exchange.PairState) {
		if euro.Limits.LongMax != euros(30) || euro.Long != euros(25) || pair.Terms != terms {
			t.Errorf("%+v, %+v", euro, pair)
		}
	})
	if mended <= same || !strings.Contains(log.String(), "limits of a currency") {
		t.Errorf("%d records, then %d: %s", same, mended, log.String())
	}
	c.Rates[0].Base, c.Rates[0].Quote = "USD", "EUR"
	if _, err := newProgram(c, slog.New(slog.DiscardHandler)); err == nil || !strings.Contains(err.Error(), "the other way round") {
		t.Errorf("a pair the other way round: %v", err)
	}
}

// startCounter opens a house again and again.
type startCounter struct {
	config *config.Server
	ended  uint64 // the log's last record
}

// run opens the house, has f look at it and at its euros, and gives how many records were
// written.
func (s *startCounter) run(t *testing.T, log *bytes.Buffer, f func(p *program, euro exchange.Position, pair exchange.PairState)) (records uint64) {
	t.Helper()
	p, err := newProgram(s.config, slog.New(slog.NewTextHandler(log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	p.rates.close() // one look, or none, was had
	var euro exchange.Position
	var pair exchange.PairState
	p.node.View(func(m *clearing.Machine) {
		number, _ := m.AssetNumber("EUR")
		dollar, _ := m.AssetNumber("USD")
		euro, _ = m.Exchange().PositionIn(number)
		pair, _ = m.Exchange().PairOf(exchange.Pair{Base: number, Quote: dollar})
	})
	f(p, euro, pair)
	position, _ := p.node.Position()
	if err := p.close(); err != nil {
		t.Fatal(err)
	}
	records, s.ended = position-s.ended, position
	return records
}
