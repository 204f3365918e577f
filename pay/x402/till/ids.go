package till

import (
	"encoding/binary"

	"aidollar/core/ledger"
	"aidollar/pay/x402/facilitator"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
)

// PaymentID names the payments of a payer with one nonce, of EIP-3009 in a token
// or of Permit2, on a chain.
func PaymentID(chainID uint64, contract, payer common.Address, nonce common.Hash) ledger.ID {
	return paymentID(facilitator.Burned(chainID, contract, payer, nonce))
}

func paymentID(key common.Hash) ledger.ID {
	return ledger.ID{Hi: binary.BigEndian.Uint64(key[:]), Lo: binary.BigEndian.Uint64(key[8:]) | 1} // never the zero id
}

// versionBits make an id a UUID of version 8 (RFC 9562, 5.8): it is a digest.
func digestID(parts ...[]byte) ledger.ID {
	d := crypto.Keccak256(parts...)
	return ledger.ID{
		Hi: binary.BigEndian.Uint64(d)&^0xf000 | 0x8000,
		Lo: binary.BigEndian.Uint64(d[8:])&^(3<<62) | 2<<62,
	}
}

// WalletID is the id of the party that a wallet is: the same on every chain,
// since its key is.
func WalletID(wallet common.Address) ledger.ID { return digestID([]byte("aidollar wallet"), wallet[:]) }

// WalletKeyID is the id of the key under which a wallet's calls are kept.
func WalletKeyID(wallet common.Address) ledger.ID {
	return digestID([]byte("aidollar wallet key"), wallet[:])
}

// WalletKeyHash stands where other keys have the SHA-256 of their secret. It is
// of another hash function, so that nobody knows a secret that leads to it: a
// wallet shows a signature and never a secret.
func WalletKeyHash(wallet common.Address) [32]byte {
	return crypto.Keccak256Hash([]byte("aidollar wallet key hash"), wallet[:])
}
