package api_test

import (
	"encoding/hex"
	"slices"
	"strings"
	"testing"
	"time"

	"aidollar/api"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/meter"
	"aidollar/core/money"
	"aidollar/core/settlement"
	"aidollar/core/tariff"
)

// The examples of EIP-55.
const (
	addressOne   = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
	addressTwo   = "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359"
	addressThree = "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB"
)

// checksum knows those examples; the program's own comes from its chain's library.
func checksum(a [20]byte) string {
	plain := "0x" + hex.EncodeToString(a[:])
	for _, known := range []string{addressOne, addressTwo, addressThree} {
		if strings.EqualFold(known, plain) {
			return known
		}
	}
	return plain
}

const testCooling = time.Hour

func addressOf(t testing.TB, text string) settlement.Address {
	t.Helper()
	raw, err := hex.DecodeString(text[2:])
	if err != nil {
		t.Fatal(err)
	}
	return settlement.Address(raw)
}

// chainHouse is a house that takes a token, and has a seller with money.
type chainHouse struct {
	*house
	token     uint32
	ann, shop api.PartyAnswer
	block     uint64
	serial    uint64
}

func newChainHouse(t *testing.T) *chainHouse {
	h := &chainHouse{house: newHouse(t), block: 10}
	h.token = h.must(clearing.DefineToken{
		ChainID: 8453, Contract: addressOf(t, addressOne), House: addressOf(t, addressTwo), Decimals: 6, Asset: 1,
	}).Number
	h.must(clearing.SetTokenLimits{Token: h.token, Limits: settlement.Limits{DayMax: dollars(1000), BatchTo: 10}})
	h.ann, h.shop = h.buyer("Ann"), h.seller("Shop", "0")
	return h
}

func dollars(n uint64) money.Amount { return money.Units(n * 1_000_000_000) }

func (h *chainHouse) next() ledger.ID { h.serial++; return h.id(1000 + h.serial) }

// arrives brings a deposit in a block.
func (h *chainHouse) arrives(party string, amount money.Amount) settlement.Arrival {
	h.t.Helper()
	h.block++
	a := settlement.Arrival{ID: h.next(), Token: h.token, Tx: settlement.Hash{byte(h.block)}, Block: h.block, From: addressOf(h.t, addressThree), Amount: amount, Credit: true}
	if party != "" {
		id, err := ledger.ParseID(party)
		if err != nil {
			h.t.Fatal(err)
		}
		a.Party = id
	}
	h.must(clearing.Arrive{Arrival: a})
	return a
}

func (h *chainHouse) final(there money.Amount) {
	h.t.Helper()
	h.block++
	h.must(clearing.Finalize{ChainID: 8453, Block: h.block, Hash: settlement.Hash{9}, Balances: []settlement.Balance{{Token: h.token, Amount: there}}})
}

// ready is a house in which Ann has ten dollars in final blocks and is paid at an
// address.
func (h *chainHouse) ready() *chainHouse {
	h.t.Helper()
	h.arrives(h.ann.ID, dollars(10))
	h.final(dollars(10))
	id, err := ledger.ParseID(h.ann.ID)
	if err != nil {
		h.t.Fatal(err)
	}
	h.must(clearing.SetPayee{Party: id, Token: h.token, To: addressOf(h.t, addressThree)})
	return h
}

