package x402

import (
	"bytes"
	"encoding/json"
	"os"
	"testing"

	"aidollar/pay/evmsig"

	"github.com/ethereum/go-ethereum/common"
)

// stockPayment is what a stock library sent (testdata/stock.mjs).
type stockPayment struct {
	Name                              string
	Version                           int
	Payer                             common.Address
	Required, Payment, Result, Verify string
}

func stock(t testing.TB) []stockPayment {
	text, err := os.ReadFile("testdata/stock.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Payments []stockPayment }
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	if len(file.Payments) < 5 {
		t.Fatalf("%d stock payments", len(file.Payments))
	}
	return file.Payments
}

func (s *stockPayment) required(t testing.TB) *Required {
	parse := ParseRequiredHeader
	if s.Version == 1 {
		parse = func(body string) (*Required, error) { return ParseRequired([]byte(body)) }
	}
	r, err := parse(s.Required)
	if err != nil {
		t.Fatalf("%s: %v", s.Name, err)
	}
	return r
}

func (s *stockPayment) payment(t testing.TB) *Payment {
	p, err := ParsePaymentHeader(s.Payment)
	if err != nil {
		t.Fatalf("%s: %v", s.Name, err)
	}
	return p
}

func sameJSON(t testing.TB, what string, a, b []byte) {
	t.Helper()
	x, err := scan(a, bodyBytesMax)
	if err != nil {
		t.Fatalf("%s: %v in %s", what, err, a)
	}
	y, err := scan(b, bodyBytesMax)
	if err != nil {
		t.Fatalf("%s: %v in %s", what, err, b)
	}
	if !x.equal(0, y, 0) {
		t.Errorf("%s: got\n%s\nwant\n%s", what, a, b)
	}
}

func text(t testing.TB) func(b []byte, err error) []byte {
	return func(b []byte, err error) []byte {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
}

func TestStockPaymentsVerify(t *testing.T) {
	for _, s := range stock(t) {
		r, p := s.required(t), s.payment(t)
		if i := Match(r.Accepts, p); i != 0 {
			t.Errorf("%s: matches way %d", s.Name, i)
		}
		if err := Echoes(r.Extensions, p); err != nil {
			t.Errorf("%s: %v", s.Name, err)
		}
		terms, err := r.Accepts[0].Terms(r.Version)
		if err != nil {
			t.Fatalf("%s: %v", s.Name, err)
		}
		var digest common.Hash
		switch {
		case p.Payload.Transfer != nil:
			digest = p.Payload.Transfer.TransferDigest(terms.Separator)
		case terms.Scheme == SchemeUpto:
			digest = p.Payload.Permit2.UptoDigest(terms.Separator)
		default:
			digest = p.Payload.Permit2.ExactDigest(terms.Separator)
		}
		signature, err := evmsig.ParseSignature(p.Payload.Signature)
		if err != nil {
			t.Fatalf("%s: %v", s.Name, err)
		}
		if payer, err := signature.Recover(digest); err != nil || payer != s.Payer || p.Payload.Payer() != s.Payer {
			t.Errorf("%s: signed by %s, says %s, is %s: %v", s.Name, payer, p.Payload.Payer(), s.Payer, err)
		}
	}
}

// What is read and written without Wire must be what the stock library wrote.
func TestStockMessagesComeBack(t *testing.T) {
	for _, s := range stock(t) {
		r, p := s.required(t), s.payment(t)
		original := bytes.Clone(p.Wire)
		p.Wire, p.Accepted.Wire = nil, nil
		sameJSON(t, s.Name+" payment", text(t)(p.JSON()), original)
		before := text(t)(r.JSON())
		for i := range r.Accepts {
			r.Accepts[i].Wire = nil
		}
		sameJSON(t, s.Name+" 402", text(t)(r.JSON()), before)
		if s.Verify != "" {
			q, err := ParseRequest([]byte(s.Verify))
			if err != nil {
				t.Fatalf("%s: %v", s.Name, err)
			}
			sameJSON(t, s.Name+" request", text(t)(q.JSON()), []byte(s.Verify))
		}
		if s.Result == "" {
			continue
		}
		result, err := ParseSettlementHeader(s.Result)
		if err != nil || !result.Success || common.HexToAddress(result.Payer) != s.Payer {
			t.Fatalf("%s: %+v, %v", s.Name, result, err)
		}
		header, err := result.Header()
		if err != nil {
			t.Fatal(err)
		}
		sameJSON(t, s.Name+" result", text(t)(decodeHeader(header)), text(t)(decodeHeader(s.Result)))
	}
}

func TestV1OfA402(t *testing.T) {
	s := stock(t)
	all := *s[0].required(t)
	for _, more := range s[1:3] {
		all.Accepts = append(all.Accepts, more.required(t).Accepts...)
	}
	private := all.Accepts[0]
	private.Network = "eip155:31337"
	all.Accepts = append(all.Accepts, private)
	v1, ok := all.V1()
	if !ok || len(v1.Accepts) != 1 || v1.Accepts[0].Network != "base-sepolia" {
		t.Fatalf("version 1 is offered %+v, %v", v1.Accepts, ok)
	}
	again, err := ParseRequired(text(t)(v1.JSON()))
	if err != nil || again.Resource.URL != all.Resource.URL || again.Accepts[0].Amount != "10000" {
		t.Fatalf("read back %+v, %v", again, err)
	}
	all.Accepts = all.Accepts[1:]
	if _, ok := all.V1(); ok {
		t.Error("a 402 that version 1 cannot express is offered to it")
	}
}

// A client may add to extra and to the extensions' info, and change nothing.
func TestMatchHoldsTheClientToTheOffer(t *testing.T) {
	s := stock(t)[0]
	offered := s.required(t).Accepts
	for name, change := range map[string]func(*Requirements){
		"amount":  func(r *Requirements) { r.Amount = "1" },
		"asset":   func(r *Requirements) { r.Asset = "0x0000000000000000000000000000000000000001" },
		"payTo":   func(r *Requirements) { r.PayTo = "0x0000000000000000000000000000000000000001" },
		"timeout": func(r *Requirements) { r.MaxTimeoutSeconds++ },
		"network": func(r *Requirements) { r.Network = "eip155:1" },
		"scheme":  func(r *Requirements) { r.Scheme = SchemeUpto },
		"extra":   func(r *Requirements) { r.Extra = json.RawMessage(`{"name":"USDC","version":"3"}`) },
		"less":    func(r *Requirements) { r.Extra = json.RawMessage(`{"name":"USDC"}`) },
		"none":    func(r *Requirements) { r.Extra = nil },
	} {
		p := s.payment(t)
		if change(&p.Accepted); Match(offered, p) != -1 {
			t.Errorf("a payment with another %s matches", name)
		}
	}
	p := s.payment(t)
	p.Accepted.Extra = json.RawMessage(`{ "version":"2", "more":[1], "na\u006de":"USDC" }`)
	if Match(offered, p) != 0 {
		t.Error("a payment that adds to extra does not match")
	}
}

func TestIdentifiers(t *testing.T) {
	r := stock(t)[0].required(t)
	const id = "pay_7d5d747be160e280"
	p, err := r.Answer(0, id)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := p.Identifier(); err != nil || got != id {
		t.Errorf("identifier %q, %v", got, err)
	}
	if err := Echoes(r.Extensions, p); err != nil {
		t.Error(err)
	}
	if plain, err := r.Answer(0, ""); err != nil || !bytes.Equal(plain.Extensions, r.Extensions) {
		t.Errorf("without an id the extensions become %s, %v", plain.Extensions, err)
	}
	if err := p.AddInfo("eip2612GasSponsoring", map[string]string{"nonce": "0"}); err != nil {
		t.Fatal(err)
	}
	if err := Echoes(r.Extensions, p); err != nil {
		t.Error(err)
	}
	for _, wrong := range []string{"short", "pay_7d5d747be160e28 ", string(bytes.Repeat([]byte("a"), 129))} {
		if _, err := r.Answer(0, wrong); err == nil {
			t.Errorf("%q is taken for an identifier", wrong)
		}
		p.Extensions = json.RawMessage(`{"payment-identifier":{"info":{"id":"` + wrong + `"}}}`)
		if _, err := p.Identifier(); err == nil {
			t.Errorf("%q is read as an identifier", wrong)
		}
	}
	p.Extensions = json.RawMessage(`{"payment-identifier":{"info":{"required":true,"id":"` + id + `"}}}`)
	if err := Echoes(r.Extensions, p); err == nil {
		t.Error("a client may change what the server said")
	}
	insist := Required{Version: 2, Accepts: r.Accepts, Extensions: json.RawMessage(`{"payment-identifier":` + string(IdentifierExtension(true)) + `}`)}
	if _, err := insist.Answer(0, ""); err == nil {
		t.Error("a payment without the identifier that the server insists on is made")
	}
	if offered, required, err := IdentifierOffered(insist.Extensions); !offered || !required || err != nil {
		t.Errorf("offered %v, required %v, %v", offered, required, err)
	}
}

func TestFingerprints(t *testing.T) {
	seen := map[[32]byte]string{}
	for _, s := range stock(t) {
		p := s.payment(t)
		print := p.Fingerprint()
		if other, twice := seen[print]; twice {
			t.Errorf("%s has the fingerprint of %s", s.Name, other)
		}
		seen[print] = s.Name
		p.Wire = nil
		again, err := ParsePayment(text(t)(p.JSON()))
		if err != nil || again.Fingerprint() != print {
			t.Errorf("%s has another fingerprint when written anew: %v", s.Name, err)
		}
		again.Payload.Signature[0] ^= 1
		if again.Fingerprint() == print {
			t.Errorf("%s: another signature has the same fingerprint", s.Name)
		}
	}
}
