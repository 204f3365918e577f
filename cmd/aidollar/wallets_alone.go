package main

import (
	"context"
	"net/http"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/money"
	"aidollar/gateway"
	"aidollar/pay/mpp"
	"aidollar/pay/x402"
	"aidollar/pay/x402/till"
)

// aloneWays are the ways to pay that sessions are made of, with the least amount.
func (w *wallets) aloneWays(r *http.Request) (*x402.Required, error) {
	return w.till.Ask(&till.Price{
		Resource: x402.Resource{URL: w.resourceURL(r)}, Amount: money.Units(1), Advance: true, Timeout: int64(w.timeout / time.Second), Scheme: x402.SchemeExact,
	})
}

// askAlone tells whoever wanted something for a channel alone, and got it wrong, what
// to answer.
func (w *wallets) askAlone(h http.Header, r *http.Request, why *gateway.Refusal) ([]byte, error) {
	required, err := w.aloneWays(r)
	if err != nil {
		return nil, err
	}
	challenges, err := w.offerSessions(required, nil)
	if err != nil {
		return nil, err
	}
	if len(challenges) > 0 {
		h[http.CanonicalHeaderKey(mpp.HeaderChallenge)] = challenges
	}
	return needMembers(why)
}

// needMembers are what a session's channel would have to have, as members of a problem;
// nil where that is not what was wrong.
func needMembers(why *gateway.Refusal) ([]byte, error) {
	if why == nil {
		return nil, nil
	}
	need, is := why.Hint.(*mpp.Need)
	if !is {
		return nil, nil
	}
	b, err := need.JSON()
	if err != nil {
		return nil, err
	}
	return b[1 : len(b)-1], nil
}

// signed notes a voucher of x402 that came without a call: a stream may go on by it.
func (w *wallets) signed(ctx context.Context, r *http.Request, note *gateway.Note) (*gateway.Taken, error) {
	p, is := note.Payment.(*x402.Payment)
	if !is {
		return nil, &gateway.Refusal{Kind: gateway.RefusalPayment, Code: mpp.CodeMethod, Detail: "a payment came, and nothing that is sold was asked for"}
	}
	required, err := w.channelWays(r, "")
	if err != nil {
		return nil, err
	}
	// Amount and timeout are a call's, and none is asked for.
	for i := range required.Accepts {
		way := &required.Accepts[i]
		way.Amount, way.MaxTimeoutSeconds, way.Wire = p.Accepted.Amount, p.Accepted.MaxTimeoutSeconds, nil
	}
	d, err := w.till.Draw(p, required)
	if err != nil {
		return nil, payRefusal(err)
	}
	answer, err := w.node.Do(ctx, clearing.SignChannel{Voucher: d.Voucher})
	if err != nil {
		return nil, err
	}
	if answer.Refusal != "" {
		return nil, &gateway.Refusal{Kind: gateway.RefusalPayment, Code: answer.Refusal, Detail: clearing.Sentence(answer.Refusal)}
	}
	sold := sale{resource: required.Resource.URL}
	return &gateway.Taken{Done: true, Result: func(h http.Header, _ *gateway.Captured, _ bool) {
		s := till.Standing{Channel: answer.Channel, Charged: answer.Channel.Charged}
		if now := w.standing(d.Voucher.Channel, false); now != nil {
			s = *now
		}
		w.tellDrawn(h, d, &s, nil, false, "", sold)
	}}, nil
}
