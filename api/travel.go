package api

import (
	"encoding/json"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
)

// TravelAsk is a payout to a party.
type TravelAsk struct {
	Party   ledger.ID
	Account ledger.ID // of the party, that it was debited to
	Address string    // that it goes to
}

// TravelAnswer is what travels beside one item of a batch of payouts.
type TravelAnswer struct {
	Party   string          `json:"party" schema:"id"`
	Address string          `json:"address"`
	Amount  string          `json:"amount" schema:"amount"`
	Payload json.RawMessage `json:"payload,omitempty" about:"IVMS 101.2023 in JSON; missing while something is missing for it"`
	Missing []Fault         `json:"missing,omitempty" about:"what is, by its place in the payload"`
}

// TravelPage is one page of what travels beside a batch of payouts.
type TravelPage struct {
	Items []TravelAnswer `json:"items"`
	Next  string         `json:"next,omitempty" about:"cursor of the next page; missing on the last one"`
}

func travelRoutes() []route {
	return []route{
		get("/payouts/{id}/travel", "getTravel", "Shows what the travel rule wants told beside each item of a batch, from who its parties are. That these were shown is written down.",
			accessAdmin, TravelPage{}, getTravel, append([]param{{name: "party", kind: fieldID, about: "only the item of this party"}}, pageParams...)...).
			refusing("identities_off", "payout_not_found"),
	}
}

func getTravel(q *request) (any, error) {
	if q.api.deps.Identities == nil {
		return nil, refuse("identities_off", "")
	}
	id, err := q.pathID("id")
	if err != nil {
		return nil, err
	}
	party, err := q.queryID("party")
	if err != nil {
		return nil, err
	}
	page, err := q.page()
	if err != nil {
		return nil, err
	}
	var p Payout
	err = q.lookUp("payout_not_found", func() (ok bool, err error) {
		p, _, ok, err = q.api.deps.Books.Payout(q.Context(), id)
		return ok, err
	})
	if err != nil {
		return nil, err
	}
	t, out := q.tokens().of(p.Token), &TravelPage{Items: []TravelAnswer{}}
	for i := range p.Items {
		item := &p.Items[i]
		if uint64(i) < page.after || !party.IsZero() && item.Party != party {
			continue
		}
		if len(out.Items) == page.limit {
			out.Next = printCursor(uint64(i))
			break
		}
		a := TravelAnswer{Party: item.Party.String(), Address: q.address(item.To), Amount: t.print(item.Amount)}
		ask := TravelAsk{Party: item.Party, Account: q.moneyAccount(item.Party, t.Token.Asset), Address: a.Address}
		if a.Payload, err = q.kept(item.Party, id); err == nil && a.Payload == nil {
			a.Payload, a.Missing, err = q.api.deps.Identities.Travel(ask, q.key.ID)
		}
		if err != nil {
			return nil, err
		}
		out.Items = append(out.Items, a)
	}
	return out, nil
}

// kept is what was composed for a payout and is kept; nil for nothing.
func (q *request) kept(party, batch ledger.ID) (json.RawMessage, error) {
	if q.api.deps.Travels == nil {
		return nil, nil
	}
	p, _, err := q.api.deps.Travels.Payload(party, batch, q.key.ID)
	return p.Payload, err
}

// moneyAccount is the account that a party's payouts in an asset are debited to.
func (q *request) moneyAccount(party ledger.ID, asset ledger.AssetID) (account ledger.ID) {
	q.api.deps.Node.View(func(m *clearing.Machine) {
		code := clearing.AccountBuyer
		if p, _ := m.Party(party); p.Role == clearing.RoleSeller {
			code = clearing.AccountSeller
		}
		account = m.PartyAccountIn(party, code, asset)
	})
	return account
}
