package api_test

import (
	"strings"
	"testing"

	"aidollar/api"
)

func TestPricesAndQuotes(t *testing.T) {
	h := newHouse(t)
	ann, bob, shop, other := h.buyer("Ann"), h.buyer("Bob"), h.seller("Shop", "0"), h.seller("Other", "0")
	put := func(query, text string) { h.post("/cards?"+query, text, "Content-Type", yaml).want(201) }
	put("seller="+shop.ID, cardText)
	put("seller="+shop.ID+"&buyer="+ann.ID, strings.NewReplacer("card: demo", "card: ann", "0.60", "0.50").Replace(cardText))
	asAnn, asBob := h.as(h.key(ann.ID, "call").Secret), h.as(h.key(bob.ID, "read").Secret)
	body := `{"model":"demo-text","quantities":{"input":17,"output":31}}`
	for _, c := range []struct {
		as    *house
		own   bool
		exact string
	}{{asAnn, true, "0.00001805"}, {asBob, false, "0.00002115"}} {
		var page api.PricePage
		c.as.get("/prices").want(200, &page)
		if len(page.Items) != 1 || page.Items[0].Own != c.own || page.Items[0].Seller != shop.ID || page.Items[0].Model != "demo-text" {
			t.Errorf("the prices are %+v", page.Items)
		}
		var q api.QuoteAnswer
		c.as.post("/quotes", body).want(200, &q)
		if q.Exact != c.exact || q.Seller != shop.ID {
			t.Errorf("the quote is %+v, want %s", q, c.exact)
		}
	}
	var page api.PricePage
	asBob.get("/prices?model=other").want(200, &page)
	if len(page.Items) != 0 {
		t.Errorf("prices of a model that nobody sells: %+v", page.Items)
	}
	put("seller="+other.ID, cardText)
	asBob.post("/quotes", body).refused(400, "seller_ambiguous")
	asBob.post("/quotes", strings.Replace(body, "{", `{"seller":"`+other.ID+`",`, 1)).want(200)
	asBob.post("/quotes", `{"model":"nobody's","quantities":{"input":1}}`).refused(404, "model_unknown")
	asBob.post("/quotes", `{"model":"demo-text","seller":"`+shop.ID+`","quantities":{"image":1}}`).refused(422, "meter_unpriced")
	asBob.post("/quotes", `{"model":"demo-text","quantities":{"input":-1}}`).refused(400, "number_invalid")
}
