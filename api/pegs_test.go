package api_test

import (
	"slices"
	"testing"
	"time"

	"aidollar/api"
)

// TestAPeg follows a token's guard from its setting to its history.
func TestAPeg(t *testing.T) {
	h := newChainHouse(t)
	asAnn := h.as(h.key(h.ann.ID, "call").Secret)
	var peg api.PegAnswer
	asAnn.get("/tokens/1/peg").want(200, &peg)
	if !peg.Taken || peg.Guard != nil || peg.Price != nil {
		t.Errorf("without a guard: %+v", peg)
	}
	asAnn.post("/tokens/1/peg", `{"close_bps":100}`).refused(403, "key_scope")
	asAnn.post("/tokens/1/price", `{"price":"1","valid_seconds":60}`).refused(403, "key_scope")
	asAnn.get("/tokens/1/pegs").refused(403, "key_scope")
	h.post("/tokens/1/peg", `{"open_bps":1}`).refused(400, "field_missing")
	h.post("/tokens/1/peg", `{"close_bps":100,"open_bps":100}`).refused(422, "peg_invalid")
	h.post("/tokens/9/peg", `{"close_bps":100}`).refused(404, "token_not_found")
	h.post("/tokens/1/peg", `{"close_bps":100,"payouts":true}`).want(200, &peg)
	if peg.Taken || peg.Trouble != "peg_stale" || peg.Reason == "" || *peg.Guard != (api.GuardAnswer{CloseBPS: 100, OpenBPS: 20, JumpBPS: 500, Payouts: true}) {
		t.Errorf("a guard without a price: %+v %+v", peg, peg.Guard)
	}
	if h.post("/tokens/1/peg", `{"close_bps":100,"payouts":true}`).want(200).header.Get("Idempotency-Replayed") != "true" {
		t.Error("the same guard once more")
	}
	h.post("/tokens/1/price", `{"price":"0","valid_seconds":60}`).refused(422, "peg_price_invalid")
	h.post("/tokens/1/price", `{"price":"99999999999999999999","valid_seconds":60}`).refused(422, "peg_price_invalid")
	h.post("/tokens/1/price", `{"price":"1","valid_seconds":60,"at":"`+h.now().Add(-2*time.Hour).UTC().Format(time.RFC3339)+`"}`).refused(422, "peg_price_stale")
	peg = api.PegAnswer{}
	h.post("/tokens/1/price", `{"price":"0.999","valid_seconds":3600}`).want(200, &peg)
	if !peg.Taken || peg.Price.Price != "0.999" || peg.Price.OffBPS != 10 || peg.Price.Source != "operator" || peg.Held != nil {
		t.Errorf("%+v %+v", peg, peg.Price)
	}
	h.post("/tokens/1/price", `{"price":"0.97","valid_seconds":3600,"source":"a desk"}`).want(200, &peg)
	if peg.Taken || peg.Trouble != "peg_off" || peg.Price.Source != "a desk" {
		t.Errorf("%+v %+v", peg, peg.Price)
	}
	h.post("/tokens/1/price", `{"price":"0.5","valid_seconds":3600}`).want(200, &peg)
	if peg.Trouble != "peg_jumped" || peg.Price.Price != "0.97" || peg.Held.Price != "0.5" {
		t.Errorf("%+v %+v", peg, peg.Held)
	}
	var token api.TokenAnswer
	asAnn.get("/tokens/1").want(200, &token)
	if token.OffPeg != "peg_jumped" {
		t.Errorf("the token is told as %+v", token)
	}
	peg = api.PegAnswer{}
	h.post("/tokens/1/price", `{"price":"1","valid_seconds":3600,"confirmed":true}`).want(200, &peg)
	if !peg.Taken || peg.Held != nil {
		t.Errorf("confirmed: %+v", peg)
	}
	var history api.PegPage
	h.get("/tokens/1/pegs").want(200, &history)
	var troubles []string
	for _, p := range history.Items {
		troubles = append(troubles, p.Trouble)
	}
	if !slices.Equal(troubles, []string{"", "peg_jumped", "peg_off", "", "peg_stale"}) || history.Items[0].Time == "" {
		t.Errorf("the history is %v", troubles)
	}
	var events api.EventPage
	h.get("/events?type=token.off_peg,token.on_peg").want(200, &events)
	if len(events.Items) != 5 || events.Items[0].Type != "token.off_peg" || events.Items[4].Type != "token.on_peg" {
		t.Errorf("%+v", events.Items)
	}
}
