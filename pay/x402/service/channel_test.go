package service

import (
	"encoding/json"
	"net/http"
	"os"
	"testing"

	"aidollar/pay/evmsig"
	"aidollar/pay/x402"
	"aidollar/pay/x402/channel"
	"aidollar/pay/x402/facilitator"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/holiman/uint256"
)

// stockRequest is what a stock server asks about channels, by name
// (test/npm/x402_channels.mjs). Its authorizer has signed what is to be signed.
func stockRequest(t *testing.T, name string) *x402.Request {
	t.Helper()
	text, err := os.ReadFile("../channel/testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var v struct {
		Calls []struct{ Name, Request string }
	}
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatal(err)
	}
	for _, c := range v.Calls {
		if c.Name != name {
			continue
		}
		q, err := x402.ParseRequest([]byte(c.Request))
		if err != nil {
			t.Fatal(err)
		}
		p := q.Payment.Payload.Channel
		if len(p.Claims) > 0 {
			p.ClaimSignature = authorizes(t, channel.ClaimDigest(chainID, p.Claims))
		}
		if p.Refund != nil {
			p.Refund.Signature = authorizes(t, channel.RefundDigest(chainID, p.Voucher.Channel, p.Refund.Nonce, p.Refund.Amount))
		}
		q.Payment.Wire = nil
		return q
	}
	t.Fatalf("no vector %q", name)
	return nil
}

func authorizes(t *testing.T, digest common.Hash) []byte {
	key, err := crypto.ToECDSA(crypto.Keccak256([]byte("aidollar channel 2")))
	if err != nil {
		t.Fatal(err)
	}
	s, err := evmsig.Sign(digest, key)
	if err != nil {
		t.Fatal(err)
	}
	return s[:]
}

// log is an event of the escrow with numbers as its data.
func log(signature string, topics []common.Hash, numbers ...*uint256.Int) Log {
	l := Log{Address: evmsig.Escrow, Topics: append([]common.Hash{crypto.Keccak256Hash([]byte(signature))}, topics...)}
	for _, n := range numbers {
		w := n.Bytes32()
		l.Data = append(l.Data, w[:]...)
	}
	return l
}

// deposits makes the chain take a deposit and say so.
func (c *town) deposits(q *x402.Request) {
	p := q.Payment.Payload.Channel
	c.does = func() []Log {
		c.channel.Balance.Add(&c.channel.Balance, &p.Deposit.Amount)
		return []Log{log("Deposited(bytes32,address,uint128,uint128)", []common.Hash{p.Voucher.Channel, word(sender)}, &p.Deposit.Amount, &c.channel.Balance)}
	}
}

func TestDepositsAreVerifiedAndSettled(t *testing.T) {
	for _, name := range []string{"deposit", "deposit by Permit2", "top-up"} {
		c := newTown()
		d := open(t, c, nil)
		q := stockRequest(t, name)
		p := q.Payment.Payload.Channel
		if name == "top-up" {
			c.channel.Balance.SetUint64(25_000)
			c.channel.Claimed.SetUint64(20_000)
		}
		v := d.verify(q)
		state, err := x402.ParseChannelState(v.Extra)
		if !v.Valid || err != nil || state.Channel != p.Voucher.Channel || !state.Balance.Eq(&c.channel.Balance) {
			t.Fatalf("%s: %+v, %v", name, v, err)
		}
		if again := d.verify(q); again.Valid || again.InvalidReason != ReasonInUse {
			t.Errorf("%s: the same deposit for another request: %+v", name, again)
		}
		c.deposits(q)
		for range 2 { // and once more, as after an answer that was lost
			s := d.settle(q)
			extra, err := x402.ParseChannelExtra(s.Extra)
			if err != nil || !s.Success || s.Amount != p.Deposit.Amount.Dec() || s.Transaction != c.next.Transaction.Hex() || extra.State.State != c.channel {
				t.Errorf("%s: %+v, %v", name, s, err)
			}
		}
		if len(c.sent) != 1 || c.sent[0].Calls[0].To != evmsig.Escrow || c.sent[0].Sender != sender {
			t.Errorf("%s: sent %+v", name, c.sent)
		}
	}
}

