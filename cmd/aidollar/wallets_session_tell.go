package main

import (
	"context"
	"net/http"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/money"
	"aidollar/core/payment"
	"aidollar/core/settlement"
	"aidollar/gateway"
	"aidollar/pay/mpp"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
)

// needOf is what a reservation holds; ok is false where that is no amount.
func (w *wallets) needOf(of *gateway.Reservation) (money.Amount, bool) {
	known, _ := w.terms(of.Route)
	if known == nil {
		return money.Amount{}, false
	}
	return known.bound(of, w.now().UnixNano())
}

// needed is what a session's next voucher has to say for a call of need.
func (w *wallets) needed(t *turn, need money.Amount, beyond bool) *mpp.Need {
	s := w.standing(t.id, true)
	if s == nil {
		return nil
	}
	c := s.Channel
	required, _ := c.Committed().Add(need)
	whole := func(a money.Amount) uint256.Int {
		units := c.Tokens(a)
		return uint256.Int{units.Lo, units.Hi, 0, 0}
	}
	n := &mpp.Need{Channel: common.Hash(c.ID), Required: whole(required), Accepted: whole(c.Signed), Deposit: whole(s.Balance)}
	if beyond && !n.Accepted.Lt(&n.Required) {
		n.Required.AddUint64(&n.Accepted, 1) // an old value was sent, and the newest covers it
	}
	return n
}

// needVoucher is the event by which a stream asks for a voucher.
func (w *wallets) needVoucher(t *turn, of *gateway.Reservation) []byte {
	need, ok := w.needOf(of)
	n := w.needed(t, need, false)
	if !ok || n == nil {
		return nil
	}
	event, err := n.Event()
	if err != nil {
		w.log.Error("a stream cannot ask for a voucher", "channel", n.Channel, "error", err)
	}
	return event
}

// sessionRefusal tells why a session does not pay a call of need, and what would.
func (w *wallets) sessionRefusal(t *turn, a *clearing.Answer, need money.Amount) error {
	if !a.Call.Reserved.IsZero() {
		need = a.Call.Reserved
	}
	detail := clearing.Sentence(a.Refusal)
	switch r := payment.Refusal(a.Refusal); r {
	case payment.VoucherShort, payment.VoucherUsed, payment.InsufficientFunds:
		return sessionProblem(mpp.ProblemInsufficient, w.needed(t, need, r == payment.VoucherUsed), "%s", detail)
	case payment.VoucherBeyond:
		return sessionProblem(mpp.ProblemBeyond, w.needed(t, need, false), "%s", detail)
	case payment.VoucherInvalid:
		return sessionProblem(mpp.ProblemSignature, nil, "%s", detail)
	case payment.ChannelUnknown:
		return sessionProblem(mpp.ProblemUnknown, nil, "%s", detail)
	case payment.ChannelEnding:
		return sessionProblem(mpp.ProblemFinalized, nil, "%s", detail)
	}
	return refusal(*a)
}

// receiptOf is how a session stands: with captured, once that was charged.
func (w *wallets) receiptOf(t *turn, captured *gateway.Captured, transaction string) *mpp.SessionReceipt {
	c, _ := w.channelNow(t.id)
	spent := c.Charged
	if captured != nil && spent.Less(captured.Total) {
		spent = captured.Total
	}
	whole := func(a money.Amount) uint256.Int {
		if c.Unit.IsZero() {
			return uint256.Int{}
		}
		units := c.Tokens(a)
		return uint256.Int{units.Lo, units.Hi, 0, 0}
	}
	return &mpp.SessionReceipt{
		Timestamp: w.now().UTC().Format(time.RFC3339), ChallengeID: t.challenge.ID, Channel: t.act.Channel, ChainID: t.ChainID,
		Accepted: whole(c.Signed), Spent: whole(spent), Transaction: transaction,
	}
}

func (w *wallets) sessionReceipt(h http.Header, t *turn, captured *gateway.Captured, transaction string) {
	value, err := w.receiptOf(t, captured, transaction).Header()
	if err != nil {
		w.log.Error("a session's receipt could not be written", "channel", t.act.Channel, "error", err)
		return
	}
	h.Set(mpp.HeaderReceipt, value)
}

// managed answers what was for the channel alone.
func (w *wallets) managed(t *turn, transaction string) *gateway.Taken {
	return &gateway.Taken{Done: true, Result: func(h http.Header, _ *gateway.Captured, _ bool) { w.sessionReceipt(h, t, nil, transaction) }}
}

// closeWait is how long calls that are under way may hold up what closes their channel.
const closeWait = 30 * time.Second

// sessionClose settles a session by its payer's last voucher and gives him the rest. One
// that says less than was charged does not do; one that says more is settled by a lower
// one, if the house has one, and what was too much is on the payer's balance.
func (w *wallets) sessionClose(ctx context.Context, t *turn, last payment.Voucher) (*gateway.Taken, error) {
	c, known := w.channelNow(t.id)
	if known && c.Closed {
		return w.managed(t, ""), nil
	}
	if last.Value.Less(c.Charged) {
		return nil, sessionProblem(mpp.ProblemDelta, w.needed(t, money.Amount{}, false), "the channel's calls cost more than the last voucher says; sign for what is said here")
	}
	if !last.Value.IsZero() {
		answer, err := w.node.Do(ctx, clearing.SignChannel{Voucher: last})
		if err != nil {
			return nil, err
		}
		if answer.Refusal != "" {
			return nil, w.sessionRefusal(t, &answer, money.Amount{})
		}
	}
	answer, err := w.released(ctx, t.id)
	if err != nil {
		return nil, err
	}
	switch r := settlement.Refusal(answer.Refusal); {
	case r == settlement.ExitAmount && answer.Exit.Amount.IsZero():
		return w.managed(t, ""), nil // all of it was spent, and is claimed without the payer
	case answer.Refusal == string(payment.ChannelBusy):
		return nil, &gateway.Refusal{Kind: gateway.RefusalLimit, Code: answer.Refusal, Detail: clearing.Sentence(answer.Refusal)}
	case r != "" && r != settlement.ExitOpen:
		return nil, w.sessionRefusal(t, &answer, money.Amount{})
	}
	w.chains.nudge()
	transaction, err := w.chains.released(ctx, t.id)
	if err != nil {
		return nil, err
	}
	return w.managed(t, transaction), nil
}

// released takes what is free off a session's channel, once no call is under way.
func (w *wallets) released(ctx context.Context, id payment.ChannelID) (answer clearing.Answer, err error) {
	patience := time.NewTimer(closeWait)
	defer patience.Stop()
	for {
		answer, err = w.node.Do(ctx, clearing.ReleaseChannel{Channel: id})
		if err != nil || answer.Refusal != string(payment.ChannelBusy) {
			return answer, err
		}
		select {
		case <-patience.C:
			return answer, nil
		case <-ctx.Done():
			return answer, ctx.Err()
		case <-time.After(arrivalPoll):
		}
	}
}
