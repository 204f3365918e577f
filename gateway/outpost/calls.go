package outpost

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"time"

	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/tariff"
	"aidollar/gateway"
)

// Route implements gateway.Clearing.
func (c *Client) Route(_ gateway.Key, model string) (*gateway.Route, bool) {
	now := c.table.Load()
	if now == nil {
		return nil, false
	}
	r, ok := now.Routes[model]
	return r, ok
}

// Price implements gateway.Clearing.
func (c *Client) Price(r *gateway.Route, limits []tariff.Limit) (money.Amount, bool) {
	now := c.table.Load()
	if now == nil {
		return money.Amount{}, false
	}
	return now.Price(r, limits)
}

// Affords implements gateway.Clearing: that is for the house to know, so it is now and
// then worth a try.
func (c *Client) Affords(r *gateway.Reservation) bool { return c.tries.due(r.Key.ID, c.now()) }

const (
	triesPause = 500 * time.Millisecond // between two, of one key's streams that wait for money
	triesMax   = 1 << 12                // keys that are remembered
)

// tries spaces out how often the house is asked.
type tries struct {
	mu   sync.Mutex
	last map[ledger.ID]time.Time
}

func (t *tries) due(key ledger.ID, now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if now.Sub(t.last[key]) < triesPause {
		return false
	}
	if t.last == nil || len(t.last) >= triesMax {
		t.last = map[ledger.ID]time.Time{}
	}
	t.last[key] = now
	return true
}

// Models implements gateway.Clearing.
func (c *Client) Models(gateway.Key) []gateway.Model {
	now := c.table.Load()
	if now == nil {
		return nil
	}
	return append([]gateway.Model(nil), now.Models...)
}

// Reserve implements gateway.Clearing.
func (c *Client) Reserve(ctx context.Context, r gateway.Reservation) (gateway.Reserved, error) {
	var a reserveAnswer
	err := c.step(ctx, stepReserve, reserveQuestion{orderOf(&r), wireHash(r.Key.Secret)}, &a)
	return gateway.Reserved{Amount: money.Amount(a.Reserved), Allowed: a.Allowed}, err
}

// May implements gateway.Clearing.
func (c *Client) May(ctx context.Context, r gateway.Reservation) (uint64, error) {
	var a reserveAnswer
	err := c.step(ctx, stepMay, reserveQuestion{orderOf(&r), wireHash(r.Key.Secret)}, &a)
	return a.Allowed, err
}

// Default implements gateway.Clearing.
func (c *Client) Default(ctx context.Context, key gateway.Key, p gateway.Purpose) (*gateway.Default, error) {
	var a defaultAnswer
	err := c.step(ctx, stepDefault, defaultQuestion{wireHash(key.Secret), p.Region, p.Data, p.EndUse}, &a)
	if err != nil || len(a.Models) == 0 {
		return nil, err
	}
	return &gateway.Default{Models: a.Models, Rule: a.Rule}, nil
}

// Capture implements gateway.Clearing. What does not reach the house is kept.
func (c *Client) Capture(ctx context.Context, b gateway.Capture) (gateway.Captured, error) {
	question := captureQuestion{
		Call: wireID(b.Call), Usage: usageOut(&b.Usage), Policy: policies[b.Policy], Upstream: b.Upstream,
		Dialect: b.Dialect, Region: b.Region, Cost: wireAmount(b.Cost),
	}
	paid, _ := c.takings.LoadAndDelete(b.Call)
	var a captureAnswer
	err := c.try(ctx, stepCapture, b.Call, question, &a)
	switch {
	case errors.Is(err, errKept):
		return gateway.Captured{Later: true}, nil
	case decided(err):
		c.lost.Add(1)
		return gateway.Captured{}, final(err)
	case err != nil:
		return gateway.Captured{}, err
	}
	if t, ok := paid.(*taking); ok {
		t.tell = a.Tell
	}
	return gateway.Captured{Charge: money.Amount(a.Charge), Available: money.Amount(a.Available), Total: money.Amount(a.Total)}, nil
}

// Void implements gateway.Clearing. What does not reach the house is kept.
func (c *Client) Void(ctx context.Context, call ledger.ID, reason string) error {
	c.takings.Delete(call)
	if err := c.try(ctx, stepVoid, call, voidQuestion{wireID(call), reason}, nil); !errors.Is(err, errKept) {
		return err
	}
	return nil
}

// errKept says that a step is kept and will be taken later.
var errKept = errors.New("kept")

// try takes a step that must not be forgotten: it is kept where it is not known that
// the house took it, or said no.
func (c *Client) try(ctx context.Context, name string, call ledger.ID, question, answer any) error {
	raw, err := json.Marshal(question)
	if err != nil {
		return err
	}
	once, cancel := context.WithTimeout(ctx, captureTime)
	defer cancel()
	err = c.step(once, name, json.RawMessage(raw), answer)
	if err == nil || decided(err) {
		return err
	}
	if unkept := c.kept.put(&keptStep{Step: name, Call: wireID(call), At: c.now().UnixMilli(), Question: raw}); unkept != nil {
		return errors.Join(err, unkept)
	}
	c.Log.Warn("the house could not be told of a call's end; it is kept and told later", "call", call, "step", name, "error", err)
	return errKept
}

// final is a decision, which the gateway does not ask for again.
func final(err error) error {
	var m *malformed
	if errors.As(err, &m) {
		return &gateway.Refusal{Kind: gateway.RefusalForbidden, Code: m.code, Detail: m.detail}
	}
	return err
}

// decided reports whether asking again leads to the same.
func decided(err error) bool {
	return errors.As(err, new(*gateway.Refusal)) || errors.As(err, new(*malformed))
}
