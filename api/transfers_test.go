package api_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"aidollar/api"
)

// move is the JSON of a transfer.
func move(debit, credit, amount, more string) string {
	return fmt.Sprintf(`{"debit":%q,"credit":%q,"amount":%q%s}`, debit, credit, amount, more)
}

func (h *house) transfer(body string) api.TransferResult {
	h.t.Helper()
	var r api.TransferResult
	h.post("/transfers", body).want(201, &r)
	return r
}

func TestHolds(t *testing.T) {
	h := newHouse(t)
	a, b := h.account(), h.account()
	deadline := h.now().Add(time.Hour).UTC().Format(time.RFC3339)
	hold := h.transfer(move(a, b, "10", `,"flags":["pending"],"deadline":"`+deadline+`","code":3`))
	var seen api.HoldAnswer
	h.get("/holds/"+hold.ID).want(200, &seen)
	if seen.Amount != "10" || seen.Debit != a || seen.Credit != b || seen.Deadline != deadline || seen.Code != 3 || seen.Asset != "USD" {
		t.Errorf("the hold is %+v", seen)
	}
	if got := h.balance(a).DebitsPending; got != "10" {
		t.Errorf("pending is %s", got)
	}
	h.post("/transfers", `{"flags":["post"],"hold":"`+hold.ID+`","amount":"10.5"}`).refused(409, "hold_exceeded")
	if got := h.transfer(`{"flags":["post"],"hold":"` + hold.ID + `","amount":"4.25"}`); got.Amount != "4.25" {
		t.Errorf("posted %+v", got)
	}
	h.post("/transfers", `{"flags":["void"],"hold":"`+hold.ID+`"}`).refused(409, "hold_posted")
	h.get("/holds/"+hold.ID).refused(404, "hold_unknown")
	hold = h.transfer(move(a, b, "1", `,"flags":["pending"]`))
	h.transfer(`{"flags":["void"],"hold":"` + hold.ID + `"}`)
	hold = h.transfer(move(a, b, "2", `,"flags":["pending"]`))
	if got := h.transfer(`{"flags":["post"],"hold":"` + hold.ID + `","amount":"max"}`); got.Amount != "2" {
		t.Errorf("posted %+v of a hold of 2", got)
	}
	if got := h.balance(b); got.CreditsPosted != "6.25" || got.CreditsPending != "0" {
		t.Errorf("the account is %+v", got)
	}
}

func TestPostInTheHoldsAsset(t *testing.T) {
	h := newHouse(t)
	h.post("/assets", `{"code":"JPY","scale":2,"chain_scale":0}`).want(201)
	var a, b api.AccountAnswer
	h.post("/accounts", `{"asset":"JPY"}`).want(201, &a)
	h.post("/accounts", `{"asset":"JPY"}`).want(201, &b)
	h.post("/transfers", move(a.ID, b.ID, "1", "")).refused(422, "asset_mismatch")
	hold := h.transfer(move(a.ID, b.ID, "100", `,"asset":"JPY","flags":["pending"]`))
	h.post("/transfers", `{"flags":["post"],"hold":"`+hold.ID+`","amount":"1.001"}`).refused(400, "amount_too_fine")
	if got := h.transfer(`{"flags":["post"],"hold":"` + hold.ID + `","amount":"99.99"}`); got.Amount != "99.99" {
		t.Errorf("posted %+v", got)
	}
	if got := h.balance(b.ID).CreditsPosted; got != "99.99" {
		t.Errorf("the balance is %s", got)
	}
}

func TestBalancingAndLimits(t *testing.T) {
	h := newHouse(t)
	bank := h.account()
	var a api.AccountAnswer
	h.post("/accounts", `{"flags":["limit_debit"],"debit_max":"0.5"}`).want(201, &a)
	if a.Spendable != "0.5" {
		t.Errorf("spendable is %q", a.Spendable)
	}
	h.transfer(move(bank, a.ID, "3", ""))
	if p := h.post("/transfers", move(a.ID, bank, "4", "")).refused(402, "debit_limited"); p.Available != "3.5" {
		t.Errorf("available is %q", p.Available)
	}
	if got := h.transfer(move(a.ID, bank, "max", `,"flags":["balancing_debit"]`)); got.Amount != "3.5" {
		t.Errorf("moved %+v", got)
	}
	h.call(http.MethodPut, "/accounts/"+a.ID+"/limits", `{"flags":["limit_debit"],"debit_max":"0"}`).refused(402, "debit_limited")
	h.post("/accounts/"+a.ID+"/close", "").refused(409, "account_balance")
	h.transfer(move(bank, a.ID, "0.5", ""))
	h.call(http.MethodPut, "/accounts/"+a.ID+"/limits", `{"flags":["limit_debit"]}`).want(200, &a)
	if a.DebitMax != "0" {
		t.Errorf("the limit is %s", a.DebitMax)
	}
	var shut api.AccountAnswer
	h.post("/accounts/"+a.ID+"/close", "").want(200, &shut)
	if len(shut.Flags) != 2 || shut.Flags[1] != "closed" {
		t.Errorf("closed: %+v", shut)
	}
	h.post("/accounts/"+a.ID+"/close", "").want(200)
	h.post("/transfers", move(bank, a.ID, "1", "")).refused(409, "credit_closed")
}

