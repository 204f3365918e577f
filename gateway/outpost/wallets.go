package outpost

import (
	"context"
	"maps"
	"net/http"

	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/gateway"
)

// Wallets takes payments of programs without a key, with the house. It implements
// gateway.Wallets.
type Wallets struct {
	Client *Client
	// Payment takes a payment out of a request's header, as gateway.Wallets.Read does.
	Payment func(http.Header) (*gateway.Note, error)
	Headers []string // canonical names of the headers that payments come in
	// Origin is where clients find this gateway, such as https://api.example.com;
	// empty: where they say they did.
	Origin string
}

// Sells implements gateway.Wallets.
func (w *Wallets) Sells(*gateway.Route) bool {
	now := w.Client.table.Load()
	return now != nil && now.offer.Wallets
}

// Read implements gateway.Wallets.
func (w *Wallets) Read(h http.Header) (*gateway.Note, error) { return w.Payment(h) }

func (w *Wallets) question(r *http.Request, of *gateway.Reservation) walletQuestion {
	origin := w.Origin
	if origin == "" {
		origin = "http://" + r.Host
		if r.TLS != nil {
			origin = "https://" + r.Host
		}
	}
	return walletQuestion{order: orderOf(of), Resource: origin + r.URL.EscapedPath()}
}

// Ask implements gateway.Wallets.
func (w *Wallets) Ask(h http.Header, r *http.Request, of *gateway.Reservation, refused *gateway.Refusal) ([]byte, error) {
	if of == nil {
		return nil, nil // what is for a channel alone is not taken here
	}
	a := new(asked)
	if refused != nil {
		if told, is := refused.Hint.(*asked); is {
			a = told // with the refusal itself
		}
	}
	if a.Header == nil {
		question := w.question(r, of)
		if refused != nil {
			question.Why = &why{refused.Code, refused.Detail}
		}
		ctx, cancel := context.WithTimeout(r.Context(), lookTime)
		defer cancel()
		if err := w.Client.step(ctx, stepAsk, question, a); err != nil {
			return nil, away(err)
		}
	}
	maps.Copy(h, a.Header)
	return []byte(a.Members), nil
}

// away is what a question is answered with that changes nothing.
func away(err error) error {
	if decided(err) {
		return err
	}
	return &unasked{err}
}

// unasked is a gateway.ErrAway, and says why.
type unasked struct{ error }

func (u *unasked) Unwrap() []error { return []error{gateway.ErrAway, u.error} }

// taking is a payment that the house took.
type taking struct {
	served, failed, tell http.Header
}

// Take implements gateway.Wallets.
func (w *Wallets) Take(ctx context.Context, r *http.Request, _ *gateway.Note, of *gateway.Reservation) (*gateway.Taken, error) {
	if of == nil {
		return nil, &gateway.Refusal{Kind: gateway.RefusalPayment, Code: "payment_elsewhere", Detail: "this gateway takes payments for calls alone; what is for a channel by itself goes to the house's own address"}
	}
	question := w.question(r, of)
	question.Payment = http.Header{}
	for _, name := range w.Headers {
		if values := r.Header[name]; len(values) > 0 {
			question.Payment[name] = values
		}
	}
	var a takeAnswer
	if err := w.Client.step(ctx, stepTake, question, &a); err != nil {
		return nil, err
	}
	t := &taking{served: a.Served, failed: a.Failed}
	if !a.Done {
		w.Client.takings.Store(of.Call, t)
	}
	return &gateway.Taken{
		Key:    gateway.Key{ID: ledger.ID(a.Key), Party: ledger.ID(a.Party), Calls: true},
		Amount: gateway.Reserved{Amount: money.Amount(a.Reserved)}, Done: a.Done,
		Result: func(h http.Header, captured *gateway.Captured, served bool) {
			switch {
			case !served:
				maps.Copy(h, t.failed)
			case captured != nil && t.tell != nil:
				maps.Copy(h, t.tell)
			default:
				maps.Copy(h, t.served)
			}
		},
	}, nil
}
