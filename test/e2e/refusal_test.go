package e2e

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

// refusal is a request that is answered no.
type refusal struct {
	name   string
	key    string // operator, buyer, wrong or none
	path   string
	body   any
	header []string

	status int
	code   string
	says   []string // parts of the sentence: it names the thing
}

const (
	keyOperator = "operator"
	keyBuyer    = "buyer"
	keyWrong    = "wrong"
	keyNone     = "none"
)

const (
	depositsPath = "/api/v1/deposits"
	idKnown      = "0192f0c0-0000-7000-8000-00000000abcd"
)

// TestRefusals sends what is wrong and wants it refused by name, without a
// trace in the books.
func TestRefusals(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	b := newBuyer(t, h.operator, "careless", "1")
	var account struct{ ID string }
	h.operator.post(t, "/api/v1/accounts", object{"id": idKnown, "code": 7}, &account)
	var made struct{ ID string }
	h.operator.post(t, depositsPath, object{"buyer": b.id, "amount": "0.25"}, &made, "Idempotency-Key", "key-used")
	before := b.balance(t)

	keys := map[string]string{keyOperator: h.operator.key, keyBuyer: b.key, keyWrong: "sk-aid-wrong", keyNone: ""}
	cases := append(amountsRefused(b.id), repetitionsRefused(b.id, made.ID)...)
	cases = append(cases, bodiesRefused(b.id)...)
	cases = append(cases, keysRefused(b.id)...)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			a, err := party{h.operator.url, keys[c.key]}.send(http.MethodPost, c.path, c.body, c.header...)
			if err != nil {
				t.Fatal(err)
			}
			c.check(t, a)
		})
	}
	if after := b.balance(t); after != before {
		t.Errorf("refusals changed the balance from %+v to %+v", before, after)
	}
	repeated(t, h, b, made.ID, before)
	// What is right is still served.
	if a := must[answer](t)(b.send(http.MethodPost, chatPath, question("ticket", nil))); a.status != http.StatusOK {
		t.Errorf("a proper call was answered %d: %s", a.status, a.body)
	}
	settle(t, h.process, h.operator, h.data, idKnown)
}

func (c *refusal) check(t *testing.T, a answer) {
	t.Helper()
	var p problem
	if err := json.Unmarshal([]byte(a.body), &p); err != nil {
		t.Fatalf("%d, no problem: %v: %s", a.status, err, a.body)
	}
	if a.status != c.status || p.Status != c.status || p.Code != c.code {
		t.Errorf("%d %q, want %d %q: %s", a.status, p.Code, c.status, c.code, p.Detail)
	}
	if media := a.header.Get("Content-Type"); media != "application/problem+json" {
		t.Errorf("Content-Type is %q", media)
	}
	for _, part := range c.says {
		if !strings.Contains(p.Detail, part) {
			t.Errorf("the sentence does not say %q: %s", part, p.Detail)
		}
	}
}

func amountsRefused(buyer string) (list []refusal) {
	deposit := func(name string, amount any, status int, code string, says ...string) {
		list = append(list, refusal{name: "amount " + name, key: keyOperator, path: depositsPath,
			body: object{"buyer": buyer, "amount": amount}, status: status, code: code, says: append(says, "/amount")})
	}
	const bad = http.StatusBadRequest
	deposit("negative", "-1", bad, "amount_negative", `"-1"`, "is negative")
	deposit("too fine", "0.0000000001", bad, "amount_too_fine", `"0.0000000001"`, "has 10 decimals; the asset has 9")
	deposit("overflowing", "400000000000000000000000000000", bad, "amount_overflow", "400000000000000000000000000000", "128 bits")
	deposit("malformed", "1,50", bad, "amount_malformed", `"1,50"`, "plain decimal", "','")
	deposit("exponent", "1e3", bad, "amount_malformed", `"1e3"`, "'e'")
	deposit("number", 1.5, bad, "amount_number", "1.5", "decimals in strings")
	deposit("missing", nil, bad, "field_missing", `"amount"`)
	return append(list,
		refusal{name: "amount zero", key: keyOperator, path: depositsPath, body: object{"buyer": buyer, "amount": "0"},
			status: bad, code: "amount_zero", says: []string{"zero"}},
		refusal{name: "amount beyond the balance", key: keyOperator, path: "/api/v1/withdrawals", body: object{"party": buyer, "amount": "1.250000001"},
			status: http.StatusPaymentRequired, code: "debit_limited", says: []string{"debit account"}},
		refusal{name: "asset unknown", key: keyOperator, path: "/api/v1/buyers", body: object{"name": "x", "asset": "CHF"},
			status: http.StatusUnprocessableEntity, code: "asset_unknown", says: []string{"CHF", "/asset", "/api/v1/assets"}},
		refusal{name: "asset impossible", key: keyOperator, path: "/api/v1/accounts", body: object{"asset": "dollars"},
			status: http.StatusUnprocessableEntity, code: "asset_unknown", says: []string{`"dollars"`, "/asset", "ISO 4217"}},
		refusal{name: "buyer unknown", key: keyOperator, path: depositsPath, body: object{"buyer": idKnown, "amount": "1"},
			status: http.StatusUnprocessableEntity, code: "party_unknown", says: []string{"buyer", idKnown}},
		refusal{name: "no call that can be paid", key: keyBuyer, path: chatPath, body: question("ticket", object{"n": 0}),
			status: bad, code: "n_malformed", says: []string{"n "}},
	)
}

