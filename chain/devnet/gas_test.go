package devnet_test

import (
	"math/big"
	"testing"

	"aidollar/chain/devaccount"
	"aidollar/chain/devnet"
	"aidollar/chain/devnet/devtest"
	"aidollar/contracts"
	"aidollar/pay/evmsig"
	"aidollar/pay/x402/facilitator"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/holiman/uint256"
)

// gas is what calls cost under the rules that the chain is pinned to. A change of
// a contract, of its compiler's settings or of the fork shows here. A transfer to a
// fresh account of 100,000 and more would mean unreleased rules.
var gas = []struct {
	what string
	per  uint64 // how many payments share the transaction
	want uint64 // for the transaction
	call func(*costs) (devaccount.Account, common.Address, []byte)
}{
	{"transfer to who has tokens", 1, 37_159, func(c *costs) (devaccount.Account, common.Address, []byte) {
		return c.payer, c.Token(), token.PackTransfer(c.relay.Address, big.NewInt(1_000_000))
	}},
	{"transfer to a fresh account", 1, 54_259, func(c *costs) (devaccount.Account, common.Address, []byte) {
		return c.payer, c.Token(), token.PackTransfer(address("fresh"), big.NewInt(1_000_000))
	}},
	{"transferWithAuthorization", 1, 70_828, func(c *costs) (devaccount.Account, common.Address, []byte) {
		return c.relay, c.Token(), c.authorized()
	}},
	{"Permit2 by the proxy of exact", 1, 87_075, func(c *costs) (devaccount.Account, common.Address, []byte) {
		p := c.permitted(contracts.ExactProxyAddress)
		s := c.sign(p.ExactDigest(evmsig.Permit2Separator(c.ChainID())))
		return c.relay, p.Spender, facilitator.ExactCall(p, s[:], nil).Data
	}},
	{"Permit2 by the proxy of upto", 1, 87_826, func(c *costs) (devaccount.Account, common.Address, []byte) {
		p := c.permitted(contracts.UptoProxyAddress)
		p.Facilitator = c.relay.Address
		s := c.sign(p.UptoDigest(evmsig.Permit2Separator(c.ChainID())))
		return c.relay, p.Spender, facilitator.UptoCall(p, uint256.NewInt(900_000), s[:], nil).Data
	}},
	{"deposit by approval", 1, 50_258, func(c *costs) (devaccount.Account, common.Address, []byte) {
		return c.payer, contracts.DepositMemoAddress, deposit.PackDeposit(c.Token(), big.NewInt(1_000_000), word("memo"))
	}},
	{"deposit by authorization", 1, 84_067, func(c *costs) (devaccount.Account, common.Address, []byte) {
		return c.relay, contracts.DepositMemoAddress, c.deposited()
	}},
	{"payout to one", 1, 69_482, func(c *costs) (devaccount.Account, common.Address, []byte) { return c.batch(1) }},
	{"payout to ten", 10, 157_433, func(c *costs) (devaccount.Account, common.Address, []byte) { return c.batch(10) }},
	{"payout to a hundred", 100, 1_036_763, func(c *costs) (devaccount.Account, common.Address, []byte) { return c.batch(100) }},
	{"payout to three hundred", 300, 2_990_771, func(c *costs) (devaccount.Account, common.Address, []byte) { return c.batch(300) }},
}

var (
	deposit = contracts.NewDepositMemo()
	payout  = contracts.NewPayout()
)

const recipientsMax = 300

// costs is a chain on which everybody has been before: the payer, who relays for
// him, and all who are paid out, who have tokens.
type costs struct {
	*devtest.Chain
	t            *testing.T
	relay, payer devaccount.Account
}

func word(text string) common.Hash { return crypto.Keccak256Hash([]byte(text)) }

func address(text string) common.Address {
	hash := word(text)
	return common.Address(hash[:common.AddressLength])
}

func (c *costs) sign(digest common.Hash) evmsig.Signature {
	s, err := evmsig.Sign(digest, c.payer.Key)
	if err != nil {
		c.t.Fatal(err)
	}
	return s
}

func (c *costs) separator() common.Hash {
	return evmsig.Domain{Name: contracts.TokenName, Version: contracts.TokenVersion, ChainID: c.ChainID(), Contract: c.Token()}.Separator()
}

// far is a time that no run reaches, so that each costs the same.
const far = 1 << 40

func (c *costs) authorized() []byte {
	a := &evmsig.Authorization{From: c.payer.Address, To: c.relay.Address, Value: *uint256.NewInt(1_000_000), ValidBefore: *uint256.NewInt(far), Nonce: word("nonce")}
	s := c.sign(a.TransferDigest(c.separator()))
	return facilitator.TransferCall(c.Token(), a, s[:], false).Data
}

func (c *costs) deposited() []byte {
	memo, salt := word("memo"), word("salt")
	a := &evmsig.Authorization{From: c.payer.Address, To: contracts.DepositMemoAddress, Value: *uint256.NewInt(1_000_000), ValidBefore: *uint256.NewInt(far), Nonce: crypto.Keccak256Hash(memo[:], salt[:])}
	s := c.sign(a.ReceiveDigest(c.separator()))
	return deposit.PackDepositWithAuthorization(c.Token(), a.From, a.Value.ToBig(), a.ValidAfter.ToBig(), a.ValidBefore.ToBig(), memo, salt, s[:])
}

func (c *costs) permitted(proxy common.Address) *evmsig.Permit2Transfer {
	nonce := word(proxy.Hex()) // clients draw them at random
	return &evmsig.Permit2Transfer{
		From: c.payer.Address, Token: c.Token(), Amount: *uint256.NewInt(1_000_000), Nonce: *new(uint256.Int).SetBytes(nonce[:]),
		Deadline: *uint256.NewInt(far), Spender: proxy, To: c.relay.Address,
	}
}

func (c *costs) batch(n int) (devaccount.Account, common.Address, []byte) {
	total := new(big.Int)
	var payments []contracts.PayoutPayment
	for i := range n {
		amount := big.NewInt(int64(1_234_567 + i))
		payments = append(payments, contracts.PayoutPayment{To: recipient(i), Amount: amount})
		total.Add(total, amount)
	}
	return c.relay, contracts.PayoutAddress, payout.PackPay(word(total.String()), c.Token(), total, payments)
}

func recipient(i int) common.Address { return address("recipient " + big.NewInt(int64(i)).String()) }

func TestGas(t *testing.T) {
	t.Parallel()
	chain := devtest.Start(t, devnet.Options{Instant: true})
	c := &costs{chain, t, chain.Accounts()[0], chain.Accounts()[1]}
	c.Do(c.payer, c.Token(), token.PackApprove(contracts.Permit2Address, new(big.Int).Lsh(big.NewInt(1), 200)))
	c.Do(c.payer, c.Token(), token.PackApprove(contracts.DepositMemoAddress, new(big.Int).Lsh(big.NewInt(1), 200)))
	c.Do(c.payer, c.Token(), token.PackTransfer(contracts.PayoutAddress, big.NewInt(500_000_000_000)))
	c.Do(c.batch(recipientsMax - 1)) // so that they have tokens; with an id of its own
	c.Do(c.payer, c.Token(), token.PackTransfer(recipient(recipientsMax-1), big.NewInt(1)))
	for _, g := range gas {
		used := c.Do(g.call(c)).GasUsed
		t.Logf("%-30s %9d gas, %7d each", g.what, used, used/g.per)
		if used != g.want {
			t.Errorf("%s costs %d gas, not %d", g.what, used, g.want)
		}
	}
}
