package channel

import (
	"errors"
	"fmt"

	"aidollar/pay/evmsig"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
)

// Why a voucher is not known to be good.
var (
	// ErrVoucherSignature is a voucher that the channel's authorizer has not signed.
	ErrVoucherSignature = errors.New("the voucher is not signed by the channel's payerAuthorizer")
	// ErrVoucherPayer is a voucher of a channel without an authorizer. Its payer
	// signs: by key if no code lies at the address, by the code otherwise (ERC-1271).
	ErrVoucherPayer = errors.New("the channel has no payerAuthorizer, so that its payer's chain must say who signs")
)

// Voucher lets a channel's receiver have Amount of its money, counted from the
// channel's first use on: the newest stands for all before it.
type Voucher struct {
	Channel   common.Hash
	Amount    uint256.Int // 128 bits, smallest units of the channel's token
	Signature []byte
}

// Digest is what is signed on a chain.
func (v *Voucher) Digest(chainID uint64) common.Hash {
	return evmsig.VoucherDigest(evmsig.EscrowSeparator(chainID), v.Channel, &v.Amount)
}

// Check tells who signed: nil is the channel's authorizer, as the escrow will see
// it. It takes for granted that v.Channel is the id of c, and looks at no balance.
func (v *Voucher) Check(chainID uint64, c *Config) error {
	if c.PayerAuthorizer == (common.Address{}) {
		return ErrVoucherPayer
	}
	return v.SignedBy(chainID, c.PayerAuthorizer)
}

// SignedBy tells whether the key of an account signed. It is ErrVoucherSignature,
// with why, if it did not.
func (v *Voucher) SignedBy(chainID uint64, account common.Address) error {
	signature, err := evmsig.ParseSignature(v.Signature)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrVoucherSignature, err)
	}
	signer, err := signature.RecoverFrom(account, v.Digest(chainID))
	if err != nil {
		return fmt.Errorf("%w: %w", ErrVoucherSignature, err)
	}
	if signer != account {
		return fmt.Errorf("%w: it is signed by %s, and not by %s, or something else was signed", ErrVoucherSignature, signer, account)
	}
	return nil
}

// Claim is a voucher with what is claimed of it: Total from the channel's first
// use on, at most Amount.
type Claim struct {
	Config    Config
	Amount    uint256.Int
	Signature []byte
	Total     uint256.Int
}

// ClaimDigest is what the receiver's authorizer signs on a chain so that anybody
// may claim the batch.
func ClaimDigest(chainID uint64, claims []Claim) common.Hash {
	entries := make([]evmsig.ClaimEntry, len(claims))
	for i := range claims {
		entries[i] = evmsig.ClaimEntry{Channel: claims[i].Config.ID(chainID), Amount: claims[i].Amount, Total: claims[i].Total}
	}
	return evmsig.ClaimDigest(evmsig.EscrowSeparator(chainID), entries)
}

// RefundDigest is what the receiver's authorizer signs on a chain so that anybody
// may give amount back to the payer. nonce is State.RefundNonce.
func RefundDigest(chainID uint64, channel common.Hash, nonce, amount *uint256.Int) common.Hash {
	return evmsig.RefundDigest(evmsig.EscrowSeparator(chainID), channel, nonce, amount)
}
