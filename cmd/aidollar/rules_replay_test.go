package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"aidollar/core/clearing"
	"aidollar/core/policy/ruling"
	"aidollar/rules/replay"
)

const housePack = `name: house
title: The rules of a house
version: "1"
jurisdiction: none
disclaimer: This is no legal advice.
sources:
  law: {cite: an act of 2026}
`

const houseFacts = `
- {entity: Participant/house, in: [Jurisdiction/US], from: 2020-02-01, source: invented, attributes: {name: The house}}
- {entity: Region/eu, in: [Jurisdiction/DE], from: 2020-02-01, source: invented, attributes: {name: Frankfurt, operator: {ref: Participant/house}}}
- {entity: Region/us, in: [Jurisdiction/US], from: 2020-02-01, source: invented, attributes: {name: Ashburn, operator: {ref: Participant/house}}}
- {entity: Model/acme-large, in: [Jurisdiction/US], from: 2020-02-01, source: invented, attributes: {name: Large, licence: none}}
`

// packOf writes a pack with rules into a directory of its own, and gives its path.
func packOf(t *testing.T, rules, entities string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "house")
	for file, text := range map[string]string{"pack.yaml": housePack, "rules.cedar": rules, "facts/house.yaml": entities} {
		file = filepath.Join(dir, file)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// ruledPast is a house that sold some hundred calls under a set of rules, and what came of it.
type ruledPast struct {
	*routedHouse
	data   string
	moved  int // calls that any region could serve, and America did
	buyers []clearing.Party
	beside tried // the same rules, replayed while the house ran
}

// newRuledPast sells to three buyers, each in either region and wherever there is room,
// and refuses each some calls with health data abroad; the last is listed in the end.
func newRuledPast(t *testing.T, pack string) *ruledPast {
	t.Helper()
	h := &ruledPast{routedHouse: newRoutedHouse(t)}
	h.data = h.p.config.Data
	law, _, err := lawOf([]string{pack}, os.Stderr)
	if err != nil {
		t.Fatal(err)
	}
	h.command(clearing.InstallRules{Set: ruling.Installed{Archive: law.Archive.Bytes()}})
	var secrets []string
	for _, name := range []string{"Adler", "Bach", "Conz"} {
		buyer, err := h.p.party(t.Context(), clearing.RoleBuyer, name, 0)
		if err != nil {
			t.Fatal(err)
		}
		if err := h.p.deposit(t.Context(), buyer, "10"); err != nil {
			t.Fatal(err)
		}
		h.known(buyer.ID)
		h.buyers, secrets = append(h.buyers, buyer), append(secrets, h.keyOf(buyer, clearing.KeyTerms{}, clearing.ScopeCall))
	}
	for _, secret := range secrets {
		h.calls(secret, 40, 200, "X-Aidollar-Region", "eu")
		h.calls(secret, 30, 200, "X-Aidollar-Region", "us")
		h.calls(secret, 10, 403, "X-Aidollar-Region", "us", "X-Aidollar-Data", "health")
		before := h.asked["us"].Load()
		h.calls(secret, 20, 200)
		h.moved += int(h.asked["us"].Load() - before)
	}
	h.known(h.buyers[2].ID, "listed", true)
	h.calls(secrets[2], 5, 403, "X-Aidollar-Region", "eu")
	if err := h.p.gateway.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	h.beside = h.replayed(0, pack)
	if err := h.p.close(); err != nil {
		t.Fatal(err)
	}
	return h
}

func (h *ruledPast) calls(secret string, n, want int, headers ...string) {
	h.t.Helper()
	for range n {
		if status, _, text := h.ask(secret, "POST", "/v1/chat/completions", routedChat, headers...); status != want {
			h.t.Fatalf("%v: %d %s", headers, status, text)
		}
	}
}

// replayed runs the command and reads what it prints.
func (h *ruledPast) replayed(want int, args ...string) (found tried) {
	h.t.Helper()
	code, out, errOut := inRules(h.t, "rules replay --json --data "+h.data+" "+strings.Join(args, " "))
	if code != want {
		h.t.Fatalf("%v: exit code %d, want %d; %s%s", args, code, want, out, errOut)
	}
	if err := json.Unmarshal([]byte(out), &found); err != nil {
		h.t.Fatal(err)
	}
	return found
}

// chargeOf is that of so many calls.
func chargeOf(calls int) string {
	const billionths = 105_000 // of 10 tokens at 3 and 5 at 15 a million
	text := strconv.Itoa(1_000_000_000 + calls*billionths)
	return "0." + strings.TrimRight(text[1:], "0")
}

func TestReplayOfRules(t *testing.T) {
	same := packOf(t, ruledPolicies, houseFacts)
	h := newRuledPast(t, same)

	found := h.replayed(0, same)
	if found.Different != 0 || found.Decisions == 0 || found.Calls.Made != 270 || found.Calls.Charged[0].Amount != chargeOf(270) || found.Calls.Refused != 0 || len(found.Examples) != 0 {
		t.Fatalf("the same rules: %+v", found.Result)
	}
	decisions := found.Decisions
	if b := h.beside; b.Different != 0 || b.Decisions != decisions || b.Calls.Made != 270 || b.Records == 0 || b.Records > found.Records {
		t.Errorf("beside the running house: %+v", b.Result)
	}

	// Health data may go abroad, and nothing else may.
	_, rest, _ := strings.Cut(ruledPolicies, `@id("listed")`)
	open, _, _ := strings.Cut(ruledPolicies, `@id("home")`)
	other := packOf(t, open+`@id("listed")`+rest+`
@id("abroad") @title("Nothing goes abroad but health data") @source("law") @from("2000-01-01")
forbid(principal in Jurisdiction::"DE", action == Action::"session.open", resource) when { !(context has data) && !(context.region in Jurisdiction::"DE") };
`, houseFacts)
	found = h.replayed(3, other)
	if found.Decisions != decisions || found.Different != 6 || len(found.Rules) != 2 {
		t.Fatalf("other rules: %+v", found.Result)
	}
	if c := found.Calls; c.Made != 270 || c.Refused != 90 || c.Lost[0].Amount != chargeOf(90) || c.Elsewhere != uint64(h.moved) || c.Admitted != 30 {
		t.Errorf("calls: %+v; %d were moved", c, h.moved)
	}
	if r := found.Rules[0]; r.ID != "abroad" || r.Refuses != 3 || r.Calls != 90 || r.Lost[0].Asset != "USD" || r.Lost[0].Amount != chargeOf(90) {
		t.Errorf("the new rule: %+v", r)
	}
	if r := found.Rules[1]; r.ID != "home" || r.Spares != 3 || r.Refuses+r.Calls != 0 {
		t.Errorf("the old rule: %+v", r)
	}
	for _, name := range []string{"Adler", "Bach", "Conz"} {
		var party *replay.Party
		for i := range found.Parties {
			if found.Parties[i].Name == name {
				party = &found.Parties[i]
			}
		}
		if party == nil || party.Different != 2 || party.Refused != 1 || party.Admitted != 1 || party.Calls != 30 || party.Lost[0].Amount != chargeOf(30) {
			t.Errorf("%s: %+v", name, party)
		}
	}
	if len(found.Examples) != 6 || found.Examples[0].Number == 0 || found.Examples[0].After != "deny by abroad" || found.Examples[1].Before != "deny by home" {
		t.Errorf("examples: %+v", found.Examples)
	}
	if found = h.replayed(0, "--action", "asset.pay", other); found.Decisions != 0 {
		t.Errorf("of payments alone: %+v", found.Result)
	}
	if found = h.replayed(0, "--until", "2001-01-01", other); found.Decisions != 0 {
		t.Errorf("of days long ago: %+v", found.Result)
	}
}

func TestReplayOfLeviesFactsAndDates(t *testing.T) {
	h := newRuledPast(t, packOf(t, ruledPolicies, houseFacts))
	taxed := packOf(t, strings.Replace(ruledPolicies, `@source("law")`, `@source("law") @levy("10% test-tax")`, 1), houseFacts)
	found := h.replayed(3, taxed)
	if len(found.Levies) != 1 || found.Levies[0].To != "test-tax" || found.Levies[0].Before != "0" || found.Levies[0].After != "0.002835" || found.Calls.Refused != 0 {
		t.Errorf("a levy: %+v, calls %+v", found.Levies, found.Calls)
	}
	if o := found.Obligations; len(o) != 1 || o[0].Text != "levy 10% test-tax" || o[0].After != found.Different {
		t.Errorf("obligations: %+v of %d different", o, found.Different)
	}

	// The candidate's own facts count: it knows no region in America.
	var without []string
	for _, line := range strings.Split(houseFacts, "\n") {
		if !strings.Contains(line, "Region/us") {
			without = append(without, line)
		}
	}
	found = h.replayed(3, packOf(t, ruledPolicies, strings.Join(without, "\n")))
	if len(found.Missing) != 1 || found.Missing[0].Text != "there are no facts of Region/us" || found.Calls.Refused != 90 {
		t.Errorf("without a region: %+v, calls %+v", found.Missing, found.Calls)
	}

	// Rules of a day to come are tried by --dated alone.
	later := packOf(t, ruledPolicies+`@id("end") @title("Nothing any more") @source("law") @from("2100-01-01") forbid(principal, action, resource);`, houseFacts)
	h.replayed(0, later)
	if found = h.replayed(3, "--dated", "2100-01-01", later); found.Calls.Refused != 270 || found.Calls.Lost[0].Amount != chargeOf(270) {
		t.Errorf("dated: %+v", found.Calls)
	}
	code, out, _ := inRules(t, "rules replay --data "+h.data+" --dated 2100-01-01 "+later)
	for _, want := range []string{"allow -> deny", "end: refuses ", "270 would not have been: " + chargeOf(270) + " USD", "Conz: "} {
		if code != 3 || !strings.Contains(out, want) {
			t.Errorf("%d, %q is not in\n%s", code, want, out)
		}
	}
}

func TestReplayRefusesWhatItCannotDo(t *testing.T) {
	dir := t.TempDir()
	for line, want := range map[string]string{
		"rules replay baseline":                                                          `required flag(s) "data" not set`,
		"rules replay --data " + dir:                                                     "requires at least 1 arg",
		"rules replay --data " + dir + " baseline":                                       "there is no journal in this directory",
		"rules replay --data " + dir + " --since monday baseline":                        "it is a day such as",
		"rules replay --data " + dir + " --since 2026-03-02 --until 2026-03-01 baseline": "is before",
		"rules replay --data " + dir + " --action fly baseline":                          "none that the rules know",
		"rules replay --data " + dir + " basline":                                        "baseline",
	} {
		if code, _, errOut := inRules(t, line); code == 0 || code == 3 || !strings.Contains(errOut, want) {
			t.Errorf("%s: %d %s", line, code, errOut)
		}
	}
}
