package receipt_test

import (
	"crypto/ed25519"
	"encoding/hex"
	"errors"
	"testing"

	"aidollar/receipt"
)

// testKey is the first key of RFC 8032, section 7.1: everybody knows it.
func testKey(t testing.TB) ed25519.PrivateKey {
	t.Helper()
	seed, err := hex.DecodeString("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
	if err != nil {
		t.Fatal(err)
	}
	return ed25519.NewKeyFromSeed(seed)
}

func public(t testing.TB, key ed25519.PrivateKey) []ed25519.PublicKey {
	t.Helper()
	p, ok := key.Public().(ed25519.PublicKey)
	if !ok {
		t.Fatal("an Ed25519 key without a public one")
	}
	return []ed25519.PublicKey{p}
}

// sample is a call of 17 and 31 tokens whose charge takes a part of a unit from
// the call before and leaves one to the next.
func sample() *receipt.Receipt {
	const (
		call  = "0190a5d2-7c1e-7aaa-8000-000000000001"
		buyer = "0190a5d2-7c1e-7aaa-8000-0000000000b0"
		sale  = "0190a5d2-7c1e-7aaa-8000-0000000000c0"
		carry = "0190a5d2-7c1e-7aaa-8000-0000000000c1"
		at    = "2026-03-01T12:00:01.5Z"
	)
	return &receipt.Receipt{
		Form: receipt.Form, Call: call, State: "captured", Opened: "2026-03-01T12:00:00Z", Closed: at,
		Buyer: "0190a5d2-7c1e-7aaa-8000-0000000000b1", Seller: "0190a5d2-7c1e-7aaa-8000-0000000000c2", Key: "0190a5d2-7c1e-7aaa-8000-0000000000d1",
		Model: "demo-text", Asset: receipt.Asset{Code: "USD", Scale: 9}, Card: receipt.Card{Number: 3, Name: "demo", Version: 1},
		Usage: receipt.Usage{Dialect: "openai.chat", Source: "reported", Meters: []receipt.Meter{
			{Meter: "request", Unit: "request", Quantity: "1"},
			{Meter: "input", Unit: "token", Quantity: "17", From: receipt.FieldsOf("openai.chat", "input")},
			{Meter: "output", Unit: "token", Quantity: "31", From: receipt.FieldsOf("openai.chat", "output")},
		}},
		Policy: receipt.Measured,
		Lines: []receipt.Line{
			{Meter: "request", Quantity: "1", Price: "0", Amount: "0"},
			{Meter: "input", Quantity: "17", Price: "0.0000001505", Amount: "0.0000025585"},
			{Meter: "output", Quantity: "31", Price: "0.0000006", Amount: "0.0000186"},
		},
		Exact: "0.0000211585", CarryIn: "0.0000000007", CarryOut: "0.0000000002", Waived: "0", Reserved: "0.00005", Charge: "0.000021159",
		Postings: []receipt.Posting{
			{ID: call, Kind: receipt.Hold, Debit: buyer, Credit: sale, Amount: "0.00005", At: "2026-03-01T12:00:00Z"},
			{ID: "0190a5d2-7c1e-7aaa-8000-0000000000e1", Kind: receipt.Capture, Debit: buyer, Credit: sale, Amount: "0.000021159", At: at},
			{ID: "0190a5d2-7c1e-7aaa-8000-0000000000e2", Kind: receipt.Split, Debit: sale, Credit: "0190a5d2-7c1e-7aaa-8000-0000000000f0", Amount: "0.000021159", At: at},
			{ID: "0190a5d2-7c1e-7aaa-8000-0000000000e3", Kind: receipt.Share, Debit: sale, Credit: "0190a5d2-7c1e-7aaa-8000-0000000000f1", Amount: "0.00002063", At: at},
			{ID: "0190a5d2-7c1e-7aaa-8000-0000000000e4", Kind: receipt.Share, Debit: sale, Credit: "0190a5d2-7c1e-7aaa-8000-0000000000f2", Amount: "0.000000529", At: at},
			{ID: "0190a5d2-7c1e-7aaa-8000-0000000000e5", Kind: receipt.Share, Debit: carry, Credit: "0190a5d2-7c1e-7aaa-8000-0000000000f2", Amount: "0.000000001", At: at},
		},
	}
}

func signed(t testing.TB, r *receipt.Receipt) string {
	t.Helper()
	text, err := receipt.Sign(r, testKey(t))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// codeOf gives the code of what is wrong; empty when nothing is.
func codeOf(t testing.TB, err error) string {
	t.Helper()
	if err == nil {
		return ""
	}
	var w *receipt.Wrong
	if !errors.As(err, &w) {
		t.Fatalf("the error is no Wrong: %v", err)
	}
	if w.Detail == "" {
		t.Errorf("%s says nothing", w.Code)
	}
	return w.Code
}
