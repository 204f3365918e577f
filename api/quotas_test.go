package api_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"aidollar/api"
	"aidollar/core/clearing"
	"aidollar/core/policy"
	"aidollar/core/policy/facts"
	"aidollar/core/policy/ruling"
	"aidollar/rules/packs"
)

const shippingRules = `
@id("licensed") @title("Chips under a licence") @source("law") @from("2000-01-01") @levy("25% customs") @licence("bis-h200") @match("100% investment")
permit(principal, action == Action::"chip.ship", resource) when { context.destination in Jurisdiction::"DE" };
@id("barred") @title("No chips for the military") @source("law") @from("2000-01-01") @remedy("A civil end use.")
forbid(principal, action == Action::"chip.ship", resource) when { context.endUse == "military" };
`

func shippingArchive(t testing.TB) []byte {
	schema, err := packs.Files.ReadFile("schema.cedarschema")
	if err != nil {
		t.Fatal(err)
	}
	a := ruling.Archive{
		Schema: policy.Text{Name: "schema.cedarschema", Policies: schema},
		Packs:  []ruling.Pack{{Name: "test", Sources: []ruling.Source{{Name: "law", Cite: "an act of 2026"}}}},
		Texts:  []policy.Text{{Name: "test/rules.cedar", Policies: []byte(shippingRules)}},
		Facts: []*facts.Entry{
			facts.New("Jurisdiction/DE", nil, "name", "Germany"), facts.New("Jurisdiction/US", nil, "name", "America"),
			facts.New("Chip/h200", nil, "name", "H200", "tpp", 15832, "bandwidth", 4800),
		},
	}
	return a.Bytes()
}

// TestQuotasOverTheAPI follows quotas from their entry over what is counted on them to
// their end.
func TestQuotasOverTheAPI(t *testing.T) {
	h, ann, _, _ := newsHouse(t)
	var q api.QuotaAnswer
	h.call("PUT", "/quotas/us-volume", `{"kind":"meter","unit":"chips"}`).want(200, &q)
	if q.Kind != "meter" || q.Window != "total" || q.Used != "0" || q.Left != "" || q.Count != nil {
		t.Errorf("a meter is %+v", q)
	}
	h.call("PUT", "/quotas/us-volume", `{"kind":"meter","unit":"racks"}`).refused(409, "quota_differs")
	h.call("PUT", "/quotas/x", `{"kind":"tax","unit":"racks"}`).refused(400, "word_unknown")
	if p := h.call("PUT", "/quotas/mica", `{"kind":"meter","unit":"chips","assets":["Asset/a"]}`).refused(422, "quota_invalid"); !strings.Contains(p.Detail, "counts in a currency") {
		t.Errorf("it says %q", p.Detail)
	}
	h.call("PUT", "/quotas/mica", `{"kind":"cap","unit":"eur-micros","window":"average","units_max":"200000000000000","count_max":1000000,"together":true,"assets":["Asset/a"],"places":["Group/EU"]}`).want(200, &q)
	if q.UnitsMax != "200000000000000" || q.Left != "18000000000000000" || q.Count == nil || *q.Count != 90_000_000 || q.Average == nil || q.Begin == "" {
		t.Errorf("a cap of payments is %+v", q)
	}
	h.call("PUT", "/quotas/cn-share", `{"kind":"share","unit":"chips","base":"us-volume","ppm":500000}`).want(200, &q)
	h.post("/quotas/cn-share/counts", `{"units":"1"}`).refused(409, "quota_share")
	h.post("/quotas/us-volume/counts", `{"units":"500","transactions":7}`, "Idempotency-Key", "march").want(201, &q)
	if q.Used != "500" || q.Draws != 7 {
		t.Errorf("counted is %+v", q)
	}
	h.post("/quotas/us-volume/counts", `{"units":"500","transactions":7}`, "Idempotency-Key", "march").want(201, &q)
	if q.Used != "500" {
		t.Errorf("the same again counts: %+v", q)
	}
	if p := h.post("/quotas/cn-share/counts", `{"units":"251"}`).refused(409, "quota_share"); !strings.Contains(p.Detail, "left are 250") {
		t.Errorf("it says %q", p.Detail)
	}
	h.post("/quotas/nowhere/counts", `{"units":"1"}`).refused(404, "quota_unknown")
	h.call("DELETE", "/quotas/us-volume", "").refused(409, "quota_base")
	h.call("DELETE", "/quotas/cn-share", "").want(204)
	h.call("DELETE", "/quotas/us-volume", "").want(204)
	h.get("/quotas/us-volume").want(200, &q)
	if !q.Ended {
		t.Error("a quota that has ended goes on")
	}
	h.get("/quotas/nowhere").refused(404, "quota_unknown")
	var all api.QuotaPage
	if h.get("/quotas").want(200, &all); len(all.Items) != 3 || all.Items[1].Name != "mica" {
		t.Errorf("%d quotas are listed", len(all.Items))
	}
	h.as(h.key(ann.ID, "read").Secret).get("/quotas").refused(403, "key_scope")
}

