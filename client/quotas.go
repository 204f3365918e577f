package client

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"time"
)

// NewQuota is a licence, a cap, a share or a meter to be entered. What its kind has not is
// left out.
type NewQuota struct {
	Kind      string     `json:"kind"` // meter, licence, cap or share
	Unit      string     `json:"unit"`
	Window    string     `json:"window,omitempty"` // total, day, month, quarter, year or average; total when empty
	Title     string     `json:"title,omitempty"`
	UnitsMax  string     `json:"units_max,omitempty"` // a whole number; none when empty
	CountMax  uint64     `json:"count_max,omitempty"`
	Together  bool       `json:"together,omitempty"`
	Authority string     `json:"authority,omitempty"`
	Holder    string     `json:"holder,omitempty"`
	Customers []string   `json:"customers,omitempty"`
	Goods     []string   `json:"goods,omitempty"`
	From      *time.Time `json:"from,omitempty"`
	Until     *time.Time `json:"until,omitempty"`
	Base      string     `json:"base,omitempty"`
	PPM       uint32     `json:"ppm,omitempty"`
	Assets    []string   `json:"assets,omitempty"` // payments in these are counted
	Places    []string   `json:"places,omitempty"`
}

// Quota is a quota and how it stands. Units are whole numbers of what it counts.
type Quota struct {
	NewQuota
	Name      string        `json:"name"`
	Ended     bool          `json:"ended"`
	Used      string        `json:"used"`
	Held      string        `json:"held"`  // by what is under way
	Draws     uint64        `json:"draws"` // transactions that were settled
	Open      uint64        `json:"open"`  // transactions under way
	Left      string        `json:"left"`  // empty without a bound
	Allowed   string        `json:"allowed"`
	CountLeft *uint64       `json:"count_left"` // nil without a bound
	Begin     time.Time     `json:"begin"`      // of the present window; zero of a total
	End       time.Time     `json:"end"`
	Average   *QuotaAverage `json:"average"` // of the window average
}

// QuotaAverage is what is counted a day.
type QuotaAverage struct {
	Units string `json:"units"`
	Draws uint64 `json:"draws"`
}

// Quotas are all quotas.
type Quotas struct {
	Items []Quota `json:"items"`
}

// NewCount is something that happened outside of the house, and counts.
type NewCount struct {
	ID           *ID    `json:"id,omitempty"`
	Units        string `json:"units"`                  // a whole number
	Transactions uint64 `json:"transactions,omitempty"` // one when zero
	Holder       string `json:"holder,omitempty"`
	Customer     string `json:"customer,omitempty"`
	Goods        string `json:"goods,omitempty"`
}

// NewSale is something to be sold by itself.
type NewSale struct {
	ID      *ID             `json:"id,omitempty"`
	Buyer   ID              `json:"buyer"`
	Seller  ID              `json:"seller"`
	Asset   string          `json:"asset,omitempty"`
	Amount  string          `json:"amount"`
	Action  string          `json:"action"` // chip.ship
	Goods   string          `json:"goods"`  // Chip/h200
	Context json.RawMessage `json:"context,omitempty"`
}

// Sale is a sale that was made, with what rules asked of it.
type Sale struct {
	ID       ID        `json:"id"`
	Time     time.Time `json:"timestamp"`
	Buyer    ID        `json:"buyer"`
	Seller   ID        `json:"seller"`
	Asset    string    `json:"asset"`
	Amount   string    `json:"amount"`
	Action   string    `json:"action"`
	Goods    string    `json:"goods"`
	Decision *Decision `json:"decision"` // nil where no rules were in force
	Levies   []Levy    `json:"levies"`
	Used     []Used    `json:"used"`
}

// Levy is what an authority got of a sale.
type Levy struct {
	To      string `json:"to"`
	Account ID     `json:"account"`
	Amount  string `json:"amount"`
}

// Used is what a sale used up of a quota.
type Used struct {
	Quota string `json:"quota"`
	Units string `json:"units"`
}

// Authority is the account of one to whom rules have levies paid.
type Authority struct {
	Name    string `json:"name"`
	Asset   string `json:"asset"`
	Account ID     `json:"account"`
	Due     string `json:"due"`
	Levied  string `json:"levied"` // ever
}

// Authorities are all accounts of levies.
type Authorities struct {
	Items []Authority `json:"items"`
}

