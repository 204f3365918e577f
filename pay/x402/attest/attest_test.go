package attest

import (
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"aidollar/pay/x402"
	"aidollar/pay/x402/wallet"

	"github.com/ethereum/go-ethereum/crypto"
)

const (
	now   = 1_790_000_000
	payer = "0x5E57C1a3c2dd6E5c3b5C5b9bF3d6F0dC7a3aC0Fe"
	url   = "https://seller.example/a?\"b\"=<&>ü\n"
)

func signers(t testing.TB) map[string]Signer {
	key, err := crypto.ToECDSA(crypto.Keccak256([]byte("a seller of the tests")))
	if err != nil {
		t.Fatal(err)
	}
	return map[string]Signer{"jws": Key(ed25519.NewKeyFromSeed(crypto.Keccak256([]byte("a seller's seed")))), "eip712": Account(wallet.NewKey(key))}
}

func required() *x402.Required {
	way := x402.Requirements{Scheme: "exact", Network: "eip155:84532", Amount: "10000", Asset: "0x036CbD53842c5426634e7929541eC2318f3dCF7e",
		PayTo: "0x209693Bc6afc0C5328bA36FaF03C514EF312287C", MaxTimeoutSeconds: 60}
	other := way
	other.Amount = "20000"
	return &x402.Required{Version: 2, Resource: x402.Resource{URL: url}, Accepts: []x402.Requirements{way, other},
		Extensions: json.RawMessage(`{"bazaar":{"info":{}}}`)}
}

func TestOffersAndReceipts(t *testing.T) {
	for form, by := range signers(t) {
		r := required()
		if err := AddOffers(by, r, now); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(r.Extensions), `"bazaar"`) {
			t.Error("another extension is lost")
		}
		offers, err := ReadOffers(r.Extensions)
		if err != nil || len(offers) != 2 {
			t.Fatalf("%s: %v, %v", form, offers, err)
		}
		s := &x402.Settlement{Success: true, Payer: payer, Network: "base-sepolia", Transaction: "0x12"}
		if err := AddReceipt(by, s, url, false, now+1); err != nil {
			t.Fatal(err)
		}
		signed, err := ReadReceipt(s.Extensions)
		if err != nil {
			t.Fatal(err)
		}
		receipt, server, err := signed.Receipt()
		if err != nil || receipt.Transaction != "" || receipt.IssuedAt != now+1 {
			t.Fatalf("%s: %+v, %v", form, receipt, err)
		}
		for i := range offers {
			o, seller, err := offers[i].Offer()
			if err != nil || *offers[i].Way != i || !o.Of(&r.Accepts[i]) || o.Of(&r.Accepts[1-i]) || o.ValidUntil != now+60 || o.ResourceURL != url {
				t.Errorf("%s: %+v, %v", form, o, err)
			}
			if seller != server || !receipt.For(&o, strings.ToLower(payer)) || receipt.For(&o, "0x0") {
				t.Errorf("%s: the offer is by %s, the receipt by %s: %+v", form, seller, server, receipt)
			}
		}
		if err := AddReceipt(by, s, url, true, now); err != nil {
			t.Fatal(err)
		}
		if signed, err = ReadReceipt(s.Extensions); err != nil {
			t.Fatal(err)
		}
		if receipt, _, err = signed.Receipt(); err != nil || receipt.Transaction != "0x12" {
			t.Errorf("%s: %+v, %v", form, receipt, err)
		}
		if err := AddReceipt(by, &x402.Settlement{Payer: payer, Network: "base"}, url, true, now); err == nil {
			t.Error("there is a receipt for what was not settled")
		}
	}
}

