package main

import (
	"context"
	"fmt"

	"aidollar/core/clearing"
	"aidollar/core/payment"
	"aidollar/gateway"
	"aidollar/pay/x402/till"
)

// channelCover pays for the parts of a stream from a channel, by what its payer has
// signed for so far. It is a gateway.Cover.
type channelCover struct {
	w      *wallets
	id     payment.ChannelID
	wallet till.Wallet
	lack   func(of *gateway.Reservation) []byte
}

// Reserve implements gateway.Cover. Each part is a command of the ledger, which is
// durable before anything of it is delivered.
func (c *channelCover) Reserve(ctx context.Context, r gateway.Reservation) (gateway.Reserved, error) {
	answer, err := c.w.drawFor(ctx, payment.Voucher{Channel: c.id}, c.wallet, &r)
	if err != nil {
		return gateway.Reserved{}, err
	}
	switch payment.Refusal(answer.Refusal) {
	case "":
		return reserved(&answer), nil
	case payment.VoucherShort, payment.InsufficientFunds:
		return gateway.Reserved{}, &gateway.Refusal{
			Kind: gateway.RefusalFunds, Code: answer.Refusal, Detail: clearing.Sentence(answer.Refusal), Needed: answer.Call.Reserved, Available: answer.Call.Available,
		}
	}
	return gateway.Reserved{}, refusal(answer)
}

// Ready implements gateway.Cover.
func (c *channelCover) Ready(r *gateway.Reservation) (ready bool) {
	need, ok := c.w.needOf(r)
	if !ok {
		return false
	}
	c.w.node.View(func(m *clearing.Machine) {
		of, known := m.Channel(c.id)
		free, _ := m.Ledger().Spendable(of.Account)
		sum, fits := of.Committed().Add(need)
		// One that its payer leaves or that is closed gets its answer from the ledger.
		ready = known && (of.Ends != 0 || of.Closed || fits && !of.Signed.Less(sum) && !free.Less(need))
	})
	return ready
}

// Lack implements gateway.Cover.
func (c *channelCover) Lack(r *gateway.Reservation, why *gateway.Refusal) []byte { return c.lack(r) }

// lackComment asks in a comment for a voucher of x402, which a request without a body to
// the same address may bring.
func (w *wallets) lackComment(id payment.ChannelID, of *gateway.Reservation) []byte {
	need, _ := w.needOf(of)
	s := w.standing(id, true)
	if s == nil {
		return nil
	}
	required, _ := s.Channel.Committed().Add(need)
	return fmt.Appendf(nil, ": aidollar paused channel=%x maxClaimableAmount=%s\n\n", s.Channel.ID, s.Channel.Tokens(required))
}
