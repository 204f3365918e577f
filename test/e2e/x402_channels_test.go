package e2e

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"testing"

	"aidollar/pay/x402"
	"aidollar/pay/x402/channel"

	"github.com/ethereum/go-ethereum/crypto"
)

// TestChannelVectorsAreOfTheStockScheme fails where the vectors that the packages
// are tested with are not what the stock scheme makes now.
func TestChannelVectorsAreOfTheStockScheme(t *testing.T) {
	needsClient(t)
	t.Parallel()
	for script, file := range map[string]string{"x402_channels.mjs": "vectors.json", "x402_channel_verdicts.mjs": "verdicts.json"} {
		path := "../../pay/x402/channel/testdata/" + file
		kept := must[[]byte](t)(os.ReadFile(path))
		cmd := exec.CommandContext(t.Context(), "node", script)
		cmd.Dir, cmd.Stderr = npmFolder, os.Stderr
		made, err := cmd.Output()
		if err != nil || !bytes.Equal(made, kept) {
			t.Errorf("%s is not what %s makes (%v): make it anew", path, script, err)
		}
	}
}

// boughtFromChannel is the answer to a request that was paid from a channel.
type boughtFromChannel struct {
	Status     int
	Body       string
	Settlement *struct {
		Success             bool
		Transaction, Amount string
		Extra               struct {
			ChargedAmount string
			ChannelState  struct{ Balance, TotalClaimed, ChargedCumulativeAmount string }
		}
	}
}

func (b *boughtFromChannel) is(t *testing.T, what, charged, total string, deposits bool) {
	t.Helper()
	s := b.Settlement
	if b.Status != 200 || s == nil || !s.Success || s.Extra.ChargedAmount != charged || s.Extra.ChannelState.ChargedCumulativeAmount != total || (s.Transaction != "") != deposits {
		t.Errorf("%s: %+v, settled %+v", what, *b, s)
	}
}

// boughtFromStock is what the stock client bought of the stock server.
type boughtFromStock struct {
	Answers                     []boughtFromChannel
	Metered, AfterFailure, Lost boughtFromChannel
	Fails                       struct{ Status int }
	Claims                      struct {
		Claims []struct {
			Vouchers    int
			Transaction string
		}
		Settle struct{ Transaction string }
		Error  string
	}
	Nothing           struct{ Error string }
	Refund, RefundAll struct {
		Success             bool
		Transaction, Amount string
	}
	Permit2 []boughtFromChannel
	Given   []struct{ Channel, Transaction string }
	Runs    map[string]int
}

// TestChannelsOfAStockServer has a stock server be paid from channels by a stock
// client, and everything that it needs of the chain done by our facilitator. The key
// that sends is not the authorizer's.
func TestChannelsOfAStockServer(t *testing.T) {
	needsClient(t)
	t.Parallel()
	m := newMarket(t)
	authorizer := m.Accounts()[5]
	seller := startServer(t, "x402_channel_seller.mjs", "X402_FACILITATOR="+m.url(), "X402_BEARER="+bearer, fmt.Sprintf("X402_NETWORK=eip155:%d", m.ChainID()),
		"X402_ASSET="+m.Token().Hex(), "X402_PAY_TO="+m.payee.Hex(), "X402_AUTHORIZER=0x"+hex.EncodeToString(crypto.FromECDSA(authorizer.Key)))
	before := m.Balance(m.payer.Address)
	var seen boughtFromStock
	node(t, "x402_channel_buyer.mjs", &seen, "X402_SELLER="+seller, "X402_RPC="+m.RPC(), fmt.Sprintf("X402_CHAIN=%d", m.ChainID()), "X402_KEY="+m.key())
	seen.check(t)
	// The rest of the second channel was claimed and is yet to be sent to the payee.
	if paid := before - m.Balance(m.payer.Address); paid != 141234+40000 || m.Balance(m.payee) != 141234 {
		t.Errorf("the payer has paid %d, the payee has %d", paid, m.Balance(m.payee))
	}
	place := x402.Requirements{Scheme: x402.SchemeBatch, Network: x402.EVM(m.ChainID()), Amount: "0", Asset: m.Token().Hex(), PayTo: m.payee.Hex()}
	last := &x402.Payment{Version: 2, Accepted: place, Payload: x402.Payload{Channel: &x402.Channel{Type: x402.TypeSettle, Receiver: m.payee, Token: m.Token()}}}
	var settled x402.Settlement
	if !m.asked("/settle", last, &place, &settled) || settled.Amount != "40000" || m.Balance(m.payee) != 181234 {
		t.Errorf("the rest: %+v, the payee has %d", settled, m.Balance(m.payee))
	}
}

func (seen *boughtFromStock) check(t *testing.T) {
	t.Helper()
	if len(seen.Answers) != 12 {
		t.Fatalf("%d answers", len(seen.Answers))
	}
	for i := range seen.Answers {
		// A deposit of ten prices, as the server asks for, and one more when it is used up.
		seen.Answers[i].is(t, fmt.Sprintf("answer %d", i), "10000", fmt.Sprint(10000*(i+1)), i%10 == 0)
	}
	seen.Metered.is(t, "metered", "1234", "121234", false)
	seen.AfterFailure.is(t, "after a failure", "10000", "131234", false)
	seen.Lost.is(t, "by a client that lost its state", "10000", "141234", false)
	if seen.Fails.Status != 500 {
		t.Errorf("a failure answers %d", seen.Fails.Status)
	}
	if len(seen.Claims.Claims) != 1 || seen.Claims.Settle.Transaction == "" {
		t.Errorf("claims: %+v", seen.Claims)
	}
	if want := "Error: Settle failed: " + channel.ReasonSettleNothing; len(seen.Nothing.Error) < len(want) || seen.Nothing.Error[:len(want)] != want {
		t.Errorf("a second settlement: %q", seen.Nothing.Error)
	}
	if r := seen.Refund; !r.Success || r.Amount != "5000" || r.Transaction == "" {
		t.Errorf("refund: %+v", r)
	}
	if r := seen.RefundAll; !r.Success || r.Amount != fmt.Sprint(200000-141234-5000) {
		t.Errorf("refund of all: %+v", r)
	}
	if len(seen.Permit2) != 2 || len(seen.Given) != 1 {
		t.Fatalf("by Permit2 %+v, given back %+v", seen.Permit2, seen.Given)
	}
	seen.Permit2[0].is(t, "by Permit2", "20000", "20000", true)
	seen.Permit2[1].is(t, "by Permit2 again", "20000", "40000", false)
	if got, want := fmt.Sprint(seen.Runs), "map[/answer:14 /fails:1 /metered:1 /permit2:2]"; got != want {
		t.Errorf("the handlers ran %s", got)
	}
}
