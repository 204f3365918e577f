package api_test

import (
	"net/http"
	"strings"
	"testing"
)

// badInputs are wrong in one way each. The names in braces stand for ids.
var badInputs = []struct {
	name, path, body string
	status           int
	code             string
}{
	{"malformed JSON", "/buyers", `{"name":"Ann"`, 400, "json_malformed"},
	{"name twice", "/buyers", `{"name":"Ann","name":"Bob"}`, 400, "json_malformed"},
	{"no body", "/buyers", ` `, 400, "body_empty"},
	{"a list", "/buyers", `[]`, 400, "field_type"},
	{"unknown field", "/buyers", `{"name":"Ann","nmae":"Bob"}`, 400, "field_unknown"},
	{"field in another case", "/buyers", `{"Name":"Ann"}`, 400, "field_unknown"},
	{"missing field", "/buyers", `{}`, 400, "field_missing"},
	{"null field", "/buyers", `{"name":null}`, 400, "field_missing"},
	{"empty name", "/buyers", `{"name":""}`, 400, "text_empty"},
	{"long name", "/buyers", `{"name":"` + strings.Repeat("x", 129) + `"}`, 400, "text_too_long"},
	{"number for a name", "/buyers", `{"name":7}`, 400, "field_type"},
	{"commission of a buyer", "/buyers", `{"name":"Ann","commission":"1"}`, 400, "field_unknown"},
	{"commission beyond the whole", "/sellers", `{"name":"S","commission":"100.0001"}`, 400, "commission_invalid"},
	{"commission too fine", "/sellers", `{"name":"S","commission":"1.00001"}`, 400, "amount_too_fine"},
	{"commission negative", "/sellers", `{"name":"S","commission":"-1"}`, 400, "amount_negative"},
	{"unknown asset", "/buyers", `{"name":"Ann","asset":"EUR"}`, 422, "asset_unknown"},
	{"asset that is none", "/buyers", `{"name":"Ann","asset":"DOLLAR"}`, 422, "asset_unknown"},
	{"number for an asset", "/buyers", `{"name":"Ann","asset":1}`, 400, "field_type"},
	{"asset with other decimals", "/assets", `{"code":"USD","scale":6}`, 409, "asset_differs"},
	{"decimals beyond the bound", "/assets", `{"code":"EUR","scale":39}`, 400, "number_invalid"},
	{"fraction of a decimal", "/assets", `{"code":"EUR","scale":1.5}`, 400, "number_invalid"},
	{"amount negative", "/deposits", `{"buyer":"{BUYER}","amount":"-1"}`, 400, "amount_negative"},
	{"amount too fine", "/deposits", `{"buyer":"{BUYER}","amount":"0.0000000001"}`, 400, "amount_too_fine"},
	{"amount beyond 128 bits", "/deposits", `{"buyer":"{BUYER}","amount":"` + strings.Repeat("9", 39) + `"}`, 400, "amount_overflow"},
	{"amount too long", "/deposits", `{"buyer":"{BUYER}","amount":"` + strings.Repeat("0", 97) + `"}`, 400, "amount_too_long"},
	{"amount with an exponent", "/deposits", `{"buyer":"{BUYER}","amount":"1e3"}`, 400, "amount_malformed"},
	{"amount as a number", "/deposits", `{"buyer":"{BUYER}","amount":12.5}`, 400, "amount_number"},
	{"amount as a list", "/deposits", `{"buyer":"{BUYER}","amount":["1"]}`, 400, "field_type"},
	{"amount zero", "/deposits", `{"buyer":"{BUYER}","amount":"0"}`, 400, "amount_zero"},
	{"max where none is", "/deposits", `{"buyer":"{BUYER}","amount":"max"}`, 400, "amount_malformed"},
	{"unknown buyer", "/deposits", `{"buyer":"{NONE}","amount":"1"}`, 422, "party_unknown"},
	{"seller for a buyer", "/deposits", `{"buyer":"{SELLER}","amount":"1"}`, 422, "party_unknown"},
	{"no id", "/deposits", `{"buyer":"ann","amount":"1"}`, 400, "id_invalid"},
	{"zero id", "/deposits", `{"buyer":"00000000-0000-0000-0000-000000000000","amount":"1"}`, 400, "id_zero"},
	{"old id", "/deposits", `{"buyer":"{BUYER}","amount":"1","id":"{NONE}"}`, 409, "id_too_old"},
	{"id from the future", "/deposits", `{"buyer":"{BUYER}","amount":"1","id":"f190a5d2-7c1e-7aaa-8000-0123456789ab"}`, 422, "id_in_future"},
	{"more than there is", "/withdrawals", `{"party":"{BUYER}","amount":"1"}`, 402, "debit_limited"},
	{"time that is none", "/deposits", `{"buyer":"{BUYER}","amount":"1","effective":"yesterday"}`, 400, "time_invalid"},
	{"time far away", "/deposits", `{"buyer":"{BUYER}","amount":"1","effective":"3000-01-01T00:00:00Z"}`, 400, "time_invalid"},
	{"future effective time", "/deposits", `{"buyer":"{BUYER}","amount":"1","effective":"2199-01-01T00:00:00Z"}`, 422, "effective_in_future"},
	{"transfer without amount", "/transfers", `{"debit":"{A}","credit":"{B}"}`, 400, "field_missing"},
	{"amount overflow to max", "/transfers", `{"debit":"{A}","credit":"{B}","amount":"340282366920938463463374607431.768211455"}`, 400, "amount_overflow"},
	{"unknown flag", "/transfers", `{"debit":"{A}","credit":"{B}","amount":"1","flags":["fast"]}`, 400, "word_unknown"},
	{"flag that is no word", "/transfers", `{"debit":"{A}","credit":"{B}","amount":"1","flags":[1]}`, 400, "field_type"},
	{"flags that are no list", "/transfers", `{"debit":"{A}","credit":"{B}","amount":"1","flags":"pending"}`, 400, "field_type"},
	{"flags in conflict", "/transfers", `{"debit":"{A}","credit":"{B}","amount":"1","flags":["pending","post"]}`, 400, "flags_conflict"},
	{"open chain", "/transfers", `{"debit":"{A}","credit":"{B}","amount":"1","flags":["linked"]}`, 400, "chain_open"},
	{"code too large", "/transfers", `{"debit":"{A}","credit":"{B}","amount":"1","code":65536}`, 400, "number_invalid"},
	{"code negative", "/transfers", `{"debit":"{A}","credit":"{B}","amount":"1","code":-1}`, 400, "number_invalid"},
	{"deadline passed", "/transfers", `{"debit":"{A}","credit":"{B}","amount":"1","flags":["pending"],"deadline":"2020-01-01T00:00:00Z"}`, 422, "deadline_passed"},
	{"deadline without hold", "/transfers", `{"debit":"{A}","credit":"{B}","amount":"1","deadline":"2199-01-01T00:00:00Z"}`, 400, "deadline_without_hold"},
	{"unknown hold", "/transfers", `{"flags":["post"],"hold":"{NONE}","amount":"max"}`, 404, "hold_unknown"},
	{"post without hold", "/transfers", `{"flags":["post"],"amount":"max"}`, 400, "hold_zero"},
	{"unknown debit account", "/transfers", `{"debit":"{NONE}","credit":"{B}","amount":"1"}`, 422, "debit_unknown"},
	{"unknown credit account", "/transfers", `{"debit":"{A}","credit":"{NONE}","amount":"1"}`, 422, "credit_unknown"},
	{"same account twice", "/transfers", `{"debit":"{A}","credit":"{A}","amount":"1"}`, 422, "accounts_same"},
	{"empty list", "/transfers", `[]`, 400, "list_length"},
	{"list with a fault", "/transfers", `[{"debit":"{A}","credit":"{B}","amount":"1"},{"debit":"{A}","credit":"{B}","amount":1}]`, 400, "amount_number"},
	{"key without scopes", "/keys", `{"name":"k","scopes":[]}`, 422, "scopes_invalid"},
	{"key with an unknown scope", "/keys", `{"name":"k","scopes":["root"]}`, 400, "word_unknown"},
	{"key with scopes of two", "/keys", `{"name":"k","party":"{BUYER}","scopes":["admin"]}`, 422, "scopes_invalid"},
	{"key to call for a seller", "/keys", `{"name":"k","party":"{SELLER}","scopes":["call"]}`, 422, "role_invalid"},
	{"key for nobody", "/keys", `{"name":"k","party":"{NONE}","scopes":["read"]}`, 422, "party_unknown"},
	{"taken id", "/accounts", `{"id":"{A}","code":8}`, 409, "account_differs"},
	{"unknown budget", "/accounts", `{"budget":9}`, 422, "budget_unknown"},
	{"budget zero", "/budgets", `{"number":0}`, 400, "number_invalid"},
	{"budget of an unknown period", "/budgets", `{"number":1,"period":"fortnight"}`, 400, "word_unknown"},
	{"budget under an unknown one", "/budgets", `{"number":1,"parent":7}`, 422, "budget_unknown"},
	{"rule without shares", "/rules", `{"carry":"{A}","shares":[]}`, 422, "rule_shares_invalid"},
	{"rule with a bad share", "/rules", `{"carry":"{A}","shares":[{"account":"{B}","weight":"1"}]}`, 400, "field_type"},
	{"rule with an unknown account", "/rules", `{"carry":"{NONE}","shares":[{"account":"{B}","weight":1}]}`, 422, "account_unknown"},
	{"seal of the future", "/seals", `{"until":"2199-01-01T00:00:00Z"}`, 422, "effective_in_future"},
	{"close an account that is not", "/accounts/{NONE}/close", ``, 404, "account_unknown"},
	{"close an account by no id", "/accounts/main/close", ``, 400, "id_invalid"},
}

