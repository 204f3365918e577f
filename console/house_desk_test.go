package console

import (
	"context"
	"encoding/hex"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"aidollar/core/attest"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/licence"
	"aidollar/core/money"
	"aidollar/core/policy/ruling"
)

// What the test house does at the desk of rules: it notes what it is asked for.

func (h *house) do(format string, args ...any) error {
	h.done = append(h.done, fmt.Sprintf(format, args...))
	return h.err
}

// ShippedPacks implements RuleDesk.
func (h *house) ShippedPacks(context.Context) ([]ruling.Pack, error) {
	return []ruling.Pack{
		{Name: "baseline", Title: "What holds everywhere", Version: "2026-07-01"}, {Name: "common", Title: "Places and chips", Version: "2026-07-01"},
		{Name: "home", Title: "Home & abroad " + hostile, Version: "2026-07-01", Jurisdiction: "US"},
	}, h.err
}

// MustSign implements RuleDesk.
func (h *house) MustSign() bool { return h.signed }

// CompareRules implements RuleDesk.
func (h *house) CompareRules(_ context.Context, packs []string, _ int64) (RulesDifference, error) {
	if slices.Contains(packs, "nothing") {
		return RulesDifference{}, &Refusal{Code: "pack_unknown", Sentence: "No pack of that name comes with the program"}
	}
	if slices.Contains(packs, "home") {
		return RulesDifference{Set: 1, Digest: strings.Repeat("ab", 32), Rules: 4}, nil
	}
	d := RulesDifference{Set: 1, Digest: strings.Repeat("cd", 32), Rules: 30, Facts: 7, Removed: []RuleName{{"ship", "Chips go abroad under a licence <of the authority>"}}, Changed: []RuleName{{"open", "What nothing forbids may be done"}}}
	for i := range 25 {
		d.Added = append(d.Added, RuleName{fmt.Sprintf("a-rule-with-a-long-name-%d", i), "A rule that says what may not be done where, and by whom"})
	}
	return d, nil
}

// InstallRules implements RuleDesk.
func (h *house) InstallRules(_ context.Context, packs []string, from int64, note string) error {
	return h.do("install %s %d %s", strings.Join(packs, "+"), from, note)
}

// CancelRules implements RuleDesk.
func (h *house) CancelRules(_ context.Context, number uint32) error {
	if number == 3 {
		return &Refusal{Code: "rules_not_scheduled", Sentence: "it is in force already."}
	}
	return h.do("cancel %d", number)
}

// Facts implements RuleDesk.
func (h *house) Facts(_ context.Context, kind, cursor string, _ int) (page FactPage, err error) {
	if cursor != "" || len(h.receipts) == 0 {
		return page, h.err
	}
	page = FactPage{Kinds: []string{"Asset", "Participant"}, Rows: []EntityFacts{
		{Entity: "Asset/eip155:8453/erc20:0x833589fcd6edb6e08f4c7c32d4f71b54bda02913", Versions: []FactVersion{{From: noon / 1e9, Source: "issuer <by letter>", Attributes: `{"issuer":{"ref":"Participant/us-issuer"},"kind":"stablecoin","name":"USDC","peg":"USD"}`}}},
		{Entity: "Participant/acme", Party: partyBuyer, Versions: []FactVersion{
			{In: []string{"Jurisdiction/DE", "Group/customers"}, From: noon/1e9 - 86_400, Until: noon / 1e9, Source: "register", Attributes: `{"name":"Acme"}`},
			{In: []string{"Jurisdiction/FR"}, From: noon / 1e9, Source: "register", Attributes: `{"name":"Acme ` + hostile + `"}`},
		}},
	}}
	page.Rows = slices.DeleteFunc(page.Rows, func(e EntityFacts) bool { return kind != "" && !strings.HasPrefix(e.Entity, kind+"/") })
	return page, h.err
}

// FactsText implements RuleDesk.
func (h *house) FactsText(_ context.Context, entity string) (string, error) {
	if entity != "Participant/acme" {
		return "", h.err
	}
	return "- entity: Participant/acme\n  from: 2026-03-01\n  source: register\n  attributes: {name: Acme}\n", h.err
}

