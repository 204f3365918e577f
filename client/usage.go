package client

import (
	"context"
	"net/url"
	"strings"
	"time"
)

// UsageFilter says what usage is wanted; zero fields do not matter.
type UsageFilter struct {
	// By is what it is grouped by: seller, buyer, key, project, model, region,
	// upstream, service, and at most one of hour, day and month.
	By                               []string
	Seller, Buyer, Key, Project      ID
	Model, Region, Upstream, Service string
	From, Until                      time.Time // inclusive and exclusive, in whole hours; the last 30 days when zero
	Zone                             string    // of days and months, such as Europe/Berlin; UTC when empty
}

// Usage is what was used. What it was not grouped by is zero.
type Usage struct {
	Start    time.Time         `json:"start"` // of the hour, day or month
	Seller   ID                `json:"seller"`
	Buyer    ID                `json:"buyer"`
	Key      ID                `json:"key"`
	Project  ID                `json:"project"`
	Model    string            `json:"model"`
	Region   string            `json:"region"`
	Upstream string            `json:"upstream"` // for sellers and operators
	Service  string            `json:"service"`
	Asset    string            `json:"asset"`
	Calls    uint64            `json:"calls"`  // that were captured
	Failed   uint64            `json:"failed"` // that were voided or expired
	Usage    map[string]uint64 `json:"usage"`  // by meter
	Charge   string            `json:"charge"`
	Waived   string            `json:"waived"` // used beyond reservations and not charged
	Cost     string            `json:"cost"`   // what upstreams charge, for sellers and operators
}

// Usage adds up what was used, the newest first.
func (c *Client) Usage(ctx context.Context, f UsageFilter, l Listing) (*Page[Usage], error) {
	q := l.query()
	for name, id := range map[string]ID{"seller": f.Seller, "buyer": f.Buyer, "key": f.Key, "project": f.Project} {
		setID(q, name, id)
	}
	for name, text := range map[string]string{
		"by": strings.Join(f.By, ","), "model": f.Model, "region": f.Region, "upstream": f.Upstream, "service": f.Service, "zone": f.Zone,
	} {
		setText(q, name, text)
	}
	setTime(q, "from", f.From)
	setTime(q, "until", f.Until)
	return get[Page[Usage]](ctx, c, "/usage", q)
}

// StatementFilter says which statements are wanted.
type StatementFilter struct {
	Party ID     // the key's own when zero
	Month string // such as 2026-03; the present one when empty
	Zone  string // of the month, such as Europe/Berlin; UTC when empty
}

// Statement is what happened on an account in a calendar month.
type Statement struct {
	Account   ID          `json:"account"`
	Asset     string      `json:"asset"`
	From      time.Time   `json:"from"`
	Until     time.Time   `json:"until"`
	Opening   Sums        `json:"opening"`
	Closing   Sums        `json:"closing"`
	Turnovers []Turnover  `json:"turnovers"`
	Lines     []Usage     `json:"lines"`   // what the charges were for, by model and service
	Charged   string      `json:"charged"` // what the ledger has for calls and pushed usage
	Credit    *CreditLine `json:"credit"`  // the account's line as it stands now; nil without one
	Rest      string      `json:"rest"`    // charged less the lines; it may be negative
}

// Sums are the sides of an account at a moment.
type Sums struct {
	Debits  string `json:"debits"`
	Credits string `json:"credits"`
}

// Turnover is what moved for one reason.
type Turnover struct {
	Code    uint16 `json:"code"` // 1 deposit, 2 withdrawal, 10 call, 11 share of a sale, 12 pushed usage, 33 late fee, 60 refund, or an operator's own
	Debits  string `json:"debits"`
	Credits string `json:"credits"`
	Count   uint64 `json:"count"`
}

// Statements shows a calendar month of each account that holds a party's money.
func (c *Client) Statements(ctx context.Context, f StatementFilter) (*Page[Statement], error) {
	q := url.Values{}
	setID(q, "party", f.Party)
	setText(q, "month", f.Month)
	setText(q, "zone", f.Zone)
	return get[Page[Statement]](ctx, c, "/statements", q)
}

func setText(q url.Values, name, text string) {
	if text != "" {
		q.Set(name, text)
	}
}