// TestASaleOverTheAPI is decided, levied and counted in one step, and refused in words.
func TestASaleOverTheAPI(t *testing.T) {
	h, ann, bob, shop := newsHouse(t)
	h.post("/rulesets", installBody(t, shippingArchive(t), nil)).want(201)
	var known []*facts.Entry
	for _, id := range []string{ann.ID, shop.ID} {
		known = append(known, facts.New("Participant/"+id, []string{"Jurisdiction/DE"}, "name", "known"))
	}
	h.must(clearing.RegisterFacts{Entries: known})
	h.call("PUT", "/quotas/bis-h200", `{"kind":"licence","unit":"chips","units_max":"10","authority":"BIS","holder":"Participant/`+shop.ID+`"}`).want(200)
	h.call("PUT", "/quotas/invested", `{"kind":"meter","unit":"dollars"}`).want(200)
	h.call("PUT", "/quotas/investment", `{"kind":"share","unit":"dollars","base":"invested","ppm":1000000}`).want(200)
	h.post("/quotas/invested/counts", `{"units":"100"}`).want(201)
	sale := func(units, amount, endUse string) string {
		return `{"buyer":"` + ann.ID + `","seller":"` + shop.ID + `","amount":"` + amount + `","action":"chip.ship","goods":"Chip/h200","context":{"units":` + units +
			`,"origin":{"ref":"Jurisdiction/US"},"destination":{"ref":"Jurisdiction/DE"},"endUse":"` + endUse + `"}}`
	}
	h.deposit(ann.ID, "50", "in-3")
	var s, again api.SaleAnswer
	h.post("/sales", sale("4", "8.02", "civil"), "Idempotency-Key", "first").want(201, &s)
	if s.Decision == nil || s.Decision.Outcome != "allow" || len(s.Decision.Rules) != 1 || s.Decision.Rules[0].Cite != "an act of 2026" ||
		len(s.Levies) != 1 || s.Levies[0].To != "customs" || s.Levies[0].Amount != "2.005" || len(s.Used) != 2 || s.Used[0] != (api.UsedAnswer{Quota: "bis-h200", Units: "4"}) || s.Used[1].Units != "9" {
		t.Errorf("a sale is answered %+v", s)
	}
	h.post("/sales", sale("4", "8.02", "civil"), "Idempotency-Key", "first").want(201, &again)
	if !reflect.DeepEqual(again, s) {
		t.Errorf("the same again is %+v and not %+v", again, s)
	}
	h.soldAgain(&s, sale)
	var q api.QuotaAnswer
	if h.get("/quotas/bis-h200").want(200, &q); q.Left != "6" {
		t.Errorf("%s units are left", q.Left)
	}
	var due api.AuthorityPage
	if h.get("/authorities").want(200, &due); len(due.Items) != 1 || due.Items[0].Due != "2.005" || due.Items[0].Name != "customs" {
		t.Errorf("due are %+v", due.Items)
	}
	if p := h.post("/sales", sale("1", "1", "military")).refused(403, "rule_denied"); !strings.Contains(p.Detail, "No chips for the military (an act of 2026)") || !strings.Contains(p.Detail, "A civil end use.") {
		t.Errorf("it says %q", p.Detail)
	}
	h.post("/sales", sale("7", "1", "civil")).refused(409, "quota_units")
	h.post("/sales", sale("1", "1000", "civil")).refused(409, "quota_share")
	h.post("/sales", sale("1", "60", "civil")).refused(402, "debit_limited")
	h.post("/sales", sale(`"many"`, "1", "civil")).refused(422, "request_invalid")
	h.post("/sales", strings.Replace(sale("1", "1", "civil"), "Chip/h200", "h200", 1)).refused(400, "entity_malformed")
	h.soldAndRead(&s, ann.ID, bob.ID)
}

