package api

import (
	"net/http"
	"slices"
	"strconv"

	"aidollar/core/clearing"
	"aidollar/core/credit"
	"aidollar/core/ledger"
)

// GrantQuery says which grants are wanted; zero fields do not matter.
type GrantQuery struct {
	Party ledger.ID
	After string
	Limit int
}

// GrantList is a page of grants. Next continues it; empty at its end.
type GrantList struct {
	Grants []credit.Grant
	Next   string
}

// GrantAnswer is credit that was paid in beforehand.
type GrantAnswer struct {
	ID       string       `json:"id" schema:"id"`
	Number   uint32       `json:"number"`
	Party    string       `json:"party" schema:"id"`
	Account  string       `json:"account" schema:"id" about:"of its own"`
	Asset    string       `json:"asset"`
	Amount   string       `json:"amount" schema:"amount"`
	Left     string       `json:"left" schema:"amount"`
	Held     string       `json:"held" schema:"amount" about:"of what is left: by open calls"`
	Name     string       `json:"name"`
	Priority uint16       `json:"priority" about:"the lower one is used up first"`
	Expires  string       `json:"expires,omitempty" schema:"time"`
	Sellers  []string     `json:"sellers,omitempty" about:"whose sales it pays; everybody's when missing"`
	Models   []string     `json:"models,omitempty" about:"that it pays, or prefixes that end in *; every one and pushed usage when missing"`
	From     string       `json:"from_account" schema:"id" about:"that paid for it"`
	Back     string       `json:"back_account" schema:"id" about:"that its rest goes to"`
	Given    string       `json:"given" schema:"time"`
	State    string       `json:"state" about:"good or ended"`
	Ended    string       `json:"ended,omitempty" schema:"time"`
	Lapsed   string       `json:"lapsed" schema:"amount" about:"went to back_account"`
	Steps    []StepAnswer `json:"steps,omitempty" about:"when it was given, ended, and something of it lapsed; of a single grant"`
}

// GrantPage is a page of grants.
type GrantPage struct {
	Items []*GrantAnswer `json:"items"`
	Next  string         `json:"next,omitempty" about:"cursor of the next page; missing on the last one"`
	Lag   uint64         `json:"lag" about:"records of the log that the books do not hold yet"`
}

// grantFunders are the accounts that pay for grants.
var grantFunders = []string{"deposit", "house", "seller", "buyer"}

const (
	fundedByDeposit = iota
	fundedByHouse
	fundedBySeller
	fundedByBuyer
)

var grantStates = []string{"", "good", "ended"} // by their numbers

var grantForm = form{name: "GrantRequest", about: "Credit that a buyer uses up before money.", fields: []field{
	{name: "id", kind: fieldID, about: "chosen by the caller; else it follows from the Idempotency-Key, or is new"},
	{name: "buyer", kind: fieldID, required: true},
	{name: "asset", kind: fieldAsset, about: "USD when missing"},
	{name: "amount", kind: fieldAmount, required: true},
	{name: "name", kind: fieldText, required: true, max: credit.GrantNameMax, about: "what it is for, as its buyer reads it"},
	{name: "from", kind: fieldWord, words: grantFunders, required: true, about: "who pays for it: a deposit that came in by hand, the house out of what it earned, a seller out of its proceeds, or the buyer out of its balance"},
	{name: "seller", kind: fieldID, about: "with from seller: which; the key's own when missing"},
	{name: "priority", kind: fieldWhole, max: 1000, about: "the lower one is used up first; 0 when missing"},
	{name: "expires", kind: fieldTime, about: "never when missing"},
	{name: "sellers", kind: fieldTexts, max: credit.GrantSellersMax, about: "ids of those whose sales it pays; everybody's when missing"},
	{name: "models", kind: fieldTexts, max: credit.GrantModelsMax, about: "that it pays, or prefixes that end in *; every one and pushed usage when missing"},
}}

func grantRoutes() []route {
	party := param{name: "party", kind: fieldID, about: "only this buyer's; the key's own when missing"}
	give := managed(post("/grants", "createGrant", "Gives a buyer credit that its calls and pushed usage use up before money. A seller's key gives out of its own proceeds.", &grantForm, GrantAnswer{}, createGrant))
	end := managed(post("/grants/{id}/end", "endGrant", "Ends a grant before its time. What open calls hold of it stays held, and the rest goes to where it came from.", nil, GrantAnswer{}, endGrant))
	end.status = http.StatusOK
	return []route{
		give,
		get("/grants", "listGrants", "Lists grants, the newest first.", accessRead, GrantPage{}, listGrants, append([]param{party}, pageParams...)...),
		get("/grants/{id}", "getGrant", "Shows a grant.", accessRead, GrantAnswer{}, getGrant),
		end,
	}
}

