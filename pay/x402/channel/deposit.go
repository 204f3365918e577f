package channel

import (
	"aidollar/pay/evmsig"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/holiman/uint256"
)

// Deposit is what a payer signed to put Amount of the channel's token into the
// channel: by Permit2 if Permit2 is set, and by EIP-3009 otherwise. Either binds
// the money to one channel, so that anybody may bring it there.
type Deposit struct {
	Amount    uint256.Int // 128 bits, smallest units
	Signature []byte

	// By EIP-3009: the times in Unix seconds, both exclusive, and what tells the
	// channel's deposits apart.
	ValidAfter, ValidBefore uint256.Int
	Salt                    common.Hash

	// By Permit2: the message, and the channel that was signed with it.
	Permit2 *evmsig.Permit2Transfer
	Witness common.Hash
}

// Nonce is what is burned when the deposit is made: the payer's in the token by
// EIP-3009, the payer's place of Permit2's bitmap by Permit2.
func (d *Deposit) Nonce(channel common.Hash) common.Hash {
	if d.Permit2 != nil {
		return d.Permit2.Nonce.Bytes32()
	}
	return crypto.Keccak256Hash(channel[:], d.Salt[:])
}

// Collector is the contract that brings the money to the escrow.
func (d *Deposit) Collector() common.Address {
	if d.Permit2 != nil {
		return evmsig.Permit2Collector
	}
	return evmsig.EIP3009Collector
}

// Digest is what the payer signs. The separator is that of the token by EIP-3009
// and that of Permit2 by Permit2.
func (d *Deposit) Digest(separator, channel common.Hash, payer common.Address) common.Hash {
	if d.Permit2 != nil {
		return d.Permit2.DepositDigest(separator, d.Witness)
	}
	a := evmsig.Authorization{
		From: payer, To: evmsig.EIP3009Collector, Value: d.Amount,
		ValidAfter: d.ValidAfter, ValidBefore: d.ValidBefore, Nonce: d.Nonce(channel),
	}
	return a.ReceiveDigest(separator)
}

// Call is the data of the call to the escrow that makes the deposit. permit is an
// approval of Permit2 that is sent along (PermitData), or nil.
func (d *Deposit) Call(c *Config, permit []byte) []byte {
	var with data
	if p := d.Permit2; p != nil {
		with.uint(&p.Nonce)
		with.uint(&p.Deadline)
		with.tails(d.Signature, permit)
	} else {
		with.uint(&d.ValidAfter)
		with.uint(&d.ValidBefore)
		with.hash(d.Salt)
		with.tails(d.Signature)
	}
	out := begin(depositCall)
	out.config(c)
	out.uint(&d.Amount)
	out.address(d.Collector())
	out.tails(with)
	return out.call()
}

// PermitData is an approval of Permit2 by EIP-2612 as the collector takes it.
func PermitData(value, deadline *uint256.Int, s evmsig.Signature) []byte {
	var out data
	out.uint(value)
	out.uint(deadline)
	out.uint(uint256.NewInt(uint64(s.V())))
	out.hash(s.R())
	out.hash(s.S())
	return out
}
