package api

import (
	"strconv"

	"aidollar/core/clearing"
	"aidollar/core/tariff"
)

// CardAnswer is one version of a seller's rate card.
type CardAnswer struct {
	Number     uint32      `json:"number"`
	Seller     string      `json:"seller" schema:"id"`
	Buyer      string      `json:"buyer,omitempty" schema:"id" about:"whom it is for; missing: everybody"`
	Name       string      `json:"name"`
	Version    uint32      `json:"version"`
	Asset      string      `json:"asset" about:"currency of the prices"`
	Zone       string      `json:"timezone,omitempty" about:"whose wall clock windows and periods go by; UTC when missing"`
	ValidFrom  string      `json:"valid_from,omitempty" schema:"time" about:"inclusive"`
	ValidUntil string      `json:"valid_until,omitempty" schema:"time" about:"exclusive"`
	Since      string      `json:"since" schema:"time" about:"when it came in"`
	Models     []CardModel `json:"models"`
}

// CardPage is one page of cards.
type CardPage struct {
	Items []*CardAnswer `json:"items"`
	Next  string        `json:"next,omitempty" about:"cursor of the next page; missing on the last one"`
}

func createCard(q *request) (any, error) {
	seller, err := q.queryID("seller")
	if err != nil {
		return nil, err
	}
	if seller.IsZero() {
		return nil, badParam("seller", "param_missing", "say whose card it is: ?seller=ID")
	}
	buyer, err := q.queryID("buyer")
	if err != nil {
		return nil, err
	}
	card, err := q.card()
	if err != nil {
		return nil, err
	}
	encoded, err := card.AppendBinary(nil)
	if err != nil {
		return nil, refuse("card_invalid", "%v", err)
	}
	answer, err := q.do(clearing.PutCard{Seller: seller, Buyer: buyer, Card: encoded})
	if err != nil {
		return nil, err
	}
	q.replay = answer.Exists
	var out *CardAnswer
	q.api.deps.Node.View(func(m *clearing.Machine) {
		m.Cards(func(number uint32, c clearing.SellerCard) bool {
			if number == answer.Number {
				out = cardAnswer(number, c)
			}
			return out == nil
		})
	})
	return out, nil
}

// card reads the rate card of the body, or tells everything that is wrong with it.
func (q *request) card() (*tariff.Card, error) {
	card, mistakes := q.api.deps.ParseCard(q.body)
	if len(mistakes) > 0 {
		list := make([]Fault, 0, len(mistakes))
		for _, m := range mistakes {
			list = append(list, Fault{Line: m.Line, Column: m.Column, Code: m.Code, Detail: m.Text})
		}
		p := refuse("card_invalid", "the rate card has %d mistakes, see errors; the first: line %d: %s", len(list), list[0].Line, list[0].Detail)
		p.Errors = list
		return nil, p
	}
	return card, nil
}

func cardAnswer(number uint32, c clearing.SellerCard) *CardAnswer {
	a := &CardAnswer{
		Number: number, Seller: c.Seller.String(), Buyer: idOrNone(c.Buyer), Name: c.Card.Name, Version: c.Card.Version, Asset: c.Card.Asset,
		Zone: c.Card.Zone.Name, Since: printTime(c.Since), Models: make([]CardModel, 0, len(c.Card.Models)),
	}
	if c.Card.ValidFrom != 0 {
		a.ValidFrom = printTime(c.Card.ValidFrom)
	}
	if c.Card.ValidUntil != 0 {
		a.ValidUntil = printTime(c.Card.ValidUntil)
	}
	for i := range c.Card.Models {
		a.Models = append(a.Models, cardModel(&c.Card.Models[i]))
	}
	return a
}

// seesCard reports whether the asking key may see a card: operators all, a seller
// its own, a buyer those for everybody and those for itself.
func (q *request) seesCard(m *clearing.Machine, c *clearing.SellerCard) bool {
	if q.admin() || c.Seller == q.key.Party || c.Buyer == q.key.Party {
		return true
	}
	party, _ := m.Party(q.key.Party)
	return c.Buyer.IsZero() && party.Role == clearing.RoleBuyer
}

func getCard(q *request) (any, error) {
	number, err := strconv.ParseUint(q.PathValue("number"), 10, 32)
	if err != nil {
		return nil, badParam("number", "number_invalid", strconv.Quote(clip(q.PathValue("number")))+" is no number of a card; GET "+Prefix+"/cards lists them")
	}
	var card clearing.SellerCard
	var ok bool
	q.api.deps.Node.View(func(m *clearing.Machine) {
		card, ok = m.Card(uint32(number))
		ok = ok && q.seesCard(m, &card)
	})
	if !ok {
		return nil, refuse("card_unknown", "there is no card with the number %d that this key may see", number)
	}
	return cardAnswer(uint32(number), card), nil
}

func listCards(q *request) (any, error) {
	page, err := q.page()
	if err != nil {
		return nil, err
	}
	seller, err := q.queryID("seller")
	if err != nil {
		return nil, err
	}
	type found struct {
		number uint32
		card   clearing.SellerCard
	}
	var list []found
	q.api.deps.Node.View(func(m *clearing.Machine) {
		m.Cards(func(number uint32, c clearing.SellerCard) bool {
			if uint64(number) >= page.after && (seller.IsZero() || c.Seller == seller) && q.seesCard(m, &c) {
				list = append(list, found{number, c})
			}
			return len(list) <= page.limit
		})
	})
	// A card is never changed, so it can be printed without holding the machine up.
	out := &CardPage{Items: []*CardAnswer{}}
	for i, c := range list {
		if i == page.limit {
			out.Next = printCursor(uint64(c.number))
			break
		}
		out.Items = append(out.Items, cardAnswer(c.number, c.card))
	}
	return out, nil
}
