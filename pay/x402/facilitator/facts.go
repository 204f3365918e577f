package facilitator

import (
	"context"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
)

// Facts is what one chain knows. Each is asked at most once for a verification.
// An error says that the fact is unknown, never that it is unfavourable.
type Facts interface {
	// Code is what lies at an address: nothing for an account of a key. The 23
	// bytes of a delegation by EIP-7702 count as code, as they do on chain.
	Code(ctx context.Context, account common.Address) ([]byte, error)
	// ValidSignature asks an account with code whether it signed (ERC-1271). An
	// account that reverts, or knows no such question, has not.
	ValidSignature(ctx context.Context, account common.Address, digest common.Hash, signature []byte) (bool, error)
	// Balance is what an account has of a token, in smallest units.
	Balance(ctx context.Context, asset, account common.Address) (uint256.Int, error)
	// Allowance is what spender may take of an account's tokens.
	Allowance(ctx context.Context, asset, account, spender common.Address) (uint256.Int, error)
	// AuthorizationUsed tells whether a nonce of EIP-3009 is used or cancelled.
	AuthorizationUsed(ctx context.Context, asset, authorizer common.Address, nonce common.Hash) (bool, error)
	// Permit2NonceUsed tells whether a nonce of Permit2 is used or invalidated.
	Permit2NonceUsed(ctx context.Context, owner common.Address, nonce *uint256.Int) (bool, error)
	// Simulate tries the calls one after the other, in one block, from an address
	// that settles, and changes nothing. revert is why the chain would not carry
	// them out, "" if it would.
	Simulate(ctx context.Context, from common.Address, calls []Call) (revert string, err error)
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