func TestTokens(t *testing.T) {
	h := newChainHouse(t)
	asAnn := h.as(h.key(h.ann.ID, "call").Secret)
	var page api.TokenPage
	asAnn.get("/tokens").want(200, &page)
	token := page.Items[0]
	if len(page.Items) != 1 || token.Token != "eip155:8453/erc20:"+addressOne || token.House != addressTwo || token.Limits != nil || token.Halted || token.Decimals != 6 {
		t.Fatalf("a party sees %+v", token)
	}
	var own api.TokenAnswer
	tag := h.get("/tokens/1").want(200, &own).header.Get("Etag")
	if own.Limits == nil || own.Limits.DayMax != "1000" || own.Limits.BatchTo != 10 {
		t.Errorf("an operator sees %+v", own.Limits)
	}
	h.call("PATCH", "/tokens/1", `{"day_max":"0.25"}`, "If-Match", `"other"`).refused(412, "precondition_failed")
	h.call("PATCH", "/tokens/1", `{"day_max":"0.25"}`, "If-Match", tag).want(200, &own)
	if own.Limits.DayMax != "0.25" || own.Limits.BatchTo != 10 {
		t.Errorf("changed to %+v", own.Limits)
	}
	h.call("PATCH", "/tokens/1", `{"day_max":"0.0000001"}`).refused(400, "amount_too_fine")
	h.call("PATCH", "/tokens/1", `{"batch_to":513}`).refused(400, "number_invalid")
	h.call("PATCH", "/tokens/1", `{"batch_to":0}`).refused(422, "limits_invalid")
	h.post("/tokens/1/halt", `{}`).refused(400, "field_missing")
	h.post("/tokens/1/halt", `{"reason":"an audit"}`).want(200, &own)
	if !own.Halted || own.Reason != "an audit" {
		t.Errorf("halted: %+v", own)
	}
	if h.post("/tokens/1/halt", `{"reason":"an audit"}`).want(200).header.Get("Idempotency-Replayed") != "true" {
		t.Error("halted twice for the same reason")
	}
	asAnn.get("/tokens/1").want(200, &own)
	if !own.Halted {
		t.Error("a party is not told that payouts are stopped")
	}
	own = api.TokenAnswer{}
	h.call("POST", "/tokens/1/resume", "").want(200, &own)
	if own.Halted || own.Reason != "" {
		t.Errorf("goes on: %+v", own)
	}
	for _, path := range []string{"/tokens/2", "/tokens/0", "/tokens/4000000000"} {
		h.get(path).refused(404, "token_not_found")
	}
	h.get("/tokens/one").refused(400, "number_invalid")
	asAnn.get("/tokens/1/reconciliation").refused(403, "key_scope")
}

func TestReconciliation(t *testing.T) {
	h := newChainHouse(t).ready()
	h.arrives(h.ann.ID, dollars(3))
	h.arrives("", dollars(2))
	var r api.ReconciliationAnswer
	h.get("/tokens/1/reconciliation").want(200, &r)
	if r.Custody != "10" || r.Arriving != "3" || r.PayingOut != "0" || r.Unallocated != "0" || r.FinalBlock != 12 || r.Compared == nil || !r.Compared.Agrees {
		t.Errorf("%+v %+v", r, r.Compared)
	}
	h.final(dollars(14))
	h.get("/tokens/1/reconciliation").want(200, &r)
	if r.Custody != "15" || r.Unallocated != "2" || !r.Halted || r.Reason == "" || r.Compared.Agrees || r.Compared.OnChain != "14" || r.Compared.Ledger != "15" {
		t.Errorf("%+v %+v", r, r.Compared)
	}
	var list api.ComparisonPage
	h.get("/tokens/1/comparisons").want(200, &list)
	if len(list.Items) != 2 || list.Items[0].Agrees || !list.Items[1].Agrees || list.Items[1].OnChain != "10" {
		t.Errorf("%+v", list.Items)
	}
	h.get("/tokens/1/comparisons?differing=true").want(200, &list)
	if len(list.Items) != 1 || !strings.HasPrefix(list.Items[0].Hash, "0x09") {
		t.Errorf("%+v", list.Items)
	}
	var events api.EventPage
	h.get("/events?type=token.halted,token.compared,arrival.changed").want(200, &events)
	var types []string
	for _, e := range events.Items {
		types = append(types, e.Type)
	}
	if !slices.Contains(types, "token.halted") || !slices.Contains(types, "token.compared") || !slices.Contains(types, "arrival.changed") {
		t.Errorf("the events are %v", types)
	}
}

