package e2e

import (
	"encoding/json"
	"math/big"
	"net/http"
	"testing"

	"aidollar/core/clearing"
	"aidollar/pay/x402/till"

	"github.com/ethereum/go-ethereum/common"
)

// TestWalletSession has a wallet pay for a call, sign in by the stock client, use
// its leftover by a key, and take the rest back.
func TestWalletSession(t *testing.T) {
	needsClient(t)
	t.Parallel()
	data := t.TempDir()
	d := startDemo(t, "--data", data)
	type told struct {
		Status int
		Cost   string
		Body   json.RawMessage
	}
	var w struct {
		Wallet, Paid, Received                                                                   string
		Bought, Asked, Session, Replayed, Leftover, Payments, Called, Elsewhere, Withdrawn, Rest told
	}
	node(t, "wallet_session.mjs", &w, "HOUSE="+firstLine(d))
	read := func(what string, a told, status int) (body struct {
		Code, Secret, Address, Expires, Spendable string
		Items                                     []struct{ State string }
	}) {
		t.Helper()
		if err := json.Unmarshal(a.Body, &body); err != nil || a.Status != status {
			t.Fatalf("%s: %d: %s", what, a.Status, a.Body)
		}
		return body
	}
	amount := func(text string) *big.Rat {
		t.Helper()
		a, ok := new(big.Rat).SetString(text)
		if !ok {
			t.Fatalf("%q is no amount", text)
		}
		return a
	}
	read("the first call", w.Bought, http.StatusOK)
	if code := read("without a signature", w.Asked, http.StatusPaymentRequired).Code; code != "sign_in_required" {
		t.Errorf("without a signature: %s", code)
	}
	if s := read("signed in", w.Session, http.StatusCreated); s.Secret == "" || s.Address != w.Wallet || s.Expires == "" {
		t.Errorf("signed in: %+v", s)
	}
	if code := read("the same header", w.Replayed, http.StatusPaymentRequired).Code; code != "invalid_siwx_nonce" {
		t.Errorf("the same header: %s", code)
	}
	million := big.NewRat(1_000_000, 1)
	signed := new(big.Rat).Sub(million, amount(w.Paid))
	signed.Quo(signed, million)
	left := amount(read("the leftover", w.Leftover, http.StatusOK).Spendable)
	if want := new(big.Rat).Sub(signed, amount(w.Bought.Cost)); left.Cmp(want) != 0 {
		t.Errorf("%s were paid, the call was %s, %s are left", signed.FloatString(9), w.Bought.Cost, left.FloatString(9))
	}
	if p := read("the payments", w.Payments, http.StatusOK); len(p.Items) != 1 {
		t.Errorf("the payments: %s", w.Payments.Body)
	}
	read("a call by the key", w.Called, http.StatusOK)
	if code := read("paid elsewhere", w.Elsewhere, http.StatusForbidden).Code; code != "payee_wallet" {
		t.Errorf("paid elsewhere: %s", code)
	}
	read("the withdrawal", w.Withdrawn, http.StatusCreated)
	left.Sub(left, amount(w.Called.Cost))
	rest := amount(read("what is left in the end", w.Rest, http.StatusOK).Spendable)
	received := new(big.Rat).Sub(amount(w.Received), amount(w.Paid))
	received.Quo(received, million)
	// What is below the token's smallest unit cannot go.
	if new(big.Rat).Add(received, rest).Cmp(left) != 0 || received.Sign() <= 0 || rest.Cmp(big.NewRat(1, 1_000_000)) >= 0 {
		t.Errorf("%s were left, %s were received, %s stay", left.FloatString(9), received.FloatString(9), rest.FloatString(9))
	}
	signer := till.Wallet{Address: common.HexToAddress(w.Wallet)}.Party()
	euros, dirhams := clearing.FurtherAccount(signer, clearing.AccountBuyer, 2), clearing.FurtherAccount(signer, clearing.AccountBuyer, 3)
	settle(t, d.process, party{url: d.URL, key: secret(t, d.Operator)}, data, euros.String(), dirhams.String())
}