func TestListsAnswerEachTransfer(t *testing.T) {
	h := newHouse(t)
	a, b := h.account(), h.account()
	unknown := "0190a5d2-7c1e-7aaa-8000-0123456789ab"
	var got api.TransferResults
	h.post("/transfers", "["+move(a, b, "1", "")+","+move(a, unknown, "1", "")+","+
		move(a, b, "2", `,"flags":["linked"]`)+","+move(unknown, b, "2", "")+","+move(a, b, "4", "")+"]").want(201, &got)
	want := []string{"ok", "credit_unknown", "linked_refused", "debit_unknown", "ok"}
	for i, r := range got.Results {
		if r.Result != want[i] || (r.Detail == "") != (r.Result == "ok") {
			t.Errorf("transfer %d: %+v, want %s", i, r, want[i])
		}
	}
	if got := h.balance(b).CreditsPosted; got != "5" {
		t.Errorf("the balance is %s, want 5", got)
	}
}

func TestSplitsByRule(t *testing.T) {
	h := newHouse(t)
	bank, one, two, carry := h.account(), h.account(), h.account(), h.account()
	var rule api.RuleAnswer
	h.post("/rules", fmt.Sprintf(`{"carry":%q,"shares":[{"account":%q,"weight":1},{"account":%q,"weight":2}]}`, carry, one, two)).want(201, &rule)
	if len(rule.Shares) != 2 || rule.Shares[1].Weight != 2 {
		t.Errorf("the rule is %+v", rule)
	}
	for range 3 {
		h.transfer(move(bank, rule.ID, "0.000000001", `,"flags":["split"]`))
	}
	if a, b, c := h.balance(one), h.balance(two), h.balance(carry); a.CreditsPosted != "0.000000001" || b.CreditsPosted != "0.000000002" || c.CreditsPosted != c.DebitsPosted {
		t.Errorf("shared %s, %s and carried %s less %s", a.CreditsPosted, b.CreditsPosted, c.CreditsPosted, c.DebitsPosted)
	}
}

func TestBudgetsAndSeals(t *testing.T) {
	h := newHouse(t)
	bank := h.account()
	var budget api.BudgetAnswer
	h.post("/budgets", `{"number":1,"amount_max":"10"}`).want(201)
	h.post("/budgets", `{"number":2,"parent":1,"period":"day","count_max":1}`).want(201, &budget)
	if budget.AmountMax != "max" || budget.Period != "day" {
		t.Errorf("the budget is %+v", budget)
	}
	h.post("/budgets", `{"number":1,"amount_max":"11"}`).refused(409, "budget_differs")
	var a api.AccountAnswer
	h.post("/accounts", `{"budget":2}`).want(201, &a)
	h.post("/transfers", move(a.ID, bank, "10.5", "")).refused(429, "budget_spent")
	h.transfer(move(a.ID, bank, "1", ""))
	h.post("/transfers", move(a.ID, bank, "1", "")).refused(429, "budget_spent")
	until := h.now().Add(-time.Hour).UTC().Format(time.RFC3339)
	h.post("/seals", `{"until":"`+until+`"}`).want(201)
	h.post("/seals", `{"until":"`+until+`"}`).want(201)
	h.post("/transfers", move(bank, a.ID, "1", `,"effective":"`+until+`"`)).refused(409, "period_sealed")
}

func TestHistory(t *testing.T) {
	h := newHouse(t)
	a, b := h.account(), h.account()
	cause := h.id(9).String()
	earlier := h.now().Add(-time.Minute).UTC().Format(time.RFC3339)
	for i := range 5 {
		h.transfer(move(a, b, fmt.Sprint(i+1), `,"cause":"`+cause+`","effective":"`+earlier+`"`))
	}
	var all []api.PostingAnswer
	after := ""
	for pages := 0; ; pages++ {
		var page api.PostingPage
		h.get("/accounts/"+a+"/history?limit=2"+after).want(200, &page)
		all = append(all, page.Items...)
		if page.Next == "" {
			if pages != 2 {
				t.Errorf("%d pages", pages+1)
			}
			break
		}
		after = "&after=" + page.Next
	}
	if len(all) != 5 || all[0].Amount != "5" || all[4].Amount != "1" || all[0].Effective != earlier || all[0].Cause != cause {
		t.Errorf("the history is %+v", all)
	}
	var caused api.PostingPage
	h.get("/transfers?cause="+cause).want(200, &caused)
	if len(caused.Items) != 5 {
		t.Errorf("%d movements have the cause", len(caused.Items))
	}
	var then, now api.BalanceAtAnswer
	h.get("/accounts/"+b+"/balance?at="+h.now().Add(-2*time.Minute).UTC().Format(time.RFC3339)).want(200, &then)
	h.get("/accounts/"+b+"/balance").want(200, &now)
	if then.Credits != "0" || now.Credits != "15" {
		t.Errorf("credits were %s and are %s", then.Credits, now.Credits)
	}
	var one api.PostingAnswer
	h.get("/transfers/"+all[0].ID).want(200, &one)
	if one.Sequence != all[0].Sequence || one.Debit != a {
		t.Errorf("the movement is %+v", one)
	}
}

func TestListingsGoOn(t *testing.T) {
	h := newHouse(t)
	for i := range 5 {
		h.buyer(fmt.Sprint("b", i))
		h.seller(fmt.Sprint("s", i), "0")
	}
	for _, path := range []string{"/buyers", "/sellers"} {
		var names []string
		after := ""
		for {
			var page api.PartyPage
			h.get(path+"?limit=2"+after).want(200, &page)
			for _, p := range page.Items {
				names = append(names, p.Name)
			}
			if page.Next == "" {
				break
			}
			after = "&after=" + page.Next
		}
		if len(names) != 5 || names[4][1] != '4' {
			t.Errorf("%s: %v", path, names)
		}
	}
}
