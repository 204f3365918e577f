package api

import (
	"net/http"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/settlement"
)

// PayeeAnswer is where a party is paid in a token.
type PayeeAnswer struct {
	Number  uint32 `json:"number" about:"the token's"`
	Token   string `json:"token" about:"CAIP-19"`
	Address string `json:"address"`
	Since   string `json:"since" schema:"time"`
	GoodFor string `json:"good_from" schema:"time" about:"from then on it is paid at; before, a new address cools off"`
}

// PayeePage is a page of addresses.
type PayeePage struct {
	Items []*PayeeAnswer `json:"items"`
	Next  string         `json:"next,omitempty" about:"cursor of the next page; missing on the last one"`
}

var payeeForm = form{name: "PayeeRequest", about: "Where a party is to be paid.", fields: []field{
	{name: "address", kind: fieldText, required: true, max: 42, about: "0x and 40 hexadecimal digits; capital letters are checked as EIP-55 has it"},
}}

func payeeRoutes() []route {
	return []route{
		get("/parties/{id}/payees", "listPayees", "Lists where a party is paid, by token; with history=true all addresses it ever entered, the newest first.", accessRead, PayeePage{}, listPayees,
			append([]param{{name: "history", kind: fieldWord, words: []string{"true", "false"}, about: "true: earlier addresses, too"}}, pageParams...)...),
		{method: http.MethodPut, path: "/parties/{id}/payees/{number}", name: "putPayee", access: accessManage, form: &payeeForm, media: mediaJSON,
			about:  "Enters where a party is paid in a token. A new address is paid at once the house's cooling-off is over, whoever enters it, so that a stolen key is noticed before it moves money.",
			status: http.StatusOK, answers: []any{PayeeAnswer{}}, handle: putPayee},
	}
}

func (q *request) payeeAnswer(p *settlement.Payee, t chainToken) *PayeeAnswer {
	return &PayeeAnswer{Number: p.Token, Token: t.name, Address: q.address(p.To), Since: printTime(p.Since), GoodFor: printTime(p.GoodFor)}
}

// pathParty is the party that the path names, which must exist and be the key's.
func (q *request) pathParty() (ledger.ID, error) {
	id, err := q.pathID("id")
	if err != nil {
		return id, err
	}
	if err := q.mine(id); err != nil {
		return id, err
	}
	var ok bool
	q.api.deps.Node.View(func(m *clearing.Machine) { _, ok = m.Party(id) })
	if !ok {
		return id, refuse("seller_or_buyer_unknown", "there is no party with the id %s", id)
	}
	return id, nil
}

func listPayees(q *request) (any, error) {
	party, err := q.pathParty()
	if err != nil {
		return nil, err
	}
	after, limit, err := q.pageAsked()
	if err != nil {
		return nil, err
	}
	out, named := &PayeePage{Items: []*PayeeAnswer{}}, q.tokens()
	var list []settlement.Payee
	if q.URL.Query().Get("history") == "true" {
		if _, err := q.caughtUp(); err != nil {
			return nil, err
		}
		page, err := q.api.deps.Books.Payees(q.Context(), party, after, limit)
		if err != nil {
			return nil, err
		}
		list, out.Next = page.Payees, page.Next
	} else {
		// There are few tokens, so these are one page.
		q.api.deps.Node.View(func(m *clearing.Machine) {
			m.Settlement().Tokens(func(t settlement.TokenState) bool {
				if p, ok := m.Settlement().PayeeOf(party, t.Number); ok {
					list = append(list, p)
				}
				return true
			})
		})
	}
	for i := range list {
		out.Items = append(out.Items, q.payeeAnswer(&list[i], named.of(list[i].Token)))
	}
	return out, nil
}

func putPayee(q *request) (any, error) {
	party, err := q.pathParty()
	if err != nil {
		return nil, err
	}
	if err := q.manages(party, ledger.ID{}); err != nil {
		return nil, err
	}
	t, err := q.pathToken()
	if err != nil {
		return nil, err
	}
	o, f, err := q.form()
	if err != nil {
		return nil, err
	}
	to := o.chainAddress(q, "address")
	if err := f.err(); err != nil {
		return nil, err
	}
	entered, err := q.mayBePaid(party, to)
	defer entered()
	if err != nil {
		return nil, err
	}
	if _, err := q.do(clearing.SetPayee{Party: party, Token: t.Number, To: to, Cooling: int64(q.api.deps.PayeeCooling)}); err != nil {
		return nil, err
	}
	var p settlement.Payee
	q.api.deps.Node.View(func(m *clearing.Machine) { p, _ = m.Settlement().PayeeOf(party, t.Number) })
	return q.payeeAnswer(&p, t), nil
}

// mayBePaid refuses to pay a wallet at another address than its own: whoever
// stole a session of it could take its money, and it needs no other one. Where the address
// is on a list, a person is asked about the party before it is paid there. What it gives is
// called once that is entered.
func (q *request) mayBePaid(party ledger.ID, to settlement.Address) (entered func(), err error) {
	entered = func() {}
	var p clearing.Party
	known := false
	q.api.deps.Node.View(func(m *clearing.Machine) { p, known = m.Party(party) })
	if wallet := q.api.deps.Wallet; wallet != nil {
		if own, ok := wallet(p); ok && settlement.Address(own) != to {
			return entered, refuse("payee_wallet", "")
		}
	}
	if q.api.deps.ScreenPayee == nil || !known {
		return entered, nil
	}
	reviews, entered := q.api.deps.ScreenPayee(p, to)
	for _, review := range reviews {
		if _, err = q.do(review); err != nil {
			break
		}
	}
	return entered, err
}
