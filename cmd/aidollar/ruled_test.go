package main

import (
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/policy"
	"aidollar/core/policy/facts"
	"aidollar/core/policy/ruling"
	"aidollar/rules/packs"
)

const ruledPolicies = `
@id("open") @title("What nothing forbids may be done") @source("law") @from("2000-01-01")
permit(principal, action, resource);
@id("home") @title("Health data stay at home") @source("law") @from("2000-01-01") @remedy("A region in Germany.")
forbid(principal in Jurisdiction::"DE", action == Action::"session.open", resource) when { context has data && context.data.special && !(context.region in Jurisdiction::"DE") };
@id("listed") @title("Nobody on a list is served") @source("law") @from("2000-01-01")
forbid(principal, action, resource) when { principal.blocked };
`

func (h *routedHouse) rules(text string) {
	h.t.Helper()
	schema, err := packs.Files.ReadFile("schema.cedarschema")
	if err != nil {
		h.t.Fatal(err)
	}
	archive := ruling.Archive{
		Schema: policy.Text{Name: "schema.cedarschema", Policies: schema},
		Packs:  []ruling.Pack{{Name: "test", Sources: []ruling.Source{{Name: "law", Cite: "an act of 2026"}}}},
		Texts:  []policy.Text{{Name: "test/rules.cedar", Policies: []byte(text)}},
		Facts: []*facts.Entry{
			facts.New("Jurisdiction/DE", nil, "name", "Germany"), facts.New("Jurisdiction/US", nil, "name", "America"),
			facts.New("Participant/house", []string{"Jurisdiction/US"}, "name", "The house"),
			facts.New("Region/eu", []string{"Jurisdiction/DE"}, "name", "Frankfurt", "operator", facts.Ref("Participant/house")),
			facts.New("Region/us", []string{"Jurisdiction/US"}, "name", "Ashburn", "operator", facts.Ref("Participant/house")),
			facts.New("Model/default", nil, "name", "What we take", "licence", "none"),
			facts.New("Model/acme-large", []string{"Jurisdiction/US"}, "name", "Large", "licence", "none"),
			facts.New("DataClass/health", nil, "name", "Health", "personal", true, "special", true),
		},
	}
	h.command(clearing.InstallRules{Set: ruling.Installed{Archive: archive.Bytes()}})
}

func (h *routedHouse) command(c clearing.Command) {
	h.t.Helper()
	if a, err := h.p.node.Do(h.t.Context(), c); err != nil || a.Refusal != "" {
		h.t.Fatalf("%T: %v %s %s", c, err, a.Refusal, a.Detail)
	}
}

func (h *routedHouse) known(party ledger.ID, attributes ...any) {
	h.t.Helper()
	e := facts.New(ruling.Participant(party).String(), []string{"Jurisdiction/DE"}, append([]any{"name", "Buyer"}, attributes...)...)
	h.command(clearing.RegisterFacts{Entries: []*facts.Entry{e}})
}

// What "default" stands for is a rule's to say, and the buyer is told which one. What is
// not sold is passed over, and other rules hold for it as for any model.
func TestTheDefaultModel(t *testing.T) {
	h := newRoutedHouse(t)
	secret := h.key(clearing.KeyTerms{})
	const chat, asked = "/v1/chat/completions", `{"model":"default","max_tokens":5,"messages":[{"role":"user","content":"Hello"}]}`
	if status, _, text := h.ask(secret, "POST", chat, asked); status != 404 || !strings.Contains(text, "no rule says what") {
		t.Fatalf("without rules: %d %s", status, text)
	}
	route := func(models string) string {
		return ruledPolicies + `
@id("standard") @title("Germans get what we like best") @source("law") @from("2000-01-01") @route("` + models + `")
permit(principal in Jurisdiction::"DE", action == Action::"session.open", resource == Model::"default");
@id("not-this") @title("Not this one") @source("law") @from("2000-01-01")
forbid(principal, action == Action::"session.open", resource == Model::"acme-small");
`
	}
	h.rules(route("nobodys or acme-small or acme-large"))
	h.known(h.buyer.ID)
	status, header, text := h.ask(secret, "POST", chat, asked)
	if status != 200 || header.Get("X-Aidollar-Model") != "acme-large" || header.Get("X-Aidollar-Model-Rule") != "standard: Germans get what we like best" {
		t.Fatalf("%d %v %s", status, header, text)
	}
	h.rules(route("acme-large or acme-small"))
	if _, header, _ := h.ask(secret, "POST", chat, asked, "X-Aidollar-Region", "us"); header.Get("X-Aidollar-Model") != "acme-large" {
		t.Errorf("in a region: %v", header)
	}
	h.rules(strings.ReplaceAll(route("acme-large"), `Model::"acme-small"`, `Model::"acme-large"`))
	if status, _, text := h.ask(secret, "POST", chat, asked); status != 403 || !strings.Contains(text, "Not this one") {
		t.Errorf("none that is allowed: %d %s", status, text)
	}
	h.rules(route("nobodys"))
	if status, _, text := h.ask(secret, "POST", chat, asked); status != 404 || !strings.Contains(text, "nobodys") {
		t.Errorf("none that is sold: %d %s", status, text)
	}
}

