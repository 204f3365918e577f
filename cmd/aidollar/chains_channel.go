package main

import (
	"context"
	"errors"
	"time"

	"aidollar/api"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/payment"
	"aidollar/pay/mpp"
	"aidollar/pay/x402/channel"
	"aidollar/pay/x402/till"
	"aidollar/treasury"

	"github.com/ethereum/go-ethereum/common"
)

// channelTerms are what channels to the house must be made of in a token.
func (t *chainToken) channelTerms() channel.Terms {
	return channel.Terms{
		Receiver: t.House, ReceiverAuthorizer: t.Settler, Token: t.Contract, WithdrawDelay: uint64(t.Channels.WithdrawDelay / time.Second),
	}
}

// openChannel is what enters a channel that a payer made by himself.
func (c *chains) openChannel(chainID uint64, kind payment.Escrow, id payment.ChannelID, config []byte) []clearing.Command {
	if kind == payment.EscrowSession {
		return c.openSession(chainID, id, config)
	}
	made, err := till.DecodeConfig(config)
	if err != nil || kind != payment.EscrowBatch || made.ID(chainID) != common.Hash(id) {
		return nil
	}
	for i := range c.known {
		t := &c.known[i]
		terms := t.channelTerms()
		if t.ChainID == chainID && t.Contract == made.Token && made.Mismatch(&terms) == "" {
			return channelCommands(c.screening, t.Number, c.usd, till.Wallet{Address: made.Payer}, id, &made)
		}
	}
	return nil
}

// openSession is what enters a session's channel that a payer made by himself.
func (c *chains) openSession(chainID uint64, id payment.ChannelID, config []byte) []clearing.Command {
	made, ok := mpp.DecodeChannel(config)
	if !ok || made.ID(chainID) != common.Hash(id) {
		return nil
	}
	for i := range c.known {
		t := &c.known[i]
		if t.ChainID == chainID && t.Contract == made.Token && t.House == made.Payee && common.Address(t.Channels.Sessions) == made.Escrow {
			return sessionCommands(c.screening, t.Number, c.usd, till.Wallet{Address: made.Payer}, id, &made, t.Channels.SessionGrace)
		}
	}
	return nil
}

// sessionCommands make a wallet a party and enter its session's channel.
func sessionCommands(s *screening, token uint32, usd ledger.AssetID, wallet till.Wallet, id payment.ChannelID, made *mpp.Channel, grace time.Duration) []clearing.Command {
	return append(entry(s, wallet, usd, token), clearing.OpenChannel{
		ID: id, Escrow: payment.EscrowSession, Token: token, Party: wallet.Party(), Config: made.Encode(), Delay: int64(grace),
	})
}

// channelCommands make a wallet a party and enter its channel.
func channelCommands(s *screening, token uint32, usd ledger.AssetID, wallet till.Wallet, id payment.ChannelID, made *channel.Config) []clearing.Command {
	return append(entry(s, wallet, usd, token), clearing.OpenChannel{
		ID: id, Escrow: payment.EscrowBatch, Token: token, Party: wallet.Party(), Config: till.EncodeConfig(made),
		Delay: int64(made.WithdrawDelay) * int64(time.Second),
	})
}

// returnChannel puts back what was to go back from channels for operators; nil
// without chains.
func (p *program) returnChannel() func(context.Context, payment.ChannelID) error {
	if p.chains == nil {
		return nil
	}
	return func(ctx context.Context, id payment.ChannelID) error {
		err := p.chains.treasury.ReturnChannel(ctx, id)
		if errors.Is(err, treasury.ErrGoingBack) {
			return api.ErrGoingBack
		}
		return err
	}
}

// channels reports whether any token can be paid in from channels.
func (c *chains) channels() bool {
	for i := range c.known {
		if c.known[i].channelTerms().WithdrawDelay != 0 {
			return true
		}
	}
	return false
}