func TestPayments(t *testing.T) {
	h := newChainHouse(t)
	bob := h.buyer("Bob")
	h.post("/cards?seller="+h.shop.ID, cardText, "Content-Type", yaml).want(201)
	key := h.key(h.ann.ID, "call")
	payment := h.next()
	reserve := clearing.Reserve{
		Call: h.next(), Key: parsed(t, key.ID), Seller: parsed(t, h.shop.ID), Model: "demo-text", Deadline: h.now().Add(time.Minute).UnixNano(),
		Limits: []tariff.Limit{{Meters: meter.TextInput, Max: 100}, {Meters: meter.TextOutput, Max: 50}},
	}
	h.must(clearing.Tender{
		Payment: payment, Token: h.token, Scheme: settlement.Exact, Signed: dollars(1), Until: h.now().Add(time.Hour).UnixNano(), Payload: []byte("signed"),
		Trust: settlement.Trust{Max: dollars(5), Funds: dollars(5)}, Call: reserve,
	})
	asAnn, asBob := h.as(h.key(h.ann.ID, "read").Secret), h.as(h.key(bob.ID, "read").Secret)
	var p api.PaymentAnswer
	asAnn.get("/payments/"+payment.String()).want(200, &p)
	if p.State != "held" || p.Signed != "1" || p.Scheme != "exact" || p.Call != reserve.Call.String() || p.Token != "eip155:8453/erc20:"+addressOne || len(p.Steps) != 1 {
		t.Errorf("%+v", p)
	}
	var balance api.BalanceAnswer
	asAnn.get("/balance").want(200, &balance)
	if balance.Promised != "1" || balance.Withdrawable != "0" || balance.Debt != "0" {
		t.Errorf("%+v", balance)
	}
	h.must(clearing.Void{Call: reserve.Call, Reason: "upstream_failed"})
	asAnn.get("/payments/"+payment.String()).want(200, &p)
	if p.State != "released" || len(p.Steps) != 2 || p.Steps[0].State != "held" || p.Call == "" {
		t.Errorf("%+v", p)
	}
	asBob.get("/payments/"+payment.String()).refused(403, "key_scope")
	asBob.get("/payments/"+h.next().String()).refused(403, "key_scope")
	h.get("/payments/"+h.next().String()).refused(404, "payment_unknown")
	var payments api.PaymentPage
	for path, want := range map[string]int{
		"/payments": 1, "/payments?state=released": 1, "/payments?state=due": 0, "/payments?token=1": 1, "/payments?token=2": 0,
		"/payments?party=" + h.ann.ID: 1, "/payments?party=" + bob.ID: 0, "/payments?call=" + reserve.Call.String(): 1,
	} {
		if h.get(path).want(200, &payments); len(payments.Items) != want {
			t.Errorf("%s: %d, want %d", path, len(payments.Items), want)
		}
	}
	asAnn.get("/payments?party="+bob.ID).refused(403, "key_scope")
	h.get("/payments?state=lost").refused(400, "word_unknown")
	h.get("/payments?token=x").refused(400, "number_invalid")
	var found api.FoundPage
	asAnn.get("/search?q="+payment.String()).want(200, &found)
	if len(found.Items) != 1 || found.Items[0].Kind != api.FoundPayment {
		t.Errorf("%+v", found.Items)
	}
}

