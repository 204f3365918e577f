package client

import (
	"context"
	"encoding/json"
	"net/http"
	"time"
)

// Refund returns a part of a call's charge, or all of it.
type Refund struct {
	ID       ID        `json:"id"`
	Call     ID        `json:"call"`
	Buyer    ID        `json:"buyer"`
	Seller   ID        `json:"seller"`
	Asset    string    `json:"asset"`
	Charge   string    `json:"charge"` // of the call
	Amount   string    `json:"amount"` // that is returned of it
	Reason   string    `json:"reason"`
	Text     string    `json:"text"`
	By       ID        `json:"by"`    // the party that asked for it; zero: the house
	State    string    `json:"state"` // proposed, posted, voided or expired
	Made     time.Time `json:"made"`
	Deadline time.Time `json:"deadline"` // zero: posted at once
	Ended    time.Time `json:"ended"`
	Steps    []Step    `json:"steps"` // of a single refund
}

// NewRefund asks for a refund. Without an ID the client gives it one, without an
// Amount all that is left of the charge is returned.
type NewRefund struct {
	ID       ID        `json:"id,omitzero"`
	Call     ID        `json:"call"`
	Amount   string    `json:"amount,omitempty"`
	Reason   string    `json:"reason"` // not_delivered, duplicate, wrong_price, quality, unauthorized, goodwill or other
	Text     string    `json:"text,omitempty"`
	Propose  bool      `json:"propose,omitempty"` // hold the money until the refund is posted or voided
	Deadline time.Time `json:"deadline,omitzero"` // of a proposal; zero: in 7 days
}

// Dispute is a buyer's claim to a part of a call's charge, or all of it.
type Dispute struct {
	ID        ID        `json:"id"`
	Call      ID        `json:"call"`
	Buyer     ID        `json:"buyer"`
	Seller    ID        `json:"seller"`
	Asset     string    `json:"asset"`
	Charge    string    `json:"charge"` // of the call
	Amount    string    `json:"amount"` // of it: what is disputed
	Reason    string    `json:"reason"`
	Text      string    `json:"text"`
	State     string    `json:"state"` // open, contested, accepted, decided, silent, withdrawn or undecided
	Opened    time.Time `json:"opened"`
	Deadline  time.Time `json:"deadline"`  // for the seller's answer
	Silence   string    `json:"silence"`   // whom silence decides for: buyer or seller
	DecideBy  time.Time `json:"decide_by"` // for the operator's decision; zero unless the seller contests
	Undecided string    `json:"undecided"` // whom it is decided for when the operator does not decide
	Answer    string    `json:"answer"`    // of a seller who contests
	Decision  string    `json:"decision"`  // the operator's reason
	Ended     time.Time `json:"ended"`
	Held      string    `json:"held"`
	Short     string    `json:"short"` // is not there to be held
	Awarded   string    `json:"awarded"`
	Returned  string    `json:"returned"` // of what was awarded
	Due       string    `json:"due"`      // of what was awarded: was not there
	Steps     []Step    `json:"steps"`    // of a single dispute
}

// NewDispute asks for a dispute. Without an ID the client gives it one, without an
// Amount all that is left of the charge is disputed.
type NewDispute struct {
	ID     ID     `json:"id,omitzero"`
	Call   ID     `json:"call"`
	Amount string `json:"amount,omitempty"`
	Reason string `json:"reason"` // as of a refund
	Text   string `json:"text,omitempty"`
}

// RecourseFilter says which refunds or disputes are wanted; what is zero does not
// matter. The zero party is the key's own, or for operators everybody.
type RecourseFilter struct {
	Call  ID
	Party ID
	State string
}

// Recourse is on which terms calls can be disputed.
type Recourse struct {
	Seller        ID     `json:"seller"` // zero: the house's
	Own           bool   `json:"own"`    // whether they were set for just this seller
	DisputeDays   int    `json:"dispute_days"`
	AnswerHours   int    `json:"answer_hours"`
	Silence       string `json:"silence"`        // buyer or seller
	DecisionHours int    `json:"decision_hours"` // that the operator has to decide what a seller contests
	Undecided     string `json:"undecided"`      // whom it is decided for when the operator does not
}

