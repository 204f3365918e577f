package api_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"aidollar/api"
	"aidollar/client"
	"aidollar/core/policy/facts"
	"aidollar/core/policy/ruling"
	"aidollar/internal/yamlfile"
	"aidollar/rules/factfile"
	"aidollar/rules/pack"
	"aidollar/rules/packs"
)

func archiveOf(t testing.TB, names ...string) []byte {
	t.Helper()
	l, err := pack.NewLibrary(packs.Files)
	if err != nil {
		t.Fatal(err)
	}
	book, err := l.Compile(names)
	if err != nil {
		t.Fatal(err)
	}
	return book.Archive().Bytes()
}

func mistakesOf(err error) (all []api.Mistake) {
	var wrong yamlfile.Mistakes
	if err != nil && !errors.As(err, &wrong) {
		return []api.Mistake{{Code: "unreadable", Text: err.Error()}}
	}
	for _, m := range wrong {
		all = append(all, api.Mistake{Line: m.Line, Column: m.Column, Code: m.Code, Text: m.Text})
	}
	return all
}

func readFacts(law *ruling.Law, registered []*facts.Entry, only ruling.Entity, text []byte) ([]*facts.Entry, []api.Mistake) {
	entries, err := factfile.ReadRegistered("body", law, registered, only, text)
	return entries, mistakesOf(err)
}

func readAsk(law *ruling.Law, text []byte) (*ruling.Ask, []api.Mistake) {
	ask, err := factfile.ReadAsk("body", law, text)
	return ask, mistakesOf(err)
}

