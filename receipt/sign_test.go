package receipt_test

import (
	"crypto/ed25519"
	"encoding/base64"
	"strings"
	"testing"

	"aidollar/receipt"
)

func TestSignAndVerify(t *testing.T) {
	text := signed(t, sample())
	if again := signed(t, sample()); again != text {
		t.Error("the same receipt is signed in two ways")
	}
	r, kid, err := receipt.Verify(text+"\n", public(t, testKey(t)))
	if err != nil {
		t.Fatal(err)
	}
	if r.Call != sample().Call || kid != receipt.KeyID(public(t, testKey(t))[0]) {
		t.Errorf("the receipt of call %s by key %s", r.Call, kid)
	}
	if err := r.Check(); err != nil {
		t.Error(err)
	}
	// RFC 8037, appendix A.3: the thumbprint of this very key.
	if kid != "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k" {
		t.Errorf("the key's id is %s", kid)
	}
}

// TestEveryByteCounts changes each character of a signed receipt.
func TestEveryByteCounts(t *testing.T) {
	text := signed(t, sample())
	keys := public(t, testKey(t))
	for i := range text {
		for _, c := range []byte("Aa.") {
			if text[i] == c {
				continue
			}
			changed := text[:i] + string(c) + text[i+1:]
			if r, _, err := receipt.Verify(changed, keys); err == nil {
				t.Fatalf("character %d of %d may be %q: %+v", i, len(text), c, r)
			} else {
				codeOf(t, err)
			}
		}
		if _, _, err := receipt.Verify(text[:i], keys); err == nil {
			t.Fatalf("a receipt cut at %d verifies", i)
		}
	}
}

func TestForgeries(t *testing.T) {
	other := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	part := func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }
	sign := func(head, payload string) string {
		first := part(head) + "." + part(payload)
		return first + "." + base64.RawURLEncoding.EncodeToString(ed25519.Sign(testKey(t), []byte(first)))
	}
	kid := receipt.KeyID(public(t, testKey(t))[0])
	good := `{"alg":"EdDSA","kid":"` + kid + `","typ":"aidollar-receipt"}`
	raw, err := base64.RawURLEncoding.DecodeString(strings.Split(signed(t, sample()), ".")[1])
	if err != nil {
		t.Fatal(err)
	}
	payload := string(raw)
	foreign, err := receipt.Sign(sample(), other)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, text, code string }{
		{"no text", "", "form_malformed"},
		{"two parts", "a.b", "form_malformed"},
		{"padding", strings.Replace(signed(t, sample()), ".", "=.", 1), "form_malformed"},
		{"too large", strings.Repeat("a", receipt.SizeMax+1), "receipt_too_large"},
		{"no algorithm", sign(strings.Replace(good, "EdDSA", "none", 1), payload), "header_unknown"},
		{"a token of another kind", sign(strings.Replace(good, "aidollar-receipt", "JWT", 1), payload), "header_unknown"},
		{"a key brought along", sign(strings.Replace(good, `"typ"`, `"jwk":{},"typ"`, 1), payload), "header_unknown"},
		{"another key", foreign, "key_unknown"},
		{"another key's signature under this id", part(good) + foreign[strings.Index(foreign, "."):], "signature_wrong"},
		{"another form", sign(good, strings.Replace(payload, receipt.Form, "aidollar.receipt/9", 1)), "form_unknown"},
		{"no JSON", sign(good, "receipt"), "receipt_malformed"},
		{"a member twice", sign(good, strings.Replace(payload, `"charge":`, `"charge":"9","charge":`, 1)), "receipt_not_canonical"},
		{"a member unknown", sign(good, strings.Replace(payload, `"charge":`, `"rebate":"9","charge":`, 1)), "receipt_malformed"},
		{"spaces", sign(good, strings.Replace(payload, `"charge":`, `"charge": `, 1)), "receipt_not_canonical"},
		{"two receipts", sign(good, payload+payload), "receipt_malformed"},
		{"this one", sign(good, payload), ""},
	} {
		_, _, err := receipt.Verify(c.text, public(t, testKey(t)))
		if got := codeOf(t, err); got != c.code {
			t.Errorf("%s: %q (%v), want %q", c.name, got, err, c.code)
		}
	}
}
