package main

import (
	"bufio"
	"net/http"
	"strings"
	"testing"
	"time"

	"aidollar/contracts"
	"aidollar/core/clearing"
	"aidollar/pay/evmsig"
	"aidollar/pay/mpp"
	"aidollar/pay/x402/till"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
)

// TestAPayerClosesAtTheGateway: he begins to close while a stream of his is paused. It
// goes on no more though he signs for more, new calls are refused, what was delivered is
// claimed before he can withdraw, and at the end he has spent that and nothing else.
func TestAPayerClosesAtTheGateway(t *testing.T) {
	h := newSessionHouse(t, 30*time.Second)
	escrow := contracts.NewEVMPaymentChannel()
	challenge, asked := h.asked(true)
	had := h.chain.Balance(h.payer.Address)
	open := h.opening(asked, asked.Recipient, (*evmsig.Session).OpenNonce, 1)
	value, err := challenge.Answer("", open)
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, h.url(), strings.NewReader(askFor("What is netting?", true)))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set(mpp.HeaderCredential, value)
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var text strings.Builder
	for lines := bufio.NewScanner(response.Body); lines.Scan(); {
		text.WriteString(lines.Text() + "\n")
		if lines.Text() != "event: "+mpp.EventNeedVoucher {
			continue
		}
		h.chain.Do(h.payer, asked.Escrow, escrow.PackRequestClose(open.Channel))
		h.until("the house sees it", func() bool { return h.channel().Ends != 0 })
		amount := uint256.NewInt(50_000)
		more := &mpp.Act{Name: mpp.ActVoucher, Channel: open.Channel, Voucher: &mpp.Voucher{Amount: *amount, Signature: h.voucher(asked, open.Channel, amount)}}
		if status, problem := h.send(challenge, more, ""); status != http.StatusOK {
			t.Errorf("a voucher behind it: %d %s", status, problem)
		}
		if status, problem := h.send(challenge, more, askFor("What is netting?", false)); status != http.StatusGone || problem != "channel-finalized" {
			t.Errorf("a call behind it: %d %s", status, problem)
		}
	}
	if !strings.Contains(text.String(), `"finish_reason":"length"`) || !strings.Contains(text.String(), "event: "+mpp.EventReceipt) {
		t.Fatalf("the stream does not end as it should: %s", text.String())
	}
	c := h.channel()
	first := open.Voucher.Amount.Uint64()
	if charged := c.Tokens(c.Charged).Lo; !c.Reserved.IsZero() || charged == 0 || charged > first {
		t.Errorf("%s was charged, %s is reserved; the first part costs %d", c.Charged, c.Reserved, first)
	}
	h.withdrawn(open.Channel, asked.Escrow, first, had)
}

// withdrawn has the payer take out what is left behind the voucher that was claimed, and
// wants what that said too much to be his own.
func (h *sessionHouse) withdrawn(id common.Hash, escrow common.Address, first, had uint64) {
	h.t.Helper()
	c := h.channel()
	h.until("it is claimed by the first voucher", func() bool { return h.channel().Claimed.Lo == first*c.Unit.Lo })
	if err := h.chain.Mine(h.t.Context(), 15*60+1); err != nil {
		h.t.Fatal(err)
	}
	tx := h.chain.Send(h.payer, escrow, contracts.NewEVMPaymentChannel().PackWithdraw(id))
	if err := h.chain.Mine(h.t.Context(), 8); err != nil {
		h.t.Fatal(err)
	}
	h.chain.Wait(tx)
	h.until("it is over", func() bool { return h.channel().Closed })
	if err := h.chain.Mine(h.t.Context(), 8); err != nil {
		h.t.Fatal(err)
	}
	own := clearing.PartyAccount(till.Wallet{Address: h.payer.Address}.Party(), clearing.AccountBuyer)
	over := first*c.Unit.Lo - c.Charged.Lo
	h.until("what the voucher said too much is the payer's", func() (is bool) {
		h.p.node.View(func(m *clearing.Machine) {
			free, _ := m.Ledger().Spendable(own)
			is = free.Lo == over
		})
		return is
	})
	if spent := had - h.chain.Balance(h.payer.Address); spent != first {
		h.t.Errorf("%d left the payer on the chain, and his vouchers gave %d", spent, first)
	}
}