// A house under rules decides each call, sends it only where they let it be served, and
// tells its buyer which rule stands in the way.
func TestRulesAtTheGateway(t *testing.T) {
	h := newRoutedHouse(t)
	secret := h.key(clearing.KeyTerms{})
	h.rules(ruledPolicies)
	const chat = "/v1/chat/completions"
	if status, _, text := h.ask(secret, "POST", chat, routedChat); status != 403 || !strings.Contains(text, "rule_denied") || !strings.Contains(text, "there are no facts of Participant/"+h.buyer.ID.String()) {
		t.Fatalf("a stranger: %d %s", status, text)
	}
	h.known(h.buyer.ID)
	if status, _, text := h.ask(secret, "POST", chat, routedChat); status != 200 {
		t.Fatalf("a buyer: %d %s", status, text)
	}
	before := h.asked["eu"].Load()
	for range 20 { // whatever the weights say, none goes abroad
		if status, _, text := h.ask(secret, "POST", chat, routedChat, "X-Aidollar-Data", "health"); status != 200 {
			t.Fatalf("health data: %d %s", status, text)
		}
	}
	if got := h.asked["eu"].Load() - before; got != 20 {
		t.Errorf("of 20 calls with health data %d went home", got)
	}
	h.p.node.View(func(m *clearing.Machine) {
		if m.Misplaced() != 0 {
			t.Errorf("the machine says that %d calls were served elsewhere than they may be", m.Misplaced())
		}
	})
	status, _, text := h.ask(secret, "POST", chat, routedChat, "X-Aidollar-Data", "health", "X-Aidollar-Region", "us")
	if status != 403 || !strings.Contains(text, `"id":"home"`) || !strings.Contains(text, "an act of 2026") || !strings.Contains(text, "A region in Germany.") {
		t.Errorf("health data abroad: %d %s", status, text)
	}
	h.known(h.buyer.ID, "listed", true)
	if status, _, text := h.ask(secret, "POST", chat, routedChat); status != 403 || !strings.Contains(text, "onboarding_denied") || !strings.Contains(text, "Nobody on a list") {
		t.Errorf("a listed buyer: %d %s", status, text)
	}
	// What costs nothing is decided too.
	if status, _, text := h.ask(secret, "POST", "/v1/messages/count_tokens", `{"model":"acme-large","messages":[{"role":"user","content":"Hello"}]}`); status == 200 {
		t.Errorf("a listed buyer counts tokens: %d %s", status, text)
	}
}

// While calls run, the rule that stands in the way is removed and another one that does
// the same comes in its place, over and over: no call slips between the two.
func TestNoCallSlipsBetweenTwoSets(t *testing.T) {
	h := newRoutedHouse(t)
	secret := h.key(clearing.KeyTerms{})
	one := ruledPolicies
	other := strings.ReplaceAll(one, `"listed"`, `"listed-again"`)
	h.rules(one)
	h.known(h.buyer.ID, "listed", true)
	var callers sync.WaitGroup
	var asked, served atomic.Int64
	var by [2]atomic.Int64
	stop := make(chan struct{})
	for range 6 {
		callers.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				status, _, text := h.ask(secret, "POST", "/v1/chat/completions", routedChat)
				asked.Add(1)
				switch {
				case status == 200:
					served.Add(1)
				case strings.Contains(text, `"listed-again"`):
					by[1].Add(1)
				case strings.Contains(text, `"listed"`):
					by[0].Add(1)
				}
			}
		})
	}
	for i := range 40 {
		h.rules([]string{other, one}[i%2])
	}
	close(stop)
	callers.Wait()
	if served.Load() > 0 || by[0].Load() == 0 || by[1].Load() == 0 || by[0].Load()+by[1].Load() != asked.Load() {
		t.Errorf("of %d calls %d were served, %d refused by the one and %d by the other", asked.Load(), served.Load(), by[0].Load(), by[1].Load())
	}
}
