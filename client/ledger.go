package client

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"time"
)

// CreateAccount opens an account.
func (c *Client) CreateAccount(ctx context.Context, a NewAccount) (*Account, error) {
	return post[Account](ctx, c, "/accounts", a)
}

// Account shows an account and its balances.
func (c *Client) Account(ctx context.Context, id ID) (*Account, error) {
	return get[Account](ctx, c, "/accounts/"+id.String(), nil)
}

// CloseAccount closes an account without balance and holds.
func (c *Client) CloseAccount(ctx context.Context, id ID) (*Account, error) {
	out := &Account{}
	return out, c.do(ctx, &request{method: http.MethodPost, path: "/accounts/" + id.String() + "/close", key: NewID().String(), into: out})
}

// SetLimits replaces an account's flags and limits.
func (c *Client) SetLimits(ctx context.Context, id ID, l Limits) (*Account, error) {
	if l.Flags == nil {
		l.Flags = []string{}
	}
	raw, err := json.Marshal(l)
	if err != nil {
		return nil, err
	}
	out := &Account{}
	return out, c.do(ctx, &request{method: http.MethodPut, path: "/accounts/" + id.String() + "/limits", media: "application/json", body: raw, into: out})
}

// History lists an account's movements, the newest first.
func (c *Client) History(ctx context.Context, account ID, l Listing) (*Page[Posting], error) {
	return get[Page[Posting]](ctx, c, "/accounts/"+account.String()+"/history", l.query())
}

// Balance shows what the key's own party has.
func (c *Client) Balance(ctx context.Context) (*Balance, error) {
	return get[Balance](ctx, c, "/balance", nil)
}

// Transfer carries out one transfer. A refusal is an *Error.
func (c *Client) Transfer(ctx context.Context, t NewTransfer) (*Result, error) {
	if t.ID.IsZero() {
		t.ID = NewID()
	}
	return post[Result](ctx, c, "/transfers", t)
}

// Transfers carries out a list of transfers, in order, and gives one result
// each; refusals among them are in the results and are no error.
func (c *Client) Transfers(ctx context.Context, list []NewTransfer) ([]Result, error) {
	named := make([]NewTransfer, len(list))
	for i, t := range list {
		if t.ID.IsZero() {
			t.ID = NewID()
		}
		named[i] = t
	}
	out, err := post[struct {
		Results []Result `json:"results"`
	}](ctx, c, "/transfers", named)
	if err != nil {
		return nil, err
	}
	return out.Results, nil
}

// Posting shows a movement.
func (c *Client) Posting(ctx context.Context, id ID) (*Posting, error) {
	return get[Posting](ctx, c, "/transfers/"+id.String(), nil)
}

// Deposit credits a buyer with money that came in.
func (c *Client) Deposit(ctx context.Context, d NewDeposit) (*Movement, error) {
	if d.ID.IsZero() {
		d.ID = NewID()
	}
	return post[Movement](ctx, c, "/deposits", d)
}

// Withdraw debits a buyer or a seller with money that went out.
func (c *Client) Withdraw(ctx context.Context, w NewWithdrawal) (*Movement, error) {
	if w.ID.IsZero() {
		w.ID = NewID()
	}
	return post[Movement](ctx, c, "/withdrawals", w)
}

// CallFilter says which calls are wanted; zero fields do not matter.
type CallFilter struct {
	Party       ID
	Key         ID
	Model       string
	Channel     string    // that paid them
	From, Until time.Time // of the reservation, inclusive and exclusive
}

// Calls lists calls, the newest first.
func (c *Client) Calls(ctx context.Context, f CallFilter, l Listing) (*Page[Call], error) {
	q := l.query()
	set := func(name, text string, given bool) {
		if given {
			q.Set(name, text)
		}
	}
	set("party", f.Party.String(), !f.Party.IsZero())
	set("key", f.Key.String(), !f.Key.IsZero())
	set("model", f.Model, f.Model != "")
	set("channel", f.Channel, f.Channel != "")
	set("from", f.From.Format(time.RFC3339Nano), !f.From.IsZero())
	set("until", f.Until.Format(time.RFC3339Nano), !f.Until.IsZero())
	return get[Page[Call]](ctx, c, "/calls", q)
}

// Receipt shows a call with its usage, prices and movements.
func (c *Client) Receipt(ctx context.Context, id ID) (*Receipt, error) {
	return get[Receipt](ctx, c, "/receipts/"+id.String(), url.Values{})
}

// Position says how far the log and the books are.
func (c *Client) Position(ctx context.Context) (*Position, error) {
	return get[Position](ctx, c, "/position", nil)
}
