package contracts_test

import (
	"encoding/json"
	"math/big"
	"os"
	"testing"

	"aidollar/contracts"
	"aidollar/pay/evmsig"
	"aidollar/pay/x402/channel"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/holiman/uint256"
)

func TestEscrowLiesWhereClientsLook(t *testing.T) {
	if contracts.BatchSettlementAddress != evmsig.Escrow || contracts.ERC3009CollectorAddress != evmsig.EIP3009Collector || contracts.Permit2CollectorAddress != evmsig.Permit2Collector {
		t.Error("the contracts lie elsewhere than vouchers and deposits are signed for")
	}
}

// The stock client made these channels and their ids, with viem.
func TestChannelsHaveTheStockClientsIDs(t *testing.T) {
	text, err := os.ReadFile("../pay/x402/channel/testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var stock struct {
		ChainID  uint64
		Channels []struct {
			Config struct {
				Payer, PayerAuthorizer, Receiver, ReceiverAuthorizer, Token common.Address
				WithdrawDelay                                               uint64
				Salt                                                        common.Hash
			}
			ID common.Hash
		}
	}
	if err := json.Unmarshal(text, &stock); err != nil || len(stock.Channels) == 0 {
		t.Fatal(err, len(stock.Channels))
	}
	c := onChain(t, stock.ChainID)
	for i, v := range stock.Channels {
		config := channel.Config(v.Config)
		answer := c.Call(contracts.BatchSettlementAddress, settlement.PackGetChannelId(config7(&config)))
		if common.Hash(answer) != v.ID {
			t.Errorf("channel %d is %x, the stock client says %s", i, answer, v.ID)
		}
	}
}

func TestDepositsArrive(t *testing.T) {
	c := newChannels(t)
	of := c.config(1)
	before := c.Balance(c.payer.Address)
	events := told(c.deposit(of, 100, "one"))
	if len(events) != 2 || events[0].Kind != channel.EventCreated || *events[0].Config != *of ||
		events[1].Kind != channel.EventDeposited || events[1].Sender != c.relay.Address || events[1].Amount.Uint64() != 100 || events[1].After.Uint64() != 100 {
		t.Errorf("%+v", events)
	}
	c.Do(c.payer, c.Token(), token.PackApprove(contracts.Permit2Address, number(1000)))
	events = told(c.send(c.relay, c.permitted(of, 50, 1).Call(of, nil)))
	if len(events) != 1 || events[0].Kind != channel.EventDeposited || events[0].After.Uint64() != 150 {
		t.Errorf("%+v", events)
	}
	c.has(of, 150, 0)
	c.keeps(150)
	if got := c.Balance(c.payer.Address); got != before-150 {
		t.Errorf("the payer has %d of %d", got, before)
	}
	for _, empty := range []common.Address{contracts.ERC3009CollectorAddress, contracts.Permit2CollectorAddress} {
		if got := c.Balance(empty); got != 0 {
			t.Errorf("%d stayed at %s", got, empty)
		}
	}
}

func TestDepositsAreRefused(t *testing.T) {
	c := newChannels(t)
	of := c.config(1)
	for what, bad := range map[string]struct {
		change func(*channel.Config, *channel.Deposit)
		want   string
	}{
		"by nobody":         {func(of *channel.Config, _ *channel.Deposit) { of.Payer = common.Address{} }, "InvalidChannel"},
		"to nobody":         {func(of *channel.Config, _ *channel.Deposit) { of.Receiver = common.Address{} }, "InvalidChannel"},
		"claimed by nobody": {func(of *channel.Config, _ *channel.Deposit) { of.ReceiverAuthorizer = common.Address{} }, "InvalidChannel"},
		"of no token":       {func(of *channel.Config, _ *channel.Deposit) { of.Token = common.Address{} }, "InvalidChannel"},
		"too short a delay": {func(of *channel.Config, _ *channel.Deposit) { of.WithdrawDelay = channel.WithdrawDelayMin - 1 }, "WithdrawDelayOutOfRange"},
		"too long a delay":  {func(of *channel.Config, _ *channel.Deposit) { of.WithdrawDelay = channel.WithdrawDelayMax + 1 }, "WithdrawDelayOutOfRange"},
		"of nothing":        {func(_ *channel.Config, d *channel.Deposit) { d.Amount.Clear() }, "ZeroDeposit"},
		"of more":           {func(_ *channel.Config, d *channel.Deposit) { d.Amount.SetUint64(101) }, "FiatTokenV2: invalid signature"},
		"expired":           {func(_ *channel.Config, d *channel.Deposit) { d.ValidBefore.SetUint64(1) }, "FiatTokenV2: authorization is expired"},
	} {
		other, d := *of, c.authorized(of, 100, "one")
		bad.change(&other, d)
		c.refuses(what, c.relay, d.Call(&other, nil), bad.want)
	}
	from := func(collector common.Address, amount *big.Int, data []byte) []byte {
		return settlement.PackDeposit(config7(of), amount, collector, data)
	}
	c.refuses("by no collector", c.relay, from(common.Address{}, number(1), nil), "InvalidCollector")
	c.refuses("by an account", c.relay, from(c.relay.Address, number(1), nil), "InvalidCollector")
	idle := deploy(t, c.Chain, contracts.TestCollectorMetaData.Bin, nil)
	c.refuses("by one that brings nothing", c.relay, from(idle, number(1), steps(t)), "DepositCollectionFailed")
	give := step{c.Token(), token.PackTransfer(contracts.BatchSettlementAddress, number(11))}
	c.Do(c.relay, c.Token(), token.PackTransfer(idle, number(11)))
	c.refuses("by one that brings more", c.relay, from(idle, number(10), steps(t, give)), "DepositCollectionFailed")
	c.send(c.relay, from(idle, number(11), steps(t, give))) // and whoever wants may pay for another
	c.has(of, 11, 0)
	most := new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 128), big.NewInt(1))
	c.refuses("too much in all", c.relay, from(idle, most, steps(t)), "DepositOverflow")
}