func TestArrivals(t *testing.T) {
	h := newChainHouse(t)
	asAnn := h.as(h.key(h.ann.ID, "read").Secret)
	seen, nobody := h.arrives(h.ann.ID, dollars(4)), h.arrives("", dollars(2))
	var a api.ArrivalAnswer
	asAnn.get("/arrivals/"+seen.ID.String()).want(200, &a)
	if a.State != "seen" || !a.Has || a.Amount != "4" || a.From != addressThree || a.Party != h.ann.ID || a.Block != seen.Block {
		t.Errorf("%+v", a)
	}
	asAnn.get("/arrivals/"+nobody.ID.String()).refused(403, "key_scope")
	h.get("/arrivals/"+h.next().String()).refused(404, "arrival_unknown")
	h.must(clearing.DropArrival{ID: seen.ID})
	h.get("/arrivals/"+seen.ID.String()).want(200, &a)
	if a.State != "dropped" || a.Has || len(a.Steps) != 2 {
		t.Errorf("%+v", a)
	}
	tx := "0x" + hex.EncodeToString(nobody.Tx[:])
	var arrivals api.ArrivalPage
	for path, want := range map[string]int{
		"/arrivals": 2, "/arrivals?unallocated=true": 1, "/arrivals?state=dropped": 1, "/arrivals?state=final": 0, "/arrivals?transaction=" + tx: 1, "/arrivals?limit=1": 1,
	} {
		arrivals = api.ArrivalPage{}
		if h.get(path).want(200, &arrivals); len(arrivals.Items) != want {
			t.Errorf("%s: %d, want %d", path, len(arrivals.Items), want)
		}
	}
	h.get("/arrivals?transaction=0x12").refused(400, "hash_invalid")
	var found api.FoundPage
	h.get("/search?q="+tx).want(200, &found)
	if len(found.Items) != 1 || found.Items[0].Kind != api.FoundArrival {
		t.Errorf("%+v", found.Items)
	}
}

func TestPayees(t *testing.T) {
	h := newChainHouse(t)
	asAnn := h.as(h.key(h.ann.ID, "manage", "read").Secret)
	path := "/parties/" + h.ann.ID + "/payees"
	asAnn.call("PUT", path+"/1", `{"address":"`+addressThree+`"}`).want(200)
	var p api.PayeeAnswer
	asAnn.call("PUT", path+"/1", `{"address":"`+strings.ToLower(addressThree)+`"}`).want(200, &p) // the same
	good, err := time.Parse(time.RFC3339Nano, p.GoodFor)
	since, err2 := time.Parse(time.RFC3339Nano, p.Since)
	if err != nil || err2 != nil || good.Sub(since) != testCooling || p.Address != addressThree {
		t.Errorf("%+v", p)
	}
	for body, code := range map[string]string{
		`{"address":"0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"}`: "address_checksum", `{"address":"0x12"}`: "address_invalid",
		`{"address":"5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed00"}`: "address_invalid", `{}`: "field_missing", `{"address":7}`: "field_type",
	} {
		asAnn.call("PUT", path+"/1", body).refused(400, code)
	}
	for _, reserved := range []string{addressOne, addressTwo, "0x" + strings.Repeat("0", 40)} {
		asAnn.call("PUT", path+"/1", `{"address":"`+reserved+`"}`).refused(422, "payee_invalid")
	}
	asAnn.call("PUT", path+"/2", `{"address":"`+addressThree+`"}`).refused(404, "token_not_found")
	h.offset += time.Minute
	other := "0x" + strings.Repeat("7", 40)
	h.call("PUT", path+"/1", `{"address":"`+other+`"}`).want(200, &p) // operators wait as well
	if good, _ := time.Parse(time.RFC3339Nano, p.GoodFor); good.Before(h.now().Add(testCooling - time.Minute)) {
		t.Errorf("%+v", p)
	}
	var page api.PayeePage
	asAnn.get(path).want(200, &page)
	if len(page.Items) != 1 || page.Items[0].Address != other {
		t.Errorf("%+v", page.Items)
	}
	asAnn.get(path+"?history=true").want(200, &page)
	if len(page.Items) != 2 || page.Items[0].Address != other || page.Items[1].Address != addressThree {
		t.Errorf("%+v", page.Items)
	}
	asShop := h.as(h.key(h.shop.ID, "manage", "read").Secret)
	asShop.call("PUT", path+"/1", `{"address":"`+other+`"}`).refused(403, "key_scope")
	asShop.get(path).refused(403, "key_scope")
	h.as(h.key(h.ann.ID, "read").Secret).call("PUT", path+"/1", `{"address":"`+other+`"}`).refused(403, "key_scope")
	h.get("/parties/"+h.next().String()+"/payees").refused(404, "seller_or_buyer_unknown")
}
