package api_test

import (
	"testing"

	"aidollar/api"
)

func TestUsageIsForWhoMaySeeIt(t *testing.T) {
	h := newHouse(t)
	var ann, bob api.PartyAnswer
	h.post("/buyers", `{"name":"ann"}`).want(201, &ann)
	h.post("/buyers", `{"name":"bob"}`).want(201, &bob)
	reader := h.as(h.key(ann.ID, "read").Secret)
	var page api.UsagePage
	reader.get("/usage?by=model,day&zone=Europe/Berlin").want(200, &page)
	if len(page.Items) != 0 {
		t.Errorf("a new buyer has used %+v", page.Items)
	}
	reader.get("/usage?buyer="+bob.ID).refused(403, "key_scope")
	reader.get("/usage?by=upstream").refused(400, "param_unknown")
	reader.get("/usage?by=hour,day").refused(400, "word_unknown")
	reader.get("/usage?by=colour").refused(400, "word_unknown")
	reader.get("/usage?zone=Mars/Base").refused(400, "zone_unknown")
	reader.get("/usage?from=yesterday").refused(400, "time_invalid")
	reader.get("/usage?model=m&modle=x").refused(400, "param_unknown")

	var statements api.StatementPage
	reader.get("/statements?month=2026-03&zone=Europe/Berlin").want(200, &statements)
	if len(statements.Items) != 1 || statements.Items[0].From != "2026-02-28T23:00:00Z" || statements.Items[0].Until != "2026-03-31T22:00:00Z" {
		t.Errorf("March in Berlin is %+v", statements.Items)
	}
	reader.get("/statements?party="+bob.ID).refused(403, "key_scope")
	reader.get("/statements?month=March").refused(400, "month_invalid")
	h.get("/statements").refused(422, "party_unknown")
	h.get("/statements?party="+bob.ID).want(200, &statements)
}
