package api

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/meter"
	"aidollar/core/money"
	"aidollar/core/tariff"
)

// UsageBooks is the part of the books that adds up.
type UsageBooks interface {
	// Usage adds up what was used. ErrCursor and ErrUsageSpan are the asker's.
	Usage(ctx context.Context, query UsageQuery) (UsageList, error)
	// Statements gives a statement of each account that holds a party's money;
	// none for an unknown party.
	Statements(ctx context.Context, party ledger.ID, from, until int64) ([]Statement, error)
}

// ErrUsageSpan is UsageBooks' error for a span that is too long.
var ErrUsageSpan = refuseFaults([]Fault{{Param: "from", Code: "span_invalid", Detail: "the span is longer than ten years, or ends before it begins; ask for less"}})

// usageDimensions are what usage can be grouped by.
var usageDimensions = []string{"seller", "buyer", "key", "project", "model", "region", "upstream", "service", "hour", "day", "month"}

// UsageQuery says what usage is wanted; zero fields do not matter.
type UsageQuery struct {
	By                               []string // some of usageDimensions; of hour, day and month at most one
	Seller, Buyer, Key, Project      ledger.ID
	Model, Region, Upstream, Service string
	From, Until                      int64          // Unix nanoseconds, inclusive and exclusive; widened to whole hours
	Zone                             *time.Location // of days and months
	After                            string
	Limit                            int
}

// Usage is what was used under the dimensions that were asked for.
type Usage struct {
	Start                            int64 // of the hour, day or month, Unix nanoseconds
	Seller, Buyer, Key, Project      ledger.ID
	Asset                            ledger.AssetID
	Model, Region, Upstream, Service string

	Calls, Failed uint64
	Quantities    meter.Quantities
	Charge        money.Amount
	Waived, Cost  tariff.Ticks
}

// UsageList is a page of usage. Next continues it; empty at its end.
type UsageList struct {
	Rows []Usage
	Next string
}

// UsageAnswer is what was used. Members that were not grouped by are missing.
type UsageAnswer struct {
	Start    string            `json:"start,omitempty" schema:"time" about:"of the hour, day or month"`
	Seller   string            `json:"seller,omitempty" schema:"id"`
	Buyer    string            `json:"buyer,omitempty" schema:"id"`
	Key      string            `json:"key,omitempty" schema:"id"`
	Project  string            `json:"project,omitempty" schema:"id"`
	Model    string            `json:"model,omitempty"`
	Region   string            `json:"region,omitempty"`
	Upstream string            `json:"upstream,omitempty" about:"for sellers and operators"`
	Service  string            `json:"service,omitempty"`
	Asset    string            `json:"asset"`
	Calls    uint64            `json:"calls" about:"that were captured"`
	Failed   uint64            `json:"failed" about:"calls that were voided or expired"`
	Usage    map[string]uint64 `json:"usage" about:"quantities by meter"`
	Charge   string            `json:"charge" schema:"amount"`
	Waived   string            `json:"waived" about:"used beyond reservations and not charged, a plain decimal"`
	Cost     string            `json:"cost,omitempty" about:"what upstreams charge, as far as it is known, a plain decimal; for sellers and operators"`
}

// UsagePage is one page of usage.
type UsagePage struct {
	Items []UsageAnswer `json:"items"`
	Next  string        `json:"next,omitempty" about:"cursor of the next page; missing on the last one"`
	Lag   uint64        `json:"lag" about:"records of the log that the books do not hold yet"`
}

var usageParams = append([]param{
	{name: "by", kind: fieldText, about: "what it is grouped by, with commas between: " + strings.Join(usageDimensions, ", ") + "; of the last three at most one"},
	{name: "seller", kind: fieldID, about: "only this seller's"},
	{name: "buyer", kind: fieldID, about: "only this buyer's"},
	{name: "key", kind: fieldID, about: "only with this key"},
	{name: "project", kind: fieldID, about: "only in this project"},
	{name: "model", kind: fieldText, about: "only of this model"},
	{name: "region", kind: fieldText, about: "only in this region"},
	{name: "upstream", kind: fieldText, about: "only at this upstream; for sellers and operators"},
	{name: "service", kind: fieldText, about: "only of this service, such as batch"},
	{name: "from", kind: fieldTime, about: "at or after it, in whole hours; 30 days ago when missing"},
	{name: "until", kind: fieldTime, about: "before it, in whole hours"},
	{name: "zone", kind: fieldText, about: "time zone of days and months, such as Europe/Berlin; UTC when missing"},
}, pageParams...)

// usageDefault is how far usage goes back when nothing is said.
const usageDefault = 30 * 24 * time.Hour

func listUsage(q *request) (any, error) {
	query, err := q.usageQuery()
	if err != nil {
		return nil, err
	}
	inside, err := q.usageOwn(&query)
	if err != nil {
		return nil, err
	}
	if _, err := q.caughtUp(); err != nil {
		return nil, err
	}
	if q.wantsCSV() {
		return q.usageTable(query, inside)
	}
	list, err := q.api.deps.Books.Usage(q.Context(), query)
	if err != nil {
		return nil, err
	}
	out := &UsagePage{Items: make([]UsageAnswer, len(list.Rows)), Next: q.usageNext(&query, list.Next), Lag: q.lag()}
	for i := range list.Rows {
		out.Items[i] = q.usage(&list.Rows[i], inside)
	}
	return out, nil
}