// Only the escrow's own word for this channel and this amount counts.
func TestDepositsThatTheChainDoesNotShow(t *testing.T) {
	q := stockRequest(t, "deposit")
	p := q.Payment.Payload.Channel
	other := *uint256.NewInt(1)
	for name, l := range map[string]Log{
		"another channel":  log("Deposited(bytes32,address,uint128,uint128)", []common.Hash{{1}, word(sender)}, &p.Deposit.Amount, &p.Deposit.Amount),
		"another amount":   log("Deposited(bytes32,address,uint128,uint128)", []common.Hash{p.Voucher.Channel, word(sender)}, &other, &p.Deposit.Amount),
		"another event":    log("Claimed(bytes32,address,uint128,uint128)", []common.Hash{p.Voucher.Channel, word(sender)}, &p.Deposit.Amount, &p.Deposit.Amount),
		"another contract": {Address: dollar, Topics: log("Deposited(bytes32,address,uint128,uint128)", []common.Hash{p.Voucher.Channel, word(sender)}).Topics},
	} {
		c := newTown()
		c.does = func() []Log { return []Log{l} }
		if s := open(t, c, nil).settle(q); s.Success || s.ErrorReason != facilitator.ReasonTransferEvent {
			t.Errorf("%s: %+v", name, s)
		}
	}
	// Somebody else may have sent it.
	c := newTown()
	d := open(t, c, nil)
	if v := d.verify(q); !v.Valid {
		t.Fatal(v)
	}
	c.deposits(q)
	nonce := q.Payment.Payload.Nonce()
	c.used[nonce], c.by[nonce] = true, used{common.Hash{9}, c.does()}
	if s := d.settle(q); !s.Success || s.Transaction != (common.Hash{9}).Hex() || len(c.sent) > 0 {
		t.Errorf("submitted by another: %+v", s)
	}
}

func TestVouchersAreVerifiedAndNotHeld(t *testing.T) {
	c := newTown()
	d := open(t, c, nil)
	q := stockRequest(t, "deposit")
	p := q.Payment.Payload.Channel
	p.Type, p.Deposit, q.Payment.Wire = x402.TypeVoucher, nil, nil
	if v := d.verify(q); v.Valid || v.InvalidReason != channel.ReasonChannelMissing {
		t.Errorf("without a deposit: %+v", v)
	}
	c.channel.Balance.SetUint64(100_000)
	for range 2 {
		if v := d.verify(q); !v.Valid {
			t.Errorf("%+v", v)
		}
	}
	for _, kind := range []string{x402.TypeVoucher, x402.TypeRefund} {
		if p.Type = kind; kind == x402.TypeRefund {
			p.Refund = &x402.Refund{}
		}
		if s := d.settle(q); s.Success || s.ErrorReason != channel.ReasonPayloadType || len(c.sent) > 0 {
			t.Errorf("a %s is settled: %+v", kind, s)
		}
	}
}

func TestChoresAreDone(t *testing.T) {
	c := newTown()
	d := open(t, c, nil)
	claim := stockRequest(t, "claim of four")
	if v := d.verify(claim); v.Valid || v.InvalidReason != channel.ReasonPayloadType {
		t.Errorf("a claim is verified: %+v", v)
	}
	c.does = func() []Log { c.claimed = 9; return nil }
	for range 2 {
		if s := d.settle(claim); !s.Success || s.Transaction != c.next.Transaction.Hex() || s.Payer != "" {
			t.Errorf("claim: %+v", s)
		}
	}
	if len(c.sent) != 1 {
		t.Errorf("the same claim is sent %d times", len(c.sent))
	}

	settle := stockRequest(t, "settle")
	p := settle.Payment.Payload.Channel
	c.does = func() []Log {
		due := uint256.NewInt(c.claimed - c.given)
		c.given = c.claimed
		return []Log{log("Settled(address,address,address,uint128)", []common.Hash{word(p.Receiver), word(p.Token), word(sender)}, due)}
	}
	for _, want := range []string{"9", "4"} {
		if s := d.settle(settle); !s.Success || s.Amount != want {
			t.Errorf("settle: %+v", s)
		}
		if s := d.settle(settle); s.Success || s.ErrorReason != channel.ReasonSettleNothing {
			t.Errorf("settle again: %+v", s)
		}
		c.claimed += 4
	}

	refund := stockRequest(t, "refund with a claim")
	p = refund.Payment.Payload.Channel
	c.channel = channel.State{Balance: *uint256.NewInt(10_000), RefundNonce: *p.Refund.Nonce}
	c.does = func() []Log {
		c.channel.Balance.SubUint64(&c.channel.Balance, 300)
		c.channel.RefundNonce.AddUint64(&c.channel.RefundNonce, 1)
		return []Log{log("Refunded(bytes32,address,uint128)", []common.Hash{p.Voucher.Channel, word(sender)}, uint256.NewInt(300))}
	}
	for range 2 {
		s := d.settle(refund)
		extra, err := x402.ParseChannelExtra(s.Extra)
		if err != nil || !s.Success || s.Amount != "300" || extra.State.Balance.Uint64() != 9700 || common.HexToAddress(s.Payer) != p.Config.Payer {
			t.Errorf("refund: %+v, %v", s, err)
		}
	}
	if len(c.sent) != 4 {
		t.Errorf("%d chores are sent", len(c.sent))
	}
}

