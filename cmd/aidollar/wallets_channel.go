package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/money"
	"aidollar/core/payment"
	"aidollar/core/settlement"
	"aidollar/gateway"
	"aidollar/pay/x402"
	"aidollar/pay/x402/attest"
	"aidollar/pay/x402/channel"
	"aidollar/pay/x402/till"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
)

const (
	// correctWait is how long a request waits for its turn to be told how its channel
	// stands, and correctTime how long whoever was told is waited for.
	correctWait = 30 * time.Second
	correctTime = 10 * time.Second
)

// draw pays a call from a channel. Requests that come at the same time may all have
// the same voucher, for their client knew no better: each is told how the channel
// stands when those before it have come back, so that all of them get through.
func (w *wallets) draw(ctx context.Context, p *x402.Payment, required *x402.Required, of *gateway.Reservation, sold sale) (*gateway.Taken, error) {
	d, err := w.till.Draw(p, required)
	if err != nil {
		return nil, payRefusal(err)
	}
	if d.Payload.Type == x402.TypeRefund {
		return w.refund(ctx, d)
	}
	id, transaction := d.Voucher.Channel, ""
	if d.Payload.Type == x402.TypeDeposit {
		transaction, err = w.fund(ctx, p, required, d)
	} else {
		err = w.funded(ctx, id, d.Asked)
	}
	if err != nil {
		return nil, err
	}
	// Whoever was just told how the channel stands and whoever comes anew may sign the
	// same. The one who is expected goes first: clients ask a second time and no third.
	if goes, lent := w.correcting.ahead(id, func() string { return ticketOf(p) }); goes {
		answer, err := w.drawOnce(ctx, d, of)
		w.correcting.past(id)
		if lent {
			w.correcting.come(id)
		}
		switch {
		case err != nil || !correctable(answer.Refusal):
			return w.drawn(d, &answer, err, transaction, sold)
		case lent:
			return nil, corrective(w.standing(id, true), p) // it was waited for once
		}
	}
	waiting, cancel := context.WithTimeout(ctx, correctWait)
	defer cancel()
	if w.correcting.enter(waiting, id) != nil {
		return nil, corrective(w.standing(id, true), p)
	}
	answer, err := w.drawOnce(ctx, d, of)
	if err != nil || !correctable(answer.Refusal) {
		w.correcting.leave(id)
		return w.drawn(d, &answer, err, transaction, sold)
	}
	w.correcting.lend(id, ticketOf(p), correctTime)
	return nil, corrective(w.standing(id, true), p)
}

// memberTicket is what tells in extra which request a payment answers. Clients send
// all of extra back, with the first payment and with the one that they make when
// they are told how their channel stands.
const memberTicket = "ticket"

// ticketed gives each way to pay from a channel a ticket: a new one, or that of the
// payment which why refused. Some clients come back with what the refusal says, and
// others with what they were told before it.
func ticketed(required *x402.Required, why *gateway.Refusal) error {
	ticket := rand.Text()
	if why != nil {
		if c, is := why.Hint.(*correction); is && c.ticket != "" {
			ticket = c.ticket
		}
	}
	shown, err := json.Marshal(ticket)
	if err != nil {
		return err
	}
	for i := range required.Accepts {
		way := &required.Accepts[i]
		if n := len(way.Extra); way.Scheme == x402.SchemeBatch && n > 0 {
			way.Extra = slices.Concat(way.Extra[:n-1], []byte(`,"`+memberTicket+`":`), shown, []byte{'}'})
			way.Wire = nil
		}
	}
	return nil
}

func ticketOf(p *x402.Payment) string {
	var extra struct{ Ticket string }
	if json.Unmarshal(p.Accepted.Extra, &extra) != nil {
		return ""
	}
	return extra.Ticket
}

// correctable reports whether a client that knows how its channel stands would have
// done otherwise.
func correctable(code string) bool {
	switch payment.Refusal(code) {
	case payment.VoucherShort, payment.VoucherUsed, payment.InsufficientFunds, payment.ChannelUnknown:
		return true
	}
	return false
}

func (w *wallets) drawOnce(ctx context.Context, d *till.Drawn, of *gateway.Reservation) (clearing.Answer, error) {
	wallet, known := w.channelWallet(d)
	if !known {
		return clearing.Answer{Refusal: string(payment.ChannelUnknown)}, nil
	}
	return w.drawFor(ctx, d.Voucher, wallet, of)
}

