package api_test

import (
	"testing"
	"time"

	"aidollar/api"
	"aidollar/client"
	"aidollar/core/clearing"
)

// claims is a house with a call of 0.00002115 that its parties quarrel about.
type claims struct {
	*house
	of                               string // the call
	shop, ann                        string
	asShop, asAnn, asOther, asReader *house
}

func newClaims(t *testing.T) *claims {
	h := newHouse(t)
	shop, ann, bob := h.seller("shop", "10"), h.buyer("ann"), h.buyer("bob")
	h.card(shop.ID)
	h.post("/deposits", `{"buyer":"`+ann.ID+`","amount":"1"}`).want(201)
	key := h.key(ann.ID, "call", "read", "recourse")
	return &claims{
		house: h, shop: shop.ID, ann: ann.ID, of: h.served(1, parsed(t, key.ID), parsed(t, shop.ID)).String(),
		asShop: h.as(h.key(shop.ID, "read", "recourse").Secret), asAnn: h.as(key.Secret),
		asOther: h.as(h.key(bob.ID, "read", "recourse").Secret), asReader: h.as(h.key(shop.ID, "read", "manage").Secret),
	}
}

func TestRefundsOverHTTP(t *testing.T) {
	c := newClaims(t)
	body := `{"call":"` + c.of + `","amount":"0.00001","reason":"quality","text":"sorry"}`
	c.asReader.post("/refunds", body).refused(403, "key_scope")
	c.asAnn.post("/refunds", body).refused(403, "key_scope")
	c.asOther.post("/refunds", body).refused(403, "key_scope")
	c.post("/refunds", `{"call":"0190a5d2-7c1e-7aaa-8000-0123456789ab","reason":"quality"}`).refused(404, "call_unknown")
	c.asShop.post("/refunds", `{"call":"`+c.of+`","reason":"whim"}`).refused(400, "word_unknown")
	c.asShop.post("/refunds", `{"call":"`+c.of+`","reason":"other","amount":"1"}`).refused(409, "refund_exceeded")
	c.asShop.post("/refunds", `{"call":"`+c.of+`","reason":"other","deadline":"2030-01-01T00:00:00Z"}`).refused(422, "refund_invalid")
	var r, again api.RefundAnswer
	c.asShop.post("/refunds", body, key, "r-1").want(201, &r)
	if r.State != "posted" || r.Amount != "0.00001" || r.Charge != "0.00002115" || r.By != c.shop || r.Ended == "" {
		t.Errorf("%+v", r)
	}
	c.asShop.post("/refunds", body, key, "r-1").want(201, &again)
	if again.ID != r.ID {
		t.Errorf("the repetition made %s beside %s", again.ID, r.ID)
	}
	var balance api.BalanceAnswer
	c.asAnn.get("/balance").want(200, &balance)
	if balance.Spendable != "0.99998885" {
		t.Errorf("the buyer has %s", balance.Spendable)
	}
	var receipt api.ReceiptAnswer
	c.asAnn.get("/receipts/"+c.of).want(200, &receipt)
	if receipt.Returned != "0.00001" || receipt.Charge != "0.00002115" {
		t.Errorf("the receipt says that %q of %s came back", receipt.Returned, receipt.Charge)
	}
	var p api.RefundAnswer
	c.asShop.post("/refunds", `{"call":"`+c.of+`","reason":"other","propose":true}`).want(201, &p)
	if p.State != "proposed" || p.Amount != "0.00001115" || p.Deadline == "" {
		t.Errorf("%+v", p)
	}
	c.asOther.post("/refunds/"+p.ID+"/post", "").refused(403, "key_scope")
	c.asShop.post("/refunds/"+p.ID+"/void", "").want(200, &p)
	c.asShop.post("/refunds/"+p.ID+"/post", "").refused(409, "refund_closed")
	c.asAnn.get("/refunds/"+p.ID).want(200, &p)
	if p.State != "voided" || len(p.Steps) != 2 {
		t.Errorf("%+v", p)
	}
	c.asOther.get("/refunds/"+p.ID).refused(403, "key_scope")
	var page api.RefundPage
	for path, want := range map[string]int{"/refunds": 2, "/refunds?state=posted": 1, "/refunds?state=proposed": 0, "/refunds?call=" + c.of: 2} {
		if c.asAnn.get(path).want(200, &page); len(page.Items) != want {
			t.Errorf("%s lists %d, want %d", path, len(page.Items), want)
		}
	}
	if c.asOther.get("/refunds").want(200, &page); len(page.Items) != 0 {
		t.Errorf("somebody else sees %d refunds", len(page.Items))
	}
}

