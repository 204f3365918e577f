package e2e

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"aidollar/chain/anvil"
)

// channelRuns are what x402_channel.mjs prints.
type channelRuns struct {
	Before, After string
	Sequence      []drawn
	Metered       []drawn
	Five          []drawn
	Fifty         []drawn
	Behind        drawn
	Opening       []drawn
	Topped        []drawn
	Twice         []drawn
	Again         drawn
	Ways          []struct {
		Scheme string
		Extra  json.RawMessage
	}
	Refund drawnSettlement
}

type drawn struct {
	Status     int
	Body       string
	Receipt    string
	Settlement *drawnSettlement
}

type drawnSettlement struct {
	Success     bool
	Transaction string
	Amount      string
	Extra       struct {
		ChargedAmount string
		ChannelState  struct{ Balance, ChargedCumulativeAmount, TotalClaimed string }
	}
}

func (d *drawn) charged(t *testing.T) (part, total int) {
	t.Helper()
	if d.Status != http.StatusOK || d.Settlement == nil || !d.Settlement.Success {
		t.Fatalf("not paid: %d, %+v: %.300s", d.Status, d.Settlement, d.Body)
	}
	part, err := strconv.Atoi(d.Settlement.Extra.ChargedAmount)
	if err != nil {
		t.Fatalf("what was charged is not told: %+v", d.Settlement)
	}
	total, err = strconv.Atoi(d.Settlement.Extra.ChannelState.ChargedCumulativeAmount)
	if err != nil {
		t.Fatalf("the channel's total is not told: %+v", d.Settlement)
	}
	return part, total
}

// all wants each of some requests served, and each of the totals to be another one:
// every request was charged, and none was charged twice.
func all(t *testing.T, name string, some []drawn, want int, from int) (most int) {
	t.Helper()
	if len(some) != want {
		t.Fatalf("%s: %d requests, want %d", name, len(some), want)
	}
	totals := map[int]bool{}
	for i := range some {
		part, total := some[i].charged(t)
		if part != factPrice || totals[total] {
			t.Errorf("%s: request %d was charged %d, in all %d", name, i, part, total)
		}
		totals[total] = true
		most = max(most, total)
	}
	if most != from+want*factPrice {
		t.Errorf("%s: charged %d in all, %d were before", name, most, from)
	}
	return most
}

const factPrice = 20_000 // of the demo's paid route, in the token's smallest units

// TestChannelsWithTheStockClient has the stock client of x402's batch-settlement pay
// from channels on the chain of the demo, one request after the other and many at
// once.
func TestChannelsWithTheStockClient(t *testing.T) {
	needsClient(t)
	t.Parallel()
	d := startDemo(t)
	channels(t, d)
	d.stop()
}

// TestChannelsOnAnvil does the same on a chain by other people.
func TestChannelsOnAnvil(t *testing.T) {
	needsClient(t)
	t.Parallel()
	a := anvil.Start(t, anvil.Options{ChainID: 84532, Bare: true})
	d := startDemo(t, "--rpc", a.RPC(), "--chain-id", "84532")
	channels(t, d)
	d.stop()
}

func channels(t *testing.T, d *demo) {
	t.Helper()
	var r channelRuns
	node(t, "x402_channel.mjs", &r, "HOUSE="+firstLine(d))
	total := all(t, "one after the other", r.Sequence, 3, 0)
	for i := range r.Metered {
		part, now := r.Metered[i].charged(t)
		if part <= 0 || part >= 1000 || now != total+part {
			t.Errorf("a metered call was charged %d, in all %d behind %d", part, now, total)
		}
		total = now
	}
	total = all(t, "five at once", r.Five, 5, total)
	total = all(t, "fifty at once", r.Fifty, 50, total)
	if _, now := r.Behind.charged(t); now != total+factPrice {
		t.Errorf("behind them: %d in all, want %d", now, total+factPrice)
	}
	if !strings.HasPrefix(r.Sequence[0].Settlement.Transaction, "0x") || r.Sequence[1].Settlement.Transaction != "" {
		t.Errorf("the first request deposits and the second does not: %q, %q", r.Sequence[0].Settlement.Transaction, r.Sequence[1].Settlement.Transaction)
	}
	deposits := 0
	total = all(t, "ten that open a channel", r.Opening, 10, 0)
	for i := range r.Opening {
		if r.Opening[i].Settlement.Transaction != "" {
			deposits++
		}
	}
	if deposits != 1 {
		t.Errorf("%d of ten deposits were made", deposits)
	}
	total = all(t, "until the deposit is used up, and beyond", r.Topped, 4, total)
	if _, now := r.Twice[0].charged(t); now != total+factPrice || r.Twice[1].Status != http.StatusPaymentRequired {
		t.Errorf("the same voucher twice: %d in all, then %d", now, r.Twice[1].Status)
	}
	// The client deposited twelve requests' worth twice, and paid fifteen.
	if back := r.Refund; !back.Success || back.Amount != strconv.Itoa((24-15)*factPrice) || !strings.HasPrefix(back.Transaction, "0x") {
		t.Errorf("given back: %+v", back)
	}
	if r.Again.charged(t); !strings.HasPrefix(r.Again.Settlement.Transaction, "0x") {
		t.Error("behind a refund the client deposits again")
	}
	schemes := ""
	for _, way := range r.Ways {
		schemes += way.Scheme + " "
	}
	if !strings.Contains(schemes, "exact") || !strings.Contains(schemes, "batch-settlement") {
		t.Errorf("the ways to pay are %s", schemes)
	}
	if len(r.Sequence[0].Receipt) == 0 || r.Sequence[0].Receipt == r.Sequence[1].Receipt {
		t.Errorf("receipts %q, %q", r.Sequence[0].Receipt, r.Sequence[1].Receipt)
	}
}