// RegisterFacts implements RuleDesk.
func (h *house) RegisterFacts(_ context.Context, text []byte) (int, []Mistake, error) {
	if strings.Contains(string(text), "nmae") {
		return 0, []Mistake{{Line: 2, Column: 3, Code: "attribute_unknown", Text: "a participant has no nmae; did you mean name?"}}, nil
	}
	return 1, nil, h.do("facts %q", text)
}

// RemoveFacts implements RuleDesk.
func (h *house) RemoveFacts(_ context.Context, entity string) error { return h.do("remove %s", entity) }

// SetQuota implements RuleDesk.
func (h *house) SetQuota(_ context.Context, q licence.Quota) error {
	if refusal := testQuotas().Set(q); refusal != "" && refusal != licence.Exists {
		return &Refusal{Code: string(refusal), Sentence: refusal.Sentence()}
	}
	return h.do("quota %+v", q)
}

// EndQuota implements RuleDesk.
func (h *house) EndQuota(_ context.Context, name string) error {
	if refusal := testQuotas().End(name); refusal != "" {
		return &Refusal{Code: string(refusal), Sentence: refusal.Sentence()}
	}
	return h.do("end %s", name)
}

// QuotaSteps implements RuleDesk.
func (h *house) QuotaSteps(ctx context.Context, name string) ([]QuotaStep, error) {
	s, err := h.Quota(ctx, name)
	return []QuotaStep{{At: noon, State: clearing.QuotaNear, Quota: s.Quota, Used: s.Used}, {At: noon - 3600e9, State: clearing.QuotaDefined, Quota: s.Quota}}, err
}

// QuotaDraws implements RuleDesk.
func (h *house) QuotaDraws(_ context.Context, name string, _ int) ([]QuotaDraw, error) {
	if name != "chips-abroad" {
		return nil, h.err
	}
	return []QuotaDraw{
		{ID: testID(40_001), At: noon, Units: money.Units(3_500), State: clearing.DrawOpened, Goods: "Chip/h200", Customer: "Participant/" + partyOther.ID.String(), OfSale: true},
		{ID: testID(40_002), At: noon - 3600e9, Units: money.Units(12_000), Used: money.Units(12_000), State: clearing.DrawSettled},
	}, h.err
}

// TrustAuditor implements RuleDesk.
func (h *house) TrustAuditor(_ context.Context, a attest.Auditor) error {
	if a.Name == "Bad Name" {
		return &Refusal{Code: "auditor_invalid", Sentence: "the name of an auditor is no name"}
	}
	return h.do("trust %s %x %d %d %d", a.Name, a.Key[:2], a.Kinds, a.From, a.Until)
}

// DistrustAuditor implements RuleDesk.
func (h *house) DistrustAuditor(_ context.Context, key [32]byte, reason string) error {
	return h.do("distrust %x %s", key[:3], reason)
}

func (h *house) saleList() []Sale {
	if len(h.receipts) == 0 {
		return nil
	}
	return []Sale{
		{ID: testID(40_001), At: noon, Buyer: partyBuyer, Seller: partySeller, Asset: money.USD(), Amount: money.Units(25_000_000_000_000), Action: "chip.ship", Goods: "Chip/h200", Decision: 3,
			Levies: []clearing.LevyPaid{{To: "us-customs", Amount: money.Units(6_250_000_000_000)}}, Used: []licence.Line{{Quota: "chips-abroad", Units: money.Units(3_500)}, {Quota: "investment", Units: money.Units(25_000)}}},
		{ID: testID(40_000), At: noon - 3600e9, Buyer: partyOther, Seller: partySeller, Asset: money.USD(), Amount: money.Units(1_000_000_000), Action: "chip.ship", Goods: "Chip/b30"},
	}
}

// Sales implements RuleDesk.
func (h *house) Sales(_ context.Context, cursor string, _ int) (SalePage, error) {
	if cursor != "" {
		return SalePage{}, ErrCursor
	}
	return SalePage{Sales: h.saleList()}, h.err
}

// Sale implements RuleDesk.
func (h *house) Sale(_ context.Context, id ledger.ID) (Sale, error) {
	for _, s := range h.saleList() {
		if s.ID == id {
			if s.Decision != 0 {
				s.Set, s.Deciding = 1, []ruling.Cited{{ID: "ship", Title: "Chips go abroad <under a licence>"}}
			}
			return s, h.err
		}
	}
	return Sale{}, ErrNotFound
}

