package main

import (
	"context"
	"net/http"
	"time"

	"aidollar/cmd/aidollar/onchain"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/payment"
	"aidollar/gateway"
	"aidollar/pay/evmsig"
	"aidollar/pay/mpp"
	"aidollar/pay/x402/facilitator"
	"aidollar/pay/x402/till"

	"github.com/ethereum/go-ethereum/common"
)

// session takes what a client of MPP's intent session wants: a call that is paid from
// its channel, or where of is nil something for the channel alone.
func (w *wallets) session(ctx context.Context, r *http.Request, c *mpp.Credential, of *gateway.Reservation) (*gateway.Taken, error) {
	if d := c.Act.Deposit; d != nil && d.Kind == mpp.DepositHash {
		if err := w.arrived(ctx, payment.ChannelID(c.Act.Channel)); err != nil {
			return nil, err
		}
	}
	t, err := w.sessionTurn(r, c)
	if err != nil {
		return nil, err
	}
	t.wallet.Address = t.made.Payer
	// A deposit whose voucher is no good is not made.
	if err := t.vouched(ctx); err != nil {
		return nil, err
	}
	transaction := ""
	if d := t.act.Deposit; d != nil && d.Kind == mpp.DepositAuthorization {
		if transaction, err = w.sessionFund(ctx, t); err != nil {
			return nil, err
		}
	}
	var voucher payment.Voucher
	if v := t.act.Voucher; v != nil {
		voucher = payment.Voucher{Channel: t.id, Signature: v.Signature}
		if voucher.Value, err = t.unitsOf(&v.Amount); err != nil {
			return nil, err
		}
	}
	switch {
	case t.act.Name == mpp.ActClose:
		return w.sessionClose(ctx, t, voucher)
	case t.act.Name == mpp.ActTopUp:
		return w.managed(t, transaction), nil
	case of == nil:
		answer, err := w.node.Do(ctx, clearing.SignChannel{Voucher: voucher})
		if err != nil {
			return nil, err
		}
		if answer.Refusal != "" {
			return nil, w.sessionRefusal(t, &answer, money.Amount{})
		}
		return w.managed(t, transaction), nil
	}
	return w.sessionDraw(ctx, t, voucher, of, transaction)
}

// sessionDraw pays a call from a session: of a stream that can be paid for in parts the
// first, and the others as they come.
func (w *wallets) sessionDraw(ctx context.Context, t *turn, voucher payment.Voucher, of *gateway.Reservation, transaction string) (*gateway.Taken, error) {
	call := *of
	if of.First != nil {
		call.Limits = of.First
	}
	wallet, known := w.walletOf(t.id, t.made.Payer, t.ChainID)
	if !known {
		return nil, sessionProblem(mpp.ProblemUnknown, nil, "no such channel was opened here")
	}
	answer, err := w.drawFor(ctx, voucher, wallet, &call)
	if err != nil {
		return nil, err
	}
	if answer.Refusal != "" {
		need, _ := w.needOf(&call)
		return nil, w.sessionRefusal(t, &answer, need)
	}
	taken := &gateway.Taken{
		Key: gateway.Key{ID: wallet.Key(), Party: wallet.Party(), Calls: true}, Amount: reserved(&answer),
		Result: func(h http.Header, captured *gateway.Captured, served bool) {
			if served {
				w.sessionReceipt(h, t, captured, transaction)
			}
		},
		Tail: func(captured *gateway.Captured) []byte {
			told, err := w.receiptOf(t, captured, "").Event()
			if err != nil {
				w.log.Error("a session's receipt could not be written", "channel", t.act.Channel, "error", err)
			}
			return told
		},
	}
	if of.First != nil {
		taken.Cover = &channelCover{w: w, id: t.id, wallet: wallet, lack: func(of *gateway.Reservation) []byte { return w.needVoucher(t, of) }}
	}
	return taken, nil
}

// sessionFund brings a deposit into its channel and waits until it is in a block. The
// payer's signature binds it to the channel; should he send it a second time, nothing
// is sent and it is waited for.
func (w *wallets) sessionFund(ctx context.Context, t *turn) (transaction string, err error) {
	d := t.act.Deposit
	if err := t.made.Bound(d, t.ChainID, t.act.Channel, uint64(w.now().Unix())); err != nil {
		return "", payRefusal(err)
	}
	domain := evmsig.Domain{Name: t.Name, Version: t.Version, ChainID: t.ChainID, Contract: t.Asset}
	byKey, err := t.signedBy(ctx, t.made.Payer, d.Transfer.ReceiveDigest(domain.Separator()), d.Signature)
	if err != nil {
		return "", err
	}
	if !byKey {
		t.wallet.ChainID = t.ChainID
	}
	amount, err := t.unitsOf(&d.Amount)
	if err != nil {
		return "", err
	}
	call := facilitator.Call{To: t.Escrow, Data: onchain.SessionDeposit(&t.made, t.act.Channel, d)}
	order := clearing.FundChannel{
		Channel: t.id, Payment: till.PaymentID(t.ChainID, t.Asset, t.made.Payer, d.Transfer.Nonce), Signed: amount,
		Until: until(int64(min(d.Transfer.ValidBefore.Uint64(), 1<<62))), Payload: till.Keep(call),
	}
	if !d.Transfer.ValidBefore.IsUint64() {
		order.Until = until(1 << 62)
	}
	return w.bring(ctx, t.id, money.AmountMax, func(ctx context.Context) ([]clearing.Command, error) {
		if w.knows(order.Payment) {
			return []clearing.Command{order}, nil
		}
		revert, err := t.Facts.Simulate(ctx, t.Settler, []facilitator.Call{call})
		if err == nil && revert != "" {
			err = sessionProblem(mpp.ProblemReverted, nil, "the chain does not carry the deposit out: %s", revert)
		}
		return append(sessionCommands(w.screening, t.Number, dollarNumber(w.node), t.wallet, t.id, &t.made, t.Grace), order), err
	})
}

// knows reports whether a payment was demanded before.
func (w *wallets) knows(id ledger.ID) (known bool) {
	w.node.View(func(m *clearing.Machine) { _, known = m.Settlement().Payment(id) })
	return known
}

// A payer's own deposit is looked for so often, and waited for so long.
const (
	arrivalPoll = 100 * time.Millisecond
	arrivalTime = 20 * time.Second
)

// arrived waits until a deposit that the payer sent himself is seen in a block.
func (w *wallets) arrived(ctx context.Context, id payment.ChannelID) error {
	ctx, cancel := context.WithTimeout(ctx, arrivalTime)
	defer cancel()
	look := time.NewTicker(arrivalPoll)
	defer look.Stop()
	for {
		if w.holds(id, money.Units(1)) {
			return nil
		}
		select {
		case <-ctx.Done():
			return sessionProblem(mpp.ProblemUnknown, nil, "no deposit in the channel %s is seen in a block yet; try again in a moment", common.Hash(id))
		case <-look.C:
		}
	}
}
