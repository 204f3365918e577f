package api_test

import (
	"testing"
	"time"

	"aidollar/api"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
)

// pushed enters usage of so many tokens of output, 0.60 dollars a million.
func (h *house) pushed(event uint64, buyer, seller ledger.ID, meter uint32, tokens uint64) {
	h.t.Helper()
	a := h.must(clearing.Use{Entries: []clearing.UseEntry{{
		Event: h.id(event), Buyer: buyer, Seller: seller, Definition: meter, Value: tokens, At: h.now().UnixNano() - int64(time.Second),
	}}})
	if a.Uses[0] != clearing.UseAccepted {
		h.t.Fatal(a.Uses)
	}
}

// TestRefundOfPushedUsage returns what was posted for pushed usage to the grant and the
// balance that paid it; what is still owed is no charge yet.
func TestRefundOfPushedUsage(t *testing.T) {
	h := newHouse(t)
	shop, ann, bob := h.seller("shop", "10"), h.buyer("ann"), h.buyer("bob")
	h.card(shop.ID)
	h.post("/deposits", `{"buyer":"`+ann.ID+`","amount":"0.5"}`).want(201)
	h.post("/grants", `{"buyer":"`+ann.ID+`","amount":"0.2","name":"welcome","from":"deposit"}`).want(201)
	var m api.MeterAnswer
	h.post("/meters", `{"seller":"`+shop.ID+`","name":"tokens","aggregation":"sum","product":"demo-text","meter":"output"}`).want(201, &m)
	asShop, asAnn, asBob := h.as(h.key(shop.ID, "read", "recourse").Secret), h.as(h.key(ann.ID, "read", "recourse").Secret), h.as(h.key(bob.ID, "read", "recourse").Secret)
	buyer, seller := parsed(t, ann.ID), parsed(t, shop.ID)
	h.pushed(1, buyer, seller, m.Number, 500_000)   // 0.30: the grant and 0.10
	h.pushed(2, buyer, seller, m.Number, 1_000_000) // 0.60: 0.40 is there
	h.pushed(3, buyer, seller, m.Number, 10)        // nothing is there
	var page api.ChargePage
	if asAnn.get("/usage/charges").want(200, &page); len(page.Items) != 3 || page.Items[0].ID != "" || page.Items[0].OwedOut != "0.200006" {
		t.Fatalf("%+v", page.Items)
	}
	first := page.Items[2]
	if first.Charge != "0.3" || first.OwedOut != "0" || len(first.Lines) != 1 || first.Lines[0].Quantity != 500_000 || first.Lines[0].Meter != "tokens" || first.Lines[0].Exact != "0.3" {
		t.Errorf("%+v", first)
	}
	if second := page.Items[1]; second.Charge != "0.4" || second.OwedOut != "0.2" {
		t.Errorf("%+v", second)
	}
	if asBob.get("/usage/charges").want(200, &page); len(page.Items) != 0 {
		t.Errorf("another buyer sees %+v", page.Items)
	}
	path := "/usage/charges/" + first.ID
	asBob.get(path).refused(403, "key_scope")
	h.get("/usage/charges/"+ledger.ID{Lo: 1}.String()).refused(404, "charge_unknown")
	var c api.ChargeAnswer
	if asAnn.get(path).want(200, &c); len(c.Grants) != 1 || c.Grants[0].Amount != "0.2" || len(c.Postings) < 4 || c.Returned != "" {
		t.Errorf("%+v", c)
	}
	asBob.post("/refunds", `{"call":"`+first.ID+`","reason":"quality"}`).refused(403, "key_scope")
	asAnn.post("/refunds", `{"call":"`+first.ID+`","reason":"quality"}`).refused(403, "key_scope")
	asShop.post("/refunds", `{"call":"`+first.ID+`","reason":"quality","amount":"0.4"}`).refused(409, "refund_exceeded")
	var r api.RefundAnswer
	asShop.post("/refunds", `{"call":"`+first.ID+`","reason":"quality","amount":"0.15"}`).want(201, &r)
	if r.Charge != "0.3" || r.Buyer != ann.ID || r.State != "posted" {
		t.Errorf("%+v", r)
	}
	if asAnn.get(path).want(200, &c); c.Returned != "0.15" {
		t.Errorf("%q came back", c.Returned)
	}
	// 0.10 came back to the balance and 0.05 to the grant. What is owed waits for the next event.
	h.pushed(4, buyer, seller, m.Number, 10)
	if asAnn.get("/usage/charges?limit=1").want(200, &page); page.Items[0].Charge != "0.15" || page.Items[0].OwedOut != "0.050012" {
		t.Errorf("%+v", page.Items[0])
	}
	var d api.DisputeAnswer
	asAnn.post("/disputes", `{"call":"`+first.ID+`","reason":"not_delivered","text":"no"}`).want(201, &d)
	if d.Amount != "0.15" || d.Short != "0" {
		t.Errorf("%+v", d)
	}
	asShop.post("/disputes/"+d.ID+"/answer", `{"accept":true}`).want(200, &d)
	if asShop.get(path).want(200, &c); d.Returned != "0.15" || c.Returned != "0.3" {
		t.Errorf("%+v, %q came back", d, c.Returned)
	}
	asShop.post("/refunds", `{"call":"`+first.ID+`","reason":"quality"}`).refused(409, "refund_exceeded")
}
