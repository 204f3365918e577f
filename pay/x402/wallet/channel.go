package wallet

import (
	"context"
	"fmt"
	"io"

	"aidollar/pay/evmsig"
	"aidollar/pay/x402"
	"aidollar/pay/x402/channel"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
)

// Way is one way to pay of a 402 that the wallet may take.
type Way struct {
	Place int // in accepts
	Terms *x402.Terms
}

// ChannelWays are those by batch-settlement, in the seller's order. That a deposit
// stays within the limits is seen when it is signed.
func (w *Wallet) ChannelWays(r *x402.Required) (ways []Way) {
	for i := range r.Accepts {
		if r.Accepts[i].Scheme != x402.SchemeBatch {
			continue
		}
		if o, err := w.allowed(r, i); err == nil {
			ways = append(ways, Way{i, o.terms})
		}
	}
	return ways
}

// ChannelTo is the wallet's channel for terms of batch-settlement, whose vouchers
// its own key signs. Who says no delay gets the shortest.
func (w *Wallet) ChannelTo(terms *x402.Terms, salt common.Hash) channel.Config {
	delay := terms.WithdrawDelay
	if delay == 0 {
		delay = channel.WithdrawDelayMin
	}
	return channel.Config{
		Payer: w.Address(), PayerAuthorizer: w.Address(), Receiver: terms.PayTo, ReceiverAuthorizer: terms.ReceiverAuthorizer,
		Token: terms.Asset, WithdrawDelay: delay, Salt: salt,
	}
}

// Voucher signs for amount of a channel, counted from its first use on. It is no
// more than what was deposited, which has been counted as spent.
func (w *Wallet) Voucher(chainID uint64, id common.Hash, amount *uint256.Int) (channel.Voucher, error) {
	v := channel.Voucher{Channel: id, Amount: *amount}
	signature, err := w.signer.Sign(v.Digest(chainID))
	if err != nil {
		return v, fmt.Errorf("signing the voucher: %w", err)
	}
	v.Signature = signature[:]
	return v, nil
}

// Deposit signs a deposit of amount in the wallet's channel by one way to pay of a
// 402. It counts as spent until Release with its nonce. p is the answer that it goes
// with, which may get a signed approval of Permit2 added.
func (w *Wallet) Deposit(ctx context.Context, r *x402.Required, way Way, p *x402.Payment, c *channel.Config, amount *uint256.Int, now uint64) (*channel.Deposit, error) {
	o, err := w.allowed(r, way.Place)
	if err != nil {
		return nil, err
	}
	id, terms := c.ID(way.Terms.ChainID), way.Terms
	d := &channel.Deposit{Amount: *amount}
	if _, err := io.ReadFull(w.random, d.Salt[:]); err != nil {
		return nil, fmt.Errorf("no random nonce: %w", err)
	}
	end := uint256.NewInt(now + min(uint64(terms.TimeoutSeconds), validityMax))
	if terms.Method == x402.MethodPermit2 {
		d.Permit2 = &evmsig.Permit2Transfer{From: c.Payer, Token: c.Token, Amount: *amount, Spender: evmsig.Permit2Collector, Deadline: *end}
		d.Permit2.Nonce.SetBytes32(d.Salt[:])
		d.Witness, d.Salt = id, common.Hash{}
	} else {
		d.ValidBefore = *end
	}
	nonce := d.Nonce(id)
	if err := w.reserve(nonce, payment{o.token, *amount}); err != nil {
		return nil, err
	}
	signature, err := w.signer.Sign(d.Digest(terms.Separator, id, c.Payer))
	if err == nil && d.Permit2 != nil {
		err = w.approve(ctx, r, p, terms, amount, end)
	}
	if err != nil {
		_ = w.Release(nonce, nil) // nothing has left the wallet
		return nil, fmt.Errorf("signing the deposit: %w", err)
	}
	d.Signature = signature[:]
	return d, nil
}
