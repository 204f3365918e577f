package api_test

import (
	"encoding/json"
	"strings"
	"testing"

	"aidollar/api"
)

const richCard = `card: rich
version: 1
currency: USD
timezone: Europe/Berlin
models:
  - model: text
    input_max: 300000
    output_max: 1000
    period: month
    minimum: 0.0001
    prices:
      input: {volume: [{up_to: 200000, price: 5}, {price: 4, fee: 0.5}], per: 1000000, every: month}
      output: 10
    variants:
      - name: night
        when: {days: [mon-fri], from: "22:00", to: "06:00", regions: [eu]}
        discount: 50%
      - name: long
        when: {input_over: 200000, services: [batch]}
        prices: {output: 20}
`

// A card is shown with everything that prices depend on.
func TestCardInFull(t *testing.T) {
	h := newHouse(t)
	ann, bob, shop, other := h.buyer("Ann"), h.buyer("Bob"), h.seller("Shop", "0"), h.seller("Other", "0")
	var made, read api.CardAnswer
	h.post("/cards?seller="+shop.ID, richCard, "Content-Type", yaml).want(201, &made)
	h.post("/cards?seller="+shop.ID+"&buyer="+ann.ID, cardText, "Content-Type", yaml).want(201)
	reader := func(party string) *house { return h.as(h.key(party, "read").Secret) }
	reader(shop.ID).get("/cards/0").want(200, &read)
	one, _ := json.Marshal(made)
	two, _ := json.Marshal(read)
	if string(one) != string(two) {
		t.Errorf("the card is %s, was made as %s", two, one)
	}
	m := read.Models[0]
	if read.Zone != "Europe/Berlin" || m.Period != "month" || m.Minimum != "0.0001" || len(m.Variants) != 2 || len(m.Scales) != 1 {
		t.Fatalf("the card is %s", two)
	}
	s := m.Scales[0]
	if s.Mode != "volume" || s.Every != "month" || !s.Credits || s.Unit != "token" || strings.Join(s.Meters, " ") != "input input_cached input_cache_write input_cache_write_hour" {
		t.Errorf("the scale is %+v", s)
	}
	if want := (api.CardTier{UpTo: 200000, Price: "0.000005"}); s.Tiers[0] != want || s.Tiers[1].Fee != "0.5" || s.Tiers[1].UpTo != 0 {
		t.Errorf("the tiers are %+v", s.Tiers)
	}
	price := func(p api.CardPrices, meter string) string {
		for _, one := range p.Prices {
			if one.Meter == meter {
				return one.Price
			}
		}
		return ""
	}
	night, long := m.Variants[0], m.Variants[1]
	if w := night.When.Windows; len(w) != 1 || w[0].From != "22:00" || w[0].To != "06:00" || strings.Join(w[0].Days, " ") != "mon tue wed thu fri" || night.When.Regions[0] != "eu" {
		t.Errorf("night is %+v", night.When)
	}
	if price(m.CardPrices, "output") != "0.00001" || price(night.CardPrices, "output") != "0.000005" || night.Scales[0].Tiers[0].Price != "0.0000025" {
		t.Errorf("output costs %s, by night %s", price(m.CardPrices, "output"), price(night.CardPrices, "output"))
	}
	if long.When.InputOver != 200000 || long.When.Services[0] != "batch" || price(long.CardPrices, "output") != "0.00002" {
		t.Errorf("long is %+v", long)
	}

	// Who sees which.
	for _, c := range []struct {
		party string
		cards int
	}{{shop.ID, 2}, {ann.ID, 2}, {bob.ID, 1}, {other.ID, 0}} {
		var page api.CardPage
		reader(c.party).get("/cards").want(200, &page)
		if len(page.Items) != c.cards {
			t.Errorf("%s sees %d cards, not %d", c.party, len(page.Items), c.cards)
		}
	}
	reader(bob.ID).get("/cards/1").refused(404, "card_unknown")
	reader(ann.ID).get("/cards/1").want(200)
	h.get("/cards/2").refused(404, "card_unknown")
	h.get("/cards/x").refused(400, "number_invalid")

	var page api.PricePage
	reader(bob.ID).get("/prices").want(200, &page)
	if len(page.Items) != 1 || len(page.Items[0].Variants) != 2 || page.Items[0].Zone != "Europe/Berlin" {
		t.Errorf("the prices are %+v", page.Items)
	}
}

// An operator sees what any party has, and a party what itself has.
func TestBalanceOfAnyParty(t *testing.T) {
	h := newHouse(t)
	ann, shop := h.buyer("Ann"), h.seller("Shop", "0")
	h.deposit(ann.ID, "12.5", "in")
	var b, own api.BalanceAnswer
	h.get("/parties/"+ann.ID+"/balance").want(200, &b)
	if b.Party != ann.ID || b.Role != "buyer" || b.Spendable != "12.5" {
		t.Errorf("Ann has %+v", b)
	}
	asAnn := h.as(h.key(ann.ID, "read").Secret)
	asAnn.get("/parties/"+ann.ID+"/balance").want(200, &own)
	if own.Spendable != b.Spendable || len(own.Accounts) != 1 {
		t.Errorf("Ann sees %+v", own)
	}
	b = api.BalanceAnswer{}
	h.get("/parties/"+shop.ID+"/balance").want(200, &b)
	if b.Role != "seller" || b.Spendable != "0" || len(b.Accounts) != 3 {
		t.Errorf("the shop has %+v", b)
	}
	asAnn.get("/parties/"+shop.ID+"/balance").refused(403, "key_scope")
	h.get("/parties/0190a5d2-7c1e-7aaa-8000-0123456789ab/balance").refused(404, "seller_or_buyer_unknown")
	h.get("/parties/x/balance").refused(400, "id_invalid")
}