// Nobody can make anything else of what a payer signed than he meant: one deposit
// of one amount in one channel.
func TestDepositsCannotBeBent(t *testing.T) {
	c := newChannels(t)
	of, thief := c.config(1), c.config(1)
	thief.Receiver, thief.ReceiverAuthorizer = c.relay.Address, c.relay.Address
	c.Do(c.payer, c.Token(), token.PackApprove(contracts.Permit2Address, number(1000)))
	authorized, permitted := c.authorized(of, 100, "one"), c.permitted(of, 100, 1)
	c.refuses("an authorization for another channel", c.relay, authorized.Call(thief, nil), "FiatTokenV2: invalid signature")
	c.refuses("a permit for another channel", c.relay, permitted.Call(thief, nil), "InvalidSigner")
	another := c.config(2)
	c.refuses("an authorization for the payer's own other channel", c.relay, authorized.Call(another, nil), "FiatTokenV2: invalid signature")
	c.refuses("a permit for the payer's own other channel", c.relay, permitted.Call(another, nil), "InvalidSigner")

	// Past the escrow: the token pays the collector alone, which listens to the escrow alone.
	nonce := authorized.Nonce(c.id(of))
	take := token.PackReceiveWithAuthorization0(of.Payer, contracts.ERC3009CollectorAddress, number(100), number(0), authorized.ValidBefore.ToBig(), nonce, authorized.Signature)
	wants(t, "fetched from the token", c.Revert(c.relay.Address, c.Token(), take), "FiatTokenV2: caller must be the payee")
	arguments := channelArguments(t, authorized)
	collect := contracts.NewERC3009DepositCollector().PackCollect(of.Payer, c.Token(), number(100), c.id(of), arguments)
	wants(t, "told to collect", c.Revert(c.relay.Address, contracts.ERC3009CollectorAddress, collect), "OnlyX402BatchSettlement")

	// A thief's collector calls what would bring the payer's money, in the middle of his own deposit.
	collector := deploy(t, c.Chain, contracts.TestCollectorMetaData.Bin, nil)
	during := func(s step) []byte {
		return settlement.PackDeposit(config7(thief), number(100), collector, steps(t, s))
	}
	c.refuses("collected for the thief", c.relay, during(step{contracts.ERC3009CollectorAddress, collect}), "OnlyX402BatchSettlement")
	escrow := contracts.BatchSettlementAddress
	c.refuses("deposited within a deposit", c.relay, during(step{escrow, authorized.Call(of, nil)}), "ReentrancyGuardReentrantCall")
	c.refuses("within, by way of multicall", c.relay, during(step{escrow, channel.MulticallCall(authorized.Call(of, nil))}), "ReentrancyGuardReentrantCall")

	c.send(c.relay, authorized.Call(of, nil))
	c.send(c.relay, permitted.Call(of, nil))
	c.refuses("an authorization again", c.relay, authorized.Call(of, nil), "FiatTokenV2: authorization is used or canceled")
	c.refuses("a permit again", c.relay, permitted.Call(of, nil), "InvalidNonce")
	c.has(of, 200, 0)
	c.keeps(200)
}

// channelArguments are what the collector is given of a deposit by EIP-3009.
func channelArguments(t *testing.T, d *channel.Deposit) []byte {
	t.Helper()
	method := settlement.GetABI().Methods["deposit"]
	values, err := method.Inputs.Unpack(d.Call(&channel.Config{}, nil)[4:])
	if err != nil {
		t.Fatal(err)
	}
	return values[3].([]byte)
}

