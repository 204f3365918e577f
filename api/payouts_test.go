package api_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"aidollar/api"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/settlement"
)

func TestPayouts(t *testing.T) {
	h := newChainHouse(t).ready()
	ask := func(amount string) string {
		return `{"token":1,"asks":[{"party":"` + h.ann.ID + `"` + amount + `},{"party":"` + h.shop.ID + `"}]}`
	}
	problem := h.post("/payouts", `{"token":1,"asks":[{"party":"`+h.shop.ID+`"}]}`).refused(409, "payee_unknown")
	if len(problem.Errors) != 1 || problem.Errors[0].Pointer != "/asks/0" {
		t.Errorf("%+v", problem)
	}
	var p api.PayoutAnswer
	h.post("/payouts", ask(`,"amount":"2.5"`), "Idempotency-Key", "friday").want(201, &p)
	if p.Total != "2.5" || p.Count != 1 || p.State != "opened" || len(p.Items) != 1 || p.Items[0].Address != addressThree || len(p.Refused) != 1 || p.Refused[0].Code != "payee_unknown" || p.Refused[0].Party != h.shop.ID {
		t.Errorf("%+v", p)
	}
	again := func(open bool) {
		t.Helper()
		var same api.PayoutAnswer
		if a := h.post("/payouts", ask(`,"amount":"2.5"`), "Idempotency-Key", "friday").want(201, &same); a.header.Get("Idempotency-Replayed") != "true" || same.ID != p.ID {
			t.Errorf("open %t: once more: %+v", open, same)
		}
		h.post("/payouts", ask(`,"amount":"2"`), "Idempotency-Key", "friday").refused(409, "idempotency_key_reused")
		h.post("/payouts", `{"id":"`+p.ID+`","token":1,"asks":[{"party":"`+h.shop.ID+`"}]}`).refused(409, "payout_differs")
	}
	again(true)
	batch := parsed(t, p.ID)
	h.block++
	h.must(clearing.SeePayout{Batch: batch, Tx: settlement.Hash{5}, Block: h.block})
	h.get("/payouts/"+p.ID).want(200, &p)
	if p.State != "seen" || p.Block != h.block || !strings.HasPrefix(p.Tx, "0x05") || len(p.Steps) != 2 {
		t.Errorf("%+v", p)
	}
	h.must(clearing.ClosePayout{Batch: batch, Tx: settlement.Hash{5}, Block: h.block, Failed: []uint16{0}})
	again(false)
	h.restart() // what was paid is remembered for good, not by the process
	again(false)
	h.get("/payouts/"+p.ID).want(200, &p)
	if p.State != "closed" || p.Returned != "2.5" || !p.Items[0].Returned {
		t.Errorf("%+v", p)
	}
	var balance api.BalanceAnswer
	h.get("/parties/"+h.ann.ID+"/balance").want(200, &balance)
	if balance.Withdrawable != "10" {
		t.Errorf("%s can be withdrawn", balance.Withdrawable)
	}
	var page api.PayoutPage
	asShop := h.as(h.key(h.shop.ID, "read").Secret)
	if asShop.get("/payouts").want(200, &page); len(page.Items) != 0 {
		t.Errorf("%+v", page.Items)
	}
	asShop.get("/payouts/"+p.ID).refused(403, "key_scope")
	for path, want := range map[string]int{"/payouts": 1, "/payouts?state=closed": 1, "/payouts?state=opened": 0, "/payouts?token=1&party=" + h.ann.ID: 1, "/payouts?transaction=0x05" + strings.Repeat("0", 62): 1} {
		if h.get(path).want(200, &page); len(page.Items) != want {
			t.Errorf("%s: %d, want %d", path, len(page.Items), want)
		}
	}
	for body, code := range map[string]string{
		`{"token":1,"asks":[]}`: "list_length", `{"token":9,"asks":[{"party":"` + h.ann.ID + `"}]}`: "token_unknown", ask(`,"amount":"0.0000001"`): "amount_too_fine",
		ask(`,"amount":"0"`): "amount_zero", ask(`,"amount":2`): "amount_number", `{"token":1,"asks":[{"party":"` + p.ID + `"}]}`: "party_unknown",
	} {
		status := 400
		if code == "token_unknown" || code == "party_unknown" {
			status = 422
		}
		h.post("/payouts", body).refused(status, code)
	}
	h.get("/payouts/"+h.next().String()).refused(404, "payout_not_found")
}

