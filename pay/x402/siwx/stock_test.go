package siwx

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
)

// vectors are what the stock library did (testdata/stock.mjs).
type vectors struct {
	Now        int64
	Address    common.Address
	Origin     string
	Challenges []struct {
		Statement string
		Seconds   int64
		Wire      json.RawMessage
	}
	Messages []struct {
		Name, Header, Text string
		Digest             common.Hash
		Signature          hexutil.Bytes
	}
	Verdicts, Signatures []struct{ Name, Header, Reason string }
}

func stock(t testing.TB) (v vectors) {
	t.Helper()
	text, err := os.ReadFile("testdata/stock.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatal(err)
	}
	if len(v.Challenges) < 2 || len(v.Messages) < 14 || len(v.Verdicts) < 25 || len(v.Signatures) < 9 {
		t.Fatal("the vectors are not all there")
	}
	return v
}

func reasonOf(t *testing.T, err error) string {
	t.Helper()
	var r *Refusal
	switch {
	case err == nil:
		return ""
	case !errors.As(err, &r):
		t.Fatalf("%v is no refusal", err)
	case r.Text == "":
		t.Errorf("%s says nothing to people", r.Reason)
	}
	return r.Reason
}

func (v *vectors) expectation(t *testing.T) *Expectation {
	t.Helper()
	origin, err := ParseOrigin(v.Origin)
	if err != nil {
		t.Fatal(err)
	}
	return &Expectation{Origin: origin, Chains: []uint64{84532, 8453}, Now: v.Now, Nonce: func(n string) bool { return n == "f00dfeedf00dfeed" }}
}

func TestChallengesAreTheStockLibrarys(t *testing.T) {
	v := stock(t)
	e := v.expectation(t)
	for _, s := range v.Challenges {
		var wire struct{ Info struct{ Nonce string } }
		if err := json.Unmarshal(s.Wire, &wire); err != nil {
			t.Fatal(err)
		}
		uri := v.Origin + "/x402/session"
		c := Challenge{
			Origin: e.Origin, URI: uri, Statement: s.Statement, Nonce: wire.Info.Nonce, Resources: []string{uri}, Issued: v.Now, Chains: e.Chains,
		}
		if s.Seconds > 0 {
			c.Expires = v.Now + s.Seconds*second
		}
		got, err := json.Marshal(&c)
		if err != nil {
			t.Fatal(err)
		}
		var want bytes.Buffer
		if err := json.Compact(&want, s.Wire); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want.Bytes()) {
			t.Errorf("the challenge is\n%s, the stock library's\n%s", got, want.Bytes())
		}
	}
}

func TestMessagesAreTheStockLibrarys(t *testing.T) {
	v := stock(t)
	for _, s := range v.Messages {
		m, err := ParseHeader(s.Header)
		if err != nil {
			t.Errorf("%s: %v", s.Name, err)
			continue
		}
		if m.Text() != s.Text || m.Digest() != s.Digest || !bytes.Equal(m.Signature, s.Signature) || m.Address != v.Address {
			t.Errorf("%s: signed was\n%s\nnot\n%s", s.Name, s.Text, m.Text())
		}
		if way, err := m.Verify(t.Context(), nil); way != ByKey || err != nil {
			t.Errorf("%s: signed %d: %v", s.Name, way, err)
		}
	}
}

func TestVerdictsAreTheStockLibrarys(t *testing.T) {
	v := stock(t)
	e := v.expectation(t)
	for _, s := range v.Verdicts {
		m, err := ParseHeader(s.Header)
		if err == nil {
			err = m.Check(e)
		}
		if got := reasonOf(t, err); got != s.Reason {
			t.Errorf("%s: %q, says the stock library; %q, this: %v", s.Name, s.Reason, got, err)
		}
	}
	for _, s := range v.Signatures {
		m, err := ParseHeader(s.Header)
		if err == nil {
			_, err = m.Verify(t.Context(), nil)
		}
		if got := reasonOf(t, err); got != s.Reason {
			t.Errorf("%s: %q, says the stock library; %q, this: %v", s.Name, s.Reason, got, err)
		}
	}
}

// accounts answer for an account with code.
type accounts struct {
	valid   bool
	err     error
	asked   int
	account common.Address
	digest  common.Hash
	signed  []byte
}

func (a *accounts) ValidSignature(_ context.Context, account common.Address, digest common.Hash, signature []byte) (bool, error) {
	a.asked++
	a.account, a.digest, a.signed = account, digest, signature
	return a.valid, a.err
}
