package api

import (
	"context"
	"maps"
	"slices"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/tariff"
)

// PreviewQuery says which past calls are priced, and under which card.
type PreviewQuery struct {
	Seller, Buyer ledger.ID // a zero buyer: the card is for everybody
	Card          *tariff.Card
	From, Until   int64 // of the reservations, Unix nanoseconds, inclusive and exclusive
}

// Preview is what past calls cost, and what they would have cost under a card.
type Preview struct {
	Calls  uint64            // looked at
	Events uint64            // of usage that was pushed in, looked at
	More   bool              // there was more: the oldest is left out
	Since  int64             // from when on all was looked at, with More
	Aside  map[string]uint64 // calls and events that the card would not change, by reason
	Models []PreviewModel    // in the order of names
}

// PreviewModel is a model's part of a Preview.
type PreviewModel struct {
	Model    string
	Asset    ledger.AssetID
	Calls    uint64            // with those that have no price
	Events   uint64            // of pushed usage, with those that have no price
	Did      tariff.Ticks      // what the priced ones were charged
	Would    tariff.Ticks      // what they would cost
	Unpriced uint64            // calls and events that the card would refuse
	Lost     tariff.Ticks      // what they were charged
	Reasons  map[string]uint64 // they, by the code of the refusal
}

// PreviewAnswer is what past calls cost, and what they would have cost under a
// card that is not in force.
type PreviewAnswer struct {
	Seller  string               `json:"seller" schema:"id"`
	Buyer   string               `json:"buyer,omitempty" schema:"id" about:"whose own card it would be; missing: everybody's"`
	Card    string               `json:"card"`
	Version uint32               `json:"card_version"`
	From    string               `json:"from" schema:"time"`
	Until   string               `json:"until" schema:"time"`
	Calls   uint64               `json:"calls" about:"captured in the span and looked at"`
	Events  uint64               `json:"events" about:"of usage that was pushed in, of the span's hours and looked at"`
	Partial bool                 `json:"partial" about:"there was more than can be looked at: only the newest was"`
	Since   string               `json:"since,omitempty" schema:"time" about:"of a partial one: from when on all was looked at"`
	Aside   map[string]uint64    `json:"unchanged" about:"calls and events that the card would not change, by reason: own_card (the buyer's own card goes first), general_card (a buyer's own card does not name the model), policy (nobody reported the usage), asset (paid in another currency), by_event (the price is of each event by itself, and the books keep sums by the hour)"`
	Models  []PreviewModelAnswer `json:"models" about:"in the order of names"`
	Totals  []PreviewTotal       `json:"totals" about:"by currency"`
	Lag     uint64               `json:"lag" about:"records of the log that the books do not hold yet"`
}

// PreviewTotal is what calls cost and would have cost.
type PreviewTotal struct {
	Asset           string `json:"asset"`
	Calls           uint64 `json:"calls"`
	Events          uint64 `json:"events" about:"of usage that was pushed in"`
	Charged         string `json:"charged" about:"what the calls and events that have a price were charged, a plain decimal of up to 18 decimals"`
	Would           string `json:"would" about:"what they would have cost, exactly"`
	Difference      string `json:"difference" about:"would less charged; it may be negative"`
	Unpriced        uint64 `json:"unpriced" about:"calls and events that the card would refuse; they are in neither sum"`
	UnpricedCharged string `json:"unpriced_charged" about:"what these were charged"`
}

// PreviewModelAnswer is a model's part of a preview.
type PreviewModelAnswer struct {
	Model string `json:"model"`
	PreviewTotal
	Reasons map[string]uint64 `json:"reasons,omitempty" about:"the unpriced by the code of the refusal, such as model_unknown, service_unpriced and meter_unpriced"`
}

// previewDefault is how far a preview looks back when nothing is said.
const previewDefault = 30 * 24 * time.Hour

func previewRoutes() []route {
	preview := post("/prices/preview", "previewCard",
		"Prices past calls and pushed usage under a rate card in YAML that is not in force, and compares. Nothing is kept of it.",
		nil, PreviewAnswer{}, previewCard)
	preview.access, preview.status, preview.media, preview.bodyMax = accessManage, 200, "application/yaml", bodyCardMax
	preview.params = []param{
		{name: "seller", kind: fieldID, about: "whose calls and card; the key's own party when missing"},
		{name: "buyer", kind: fieldID, about: "the card would be this buyer's own; everybody's when missing"},
		{name: "from", kind: fieldTime, about: "calls reserved and usage at or after it; 30 days ago when missing"},
		{name: "until", kind: fieldTime, about: "calls reserved and usage before it; now when missing"},
	}
	return []route{preview}
}

