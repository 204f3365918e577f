package outpost

import (
	"context"
	"net/http"
	"time"

	"aidollar/core/ledger"
	"aidollar/core/tariff"
	"aidollar/gateway"
)

// key tells what a gateway has to know of a key to serve it.
func (a *asking) key() {
	var q keyQuestion
	if !a.read(&q) {
		return
	}
	k, ok, err := a.House.Key(a.ctx, q.Secret)
	switch {
	case err != nil:
		a.failed(stepKey, ledger.ID{}, err)
		return
	case !ok:
		a.refuse(&problem{Status: http.StatusNotFound, Code: codeKeyUnknown, Detail: "there is no such key, or it was revoked"})
		return
	}
	answer := keyAnswer{ID: wireID(k.ID), Party: wireID(k.Party), Calls: k.Calls, Requests: k.Rate.Requests, Tokens: k.Rate.Tokens}
	for _, n := range k.Networks {
		answer.Networks = append(answer.Networks, n.String())
	}
	a.answer(answer)
}

// order makes a reservation of what a gateway asks for: of its seller's products
// alone, and no longer than holds last here.
func (a *asking) order(o *order, timed bool) (r gateway.Reservation, ok bool) {
	if !a.from.Sells(o.Model) {
		a.refuse(&problem{Status: http.StatusForbidden, Code: "product_foreign", Detail: "this gateway's key is not for the product " + quote(o.Model)})
		return r, false
	}
	route, known := a.House.Route(a.from.Seller, o.Model)
	if !known {
		a.refuse(&problem{Status: http.StatusForbidden, Code: "product_foreign", Detail: "this gateway's seller has no product " + quote(o.Model) + " with a price"})
		return r, false
	}
	var limits []tariff.Limit
	limits, err := limitsIn(o.Limits)
	if !a.well(err) {
		return r, false
	}
	r = gateway.Reservation{Call: ledger.ID(o.Call), Route: route, Service: o.Service, Region: o.Region, Regions: o.Regions, Data: o.Data, EndUse: o.EndUse, Limits: limits}
	if !timed {
		return r, true
	}
	r.Deadline = time.Unix(0, o.Deadline)
	if r.Deadline.After(time.Now().Add(a.HoldMax + deadlines)) {
		a.refuse(&problem{Status: http.StatusUnprocessableEntity, Code: "deadline_far", Detail: "holds last at most " + a.HoldMax.String() + " here"})
		return r, false
	}
	return r, true
}

func quote(name string) string {
	const most = 64
	if len(name) > most {
		name = name[:most] + "…"
	}
	return `"` + name + `"`
}

func (a *asking) reserve() { a.buy(stepReserve, true, a.House.Reserve) }

// may asks of a call that reserves nothing.
func (a *asking) may() {
	a.buy(stepMay, false, func(ctx context.Context, r gateway.Reservation) (gateway.Reserved, error) {
		allowed, err := a.House.May(ctx, r)
		return gateway.Reserved{Allowed: allowed}, err
	})
}

// standard tells what the model "default" stands for, for the buyer whose key the gateway
// has seen.
func (a *asking) standard() {
	var q defaultQuestion
	if !a.read(&q) {
		return
	}
	key, ok, err := a.House.Key(a.ctx, q.Secret)
	if err == nil && !ok {
		err = &gateway.Refusal{Kind: gateway.RefusalForbidden, Code: codeKeyUnknown, Detail: "the key was revoked just now"}
	}
	var d *gateway.Default
	if err == nil {
		d, err = a.House.Default(a.ctx, key, gateway.Purpose{Region: q.Region, Data: q.Data, EndUse: q.EndUse})
	}
	switch {
	case err != nil:
		a.failed(stepDefault, ledger.ID{}, err)
	case d == nil:
		a.answer(defaultAnswer{})
	default:
		a.answer(defaultAnswer{d.Models, d.Rule})
	}
}

// buy takes a step for the buyer whose key the gateway has seen.
func (a *asking) buy(step string, timed bool, take func(context.Context, gateway.Reservation) (gateway.Reserved, error)) {
	var q reserveQuestion
	if !a.read(&q) {
		return
	}
	r, ok := a.order(&q.order, timed)
	if !ok {
		return
	}
	// Who has seen the secret may spend what the key may; an id is no secret.
	key, ok, err := a.House.Key(a.ctx, q.Secret)
	if err == nil && !ok {
		err = &gateway.Refusal{Kind: gateway.RefusalForbidden, Code: codeKeyUnknown, Detail: "the key was revoked just now"}
	}
	var reserved gateway.Reserved
	if err == nil {
		r.Key = key
		reserved, err = take(a.ctx, r)
	}
	if err != nil {
		a.failed(step, r.Call, err)
		return
	}
	a.answer(reserveAnswer{wireAmount(reserved.Amount), reserved.Allowed})
}

// own refuses a call of another seller's. A call that nobody knows is nobody's, and
// what is asked of it leads to nothing.
func (a *asking) own(step string, call ledger.ID) (of Call, ok bool) {
	of, known, err := a.House.Call(a.ctx, call)
	switch {
	case err != nil:
		a.failed(step, call, err)
	case known && of.Seller != a.from.Seller:
		a.refuse(&problem{Status: http.StatusForbidden, Code: "call_foreign", Detail: "the call is not of this gateway's seller"})
	default:
		return of, true
	}
	return of, false
}

func (a *asking) capture() {
	var q captureQuestion
	if !a.read(&q) {
		return
	}
	call := ledger.ID(q.Call)
	c := gateway.Capture{Call: call, Upstream: q.Upstream, Dialect: q.Dialect, Region: q.Region, Cost: tariff.Ticks(q.Cost)}
	var err error
	if c.Usage, err = q.Usage.in(); err == nil {
		c.Policy, err = policyNamed(q.Policy)
	}
	if !a.well(err) {
		return
	}
	of, ok := a.own(stepCapture, call)
	if !ok {
		return
	}
	c.Key.Party = of.Buyer
	captured, err := a.House.Capture(a.ctx, c)
	if err != nil {
		a.failed(stepCapture, call, err)
		return
	}
	a.answer(captureAnswer{
		Charge: wireAmount(captured.Charge), Available: wireAmount(captured.Available), Total: wireAmount(captured.Total),
		Tell: a.taken.tell(call, &captured),
	})
}

func (a *asking) void() {
	var q voidQuestion
	if !a.read(&q) {
		return
	}
	call := ledger.ID(q.Call)
	if _, ok := a.own(stepVoid, call); !ok {
		return
	}
	if err := a.House.Void(a.ctx, call, q.Reason); err != nil {
		a.failed(stepVoid, call, err)
		return
	}
	a.taken.forget(call)
	a.answer(struct{}{})
}