// soldAgain asks for a sale once more, in every way and after the rules are others.
func (h *house) soldAgain(s *api.SaleAnswer, sale func(units, amount, endUse string) string) {
	h.t.Helper()
	var again api.SaleAnswer
	body := strings.Replace(sale("4", "8.02", "civil"), "{", `{"id":"`+s.ID+`",`, 1)
	h.post("/sales", body).want(201, &again)
	if !reflect.DeepEqual(again, *s) {
		h.t.Errorf("asked by its id a sale is %+v and not %+v", again, *s)
	}
	h.post("/sales", strings.Replace(body, "8.02", "8.03", 1)).refused(409, "id_reused")
	h.must(clearing.InstallRules{})
	h.offset += 3 * time.Hour // the machine has forgotten the id
	h.must(clearing.Tick{})
	var old, shown api.SaleAnswer
	h.post("/sales", body).want(201, &old)
	h.get("/sales/"+s.ID).want(200, &shown)
	if !reflect.DeepEqual(old, *s) || !reflect.DeepEqual(shown, *s) {
		h.t.Errorf("hours later a sale is %+v and shown as %+v", old, shown)
	}
	h.post("/rulesets", installBody(h.t, shippingArchive(h.t), nil)).want(201)
}

// soldAndRead reads what the one sale of a house left behind.
func (h *house) soldAndRead(s *api.SaleAnswer, buyer, other string) {
	h.t.Helper()
	var sales api.SalePage
	for _, query := range []string{"", "?party=" + buyer, "?party=" + s.Seller + "&goods=Chip/h200", "?from=2026-01-01T00:00:00Z"} {
		if h.get("/sales"+query).want(200, &sales); len(sales.Items) != 1 || !reflect.DeepEqual(sales.Items[0], s) {
			h.t.Errorf("%s lists %+v", query, sales.Items)
		}
	}
	for _, query := range []string{"?party=" + other, "?goods=Chip/b30", "?until=2026-01-01T00:00:00Z"} {
		if h.get("/sales"+query).want(200, &sales); len(sales.Items) != 0 {
			h.t.Errorf("%s lists %+v", query, sales.Items)
		}
	}
	h.get("/sales/0192d3a4-5b6c-7d8e-9f00-112233445566").refused(404, "sale_unknown")
	h.get("/sales?party=0192d3a4-5b6c-7d8e-9f00-112233445566").refused(422, "party_unknown")
	own, foreign := h.as(h.key(buyer, "read").Secret), h.as(h.key(other, "read").Secret)
	own.get("/sales/" + s.ID).want(200)
	if own.get("/sales").want(200, &sales); len(sales.Items) != 1 {
		h.t.Errorf("its buyer finds %d sales", len(sales.Items))
	}
	foreign.get("/sales/"+s.ID).refused(403, "key_scope")
	if foreign.get("/sales").want(200, &sales); len(sales.Items) != 0 {
		h.t.Errorf("somebody else finds %d sales", len(sales.Items))
	}
	own.get("/quotas/bis-h200/draws").refused(403, "key_scope")

	var draws, counted api.QuotaDrawPage
	h.get("/quotas/bis-h200/draws").want(200, &draws)
	if len(draws.Items) != 1 || draws.Items[0].Sale != s.ID || draws.Items[0].Used != "4" || draws.Items[0].State != "settled" || draws.Items[0].Holder != "Participant/"+s.Seller || draws.Items[0].Goods != "Chip/h200" {
		h.t.Errorf("drawn were %+v", draws.Items)
	}
	if h.get("/quotas/invested/draws").want(200, &counted); len(counted.Items) != 1 || counted.Items[0].Sale != "" || counted.Items[0].Units != "100" {
		h.t.Errorf("counted were %+v", counted.Items)
	}
	h.get("/quotas/nowhere/draws").refused(404, "quota_unknown")
	h.call("PUT", "/quotas/bis-h200", `{"kind":"licence","unit":"chips","units_max":"4","authority":"BIS","holder":"Participant/`+s.Seller+`"}`).want(200)
	h.call("DELETE", "/quotas/bis-h200", "").want(204)
	var history api.QuotaHistory
	h.get("/quotas/bis-h200/history").want(200, &history)
	if len(history.Items) != 4 || history.Items[0].State != "ended" || history.Items[1].State != "exhausted" || history.Items[2].UnitsMax != "4" || history.Items[2].Used != "4" || history.Items[3].UnitsMax != "10" || history.Items[3].Used != "0" {
		h.t.Errorf("it became %+v", history.Items)
	}
	h.get("/quotas/nowhere/history").refused(404, "quota_unknown")
	var events api.EventPage
	h.get("/events?type=sale.made,quota.defined,quota.ended,quota.exhausted").want(200, &events)
	if got := types(events.Items); got != "quota.defined quota.defined quota.defined sale.made quota.defined quota.exhausted quota.ended" || !strings.Contains(string(events.Items[0].Data), `"quota":"bis-h200"`) {
		h.t.Errorf("told of %s: %s", got, events.Items[0].Data)
	}
	if own.get("/events?type=sale.made,quota.defined").want(200, &events); types(events.Items) != "sale.made" {
		h.t.Errorf("the buyer hears of %s", types(events.Items))
	}
}