func TestChoresThatAreRefused(t *testing.T) {
	for name, bad := range map[string]struct {
		of, reason string
		do         func(*town, *x402.Channel)
	}{
		"claim unsigned":   {"claim of four", channel.ReasonAuthorizerMissing, func(_ *town, p *x402.Channel) { p.ClaimSignature = nil }},
		"refund unsigned":  {"refund of all", channel.ReasonAuthorizerMissing, func(_ *town, p *x402.Channel) { p.Refund.Signature = nil }},
		"refund's claims":  {"refund with a claim", channel.ReasonAuthorizerMissing, func(_ *town, p *x402.Channel) { p.ClaimSignature = nil }},
		"claim of nothing": {"claim of four", channel.ReasonPayloadType, func(_ *town, p *x402.Channel) { p.Claims = []channel.Claim{} }},
		"claim's trial":    {"claim of four", channel.ReasonClaimSimulation, func(c *town, _ *x402.Channel) { c.revert = "ClaimExceedsBalance" }},
		"settle's trial":   {"settle", channel.ReasonSettleSimulation, func(c *town, _ *x402.Channel) { c.claimed, c.revert = 1, "paused" }},
		"refund's trial":   {"refund of all", channel.ReasonRefundSimulation, func(c *town, _ *x402.Channel) { c.channel.Balance.SetUint64(5); c.revert = "InvalidRefundNonce" }},
		"refund of none":   {"refund of all", channel.ReasonRefundNothing, func(*town, *x402.Channel) {}},
		"all is claimed":   {"refund with a claim", channel.ReasonRefundNothing, func(c *town, p *x402.Channel) { c.channel.Balance = p.Claims[0].Total }},
		"refund's channel": {"refund of all", channel.ReasonChannelID, func(_ *town, p *x402.Channel) { p.Voucher.Channel[0] ^= 1 }},
		"token":            {"settle", facilitator.ReasonAssetNotAllowed, func(_ *town, p *x402.Channel) { p.Token[0] ^= 1 }},
		"claim's token":    {"claim of four", facilitator.ReasonAssetNotAllowed, func(_ *town, p *x402.Channel) { p.Claims[3].Config.Token[0] ^= 1 }},
		"settle fails":     {"settle", channel.ReasonSettleTransaction, func(c *town, _ *x402.Channel) { c.claimed = 1; c.next = Outcome{Status: Failed, Revert: "paused"} }},
		"claim fails":      {"claim of four", channel.ReasonClaimTransaction, func(c *town, _ *x402.Channel) { c.next = Outcome{Status: Failed} }},
		"refund fails":     {"refund of all", channel.ReasonRefundTransaction, func(c *town, _ *x402.Channel) { c.channel.Balance.SetUint64(5); c.next = Outcome{Status: Failed} }},
	} {
		c := newTown()
		q := stockRequest(t, bad.of)
		bad.do(c, q.Payment.Payload.Channel)
		if s := open(t, c, nil).settle(q); s.Success || s.ErrorReason != bad.reason {
			t.Errorf("%s: %+v", name, s)
		}
	}
	c := newTown()
	d := open(t, c, func(o *Options) {
		o.Verifier.Chains[chainID].Closed = []common.Address{stockRequest(t, "settle").Payment.Payload.Channel.Receiver}
	})
	for _, name := range []string{"settle", "claim of four", "refund of all"} {
		if s := d.settle(stockRequest(t, name)); s.ErrorReason != facilitator.ReasonPayeeClosed {
			t.Errorf("%s of a closed payee: %+v", name, s)
		}
	}
}

// What was answered to be on its way is found again, and what has failed is sent
// anew.
func TestChoresAreResumed(t *testing.T) {
	c := newTown()
	d := open(t, c, nil)
	c.claimed, c.next = 9, Outcome{Status: Pending, Transaction: common.Hash{5}}
	settle := stockRequest(t, "settle")
	if s := d.settle(settle); s.ErrorReason != x402.ReasonPending || s.Transaction != c.next.Transaction.Hex() {
		t.Fatalf("%+v", s)
	}
	c.given = 9 // it arrives
	for id := range c.outcome {
		c.outcome[id] = Outcome{Status: Settled, Transaction: common.Hash{5}}
	}
	if s := d.settle(settle); !s.Success || s.Transaction != (common.Hash{5}).Hex() {
		t.Errorf("what has arrived: %+v", s)
	}
	if s := d.settle(settle); s.ErrorReason != channel.ReasonSettleNothing {
		t.Errorf("what was told: %+v", s)
	}
	claim := stockRequest(t, "claim of one")
	c.next = Outcome{Status: Failed}
	d.settle(claim)
	c.next = Outcome{Status: Settled, Transaction: common.Hash{6}}
	if s := d.settle(claim); !s.Success || len(c.sent) != 3 {
		t.Errorf("after a failure: %+v, %d sent", s, len(c.sent))
	}
	c.err = errDown
	d.unavailable("/settle", stockRequest(t, "claim of four"))
	c.err, c.down = nil, true
	d.unavailable("/settle", stockRequest(t, "refund of all"))
	d.unavailable("/settle", settle)
	if status, _ := d.post("/settle", []byte(`{"paymentPayload":{"x402Version":2,"accepted":{"scheme":"batch-settlement"},"payload":{}}}`)); status != http.StatusBadRequest {
		t.Errorf("half a request: %d", status)
	}
}