func TestForgeriesAreFound(t *testing.T) {
	all := signers(t)
	o := Offer{1, url, "exact", "eip155:1", "0xa", "0xb", "7", now}
	jws, err := all["jws"].sign(o.statement())
	if err != nil {
		t.Fatal(err)
	}
	typed, err := all["eip712"].sign(o.statement())
	if err != nil {
		t.Fatal(err)
	}
	_, seller, err := typed.Offer()
	if err != nil {
		t.Fatal(err)
	}
	parts := strings.Split(jws.Signature, ".")
	wrong := map[string]Signed{
		"no form":       {Signature: jws.Signature},
		"two parts":     {Format: "jws", Signature: parts[0] + "." + parts[1]},
		"no base64":     {Format: "jws", Signature: parts[0] + ".*." + parts[2]},
		"other payload": {Format: "jws", Signature: parts[0] + ".e30." + parts[2]},
		"no algorithm":  {Format: "jws", Signature: "eyJhbGciOiJub25lIn0." + parts[1] + "."},
		"both payloads": {Format: "jws", Signature: jws.Signature, Payload: typed.Payload},
		"no hex":        {Format: "eip712", Signature: "x", Payload: typed.Payload},
		"unsigned more": {Format: "eip712", Signature: typed.Signature, Payload: json.RawMessage(strings.Replace(string(typed.Payload), "{", `{"discount":"all",`, 1))},
		"no payload":    {Format: "eip712", Signature: typed.Signature},
	}
	for name, s := range wrong {
		if got, by, err := s.Offer(); err == nil {
			t.Errorf("%s: %+v by %s", name, got, by)
		}
	}
	cheaper := Signed{Format: "eip712", Signature: typed.Signature, Payload: json.RawMessage(strings.Replace(string(typed.Payload), `"7"`, `"6"`, 1))}
	if _, by, err := cheaper.Offer(); err != nil || by == seller {
		t.Errorf("another amount is by %s, %v", by, err)
	}
	// A kid that names no key needs one, and the right one.
	private := ed25519.NewKeyFromSeed(make([]byte, 32))
	named, err := KeyNamed(private, "did:web:seller.example#1").sign(o.statement())
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := named.Offer(); err == nil {
		t.Error("verified with a key from nowhere")
	}
	if got, err := named.OfferBy(private.Public().(ed25519.PublicKey)); err != nil || got != o {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := named.OfferBy(make([]byte, 32)); err == nil {
		t.Error("verified with another key")
	}
	if _, err := typed.ReceiptBy(make([]byte, 32)); err == nil {
		t.Error("an account's statement is verified with a key")
	}
}

func TestExtensionsWithoutStatements(t *testing.T) {
	for _, extensions := range []string{"", "{}", `{"offer-receipt":{}}`, `{"offer-receipt":{"info":{"offers":[]}}}`} {
		if _, err := ReadOffers(json.RawMessage(extensions)); !errors.Is(err, ErrNone) {
			t.Errorf("%s: %v", extensions, err)
		}
		if _, err := ReadReceipt(json.RawMessage(extensions)); !errors.Is(err, ErrNone) {
			t.Errorf("%s: %v", extensions, err)
		}
	}
	many := `{"offer-receipt":{"info":{"offers":[` + strings.Repeat("{},", 32) + `{}]}}}`
	for _, extensions := range []string{"[", `{"offer-receipt":1}`, many, strings.Repeat(" ", extensionMax+1)} {
		if _, err := ReadOffers(json.RawMessage(extensions)); err == nil || errors.Is(err, ErrNone) {
			t.Errorf("%.20s: %v", extensions, err)
		}
	}
}

// FuzzSigned: what faces the outside must not fall over.
func FuzzSigned(f *testing.F) {
	for _, by := range signers(f) {
		o := Offer{1, url, "exact", "eip155:1", "0xa", "0xb", "7", now}
		s, err := by.sign(o.statement())
		if err != nil {
			f.Fatal(err)
		}
		f.Add(s.Format, s.Signature, []byte(s.Payload))
	}
	f.Fuzz(func(t *testing.T, format, signature string, payload []byte) {
		s := Signed{Format: format, Signature: signature, Payload: payload}
		if o, by, err := s.Offer(); err == nil && by == "" {
			t.Errorf("%+v is by nobody", o)
		}
		_, _, _ = s.Receipt()
	})
}
