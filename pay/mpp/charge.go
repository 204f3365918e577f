package mpp

import (
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/holiman/uint256"
)

// Charge is what the method evm asks for by the intent charge: an exact amount of a
// token, by EIP-3009.
type Charge struct {
	ChainID   uint64
	Currency  common.Address // the token
	Recipient common.Address
	Amount    uint256.Int // smallest units
}

// chainIDMax is the largest chain id that a client in JavaScript reads exactly:
// here it is a number and no text.
const chainIDMax = 1<<53 - 1

// Request is a challenge's request. A charge on a chain whose id is too large for a
// number of JSON is a Mistake.
func (c *Charge) Request() (string, error) {
	if err := checkChain(c.ChainID); err != nil {
		return "", err
	}
	return encodeRequest(map[string]any{
		"amount": c.Amount.Dec(), "currency": c.Currency.Hex(), "recipient": c.Recipient.Hex(),
		"methodDetails": map[string]any{"chainId": c.ChainID, "credentialTypes": []string{kindAuthorization}},
	})
}

func checkChain(id uint64) error {
	if id > chainIDMax {
		return mistake(CodeChallenge, "the chain id %d is too large for a number of JSON", id)
	}
	return nil
}

func encodeRequest(members map[string]any) (string, error) {
	b, err := canonical(members)
	return encoding.EncodeToString(b), err
}

// Nonce is that of EIP-3009 by which a challenge must be paid, so that it is paid
// once: no chain carries out a second one of the same payer.
func (c *Challenge) Nonce() common.Hash {
	return crypto.Keccak256Hash([]byte(c.ID + c.Realm))
}
