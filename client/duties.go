package client

import (
	"context"
	"encoding/json"
	"strconv"
	"time"
)

// Duty is something that a decision obliges the house to.
type Duty struct {
	Number   uint64    `json:"number"`
	Kind     string    `json:"kind"`  // notice, recheck or travel
	State    string    `json:"state"` // owed, failed, done or void
	Decision uint64    `json:"decision"`
	Party    ID        `json:"party,omitzero"`
	Cause    ID        `json:"cause,omitzero"` // the call, payment, arrival, batch or sale that it is owed for
	To       string    `json:"to,omitempty"`   // who is told, or the form
	Since    time.Time `json:"since"`
	Due      time.Time `json:"due,omitzero"`
	Overdue  bool      `json:"overdue,omitempty"`
	Question *Question `json:"question,omitempty"` // of a recheck
	Answer   uint64    `json:"answer,omitempty"`   // of a recheck: the decision that it came to
	Digest   string    `json:"digest,omitempty"`   // of travel: of what was composed and is kept
	Ended    time.Time `json:"ended_at,omitzero"`
	By       ID        `json:"by,omitzero"` // zero: the house itself
	Name     string    `json:"name,omitempty"`
	Note     string    `json:"note,omitempty"`
	Missing  []Fault   `json:"missing,omitempty"` // of a travel duty alone that is owed: what it waits for
}

// Question is what rules are asked.
type Question struct {
	Action    string          `json:"action"`
	Principal string          `json:"principal"`
	Resource  string          `json:"resource"`
	Context   json.RawMessage `json:"context"`
}

// KeptPayload is what travelled beside a movement of money, and is kept.
type KeptPayload struct {
	Party   ID              `json:"party"`
	Cause   ID              `json:"cause"`
	Since   time.Time       `json:"since"`
	Until   time.Time       `json:"keep_until"`
	Digest  string          `json:"digest"`
	Payload json.RawMessage `json:"payload"` // IVMS 101.2023
}

// DutyFilter says which duties are wanted; what is empty does not matter.
type DutyFilter struct {
	Open            bool // what is still to be done
	Kind, State, To string
	Party           ID
	Decision        uint64
}

// Duties lists what decisions oblige the house to, the newest first.
func (c *Client) Duties(ctx context.Context, f DutyFilter, l Listing) (*Page[Duty], error) {
	q := l.query()
	setTexts(q, map[string]string{"kind": f.Kind, "state": f.State, "to": f.To})
	setID(q, "party", f.Party)
	if f.Open {
		q.Set("open", "true")
	}
	if f.Decision != 0 {
		q.Set("decision", strconv.FormatUint(f.Decision, 10))
	}
	return get[Page[Duty]](ctx, c, "/duties", q)
}

// Duty shows a duty.
func (c *Client) Duty(ctx context.Context, number uint64) (*Duty, error) {
	return get[Duty](ctx, c, "/duties/"+strconv.FormatUint(number, 10), nil)
}

// DutyPayload shows what was composed for a travel duty. That it was shown is written down.
func (c *Client) DutyPayload(ctx context.Context, number uint64) (*KeptPayload, error) {
	return get[KeptPayload](ctx, c, "/duties/"+strconv.FormatUint(number, 10)+"/payload", nil)
}

// FinishDuty says that a duty was done, and how, in words.
func (c *Client) FinishDuty(ctx context.Context, number uint64, note string) (*Duty, error) {
	return post[Duty](ctx, c, "/duties/"+strconv.FormatUint(number, 10)+"/done", map[string]any{"note": note})
}
