package buyer

import (
	"crypto/ecdsa"
	"errors"
	"strings"

	"aidollar/pay/x402/wallet"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
)

// ParseKey reads a private key of secp256k1 in hexadecimal, with 0x or without.
// What is wrong with it is said without any of it.
func ParseKey(text string) (wallet.Key, error) {
	private, err := ParsePrivate(text)
	if err != nil {
		return wallet.Key{}, err
	}
	return wallet.NewKey(private), nil
}

// ParsePrivate is ParseKey for who needs the key itself, to send transactions.
func ParsePrivate(text string) (*ecdsa.PrivateKey, error) {
	private, err := crypto.HexToECDSA(strings.TrimPrefix(strings.TrimSpace(text), "0x"))
	if err != nil {
		return nil, errors.New("that is no private key: 64 hexadecimal digits are wanted")
	}
	return private, nil
}

// Throwaway is a key that nobody will ever see again: what it signs is worth
// nothing, which is what a trial run needs.
func Throwaway() (wallet.Key, error) {
	private, err := crypto.GenerateKey()
	if err != nil {
		return wallet.Key{}, err
	}
	return wallet.NewKey(private), nil
}

// Masked is a throwaway key that signs as an account: a trial run then asks for
// that account's approvals, and signs what nobody takes.
func Masked(as common.Address) (wallet.Signer, error) {
	key, err := Throwaway()
	return masked{key, as}, err
}

type masked struct {
	wallet.Key
	as common.Address
}

// Address is the account's.
func (m masked) Address() common.Address { return m.as }
