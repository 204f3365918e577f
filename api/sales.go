package api

import (
	"encoding/json"
	"strings"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/policy/ruling"
)

var saleForm = form{name: "SaleRequest", about: "Something that is sold by itself, such as a shipment of chips.", fields: []field{
	{name: "id", kind: fieldID, about: "chosen by the caller, a UUIDv7 of the present day; else it follows from the Idempotency-Key, or is new"},
	{name: "buyer", kind: fieldID, required: true},
	{name: "seller", kind: fieldID, required: true},
	{name: "asset", kind: fieldAsset, about: "USD when missing"},
	{name: "amount", kind: fieldAmount, required: true},
	{name: "action", kind: fieldText, required: true, max: 64, about: "as the rules know it: chip.ship"},
	{name: "goods", kind: fieldText, required: true, max: 200, about: "what is sold, as Chip/h200"},
	{name: "context", kind: fieldAnything, about: "what the rules are asked with: an object by the schema of the rules in force; an entity is {\"ref\": \"Jurisdiction/DE\"}"},
}}

// SaleAnswer is a sale that was made.
type SaleAnswer struct {
	ID       string          `json:"id" schema:"id"`
	Time     string          `json:"timestamp" schema:"time"`
	Buyer    string          `json:"buyer" schema:"id"`
	Seller   string          `json:"seller" schema:"id"`
	Asset    string          `json:"asset"`
	Amount   string          `json:"amount"`
	Action   string          `json:"action"`
	Goods    string          `json:"goods"`
	Decision *DecisionAnswer `json:"decision,omitempty" about:"missing where no rules were in force"`
	Levies   []LevyAnswer    `json:"levies" about:"that were posted with the sale"`
	Used     []UsedAnswer    `json:"used" about:"of quotas"`
}

// LevyAnswer is what an authority got of a sale.
type LevyAnswer struct {
	To      string `json:"to"`
	Account string `json:"account" schema:"id"`
	Amount  string `json:"amount"`
}

// UsedAnswer is what a sale used up of a quota.
type UsedAnswer struct {
	Quota string `json:"quota"`
	Units string `json:"units"`
}

// AuthorityAnswer is the account of one to whom rules have levies paid.
type AuthorityAnswer struct {
	Name    string `json:"name" about:"as the rules have it"`
	Asset   string `json:"asset"`
	Account string `json:"account" schema:"id"`
	Due     string `json:"due" about:"what stands there, and is to be paid out"`
	Levied  string `json:"levied" about:"all that was ever levied"`
}

// AuthorityPage is all accounts of levies.
type AuthorityPage struct {
	Items []*AuthorityAnswer `json:"items" about:"in the order of their first levy"`
}

func listAuthorities(q *request) (any, error) {
	out := &AuthorityPage{Items: []*AuthorityAnswer{}}
	q.api.deps.Node.View(func(m *clearing.Machine) {
		m.Authorities(func(a clearing.Authority) bool {
			asset, _ := m.Asset(a.Asset)
			account, _ := m.Ledger().Account(a.Account)
			out.Items = append(out.Items, &AuthorityAnswer{
				Name: a.Name, Asset: asset.Code, Account: a.Account.String(),
				Due: account.CreditsPosted.SubFloor(account.DebitsPosted).Decimal(asset.Scale), Levied: account.CreditsPosted.Decimal(asset.Scale),
			})
			return true
		})
	})
	return out, nil
}

func createSale(q *request) (any, error) {
	o, f, err := q.form()
	if err != nil {
		return nil, err
	}
	number, asset := q.asset(o, "asset")
	c := clearing.Sell{
		ID: o.id("id"), Buyer: o.id("buyer"), Seller: o.id("seller"), Asset: number, Amount: o.amount("amount", asset), Action: o.text("action"),
	}
	kind, id, found := strings.Cut(o.text("goods"), "/")
	if c.Goods = (ruling.Entity{Type: kind, ID: id}); !found && o.has("goods") {
		o.fault("goods", "entity_malformed", "what is sold is an entity of the facts, as Chip/h200")
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	c.ID = q.movementID(c.ID)
	again, err := q.soldBefore(&c)
	if again != nil || err != nil {
		return again, err
	}
	k := q.rulesNow()
	if k.law != nil {
		if c.Context, err = q.saleContext(&c, &k); err != nil {
			return nil, err
		}
	}
	answer, err := q.api.submit(q.Context(), c)
	if err != nil {
		return nil, err
	}
	a := &answer[0]
	switch {
	case a.Refusal != "":
		return nil, q.saleRefused(a)
	case a.Exists:
		return q.saleAgain(&c)
	}
	made := Sale{
		ID: c.ID, At: a.Sold.At, Buyer: c.Buyer, Seller: c.Seller, Asset: c.Asset, Amount: c.Amount, Action: c.Action, Goods: c.Goods,
		Levies: a.Sold.Levies, Used: a.Sold.Draw.Lines,
	}
	if a.Decision == nil || a.Decision.Number == 0 {
		return saleAnswer(&made, asset, nil), nil
	}
	return saleAnswer(&made, asset, decisionAnswer(decisionOf(a.Decision), k.law)), nil
}

// saleContext reads what the rules are asked with, by their schema.
func (q *request) saleContext(c *clearing.Sell, k *rulesNow) ([]byte, error) {
	body := struct {
		Context json.RawMessage `json:"context"`
	}{}
	if err := json.Unmarshal(q.body, &body); err != nil {
		return nil, err
	}
	if len(body.Context) == 0 {
		body.Context = json.RawMessage("{}")
	}
	text, err := json.Marshal(map[string]any{
		"principal": ruling.Participant(c.Buyer).String(), "action": c.Action, "resource": c.Goods.String(), "context": body.Context, "cause": c.ID.String(),
	})
	if err != nil {
		return nil, err
	}
	ask, mistakes := q.api.deps.ReadAsk(k.law, text)
	if len(mistakes) > 0 {
		return nil, refuseMistakes(string(ruling.RequestInvalid), "the sale has", mistakes)
	}
	return ask.Context, nil
}

// saleRefused says which rules or which quota stand in the way of a sale.
func (q *request) saleRefused(a *clearing.Answer) error {
	if a.Short != nil {
		return q.short(a)
	}
	if a.Detail == "" && len(a.Cited) == 0 {
		if a.Refusal == ledger.DebitLimited.String() {
			return refuse(a.Refusal, "the buyer's balance does not cover the sale")
		}
		return q.refusal(a.Refusal)
	}
	detail := sentenceOf(a.Refusal)
	if a.Detail != "" {
		detail += ": " + a.Detail
	}
	for _, c := range a.Cited {
		detail += "; " + c.ID + ": " + c.Title + " (" + c.Source.Cite + ")"
		if c.Remedy != "" {
			detail += ", and what would change it: " + c.Remedy
		}
	}
	return refuse(a.Refusal, "%s", detail)
}
