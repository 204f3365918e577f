package channel_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"testing"

	"aidollar/pay/evmsig"
	"aidollar/pay/x402"
	"aidollar/pay/x402/channel"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/holiman/uint256"
)

// signed is what a stock library signed on the way.
type signed struct {
	Type   string
	Digest common.Hash
}

// vectors are what the stock scheme makes (test/npm/x402_channels.mjs).
type vectors struct {
	Now, ChainID                             uint64
	Payer, Session, Authorizer, PayTo, Asset common.Address
	Channels                                 []struct {
		Config json.RawMessage
		ID     common.Hash
	}
	Payments []struct {
		Name             string
		ID               common.Hash
		Signed           []signed
		Required, Header string
	}
	Calls []struct {
		Name    string
		Signed  []signed
		To      common.Address
		Data    hexutil.Bytes
		Request string
	}
	Events []struct {
		Name   string
		Topics []common.Hash
		Data   hexutil.Bytes
	}
	SettledABI []common.Hash
	Permit     struct {
		Value, Deadline string
		V               byte
		R, S            common.Hash
		Data            hexutil.Bytes
	}
}

func read(t testing.TB) *vectors {
	text, err := os.ReadFile("testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	v := &vectors{}
	if err := json.Unmarshal(text, v); err != nil {
		t.Fatal(err)
	}
	if len(v.Channels) < 20 || len(v.Payments) < 7 || len(v.Calls) < 18 {
		t.Fatalf("%d channels, %d payments, %d calls", len(v.Channels), len(v.Payments), len(v.Calls))
	}
	return v
}

// payment is a stock client's payment and what it is for.
func (v *vectors) payment(t testing.TB, i int) (*x402.Payment, *x402.Terms) {
	p, err := x402.ParsePaymentHeader(v.Payments[i].Header)
	if err != nil {
		t.Fatalf("%s: %v", v.Payments[i].Name, err)
	}
	required, err := x402.ParseRequiredHeader(v.Payments[i].Required)
	if err != nil {
		t.Fatalf("%s: %v", v.Payments[i].Name, err)
	}
	terms, err := required.Accepts[0].Terms(2)
	if err != nil {
		t.Fatalf("%s: %v", v.Payments[i].Name, err)
	}
	if x402.Match(required.Accepts, p) != 0 {
		t.Errorf("%s: the payment does not match what was offered", v.Payments[i].Name)
	}
	return p, terms
}

// request is what a stock server asks the facilitator.
func request(t testing.TB, body string) *x402.Channel {
	r, err := x402.ParseRequest([]byte(body))
	if err != nil {
		t.Fatalf("%v in %s", err, body)
	}
	return r.Payment.Payload.Channel
}

// callNamed is the place of a call.
func (v *vectors) callNamed(t testing.TB, name string) int {
	for i := range v.Calls {
		if v.Calls[i].Name == name {
			return i
		}
	}
	t.Fatalf("no vector %q", name)
	return 0
}

// authorizerSigns signs as the authorizer of the vectors, whose key follows from
// the script.
func (v *vectors) authorizerSigns(t testing.TB, digest common.Hash) []byte {
	key, err := crypto.ToECDSA(crypto.Keccak256([]byte("aidollar channel 2")))
	if err != nil || crypto.PubkeyToAddress(key.PublicKey) != v.Authorizer {
		t.Fatalf("the authorizer is %s, %v", v.Authorizer, err)
	}
	s, err := evmsig.Sign(digest, key)
	if err != nil {
		t.Fatal(err)
	}
	return s[:]
}

func of(all []signed, kind string) (d common.Hash) {
	for _, s := range all {
		if s.Type == kind {
			d = s.Digest
		}
	}
	return d
}

func TestChannelIDsAreTheStockClients(t *testing.T) {
	v := read(t)
	for i, c := range v.Channels {
		// A claim is where a message has a channel's configuration.
		body := `{"x402Version":2,"paymentPayload":{"x402Version":2,"accepted":{"scheme":"batch-settlement","network":"eip155:1","amount":"0","asset":"0x",` +
			`"payTo":"0x","maxTimeoutSeconds":0,"extra":{}},"payload":{"type":"claim","claims":[{"voucher":{"channel":` + string(c.Config) +
			`,"maxClaimableAmount":"1"},"signature":"0x","totalClaimed":"1"}]}},"paymentRequirements":{"scheme":"batch-settlement","network":"eip155:1",` +
			`"amount":"0","asset":"0x","payTo":"0x","maxTimeoutSeconds":0,"extra":{}}}`
		config := request(t, body).Claims[0].Config
		if id := config.ID(v.ChainID); id != c.ID {
			t.Errorf("channel %d is %s, and %s to the stock client", i, id, c.ID)
		}
		if config.ID(v.ChainID+1) == c.ID {
			t.Errorf("channel %d is the same on another chain", i)
		}
	}
}

func TestStockPaymentsAreSigned(t *testing.T) {
	v := read(t)
	for i := range v.Payments {
		s := &v.Payments[i]
		p, terms := v.payment(t, i)
		c := p.Payload.Channel
		if mismatch := c.Config.Mismatch(terms.Channels()); mismatch != "" || c.Config.ID(v.ChainID) != s.ID || c.Voucher.Channel != s.ID {
			t.Errorf("%s: the channel is %s, %q", s.Name, c.Config.ID(v.ChainID), mismatch)
		}
		if got := c.Voucher.Digest(v.ChainID); got != of(s.Signed, "Voucher") {
			t.Errorf("%s: the voucher's digest is %s", s.Name, got)
		}
		err := c.Voucher.Check(v.ChainID, &c.Config)
		if c.Config.PayerAuthorizer == (common.Address{}) {
			if !errors.Is(err, channel.ErrVoucherPayer) {
				t.Errorf("%s: %v", s.Name, err)
			}
			err = c.Voucher.SignedBy(v.ChainID, v.Payer)
		}
		if err != nil {
			t.Errorf("%s: %v", s.Name, err)
		}
		c.Voucher.Amount.AddUint64(&c.Voucher.Amount, 1)
		if c.Voucher.SignedBy(v.ChainID, v.Payer) == nil || c.Voucher.SignedBy(v.ChainID, v.Session) == nil {
			t.Errorf("%s: a voucher of another amount is taken", s.Name)
		}
		d := c.Deposit
		if d == nil {
			continue
		}
		want := of(s.Signed, "ReceiveWithAuthorization")
		if d.Permit2 != nil {
			want = of(s.Signed, "PermitWitnessTransferFrom")
		}
		if got := d.Digest(terms.Separator, s.ID, c.Config.Payer); got != want || want == (common.Hash{}) {
			t.Errorf("%s: the deposit's digest is %s, and %s to the stock client", s.Name, got, want)
		}
	}
}

func TestCallsAreTheStockFacilitators(t *testing.T) {
	v := read(t)
	number := uint256.NewInt
	claims := request(t, v.Calls[v.callNamed(t, "claim of four")].Request).Claims
	channelOf := &claims[0].Config
	id := channelOf.ID(v.ChainID)
	state := channel.StateCalls(id)
	plain := map[string][]byte{
		"claim": channel.ClaimCall(claims), "refund": channel.RefundCall(channelOf, number(77)), "initiateWithdraw": channel.WithdrawCall(channelOf, number(78)),
		"finalizeWithdraw": channel.WithdrawFinishCall(channelOf), "channels": state[0], "pendingWithdrawals": state[1], "refundNonce": state[2],
		"receivers": channel.ReceiverCall(v.PayTo, v.Asset),
	}
	for i := range v.Calls {
		s := &v.Calls[i]
		got := plain[s.Name]
		if s.Request != "" {
			if s.To != evmsig.Escrow {
				t.Errorf("%s goes to %s", s.Name, s.To)
			}
			got = v.made(t, i, request(t, s.Request))
		}
		if !bytes.Equal(got, s.Data) {
			t.Errorf("%s: the call is\n%x\nand to the stock facilitator\n%x", s.Name, got, []byte(s.Data))
		}
	}
}

// made is the call that carries a server's request out, with the signatures that
// the stock facilitator put in.
func (v *vectors) made(t testing.TB, i int, c *x402.Channel) []byte {
	s := &v.Calls[i]
	authorizer := func(kind string, digest common.Hash) []byte {
		if digest != of(s.Signed, kind) {
			t.Errorf("%s: the digest of %s is %s", s.Name, kind, digest)
		}
		return v.authorizerSigns(t, digest)
	}
	switch c.Type {
	case x402.TypeDeposit:
		return c.Deposit.Call(&c.Config, nil)
	case x402.TypeClaim:
		return channel.ClaimSignedCall(c.Claims, authorizer("ClaimBatch", channel.ClaimDigest(v.ChainID, c.Claims)))
	case x402.TypeSettle:
		return channel.SettleCall(c.Receiver, c.Token)
	}
	r := c.Refund
	refund := channel.RefundSignedCall(&c.Config, r.Amount, r.Nonce, authorizer("Refund", channel.RefundDigest(v.ChainID, c.Voucher.Channel, r.Nonce, r.Amount)))
	if len(c.Claims) == 0 {
		return refund
	}
	claim := channel.ClaimSignedCall(c.Claims, authorizer("ClaimBatch", channel.ClaimDigest(v.ChainID, c.Claims)))
	return channel.MulticallCall(claim, refund)
}
