package console

import (
	"context"
	"strings"
	"testing"
	"time"

	"aidollar/core/exchange"
	"aidollar/core/money"
)

// Currencies of the test house: a pair that is good, one whose source fails and whose
// rate is stale, one that waits for its first rate, and one that is closed.

func currency(code string) money.Asset { return money.Asset{Code: code, Scale: 9, ChainScale: 6} }

func (h *house) Pairs(context.Context) (list []Pair, err error) {
	if len(h.receipts) == 0 {
		return nil, h.err
	}
	rate := func(number, price uint64, age time.Duration, source string) exchange.Rate {
		return exchange.Rate{Number: number, SpreadBPS: 50, AskBase: price + price/200, AskQuote: 913_636_363_637,
			Word: exchange.Word{Price: price, At: noon - int64(age), Valid: int64(time.Hour), Source: source}}
	}
	open := exchange.Terms{Open: true, SpreadBPS: 50}
	return []Pair{
		{Base: currency("EUR"), Quote: money.USD(), PairState: exchange.PairState{Terms: open, Rate: rate(7, 1_123_456_789_012, 3*time.Minute, "www.ecb.europa.eu")}},
		{Base: money.USD(), Quote: currency("AED"), PairState: exchange.PairState{Terms: open, Rate: rate(8, 3_672_500_000_000, 27*time.Hour, hostile)},
			Trouble: "the price went from 3.6725 to 4.1, by more than 500 basis points, and is held back; enter it by hand if it is right"},
		{Base: currency("SAR"), Quote: money.USD(), PairState: exchange.PairState{Terms: open}, Trouble: "open " + hostile + ": no such file or directory"},
		{Base: currency("CHF"), Quote: money.USD(), PairState: exchange.PairState{Rate: rate(9, 1_100_000_000_000, 0, "operator")}},
	}, h.err
}

func (h *house) Exposures(context.Context) (list []Exposure, err error) {
	if len(h.receipts) == 0 {
		return nil, h.err
	}
	euros := func(n uint64) money.Amount { return money.Units(n * 1_000_000_000) }
	return []Exposure{
		{Money: money.USD(), Position: exchange.Position{Accounts: exchange.Accounts{Position: testID(60)}, Short: euros(4_700), ToGo: euros(100), Limits: exchange.Limits{LongMax: euros(5_000), ShortMax: euros(5_000)}}},
		{Money: currency("EUR"), Position: exchange.Position{Accounts: exchange.Accounts{Position: testID(61)}, Long: money.Units(1_234_567_890_123), ToCome: euros(1), Limits: exchange.Limits{LongMax: euros(5_000)}}},
	}, h.err
}

// TestCurrenciesPage shows everybody the rates, and the house alone what it holds and
// what ails its sources.
func TestCurrenciesPage(t *testing.T) {
	h := newHouse(120)
	page := newVisitor(t, h).signIn(secretAdmin).get("/console/currencies")
	wants(t, "the house", page, []string{"EUR/USD", "1.123456789012", "3 minutes ago", "www.ecb.europa.eu", "1 day ago", "held back", "no such file", "Positions of the house", `value="960"`, "USD</a> given out"}, []string{hostile})
	if words := texts(t, page, "span", "state"); strings.Join(words, ",") != "good,stale,no rate,off" {
		t.Errorf("the states are %q", words)
	}
	// Nothing may be given out of the euros, which is a limit that is reached.
	if strings.Count(page, `value="1000"`) != 1 || strings.Count(page, "<meter") != 4 {
		t.Error("the meters are not those of the positions")
	}
	wants(t, "a buyer", newVisitor(t, h).signIn(secretBuyer).get("/console/currencies"), []string{"EUR/USD", "stale"}, []string{"held back", "no such file", "Positions of the house"})
	wants(t, "an empty house", newVisitor(t, newHouse(0)).signIn(secretAdmin).get("/console/currencies"), []string{"No rates yet", "No positions yet"}, nil)
	wants(t, "a buyer of it", newVisitor(t, newHouse(0)).signIn(secretBuyer).get("/console/currencies"), []string{"Nothing is converted here"}, nil)
	for nanos, text := range map[int64]string{0: "now", -5: "now", int64(90 * time.Minute): "1 hour ago", int64(50 * time.Hour): "2 days ago"} {
		if got := ageText(nanos); got != text {
			t.Errorf("%d is %q, want %q", nanos, got, text)
		}
	}
}