// testAuditorHex is the key of the first auditor.
var testAuditorHex = hex.EncodeToString(func() []byte { key := [32]byte{1, 2, 3}; return key[:] }())

// deskPaths are the pages with forms, and those of what is entered.
var deskPaths = []string{
	"/console/packs/install", "/console/packs/2/cancel", "/console/facts", "/console/facts/enter", "/console/facts/remove?entity=Participant/acme", "/console/quotas/new",
	"/console/quotas/chips-abroad/end", "/console/auditors/new", "/console/auditors/" + testAuditorHex + "/distrust", "/console/sales", "/console/sales/" + testID(40_001).String(),
}

// TestTheDeskIsForTheHouse keeps everybody else from its pages and its forms, and forms from
// elsewhere from the house.
func TestTheDeskIsForTheHouse(t *testing.T) {
	h := newHouse(120)
	for _, secret := range []string{secretBuyer, secretSeller, secretOther} {
		v := newVisitor(t, h).signIn(secret)
		for _, path := range deskPaths {
			v.status(path, 404)
			if a, _ := v.post(path, url.Values{"form": {formTokenOf(v)}, "entity": {"Participant/acme"}, "reason": {"mine"}}); a.StatusCode != 404 && a.StatusCode != 405 {
				t.Errorf("%s sent %s: %d", secret, path, a.StatusCode)
			}
		}
	}
	v := newVisitor(t, h).signIn(secretAdmin)
	for _, path := range deskPaths {
		v.get(path)
		if a, _ := v.post(path, url.Values{"form": {"forged"}}); a.StatusCode != 403 && a.StatusCode != 405 {
			t.Errorf("a forged form to %s: %d", path, a.StatusCode)
		}
	}
	for _, path := range []string{
		"/console/packs/9/cancel", "/console/facts/remove?entity=Participant/nobody", "/console/quotas/nothing/end", "/console/quotas/new?name=nothing", "/console/auditors/00/distrust",
		"/console/sales/nothing", "/console/sales/" + testID(1).String(),
	} {
		v.status(path, 404)
	}
	if len(h.done) > 0 {
		t.Errorf("it was done: %q", h.done)
	}
}

// desk sends forms and notes what comes of them.
type desk struct {
	*visitor
	h     *house
	token string
}

func newDesk(t *testing.T) *desk {
	h := newHouse(120)
	d := &desk{visitor: newVisitor(t, h).signIn(secretAdmin), h: h}
	d.token, _ = d.hidden(d.get("/console/packs/install"))
	return d
}

// send sends fields, which stand in pairs, and wants a status, words on the page, and what
// was done.
func (d *desk) send(path string, status int, says, done string, pairs ...string) {
	d.t.Helper()
	form := url.Values{"form": {d.token}}
	for i := 0; i < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	d.h.done = nil
	a, page := d.post(path, form)
	if got := strings.Join(d.h.done, "; "); a.StatusCode != status || got != done {
		d.t.Errorf("%s %v: %d and %q, want %d and %q", path, pairs, a.StatusCode, got, status, done)
	}
	wants(d.t, path, page, []string{says}, []string{hostile})
}