// TestAQuestionIsCompleted by what the house has counted of the licence that it names, in a
// look as in a question, and says so when it is contradicted.
func TestAQuestionIsCompleted(t *testing.T) {
	h, ann, _, shop := newsHouse(t)
	h.post("/rulesets", installBody(t, shippingArchive(t), nil)).want(201)
	h.must(clearing.RegisterFacts{Entries: []*facts.Entry{
		facts.New("Participant/"+ann.ID, []string{"Jurisdiction/DE"}, "name", "known"), facts.New("Participant/"+shop.ID, []string{"Jurisdiction/US"}, "name", "known"),
		facts.New("Licence/bis-h200", nil, "authority", "BIS", "holder", facts.Ref("Participant/"+shop.ID), "customers", []string{}, "chips", []string{}, "units", 10),
	}})
	h.call("PUT", "/quotas/bis-h200", `{"kind":"licence","unit":"chips","units_max":"10","authority":"BIS","holder":"Participant/`+shop.ID+`"}`).want(200)
	h.post("/quotas/bis-h200/counts", `{"units":"3","holder":"Participant/`+shop.ID+`"}`).want(201)
	ask := func(more string) string {
		return "principal: Participant/" + ann.ID + "\naction: chip.ship\nresource: Chip/h200\ncontext: {units: 1, origin: {ref: Jurisdiction/US}, destination: {ref: Jurisdiction/DE}, endUse: civil, licence: {ref: Licence/bis-h200}" + more + "}\n"
	}
	for _, path := range []string{"/decisions?dry=true", "/decisions"} {
		var d api.DecisionAnswer
		if h.yaml("POST", path, ask("")).want(200, &d); !strings.Contains(string(d.Context), `"licenceUsed":3`) || d.Outcome != "allow" {
			t.Errorf("%s: %s of %s", path, d.Outcome, d.Context)
		}
		if p := h.yaml("POST", path, ask(", licenceUsed: 2")).refused(409, "context_contradicted"); !strings.Contains(p.Detail, "licenceUsed is 2, and by the quota bis-h200 it is 3") {
			t.Errorf("%s: it says %q", path, p.Detail)
		}
	}
}
