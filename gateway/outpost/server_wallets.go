package outpost

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"sync"
	"time"

	"aidollar/core/ledger"
	"aidollar/gateway"
)

// resourceKey is under what a request's context has the address that is sold.
type resourceKey struct{}

// Resource is the address that is sold, as its client knows it, of a request that a
// Server hands to its Wallets; ok is false for any other request.
func Resource(ctx context.Context) (address string, ok bool) {
	address, ok = ctx.Value(resourceKey{}).(string)
	return address, ok
}

// request is the client's request, as far as it matters for being paid for.
func (a *asking) request(q *walletQuestion) (*http.Request, error) {
	u, err := url.Parse(q.Resource)
	if err != nil || len(q.Resource) > resourceMax || u.Host == "" || u.User != nil || (u.Scheme != "http" && u.Scheme != "https") {
		return nil, errors.New("the resource is not a web address")
	}
	r, err := http.NewRequestWithContext(context.WithValue(a.ctx, resourceKey{}, q.Resource), http.MethodPost, q.Resource, http.NoBody)
	if err != nil {
		return nil, err
	}
	for name, values := range q.Payment {
		r.Header[http.CanonicalHeaderKey(name)] = values
	}
	return r, nil
}

// sale reads what a wallet is asked, or pays, for.
func (a *asking) sale(q *walletQuestion, timed bool) (r *http.Request, of gateway.Reservation, ok bool) {
	if !a.read(q) {
		return nil, of, false
	}
	if of, ok = a.order(&q.order, timed); !ok {
		return nil, of, false
	}
	if a.Wallets == nil || !a.Wallets.Sells(of.Route) {
		a.refuse(&problem{Status: http.StatusForbidden, Code: "wallets_off", Detail: "this product is sold to those with a key alone"})
		return nil, of, false
	}
	r, err := a.request(q)
	return r, of, a.well(err)
}

// ask tells how a call can be paid for.
func (a *asking) ask() {
	var q walletQuestion
	r, of, ok := a.sale(&q, false)
	if !ok {
		return
	}
	var refused *gateway.Refusal
	if q.Why != nil {
		refused = &gateway.Refusal{Kind: gateway.RefusalPayment, Code: q.Why.Code, Detail: q.Why.Detail}
	}
	told, err := a.asked(r, &of, refused)
	if err != nil {
		a.failed(stepAsk, of.Call, err)
		return
	}
	a.answer(told)
}

func (a *asking) asked(r *http.Request, of *gateway.Reservation, refused *gateway.Refusal) (*asked, error) {
	h := http.Header{}
	members, err := a.Wallets.Ask(h, r, of, refused)
	return &asked{Header: h, Members: string(members)}, err
}

// take takes a payment. A payment that is no good is answered with how to pay.
func (a *asking) take() {
	var q walletQuestion
	r, of, ok := a.sale(&q, true)
	if !ok {
		return
	}
	note, err := a.Wallets.Read(r.Header)
	var taken *gateway.Taken
	switch {
	case err != nil:
	case note == nil:
		err = &gateway.Refusal{Kind: gateway.RefusalPayment, Code: "payment_required", Detail: "no payment came"}
	default:
		taken, err = a.Wallets.Take(a.ctx, r, note, &of)
	}
	var refusal *gateway.Refusal
	if errors.As(err, &refusal) && refusal.Kind == gateway.RefusalPayment {
		p := refusalOut(refusal)
		if told, unasked := a.asked(r, &of, refusal); unasked == nil {
			p.Ask = told
		}
		a.refuse(p)
		return
	}
	if err != nil {
		a.failed(stepTake, of.Call, err)
		return
	}
	answer := takeAnswer{
		Key: wireID(taken.Key.ID), Party: wireID(taken.Key.Party), Reserved: wireAmount(taken.Amount.Amount), Done: taken.Done,
		Served: http.Header{}, Failed: http.Header{},
	}
	taken.Result(answer.Served, nil, true)
	if !taken.Done {
		taken.Result(answer.Failed, nil, false)
		a.taken.put(of.Call, taken, of.Deadline)
	}
	a.answer(answer)
}

// takingsMax bounds the payments that are remembered until their calls are captured.
const takingsMax = 1 << 16

// takings are payments whose calls are open. They are for telling a wallet what its
// call cost; a house that forgot them, for it started anew, does not tell.
type takings struct {
	mu     sync.Mutex
	byCall map[ledger.ID]openTaking
}

type openTaking struct {
	taken *gateway.Taken
	until time.Time
}

func (t *takings) put(call ledger.ID, taken *gateway.Taken, until time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.byCall == nil {
		t.byCall = map[ledger.ID]openTaking{}
	}
	if len(t.byCall) >= takingsMax {
		now := time.Now()
		for id, open := range t.byCall {
			if now.After(open.until) {
				delete(t.byCall, id)
			}
		}
	}
	if len(t.byCall) < takingsMax {
		t.byCall[call] = openTaking{taken, until}
	}
}

func (t *takings) take(call ledger.ID) *gateway.Taken {
	t.mu.Lock()
	defer t.mu.Unlock()
	open := t.byCall[call]
	delete(t.byCall, call)
	return open.taken
}

func (t *takings) forget(call ledger.ID) { t.take(call) }

// tell is what the wallet is told that paid a call; nil for no wallet.
func (t *takings) tell(call ledger.ID, captured *gateway.Captured) http.Header {
	taken := t.take(call)
	if taken == nil {
		return nil
	}
	h := http.Header{}
	taken.Result(h, captured, true)
	return h
}