// A party takes its own money out; what is not final stays.
func TestABatchIsGivenBack(t *testing.T) {
	h := newChainHouse(t).ready()
	var p, again api.PayoutAnswer
	h.post("/payouts", `{"token":1,"asks":[{"party":"`+h.ann.ID+`","amount":"2.5"}]}`).want(201, &p)
	path := "/payouts/" + p.ID + "/cancel"
	h.post(path, "").refused(501, "chains_off")
	under := true
	h.cancel = func(_ context.Context, id ledger.ID) error {
		if under {
			return api.ErrPayoutUnderWay
		}
		h.must(clearing.ClosePayout{Batch: id, Failed: []uint16{0}})
		return nil
	}
	h.restart()
	h.post(path, "").refused(409, "payout_under_way")
	under = false
	h.post(path, "").want(200, &again)
	if again.State != "closed" || !again.Items[0].Returned {
		t.Errorf("%+v", again)
	}
	if a := h.post(path, "").want(200, &again); a.header.Get("Idempotency-Replayed") != "true" {
		t.Error("it is given back again")
	}
	h.post("/payouts/"+h.next().String()+"/cancel", "").refused(404, "payout_not_found")
	h.as(h.key(h.ann.ID, "read", "manage").Secret).post(path, "").refused(403, "key_scope")
}

func TestWithdrawals(t *testing.T) {
	h := newChainHouse(t).ready()
	h.arrives(h.ann.ID, dollars(5))
	asAnn := h.as(h.key(h.ann.ID, "manage", "read").Secret)
	asAnn.post("/withdrawals", `{"amount":"1"}`).refused(403, "key_scope")
	asAnn.post("/withdrawals", `{"token":1,"amount":"10.000001"}`).refused(402, "payout_funds")
	asAnn.post("/withdrawals", `{"token":1,"party":"`+h.shop.ID+`","amount":"max"}`).refused(403, "key_scope")
	asAnn.post("/withdrawals", `{"token":1,"amount":"max","reference":"x"}`).refused(400, "field_unknown")
	h.as(h.key(h.ann.ID, "read").Secret).post("/withdrawals", `{"token":1,"amount":"1"}`).refused(403, "key_scope")
	h.post("/withdrawals", `{"token":1,"amount":"max"}`).refused(400, "field_missing")
	var p, rest api.PayoutAnswer
	asAnn.post("/withdrawals", `{"token":1,"amount":"4.000001"}`, "Idempotency-Key", "mine").want(201, &p)
	asAnn.post("/withdrawals", `{"token":1,"amount":"4.000001"}`, "Idempotency-Key", "mine").want(201, &rest)
	if p.Total != "4.000001" || rest.ID != p.ID {
		t.Errorf("%+v, then %+v", p, rest)
	}
	h.post("/withdrawals", `{"token":1,"party":"`+h.ann.ID+`","amount":"max"}`).want(201, &rest)
	if rest.Total != "5.999999" {
		t.Errorf("the rest is %s", rest.Total)
	}
	var balance api.BalanceAnswer
	asAnn.get("/balance").want(200, &balance)
	if balance.Spendable != "5" || balance.Withdrawable != "0" || balance.Promised != "5" {
		t.Errorf("%+v", balance)
	}
	var page api.PayoutPage
	asAnn.get("/payouts").want(200, &page)
	if len(page.Items) != 2 || page.Items[1].Total != "4.000001" || len(page.Items[1].Items) != 1 {
		t.Errorf("%+v", page.Items)
	}
	h.post("/tokens/1/halt", `{"reason":"an audit"}`).want(200)
	asAnn.post("/withdrawals", `{"token":1,"amount":"max"}`).refused(409, "payouts_halted")
	h.call("POST", "/tokens/1/resume", "").want(200)
	asAnn.call("PUT", "/parties/"+h.ann.ID+"/payees/1", `{"address":"0x`+strings.Repeat("7", 40)+`"}`).want(200)
	h.final(dollars(15))
	asAnn.post("/withdrawals", `{"token":1,"amount":"max"}`).refused(409, "payee_cooling")
	h.offset += testCooling + time.Second
	asAnn.post("/withdrawals", `{"token":1,"amount":"max"}`).want(201, &rest)
	if rest.Total != "5" {
		t.Errorf("the rest is %s", rest.Total)
	}
	// By hand it goes as before, and without books nothing goes out at all: nobody
	// could tell what went out under an id already.
	bare := bareHouse(t)
	bare.must(clearing.DefineToken{ChainID: 1, Contract: addressOf(t, addressOne), House: addressOf(t, addressTwo), Decimals: 6, Asset: 1})
	ann := bare.buyer("Ann")
	bare.post("/withdrawals", `{"token":1,"party":"`+ann.ID+`","amount":"1"}`).refused(501, "books_absent")
}