func (q *request) usageQuery() (u UsageQuery, err error) {
	query := q.URL.Query()
	u = UsageQuery{Model: query.Get("model"), Region: query.Get("region"), Upstream: query.Get("upstream"), Service: query.Get("service")}
	if u.After, u.Limit, err = q.pageAsked(); err != nil {
		return u, err
	}
	for name, into := range map[string]*ledger.ID{"seller": &u.Seller, "buyer": &u.Buyer, "key": &u.Key, "project": &u.Project} {
		if *into, err = q.queryID(name); err != nil {
			return u, err
		}
	}
	if u.From, u.Until, err = q.span(); err != nil {
		return u, err
	}
	if u.From == 0 {
		if err = q.usageSince(&u); err != nil {
			return u, err
		}
	}
	if u.Zone, err = q.zone(); err != nil {
		return u, err
	}
	if text := query.Get("by"); text != "" {
		u.By = strings.Split(text, ",")
	}
	times := 0
	for i, name := range u.By {
		if !slices.Contains(usageDimensions, name) || slices.Contains(u.By[:i], name) {
			return u, badParam("by", "word_unknown", "usage is grouped by some of "+strings.Join(usageDimensions, ", ")+", each once, with commas between them")
		}
		if name == "hour" || name == "day" || name == "month" {
			times++
		}
	}
	if times > 1 {
		return u, badParam("by", "word_unknown", "usage is grouped by one of hour, day and month")
	}
	return u, nil
}

// usageSince sets where usage begins when nothing is said: 30 days ago, or where
// the pages before began, which their cursor tells. The books' cursors are bound
// to the span, and now goes on from page to page.
func (q *request) usageSince(u *UsageQuery) error {
	if u.After == "" {
		u.From = q.api.now().Add(-usageDefault).Truncate(time.Hour).UnixNano()
		return nil
	}
	hours, rest, found := strings.Cut(u.After, ".")
	n, err := strconv.ParseUint(hours, 36, 32)
	if err != nil || !found || rest == "" || n > uint64(timeMax.Unix()/3600) {
		return ErrCursor
	}
	u.From, u.After = int64(n)*int64(time.Hour), rest
	return nil
}

// usageNext is the cursor behind a page.
func (q *request) usageNext(u *UsageQuery, next string) string {
	if next == "" || q.URL.Query().Has("from") {
		return next
	}
	return strconv.FormatInt(u.From/int64(time.Hour), 36) + "." + next
}

// usageOwn narrows a query to what the key's party may see. inside says whether
// that has upstreams and their costs, which are no buyer's business.
func (q *request) usageOwn(u *UsageQuery) (inside bool, err error) {
	if q.admin() {
		return true, nil
	}
	var party clearing.Party
	q.api.deps.Node.View(func(m *clearing.Machine) { party, _ = m.Party(q.key.Party) })
	own := &u.Buyer
	if inside = party.Role == clearing.RoleSeller; inside {
		own = &u.Seller
	}
	if own.IsZero() {
		*own = q.key.Party
	}
	if err := q.mine(*own); err != nil {
		return false, err
	}
	if !inside && (u.Upstream != "" || slices.Contains(u.By, "upstream")) {
		return false, badParam("by", "param_unknown", "upstreams are for their sellers to see")
	}
	return inside, nil
}

// zone reads the parameter zone.
func (q *request) zone() (*time.Location, error) {
	name := q.URL.Query().Get("zone")
	if name == "Local" {
		name = "?" // the machine's own zone is nobody's business
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil, badParam("zone", "zone_unknown", "there is no time zone of that name; names are such as UTC and Europe/Berlin")
	}
	return zone, nil
}

func (q *request) usage(u *Usage, inside bool) UsageAnswer {
	asset := q.assetOf(u.Asset)
	a := UsageAnswer{
		Seller: printID(u.Seller), Buyer: printID(u.Buyer), Key: printID(u.Key), Project: printID(u.Project),
		Model: u.Model, Region: u.Region, Service: u.Service, Asset: asset.Code, Calls: u.Calls, Failed: u.Failed,
		Usage: map[string]uint64{}, Charge: u.Charge.Decimal(asset.Scale), Waived: u.Waived.Decimal(asset.Scale + tickScale),
	}
	if u.Start != 0 {
		a.Start = printTime(u.Start)
	}
	if inside {
		a.Upstream, a.Cost = u.Upstream, u.Cost.Decimal(asset.Scale+tickScale)
	}
	for i, n := range u.Quantities {
		if n > 0 {
			a.Usage[meter.Meter(i).String()] = n
		}
	}
	return a
}

// printID is empty for none.
func printID(id ledger.ID) string {
	if id.IsZero() {
		return ""
	}
	return id.String()
}
