package contracts_test

import (
	"math/big"
	"testing"

	"aidollar/chain/devaccount"
	"aidollar/chain/devnet"
	"aidollar/chain/devnet/devtest"
	"aidollar/contracts"
	"aidollar/pay/evmsig"
	"aidollar/pay/x402/channel"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/holiman/uint256"
)

var settlement = contracts.NewX402BatchSettlement()

// far is a time that no run reaches, so that each costs the same gas.
const far = 1 << 40

// channels is a chain on which a receiver's side and payers deal with x402's escrow.
type channels struct {
	*devtest.Chain
	t     *testing.T
	house devaccount.Account // who claims and refunds for payee
	relay devaccount.Account // who has no part in anything, and sends
	payer devaccount.Account
}

func newChannels(t *testing.T) *channels {
	c := chain(t)
	all := c.Accounts()
	return &channels{Chain: c, t: t, house: all[0], relay: all[1], payer: all[2]}
}

// config is of a channel from payer to payee, told apart from others by its number.
func (c *channels) config(number byte) *channel.Config {
	return &channel.Config{
		Payer: c.payer.Address, PayerAuthorizer: c.payer.Address, Receiver: payee, ReceiverAuthorizer: c.house.Address,
		Token: c.Token(), WithdrawDelay: channel.WithdrawDelayMin, Salt: common.Hash{31: number},
	}
}

func (c *channels) id(of *channel.Config) common.Hash { return of.ID(c.ChainID()) }

// authorized is a deposit that the payer signed for a channel, by EIP-3009.
func (c *channels) authorized(of *channel.Config, amount uint64, salt string) *channel.Deposit {
	d := &channel.Deposit{Amount: *uint256.NewInt(amount), ValidBefore: *uint256.NewInt(far), Salt: word(salt)}
	s := sign(c.t, c.payer, d.Digest(separator(c.Chain), c.id(of), of.Payer))
	d.Signature = s[:]
	return d
}

// permitted is the same by Permit2, which the payer has approved.
func (c *channels) permitted(of *channel.Config, amount, nonce uint64) *channel.Deposit {
	p := payment(c.Chain, c.payer, contracts.Permit2CollectorAddress, amount, nonce)
	d := &channel.Deposit{Amount: p.Amount, Permit2: p, Witness: c.id(of)}
	s := sign(c.t, c.payer, d.Digest(evmsig.Permit2Separator(c.ChainID()), c.id(of), of.Payer))
	d.Signature = s[:]
	return d
}

// deposit makes one, which somebody else sends.
func (c *channels) deposit(of *channel.Config, amount uint64, salt string) *types.Receipt {
	c.t.Helper()
	return c.Do(c.relay, contracts.BatchSettlementAddress, c.authorized(of, amount, salt).Call(of, nil))
}

// signed is a voucher of amount, by which total is claimed.
func (c *channels) signed(of *channel.Config, by devaccount.Account, amount, total uint64) channel.Claim {
	v := channel.Voucher{Channel: c.id(of), Amount: *uint256.NewInt(amount)}
	s := sign(c.t, by, v.Digest(c.ChainID()))
	return channel.Claim{Config: *of, Amount: v.Amount, Signature: s[:], Total: *uint256.NewInt(total)}
}

func (c *channels) send(by devaccount.Account, data []byte) *types.Receipt {
	c.t.Helper()
	return c.Do(by, contracts.BatchSettlementAddress, data)
}

// refuses wants a call to be refused by name.
func (c *channels) refuses(what string, by devaccount.Account, data []byte, want string) {
	c.t.Helper()
	wants(c.t, what, c.Revert(by.Address, contracts.BatchSettlementAddress, data), want)
}

func (c *channels) state(of *channel.Config) channel.State {
	c.t.Helper()
	var answers [3][]byte
	for i, data := range channel.StateCalls(c.id(of)) {
		answers[i] = c.Call(contracts.BatchSettlementAddress, data)
	}
	s, err := channel.ReadState(answers)
	if err != nil {
		c.t.Fatal(err)
	}
	return s
}

// has wants a channel to stand so.
func (c *channels) has(of *channel.Config, balance, claimed uint64) {
	c.t.Helper()
	s := c.state(of)
	if s.Balance.Uint64() != balance || s.Claimed.Uint64() != claimed {
		c.t.Errorf("the channel has %s, of which %s are claimed; want %d and %d", s.Balance.Dec(), s.Claimed.Dec(), balance, claimed)
	}
}

// keeps wants the escrow to have so many tokens.
func (c *channels) keeps(want uint64) {
	c.t.Helper()
	if got := c.Balance(contracts.BatchSettlementAddress); got != want {
		c.t.Errorf("the escrow has %d, want %d", got, want)
	}
}

// wait lets seconds go by on the chain.
func wait(t *testing.T, c *devtest.Chain, seconds uint64) {
	t.Helper()
	for until := uint64(c.Now().Unix()) + seconds; uint64(c.Now().Unix()) < until; {
		if err := c.Mine(t.Context(), 1); err != nil {
			t.Fatal(err)
		}
	}
}

// told are the escrow's events, as the house reads them.
func told(receipt *types.Receipt) (events []channel.Event) {
	for _, log := range receipt.Logs {
		if e, ok := channel.ReadEvent(log.Topics, log.Data); ok && log.Address == contracts.BatchSettlementAddress {
			events = append(events, e)
		}
	}
	return events
}

// deploy puts a contract of a test somewhere.
func deploy(t *testing.T, c *devtest.Chain, bin string, arguments []byte) common.Address {
	t.Helper()
	by := c.Accounts()[9]
	nonce := c.Nonce(by.Address)
	tx := c.SignTx(by, &types.DynamicFeeTx{
		ChainID: new(big.Int).SetUint64(c.ChainID()), Nonce: nonce, Data: append(common.FromHex(bin), arguments...),
		Gas: 5_000_000, GasTipCap: big.NewInt(1), GasFeeCap: big.NewInt(20e9),
	})
	if err := c.Client.SendTransaction(c.Context(), tx); err != nil {
		t.Fatal(err)
	}
	if receipt := c.Wait(tx); receipt.Status != types.ReceiptStatusSuccessful {
		t.Fatal("the contract cannot be deployed")
	}
	return crypto.CreateAddress(by.Address, nonce)
}

// step is a call that a collector of the test's own makes.
type step struct {
	To   common.Address
	Data []byte
}

func steps(t *testing.T, all ...step) []byte {
	t.Helper()
	kind, err := abi.NewType("tuple[]", "", []abi.ArgumentMarshaling{{Name: "to", Type: "address"}, {Name: "data", Type: "bytes"}})
	if err != nil {
		t.Fatal(err)
	}
	data, err := abi.Arguments{{Type: kind}}.Pack(all)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// onChain is a chain of the number that the stock client's vectors are for.
func onChain(t *testing.T, id uint64) *devtest.Chain {
	t.Parallel()
	return devtest.Start(t, devnet.Options{Instant: true, ChainID: id})
}

// config7 is a channel as the bindings have it.
func config7(of *channel.Config) contracts.X402BatchSettlementChannelConfig {
	return contracts.X402BatchSettlementChannelConfig{
		Payer: of.Payer, PayerAuthorizer: of.PayerAuthorizer, Receiver: of.Receiver, ReceiverAuthorizer: of.ReceiverAuthorizer,
		Token: of.Token, WithdrawDelay: number(of.WithdrawDelay), Salt: of.Salt,
	}
}
