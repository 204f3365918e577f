package api_test

import (
	"context"
	"testing"

	"aidollar/api"
	"aidollar/core/money"
)

// What a preview says is printed exactly, for those whose calls they are.
func TestPreview(t *testing.T) {
	h := newHouse(t)
	shop, other, ann := h.seller("Shop", "0"), h.seller("Other", "0"), h.buyer("Ann")
	var asked []api.PreviewQuery
	h.preview = func(_ context.Context, q api.PreviewQuery) (api.Preview, error) {
		asked = append(asked, q)
		return api.Preview{
			Calls: 9, More: true, Since: q.From + 1, Aside: map[string]uint64{"policy": 2},
			Models: []api.PreviewModel{
				{Model: "a", Asset: 1, Calls: 3, Events: 8, Did: money.Units(3e18), Would: money.Units(1e18 + 1)},
				{Model: "b", Asset: 1, Calls: 4, Did: money.Units(1), Would: money.Units(2), Unpriced: 3, Lost: money.Units(5e17), Reasons: map[string]uint64{"meter_unpriced": 3}},
			},
		}, nil
	}
	h.serveAgain()
	manager := h.as(h.key(shop.ID, "manage").Secret)
	try := func(as *house, query string) *answer {
		return as.post("/prices/preview"+query, cardText, "Content-Type", yaml)
	}
	var p api.PreviewAnswer
	try(manager, "?from=2026-01-01T00:00:00Z&until=2026-02-01T00:00:00Z&buyer="+ann.ID).want(200, &p)
	if p.Seller != shop.ID || p.Buyer != ann.ID || p.Card != "demo" || p.Calls != 9 || !p.Partial || p.Since != "2026-01-01T00:00:00.000000001Z" || p.Aside["policy"] != 2 {
		t.Errorf("the preview is %+v", p)
	}
	if a := p.Models[0]; a.Charged != "3" || a.Difference != "-1.999999999999999999" {
		t.Errorf("the model is %+v", a)
	}
	if b := p.Models[1]; b.Difference != "0.000000000000000001" || b.Unpriced != 3 || b.Reasons["meter_unpriced"] != 3 {
		t.Errorf("the model is %+v", b)
	}
	if len(p.Totals) != 1 || p.Totals[0].Calls != 7 || p.Totals[0].Events != 8 || p.Totals[0].Difference != "-1.999999999999999998" || p.Totals[0].Unpriced != 3 {
		t.Errorf("the totals are %+v", p.Totals)
	}
	try(h, "?seller="+shop.ID).want(200)
	if len(asked) != 2 || asked[1].From >= asked[1].Until || asked[1].Card.Name != "demo" {
		t.Errorf("asked were %+v", asked)
	}

	try(manager, "?seller="+other.ID).refused(403, "key_scope")
	try(h.as(h.key(shop.ID, "read").Secret), "").refused(403, "key_scope")
	try(h.as(h.key(ann.ID, "manage").Secret), "").refused(422, "seller_unknown")
	try(h, "").refused(400, "param_missing")
	try(h, "?seller="+ann.ID).refused(422, "seller_unknown")
	try(manager, "?buyer="+other.ID).refused(422, "buyer_unknown")
	try(manager, "?from=2026-02-01T00:00:00Z&until=2026-01-01T00:00:00Z").refused(400, "span_invalid")
	manager.post("/prices/preview", "card: x\n", "Content-Type", yaml).refused(422, "card_invalid")
	if len(asked) != 2 {
		t.Errorf("%d previews were made of %d good requests", len(asked), 2)
	}
}
