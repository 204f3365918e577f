package api

import (
	"strconv"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/meter"
	"aidollar/core/tariff"
)

// PriceAnswer is a model that a buyer can call now, and its prices.
type PriceAnswer struct {
	Seller     string `json:"seller" schema:"id"`
	SellerName string `json:"seller_name"`
	Asset      string `json:"asset" about:"currency of the prices"`
	Card       uint32 `json:"card" about:"number of the rate card"`
	CardName   string `json:"card_name"`
	Version    uint32 `json:"card_version"`
	Own        bool   `json:"own,omitempty" about:"whether the card is the buyer's own"`
	Zone       string `json:"timezone,omitempty" about:"whose wall clock windows and periods go by; UTC when missing"`
	CardModel
}

// PricePage is all prices.
type PricePage struct {
	Items []PriceAnswer `json:"items"`
}

// priced is a model of a card that is in force for a buyer.
type priced struct {
	seller clearing.Party
	number uint32
	place  int
	card   clearing.SellerCard
}

// pricesFor finds what a buyer can call now; the buyer's own card goes first,
// model by model.
func (q *request) pricesFor(buyer ledger.ID, model string) (list []priced) {
	now := q.time().UnixNano()
	q.api.deps.Node.View(func(m *clearing.Machine) {
		m.Parties(func(p clearing.Party) bool {
			if p.Role != clearing.RoleSeller {
				return true
			}
			general, ok := m.CardFor(p.ID, ledger.ID{}, now)
			cards := []clearing.SellerCard{general}
			if !ok {
				cards = nil
			}
			if own, ok := m.CardFor(p.ID, buyer, now); ok && !buyer.IsZero() {
				cards = append(cards, own)
			}
			for _, c := range cards {
				for i := range c.Card.Models {
					name := c.Card.Models[i].Name
					number, place, ok := m.PriceFor(p.ID, buyer, name, now)
					current, found := m.Card(number)
					if ok && found && current.Card == c.Card && int(place) == i && (model == "" || model == name) {
						list = append(list, priced{seller: p, number: number, place: i, card: c})
					}
				}
			}
			return len(list) < tariff.ModelsMax
		})
	})
	return list
}

func listPrices(q *request) (any, error) {
	out := &PricePage{Items: []PriceAnswer{}}
	for _, p := range q.pricesFor(q.key.Party, q.URL.Query().Get("model")) {
		card := p.card.Card
		out.Items = append(out.Items, PriceAnswer{
			Seller: p.seller.ID.String(), SellerName: p.seller.Name, Asset: card.Asset, Card: p.number, CardName: card.Name,
			Version: card.Version, Own: !p.card.Buyer.IsZero(), Zone: card.Zone.Name, CardModel: cardModel(&card.Models[p.place]),
		})
	}
	return out, nil
}

// QuoteLine is one product of a quote.
type QuoteLine struct {
	Meter    string `json:"meter"`
	Kind     string `json:"kind" about:"units, fee, package, reprice or minimum"`
	Tier     uint8  `json:"tier,omitempty"`
	Quantity string `json:"quantity"`
	Price    string `json:"price"`
	Amount   string `json:"amount"`
	Credit   bool   `json:"credit,omitempty" about:"whether the amount is taken off"`
}

// QuoteAnswer is what a call would cost by itself: at the prices of now, in a
// period that begins with it, without what is carried between calls.
type QuoteAnswer struct {
	Seller  string      `json:"seller" schema:"id"`
	Model   string      `json:"model"`
	Asset   string      `json:"asset"`
	Card    uint32      `json:"card"`
	Variant string      `json:"variant,omitempty"`
	Lines   []QuoteLine `json:"lines"`
	Exact   string      `json:"exact" about:"a plain decimal of up to 18 decimals"`
}

// quoteLabelMax bounds a region and a service, in bytes.
const quoteLabelMax = 32

var quantitiesForm = quantityFields()

func quantityFields() form {
	f := form{name: "Quantities", about: "What a call uses, by meter; the meters are counted apart."}
	for _, name := range meterWords {
		f.fields = append(f.fields, field{name: name, kind: fieldWhole, max: meter.TokensMax})
	}
	return f
}

var quoteForm = form{name: "QuoteRequest", about: "A call whose cost is to be computed.", fields: []field{
	{name: "model", kind: fieldText, required: true, max: tariff.ModelNameMax},
	{name: "seller", kind: fieldID, about: "needed only when several sell the model"},
	{name: "quantities", kind: fieldForm, form: &quantitiesForm, required: true},
	{name: "region", kind: fieldText, max: quoteLabelMax, about: "where it is served"},
	{name: "service", kind: fieldText, max: quoteLabelMax, about: "batch, flex or priority; the standard one when missing"},
}}

func createQuote(q *request) (any, error) {
	o, f, err := q.form()
	if err != nil {
		return nil, err
	}
	model, seller := o.text("model"), o.id("seller")
	at := tariff.Circumstance{At: q.time().UnixNano(), Region: o.text("region"), Service: o.text("service")}
	used := meter.Quantities{meter.Request: 1}
	if from := o.nested("quantities"); from != nil {
		for i, name := range meterWords {
			if from.has(name) {
				used[i] = from.whole(name)
			}
		}
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	var found []priced
	for _, p := range q.pricesFor(q.key.Party, model) {
		if seller.IsZero() || p.seller.ID == seller {
			found = append(found, p)
		}
	}
	switch len(found) {
	case 0:
		return nil, refuse("model_unknown", "nobody sells %q now; GET %s/prices lists what is sold", clip(model), Prefix)
	case 1:
		return q.quote(&found[0], &at, &used)
	}
	return nil, badParam("seller", "seller_ambiguous", strconv.Itoa(len(found))+" sellers sell "+strconv.Quote(clip(model))+"; say which one: GET "+Prefix+"/prices lists them")
}

func (q *request) quote(p *priced, at *tariff.Circumstance, used *meter.Quantities) (any, error) {
	at.Zone = &p.card.Card.Zone
	model := &p.card.Card.Models[p.place]
	lines, refusal := model.Lines(at, used, nil)
	if refusal != tariff.Accepted {
		return nil, refuse(refusal.Code(), "%s", refusal)
	}
	due, credit, _ := model.Exact(at, used, nil)
	exact, _ := due.Sub(credit) // a period that begins with this call has nothing to give back
	out := &QuoteAnswer{
		Seller: p.seller.ID.String(), Model: model.Name, Asset: p.card.Card.Asset, Card: p.number, Variant: model.Match(at, used).Name,
		Lines: make([]QuoteLine, len(lines)), Exact: exact.Decimal(tariff.TickScale),
	}
	for i, l := range lines {
		out.Lines[i] = QuoteLine{
			Meter: l.Meter.String(), Kind: l.Kind.String(), Tier: l.Tier, Quantity: strconv.FormatUint(l.Quantity, 10),
			Price: l.Price.Decimal(tariff.TickScale), Amount: l.Exact.Decimal(tariff.TickScale), Credit: l.Credit,
		}
	}
	return out, nil
}
