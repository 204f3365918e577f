package e2e

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"aidollar/chain/anvil"
	"aidollar/client"
)

// currencyAsk is what a 402 asks for.
type currencyAsk struct {
	Bytes int // of its headers
	Ways  []struct{ Scheme, Asset, Amount string }
}

// amounts are what is asked for in a token by a scheme.
func (o *currencyAsk) amounts(token, scheme string) (all []string) {
	for _, way := range o.Ways {
		if strings.EqualFold(way.Asset, token) && way.Scheme == scheme {
			all = append(all, way.Amount)
		}
	}
	return all
}

// exchanged is a purchase in another currency.
type exchanged struct {
	Status int
	Body   string
	Paid   string
	Cost   string

	Settlement *struct{ Amount, Transaction string }
}

// problem is the code of a refusal, with its sentence.
func (e *exchanged) problem(t *testing.T) (code, detail string) {
	t.Helper()
	var p struct{ Code, Detail string }
	if err := json.Unmarshal([]byte(e.Body), &p); err != nil {
		t.Fatalf("%d: %s", e.Status, e.Body)
	}
	return p.Code, p.Detail
}

// currencyRuns are what currency.mjs buys.
type currencyRuns struct {
	Before, After, Metered    currencyAsk
	Setup                     []int
	Euro, Dirham, Trust, Upto currencyRun
	Rest                      []exchanged
	MPP                       exchanged
	MPPLeft                   int
}

type currencyRun struct {
	Answer  exchanged
	Left    int
	Receipt struct {
		Charge     string
		Conversion *struct {
			Give, Get, Paid, Got, Spread, Price string
			Rate                                struct{ Price, Source, At string }
		}
	}
}

// TestWalletsInOtherCurrencies has stock clients pay dollar prices with euros and
// dirhams: in advance, on trust and up to a most, by x402 and by MPP.
func TestWalletsInOtherCurrencies(t *testing.T) {
	needsClient(t)
	t.Parallel()
	data := t.TempDir()
	d := startDemo(t, "--data", data)
	var w currencyRuns
	node(t, "currency.mjs", &w, "HOUSE="+firstLine(d), "OPERATOR="+secret(t, d.Operator), "STEP=buy")
	w.check(t, d)
	settle(t, d.process, party{url: d.URL, key: secret(t, d.Operator)}, data)
}