// TestPacksAreInstalled once somebody has seen what would be otherwise, and a set to come is
// taken back.
func TestPacksAreInstalled(t *testing.T) {
	d := newDesk(t)
	const path = "/console/packs/install"
	page := d.get(path)
	wants(t, "the form", page, []string{`value="home" checked`, "<code>baseline</code>", "Show what would be otherwise"}, []string{`value="common"`, "act\" value=\"install", hostile})
	d.send(path, 422, "Choose at least one pack", "", "act", "look")
	d.send(path, 422, "That is no time", "", "act", "look", "pack", "baseline", "from", "soon")
	d.send(path, 409, "No pack of that name", "", "act", "look", "pack", "nothing")
	d.send(path, 200, "a-rule-with-a-long-name-24", "", "act", "look", "pack", "baseline")
	d.send(path, 200, "Chips go abroad under a licence &lt;of the authority&gt;", "", "act", "look", "pack", "baseline")
	d.send(path, 200, "and their facts are those of set 1", "", "act", "look", "pack", "home")
	digest := strings.Repeat("cd", 32)
	d.send(path, 409, "than when you looked", "", "act", "install", "pack", "baseline", "digest", strings.Repeat("00", 32), "against", "1")
	d.send(path, 409, "than when you looked", "", "act", "install", "pack", "baseline", "digest", digest, "against", "7")
	d.send(path, 303, "", "install baseline+home 1775030400000000000 by the board", "act", "install", "pack", "baseline", "pack", "home", "digest", strings.Repeat("ab", 32), "against", "1", "from", "2026-04-01T08:00", "note", " by the board ")
	wants(t, "sets", d.get("/console/packs"), []string{`href="/console/packs/2/cancel"`, `href="/console/packs/install"`}, []string{`href="/console/packs/1/cancel"`})
	d.send("/console/packs/2/cancel", 303, "", "cancel 2")
	d.send("/console/packs/3/cancel", 409, "It is in force already.", "")
	d.h.signed = true
	wants(t, "the first set", newVisitor(t, newHouse(0)).signIn(secretAdmin).get(path), []string{"<code>home</code>"}, []string{"checked"})
	wants(t, "a house that wants signatures", d.get(path), []string{"aidollar rules install --sign"}, nil)
}

// TestFactsAreEntered with every mistake in its line, and removed.
func TestFactsAreEntered(t *testing.T) {
	d := newDesk(t)
	page := d.get("/console/facts")
	wants(t, "facts", page, []string{"Participant/acme", "in Jurisdiction/DE, Group/customers", "2026-02-28 to 2026-03-01", "issuer &lt;by letter&gt;"}, []string{hostile})
	wants(t, "facts of a type", d.get("/console/facts?kind=Asset"), []string{"erc20"}, []string{"Participant/acme"})
	wants(t, "facts of no type", d.get("/console/facts?kind=Chip"), []string{"No such facts"}, nil)
	wants(t, "the form", d.get("/console/facts/enter"), []string{"- entity: Participant/acme", "from: 2026-03-01"}, nil)
	wants(t, "the form of one", d.get("/console/facts/enter?entity=Participant/acme"), []string{"source: register", "Change the facts of"}, nil)
	d.send("/console/facts/enter", 422, `line 2, column 3</span> a participant has no nmae`, "", "facts", "- entity: Participant/acme\r\n  nmae: Acme\r\n")
	d.send("/console/facts/enter", 422, "<mark>nmae: Acme", "", "facts", "- entity: Participant/acme\r\n  nmae: Acme\r\n")
	d.send("/console/facts/enter", 303, "", `facts "- entity: Participant/acme\n"`, "facts", "- entity: Participant/acme\r\n")
	wants(t, "asked", d.get("/console/facts/remove?entity=Participant/acme"), []string{"Remove the facts of Participant/acme?"}, nil)
	d.send("/console/facts/remove", 303, "", "remove Participant/acme", "entity", "Participant/acme")
	d.send("/console/facts/remove", 404, "Not found", "", "entity", "Participant/nobody")
}

