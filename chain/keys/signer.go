package keys

import (
	"context"
	"crypto/ecdsa"
	"math/big"

	"aidollar/chain"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
)

// Signer is an account that can sign transactions. Any number of goroutines may
// use one.
type Signer interface {
	Address() common.Address
	// SignTx returns the transaction with the account's signature for one chain.
	// An error means that it has not been signed, or that nobody saw the signature.
	SignTx(ctx context.Context, tx *types.Transaction, chainID *big.Int) (*types.Transaction, error)
}

// memory is a key in this process.
type memory struct {
	key     *ecdsa.PrivateKey
	address common.Address
}

// String keeps the key out of whatever is printed with %v or %s.
func (m *memory) String() string { return "signer of " + m.address.Hex() }

// GoString keeps it out of what is printed with %#v.
func (m *memory) GoString() string { return m.String() }

func (m *memory) Address() common.Address { return m.address }

func (m *memory) SignTx(_ context.Context, tx *types.Transaction, chainID *big.Int) (*types.Transaction, error) {
	signed, err := types.SignTx(tx, types.LatestSignerForChainID(chainID), m.key)
	if err != nil {
		return nil, chain.Errorf(chain.Refuse, chain.CodeSignerWrong, "a transaction for another chain cannot be signed for chain %s", chainID)
	}
	return signed, nil
}

// InMemory signs with a key that the caller has, as on a test chain.
func InMemory(key *ecdsa.PrivateKey) Signer {
	return &memory{key, crypto.PubkeyToAddress(key.PublicKey)}
}