// repetitionsRefused are requests under an id or a key that is taken.
func repetitionsRefused(buyer, deposit string) []refusal {
	return []refusal{
		{name: "id of another deposit", key: keyOperator, path: depositsPath, body: object{"id": deposit, "buyer": buyer, "amount": "0.26"},
			status: http.StatusConflict, code: "id_reused", says: []string{"id"}},
		{name: "key of another deposit", key: keyOperator, path: depositsPath, body: object{"buyer": buyer, "amount": "0.26"},
			header: []string{"Idempotency-Key", "key-used"},
			status: http.StatusConflict, code: "idempotency_key_reused", says: []string{"Idempotency-Key"}},
		{name: "id of another account", key: keyOperator, path: "/api/v1/accounts", body: object{"id": idKnown, "code": 8},
			status: http.StatusConflict, code: "account_differs", says: []string{"account"}},
	}
}

func bodiesRefused(buyer string) []refusal {
	const bodyMax = 64 << 10 // of the API, and of the calls in the configuration
	const bad = http.StatusBadRequest
	large := `{"pad":"` + strings.Repeat("x", bodyMax) + `"}`
	return []refusal{
		{name: "JSON cut off", key: keyOperator, path: depositsPath, body: "{\n  \"buyer\": ",
			status: bad, code: "json_malformed", says: []string{"not JSON", "line 2", "column"}},
		{name: "JSON with a name twice", key: keyOperator, path: depositsPath, body: `{"amount":"1","amount":"2"}`,
			status: bad, code: "json_malformed", says: []string{"amount", "line 1"}},
		{name: "body empty", key: keyOperator, path: depositsPath, body: " ",
			status: bad, code: "body_empty", says: []string{"empty"}},
		{name: "body too large", key: keyOperator, path: depositsPath, body: large,
			status: http.StatusRequestEntityTooLarge, code: "body_too_large", says: []string{"65546 bytes", "65536"}},
		{name: "field unknown", key: keyOperator, path: depositsPath, body: object{"buyer": buyer, "amount": "1", "ammount": "2"},
			status: bad, code: "field_unknown", says: []string{`"ammount"`, "amount"}},
		{name: "body of another kind", key: keyOperator, path: depositsPath, body: "{}", header: []string{"Content-Type", "text/plain"},
			status: http.StatusUnsupportedMediaType, code: "media_type_unsupported", says: []string{`"text/plain"`, "application/json"}},
		{name: "call with JSON cut off", key: keyBuyer, path: chatPath, body: "{\n\"model\": \"ticket\",",
			status: bad, code: "invalid_json", says: []string{"line 2", "column"}},
		{name: "call too large", key: keyBuyer, path: chatPath, body: large,
			status: http.StatusRequestEntityTooLarge, code: "request_too_large", says: []string{"65536 bytes"}},
		{name: "call without a model", key: keyBuyer, path: chatPath, body: object{"messages": []object{{"role": "user"}}},
			status: bad, code: "model_missing", says: []string{"model", "/v1/models"}},
		{name: "call of an unknown model", key: keyBuyer, path: chatPath, body: question("tikcet", nil),
			status: http.StatusNotFound, code: "model_not_found", says: []string{`"tikcet"`, "/v1/models"}},
		{name: "call with a negative limit", key: keyBuyer, path: chatPath, body: question("ticket", object{"max_tokens": -5}),
			status: bad, code: "limit_malformed", says: []string{"max_tokens", "whole number from 1"}},
	}
}

func keysRefused(buyer string) []refusal {
	const no = http.StatusUnauthorized
	deposit := object{"buyer": buyer, "amount": "1"}
	return []refusal{
		{name: "API without a key", key: keyNone, path: depositsPath, body: deposit, status: no, code: "key_missing", says: []string{"API key", "Authorization: Bearer"}},
		{name: "API with a wrong key", key: keyWrong, path: depositsPath, body: deposit, status: no, code: "key_invalid", says: []string{"API key"}},
		{name: "API with another kind of key", key: keyNone, path: depositsPath, body: deposit, header: []string{"Authorization", "Basic eDp5"},
			status: no, code: "key_missing", says: []string{"Authorization", "Bearer"}},
		{name: "deposit with a buyer's key", key: keyBuyer, path: depositsPath, body: deposit,
			status: http.StatusForbidden, code: "key_scope", says: []string{"scope admin"}},
		{name: "call without a key", key: keyNone, path: chatPath, body: question("ticket", nil), status: no, code: "api_key_missing", says: []string{"API key", "Authorization: Bearer"}},
		{name: "call with a wrong key", key: keyWrong, path: chatPath, body: question("ticket", nil), status: no, code: "invalid_api_key", says: []string{"API key"}},
		{name: "call with an operator's key", key: keyOperator, path: chatPath, body: question("ticket", nil),
			status: http.StatusForbidden, code: "key_may_not_call", says: []string{"may read but not call"}},
	}
}

// repeated sends what was done before once more, which changes nothing.
func repeated(t *testing.T, h *house, b buyer, deposit string, before account) {
	t.Helper()
	body := object{"buyer": b.id, "amount": "0.25"}
	for _, again := range []struct {
		body   object
		header []string
	}{
		{body, []string{"Idempotency-Key", "key-used"}},
		{object{"id": deposit, "buyer": b.id, "amount": "0.25"}, nil},
	} {
		a := must[answer](t)(h.operator.send(http.MethodPost, depositsPath, again.body, again.header...))
		var made struct{ ID string }
		a.into(t, http.StatusCreated, &made)
		if made.ID != deposit || a.header.Get("Idempotency-Replayed") != "true" {
			t.Errorf("a repetition was answered %s, want the deposit %s", a.body, deposit)
		}
	}
	if after := b.balance(t); after != before {
		t.Errorf("repetitions changed the balance from %+v to %+v", before, after)
	}
}
