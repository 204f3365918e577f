package e2e

import (
	"encoding/json"
	"math/big"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// purchase is what a wallet's client saw of one answer.
type purchase struct {
	Status     int
	Body       string
	Settlement *struct {
		Success     bool
		Transaction string
		Network     string
		Payer       string
		Amount      string
	}
	Cost, Balance, Receipt, Payment, Replayed string
}

// paid fails unless the answer was served for a payment that took amount.
func (b *purchase) paid(t *testing.T, what, amount string) {
	t.Helper()
	switch {
	case b.Status != http.StatusOK:
		t.Errorf("%s: %d: %s", what, b.Status, b.Body)
	case b.Settlement == nil || !b.Settlement.Success || b.Settlement.Amount != amount:
		t.Errorf("%s: the client was told %+v; %s was to be paid", what, b.Settlement, amount)
	case b.Receipt == "" || b.Payment == "":
		t.Errorf("%s: no receipt or no payment is named", what)
	}
}

// walletRuns are the parts of wallet.mjs.
type walletRuns struct {
	Asked struct {
		Status   int
		Required struct {
			X402Version int
			Resource    struct{ URL string }
			Accepts     []struct {
				Scheme, Network, Amount, Asset, PayTo string
				Extra                                 map[string]any
			}
		}
		Body map[string]any
	}
	Exact struct {
		Answer purchase
		Paid   string
	}
	Metered struct {
		First, Second, Third purchase
	}
	Permit2, Upto, Legacy struct {
		Answer purchase
		Left   string
	}
	Axios struct {
		Status     int
		Settlement struct{ Success bool }
	}
	Ten, Poor struct {
		Statuses []int
		Left     string
	}
	Named struct {
		First, Again, Other purchase
		Left                string
	}
	Misused struct {
		Elsewhere, Less, Broken purchase
		Left                    string
	}
}

// TestWallets has the stock clients buy from the demo with nothing but a wallet,
// on the chain inside of it.
func TestWallets(t *testing.T) {
	needsClient(t)
	t.Parallel()
	data := t.TempDir()
	d := startDemo(t, "--data", data)
	var w walletRuns
	node(t, "wallet.mjs", &w, "HOUSE="+firstLine(d), "PARTS="+walletParts)

	w.check(t)
	settle(t, d.process, party{url: d.URL, key: secret(t, d.Operator)}, data)
}

// walletParts are the parts that check knows.
const walletParts = "asked,exact,metered,permit2,upto,axios,ten,poor,named,misused"

// check wants each purchase to be what it should.
func (w *walletRuns) check(t *testing.T) {
	t.Helper()
	if w.Asked.Status != http.StatusPaymentRequired || len(w.Asked.Required.Accepts) != 3 || w.Asked.Body["code"] != "payment_required" {
		t.Errorf("without anything: %+v", w.Asked)
	}
	for _, way := range w.Asked.Required.Accepts {
		if way.Amount != "20000" {
			t.Errorf("two cents are asked as %s", way.Amount)
		}
	}
	w.Exact.Answer.paid(t, "exact", "20000")
	if w.Exact.Paid != "20000" || !strings.HasPrefix(w.Exact.Answer.Settlement.Transaction, "0x") {
		t.Errorf("exact: %s left the wallet, in %q", w.Exact.Paid, w.Exact.Answer.Settlement.Transaction)
	}
	w.Permit2.Answer.paid(t, "Permit2", "20000")
	if w.Permit2.Left != "980000" {
		t.Errorf("Permit2: %s are left of 1000000", w.Permit2.Left)
	}
	w.meteredCalls(t)
	if w.Axios.Status != http.StatusOK || !w.Axios.Settlement.Success {
		t.Errorf("axios: %+v", w.Axios)
	}
	w.payOnce(t)
}

// firstLine is what dev --json printed.
func firstLine(d *demo) string {
	line, _, _ := strings.Cut(d.out.String(), "\n")
	return line
}

// meteredCalls wants a wallet to pay for what it used, and no more.
func (w *walletRuns) meteredCalls(t *testing.T) {
	first, second := &w.Metered.First, &w.Metered.Second
	// Two calls leave more than the most that a third one can cost.
	if first.Status != http.StatusOK || first.Settlement == nil {
		t.Fatalf("metered: %d: %s", first.Status, first.Body)
	}
	signed, _ := new(big.Rat).SetString(first.Settlement.Amount + "/1000000")
	cost, _ := new(big.Rat).SetString(first.Cost)
	left, _ := new(big.Rat).SetString(first.Balance)
	if signed == nil || cost == nil || left == nil || new(big.Rat).Add(cost, left).Cmp(signed) != 0 {
		t.Errorf("metered: %s paid, %s charged, %s left", first.Settlement.Amount, first.Cost, first.Balance)
	}
	second.paid(t, "metered, again", first.Settlement.Amount)
	w.Metered.Third.paid(t, "metered, from what was left", "0")
	if !strings.Contains(second.Body, "cost=") {
		t.Error("the end of a stream does not tell what it cost")
	}
	upto := &w.Upto.Answer
	if upto.Status != http.StatusOK || upto.Settlement == nil {
		t.Fatalf("upto: %d: %s", upto.Status, upto.Body)
	}
	used, _ := new(big.Rat).SetString(upto.Cost)
	taken, _ := new(big.Rat).SetString(w.Upto.Left)
	taken.Sub(big.NewRat(1_000_000, 1), taken)
	exact := new(big.Rat).Mul(used, big.NewRat(1_000_000, 1))
	if over := new(big.Rat).Sub(taken, exact); over.Sign() < 0 || over.Cmp(big.NewRat(1, 1)) >= 0 {
		t.Errorf("upto: %s was charged, %s left the wallet", upto.Cost, taken.FloatString(0))
	}
}

// payOnce wants one service for one payment, whatever is tried.
func (w *walletRuns) payOnce(t *testing.T) {
	count := func(statuses []int, want int) (n int) {
		for _, s := range statuses {
			if s == want {
				n++
			}
		}
		return n
	}
	if count(w.Ten.Statuses, 200) != 1 || count(w.Ten.Statuses, 409) != 9 || w.Ten.Left != "980000" {
		t.Errorf("ten requests with one payment: %v, %s left", w.Ten.Statuses, w.Ten.Left)
	}
	if count(w.Poor.Statuses, 200) != 1 || slices.ContainsFunc(w.Poor.Statuses, func(s int) bool { return s != 200 && s != 402 }) || w.Poor.Left != "0" {
		t.Errorf("ten payments with funds for one: %v, %s left", w.Poor.Statuses, w.Poor.Left)
	}
	n := &w.Named
	n.First.paid(t, "named", "20000")
	if n.Again.Status != 200 || n.Again.Replayed != "true" || n.Again.Body != n.First.Body || n.Again.Receipt != n.First.Receipt {
		t.Errorf("the same payment again: %+v", n.Again)
	}
	if n.Other.Status != http.StatusConflict || n.Left != "980000" {
		t.Errorf("the same identifier for another payment: %d, %s left", n.Other.Status, n.Left)
	}
	for what, b := range map[string]*purchase{"for another thing": &w.Misused.Elsewhere, "of less than was signed": &w.Misused.Less, "in no base64": &w.Misused.Broken} {
		var problem struct{ Code, Detail string }
		if err := json.Unmarshal([]byte(b.Body), &problem); err != nil || b.Status != http.StatusPaymentRequired || problem.Code == "" || problem.Detail == "" {
			t.Errorf("a payment %s: %d: %s", what, b.Status, b.Body)
		}
	}
	if w.Misused.Left != "1000000" {
		t.Errorf("%s are left of what purchase nothing", w.Misused.Left)
	}
}

// TestLegacyWallet pays by version 1, whose clients know no private chains: the
// chain inside takes the id of one that they know.
func TestLegacyWallet(t *testing.T) {
	needsClient(t)
	t.Parallel()
	d := startDemo(t, "--chain-id", "84532")
	var w walletRuns
	node(t, "wallet.mjs", &w, "HOUSE="+firstLine(d), "PARTS=legacy")
	w.Legacy.Answer.paid(t, "x402-fetch", "20000")
	if w.Legacy.Left != "980000" {
		t.Errorf("x402-fetch: %s are left of 1000000", w.Legacy.Left)
	}
}
