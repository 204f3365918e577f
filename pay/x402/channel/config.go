package channel

import (
	"aidollar/pay/evmsig"

	"github.com/ethereum/go-ethereum/common"
)

// Limits of a channel's withdraw delay in seconds, both inclusive. The escrow
// refuses deposits to others.
const (
	WithdrawDelayMin = 15 * 60
	WithdrawDelayMax = 30 * 24 * 3600
)

// Config is what a channel is made of. Its hash is the channel's id.
type Config evmsig.Channel

// ID names the channel in the escrow of a chain.
func (c *Config) ID(chainID uint64) common.Hash {
	return (*evmsig.Channel)(c).ID(evmsig.EscrowSeparator(chainID))
}

// Terms is what a receiver asks of the channels that it is paid from. A zero
// WithdrawDelay takes any that the escrow takes.
type Terms struct {
	Receiver, ReceiverAuthorizer, Token common.Address
	WithdrawDelay                       uint64 // seconds
}

// Mismatch is the code of what keeps the channel from being one that is asked for,
// in the order in which the stock facilitator looks, or "".
func (c *Config) Mismatch(asked *Terms) string {
	switch {
	case c.Receiver != asked.Receiver:
		return ReasonReceiver
	case asked.ReceiverAuthorizer == (common.Address{}) || c.ReceiverAuthorizer != asked.ReceiverAuthorizer:
		return ReasonReceiverAuthorizer
	case c.Token != asked.Token:
		return ReasonToken
	case asked.WithdrawDelay != 0 && c.WithdrawDelay != asked.WithdrawDelay:
		return ReasonWithdrawDelay
	case c.WithdrawDelay < WithdrawDelayMin || c.WithdrawDelay > WithdrawDelayMax:
		return ReasonWithdrawDelayRange
	}
	return ""
}
