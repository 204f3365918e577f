package facilitator

import (
	"context"

	"aidollar/pay/x402/channel"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
)

// Facts is what one chain knows. A verification asks for the state once, for a
// signature only where the payer's account has code, and for a trial at the end.
// An error says that the fact is unknown, never that it is unfavourable.
type Facts interface {
	// State is all that is to be known about a payment before its trial, of one
	// block: a batch of calls, or a cache that is no older than a block.
	State(ctx context.Context, about Question) (State, error)
	// ValidSignature asks an account with code whether it signed (ERC-1271). An
	// account that reverts, or knows no such question, has not.
	ValidSignature(ctx context.Context, account common.Address, digest common.Hash, signature []byte) (bool, error)
	// Simulate tries the calls one after the other, in one block, from an address
	// that settles, and changes nothing. revert is why the chain would not carry
	// them out, "" if it would.
	Simulate(ctx context.Context, from common.Address, calls []Call) (revert string, err error)
}

// Question names a payment to the chain.
type Question struct {
	Asset, Payer common.Address
	Nonce        common.Hash    // of EIP-3009 in the token, or of Permit2 as a number
	Permit2      bool           // whose nonce it is, and whether the allowance is wanted
	Channel      common.Hash    // whose state is wanted; zero for none
	Receiver     common.Address // whose totals of channels in Asset are wanted; zero for none
}

// State is what the chain says about it.
type State struct {
	// Code is what lies at the payer's address: nothing for an account of a key.
	// The 23 bytes of a delegation by EIP-7702 count as code, as they do on chain.
	Code      []byte
	NonceUsed bool        // or cancelled
	Balance   uint256.Int // of the payer in the token, in smallest units
	Allowance uint256.Int // what Permit2 may take of it; where Permit2 was asked for
	Channel   channel.State
	Claimed   uint256.Int // of all channels for the receiver, in smallest units
	Settled   uint256.Int // and what of it was sent
}

// Call is a transaction that is yet to be sent.
type Call struct {
	To   common.Address
	Data []byte
}

// Asset is a token that payments may be made in. Name and Version are those of
// its EIP-712 domain; a seller who asks for others asks for signatures that the
// token will not accept. Empty ones are not compared.
type Asset struct {
	Address       common.Address
	Name, Version string
}

// Chain is what is settled on one chain.
type Chain struct {
	Facts     Facts
	Assets    []Asset          // all others are refused
	Settlers  []common.Address // the addresses that settle; with upto the payer signs for one of them
	Factories []common.Address // that may be called to deploy a payer (ERC-6492); none by default
	Channels  bool             // the escrow of batch-settlement lies there, so that it is offered
	// Closed are payees for whom nothing is settled: a house that sells for itself
	// collects for itself. With upto, whoever asks for the settlement says how much of
	// the signed amount it is, and must not be the payer.
	Closed []common.Address
}

// Verifier judges payments on any number of chains. It is not changed by use, so
// any number of goroutines may share one.
type Verifier struct {
	Chains map[uint64]*Chain // by chain id
}

func (c *Chain) asset(address common.Address) (*Asset, bool) {
	for i := range c.Assets {
		if c.Assets[i].Address == address {
			return &c.Assets[i], true
		}
	}
	return nil, false
}

// settler is the address that calls are tried from.
func (c *Chain) settler() common.Address {
	if len(c.Settlers) == 0 {
		return common.Address{}
	}
	return c.Settlers[0]
}