func TestDisputesOverHTTP(t *testing.T) {
	c := newClaims(t)
	body := `{"call":"` + c.of + `","reason":"not_delivered","text":"nothing came"}`
	c.asShop.post("/disputes", body).refused(403, "key_scope")
	c.asReader.post("/disputes", body).refused(403, "key_scope")
	var d api.DisputeAnswer
	c.asAnn.post("/disputes", body).want(201, &d)
	if d.State != "open" || d.Amount != "0.00002115" || d.Held != d.Amount || d.Short != "0" || d.Silence != "buyer" {
		t.Errorf("%+v", d)
	}
	c.asAnn.post("/disputes", body).refused(409, "refund_exceeded")
	path := "/disputes/" + d.ID
	c.asShop.post(path+"/answer", `{"accept":false}`).refused(400, "field_missing")
	c.asAnn.post(path+"/answer", `{"accept":true}`).refused(403, "key_scope")
	c.asShop.post(path+"/answer", `{"accept":false,"text":"it did"}`).want(200, &d)
	c.asShop.post(path+"/decision", `{"award":"0","text":"mine"}`).refused(403, "key_scope")
	c.post(path+"/decision", `{"award":"1","text":"too much"}`).refused(422, "dispute_invalid")
	c.post(path+"/decision", `{"award":"0.00002","text":"nearly all"}`).want(200, &d)
	if d.State != "decided" || d.Returned != "0.00002" || d.Due != "0" || d.Held != "0" || d.Answer != "it did" || d.Decision != "nearly all" {
		t.Errorf("%+v", d)
	}
	c.asAnn.post(path+"/withdrawal", "").refused(409, "dispute_closed")
	c.asShop.get(path).want(200, &d)
	if len(d.Steps) != 3 {
		t.Errorf("%+v", d.Steps)
	}
	c.asOther.get(path).refused(403, "key_scope")
	var page api.DisputePage
	for path, want := range map[string]int{"/disputes": 1, "/disputes?state=decided": 1, "/disputes?state=open": 0} {
		if c.asShop.get(path).want(200, &page); len(page.Items) != want {
			t.Errorf("%s lists %d, want %d", path, len(page.Items), want)
		}
	}
	var events api.EventPage
	c.asAnn.get("/events?type=dispute.changed").want(200, &events)
	if len(events.Items) != 3 {
		t.Errorf("%d events of the dispute, want 3", len(events.Items))
	}
}

func TestTermsOfDisputes(t *testing.T) {
	c := newClaims(t)
	cl, ctx := c.client(), t.Context()
	shop := client.ID{ID: parsed(t, c.shop)}
	if _, err := cl.SetRecourseTerms(ctx, client.NewRecourse{Seller: shop, AnswerHours: 2, Silence: "seller"}); err != nil {
		t.Fatal(err)
	}
	terms, err := cl.RecourseTerms(ctx, shop)
	if err != nil || !terms.Own || terms.DisputeDays != 60 || terms.AnswerHours != 2 || terms.Silence != "seller" {
		t.Errorf("%+v, %v", terms, err)
	}
	c.call("PUT", "/recourse", `{"dispute_days":0}`).refused(422, "recourse_terms_invalid")
	d, err := cl.OpenDispute(ctx, client.NewDispute{Call: client.ID{ID: parsed(t, c.of)}, Reason: "other"})
	if err != nil {
		t.Fatal(err)
	}
	c.offset += 2 * time.Hour
	c.must(clearing.Tick{})
	if d, err = cl.Dispute(ctx, d.ID); err != nil || d.State != "silent" || d.Returned != "0" {
		t.Errorf("%+v, %v", d, err)
	}
	r, err := cl.CreateRefund(ctx, client.NewRefund{Call: d.Call, Reason: "goodwill", Propose: true})
	if err != nil {
		t.Fatal(err)
	}
	if r, err = cl.PostRefund(ctx, r.ID); err != nil || r.State != "posted" || r.Amount != "0.00002115" {
		t.Errorf("%+v, %v", r, err)
	}
	list, err := cl.Refunds(ctx, client.RecourseFilter{Call: d.Call}, client.Listing{})
	if err != nil || len(list.Items) != 1 {
		t.Errorf("%+v, %v", list, err)
	}
}