func previewCard(q *request) (any, error) {
	query, err := q.previewQuery()
	if err != nil {
		return nil, err
	}
	if query.Card, err = q.card(); err != nil {
		return nil, err
	}
	if q.api.deps.Preview == nil {
		return nil, errBooksAbsent
	}
	if _, err := q.caughtUp(); err != nil {
		return nil, err
	}
	p, err := q.api.deps.Preview(q.Context(), query)
	if err != nil {
		return nil, err
	}
	out := &PreviewAnswer{
		Seller: query.Seller.String(), Buyer: idOrNone(query.Buyer), Card: query.Card.Name, Version: query.Card.Version,
		From: printTime(query.From), Until: printTime(query.Until),
		Calls: p.Calls, Events: p.Events, Partial: p.More, Aside: map[string]uint64{}, Models: []PreviewModelAnswer{}, Lag: q.lag(),
	}
	maps.Copy(out.Aside, p.Aside)
	if p.More {
		out.Since = printTime(p.Since)
	}
	out.Totals = q.previewTotals(p.Models)
	for i := range p.Models {
		m := &p.Models[i]
		out.Models = append(out.Models, PreviewModelAnswer{Model: m.Model, PreviewTotal: q.previewTotal(m), Reasons: m.Reasons})
	}
	return out, nil
}

// previewQuery reads whose calls are wanted, and of when.
func (q *request) previewQuery() (p PreviewQuery, err error) {
	if p.Seller, err = q.queryID("seller"); err != nil {
		return p, err
	}
	if p.Buyer, err = q.queryID("buyer"); err != nil {
		return p, err
	}
	if p.Seller.IsZero() {
		p.Seller = q.key.Party
	}
	if p.Seller.IsZero() {
		return p, badParam("seller", "param_missing", "an operator's key has no party of its own; say whose calls: ?seller=ID")
	}
	if err := q.mine(p.Seller); err != nil {
		return p, err
	}
	var seller, buyer clearing.Party
	var buyerKnown bool
	q.api.deps.Node.View(func(m *clearing.Machine) {
		seller, _ = m.Party(p.Seller)
		buyer, buyerKnown = m.Party(p.Buyer)
	})
	if seller.Role != clearing.RoleSeller {
		return p, refuse("seller_unknown", "there is no seller with the id %s", p.Seller)
	}
	if !p.Buyer.IsZero() && (!buyerKnown || buyer.Role != clearing.RoleBuyer) {
		return p, refuse("buyer_unknown", "there is no buyer with the id %s", p.Buyer)
	}
	if p.From, p.Until, err = q.span(); err != nil {
		return p, err
	}
	if p.Until == 0 {
		p.Until = q.api.now().UnixNano()
	}
	if p.From == 0 {
		p.From = time.Unix(0, p.Until).Add(-previewDefault).UnixNano()
	}
	if p.From >= p.Until {
		return p, badParam("from", "span_invalid", "the span ends before it begins; until must be after from")
	}
	return p, nil
}

func (q *request) previewTotal(m *PreviewModel) PreviewTotal {
	asset := q.assetOf(m.Asset)
	scale := asset.Scale + tickScale
	return PreviewTotal{
		Asset: asset.Code, Calls: m.Calls, Events: m.Events, Charged: m.Did.Decimal(scale), Would: m.Would.Decimal(scale),
		Difference: signed(m.Would, m.Did, scale), Unpriced: m.Unpriced, UnpricedCharged: m.Lost.Decimal(scale),
	}
}

// signed prints a less b.
func signed(a, b money.Amount, scale uint8) string {
	if a.Less(b) {
		return "-" + b.SubFloor(a).Decimal(scale)
	}
	return a.SubFloor(b).Decimal(scale)
}

// previewTotals adds models up by currency, in the order in which they come.
func (q *request) previewTotals(models []PreviewModel) []PreviewTotal {
	var sums []PreviewModel
	for i := range models {
		m := &models[i]
		at := slices.IndexFunc(sums, func(s PreviewModel) bool { return s.Asset == m.Asset })
		if at < 0 {
			at = len(sums)
			sums = append(sums, PreviewModel{Asset: m.Asset})
		}
		s := &sums[at]
		s.Calls += m.Calls
		s.Events += m.Events
		s.Unpriced += m.Unpriced
		// Charges are posted, and the ledger's totals fit.
		s.Did, _ = s.Did.Add(m.Did)
		s.Would, _ = s.Would.Add(m.Would)
		s.Lost, _ = s.Lost.Add(m.Lost)
	}
	out := make([]PreviewTotal, len(sums))
	for i := range sums {
		out[i] = q.previewTotal(&sums[i])
	}
	return out
}

// Previewer prices past calls under a card.
type Previewer func(ctx context.Context, query PreviewQuery) (Preview, error)