// drawFor has a voucher pay a call of a wallet.
func (w *wallets) drawFor(ctx context.Context, voucher payment.Voucher, wallet till.Wallet, of *gateway.Reservation) (clearing.Answer, error) {
	return w.node.Do(ctx, clearing.Draw{Voucher: voucher, Call: reserveOf(of, wallet.Key())})
}

// channelWallet is the wallet whose channel it is: its payer by his key, or by his
// code, as it was when the channel was opened.
func (w *wallets) channelWallet(d *till.Drawn) (wallet till.Wallet, ok bool) {
	return w.walletOf(d.Voucher.Channel, d.Payload.Config.Payer, d.Token.ChainID)
}

func (w *wallets) walletOf(id payment.ChannelID, payer common.Address, chainID uint64) (wallet till.Wallet, ok bool) {
	if known, is := w.payers.Load(id); is {
		return known.(till.Wallet), true //nolint:forcetypeassert // nothing else is stored
	}
	wallet.Address = payer
	w.node.View(func(m *clearing.Machine) {
		var c payment.Channel
		if c, ok = m.Channel(id); ok && wallet.Party() != c.Party {
			wallet.ChainID = chainID
			ok = wallet.Party() == c.Party
		}
	})
	if ok {
		w.payers.Store(id, wallet)
	}
	return wallet, ok
}

// channelNow is a channel as it is.
func (w *wallets) channelNow(id payment.ChannelID) (c payment.Channel, ok bool) {
	w.node.View(func(m *clearing.Machine) { c, ok = m.Channel(id) })
	return c, ok
}

// standing is how a channel stands, for its payer; nil for one that is not known.
// ahead counts what its open calls hold as charged.
func (w *wallets) standing(id payment.ChannelID, ahead bool) *till.Standing {
	var s *till.Standing
	w.node.View(func(m *clearing.Machine) {
		c, ok := m.Channel(id)
		if !ok {
			return
		}
		account, _ := m.Ledger().Account(c.Account)
		left, _ := account.CreditsPosted.Sub(account.DebitsPosted)
		s = &till.Standing{Channel: &c, Charged: c.Charged}
		s.Balance, _ = left.Add(c.Charged)
		if ahead {
			s.Charged = c.Committed()
		}
	})
	return s
}

// correction is the Hint of a refusal by corrective.
type correction struct {
	standing *x402.ChannelExtra // nil for a channel that is not known
	ticket   string             // of the payment that was refused, if it is expected back
}

// corrective refuses a voucher with what its signer has to know to sign another one.
// back is the payment that is expected to come back, or nil.
func corrective(s *till.Standing, back *x402.Payment) error {
	told := &correction{}
	r := &gateway.Refusal{Kind: gateway.RefusalPayment, Code: channel.ReasonAmount,
		Detail: "the voucher does not fit how the channel stands; sign for what is charged so far, which is said here, and this call, and deposit more if that is beyond the balance"}
	if s != nil {
		told.standing = s.Extra(nil, true)
	}
	if back != nil {
		told.ticket = ticketOf(back)
	}
	r.Hint = told
	return r
}

// correct tells a client how its channel stands, in the way to pay from it.
func correct(required *x402.Required, why *gateway.Refusal) error {
	if why == nil {
		return nil
	}
	told, is := why.Hint.(*correction)
	if !is || told.standing == nil {
		return nil
	}
	for i := range required.Accepts {
		if required.Accepts[i].Scheme == x402.SchemeBatch {
			if err := required.Accepts[i].Correct(told.standing); err != nil {
				return err
			}
		}
	}
	return nil
}

// fund brings a deposit into a channel and waits until it is in a block. Where
// enough is there already it is not needed, and stays with the payer.
func (w *wallets) fund(ctx context.Context, p *x402.Payment, required *x402.Required, d *till.Drawn) (transaction string, err error) {
	id := d.Voucher.Channel
	return w.bring(ctx, id, d.Asked, func(ctx context.Context) ([]clearing.Command, error) {
		judged, err := w.judge(ctx, p, required, uint64(w.now().Unix()))
		if err != nil {
			return nil, payRefusal(err)
		}
		commands := channelCommands(w.screening, d.Token.Number, dollarNumber(w.node), judged.Wallet, id, &d.Payload.Config)
		return append(commands, clearing.FundChannel{
			Channel: id, Payment: judged.ID, Signed: judged.Signed, Until: until(judged.Until), Payload: judged.Payload,
		}), nil
	})
}

