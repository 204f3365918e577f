package api_test

import (
	"context"
	"errors"
	"testing"

	"aidollar/api"
)

// TestNetting has two owners sell to each other, and a buyer who only buys: what was
// charged is netted owner by owner, and what proceeds can pay is set off.
func TestNetting(t *testing.T) {
	h := newHouse(t)
	north, south := h.seller("North", "0"), h.seller("South", "0")
	northBuys, southBuys := h.buyer("North's fleet"), h.buyer("South's fleet")
	calls := uint64(0)
	buys := func(buyer, seller api.PartyAnswer, count int) {
		key := h.key(buyer.ID, "call")
		h.post("/cards?seller="+seller.ID, cardText, "Content-Type", yaml).want(201)
		for range count {
			calls++
			h.served(calls, parsed(t, key.ID), parsed(t, seller.ID))
		}
	}
	h.deposit(northBuys.ID, "1", "north")
	h.deposit(southBuys.ID, "1", "south")
	buys(northBuys, south, 2)
	buys(southBuys, north, 1)

	link := func(buyer, seller, keep string) *answer {
		return h.post("/netting/links", `{"buyer":"`+buyer+`","seller":"`+seller+`","keep":"`+keep+`"}`)
	}
	var made api.LinkAnswer
	link(northBuys.ID, north.ID, "1").want(200, &made)
	link(southBuys.ID, south.ID, "1").want(200)
	if made.Buyer != northBuys.ID || made.Seller != north.ID || made.Keep != "1" {
		t.Errorf("the link is %+v", made)
	}
	link(north.ID, north.ID, "1").refused(422, "party_unknown")
	link(northBuys.ID, southBuys.ID, "1").refused(422, "seller_unknown")
	var links api.LinkPage
	h.get("/netting/links?limit=1").want(200, &links)
	if len(links.Items) != 1 || links.Next == "" || links.Items[0] != made {
		t.Errorf("the first page of links is %+v", links)
	}
	var rest api.LinkPage
	h.get("/netting/links?after="+links.Next).want(200, &rest)
	if len(rest.Items) != 1 || rest.Next != "" || rest.Items[0].Buyer != southBuys.ID {
		t.Errorf("the second page of links is %+v", rest)
	}

	// A call is 0.00002115: one for North, two for South.
	var p api.NettingPreview
	h.get("/netting/preview").want(200, &p)
	if p.Gross != "0.00006345" || p.Net != "0.00002115" || p.Ratio != "3.0000" || len(p.Obligations) != 2 || len(p.Positions) != 2 || len(p.SetOffs) != 2 {
		t.Errorf("the preview is %+v", p)
	}
	for _, at := range p.Positions {
		if at.Party == north.ID && (at.Owes != "0.0000423" || at.Owed != "0.00002115" || at.Pays != "0.00002115" || at.Receives != "0") {
			t.Errorf("North's position is %+v", at)
		}
	}
	p = api.NettingPreview{}
	h.get("/netting/preview?until=2020-01-01T00:00:00Z").want(200, &p)
	if p.Gross != "0" || p.Ratio != "" || len(p.Positions) != 0 {
		t.Errorf("before there was anything: %+v", p)
	}
	h.get("/netting/preview?asset=EUR").refused(422, "asset_unknown")

	h.nettingIsSeen(northBuys, south, h.nettingRuns(south))
}

// nettingRuns sets off what North and South earned against what their fleets lack.
func (h *house) nettingRuns(south api.PartyAnswer) (period string) {
	t := h.t
	t.Helper()
	var run, again api.NettingAnswer
	h.post("/netting/runs", `{}`, "Idempotency-Key", "today").want(200, &run)
	if run.Paid != "0.0000423" || len(run.SetOffs) != 2 || run.SetOffs[0].Paid != "0.00002115" || run.SetOffs[0].Need != "0.0000423" || run.PaidOut {
		t.Errorf("the run is %+v", run)
	}
	h.post("/netting/runs", `{}`, "Idempotency-Key", "today").want(200, &again)
	if again.Paid != "0" || again.Period != run.Period {
		t.Errorf("the same run again is %+v", again)
	}
	if got := h.balance(south.Accounts["proceeds"]); got.CreditsPosted != "0.0000423" || got.DebitsPosted != "0.00002115" {
		t.Errorf("South has earned %s and paid %s", got.CreditsPosted, got.DebitsPosted)
	}
	return run.Period
}

// nettingIsSeen looks at what each may see of a netting, and at what only the operator
// may do.
func (h *house) nettingIsSeen(buyer, stranger api.PartyAnswer, period string) {
	t := h.t
	t.Helper()
	var page api.SetOffPage
	h.get("/netting/set-offs?period="+period).want(200, &page)
	if len(page.Items) != 2 || page.Items[0].At == "" || page.Items[0].Posting == "" {
		t.Errorf("the set-offs are %+v", page.Items)
	}
	reader := h.as(h.key(buyer.ID, "read").Secret)
	reader.get("/netting/set-offs").want(200, &page)
	if len(page.Items) != 1 || page.Items[0].Buyer != buyer.ID {
		t.Errorf("a buyer sees %+v", page.Items)
	}
	h.as(h.key(stranger.ID, "read").Secret).get("/netting/set-offs").want(200, &page)
	if len(page.Items) != 1 || page.Items[0].Seller != stranger.ID {
		t.Errorf("a seller sees %+v", page.Items)
	}
	reader.get("/netting/set-offs?party="+stranger.ID).refused(403, "key_scope")
	reader.get("/netting/preview").refused(403, "key_scope")
	reader.get("/netting/links").refused(403, "key_scope")
	reader.post("/netting/runs", `{}`).refused(403, "key_scope")
	h.call("DELETE", "/netting/links/"+buyer.ID, "").want(204)
	h.call("DELETE", "/netting/links/"+buyer.ID, "").refused(404, "link_unknown")

	h.post("/netting/runs", `{"pay_out":true}`).refused(501, "payouts_off")
	paid := 0
	h.payOut = func(context.Context) error { paid++; return nil }
	h.serveAgain()
	var run api.NettingAnswer
	h.post("/netting/runs", `{"pay_out":true}`).want(200, &run)
	if !run.PaidOut || paid != 1 {
		t.Errorf("paid out %d times: %+v", paid, run)
	}
	h.payOut = func(context.Context) error { return errors.New("the chain is away") }
	h.serveAgain()
	h.post("/netting/runs", `{"pay_out":true}`).refused(500, "internal")
}