func createGrant(q *request) (any, error) {
	o, f, err := q.form()
	if err != nil {
		return nil, err
	}
	buyer, _ := q.bodyParty(o, "buyer")
	number, asset := q.asset(o, "asset")
	g := credit.Grant{
		ID: o.id("id"), Party: buyer.ID, Asset: number, Amount: o.amount("amount", asset), Name: o.text("name"),
		Priority: uint16(o.whole("priority")), Expires: o.time("expires"), Models: o.texts("models"),
	}
	for i, text := range o.texts("sellers") {
		seller, err := ledger.ParseID(text)
		if err != nil {
			o.faults.add(o.at("sellers")+"/"+strconv.Itoa(i), "id_invalid", "%q is no id: %v", clip(text), err)
		}
		g.Sellers = append(g.Sellers, seller)
	}
	from, seller := o.word("from"), o.id("seller")
	if seller.IsZero() {
		seller = q.key.Party
	}
	if from == fundedBySeller && seller.IsZero() {
		o.fault("seller", "field_missing", "an operator's key has no proceeds of its own; say which seller pays")
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	if !q.admin() && (from != fundedBySeller || seller != q.key.Party) {
		return nil, refuse("key_scope", "the key may give grants out of the proceeds of its own seller; others take: %s", accessAdmin)
	}
	q.api.deps.Node.View(func(m *clearing.Machine) { g.From = funderOf(m, from, &g, seller) })
	g.ID = q.thingID(g.ID)
	answer, err := q.do(clearing.GiveGrant{Grant: g})
	if err != nil {
		return nil, err
	}
	q.replay = q.replay || answer.Exists
	return q.grantNow(g.ID)
}

// funderOf is the account that pays for a grant.
func funderOf(m *clearing.Machine, from int, g *credit.Grant, seller ledger.ID) ledger.ID {
	switch from {
	case fundedByHouse:
		return clearing.HouseAccount(clearing.AccountRevenue, g.Asset)
	case fundedBySeller:
		return m.PartyAccountIn(seller, clearing.AccountSeller, g.Asset)
	case fundedByBuyer:
		return m.PartyAccountIn(g.Party, clearing.AccountBuyer, g.Asset)
	}
	return clearing.HouseAccount(clearing.AccountCustody, g.Asset)
}

// mayEnd refuses keys that did not pay for a grant.
func (q *request) mayEnd(g *credit.Grant) error {
	if q.admin() {
		return nil
	}
	own := false
	q.api.deps.Node.View(func(m *clearing.Machine) {
		own = g.From == m.PartyAccountIn(q.key.Party, clearing.AccountSeller, g.Asset)
	})
	if !own {
		return errForeign
	}
	return nil
}

func endGrant(q *request) (any, error) {
	g, err := q.pathGrant()
	if err != nil {
		return nil, err
	}
	if err := q.mayEnd(&g); err != nil {
		return nil, err
	}
	if _, err := q.do(clearing.EndGrant{ID: g.ID}); err != nil {
		return nil, err
	}
	return q.grantNow(g.ID)
}

// pathGrant finds the grant that the path names.
func (q *request) pathGrant() (g credit.Grant, err error) {
	id, err := q.pathID("id")
	if err != nil {
		return g, err
	}
	var ok bool
	q.api.deps.Node.View(func(m *clearing.Machine) { g, ok = m.Credit().Grant(id) })
	switch {
	case ok:
		return g, nil
	case q.admin():
		return g, refuse("grant_unknown", "")
	}
	return g, errForeign // nobody learns whether it exists
}

// grantNow shows a grant as the machine has it.
func (q *request) grantNow(id ledger.ID) (a *GrantAnswer, err error) {
	q.api.deps.Node.View(func(m *clearing.Machine) { a = grantAnswer(m, id) })
	return a, nil
}

func grantAnswer(m *clearing.Machine, id ledger.ID) *GrantAnswer {
	g, ok := m.Credit().Grant(id)
	if !ok {
		return nil
	}
	asset, _ := m.Asset(g.Asset)
	left, held := m.Credit().Left(&g)
	a := &GrantAnswer{
		ID: g.ID.String(), Number: g.Number, Party: g.Party.String(), Account: g.Account.String(), Asset: asset.Code, Amount: g.Amount.Decimal(asset.Scale),
		Left: left.Decimal(asset.Scale), Held: held.Decimal(asset.Scale), Name: g.Name, Priority: g.Priority, Models: slices.Clone(g.Models),
		From: g.From.String(), Back: g.Back.String(), Given: printTime(g.At), State: grantStates[1], Lapsed: g.Lapsed.Decimal(asset.Scale),
	}
	for _, seller := range g.Sellers {
		a.Sellers = append(a.Sellers, seller.String())
	}
	if g.Expires != 0 {
		a.Expires = printTime(g.Expires)
	}
	if g.Ended != 0 {
		a.State, a.Ended = grantStates[2], printTime(g.Ended)
	}
	return a
}

func getGrant(q *request) (any, error) {
	g, err := q.pathGrant()
	if err != nil {
		return nil, err
	}
	if err := q.mine(g.Party); err != nil && q.mayEnd(&g) != nil {
		return nil, err
	}
	a, err := q.grantNow(g.ID)
	if err != nil {
		return nil, err
	}
	if _, err := q.caughtUp(); err != nil {
		return nil, err
	}
	steps, err := q.api.deps.Books.GrantSteps(q.Context(), g.ID)
	if err != nil {
		return nil, err
	}
	a.Steps = stepsAnswer(steps, wordOf(grantStates))
	return a, nil
}

func listGrants(q *request) (any, error) {
	party, err := q.queryParty()
	if err != nil {
		return nil, err
	}
	query := GrantQuery{Party: party}
	if query.After, query.Limit, err = q.bookPage(); err != nil {
		return nil, err
	}
	list, err := q.api.deps.Books.Grants(q.Context(), query)
	if err != nil {
		return nil, err
	}
	out := &GrantPage{Items: []*GrantAnswer{}, Next: list.Next, Lag: q.lag()}
	q.api.deps.Node.View(func(m *clearing.Machine) {
		for i := range list.Grants {
			if a := grantAnswer(m, list.Grants[i].ID); a != nil {
				out.Items = append(out.Items, a)
			}
		}
	})
	return out, nil
}

func paidByGrants(list []GrantPart, scale uint8) (out []PaidByGrant) {
	for _, p := range list {
		out = append(out, PaidByGrant{Grant: p.Grant.String(), Name: p.Name, Amount: p.Amount.Decimal(scale)})
	}
	return out
}