func installBody(t testing.TB, archive []byte, more map[string]any) string {
	t.Helper()
	body := map[string]any{"archive": base64.StdEncoding.EncodeToString(archive)}
	for k, v := range more {
		body[k] = v
	}
	raw, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func (h *house) yaml(method, path, body string, header ...string) *answer {
	h.t.Helper()
	return h.call(method, path, body, append([]string{"Content-Type", yaml}, header...)...)
}

// TestASetOfRules follows sets from their installation to their end.
func TestASetOfRules(t *testing.T) {
	h := newHouse(t)
	var page api.RuleSetPage
	h.get("/rulesets").want(200, &page)
	if len(page.Items) != 0 {
		t.Fatalf("%+v", page.Items)
	}
	h.post("/rulesets", `{}`).refused(400, "field_missing")
	h.post("/rulesets", `{"archive":"AAAA","none":true}`).refused(400, "field_missing")
	h.post("/rulesets", `{"archive":"***"}`).refused(400, "archive_malformed")
	if p := h.post("/rulesets", `{"archive":"AAAA"}`).refused(422, "rules_invalid"); !strings.Contains(p.Detail, "no set of rules") {
		t.Errorf("it says %q", p.Detail)
	}
	us := archiveOf(t, "baseline", "us")
	var set api.RuleSetAnswer
	h.post("/rulesets", installBody(t, us, map[string]any{"note": "by the desk"})).want(201, &set)
	if set.Number != 1 || set.State != "in_force" || set.Note != "by the desk" || set.RuleCount == 0 || len(set.Packs) != 3 || set.Packs[2].Name != "us" || set.Packs[2].Disclaimer == "" || set.Signer != "" {
		t.Errorf("%+v", set)
	}
	if again := h.post("/rulesets", installBody(t, us, map[string]any{"note": "by the desk"})).want(201, &set); set.Number != 1 || again.header.Get("Idempotency-Replayed") != "true" {
		t.Errorf("the same once more: %+v", set)
	}
	h.post("/rulesets", installBody(t, archiveOf(t, "baseline"), map[string]any{"from": h.now().Add(time.Hour).UTC().Format(time.RFC3339)})).want(201, &set)
	if set.State != "scheduled" {
		t.Errorf("%+v", set)
	}
	h.get("/rulesets").want(200, &page)
	if len(page.Items) != 2 {
		t.Errorf("%+v", page.Items)
	}
	h.rulesInWords()
	h.call(http.MethodDelete, "/rulesets/1", "").refused(409, "rules_not_scheduled")
	h.call(http.MethodDelete, "/rulesets/2", "").want(204)
	h.post("/rulesets", `{"none":true}`).want(201, &set)
	if set.RuleCount != 0 || set.Digest != strings.Repeat("0", 64) {
		t.Errorf("no rules: %+v", set)
	}
	h.get("/rulesets?all=true").want(200, &page)
	states := []string{}
	for _, s := range page.Items {
		states = append(states, s.State)
	}
	if strings.Join(states, " ") != "in_force cancelled past" {
		t.Errorf("they are %v", states)
	}
	var detail api.RuleSetDetail
	h.get("/rulesets/1").want(200, &detail) // from the books
	if detail.State != "past" || len(detail.Rules) == 0 {
		t.Errorf("%+v", detail.RuleSetAnswer)
	}
	h.get("/rulesets/9").refused(404, "ruleset_unknown")
	own := h.as(h.key(h.buyer("Ann").ID, "read").Secret)
	own.get("/rulesets/1").want(200)
	own.post("/rulesets", `{"none":true}`).refused(403, "key_scope")
	var events api.EventPage
	h.get("/events?type=rules.installed,rules.cancelled").want(200, &events)
	if len(events.Items) != 4 || events.Items[2].Type != "rules.cancelled" {
		t.Errorf("%+v", events.Items)
	}
}

// rulesInWords looks at the rules of the first set.
func (h *house) rulesInWords() {
	t := h.t
	t.Helper()
	var detail api.RuleSetDetail
	h.get("/rulesets/1").want(200, &detail)
	forbids := 0
	for _, r := range detail.Rules {
		if r.Title == "" || r.Cite == "" || r.Pack == "" || !strings.Contains(r.Cedar, "principal") {
			t.Errorf("a rule in words: %+v", r)
		}
		if r.Effect != "permit" {
			forbids++
		}
	}
	if len(detail.Rules) != detail.RuleCount || forbids == 0 {
		t.Errorf("%d rules of %d", len(detail.Rules), detail.RuleCount)
	}
}

// signedBody is a request to install a set as its number, signed with a key.
func signedBody(t testing.TB, public ed25519.PublicKey, private ed25519.PrivateKey, set ruling.Installed, from time.Time, archive []byte) string {
	t.Helper()
	body := map[string]any{"signer": hex.EncodeToString(public), "signature": hex.EncodeToString(ed25519.Sign(private, set.SigningBytes())), "number": set.Number}
	if !from.IsZero() {
		body["from"] = from.UTC().Format(time.RFC3339Nano)
	}
	return installBody(t, archive, body)
}

func TestSignedRules(t *testing.T) {
	h := newHouse(t)
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	other, stranger, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	h.signers = [][32]byte{[32]byte(public)}
	h.serveAgain()
	archive := archiveOf(t, "baseline")
	law, err := ruling.Compile(archive)
	if err != nil {
		t.Fatal(err)
	}
	signed := func(public ed25519.PublicKey, private ed25519.PrivateKey, set ruling.Installed, from time.Time) string {
		return signedBody(t, public, private, set, from, archive)
	}
	var atOnce time.Time
	first := ruling.Installed{Number: 1, Digest: law.Digest}
	h.post("/rulesets", installBody(t, archive, nil)).refused(422, "rules_unsigned")
	h.post("/rulesets", `{"none":true}`).refused(422, "rules_unsigned")
	h.post("/rulesets", signed(other, stranger, first, atOnce)).refused(403, "rules_signer_unknown")
	h.post("/rulesets", signed(public, stranger, first, atOnce)).refused(422, "rules_signature_wrong")
	h.post("/rulesets", installBody(t, archive, map[string]any{"signer": "00"})).refused(400, "hex_invalid")
	h.post("/rulesets", installBody(t, archive, map[string]any{ // of the digest alone, as it once was
		"signer": hex.EncodeToString(public), "signature": hex.EncodeToString(ed25519.Sign(private, append([]byte("aidollar rules\n"), law.Digest[:]...))), "number": 1,
	})).refused(422, "rules_signature_wrong")
	h.post("/rulesets", signed(public, private, first, h.now().Add(time.Hour))).refused(422, "rules_signature_wrong") // it does not say from then
	var set api.RuleSetAnswer
	h.post("/rulesets", signed(public, private, first, atOnce)).want(201, &set)
	if set.Signer != hex.EncodeToString(public) || set.Digest != hex.EncodeToString(law.Digest[:]) || set.Start != "" || len(set.Signature) != 128 {
		t.Errorf("%+v", set)
	}
	if again := h.post("/rulesets", signed(public, private, first, atOnce)).want(201, &set); set.Number != 1 || again.header.Get("Idempotency-Replayed") != "true" {
		t.Errorf("what is in force once more: %+v", set)
	}
}

// TestASignatureIsGoodOnce: when another set came in, the one before it cannot be brought
// back by its old signature, nor one that was taken back.
func TestASignatureIsGoodOnce(t *testing.T) {
	h := newHouse(t)
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	h.signers = [][32]byte{[32]byte(public)}
	h.serveAgain()
	archive, more := archiveOf(t, "baseline"), archiveOf(t, "baseline", "us")
	first := ruling.Installed{Number: 1, Digest: sha256.Sum256(archive)}
	digest := sha256.Sum256(more)
	var atOnce time.Time
	var set api.RuleSetAnswer
	h.post("/rulesets", signedBody(t, public, private, first, atOnce, archive)).want(201)
	var page api.RuleSetPage
	if h.get("/rulesets").want(200, &page); page.Newest != 1 {
		t.Errorf("the newest is %d", page.Newest)
	}
	from := h.now().Add(time.Hour)
	next := ruling.Installed{Number: 2, Digest: digest, Start: ruling.StartOf(from.UnixNano())}
	h.post("/rulesets", signedBody(t, public, private, next, from, more)).want(201, &set)
	if set.State != "scheduled" || set.Number != 2 || set.Start == "" || set.Start != set.From {
		t.Errorf("%+v", set)
	}
	if p := h.post("/rulesets", signedBody(t, public, private, first, atOnce, archive)).want(201, &set); set.Number != 1 || p.header.Get("Idempotency-Replayed") != "true" {
		t.Errorf("the first is still in force: %+v", set)
	}
	h.post("/rulesets", signedBody(t, public, private, ruling.Installed{Number: 3, Digest: digest}, atOnce, more)).want(201)
	if p := h.post("/rulesets", signedBody(t, public, private, first, atOnce, archive)).refused(409, "rules_signature_stale"); !strings.Contains(p.Detail, "the next set has the number 4, and this one is for 1") {
		t.Errorf("it says %q", p.Detail)
	}
	h.call(http.MethodDelete, "/rulesets/2", "").want(204)
	h.post("/rulesets", signedBody(t, public, private, next, from, more)).refused(409, "rules_signature_stale")
	if h.get("/rulesets?all=true").want(200, &page); len(page.Items) != 3 || page.Newest != 3 {
		t.Errorf("%+v", page)
	}
}

const acme = `
- entity: Participant/acme
  in: [Jurisdiction/DE]
  from: 2026-01-01
  until: 2027-01-01
  source: the register of companies
  attributes: {name: "Acme", headquarters: {ref: Jurisdiction/DE}}
- entity: Participant/acme
  in: [Jurisdiction/US]
  from: 2027-01-01
  source: the register of companies
  attributes: {name: "Acme Inc"}
`

// TestFactsOfAHouse registers facts, reads them and takes them away.
func TestFactsOfAHouse(t *testing.T) {
	h := newHouse(t)
	h.yaml(http.MethodPut, "/facts", acme).refused(409, "rules_none")
	h.post("/rulesets", installBody(t, archiveOf(t, "baseline", "us"), nil)).want(201)
	p := h.yaml(http.MethodPut, "/facts", strings.Replace(acme, "ref: Jurisdiction/DE", "ref: Jurisdiction/XX", 1)+"  nonsense: 3\n").refused(422, "facts_invalid")
	if len(p.Errors) == 0 || p.Errors[0].Line == 0 || p.Errors[0].Column == 0 {
		t.Errorf("the mistakes are %+v", p.Errors)
	}
	if p := h.yaml(http.MethodPut, "/facts", strings.Replace(acme, "ref: Jurisdiction/DE", "ref: Jurisdiction/XX", 1)).refused(422, "facts_invalid"); p.Errors[0].Code != "entity_unknown" || p.Errors[0].Line != 7 {
		t.Errorf("the mistakes are %+v", p.Errors)
	}
	h.yaml(http.MethodPut, "/facts", acme, "Content-Type", "text/plain").refused(415, "media_type_unsupported")
	var written api.FactsWritten
	h.yaml(http.MethodPut, "/facts", acme).want(200, &written)
	if written != (api.FactsWritten{Entities: 1, Versions: 2, Changed: true}) {
		t.Errorf("%+v", written)
	}
	h.yaml(http.MethodPut, "/facts", acme).want(200, &written)
	if written.Changed {
		t.Error("the same once more changed something")
	}
	var known api.FactsAnswer
	h.get("/facts/Participant/acme").want(200, &known)
	if known.Origin != "registered" || len(known.Versions) != 2 || !bytes.Contains(known.Now, []byte(`"ultimate":{"ref":"Jurisdiction/DE"}`)) || known.Versions[0].Source != "the register of companies" || len(known.History) != 2 {
		t.Errorf("%+v %s", known, known.Now)
	}
	// An entity whose id has slashes, in JSON, and as one mapping without its name.
	token := "/facts/Asset/" + "eip155:1%2Ferc20:0xab"
	h.call(http.MethodPut, token, `{"from":"2026-01-01","source":"desk","attributes":{"name":"A","kind":"stablecoin","peg":"USD","issuer":{"ref":"Participant/acme"}}}`).want(200, &known)
	if known.Entity != "Asset/eip155:1/erc20:0xab" {
		t.Errorf("%+v", known)
	}
	h.yaml(http.MethodPut, "/facts/Participant/other", acme).refused(422, "facts_invalid")
	var page api.FactsPage
	names := []string{}
	for next := ""; ; {
		page = api.FactsPage{}
		h.get("/facts?origin=set&limit=7"+next).want(200, &page)
		for _, f := range page.Items {
			names = append(names, f.Entity)
		}
		if page.Next == "" {
			break
		}
		next = "&after=" + page.Next
	}
	if len(names) < 50 || len(names) != len(uniq(names)) {
		t.Errorf("%d entities come with the rules", len(names))
	}
	page = api.FactsPage{}
	h.get("/facts?type=Asset").want(200, &page)
	if len(page.Items) != 1 {
		t.Errorf("%+v", page.Items)
	}
	h.call(http.MethodDelete, token, "").want(204)
	h.call(http.MethodDelete, token, "").refused(404, "facts_unknown")
	h.get("/facts/Region/mars").refused(404, "facts_unknown")
	ann := h.buyer("Ann")
	h.yaml(http.MethodPut, "/parties/"+ann.ID+"/facts", "in: [Jurisdiction/DE]\nfrom: 2026-01-01\nsource: desk\nattributes: {name: Ann}\n").want(200, &known)
	if known.Entity != "Participant/"+ann.ID {
		t.Errorf("%+v", known)
	}
	h.as(h.key(ann.ID, "read").Secret).get("/facts").refused(403, "key_scope")
	var events api.EventPage
	h.get("/events?type=facts.registered").want(200, &events)
	if len(events.Items) != 4 || !strings.Contains(string(events.Items[0].Data), `{"entities":["Participant/acme"]}`) {
		t.Errorf("%s", events.Items[0].Data)
	}
}

func uniq(list []string) map[string]bool {
	m := map[string]bool{}
	for _, s := range list {
		m[s] = true
	}
	return m
}

// TestDecisionsOfAHouse asks, and reads what was decided, as the operator and as the
// party whose business it is.
func TestDecisionsOfAHouse(t *testing.T) {
	h := newHouse(t)
	ann, bob := h.buyer("Ann"), h.buyer("Bob")
	ask := func(party string) string {
		return "principal: Participant/" + party + "\naction: onboard\nresource: Jurisdiction/DE\n"
	}
	h.yaml(http.MethodPost, "/decisions", ask(ann.ID)).refused(409, "rules_none")
	h.post("/rulesets", installBody(t, archiveOf(t, "baseline"), nil)).want(201)
	for _, p := range []string{ann.ID, bob.ID} { // decisions 1 and 2: whether they may be dealt with
		h.yaml(http.MethodPut, "/facts/Participant/"+p, "in: [Jurisdiction/DE]\nfrom: 2026-01-01\nsource: desk\nattributes: {name: somebody, listed: "+map[bool]string{true: "true", false: "false"}[p == bob.ID]+"}\n").want(200)
	}
	var d, same api.DecisionAnswer
	h.yaml(http.MethodPost, "/decisions?dry=true", ask(ann.ID)).want(200, &d)
	if d.Number != 0 || d.Outcome != "allow" || d.Party != ann.ID || len(d.Rules) != 1 || d.Rules[0].Cite == "" {
		t.Errorf("%+v", d)
	}
	h.yaml(http.MethodPost, "/decisions", ask(ann.ID)).want(200, &d)
	if d.Number != 3 {
		t.Errorf("%+v", d)
	}
	d = api.DecisionAnswer{}
	h.yaml(http.MethodPost, "/decisions", ask(bob.ID), "Idempotency-Key", "bob-1").want(200, &d)
	if d.Outcome != "deny" || d.Rules[0].ID != "baseline-listed" || d.Rules[0].Remedy == "" || len(d.Changes) != 1 || d.Changes[0].Outcome != "allow" {
		t.Errorf("%+v", d)
	}
	if a := h.yaml(http.MethodPost, "/decisions", ask(bob.ID), "Idempotency-Key", "bob-1").want(200, &same); same.Number != d.Number || a.header.Get("Idempotency-Replayed") != "true" {
		t.Errorf("asked again it is %d, not %d", same.Number, d.Number)
	}
	h.yaml(http.MethodPost, "/decisions", "principal: Participant/"+ann.ID+"\naction: fly\nresource: Jurisdiction/DE\n").refused(422, "request_invalid")
	// What was decided stays as it was, with what would have changed it then.
	h.yaml(http.MethodPut, "/facts/Participant/"+bob.ID, "in: [Jurisdiction/US]\nfrom: 2026-01-01\nsource: desk\nattributes: {name: somebody}\n").want(200)
	h.post("/rulesets", installBody(t, archiveOf(t, "baseline", "us"), nil)).want(201)
	var one api.DecisionAnswer
	h.get("/decisions/4").want(200, &one)
	if one.Outcome != "deny" || one.Set != 1 || len(one.Changes) != 1 || one.Changes[0].Outcome != "allow" || one.Changes[0].Rules[0] != "baseline-open" || one.RequestDigest != d.RequestDigest {
		t.Errorf("%+v", one)
	}
	var page api.DecisionPage
	for query, want := range map[string]int{"": 5, "?outcome=deny": 2, "?party=" + ann.ID: 2, "?rule=baseline-listed": 2, "?rule=none": 0, "?set=1": 5, "?set=2": 0, "?action=onboard": 5, "?cause=" + one.Cause: 1, "?until=2020-01-01T00:00:00Z": 0} {
		if h.get("/decisions"+query).want(200, &page); len(page.Items) != want {
			t.Errorf("%s gives %d decisions, want %d", query, len(page.Items), want)
		}
		page = api.DecisionPage{}
	}
	own := h.as(h.key(ann.ID, "read").Secret)
	own.get("/decisions/3").want(200)
	own.get("/decisions/4").refused(403, "key_scope")
	own.get("/decisions/9").refused(403, "key_scope")
	h.get("/decisions/9").refused(404, "decision_unknown")
	if own.get("/decisions").want(200, &page); len(page.Items) != 2 || page.Items[0].Party != ann.ID || page.Items[1].Party != ann.ID {
		t.Errorf("%+v", page.Items)
	}
	var events api.EventPage
	if h.get("/events?type=decision.denied").want(200, &events); len(events.Items) != 2 || !strings.Contains(string(events.Items[0].Data), `"number":2`) {
		t.Errorf("%+v", events.Items)
	}
}

// TestOnboardingIsDecided enters facts of parties, of whom the rules then say whether they
// may be dealt with.
func TestOnboardingIsDecided(t *testing.T) {
	h := newHouse(t)
	ann, bob := h.buyer("Ann"), h.buyer("Bob")
	h.post("/rulesets", installBody(t, archiveOf(t, "baseline"), nil)).want(201)
	for party, want := range map[string]string{ann.ID: "allow", bob.ID: "deny"} {
		listed := map[bool]string{true: "true", false: "false"}[party == bob.ID]
		var known api.FactsAnswer
		h.yaml(http.MethodPut, "/parties/"+party+"/facts", "in: [Jurisdiction/DE]\nfrom: 2026-01-01\nsource: desk\nattributes: {name: somebody, listed: "+listed+"}\n").want(200, &known)
		if d := known.Onboarding; d == nil || d.Outcome != want || d.Action != "onboard" || d.Resource != "Jurisdiction/DE" || d.Number == 0 {
			t.Errorf("%+v, want %s", d, want)
		}
		var page api.DecisionPage
		var standing api.PartyAnswer
		h.get("/buyers/"+party).want(200, &standing)
		if standing.Onboarding != known.Onboarding.Number || standing.Barred != map[string]string{"allow": "", "deny": "onboarding_denied"}[want] {
			t.Errorf("%s: %+v", want, standing)
		}
		if h.get("/decisions?action=onboard&party="+party).want(200, &page); len(page.Items) != 1 || page.Items[0].Outcome != want {
			t.Errorf("%+v", page.Items)
		}
	}
}

// TestRulesByTheClient does the same with the Go client.
func TestRulesByTheClient(t *testing.T) {
	h := newHouse(t)
	c, ctx := client.New(h.server.URL, h.secret), t.Context()
	set, err := c.InstallRules(ctx, client.NewRuleSet{Archive: archiveOf(t, "baseline"), Note: "n"})
	if err != nil || set.Number != 1 || set.State != "in_force" {
		t.Fatalf("%+v %v", set, err)
	}
	later := h.now().Add(time.Hour)
	if set, err = c.InstallRules(ctx, client.NewRuleSet{None: true, From: &later}); err != nil {
		t.Fatal(err)
	}
	if err := c.CancelRules(ctx, set.Number); err != nil {
		t.Error(err)
	}
	if sets, err := c.RuleSets(ctx, true, client.Listing{}); err != nil || len(sets.Items) != 2 {
		t.Error(sets, err)
	}
	if detail, err := c.RuleSet(ctx, 1); err != nil || len(detail.Rules) == 0 {
		t.Error(detail, err)
	}
	if w, err := c.PutFacts(ctx, []byte(acme)); err != nil || w.Versions != 2 {
		t.Error(w, err)
	}
	if f, err := c.PutEntityFacts(ctx, "Participant", "a/b", []byte("in: [Jurisdiction/US]\nfrom: 2026-01-01\nsource: s\nattributes: {name: x}\n")); err != nil || f.Entity != "Participant/a/b" {
		t.Error(f, err)
	}
	if f, err := c.Facts(ctx, "Participant", "acme"); err != nil || len(f.Versions) != 2 {
		t.Error(f, err)
	}
	if l, err := c.ListFacts(ctx, client.FactsFilter{Type: "Participant"}, client.Listing{Limit: 1}); err != nil || len(l.Items) != 1 || l.Next == "" {
		t.Error(l, err)
	}
	if err := c.RemoveFacts(ctx, "Participant", "a/b"); err != nil {
		t.Error(err)
	}
	ann := h.buyer("Ann")
	var id client.ID
	if err := json.Unmarshal([]byte(`"`+ann.ID+`"`), &id); err != nil {
		t.Fatal(err)
	}
	if f, err := c.PutPartyFacts(ctx, id, []byte("in: [Jurisdiction/US]\nfrom: 2026-01-01\nsource: s\nattributes: {name: x}\n")); err != nil || f.Origin != "registered" || f.Onboarding == nil || f.Onboarding.Number != 1 {
		t.Error(f, err)
	}
	if f, err := c.PartyFacts(ctx, id); err != nil || len(f.History) != 1 {
		t.Error(f, err)
	}
	question := []byte("principal: Participant/" + ann.ID + "\naction: onboard\nresource: Jurisdiction/US\n")
	if d, err := c.Decide(ctx, question, true); err != nil || d.Number != 0 {
		t.Error(d, err)
	}
	if d, err := c.Decide(ctx, question, false); err != nil || d.Number != 2 || d.Outcome != "allow" {
		t.Error(d, err)
	}
	if d, err := c.Decision(ctx, 1); err != nil || d.Party != id {
		t.Error(d, err)
	}
	if l, err := c.Decisions(ctx, client.DecisionFilter{Outcome: "allow", Party: id, From: h.now().Add(-time.Hour)}, client.Listing{}); err != nil || len(l.Items) != 2 {
		t.Error(l, err)
	}
}
