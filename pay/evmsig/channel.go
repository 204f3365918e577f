package evmsig

import (
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/holiman/uint256"
)

const (
	claimEntryText   = "ClaimEntry(bytes32 channelId,uint128 maxClaimableAmount,uint128 totalClaimed)"
	depositHead      = "PermitWitnessTransferFrom(TokenPermissions permitted,address spender,uint256 nonce,uint256 deadline,DepositWitness witness)"
	depositText      = "DepositWitness(bytes32 channelId)"
	escrowName       = "x402 Batch Settlement"
	escrowVersion    = "1"
	channelFieldText = "(address payer,address payerAuthorizer,address receiver,address receiverAuthorizer,address token,uint40 withdrawDelay,bytes32 salt)"
)

var (
	channelType        = typeHash("ChannelConfig" + channelFieldText)
	voucherType        = typeHash("Voucher(bytes32 channelId,uint128 maxClaimableAmount)")
	refundType         = typeHash("Refund(bytes32 channelId,uint256 nonce,uint128 amount)")
	claimEntryType     = typeHash(claimEntryText)
	claimBatchType     = typeHash("ClaimBatch(ClaimEntry[] claims)" + claimEntryText)
	depositWitnessType = typeHash(depositText)
	depositType        = typeHash(depositHead + depositText + permit2Tokens)
)

// The contracts of x402's scheme batch-settlement: the escrow that holds what
// payers deposited in channels, and the two that bring deposits to it, by
// EIP-3009 and by Permit2.
var (
	Escrow           = common.HexToAddress("0x4020074e9dF2ce1deE5A9C1b5c3f541D02a10003")
	EIP3009Collector = common.HexToAddress("0x4020806089470a89826cB9fB1f4059150b550004")
	Permit2Collector = common.HexToAddress("0x4020425FAf3B746C082C2f942b4E5159887B0005")
)

// EscrowSeparator is the hash of the escrow's domain on a chain.
func EscrowSeparator(chainID uint64) common.Hash {
	return Domain{Name: escrowName, Version: escrowVersion, ChainID: chainID, Contract: Escrow}.Separator()
}

// Channel is what a payment channel of batch-settlement is made of. It never
// changes; its hash names the channel.
type Channel struct {
	Payer              common.Address `json:"payer"`
	PayerAuthorizer    common.Address `json:"payerAuthorizer"`    // who signs vouchers by key; zero if Payer does, by key or by code
	Receiver           common.Address `json:"receiver"`           // who is paid
	ReceiverAuthorizer common.Address `json:"receiverAuthorizer"` // who claims and gives back
	Token              common.Address `json:"token"`
	WithdrawDelay      uint64         `json:"withdrawDelay"` // seconds, 40 bits: between the payer's announcement and his taking the rest out
	Salt               common.Hash    `json:"salt"`
}

// ID is the channel's name in the escrow whose separator it is.
func (c *Channel) ID(separator common.Hash) common.Hash {
	w := begin()
	w.hash(channelType)
	w.address(c.Payer)
	w.address(c.PayerAuthorizer)
	w.address(c.Receiver)
	w.address(c.ReceiverAuthorizer)
	w.address(c.Token)
	w.uint(uint256.NewInt(c.WithdrawDelay))
	w.hash(c.Salt)
	return digest(separator, w.sum())
}

// VoucherDigest is what the payer's side signs to let the receiver have amount of
// a channel's money, counted from the channel's first use on.
func VoucherDigest(separator, channel common.Hash, amount *uint256.Int) common.Hash {
	w := begin()
	w.hash(voucherType)
	w.hash(channel)
	w.uint(amount)
	return digest(separator, w.sum())
}

// RefundDigest is what the receiver's authorizer signs to give amount back to the
// payer. The escrow counts a channel's refunds by nonce.
func RefundDigest(separator, channel common.Hash, nonce, amount *uint256.Int) common.Hash {
	w := begin()
	w.hash(refundType)
	w.hash(channel)
	w.uint(nonce)
	w.uint(amount)
	return digest(separator, w.sum())
}

// ClaimEntry is one voucher of a batch that is claimed: Total is what is claimed
// of the channel from its first use on, at most the voucher's Amount.
type ClaimEntry struct {
	Channel       common.Hash
	Amount, Total uint256.Int
}

// ClaimDigest is what the receiver's authorizer signs for others to claim a batch.
func ClaimDigest(separator common.Hash, entries []ClaimEntry) common.Hash {
	hashes := make([]byte, 0, len(entries)*common.HashLength)
	for i := range entries {
		w := begin()
		w.hash(claimEntryType)
		w.hash(entries[i].Channel)
		w.uint(&entries[i].Amount)
		w.uint(&entries[i].Total)
		sum := w.sum()
		hashes = append(hashes, sum[:]...)
	}
	w := begin()
	w.hash(claimBatchType)
	w.hash(crypto.Keccak256Hash(hashes))
	return digest(separator, w.sum())
}

// DepositDigest is what From signs to deposit Amount in a channel by Permit2. Its
// To, ValidAfter and Facilitator are no part of it.
func (p *Permit2Transfer) DepositDigest(separator, channel common.Hash) common.Hash {
	w := begin()
	w.hash(depositWitnessType)
	w.hash(channel)
	return digest(separator, p.sum(depositType, w.sum()))
}
