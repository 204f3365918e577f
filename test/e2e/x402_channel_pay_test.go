package e2e

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/crypto"
)

// channelSeller starts the stock server that is paid from channels.
func (m *market) channelSeller() string {
	m.Helper()
	authorizer := m.Accounts()[5]
	return startServer(m.T, "x402_channel_seller.mjs", "X402_FACILITATOR="+m.url(), "X402_BEARER="+bearer, fmt.Sprintf("X402_NETWORK=eip155:%d", m.ChainID()),
		"X402_ASSET="+m.Token().Hex(), "X402_PAY_TO="+m.payee.Hex(), "X402_AUTHORIZER=0x"+hex.EncodeToString(crypto.FromECDSA(authorizer.Key)))
}

// channel runs a command about channels.
func (s *shopper) channel(name string, more ...string) result {
	s.Helper()
	return run(s.T, append(append([]string{"pay", "channel", name, "--key-file", s.keyFile, "--receipts", s.receipts}, s.more...), more...)...)
}

type channelShown struct {
	Channel, State, Balance, Charged, Signed, Free, Claimed string
	OnChain                                                 string     `json:"on_chain"`
	FinalAt                                                 *time.Time `json:"final_at"`
}

func (s *shopper) channels() (all []channelShown) {
	s.Helper()
	r := s.channel("list", "--json")
	r.want(s.T, 0)
	if err := json.Unmarshal([]byte(r.out), &all); err != nil {
		s.Fatalf("%v: %s", err, r.out)
	}
	return all
}

// TestPayFromChannelsAtTheStockServer has aidollar pay buy from a stock server out of
// channels: deposit, vouchers, what is metered, failures, a top-up, a folder that is
// lost, refunds, and the way out on chain.
func TestPayFromChannelsAtTheStockServer(t *testing.T) {
	needsClient(t)
	t.Parallel()
	m := newMarket(t)
	url := m.channelSeller()
	s := m.shopper(m.payer)
	before := m.Balance(m.payer.Address)
	r := s.pay(url+"/answer", "--dry-run", "--deposit", "0.03")
	r.want(t, 0)
	if !strings.Contains(r.out, "would be paid, out of a deposit of 0.03 dollars") {
		t.Errorf("a trial shows %s", r.out)
	}
	r = s.pay(url+"/answer", "--dry-run")
	r.want(t, 3)
	if !strings.Contains(r.out, "allow that by --deposit") {
		t.Errorf("a trial shows %s", r.out)
	}
	s.pay(url+"/answer").want(t, 3, "single payments are wanted")
	r = s.pay(url+"/answer", "--deposit", "0.03")
	r.want(t, 0, "paid at most 0.01 dollars to "+m.payee.Hex(), "charged 0.01 dollars", "0.03 dollars deposited by 0x")
	if !strings.Contains(r.out, `"answer":42`) {
		t.Errorf("printed %q", r.out)
	}
	r = s.pay(url+"/answer", "--dry-run", "--deposit", "0.03")
	r.want(t, 0)
	if !strings.Contains(r.out, "would be paid") || strings.Contains(r.out, "deposit") {
		t.Errorf("a trial shows %s", r.out)
	}
	s.pay(url+"/answer", "--deposit", "0.03").want(t, 0, "charged 0.01 dollars")
	s.pay(url+"/fails", "--deposit", "0.03").want(t, 5)
	s.pay(url+"/answer", "--deposit", "0.03").want(t, 0, "charged 0.01 dollars")
	// The next needs more than is left; more than 0.05 may not go in for it.
	s.pay(url+"/metered", "--deposit", "0.04").want(t, 3, "at most 40000 may be deposited at a time")
	s.pay(url+"/metered", "--deposit", "0.05").want(t, 0, "charged 0.001234 dollars", "0.05 dollars deposited by 0x")
	all := s.channels()
	if len(all) != 1 || all[0].Balance != "0.08" || all[0].Charged != "0.031234" || all[0].Signed != "0.08" || all[0].OnChain != "0.08" || all[0].Claimed != "0" || all[0].State != "open" {
		t.Fatalf("%+v", all)
	}
	id := all[0].Channel
	s.pay(url+"/answer", "--deposit", "0.05", "--total", "0.08").want(t, 0) // deposits count, vouchers do not
	if states := s.kept(); states["answered"] != 6 || len(states) != 1 {
		t.Errorf("receipts: %v", states)
	}

	// Who has lost his folder is told where he stands, and checks his own signature.
	other := m.shopper(m.payer)
	other.pay(url+"/answer", "--deposit", "0.05").want(t, 0, "charged 0.01 dollars")
	if all := other.channels(); len(all) != 1 || all[0].Channel != id || all[0].Charged != "0.051234" || all[0].Balance != "0.08" {
		t.Errorf("found again: %+v", all)
	}
	// And the first one is behind now.
	s.pay(url+"/answer", "--deposit", "0.05").want(t, 0, "charged 0.01 dollars")
	if paid := before - m.Balance(m.payer.Address); paid != 80000 {
		t.Errorf("%d are in the channel", paid)
	}

	s.channel("refund", id[:10], "--amount", "0.001").want(t, 0)
	s.channel("refund", id).want(t, 0)
	if paid := before - m.Balance(m.payer.Address); paid != 61234 {
		t.Errorf("after the refund %d are paid", paid)
	}
	s.channel("refund", id).want(t, 4, "gives nothing back")
	if all := s.channels(); all[0].Free != "0" || all[0].Claimed != "0.061234" || all[0].OnChain != "0.061234" {
		t.Errorf("after the refund: %+v", all)
	}
	// A new deposit goes on where the channel stood.
	s.pay(url+"/answer", "--deposit", "0.03").want(t, 0, "charged 0.01 dollars", "0.03 dollars deposited")
	m.leave(s, id, before)
}

// leave takes the rest out without the seller.
func (m *market) leave(s *shopper, id string, before uint64) {
	m.Helper()
	s.channel("finalize", id).want(m.T, 1, "nothing has been announced")
	s.channel("withdraw", id, "--amount", "0.5").want(m.T, 2, "0.03 dollars are in the channel that were not claimed")
	r := s.channel("withdraw", id)
	r.want(m.T, 0)
	if !strings.Contains(r.out, "announced that 0.03 dollars are taken out; that is possible in 15m0s") {
		m.Errorf("printed %q", r.out)
	}
	s.channel("withdraw", id).want(m.T, 1, "it has been announced that 0.03 dollars are taken out")
	if all := s.channels(); all[0].State != "leaving" || all[0].FinalAt == nil {
		m.Errorf("leaving: %+v", all)
	}
	s.channel("finalize", id).want(m.T, 1, "WithdrawDelayNotElapsed")
	if err := m.Mine(m.Context(), 900); err != nil { // a second each, at least
		m.Fatal(err)
	}
	r = s.channel("finalize", id)
	r.want(m.T, 0)
	// The seller was away and has not claimed the last answer.
	if paid := before - m.Balance(m.payer.Address); !strings.Contains(r.out, "0.03 dollars taken out: 0x") || paid != 61234 {
		m.Errorf("printed %q; %d are paid", r.out, paid)
	}
	s.channel("finalize", id).want(m.T, 1, "has been taken out")
}
