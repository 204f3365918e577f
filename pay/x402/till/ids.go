package till

import (
	"encoding/binary"
	"strconv"
	"strings"

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

// digestID is a UUID of version 8 (RFC 9562, 5.8).
func digestID(d []byte) ledger.ID {
	return ledger.ID{
		Hi: binary.BigEndian.Uint64(d)&^0xf000 | 0x8000,
		Lo: binary.BigEndian.Uint64(d[8:])&^(3<<62) | 2<<62,
	}
}

// Wallet is who pays without an account: an address for which its own key speaks,
// on every chain, or its code, on one. Somebody else may have put other code at the
// same address of another chain.
type Wallet struct {
	Address common.Address
	ChainID uint64 // on which its code speaks for it; zero where its key does
}

func (w Wallet) digest(of string) []byte {
	parts := [][]byte{[]byte(of), w.Address[:]}
	if w.ChainID != 0 {
		parts = append(parts, binary.BigEndian.AppendUint64(nil, w.ChainID))
	}
	return crypto.Keccak256(parts...)
}

// Party is the id of the party that a wallet is.
func (w Wallet) Party() ledger.ID { return digestID(w.digest("aidollar wallet")) }

// Key is the id of the key under which a wallet's calls are kept.
func (w Wallet) Key() ledger.ID { return digestID(w.digest("aidollar wallet key")) }

// KeyHash stands where other keys have the SHA-256 of their secret. It is of
// another hash function, so that nobody knows a secret that leads to it: a wallet
// shows a signature and never a secret.
func (w Wallet) KeyHash() [32]byte { return [32]byte(w.digest("aidollar wallet key hash")) }

// onChain stands between the address and the chain in the name of a wallet whose
// code speaks for it.
const onChain = " on eip155:"

// Name is the party's: the address, and the chain if it is a wallet there alone.
func (w Wallet) Name() string {
	if w.ChainID == 0 {
		return w.Address.Hex()
	}
	return w.Address.Hex() + onChain + strconv.FormatUint(w.ChainID, 10)
}

// WalletNamed reads a party's name; ok is false for one that is no wallet's.
func WalletNamed(name string) (w Wallet, ok bool) {
	address, chain, code := strings.Cut(name, onChain)
	if !common.IsHexAddress(address) {
		return w, false
	}
	w.Address = common.HexToAddress(address)
	if code {
		var err error
		if w.ChainID, err = strconv.ParseUint(chain, 10, 64); err != nil || w.ChainID == 0 {
			return w, false
		}
	}
	return w, w.Name() == name
}