// bring has a deposit sent and waits until it is in a block, one for each channel at a
// time; nothing is sent where there is enough for need. judge gives what enters the
// channel and, last, the deposit. One that was sent before is waited for.
func (w *wallets) bring(ctx context.Context, id payment.ChannelID, need money.Amount, judge func(context.Context) ([]clearing.Command, error)) (transaction string, err error) {
	if err := w.funding.enter(ctx, id); err != nil {
		return "", err
	}
	defer w.funding.leave(id)
	if w.holds(id, need) {
		return "", nil
	}
	commands, err := judge(ctx)
	if err != nil {
		return "", err
	}
	deposit, _ := commands[len(commands)-1].(clearing.FundChannel)
	answers, err := w.node.Submit(ctx, commands...)
	if err != nil {
		return "", err
	}
	for i := range answers {
		again := i == len(answers)-1 && answers[i].Refusal == string(settlement.PaymentUsed)
		if answers[i].Refusal != "" && !again {
			return "", &gateway.Refusal{Kind: gateway.RefusalPayment, Code: answers[i].Refusal, Detail: clearing.Sentence(answers[i].Refusal)}
		}
	}
	w.chains.nudge()
	paid, transaction, err := w.chains.collected(ctx, deposit.Payment)
	if err != nil {
		return "", err
	}
	if paid.State == settlement.PaymentFailed {
		return "", &gateway.Refusal{Kind: gateway.RefusalPayment, Code: paid.Reason, Detail: "the deposit could not be made: " + paid.Reason}
	}
	return transaction, nil
}

// funded waits for a deposit that another request is bringing in, where a call needs
// it: clients read the chain, and see it there before it is counted here.
func (w *wallets) funded(ctx context.Context, id payment.ChannelID, need money.Amount) error {
	if !w.funding.busy(id) || w.holds(id, need) {
		return nil
	}
	if err := w.funding.enter(ctx, id); err != nil {
		return err
	}
	w.funding.leave(id)
	return nil
}

// holds reports whether a channel has enough that is free for a call.
func (w *wallets) holds(id payment.ChannelID, need money.Amount) (enough bool) {
	w.node.View(func(m *clearing.Machine) {
		c, ok := m.Channel(id)
		free, _ := m.Ledger().Spendable(c.Account)
		enough = ok && !free.Less(need)
	})
	return enough
}

// drawn is what the gateway is told of a voucher that was taken, or not.
func (w *wallets) drawn(d *till.Drawn, answer *clearing.Answer, err error, transaction string, sold sale) (*gateway.Taken, error) {
	switch {
	case err != nil:
		return nil, err
	case payment.Refusal(answer.Refusal).Sentence() != "" && answer.Refusal != "":
		return nil, &gateway.Refusal{Kind: gateway.RefusalPayment, Code: answer.Refusal, Detail: clearing.Sentence(answer.Refusal)}
	case answer.Refusal != "":
		return nil, refusal(*answer)
	}
	wallet, _ := w.channelWallet(d)
	id := d.Voucher.Channel
	var cover gateway.Cover
	if sold.parts {
		cover = &channelCover{w: w, id: id, wallet: wallet, lack: func(of *gateway.Reservation) []byte { return w.lackComment(id, of) }}
	}
	standing := till.Standing{Channel: answer.Channel, Charged: answer.Channel.Charged}
	standing.Balance, _ = answer.Call.Available.Add(answer.Channel.Committed())
	return &gateway.Taken{
		Key:    gateway.Key{ID: wallet.Key(), Party: wallet.Party(), Calls: true},
		Amount: gateway.Reserved{Amount: answer.Call.Reserved}, Cover: cover,
		Result: func(h http.Header, captured *gateway.Captured, served bool) {
			if !served && transaction == "" {
				return // nothing was paid, and nothing will be
			}
			w.tellDrawn(h, d, &standing, captured, served, transaction, sold)
		},
	}, nil
}

