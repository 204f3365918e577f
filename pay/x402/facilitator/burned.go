package facilitator

import (
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/holiman/uint256"
)

// Burned is the hash of what a contract burns when it carries a payment out: a
// payer's nonce, of EIP-3009 in a token or of Permit2, on a chain.
func Burned(chainID uint64, contract, payer common.Address, nonce common.Hash) common.Hash {
	var b [wordLength + 2*common.AddressLength + common.HashLength]byte
	uint256.NewInt(chainID).PutUint256(b[:])
	n := wordLength
	n += copy(b[n:], contract[:])
	n += copy(b[n:], payer[:])
	copy(b[n:], nonce[:])
	return crypto.Keccak256Hash(b[:])
}