// TestQuotasAreEntered with what is wrong in its field, changed and ended.
func TestQuotasAreEntered(t *testing.T) {
	d := newDesk(t)
	const path = "/console/quotas/new"
	d.send(path, 422, "is no whole number", "", "name", "new", "kind", "cap", "unit", "chips", "window", "day", "units", "many")
	d.send(path, 422, "is no part in percent", "", "name", "new", "kind", "share", "unit", "chips", "window", "total", "base", "us-volume", "share", "half")
	d.send(path, 422, "That is no time", "", "name", "new", "kind", "licence", "unit", "chips", "window", "total", "units", "1", "until", "soon")
	d.send(path, 422, "A cap has units, a number of draws, or both", "", "name", "new", "kind", "cap", "unit", "chips", "window", "day")
	d.send(path, 409, "A quota keeps its kind", "", "name", "us-volume", "kind", "meter", "unit", "racks", "window", "total")
	want := licence.Quota{Name: "new", Kind: licence.Licence, Unit: "chips", Window: licence.Total, Title: "A <licence>", UnitsMax: money.Units(1000), Authority: "BIS", Holder: "Participant/a",
		Customers: []string{"Participant/x", "Participant/y"}, Goods: []string{"Chip/h200"}, From: noon, Until: noon + 31*86_400e9, Assets: []string{}, Places: []string{}}
	d.send(path, 303, "", fmt.Sprintf("quota %+v", want), "name", "new", "kind", "licence", "unit", "chips", "window", "total", "title", "A <licence>", "units", "1000", "authority", "BIS", "holder", "Participant/a",
		"customers", "Participant/x\r\nParticipant/y\r\n", "goods", "Chip/h200", "from", "2026-03-01T12:00", "until", "2026-04-01T12:00")
	d.send(path, 303, "", fmt.Sprintf("quota %+v", licence.Quota{Name: "third", Kind: licence.Share, Unit: "chips", Window: licence.Total, Base: "us-volume", PPM: 333_333, Customers: []string{}, Goods: []string{}, Assets: []string{}, Places: []string{}}),
		"name", "third", "kind", "share", "unit", "chips", "window", "total", "base", "us-volume", "share", "33.3333")
	wants(t, "the form of one", d.get(path+"?name=chips-abroad"), []string{`value="35000"`, "Chip/h200\nChip/mi325x", `value="2027-03-01T12:00"`, "Change a quota"}, nil)
	wants(t, "one that refuses beyond both", d.get(path+"?name=asset-usd"), []string{`name="together" value="yes" checked`, `value="1000000"`}, nil)
	wants(t, "a quota", d.get("/console/quotas/chips-abroad"), []string{"nearly used up", "35000 chips", "counted by hand", "/console/sales/" + testID(40_001).String(), "End it"}, []string{hostile})
	wants(t, "one that has ended", d.get("/console/quotas/closed"), nil, []string{"End it"})
	d.send("/console/quotas/a-day/end", 303, "", "end a-day")
	d.send("/console/quotas/us-volume/end", 409, "a quota does not end while a share rests on it", "")
}

// TestAuditorsAreTrusted by their keys, and distrusted with a reason.
func TestAuditorsAreTrusted(t *testing.T) {
	d := newDesk(t)
	const path = "/console/auditors/new"
	d.send(path, 422, "That is no Ed25519 key", "", "name", "tuev", "key", "abc", "kind", "Participant")
	d.send(path, 422, "Choose at least one", "", "name", "tuev", "key", strings.Repeat("ab", 32))
	d.send(path, 422, "Give the name", "", "key", strings.Repeat("ab", 32), "kind", "Delivery")
	d.send(path, 409, "The name of an auditor is no name.", "", "name", "Bad Name", "key", strings.Repeat("ab", 32), "kind", "Delivery")
	d.send(path, 303, "", "trust tuev abab 6 0 1775030400000000000", "name", "tuev", "key", strings.Repeat("ab", 32), "kind", "Participant", "kind", "DataCentre", "until", "2026-04-01T08:00")
	d.send(path, 303, "", "trust tuev abab 8 0 0", "name", "tuev", "key", "q6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6s", "kind", "Delivery")
	wants(t, "auditors", d.get("/console/auditors"), []string{"/console/auditors/" + testAuditorHex + "/distrust", `href="/console/auditors/new"`}, nil)
	at := "/console/auditors/" + testAuditorHex + "/distrust"
	d.send(at, 422, "Say why", "", "reason", " ")
	d.send(at, 303, "", "distrust 010203 the key leaked", "reason", "the key leaked")
}

// TestSalesAreShown with what was levied and used up.
func TestSalesAreShown(t *testing.T) {
	d := newDesk(t)
	wants(t, "sales", d.get("/console/sales"), []string{"us-customs", "<code>chips-abroad</code>", "Chip/b30"}, []string{hostile})
	wants(t, "a sale", d.get("/console/sales/"+testID(40_001).String()), []string{"Levied for", "us-customs", `href="/console/quotas/chips-abroad"`, `href="/console/decisions/3"`, "Chips go abroad &lt;under a licence&gt;"}, []string{hostile})
	wants(t, "a sale under no rules", d.get("/console/sales/"+testID(40_000).String()), []string{"no rules were in force"}, nil)
	d.status("/console/sales?after=9", 400)
	wants(t, "no sales", newVisitor(t, newHouse(0)).signIn(secretAdmin).get("/console/sales"), []string{"No sales yet"}, nil)
	wants(t, "no facts", newVisitor(t, newHouse(0)).signIn(secretAdmin).get("/console/facts"), []string{"No facts are entered"}, nil)
}
