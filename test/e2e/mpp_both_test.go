package e2e

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"aidollar/chain/anvil"
)

// bothWays is what mpp_both.mjs tells of one 402 that the clients of two protocols
// answered.
type bothWays struct {
	Status                 int
	Type, Cache, Challenge string
	Problem                struct{ Code, Detail string }
	Required               struct{ Accepts []struct{ Amount string } }
	MPP                    struct {
		answeredWay
		Receipt *struct{ Method, Reference, Status string }
	}
	X402 struct {
		answeredWay
		Settlement *struct {
			Success             bool
			Amount, Transaction string
		}
	}
}

// answeredWay is what one client was told. Sent are the payment headers of each of
// its requests, and other is what the other protocol's client would be told.
type answeredWay struct {
	Status                   int
	Body, Left, Cache, Other string
	Sent                     [][]string
}

// check wants both to have paid once, each by its own header, the same price.
func (b *bothWays) check(t *testing.T) {
	t.Helper()
	if b.Status != http.StatusPaymentRequired || b.Type != "application/problem+json" || b.Cache != "no-store" || b.Problem.Code != "payment_required" {
		t.Errorf("the 402: %d, %s, %s, %+v", b.Status, b.Type, b.Cache, b.Problem)
	}
	if !strings.HasPrefix(b.Challenge, `Payment id="`) || len(b.Required.Accepts) == 0 {
		t.Errorf("the challenge %q, the requirements %+v", b.Challenge, b.Required)
	}
	for name, way := range map[string]answeredWay{"authorization": b.MPP.answeredWay, "payment-signature": b.X402.answeredWay} {
		if way.Status != http.StatusOK || way.Left != "980000" || way.Other != "" || way.Cache != "private" {
			t.Errorf("by %s: %+v", name, way)
		}
		if len(way.Sent) != 1 || !slices.Equal(way.Sent[0], []string{name}) {
			t.Errorf("by %s: the client sent %v", name, way.Sent)
		}
	}
	if r := b.MPP.Receipt; r == nil || r.Method != "evm" || r.Status != "success" || !strings.HasPrefix(r.Reference, "0x") {
		t.Errorf("by MPP: told %+v", r)
	}
	if s := b.X402.Settlement; s == nil || !s.Success || s.Amount != "20000" || !strings.HasPrefix(s.Transaction, "0x") {
		t.Errorf("by x402: told %+v", s)
	}
}

// TestOne402ForBoth has mppx and @x402/fetch pay for the same answer, on the chain
// inside and on one by other people.
func TestOne402ForBoth(t *testing.T) {
	needsClient(t)
	t.Parallel()
	t.Run("devnet", func(t *testing.T) {
		t.Parallel()
		data := t.TempDir()
		d := startDemo(t, "--data", data)
		var both bothWays
		node(t, "mpp_both.mjs", &both, "HOUSE="+firstLine(d))
		both.check(t)
		settle(t, d.process, party{url: d.URL, key: secret(t, d.Operator)}, data)
	})
	t.Run("anvil", func(t *testing.T) {
		t.Parallel()
		a := anvil.Start(t, anvil.Options{ChainID: 84532, Bare: true})
		d := startDemo(t, "--rpc", a.RPC(), "--chain-id", "84532")
		var both bothWays
		node(t, "mpp_both.mjs", &both, "HOUSE="+firstLine(d))
		both.check(t)
	})
}