// A payer without gas approves Permit2 by a signature that is sent along.
func TestDepositBringsThePermitAlong(t *testing.T) {
	c := newChannels(t)
	of := c.config(1)
	for i := range uint64(2) {
		p := evmsig.Permit{Owner: of.Payer, Spender: contracts.Permit2Address, Value: *uint256.NewInt(50), Nonce: *uint256.NewInt(i), Deadline: *uint256.NewInt(uint64(c.Now().Unix()) + 60)}
		s := sign(t, c.payer, p.Digest(separator(c.Chain)))
		d := c.permitted(of, 50, i)
		more := channel.PermitData(uint256.NewInt(51), &p.Deadline, s)
		c.refuses("an approval of another amount", c.relay, d.Call(of, more), "Permit2612AmountMismatch")
		if i == 1 { // whoever saw it has sent it before
			c.Do(c.relay, c.Token(), token.PackPermit(p.Owner, p.Spender, p.Value.ToBig(), p.Deadline.ToBig(), s.V(), s.R(), s.S()))
		}
		receipt := c.send(c.relay, d.Call(of, channel.PermitData(&p.Value, &p.Deadline, s)))
		failed := logs(receipt, contracts.NewPermit2DepositCollector().UnpackEIP2612PermitFailedWithReasonEvent)
		if len(failed) != int(i) {
			t.Errorf("%d approvals failed", len(failed))
		}
	}
	c.has(of, 100, 0)
}

// Of a token that keeps a fee what came is credited, and no more can be claimed.
func TestDepositOfATokenWithAFee(t *testing.T) {
	c := newChannels(t)
	fees := contracts.NewTestOddToken()
	odd := deploy(t, c.Chain, contracts.TestOddTokenMetaData.Bin, fees.PackConstructor(number(3)))
	c.Do(c.relay, odd, fees.PackMint(c.payer.Address, number(1000)))
	of := c.config(1)
	of.Token = odd
	d := c.authorized(of, 100, "one")
	c.send(c.relay, d.Call(of, nil))
	c.has(of, 94, 0) // on the way to the collector, and on the way to the escrow
	c.refuses("what was kept", c.house, channel.ClaimCall([]channel.Claim{c.signed(of, c.payer, 95, 95)}), "ClaimExceedsBalance")
	c.send(c.house, channel.ClaimCall([]channel.Claim{c.signed(of, c.payer, 95, 94)}))
	c.send(c.relay, channel.SettleCall(payee, odd))
	left, err := fees.UnpackBalanceOf(c.Call(odd, fees.PackBalanceOf(contracts.BatchSettlementAddress)))
	if err != nil || left.Sign() != 0 {
		t.Errorf("the escrow has %v, %v", left, err)
	}
}

// A token that calls back in the middle of a payment finds every door shut.
func TestTokenCannotComeBackIn(t *testing.T) {
	c := newChannels(t)
	odd := contracts.NewTestOddToken()
	at := deploy(t, c.Chain, contracts.TestOddTokenMetaData.Bin, odd.PackConstructor(number(0)))
	c.Do(c.relay, at, odd.PackMint(c.payer.Address, number(1000)))
	of := c.config(1)
	of.Token = at
	c.send(c.relay, c.authorized(of, 100, "one").Call(of, nil))
	c.send(c.house, channel.ClaimCall([]channel.Claim{c.signed(of, c.payer, 10, 10)}))
	one := uint256.NewInt(1)
	for what, again := range map[string][]byte{
		"settle": channel.SettleCall(payee, at), "refund": channel.RefundCall(of, one), "claim": channel.ClaimCall([]channel.Claim{c.signed(of, c.payer, 20, 20)}),
		"claim with a signature": channel.ClaimSignedCall([]channel.Claim{c.signed(of, c.payer, 20, 20)}, make([]byte, 65)), "withdraw": channel.WithdrawCall(of, one),
		"the end of a withdrawal": channel.WithdrawFinishCall(of), "refund with a signature": channel.RefundSignedCall(of, one, new(uint256.Int), make([]byte, 65)),
		"deposit": c.authorized(of, 1, "again").Call(of, nil),
	} {
		c.Do(c.relay, at, odd.PackCallBack(contracts.BatchSettlementAddress, again))
		c.send(c.house, channel.RefundCall(of, one))
		answer, err := odd.UnpackAnswer(c.Call(at, odd.PackAnswer()))
		if want := crypto.Keccak256([]byte("ReentrancyGuardReentrantCall()"))[:4]; err != nil || string(answer) != string(want) {
			t.Errorf("%s within a refund answers %x, %v", what, answer, err)
		}
	}
	c.has(of, 100-8, 10)
}
