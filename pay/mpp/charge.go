package mpp

import (
	"encoding/json"

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

// ReadCharge reads which token a challenge's request asks for, and how much of it; ok
// is false for one that is no charge by the method evm. What a credential is for is
// decided by the request's text and not by this.
func ReadCharge(request string) (c Charge, ok bool) {
	src, err := decode(request)
	if err != nil {
		return c, false
	}
	var said struct {
		Amount, Currency, Recipient string
		MethodDetails               struct{ ChainID uint64 }
	}
	if json.Unmarshal(src, &said) != nil || !common.IsHexAddress(said.Currency) || !common.IsHexAddress(said.Recipient) {
		return c, false
	}
	c.ChainID, c.Currency, c.Recipient = said.MethodDetails.ChainID, common.HexToAddress(said.Currency), common.HexToAddress(said.Recipient)
	return c, fromDecimal(&c.Amount, said.Amount)
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
