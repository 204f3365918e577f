package client

import (
	"context"
	"net/http"
	"net/url"
	"time"
)

// Review is something that a person must decide, or has decided.
type Review struct {
	ID       ID           `json:"id"`
	Number   uint32       `json:"number"`
	Kind     string       `json:"kind"`  // screening, referral, arrival or misplacement
	State    string       `json:"state"` // open, approved, refused, lapsed or withdrawn
	Subject  string       `json:"subject"`
	Party    ID           `json:"party,omitzero"`
	Text     string       `json:"text,omitempty"`
	Name     string       `json:"name,omitempty"` // that was held against the lists
	Hit      bool         `json:"hit,omitempty"`
	Matches  []Match      `json:"matches,omitempty"`
	Action   string       `json:"action,omitempty"`
	Resource string       `json:"resource,omitempty"`
	Decision uint64       `json:"decision,omitempty"`
	Arrival  ID           `json:"arrival,omitzero"`
	Opened   time.Time    `json:"opened_at"`
	Since    time.Time    `json:"open_since,omitzero"` // while it is open and came back
	First    *ReviewStep  `json:"first,omitempty"`     // of two persons, where it takes two
	Ruling   *ReviewStep  `json:"ruling,omitempty"`
	Withdrew *ReviewStep  `json:"withdrawal,omitempty"`
	Until    time.Time    `json:"until,omitzero"`  // zero: it has no end
	Steps    []ReviewStep `json:"steps,omitempty"` // the newest first; of one review alone
}

// Match is a name on a list that is like the one that was held against it.
type Match struct {
	Entry string `json:"entry"`
	Name  string `json:"name"`
	Score string `json:"score"`
	List  string `json:"list"`
	Day   string `json:"day,omitempty"` // of which the list is
}

// ReviewStep is what became of a review.
type ReviewStep struct {
	Verdict string    `json:"verdict,omitempty"` // approve, refuse or withdraw; empty: it came by time
	By      ID        `json:"by,omitzero"`
	Name    string    `json:"name,omitempty"`
	Reason  string    `json:"reason,omitempty"`
	At      time.Time `json:"at"`
	State   string    `json:"state,omitempty"`
}

// ReviewFilter says which reviews are wanted; what is empty does not matter.
type ReviewFilter struct {
	State, Kind, Subject string
	Party                ID
}

// ReviewTerms are how reviews are decided.
type ReviewTerms struct {
	FourEyes bool   `json:"four_eyes"` // it takes two persons to let something pass
	Open     uint64 `json:"open"`      // that wait for somebody
}

// setTexts adds what is not empty to a query.
func setTexts(q url.Values, texts map[string]string) {
	for name, text := range texts {
		if text != "" {
			q.Set(name, text)
		}
	}
}

// Reviews lists what persons must decide or have decided, the newest first.
func (c *Client) Reviews(ctx context.Context, f ReviewFilter, l Listing) (*Page[Review], error) {
	q := l.query()
	setTexts(q, map[string]string{"state": f.State, "kind": f.Kind, "subject": f.Subject})
	setID(q, "party", f.Party)
	return get[Page[Review]](ctx, c, "/reviews", q)
}

// Review shows a review and what became of it.
func (c *Client) Review(ctx context.Context, id ID) (*Review, error) {
	return get[Review](ctx, c, "/reviews/"+id.String(), nil)
}

// DecideReview decides a review: approve or refuse, and why. A zero until is none.
func (c *Client) DecideReview(ctx context.Context, id ID, verdict, reason string, until time.Time) (*Review, error) {
	body := map[string]any{"verdict": verdict, "reason": reason}
	if !until.IsZero() {
		body["until"] = until
	}
	return post[Review](ctx, c, "/reviews/"+id.String()+"/decision", body)
}

// WithdrawReview takes back what was decided.
func (c *Client) WithdrawReview(ctx context.Context, id ID, reason string) (*Review, error) {
	return post[Review](ctx, c, "/reviews/"+id.String()+"/withdrawal", map[string]any{"reason": reason})
}

// ReviewTerms says how reviews are decided.
func (c *Client) ReviewTerms(ctx context.Context) (*ReviewTerms, error) {
	return get[ReviewTerms](ctx, c, "/reviews/terms", nil)
}

// SetReviewTerms says whether it takes two persons to let something pass, from now on.
func (c *Client) SetReviewTerms(ctx context.Context, fourEyes bool) (*ReviewTerms, error) {
	out := new(ReviewTerms)
	body := []byte(`{"four_eyes":false}`)
	if fourEyes {
		body = []byte(`{"four_eyes":true}`)
	}
	return out, c.do(ctx, &request{method: http.MethodPut, path: "/reviews/terms", media: "application/json", body: body, into: out})
}