// tellDrawn tells a client what its call cost and how its channel stands. Of a
// stream the cost is not known at its beginning; the next answer will tell.
func (w *wallets) tellDrawn(h http.Header, d *till.Drawn, s *till.Standing, captured *gateway.Captured, served bool, transaction string, sold sale) {
	settled := &x402.Settlement{Success: true, Payer: d.Payload.Config.Payer.Hex(), Transaction: transaction, Network: d.Network}
	var charged *uint256.Int
	switch {
	case captured != nil:
		part := till.Part(s.Channel, captured.Total, captured.Charge)
		charged, s.Charged = &part, captured.Total
		settled.Amount = part.Dec()
	case !served:
		charged = new(uint256.Int)
	}
	settled.Extra = s.Extra(charged, false).JSON()
	var err error
	if served && sold.attested {
		err = attest.AddReceipt(attest.Key(w.key()), settled, sold.resource, transaction != "", w.now().Unix())
	}
	value, unwritten := settled.Header()
	if err = errors.Join(err, unwritten); err != nil {
		w.log.Error("a payment's result could not be written", "channel", s.Channel.Number, "error", err)
		return
	}
	h.Set(x402.ResultHeader(d.Version), value)
}

// refund gives a channel's deposit back to its payer, as far as it is free, and
// waits until that is in a block. The voucher that goes with it says what was
// charged so far, so that nobody asks for it with an old one.
func (w *wallets) refund(ctx context.Context, d *till.Drawn) (*gateway.Taken, error) {
	id := d.Voucher.Channel
	s := w.standing(id, false)
	if s == nil {
		return nil, &gateway.Refusal{Kind: gateway.RefusalPayment, Code: channel.ReasonChannelUnknown, Detail: "no such channel was opened here"}
	}
	if charged, _ := s.Channel.Tokens(s.Charged).Mul64(s.Channel.Unit.Lo); charged != d.Voucher.Value {
		return nil, corrective(s, nil)
	}
	var amount money.Amount
	if asked := d.Payload.Refund.Amount; asked != nil {
		var ok bool
		if amount, ok = (money.Amount{Lo: asked[0], Hi: asked[1]}).Mul64(s.Channel.Unit.Lo); !ok || asked.IsZero() {
			return nil, &gateway.Refusal{Kind: gateway.RefusalPayment, Code: channel.ReasonRefundAmount, Detail: "the amount to be given back is nothing, or more than is kept here"}
		}
	}
	answer, err := w.node.Do(ctx, clearing.ReleaseChannel{Channel: id, Amount: amount})
	if err != nil {
		return nil, err
	}
	switch r := settlement.Refusal(answer.Refusal); {
	case r == settlement.ExitAmount && answer.Exit.Amount.IsZero():
		return nil, &gateway.Refusal{Kind: gateway.RefusalPayment, Code: channel.ReasonRefundNothing, Detail: "nothing is free on the channel"}
	case r == settlement.ExitAmount:
		return nil, &gateway.Refusal{Kind: gateway.RefusalPayment, Code: channel.ReasonRefundAmount, Detail: r.Sentence()}
	case r != "" && r != settlement.ExitOpen:
		return nil, &gateway.Refusal{Kind: gateway.RefusalPayment, Code: answer.Refusal, Detail: clearing.Sentence(answer.Refusal)}
	}
	w.chains.nudge()
	transaction, err := w.chains.released(ctx, id)
	if err != nil {
		return nil, err
	}
	back, _ := answer.Exit.Amount.DivMod64(s.Channel.Unit.Lo)
	return &gateway.Taken{Done: true, Result: func(h http.Header, _ *gateway.Captured, _ bool) {
		settled := &x402.Settlement{
			Success: true, Payer: d.Payload.Config.Payer.Hex(), Transaction: transaction, Network: d.Network,
			Amount: (&uint256.Int{back.Lo, back.Hi, 0, 0}).Dec(),
		}
		if after := w.standing(id, false); after != nil {
			settled.Extra = after.Extra(nil, false).JSON()
		}
		value, err := settled.Header()
		if err != nil {
			w.log.Error("a refund's result could not be written", "channel", s.Channel.Number, "error", err)
			return
		}
		h.Set(x402.ResultHeader(d.Version), value)
	}}, nil
}
