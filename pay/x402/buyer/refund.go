package buyer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"

	"aidollar/pay/x402"
	"aidollar/pay/x402/channel"
	"aidollar/pay/x402/wallet"

	"github.com/holiman/uint256"
)

// RefundError is why a seller gives nothing back.
type RefundError struct{ Code, Text string }

func (e *RefundError) Error() string {
	if e.Code == channel.ReasonRefundAmount {
		return "the seller gives nothing back: the amount is nothing, or more than is free of the channel (" + e.Code + ")"
	}
	if e.Text == "" || e.Text == e.Code {
		return "the seller gives nothing back: " + e.Code
	}
	return "the seller gives nothing back: " + e.Code + ": " + e.Text
}

// Refund asks a channel's seller to give back amount of what is free, or all if
// amount is nil. The request goes to the address that was paid last; nothing is paid
// by it. The voucher that goes with it is for what was charged, and not for more.
func (t *Transport) Refund(ctx context.Context, of *ChannelRecord, amount *uint256.Int) (*x402.Settlement, error) {
	required, way, err := t.probe(ctx, of)
	if err != nil {
		return nil, err
	}
	turn := t.Channels.turn(way, of.Config, of.URL)
	turn.bound.Clear()
	for corrected := false; ; corrected = true {
		response, p, err := t.askBack(ctx, turn, required, amount) //nolint:bodyclose // askBack has closed it
		if err != nil {
			return nil, err
		}
		settled, err := x402.ReadSettlement(response.Header.Get)
		if err == nil && settled != nil && settled.Success {
			return settled, t.givenBack(turn, settled, amount)
		}
		if err == nil && settled != nil {
			return nil, &RefundError{settled.ErrorReason, settled.ErrorMessage}
		}
		refused, err := x402.ParseRequiredHeader(response.Header.Get(x402.HeaderRequired))
		if response.StatusCode != http.StatusPaymentRequired || err != nil {
			return nil, fmt.Errorf("the seller answers %s to the request for a refund, and does not say what became of it", response.Status)
		}
		does, err := turn.refused(ctx, refused)
		if err != nil {
			return nil, err
		}
		if does != nextAgain || corrected || p == nil {
			return nil, &RefundError{Code: refused.Error}
		}
	}
}

// probe asks for the seller's present terms, and finds those of the channel.
func (t *Transport) probe(ctx context.Context, of *ChannelRecord) (*x402.Required, wallet.Way, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, of.URL, nil)
	if err != nil {
		return nil, wallet.Way{}, err
	}
	response, err := t.base().RoundTrip(r)
	if err != nil {
		return nil, wallet.Way{}, err
	}
	defer response.Body.Close()
	required, err := x402.ParseRequiredHeader(response.Header.Get(x402.HeaderRequired))
	if response.StatusCode != http.StatusPaymentRequired || err != nil {
		return nil, wallet.Way{}, fmt.Errorf("%s answers %s and no 402 that says how it is paid: a refund is asked for where payments are", of.URL, response.Status)
	}
	for i := range required.Accepts {
		terms, err := required.Accepts[i].Terms(required.Version)
		if err != nil || terms.Scheme != x402.SchemeBatch || terms.ChainID != of.ChainID {
			continue
		}
		if config := t.Wallet.ChannelTo(terms, of.Config.Salt); config == of.Config {
			return required, wallet.Way{Place: i, Terms: terms}, nil
		}
	}
	return nil, wallet.Way{}, fmt.Errorf("%s asks for payment from other channels than this one: its terms have changed, or the key is another one", of.URL)
}

// askBack sends one request for a refund.
func (t *Transport) askBack(ctx context.Context, turn *turn, required *x402.Required, amount *uint256.Int) (*http.Response, *x402.Payment, error) {
	p, err := required.Answer(turn.way.Place, "")
	if err != nil {
		return nil, nil, err
	}
	err = t.Channels.Folder.Channel(turn.id, func(r *ChannelRecord) (*ChannelRecord, error) {
		if r == nil {
			return nil, errors.New("nothing is known of the channel")
		}
		voucher, err := t.Wallet.Voucher(turn.way.Terms.ChainID, turn.id, &r.Charged)
		turn.payload = &x402.Channel{Type: x402.TypeRefund, Config: turn.config, Voucher: voucher, Refund: &x402.Refund{Amount: amount}}
		return nil, err
	})
	if err != nil {
		return nil, nil, err
	}
	p.Payload = x402.Payload{Channel: turn.payload}
	header, err := p.Header()
	if err != nil {
		return nil, nil, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, turn.url, nil)
	if err != nil {
		return nil, nil, err
	}
	r.Header.Set(x402.HeaderPayment, header)
	response, err := t.base().RoundTrip(r)
	if err != nil {
		return nil, nil, err
	}
	defer response.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(response.Body, requiredBytesMax)) // the headers say it all
	return response, p, nil
}

// givenBack takes over what is left in the channel.
func (t *Transport) givenBack(turn *turn, settled *x402.Settlement, amount *uint256.Int) error {
	extra, err := x402.ParseChannelExtra(settled.Extra)
	if err != nil {
		extra = &x402.ChannelExtra{}
	}
	return t.Channels.Folder.Channel(turn.id, func(r *ChannelRecord) (*ChannelRecord, error) {
		switch {
		case r == nil:
			return nil, nil
		case extra.State != nil && !extra.State.Balance.IsZero():
			r.Balance = extra.State.Balance
		case amount != nil && amount.Lt(&r.Balance):
			r.Balance.Sub(&r.Balance, amount)
		default:
			r.Balance = r.Charged
		}
		r.Pending = nil // it would have to be deposited anew
		return r, nil
	})
}