// TestBadInput sends what is wrong and wants its own code.
func TestBadInput(t *testing.T) {
	h := newHouse(t)
	ids := strings.NewReplacer(
		"{BUYER}", h.buyer("Ann").ID, "{SELLER}", h.seller("Shop", "2.5").ID, "{A}", h.account(), "{B}", h.account(),
		"{NONE}", "0190a5d2-7c1e-7aaa-8000-0123456789ab",
	)
	for _, c := range badInputs {
		t.Run(c.name, func(t *testing.T) {
			h.sub(t).post(ids.Replace(c.path), ids.Replace(c.body)).refused(c.status, c.code)
		})
	}
}

// sub is the house in a subtest.
func (h *house) sub(t *testing.T) *house {
	inner := h.as(h.secret)
	inner.t = t
	return inner
}

func TestFaultsAreInTheirPlaces(t *testing.T) {
	h := newHouse(t)
	a, b := h.account(), h.account()
	p := h.post("/transfers", `[{"debit":"`+a+`","credit":"`+b+`","amount":"1"},{"debit":"x","credit":"`+b+`","amount":1,"a/b":2}]`).refused(400, "field_unknown")
	want := map[string]string{"/1/a~1b": "field_unknown", "/1/debit": "id_invalid", "/1/amount": "amount_number"}
	for _, f := range p.Errors {
		if want[f.Pointer] != f.Code {
			t.Errorf("%s: %s (%s)", f.Pointer, f.Code, f.Detail)
		}
		delete(want, f.Pointer)
	}
	if len(want) > 0 {
		t.Errorf("not told: %v", want)
	}
	p = h.post("/buyers", "{\"name\":\n \"Ann\",,}").refused(400, "json_malformed")
	if len(p.Errors) != 1 || p.Errors[0].Line != 2 || p.Errors[0].Column != 8 {
		t.Errorf("the place of the syntax error: %+v", p.Errors)
	}
}

