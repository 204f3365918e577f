package evmsig

import (
	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
)

const (
	sessionName    = "EVM Payment Channel"
	sessionVersion = "1"
)

var (
	sessionVoucherType = typeHash("Voucher(bytes32 channelId,uint128 cumulativeAmount)")
	sessionSettleType  = typeHash("SettleAuthorization(bytes32 channelId,uint128 cumulativeAmount,uint256 nonce,uint256 deadline)")
	sessionCloseType   = typeHash("CloseAuthorization(bytes32 channelId,uint128 cumulativeAmount,uint256 nonce,uint256 deadline)")
)

// SessionSeparator is the hash of the domain of an escrow for MPP's sessions
// (draft-evm-session, Voucher Signing Format).
func SessionSeparator(chainID uint64, escrow common.Address) common.Hash {
	return Domain{Name: sessionName, Version: sessionVersion, ChainID: chainID, Contract: escrow}.Separator()
}

// Session is what a channel of MPP's intent session is made of. It never changes;
// its hash names the channel, on one chain and in one escrow.
type Session struct {
	Payer  common.Address
	Payee  common.Address
	Token  common.Address
	Salt   common.Hash
	Signer common.Address // of vouchers; zero if it is Payer
}

// ID is the channel's name, by the contract's computeChannelId.
func (s *Session) ID(chainID uint64, escrow common.Address) common.Hash {
	w := begin()
	w.address(s.Payer)
	w.address(s.Payee)
	w.address(s.Token)
	w.hash(s.Salt)
	w.address(s.Signer)
	w.address(escrow)
	w.uint(uint256.NewInt(chainID))
	return w.sum()
}

// OpenNonce is the nonce of EIP-3009 that a deposit has which opens the channel. It
// binds the deposit to what the channel is made of: with any other, whoever sees the
// signature could open a channel to himself with it (draft-evm-session,
// Front-Running Protection).
func (s *Session) OpenNonce() common.Hash {
	w := begin()
	w.address(s.Payer)
	w.address(s.Payee)
	w.address(s.Token)
	w.hash(s.Salt)
	w.address(s.Signer)
	return w.sum()
}

// SessionTopUpNonce is the nonce of a deposit of amount into a channel that is open.
// salt tells two deposits of the same amount apart.
func SessionTopUpNonce(channel common.Hash, amount *uint256.Int, from common.Address, salt common.Hash) common.Hash {
	w := begin()
	w.hash(channel)
	w.uint(amount)
	w.address(from)
	w.hash(salt)
	return w.sum()
}

// SessionVoucherDigest is what the payer's side signs to let the payee have amount of
// a channel's money, counted from the channel's first use on.
func SessionVoucherDigest(separator, channel common.Hash, amount *uint256.Int) common.Hash {
	w := begin()
	w.hash(sessionVoucherType)
	w.hash(channel)
	w.uint(amount)
	return digest(separator, w.sum())
}

// SessionSettleDigest is what the payee signs for others to fetch amount with a
// voucher, until deadline (Unix seconds). nonce is one that was not used for the
// channel.
func SessionSettleDigest(separator, channel common.Hash, amount, nonce, deadline *uint256.Int) common.Hash {
	return sessionOrder(sessionSettleType, separator, channel, amount, nonce, deadline)
}

// SessionCloseDigest is the same for closing the channel.
func SessionCloseDigest(separator, channel common.Hash, amount, nonce, deadline *uint256.Int) common.Hash {
	return sessionOrder(sessionCloseType, separator, channel, amount, nonce, deadline)
}

func sessionOrder(kind, separator, channel common.Hash, amount, nonce, deadline *uint256.Int) common.Hash {
	w := begin()
	w.hash(kind)
	w.hash(channel)
	w.uint(amount)
	w.uint(nonce)
	w.uint(deadline)
	return digest(separator, w.sum())
}
