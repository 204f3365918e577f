package main

import (
	"bufio"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"aidollar/core/money"
	"aidollar/core/payment"
	"aidollar/pay/evmsig"
	"aidollar/pay/x402"
	"aidollar/pay/x402/buyer"
	"aidollar/pay/x402/wallet"

	"github.com/holiman/uint256"
)

// signedWith keeps the last payment that left.
type signedWith struct{ payment *x402.Payment }

func (s *signedWith) RoundTrip(r *http.Request) (*http.Response, error) {
	if p, err := x402.ReadPayment(r.Header.Get); err == nil && p != nil {
		s.payment = p
	}
	return http.DefaultTransport.RoundTrip(r)
}

var pausedChannel = regexp.MustCompile(`: aidollar paused channel=[0-9a-f]{64} maxClaimableAmount=([0-9]+)`)

// streamInParts asks for a stream from a channel of x402; paused is called with what the
// stream wants to be signed for.
func (h *sessionHouse) streamInParts(paused func(p *x402.Payment, amount *uint256.Int)) string {
	h.t.Helper()
	token := h.p.chains.tokens()[0]
	own := buyer.Token{ChainID: token.ChainID, Asset: token.Contract, Decimals: 6}
	most, err := buyer.ParseDollars("1")
	if err != nil {
		h.t.Fatal(err)
	}
	limit := own.Units(most)
	w, err := wallet.New(wallet.NewKey(h.payer.Key), []wallet.Token{{ChainID: own.ChainID, Asset: own.Asset, PaymentMax: limit, TotalMax: limit}}, nil)
	if err != nil {
		h.t.Fatal(err)
	}
	folder, err := buyer.OpenFolder(h.t.TempDir(), []buyer.Token{own}, most)
	if err != nil {
		h.t.Fatal(err)
	}
	deposit, err := buyer.ParseDollars("0.01")
	if err != nil {
		h.t.Fatal(err)
	}
	kept := &signedWith{}
	nodes := buyer.Nodes{}
	transport := &buyer.Transport{Wallet: w, Book: folder, Base: kept, Channels: &buyer.Channels{Folder: folder, DepositMax: deposit, DelayMax: 1 << 30, State: nodes.ChannelState}}
	r, err := http.NewRequestWithContext(h.t.Context(), http.MethodPost, h.url(), strings.NewReader(askFor("What is a clearing house, and who needs one?", true)))
	if err != nil {
		h.t.Fatal(err)
	}
	r.Header.Set("X-Aidollar-Parts", "on")
	response, err := (&http.Client{Transport: transport}).Do(r)
	if err != nil {
		h.t.Fatal(err)
	}
	defer response.Body.Close()
	var text strings.Builder
	for lines := bufio.NewScanner(response.Body); lines.Scan(); {
		text.WriteString(lines.Text() + "\n")
		if found := pausedChannel.FindStringSubmatch(lines.Text()); found != nil {
			amount, err := uint256.FromDecimal(found[1])
			if err != nil {
				h.t.Fatal(err)
			}
			paused(kept.payment, amount)
		}
	}
	if response.StatusCode != http.StatusOK || response.Header.Get("X-Aidollar-Parts") != "on" {
		h.t.Fatalf("%d: %s", response.StatusCode, text.String())
	}
	return text.String()
}

// sign sends a voucher over an amount without a call.
func (h *sessionHouse) sign(p *x402.Payment, amount *uint256.Int, forged bool) int {
	h.t.Helper()
	once := *p
	once.Wire = nil
	said := *p.Payload.Channel
	said.Type, said.Deposit = x402.TypeVoucher, nil
	said.Voucher.Amount = *amount
	signature, err := evmsig.Sign(said.Voucher.Digest(h.p.chains.tokens()[0].ChainID), h.payer.Key)
	if err != nil {
		h.t.Fatal(err)
	}
	if forged {
		signature[3] ^= 1
	}
	said.Voucher.Signature = signature[:]
	once.Payload.Channel = &said
	value, err := once.Header()
	if err != nil {
		h.t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(h.t.Context(), http.MethodPost, h.url(), http.NoBody)
	if err != nil {
		h.t.Fatal(err)
	}
	r.Header.Set(x402.HeaderPayment, value)
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		h.t.Fatal(err)
	}
	defer response.Body.Close()
	text, _ := io.ReadAll(response.Body)
	if response.StatusCode != http.StatusOK && !forged {
		h.t.Errorf("a voucher without a call: %d: %s", response.StatusCode, text)
	}
	return response.StatusCode
}

// TestPartsFromAChannel has a stream go on from a channel of x402 as vouchers cover it,
// and end at what was covered where none comes.
func TestPartsFromAChannel(t *testing.T) {
	h := newSessionHouse(t, 2*time.Second)
	pauses := 0
	text := h.streamInParts(func(p *x402.Payment, amount *uint256.Int) {
		pauses++
		if status := h.sign(p, amount, true); status != http.StatusPaymentRequired {
			t.Errorf("somebody else's voucher: %d", status)
		}
		h.sign(p, amount, false)
	})
	c := h.channel()
	if c.Escrow != payment.EscrowBatch || pauses < 2 || !strings.Contains(text, `"finish_reason":"stop"`) || !c.Reserved.IsZero() || c.Signed.Less(c.Charged) {
		t.Fatalf("%d pauses, %+v: %s", pauses, c, text)
	}
	before := c.Charged
	text = h.streamInParts(func(*x402.Payment, *uint256.Int) {})
	c = h.channel()
	if !strings.Contains(text, `"finish_reason":"length"`) || !strings.HasSuffix(text, "data: [DONE]\n\n") || !c.Reserved.IsZero() {
		t.Errorf("nobody signed for more: %+v: %s", c, text)
	}
	_, asked := h.asked(true)
	if spent := c.Charged.SubFloor(before); spent == (money.Amount{}) || spent.Lo > asked.Amount.Uint64()*c.Unit.Lo || c.Signed.Less(c.Charged) {
		t.Errorf("%s was charged for one part of %s units; %s signed", spent, asked.Amount.Dec(), c.Signed)
	}
}
