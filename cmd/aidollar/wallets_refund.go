package main

import (
	"context"
	"errors"
	"io"
	"net/http"
	"time"

	"aidollar/api"
	"aidollar/core/money"
	"aidollar/gateway"
	"aidollar/gateway/limit"
	"aidollar/pay/x402"
	"aidollar/pay/x402/till"
)

// channelPath is where a channel's payer asks for his deposit back. Stock clients
// ask so wherever a GET is sold; a model's address takes none.
const channelPath = "/x402/channel"

// refundTime bounds how long a transaction is waited for.
const refundTime = 2 * time.Minute

// serveChannel tells the terms of channels, as a 402, and gives deposits back.
func (d *walletDoor) serveChannel(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	if problem := d.take(w, addressID(limit.ClientAddress(r.RemoteAddr, nil, nil)), doorRequestsMax, "this address has asked too often"); problem != nil {
		refuseSession(w, problem)
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), refundTime)
	defer cancel()
	taken, err := d.wallets.refundAsked(ctx, r)
	var refusal *gateway.Refusal
	switch {
	case errors.As(err, &refusal):
		d.refuseRefund(w, r, refusal)
	case err != nil:
		d.log.Error("a deposit could not be given back", "error", err)
		refuseSession(w, &api.Problem{Status: http.StatusServiceUnavailable, Code: "refund_unknown",
			Detail: "it is not known yet what becomes of the deposit; what goes back goes back once, so ask again in a moment"})
	default:
		taken.Result(w.Header(), nil, true)
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"refunded":true}`+"\n") // the header says how much
	}
}

// refuseRefund answers 402 with what a client has to know to ask rightly.
func (d *walletDoor) refuseRefund(w http.ResponseWriter, r *http.Request, why *gateway.Refusal) {
	required, err := d.wallets.channelWays(r, why.Code)
	if err == nil {
		err = correct(required, why)
	}
	var header string
	if err == nil {
		header, err = required.Header()
	}
	if err != nil {
		d.log.Error("the terms of channels cannot be told", "error", err)
		refuseSession(w, &api.Problem{Status: http.StatusInternalServerError, Code: "internal", Detail: "the terms of channels cannot be told; the operator was told"})
		return
	}
	w.Header().Set(x402.HeaderRequired, header)
	refuseSession(w, &api.Problem{Status: http.StatusPaymentRequired, Code: why.Code, Detail: why.Detail})
}

// channelWays are the terms of channels in each token, with the least amount.
func (w *wallets) channelWays(r *http.Request, trouble string) (*x402.Required, error) {
	return w.till.Ask(&till.Price{
		Resource: x402.Resource{URL: w.resourceURL(r), Description: "channels to this house", MimeType: "application/json"},
		Amount:   money.Units(1), Advance: true, Timeout: int64(w.advance / time.Second), Trouble: trouble, Scheme: x402.SchemeBatch,
	})
}

// refundAsked carries out what a request asks for. Without anything it is refused
// with how to ask.
func (w *wallets) refundAsked(ctx context.Context, r *http.Request) (*gateway.Taken, error) {
	wanted := func(detail string) error {
		return &gateway.Refusal{Kind: gateway.RefusalPayment, Code: "refund_wanted", Detail: detail}
	}
	required, err := w.channelWays(r, "")
	if err != nil {
		return nil, err
	}
	payment, err := x402.ReadPayment(r.Header.Get)
	switch {
	case err != nil:
		return nil, payRefusal(err)
	case payment == nil:
		return nil, wanted("send PAYMENT-SIGNATURE with a refund of x402's batch-settlement to have a channel's deposit back; PAYMENT-REQUIRED has the terms of channels")
	case payment.Accepted.Scheme != x402.SchemeBatch || payment.Payload.Channel.Type != x402.TypeRefund:
		return nil, wanted("nothing is sold here: only refunds of channels are taken")
	}
	drawn, err := w.till.Draw(payment, required)
	if err != nil {
		return nil, payRefusal(err)
	}
	return w.refund(ctx, drawn)
}