// TestWalletsInOtherCurrenciesOnAnvil has them do so on a chain by other people, and the
// chain's euros agree with the ledger's.
func TestWalletsInOtherCurrenciesOnAnvil(t *testing.T) {
	needsClient(t)
	t.Parallel()
	a := anvil.Start(t, anvil.Options{ChainID: 84532, Bare: true})
	data := t.TempDir()
	d := startDemo(t, "--data", data, "--rpc", a.RPC(), "--chain-id", "84532")
	operator := party{url: d.URL, key: secret(t, d.Operator)}
	var w currencyRuns
	node(t, "currency.mjs", &w, "HOUSE="+firstLine(d), "OPERATOR="+operator.key, "STEP=buy")
	w.check(t, d)
	house := client.New(d.URL, operator.key)
	tokens, err := house.Tokens(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	// Nothing makes blocks here but transactions, and two on top make one final.
	await(t, "the euros and dirhams of the chain to be the ledger's", func() bool {
		a.Mine(1)
		time.Sleep(200 * time.Millisecond)
		compared := 0
		for i := range tokens.Items {
			token := &tokens.Items[i]
			r, err := house.Reconciliation(t.Context(), token.Number)
			if err != nil {
				t.Fatal(err)
			}
			if token.Asset != "USD" && r.Arriving == "0" && r.Compared != nil && r.Compared.Agrees && !r.Halted && r.Compared.OnChain != "0" {
				compared++
			}
		}
		return compared == 2
	})
	settle(t, d.process, operator, data)
}

// check wants each purchase to be what it should.
func (w *currencyRuns) check(t *testing.T, d *demo) {
	t.Helper()
	var all struct{ Euro, Dirham string }
	if err := json.Unmarshal([]byte(firstLine(d)), &all); err != nil {
		t.Fatal(err)
	}
	for _, status := range w.Setup {
		if status != http.StatusOK {
			t.Fatalf("the rates were answered %v", w.Setup)
		}
	}
	// Two cents at 1.1 dollars the euro and half a per cent are 0.018272728 euros.
	if len(w.Before.Ways) != 3 || strings.Join(w.After.amounts(all.Euro, "exact"), " ") != "18273 18273" || strings.Join(w.After.amounts(all.Dirham, "exact"), " ") != "73450 73450" {
		t.Errorf("without rates %v are asked for, with them %v", w.Before, w.After)
	}
	if len(w.Metered.Ways) != 10 || w.Metered.Bytes > 16<<10 {
		t.Errorf("%d ways in %d bytes of headers; stock clients read 16 KiB", len(w.Metered.Ways), w.Metered.Bytes)
	}
	for what, b := range map[string]*currencyRun{"euros in advance": &w.Euro, "dirhams by Permit2": &w.Dirham, "euros on trust": &w.Trust, "euros up to a most": &w.Upto} {
		c := b.Receipt.Conversion
		if b.Answer.Status != http.StatusOK || c == nil || c.Got != b.Receipt.Charge || c.Rate.At == "" || b.Answer.Settlement == nil {
			t.Fatalf("%s: %d: %s, %+v", what, b.Answer.Status, b.Answer.Body, b.Receipt)
		}
		if give, _, _ := strings.Cut(b.Answer.Paid, ";"); give != c.Paid+" "+c.Give {
			t.Errorf("%s: the header says %q, and the receipt %s %s", what, b.Answer.Paid, c.Paid, c.Give)
		}
	}
	if c := w.Euro.Receipt.Conversion; c.Price != "0.913636363637" || c.Rate.Source != "a desk" || c.Paid != "0.018272727" || w.Euro.Left != 1_000_000-18_273 {
		t.Errorf("euros in advance: %+v, %d left", c, w.Euro.Left)
	}
	if w.Dirham.Left != 1_000_000-73_450 || w.MPPLeft != 1_000_000-18_273 || w.MPP.Status != http.StatusOK {
		t.Errorf("%d dirhams are left; by MPP %d: %s, %d left", w.Dirham.Left, w.MPP.Status, w.MPP.Body, w.MPPLeft)
	}
	// What was used is taken, rounded up to the token's unit.
	if w.Upto.Answer.Settlement.Amount != "" || w.Upto.Left >= 1_000_000 || w.Upto.Left < 999_900 {
		t.Logf("up to: %+v, %d left", w.Upto.Answer.Settlement, w.Upto.Left)
	}
	if n := len(w.Rest); n != 3 || w.Rest[2].Settlement == nil || w.Rest[2].Settlement.Amount != "0" {
		t.Errorf("the rest does not pay the third call: %+v", w.Rest)
	}
}

// TestOffersOutliveRatesAndRestarts sends what was signed at one rate at another one,
// to a house that was started anew between.
func TestOffersOutliveRatesAndRestarts(t *testing.T) {
	needsClient(t)
	t.Parallel()
	data := t.TempDir()
	d := startDemo(t, "--data", data)
	operator := secret(t, d.Operator)
	environment := func() []string { return []string{"HOUSE=" + firstLine(d), "OPERATOR=" + operator} }
	var ignored json.RawMessage
	node(t, "currency.mjs", &ignored, append(environment(), "STEP=buy")...)
	var offer struct{ Payment map[string]string }
	node(t, "currency.mjs", &offer, append(environment(), "STEP=offer")...)
	d.stop()
	port := strings.TrimPrefix(d.URL, "http://")
	d = startDemo(t, "--data", data, "--listen", port)
	signed := string(must[[]byte](t)(json.Marshal(offer.Payment)))
	type honoured struct {
		Moved  int
		After  currencyAsk
		Answer exchanged
	}
	var all struct{ Euro string }
	if err := json.Unmarshal([]byte(firstLine(d)), &all); err != nil {
		t.Fatal(err)
	}
	var h honoured
	node(t, "currency.mjs", &h, append(environment(), "STEP=honour", "PRICE=1.08", "OFFER="+signed)...)
	if got := h.After.amounts(all.Euro, "exact"); len(got) == 0 || got[0] != "18612" || h.Answer.Status != http.StatusOK || !strings.HasPrefix(h.Answer.Paid, "0.018272727 EUR") {
		t.Errorf("%v is asked for now, and the old offer: %d, %q, %s", got, h.Answer.Status, h.Answer.Paid, h.Answer.Body)
	}
	node(t, "currency.mjs", &offer, append(environment(), "STEP=offer")...)
	signed = string(must[[]byte](t)(json.Marshal(offer.Payment)))
	node(t, "currency.mjs", &h, append(environment(), "STEP=honour", "PRICE=0.9", "OFFER="+signed)...)
	if code, detail := h.Answer.problem(t); h.Answer.Status != http.StatusPaymentRequired || code != "rate_moved" || !strings.Contains(detail, "EURC") {
		t.Errorf("a rate that moved too far: %d: %s", h.Answer.Status, h.Answer.Body)
	}
	// Whatever stands in the way is told by its name, and not currencyAsk.
	type no struct {
		Asked  currencyAsk
		Answer exchanged
	}
	var r struct {
		Full                           int
		Exposure, Closed, Moved, Stale no
		Left                           int
	}
	node(t, "currency.mjs", &r, append(environment(), "STEP=refused")...)
	for want, n := range map[string]*no{"exposure_long": &r.Exposure, "pair_closed": &r.Closed, "rate_moved": &r.Moved, "rate_stale": &r.Stale} {
		code, _ := n.Answer.problem(t)
		if n.Answer.Status != http.StatusPaymentRequired || code != want || len(n.Asked.amounts(all.Euro, "exact")) != 0 && want != "rate_moved" {
			t.Errorf("%s: %d: %s; %v are asked for", want, n.Answer.Status, n.Answer.Body, n.Asked)
		}
	}
	if r.Left != 1_000_000 {
		t.Errorf("%d are left of what bought nothing", r.Left)
	}
}
