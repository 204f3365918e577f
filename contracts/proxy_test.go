package contracts_test

import (
	"testing"

	"aidollar/chain/devaccount"
	"aidollar/chain/devnet/devtest"
	"aidollar/contracts"
	"aidollar/pay/evmsig"
	"aidollar/pay/x402/facilitator"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
)

func TestAddressesAreTheOnesThatAreSignedFor(t *testing.T) {
	if contracts.Permit2Address != evmsig.Permit2 || contracts.ExactProxyAddress != evmsig.ExactProxy || contracts.UptoProxyAddress != evmsig.UptoProxy {
		t.Error("the contracts lie elsewhere than payments expect them")
	}
}

// payment is Permit2's message as a stock client fills it in.
func payment(c *devtest.Chain, from devaccount.Account, proxy common.Address, amount, nonce uint64) *evmsig.Permit2Transfer {
	return &evmsig.Permit2Transfer{
		From: from.Address, Token: c.Token(), Amount: *uint256.NewInt(amount), Nonce: *uint256.NewInt(nonce),
		Deadline: *uint256.NewInt(uint64(c.Now().Unix()) + 3600), Spender: proxy, To: payee,
	}
}

func TestExactSettles(t *testing.T) {
	c := chain(t)
	relay, payer, at := c.Accounts()[0], approved(c), contracts.ExactProxyAddress
	p := payment(c, payer, at, 50, 1)
	s := sign(t, payer, p.ExactDigest(evmsig.Permit2Separator(c.ChainID())))
	call := func(change func(*evmsig.Permit2Transfer)) []byte {
		q := *p
		change(&q)
		return facilitator.ExactCall(&q, s[:], nil).Data
	}
	now := uint64(c.Now().Unix())
	for what, bad := range map[string]struct {
		change func(*evmsig.Permit2Transfer)
		want   string
	}{
		"to another":     {func(p *evmsig.Permit2Transfer) { p.To[3] ^= 1 }, "InvalidSigner"},
		"to nobody":      {func(p *evmsig.Permit2Transfer) { p.To = common.Address{} }, "InvalidDestination"},
		"by nobody":      {func(p *evmsig.Permit2Transfer) { p.From = common.Address{} }, "InvalidOwner"},
		"of nothing":     {func(p *evmsig.Permit2Transfer) { p.Amount.Clear() }, "InvalidAmount"},
		"of more":        {func(p *evmsig.Permit2Transfer) { p.Amount.SetUint64(51) }, "InvalidSigner"},
		"too early":      {func(p *evmsig.Permit2Transfer) { p.ValidAfter.SetUint64(now + 3000) }, "PaymentTooEarly"},
		"expired":        {func(p *evmsig.Permit2Transfer) { p.Deadline.SetUint64(now - 1) }, "SignatureExpired"},
		"another's nonc": {func(p *evmsig.Permit2Transfer) { p.Nonce.SetUint64(2) }, "InvalidSigner"},
	} {
		wants(t, what, c.Revert(relay.Address, at, call(bad.change)), bad.want)
	}
	good := call(func(*evmsig.Permit2Transfer) {})
	if settled := logs(c.Do(relay, at, good), exact.UnpackSettledEvent); len(settled) != 1 {
		t.Errorf("%d events", len(settled))
	}
	wants(t, "again", c.Revert(relay.Address, at, good), "InvalidNonce")
	if got := c.Balance(payee); got != 50 {
		t.Errorf("the payee has %d", got)
	}
}

func TestUptoSettlesWhatTheFacilitatorSays(t *testing.T) {
	c := chain(t)
	facilitates, payer, at := c.Accounts()[0], approved(c), contracts.UptoProxyAddress
	p := payment(c, payer, at, 50, 1)
	p.Facilitator = facilitates.Address
	s := sign(t, payer, p.UptoDigest(evmsig.Permit2Separator(c.ChainID())))
	call := func(amount uint64) []byte { return facilitator.UptoCall(p, uint256.NewInt(amount), s[:], nil).Data }
	wants(t, "more than permitted", c.Revert(facilitates.Address, at, call(51)), "AmountExceedsPermitted")
	wants(t, "by another", c.Revert(payer.Address, at, call(20)), "UnauthorizedFacilitator")
	if settled := logs(c.Do(facilitates, at, call(20)), upto.UnpackSettledEvent); len(settled) != 1 {
		t.Errorf("%d events", len(settled))
	}
	wants(t, "the rest", c.Revert(facilitates.Address, at, call(20)), "InvalidNonce")
	if got := c.Balance(payee); got != 20 {
		t.Errorf("the payee has %d", got)
	}
}

// A payer without gas approves Permit2 by a signature that is sent along. That it
// was sent before, by whoever saw it, must not stop the payment.
func TestProxiesSendTheApprovalAlong(t *testing.T) {
	c := chain(t)
	relay, payer := c.Accounts()[0], c.Accounts()[1]
	for i := range uint64(4) {
		permit := evmsig.Permit{Owner: payer.Address, Spender: contracts.Permit2Address, Value: *uint256.NewInt(50), Nonce: *uint256.NewInt(i), Deadline: *uint256.NewInt(uint64(c.Now().Unix()) + 60)}
		signed := &facilitator.SignedPermit{Permit: permit, Signature: sign(t, payer, permit.Digest(separator(c)))}
		at, p := contracts.ExactProxyAddress, payment(c, payer, contracts.ExactProxyAddress, 50, i)
		var data []byte
		pack := func() []byte {
			s := sign(t, payer, p.ExactDigest(evmsig.Permit2Separator(c.ChainID())))
			return facilitator.ExactCall(p, s[:], signed).Data
		}
		if i%2 == 1 {
			at = contracts.UptoProxyAddress
			p = payment(c, payer, at, 50, i)
			p.Facilitator = relay.Address
			pack = func() []byte {
				s := sign(t, payer, p.UptoDigest(evmsig.Permit2Separator(c.ChainID())))
				return facilitator.UptoCall(p, uint256.NewInt(50), s[:], signed).Data
			}
		}
		signed.Value.SetUint64(49)
		wants(t, "another amount", c.Revert(relay.Address, at, pack()), "Permit2612AmountMismatch")
		signed.Value.SetUint64(50)
		data = pack()
		if i >= 2 {
			s := signed.Signature
			c.Do(relay, c.Token(), token.PackPermit(permit.Owner, permit.Spender, permit.Value.ToBig(), permit.Deadline.ToBig(), s.V(), s.R(), s.S()))
		}
		if settled := logs(c.Do(relay, at, data), exact.UnpackSettledWithPermitEvent); len(settled) != 1 {
			t.Errorf("%d events", len(settled))
		}
	}
	if got := c.Balance(payee); got != 200 {
		t.Errorf("the payee has %d", got)
	}
}

func TestMulticallAsksSeveral(t *testing.T) {
	c := chain(t)
	multicall := contracts.NewMulticall3()
	answers, err := multicall.UnpackAggregate3(c.Call(contracts.Multicall3Address, multicall.PackAggregate3([]contracts.Multicall3Call3{
		{Target: c.Token(), CallData: token.PackBalanceOf(c.Accounts()[0].Address)},
		{Target: c.Token(), AllowFailure: true, CallData: []byte{1, 2, 3, 4}},
	})))
	if err != nil || len(answers) != 2 || !answers[0].Success || answers[1].Success {
		t.Fatalf("%+v, %v", answers, err)
	}
	if balance, err := token.UnpackBalanceOf(answers[0].ReturnData); err != nil || balance.Sign() == 0 {
		t.Errorf("balance %v, %v", balance, err)
	}
}
