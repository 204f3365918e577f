package api_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"aidollar/api"
	"aidollar/cmd/aidollar/bookkeeper"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/meter"
	"aidollar/core/tariff"
)

const cardText = `card: demo
version: 1
currency: USD
models:
  - model: demo-text
    input_max: 1000
    output_max: 1000
    prices:
      input: 0.15
      output: 0.60
`

const yaml = "application/yaml"

func parsed(t *testing.T, id string) ledger.ID {
	t.Helper()
	out, err := ledger.ParseID(id)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// served reserves and captures a call as the gateway would.
func (h *house) served(n uint64, key, seller ledger.ID) ledger.ID {
	id := h.id(n)
	h.must(clearing.Reserve{
		Call: id, Key: key, Seller: seller, Model: "demo-text", Deadline: h.now().UnixNano() + 60e9,
		Limits: []tariff.Limit{{Meters: meter.TextInput, Max: 100}, {Meters: meter.TextOutput, Max: 50}},
	})
	usage := meter.Usage{Source: meter.Reported}
	usage.Quantities[meter.Input], usage.Quantities[meter.Output] = 17, 31
	h.must(clearing.Capture{Call: id, Usage: usage, Upstream: "built-in"})
	return id
}

func TestCallsAndReceipts(t *testing.T) {
	h := newHouse(t)
	ann, bob, shop := h.buyer("Ann"), h.buyer("Bob"), h.seller("Shop", "2.5")
	h.deposit(ann.ID, "1", "in")
	key := h.key(ann.ID, "call")
	var card api.CardAnswer
	h.post("/cards?seller="+shop.ID, cardText, "Content-Type", yaml).want(201, &card)
	h.post("/cards?seller="+shop.ID, cardText, "Content-Type", yaml).want(201)
	first := h.served(1, parsed(t, key.ID), parsed(t, shop.ID))
	second := h.served(2, parsed(t, key.ID), parsed(t, shop.ID))

	// 17*0.15 + 31*0.60 millionths are 0.00002115 dollars.
	var r api.ReceiptAnswer
	mine := h.as(key.Secret)
	mine.get("/receipts/"+first.String()).want(200, &r)
	if r.State != "captured" || r.Charge != "0.00002115" || r.Exact != "0.00002115" || r.Usage["input"] != 17 || r.Usage["output"] != 31 ||
		r.Buyer != ann.ID || r.Seller != shop.ID || r.CardName != "demo" || r.CardVersion != 1 || r.Upstream != "built-in" || r.Source != "reported" {
		t.Errorf("the receipt is %+v", r)
	}
	if len(r.Lines) != 2 || r.Lines[0].Amount != "0.00000255" || r.Lines[0].Price != "0.00000015" || r.Lines[1].Amount != "0.0000186" {
		t.Errorf("its lines are %+v", r.Lines)
	}
	if len(r.Postings) < 3 || r.Postings[0].ID != first.String() {
		t.Errorf("its postings are %+v", r.Postings)
	}
	h.as(h.key(bob.ID, "call", "read").Secret).get("/receipts/"+first.String()).refused(403, "key_scope")
	h.as(h.key(shop.ID, "read").Secret).get("/receipts/" + first.String()).want(200)
	h.get("/receipts/" + first.String()).want(200)

	var page api.CallPage
	reader := h.as(h.key(ann.ID, "read").Secret)
	reader.get("/calls?limit=1").want(200, &page)
	if len(page.Items) != 1 || page.Items[0].ID != second.String() || page.Next == "" {
		t.Errorf("the calls are %+v", page)
	}
	h.get("/calls?limit=1&after="+page.Next).refused(400, "cursor_invalid") // of another query
	next := page.Next
	page = api.CallPage{}
	reader.get("/calls?limit=1&after="+next).want(200, &page)
	if len(page.Items) != 1 || page.Items[0].ID != first.String() || page.Next != "" {
		t.Errorf("the calls behind the first are %+v", page)
	}
	h.get("/calls?model=other").want(200, &page)
	if len(page.Items) != 0 {
		t.Errorf("calls of another model: %+v", page.Items)
	}
	h.get("/calls?party="+shop.ID+"&key="+key.ID+"&model=demo-text").want(200, &page)
	if len(page.Items) != 2 {
		t.Errorf("%d calls, want 2", len(page.Items))
	}
	var proceeds api.AccountAnswer
	h.get("/accounts/"+shop.Accounts["proceeds"]).want(200, &proceeds)
	if proceeds.Spendable != "0.000041242" { // 0.0000423 less 2.5 percent, floored
		t.Errorf("the proceeds are %s", proceeds.Spendable)
	}
	h.post("/withdrawals", `{"party":"`+shop.ID+`","amount":"0.000041242","reference":"payout 1"}`).want(201)
}

func TestCards(t *testing.T) {
	h := newHouse(t)
	shop, other := h.seller("Shop", "0"), h.seller("Other", "0")
	post := func(seller, text string) *answer { return h.post("/cards?seller="+seller, text, "Content-Type", yaml) }
	p := post(shop.ID, strings.Replace(cardText, "input: 0.15", "input: cheap", 1)).refused(422, "card_invalid")
	if len(p.Errors) != 1 || p.Errors[0].Line != 9 || p.Errors[0].Code == "" {
		t.Errorf("the mistakes are %+v", p.Errors)
	}
	post(shop.ID, cardText).want(201)
	post(shop.ID, strings.Replace(cardText, "0.15", "0.16", 1)).refused(409, "card_differs")
	post(shop.ID, strings.Replace(cardText, "USD", "EUR", 1)).refused(422, "card_asset")
	post("0190a5d2-7c1e-7aaa-8000-0123456789ab", cardText).refused(422, "seller_unknown")
	h.post("/cards", cardText, "Content-Type", yaml).refused(400, "param_missing")
	h.post("/cards?seller="+shop.ID, cardText).refused(415, "media_type_unsupported")
	post(shop.ID, strings.Replace(cardText, "version: 1", "version: 2", 1)).want(201)
	post(other.ID, cardText).want(201)
	var page api.CardPage
	h.get("/cards?limit=2").want(200, &page)
	if len(page.Items) != 2 || page.Next == "" {
		t.Fatalf("the cards are %+v", page)
	}
	h.get("/cards?limit=2&after="+page.Next).want(200, &page)
	h.get("/cards?seller="+shop.ID).want(200, &page)
	if len(page.Items) != 2 || page.Items[1].Version != 2 || len(page.Items[0].Models[0].Prices) < 2 {
		t.Errorf("the seller's cards are %+v", page.Items)
	}
}

func TestKeysAreListedWithoutTheirSecrets(t *testing.T) {
	h := newHouse(t)
	ann := h.buyer("Ann")
	key := h.key(ann.ID, "call", "read")
	if !strings.HasPrefix(key.Secret, "sk-aid-") || len(key.Secret) < 50 || len(key.Scopes) != 2 {
		t.Errorf("the key is %+v", key)
	}
	a := h.get("/keys?party=" + ann.ID)
	var page api.KeyPage
	a.want(200, &page)
	if len(page.Items) != 1 || page.Items[0].ID != key.ID || page.Items[0].Revoked != "" || strings.Contains(string(a.body), "secret") {
		t.Errorf("the keys are %s", a.body)
	}
	h.as(key.Secret).get("/balance").want(200)
	h.call(http.MethodDelete, "/keys/"+key.ID, "").want(204)
	h.call(http.MethodDelete, "/keys/"+key.ID, "").want(204)
	h.as(key.Secret).get("/balance").refused(401, "key_invalid")
	h.get("/keys").want(200, &page)
	if page.Items[1].Revoked == "" {
		t.Errorf("the keys are %+v", page.Items)
	}
}

func TestPositionAndHealth(t *testing.T) {
	h := newHouse(t)
	var before, after api.PositionAnswer
	h.get("/position").want(200, &before)
	h.buyer("Ann")
	h.post("/snapshots", "").want(201, &after)
	if after.Sequence <= before.Sequence || len(after.Hash) != 64 || after.Hash == before.Hash {
		t.Errorf("before %+v, after %+v", before, after)
	}
	h.get("/health").want(200)
	ready := func(err error) int {
		w := httptest.NewRecorder()
		api.Readyz(func() error { return err }).ServeHTTP(w, httptest.NewRequest("GET", "/readyz", nil))
		return w.Code
	}
	if ready(nil) != 200 || ready(http.ErrServerClosed) != 503 {
		t.Error("readiness does not tell yes from no")
	}
	w := httptest.NewRecorder()
	api.Healthz().ServeHTTP(w, httptest.NewRequest("GET", "/healthz", nil))
	if w.Code != 200 {
		t.Errorf("health is %d", w.Code)
	}
}

func TestStoppedNodeIsToldApart(t *testing.T) {
	h := newHouse(t)
	if err := h.node.Close(); err != nil {
		t.Fatal(err)
	}
	h.post("/buyers", `{"name":"Ann"}`).refused(503, "stopping")
}

func TestWithoutBooks(t *testing.T) {
	h := bareHouse(t)
	a := h.account()
	h.get("/accounts/" + a).want(200)
	h.get("/position").want(200)
	h.get("/accounts/"+a+"/history").refused(501, "books_absent")
	h.get("/calls").refused(501, "books_absent")
	h.get("/receipts/"+a).refused(501, "books_absent")
	h.get("/transfers/"+a).refused(501, "books_absent")
}

// lateBooks never catch up.
type lateBooks struct{ bookkeeper.Books }

func (lateBooks) Visible(ctx context.Context, _ uint64) error {
	<-ctx.Done()
	return ctx.Err()
}

func (lateBooks) Position() uint64 { return 0 }

func TestBooksThatAreBehind(t *testing.T) {
	h := newHouse(t)
	a := h.account()
	deps := h.deps()
	deps.Books = lateBooks{bookkeeper.Books{Books: h.books}}
	h.server.Close()
	h.server = httptest.NewServer(api.Handler(deps))
	var page api.PostingPage
	h.get("/accounts/"+a+"/history").want(200, &page)
	if page.Lag == 0 {
		t.Error("the books are behind, and the answer does not say so")
	}
	h.get("/transfers/"+a).refused(503, "books_behind")
	h.get("/receipts/"+a).refused(503, "books_behind")
}

// A key that ends makes none that goes on: what a wallet signs in with for an hour
// would be good for ever.
func TestAKeyThatEndsMakesNoneThatGoesOn(t *testing.T) {
	h := newHouse(t)
	ann := h.buyer("Ann")
	end := h.now().Add(time.Hour)
	at := func(d time.Duration) string { return end.Add(d).UTC().Format(time.RFC3339) }
	var session, made api.KeyAnswer
	h.post("/keys", `{"party":"`+ann.ID+`","name":"session","scopes":["call","manage"],"expires":"`+at(0)+`"}`).want(201, &session)
	as := h.as(session.Secret)
	as.post("/keys", `{"name":"longer","scopes":["call"],"expires":"`+at(time.Minute)+`"}`).refused(403, "key_outlives")
	as.post("/keys", `{"name":"as long","scopes":["call"]}`).want(201, &made)
	if made.Expires == "" || made.Expires > session.Expires {
		t.Errorf("it goes on until %q", made.Expires)
	}
	as.call(http.MethodPatch, "/keys/"+made.ID, `{"expires":null}`).want(200, &made)
	if made.Expires == "" {
		t.Error("its end was taken away")
	}
	as.call(http.MethodPatch, "/keys/"+made.ID, `{"expires":"`+at(time.Minute)+`"}`).refused(403, "key_outlives")
	h.call(http.MethodPatch, "/keys/"+made.ID, `{"expires":null}`).want(200)
}