func TestBadRequests(t *testing.T) {
	h := newHouse(t)
	big := `{"name":"` + strings.Repeat("x", 70<<10) + `"}`
	h.post("/buyers", big).refused(413, "body_too_large")
	h.post("/buyers", `{"name":"Ann"}`, "Content-Type", "text/plain").refused(415, "media_type_unsupported")
	h.post("/buyers", `{"name":"Ann"}`, "Content-Type", "").refused(415, "media_type_unsupported")
	h.post("/transfers", "["+strings.Repeat(" ", 4<<20)+"]").refused(413, "body_too_large")
	h.get("/buyers?limit=0").refused(400, "limit_invalid")
	h.get("/buyers?limit=1001").refused(400, "limit_invalid")
	h.get("/buyers?after=x").refused(400, "cursor_invalid")
	h.get("/buyers?limt=1").refused(400, "param_unknown")
	h.get("/buyers?limit=1&limit=2").refused(400, "param_twice")
	h.get("/keys?party=x").refused(400, "id_invalid")
	h.get("/calls?from=x").refused(400, "time_invalid")
	h.get("/calls?after=x").refused(400, "cursor_invalid")
	h.get("/calls?party=0190a5d2-7c1e-7aaa-8000-0123456789ab").refused(422, "party_unknown")
	h.get("/transfers?cause=x").refused(400, "id_invalid")
	h.get("/transfers").refused(400, "param_missing")
	h.get("/buyers/x").refused(400, "id_invalid")
	missing := "0190a5d2-7c1e-7aaa-8000-0123456789ab"
	h.get("/buyers/"+missing).refused(404, "seller_or_buyer_unknown")
	h.get("/accounts/"+missing).refused(404, "account_unknown")
	h.get("/accounts/"+missing+"/history").refused(404, "account_unknown")
	h.get("/accounts/"+h.account()+"/history?order=sideways").refused(400, "word_unknown")
	h.get("/transfers/"+missing).refused(404, "transfer_unknown")
	h.get("/receipts/"+missing).refused(404, "receipt_unknown")
	h.get("/holds/"+missing).refused(404, "hold_unknown")
	h.call(http.MethodDelete, "/keys/"+missing, "").refused(404, "key_unknown")
	h.call(http.MethodPut, "/accounts/"+missing+"/limits", `{}`).refused(404, "account_unknown")
	if got := h.get("/position", "X-Request-Id", "mine-1").header.Get("X-Request-Id"); got != "mine-1" {
		t.Errorf("the request's id is %q", got)
	}
	if got := h.get("/position", "X-Request-Id", "a b").header.Get("X-Request-Id"); len(got) != 24 {
		t.Errorf("the request's id is %q", got)
	}
}