// QuotaStep is what became of a quota, with what had been counted in its window by then.
type QuotaStep struct {
	Time     time.Time `json:"timestamp"`
	State    string    `json:"state"` // defined, near, exhausted or ended
	UnitsMax string    `json:"units_max,omitempty"`
	CountMax uint64    `json:"count_max,omitempty"`
	PPM      uint32    `json:"ppm,omitempty"`
	Until    time.Time `json:"until,omitzero"`
	Used     string    `json:"used"`
	Held     string    `json:"held"`
	Draws    uint64    `json:"draws"`
	Open     uint64    `json:"open"`
}

// QuotaDraw is what was drawn from a quota at once, otherwise than by a call.
type QuotaDraw struct {
	ID           ID        `json:"id"`
	Time         time.Time `json:"timestamp"`
	State        string    `json:"state"` // open, settled or returned
	Closed       time.Time `json:"closed_at,omitzero"`
	Units        string    `json:"units"`
	Used         string    `json:"used"`
	Transactions uint64    `json:"transactions"`
	Holder       string    `json:"holder,omitempty"`
	Customer     string    `json:"customer,omitempty"`
	Goods        string    `json:"goods,omitempty"`
	Sale         ID        `json:"sale,omitzero"` // zero: of none
}

// SaleFilter says which sales are wanted; what is empty does not matter.
type SaleFilter struct {
	Party       ID
	Goods       string // as Chip/h200
	From, Until time.Time
}

// Quotas lists licences, caps, shares and meters, and how they stand now.
func (c *Client) Quotas(ctx context.Context) (*Quotas, error) {
	return get[Quotas](ctx, c, "/quotas", nil)
}

// Quota shows how a quota stands now.
func (c *Client) Quota(ctx context.Context, name string) (*Quota, error) {
	return get[Quota](ctx, c, quotaPath(name), nil)
}

// SetQuota enters a quota or changes one.
func (c *Client) SetQuota(ctx context.Context, name string, n NewQuota) (*Quota, error) {
	raw, err := json.Marshal(n)
	if err != nil {
		return nil, err
	}
	out := new(Quota)
	if err := c.do(ctx, &request{method: http.MethodPut, path: quotaPath(name), media: "application/json", body: raw, into: out}); err != nil {
		return nil, err
	}
	return out, nil
}

// EndQuota ends a quota.
func (c *Client) EndQuota(ctx context.Context, name string) error {
	return c.do(ctx, &request{method: http.MethodDelete, path: quotaPath(name)})
}

// CountOnQuota counts what happened outside of the house.
func (c *Client) CountOnQuota(ctx context.Context, name string, n NewCount) (*Quota, error) {
	return post[Quota](ctx, c, quotaPath(name)+"/counts", n)
}

// Sell makes a sale with all that rules ask of it.
func (c *Client) Sell(ctx context.Context, n NewSale) (*Sale, error) {
	return post[Sale](ctx, c, "/sales", n)
}

// QuotaHistory lists what became of a quota, the newest first.
func (c *Client) QuotaHistory(ctx context.Context, name string) (*Page[QuotaStep], error) {
	return get[Page[QuotaStep]](ctx, c, quotaPath(name)+"/history", nil)
}

// QuotaDraws lists what was drawn from a quota by sales and by what was counted on it, the
// newest first.
func (c *Client) QuotaDraws(ctx context.Context, name string, l Listing) (*Page[QuotaDraw], error) {
	return get[Page[QuotaDraw]](ctx, c, quotaPath(name)+"/draws", l.query())
}

// Sales lists what was sold by itself, the newest first.
func (c *Client) Sales(ctx context.Context, f SaleFilter, l Listing) (*Page[Sale], error) {
	q := l.query()
	setID(q, "party", f.Party)
	setText(q, "goods", f.Goods)
	setSpan(q, f.From, f.Until)
	return get[Page[Sale]](ctx, c, "/sales", q)
}

// Sale shows a sale with what rules asked of it.
func (c *Client) Sale(ctx context.Context, id ID) (*Sale, error) {
	return get[Sale](ctx, c, "/sales/"+id.String(), nil)
}

// Authorities lists what stands on the accounts of levies.
func (c *Client) Authorities(ctx context.Context) (*Authorities, error) {
	return get[Authorities](ctx, c, "/authorities", nil)
}

func quotaPath(name string) string { return "/quotas/" + url.PathEscape(name) }
