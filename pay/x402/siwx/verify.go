package siwx

import (
	"context"

	"aidollar/pay/evmsig"

	"github.com/ethereum/go-ethereum/common"
)

// Accounts asks the accounts of one chain that have code. An error says that the
// answer is unknown, never that it is no.
type Accounts interface {
	// ValidSignature asks an account whether it signed (ERC-1271). One without
	// code, or that reverts, has not.
	ValidSignature(ctx context.Context, account common.Address, digest common.Hash, signature []byte) (bool, error)
}

// Way is how an account signed.
type Way uint8

// The ways.
const (
	ByKey  Way = iota + 1 // by the key that the address is made of, which is its own on every chain
	ByCode                // the account's code on the message's chain says so
)

// Verify tells how the account signed the message. Code is asked where the key
// did not sign: whoever has the key has the account, even with code at it
// (EIP-7702). accounts are those of the message's chain; nil has none with code.
// An error that is no *Refusal says that the chain could not be asked.
func (m *Message) Verify(ctx context.Context, accounts Accounts) (Way, error) {
	digest := m.Digest()
	if m.byKey(digest) {
		return ByKey, nil
	}
	refusal := refuse(ReasonSignature, "the signature is not by %s, or of another message", m.Address)
	if accounts == nil || len(m.Signature) == 0 {
		return 0, refusal
	}
	signature := m.Signature
	// An account that is yet to be deployed wraps its signature. It is asked all the
	// same, for it may be deployed by now; it is not deployed for signing in.
	switch wrapper, err := evmsig.Unwrap(signature); {
	case err != nil:
		return 0, refuse(ReasonSignature, "%v", err)
	case wrapper != nil:
		signature = wrapper.Inner
	}
	valid, err := accounts.ValidSignature(ctx, m.Address, digest, signature)
	if err != nil {
		return 0, err
	}
	if !valid {
		return 0, refusal
	}
	return ByCode, nil
}

// recoveryHighest is v as some devices write it, where others add 27.
const recoveryHighest, recoveryShift = 1, 27

func (m *Message) byKey(digest common.Hash) bool {
	b := append([]byte(nil), m.Signature...)
	if last := len(b) - 1; last >= 0 && b[last] <= recoveryHighest {
		b[last] += recoveryShift
	}
	signature, err := evmsig.ParseSignature(b)
	if err != nil {
		return false
	}
	signer, err := signature.Recover(digest)
	return err == nil && signer == m.Address
}