// NewRecourse sets terms; what is zero stays.
type NewRecourse struct {
	Seller        ID     `json:"seller,omitzero"`
	DisputeDays   int    `json:"dispute_days,omitempty"`
	AnswerHours   int    `json:"answer_hours,omitempty"`
	Silence       string `json:"silence,omitempty"`
	DecisionHours int    `json:"decision_hours,omitempty"`
	Undecided     string `json:"undecided,omitempty"`
}

// CreateRefund returns a part of a call's charge, or proposes to.
func (c *Client) CreateRefund(ctx context.Context, r NewRefund) (*Refund, error) {
	if r.ID.IsZero() {
		r.ID = NewID()
	}
	return post[Refund](ctx, c, "/refunds", r)
}

// PostRefund posts a proposed refund.
func (c *Client) PostRefund(ctx context.Context, id ID) (*Refund, error) {
	return recourseStep[Refund](ctx, c, "/refunds/"+id.String()+"/post")
}

// VoidRefund voids a proposed refund.
func (c *Client) VoidRefund(ctx context.Context, id ID) (*Refund, error) {
	return recourseStep[Refund](ctx, c, "/refunds/"+id.String()+"/void")
}

// Refund shows a refund.
func (c *Client) Refund(ctx context.Context, id ID) (*Refund, error) {
	return get[Refund](ctx, c, "/refunds/"+id.String(), nil)
}

// Refunds lists refunds, the newest first.
func (c *Client) Refunds(ctx context.Context, f RecourseFilter, l Listing) (*Page[Refund], error) {
	return recourseList[Refund](ctx, c, "/refunds", f, l)
}

// OpenDispute asks a part of a call's charge back.
func (c *Client) OpenDispute(ctx context.Context, d NewDispute) (*Dispute, error) {
	if d.ID.IsZero() {
		d.ID = NewID()
	}
	return post[Dispute](ctx, c, "/disputes", d)
}

// AnswerDispute is the seller's answer: it accepts, or says why not.
func (c *Client) AnswerDispute(ctx context.Context, id ID, accept bool, text string) (*Dispute, error) {
	return post[Dispute](ctx, c, "/disputes/"+id.String()+"/answer", map[string]any{"accept": accept, "text": text})
}

// DecideDispute awards the buyer a part of what is disputed.
func (c *Client) DecideDispute(ctx context.Context, id ID, award, text string) (*Dispute, error) {
	return post[Dispute](ctx, c, "/disputes/"+id.String()+"/decision", map[string]any{"award": award, "text": text})
}

// WithdrawDispute ends a dispute by its buyer's word.
func (c *Client) WithdrawDispute(ctx context.Context, id ID) (*Dispute, error) {
	return recourseStep[Dispute](ctx, c, "/disputes/"+id.String()+"/withdrawal")
}

// Dispute shows a dispute.
func (c *Client) Dispute(ctx context.Context, id ID) (*Dispute, error) {
	return get[Dispute](ctx, c, "/disputes/"+id.String(), nil)
}

// Disputes lists disputes, the newest first.
func (c *Client) Disputes(ctx context.Context, f RecourseFilter, l Listing) (*Page[Dispute], error) {
	return recourseList[Dispute](ctx, c, "/disputes", f, l)
}

// RecourseTerms shows on which terms a seller's calls can be disputed; of the zero
// seller the house's.
func (c *Client) RecourseTerms(ctx context.Context, seller ID) (*Recourse, error) {
	q := Listing{}.query()
	setID(q, "seller", seller)
	return get[Recourse](ctx, c, "/recourse", q)
}

// SetRecourseTerms sets on which terms calls can be disputed.
func (c *Client) SetRecourseTerms(ctx context.Context, r NewRecourse) (*Recourse, error) {
	raw, err := json.Marshal(r)
	if err != nil {
		return nil, err
	}
	out := &Recourse{}
	return out, c.do(ctx, &request{method: http.MethodPut, path: "/recourse", media: "application/json", body: raw, into: out})
}

// recourseStep takes a step that needs no words.
func recourseStep[T any](ctx context.Context, c *Client, path string) (*T, error) {
	out := new(T)
	return out, c.do(ctx, &request{method: http.MethodPost, path: path, key: NewID().String(), into: out})
}

func recourseList[T any](ctx context.Context, c *Client, path string, f RecourseFilter, l Listing) (*Page[T], error) {
	q := l.query()
	setID(q, "call", f.Call)
	setID(q, "party", f.Party)
	if f.State != "" {
		q.Set("state", f.State)
	}
	return get[Page[T]](ctx, c, path, q)
}
