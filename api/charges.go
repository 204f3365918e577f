package api

import (
	"context"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
)

// ChargeBooks is the part of the books that knows what was posted for pushed usage.
type ChargeBooks interface {
	// Charges lists what was posted for pushed usage, newest first, of one buyer or
	// seller, or with the zero id of everybody. What could not be posted yet is on
	// the list, too, without a posting.
	Charges(ctx context.Context, party ledger.ID, after string, limit int) (ChargeList, error)
	// Charge finds one by its posting.
	Charge(ctx context.Context, posting ledger.ID) (c Charge, ok bool, err error)
}

// Charge is what was posted at once for pushed usage.
type Charge struct {
	clearing.UseRecord             // without the ids of its events
	At                 int64       // Unix nanoseconds
	Events             []int       // how many each line is of
	Grants             []GrantPart // of a single charge: what grants paid of it
	Postings           []Posting   // of a single charge
}

// ChargeList is a page of charges. Next continues it; empty at its end.
type ChargeList struct {
	Charges []Charge
	Next    string
}

// ChargeAnswer is what was posted at once for pushed usage, between a buyer and a seller.
type ChargeAnswer struct {
	ID       string          `json:"id,omitempty" schema:"id" about:"of its first movement; refunds and disputes name it as their call. Missing while nothing could be posted"`
	Buyer    string          `json:"buyer" schema:"id"`
	Seller   string          `json:"seller" schema:"id"`
	Asset    string          `json:"asset"`
	Charge   string          `json:"charge" schema:"amount" about:"what was posted: for these lines, and for what was owed before"`
	OwedIn   string          `json:"owed_in" schema:"amount" about:"for earlier usage, before it"`
	OwedOut  string          `json:"owed_out" schema:"amount" about:"behind it; it is posted first when money is there, as a charge of its own"`
	At       string          `json:"at" schema:"time"`
	Lines    []ChargeLine    `json:"lines" about:"what was used; none: what was owed was paid"`
	Returned string          `json:"returned,omitempty" schema:"amount" about:"of a single charge: what refunds and disputes returned of it"`
	Grants   []PaidByGrant   `json:"grants,omitempty" about:"of a single charge: what grants paid of it; the rest came from the balance"`
	Postings []PostingAnswer `json:"postings,omitempty" about:"of a single charge: its movements"`
}

// ChargeLine is what was used under one meter, key, region, price and hour.
type ChargeLine struct {
	Meter    string `json:"meter" about:"the seller's name for it"`
	Product  string `json:"product" about:"of the rate card"`
	Unit     string `json:"unit" about:"the card's meter that it counts under"`
	Key      string `json:"key,omitempty" schema:"id"`
	Region   string `json:"region,omitempty"`
	Hour     string `json:"hour" schema:"time" about:"when it was used, to the hour"`
	Card     uint32 `json:"card" about:"number of the rate card"`
	Quantity uint64 `json:"quantity"`
	Events   int    `json:"events"`
	Exact    string `json:"exact" about:"what it costs, a plain decimal"`
}

// ChargePage is a page of charges, the newest first.
type ChargePage struct {
	Items []*ChargeAnswer `json:"items"`
	Next  string          `json:"next,omitempty" about:"cursor of the next page; missing on the last one"`
	Lag   uint64          `json:"lag" about:"records of the log that the books do not hold yet"`
}

func chargeRoutes() []route {
	party := param{name: "party", kind: fieldID, about: "only of this buyer or seller; the key's own when missing"}
	return []route{
		get("/usage/charges", "listCharges", "Lists what was posted for pushed usage, the newest first.", accessRead, ChargePage{}, listCharges, append([]param{party}, pageParams...)...),
		get("/usage/charges/{id}", "getCharge", "Shows what was posted at once for pushed usage, with who paid and what came back.", accessRead, ChargeAnswer{}, getCharge),
	}
}

func (q *request) chargeAnswer(c *Charge) *ChargeAnswer {
	asset := q.assetOf(c.Asset)
	a := &ChargeAnswer{
		ID: idOrNone(c.Posting), Buyer: c.Buyer.String(), Seller: c.Seller.String(), Asset: asset.Code, Charge: c.Charged.Decimal(asset.Scale),
		OwedIn: c.OwedIn.Decimal(asset.Scale), OwedOut: c.OwedOut.Decimal(asset.Scale), At: printTime(c.At), Lines: []ChargeLine{},
		Grants: paidByGrants(c.Grants, asset.Scale),
	}
	for i := range c.Lines {
		l := &c.Lines[i]
		var defined clearing.SellerMeter
		q.api.deps.Node.View(func(m *clearing.Machine) { defined, _ = m.Meter(l.Definition) })
		a.Lines = append(a.Lines, ChargeLine{
			Meter: defined.Definition.Name, Product: l.Product, Unit: l.Meter.String(), Key: idOrNone(l.Key), Region: l.Region, Hour: printTime(l.Hour),
			Card: l.Card, Quantity: l.Quantity, Events: c.Events[i], Exact: l.Due.SubFloor(l.Credit).Decimal(asset.Scale + tickScale),
		})
	}
	if len(c.Postings) > 0 {
		a.Postings = q.postingPage(c.Postings, "").Items
	}
	return a
}

func listCharges(q *request) (any, error) {
	party, err := q.queryParty()
	if err != nil {
		return nil, err
	}
	if err := q.knownParty(party); err != nil {
		return nil, err
	}
	after, limit, err := q.bookPage()
	if err != nil {
		return nil, err
	}
	list, err := q.api.deps.Books.Charges(q.Context(), party, after, limit)
	if err != nil {
		return nil, err
	}
	out := &ChargePage{Items: []*ChargeAnswer{}, Next: list.Next, Lag: q.lag()}
	for i := range list.Charges {
		out.Items = append(out.Items, q.chargeAnswer(&list.Charges[i]))
	}
	return out, nil
}

func getCharge(q *request) (any, error) {
	id, err := q.pathID("id")
	if err != nil {
		return nil, err
	}
	if _, err := q.caughtUp(); err != nil {
		return nil, err
	}
	c, ok, err := q.api.deps.Books.Charge(q.Context(), id)
	switch {
	case err != nil:
		return nil, err
	case !ok:
		return nil, q.unknown("charge_unknown")
	}
	if err := q.mine(c.Buyer, c.Seller); err != nil {
		return nil, err
	}
	a := q.chargeAnswer(&c)
	back, err := q.returned(id)
	if err != nil {
		return nil, err
	}
	if !back.IsZero() {
		a.Returned = back.Decimal(q.assetOf(c.Asset).Scale)
	}
	return a, nil
}
