package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"aidollar/config"
	"aidollar/contracts"
	"aidollar/core/money"
	"aidollar/core/settlement"
	"aidollar/pay/evmsig"

	"github.com/ethereum/go-ethereum/common"
	"github.com/spf13/cobra"
)

// devChainName is what the demo calls its chain.
const devChainName = "test chain"

// devProofs state what is owed each hour, and put the roots on the test chain.
var devProofs = config.Proofs{Every: time.Hour, Chain: devChainName, Registry: settlement.Address(contracts.LiabilitiesAddress)}

// devChain is a test chain with the house's contracts in their places.
type devChain struct {
	RPC          string
	ID           uint64
	Token        common.Address
	Final        string // the tag of final blocks; empty counts two blocks
	House, Payer string // keys that everybody knows
	Close        func() error
}

// devChainFlags say which chain the demo uses.
type devChainFlags struct {
	chain bool
	rpc   string
	id    uint64
	token string
}

func (f *devChainFlags) flags(c *cobra.Command) {
	set := c.Flags()
	set.BoolVar(&f.chain, "chain", true, "take payments on a test chain")
	set.StringVar(&f.rpc, "rpc", "", "use the test chain at this address and start none; contracts that are missing are placed, if the node is anvil or Hardhat's")
	set.Uint64Var(&f.id, "chain-id", devChainID, "number of the chain; one that version 1 of x402 knows, such as 84532, is needed for its clients")
	set.StringVar(&f.token, "token", "", "address of the token on the chain at --rpc")
}

const (
	devChainID     = 31337
	devInterval    = 200 * time.Millisecond
	devTrustDollar = 100 // deposits up to it count at once
	devDayDollar   = 100_000
	devTipGwei     = 5

	devWithdrawDelay = 15 * time.Minute
	devClaimDollar   = 10
	devClaimWithin   = 5 * time.Second // so that a demo shows it
	devGasGwei       = 1_000
	devDayEther      = 100
	gwei             = 1_000_000_000
	placeTime        = 2 * time.Minute
	finalBehind      = 2 // blocks, where the chain does not say what is final
)

// open starts the demo's chain, or finds the one that runs; nil without one. data
// is the directory that is kept, or empty.
func (f *devChainFlags) open(ctx context.Context, data string, log *slog.Logger) (*devChain, error) {
	switch {
	case !f.chain && f.rpc != "":
		return nil, &usageError{errors.New("--chain=false and --rpc contradict each other")}
	case !f.chain:
		return nil, nil //nolint:nilnil // no chain is wanted
	case f.rpc == "" && f.token != "":
		return nil, &usageError{errors.New("--token belongs to a chain at --rpc")}
	case f.rpc == "":
		return startDevnet(ctx, data, f.id, log)
	}
	return f.find(ctx)
}

// find uses the chain at --rpc, and puts the contracts there that are missing.
func (f *devChainFlags) find(ctx context.Context) (*devChain, error) {
	house, payer := devKeys()
	c := &devChain{RPC: f.rpc, ID: f.id, Token: contracts.TokenAddress, House: house, Payer: payer, Close: func() error { return nil }}
	if f.token != "" {
		if !common.IsHexAddress(f.token) {
			return nil, &usageError{fmt.Errorf("--token %q is no address, such as 0x%s", f.token, strings.Repeat("0", 40))}
		}
		c.Token = common.HexToAddress(f.token)
	}
	placing, cancel := context.WithTimeout(ctx, placeTime)
	defer cancel()
	if err := placeContracts(placing, c); err != nil {
		return nil, fmt.Errorf("the chain at --rpc cannot be used: %w", err)
	}
	return c, nil
}

// close stops the chain, if one was started.
func (c *devChain) close() error {
	if c == nil {
		return nil
	}
	return c.Close()
}

// dollars are whole ones in ledger units.
func dollars(n uint64) money.Amount {
	amount := money.Units(n)
	for range money.USD().Scale {
		amount, _ = amount.Mul64(10)
	}
	return amount
}

// config is the chain's section as an operator would write it.
func (c *devChain) config() config.Chain {
	ether := money.Units(gwei * gwei)
	day, _ := ether.Mul64(devDayEther)
	out := config.Chain{
		ID: c.ID, Name: devChainName, RPC: []string{c.RPC}, Finality: config.Finality{Tag: c.Final},
		Key:    config.ChainKey{Private: c.House},
		Payout: settlement.Address(contracts.PayoutAddress), Memo: settlement.Address(contracts.DepositMemoAddress),
		Factories: []settlement.Address{settlement.Address(contracts.WalletFactoryAddress)},
		From:      1, Interval: devInterval,
		Fees: config.ChainFees{TipMax: money.Units(devTipGwei * gwei), GasMax: money.Units(devGasGwei * gwei), DayMax: day},
		Tokens: []config.ChainToken{
			devToken(c.Token, money.USD().Code, contracts.TokenName, contracts.TokenVersion),
			devToken(contracts.EuroAddress, "EUR", contracts.EuroName, contracts.EuroVersion),
			devToken(contracts.DirhamAddress, "AED", contracts.DirhamName, contracts.DirhamVersion),
		},
	}
	out.Channels = config.ChainChannels{
		Escrow: settlement.Address(evmsig.Escrow), WithdrawDelay: devWithdrawDelay, ClaimAt: dollars(devClaimDollar), ClaimWithin: devClaimWithin,
		Sessions: settlement.Address(contracts.SessionEscrowAddress), SessionGrace: config.SessionGraceDefault,
	}
	if c.Final == "" {
		out.Finality.Confirmations = finalBehind
	}
	return out
}

func devToken(at common.Address, asset, name, version string) config.ChainToken {
	return config.ChainToken{
		Contract: settlement.Address(at), Asset: asset, Name: name, Version: version, Decimals: contracts.TokenDecimals,
		DayMax: dollars(devDayDollar), BatchTo: config.BatchToDefault, TrustBelow: dollars(devTrustDollar),
	}
}

// demoChain is what a newcomer needs to pay on the demo's chain.
type demoChain struct {
	RPC          string `json:"rpc,omitempty"`
	ChainID      uint64 `json:"chain_id,omitempty"`
	Token        string `json:"token,omitempty"`
	TokenName    string `json:"token_name,omitempty"`
	TokenVersion string `json:"token_version,omitempty"`
	Euro         string `json:"euro,omitempty"`
	Dirham       string `json:"dirham,omitempty"`
	PayerKey     string `json:"payer_key,omitempty"` // of an account with a million of each
}

// show is the chain for the demo's output; nothing for none.
func (c *devChain) show() (d demoChain) {
	if c == nil {
		return d
	}
	return demoChain{
		RPC: c.RPC, ChainID: c.ID, Token: c.Token.Hex(),
		TokenName: contracts.TokenName, TokenVersion: contracts.TokenVersion,
		Euro: contracts.EuroAddress.Hex(), Dirham: contracts.DirhamAddress.Hex(), PayerKey: "0x" + c.Payer,
	}
}
