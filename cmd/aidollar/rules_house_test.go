package main

import (
	"bytes"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"aidollar/config"
)

// TestRulesCommands installs rules in a running house, enters facts and reads what was
// decided, all on the command line.
func TestRulesCommands(t *testing.T) {
	p, _, asHouse, asBuyer := readHouse(t)
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	contains(t, "no packs", asHouse("rules", "install"), "exit 2", "name packs")
	contains(t, "a pack that is none", asHouse("rules", "install", "bseline"), "there is no pack")
	contains(t, "a buyer's key", asBuyer("rules", "install", "baseline"), "exit 1", "key_scope")
	contains(t, "a set", asHouse("rules", "install", "baseline", "us", "--note", "by the desk"), "1 in_force", "baseline,common,us", "by the desk")
	contains(t, "a later one", asHouse("rules", "install", "baseline", "--from", "2199-01-01"), "2 scheduled 2199-01-01")
	contains(t, "a moment that is none", asHouse("rules", "install", "baseline", "--from", "tomorrow"), "exit 2", "must be a time")
	contains(t, "a moment long gone", asHouse("rules", "install", "baseline", "--from", "2020-01-01"), "exit 2", "is past")
	contains(t, "both", asHouse("rules", "sets"), "1 in_force", "2 scheduled")
	contains(t, "the later one", asHouse("rules", "cancel", "2"), "cancelled")
	contains(t, "all", asBuyer("rules", "sets", "--all"), "2 cancelled", "1 in_force")
	contains(t, "the rules", asBuyer("rules", "show", "1"), "us-h200-china permit 2026-01-15 -", "91 FR 1684", "no legal advice")
	entities := write("facts.yaml", "- entity: Participant/acme\n  in: [Jurisdiction/DE]\n  from: 2026-01-01\n  source: desk\n  attributes: {name: Acme, listd: true}\n")
	contains(t, "facts with a slip", asHouse("rules", "facts", "set", entities), "exit 1", "facts_invalid", "line 5", "did you mean \"listed\"")
	entities = write("facts.yaml", "- entity: Participant/acme\n  in: [Jurisdiction/DE]\n  from: 2026-01-01\n  source: desk\n  attributes: {name: Acme, listed: true}\n")
	contains(t, "facts", asHouse("rules", "facts", "set", entities), "1 1 yes")
	contains(t, "facts of an entity", asHouse("rules", "facts", "show", "Participant/acme"), "Jurisdiction/DE 2026-01-01 - desk", `now: {"affiliate":false,"blocked":true`)
	contains(t, "all facts", asHouse("rules", "facts", "list", "--type", "Participant"), "Participant/acme")
	contains(t, "an entity that is none", asHouse("rules", "facts", "show", "acme"), "exit 2", "Type/id")
	question := write("ask.yaml", "principal: Participant/acme\naction: onboard\nresource: Jurisdiction/DE\n")
	contains(t, "a look", asHouse("rules", "ask", question, "--dry"), "outcome deny", "baseline-listed (baseline)", "without baseline-listed")
	asked := asHouse("rules", "ask", question)
	contains(t, "a question", asked, "outcome deny", "decision ")
	contains(t, "decisions", asHouse("rules", "decisions", "--outcome", "deny", "--action", "onboard", "--rule", "baseline-listed", "--since", "2026-01-01"), "deny onboard Participant/acme Jurisdiction/DE baseline-listed 1")
	number := ""
	for line := range strings.Lines(asked) {
		if rest, is := strings.CutPrefix(line, "decision "); is {
			number = strings.TrimSpace(rest)
		}
	}
	contains(t, "a decision", asHouse("rules", "decision", number), "what would change it", "source", "without baseline-listed allow by baseline-open", "digest")
	contains(t, "the removal", asHouse("rules", "facts", "remove", "Participant/acme"), "removed")
	guide, err := os.ReadFile("../../docs/rules.md")
	if err != nil {
		t.Fatal(err)
	}
	_, first, _ := strings.Cut(string(guide), "```yaml\n- entity: Participant/house")
	first, _, _ = strings.Cut(first, "```")
	contains(t, "the guide's first facts", asHouse("rules", "facts", "set", write("house.yaml", "- entity: Participant/house"+first)), "4 4 yes")
	session := write("session.yaml", "principal: Participant/unknown\naction: session.open\nresource: Model/unknown\ncontext: {region: {ref: Region/unknown}}\n")
	contains(t, "a stranger by the guide", asHouse("rules", "ask", session, "--dry"), "outcome allow")
	key := filepath.Join(dir, "key.pem")
	code, public, _ := runLine(t, "rules", "keygen", key)
	if code != 0 || len(strings.TrimSpace(public)) != 64 {
		t.Fatalf("keygen: %d %q", code, public)
	}
	contains(t, "a signed set", asHouse("rules", "install", "baseline", "--sign", key), "3 in_force", strings.TrimSpace(public))
	contains(t, "a signed one to come", asHouse("rules", "install", "baseline", "--sign", key, "--from", "2199-01-01"), "4 scheduled 2199-01-01", strings.TrimSpace(public))
	contains(t, "who signed", asHouse("rules", "show", "4"), "signed by "+strings.TrimSpace(public)+", as set 4, to hold from 2199-01-01")
	contains(t, "no rules", asHouse("rules", "install", "--none"), "5 in_force", " 0 ")
	if in, _ := p.inForce(); in == nil || in.Law() != nil {
		t.Error("there are rules still")
	}
}

// TestRulesOfTheConfiguration: a house with packs in its configuration decides by them from
// its start, and does not install them again at the next.
func TestRulesOfTheConfiguration(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "facts.yaml")
	if err := os.WriteFile(file, []byte("- entity: Participant/house\n  in: [Jurisdiction/US]\n  from: 2026-01-01\n  source: desk\n  attributes: {name: The house}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c := config.Default(dir)
	c.Listen = "127.0.0.1:0"
	c.Rules = config.Rules{Packs: []string{"baseline"}, Facts: []string{file}}
	start := func(c *config.Server) (number uint32, registered int, log string) {
		t.Helper()
		var text bytes.Buffer
		p, err := newProgram(c, slog.New(slog.NewTextHandler(&text, nil)))
		if err != nil {
			t.Fatal(err)
		}
		in, entries := p.inForce()
		if err := p.close(); err != nil {
			t.Fatal(err)
		}
		return in.Number, len(entries), text.String()
	}
	number, registered, log := start(c)
	if number != 1 || registered != 1 || !strings.Contains(log, "the rules of the configuration were installed") || !strings.Contains(log, "facts of the configuration") {
		t.Errorf("set %d, %d facts: %s", number, registered, log)
	}
	if number, _, log = start(c); number != 1 || strings.Contains(log, "were installed") || strings.Contains(log, "facts of the configuration") {
		t.Errorf("the second start has set %d: %s", number, log)
	}
	c.Rules.Packs = []string{"baseline", "us"}
	if number, registered, _ = start(c); number != 2 || registered != 1 {
		t.Errorf("with another pack it is set %d with %d facts", number, registered)
	}
	c.Rules.Packs = []string{"bseline"}
	if _, err := newProgram(c, slog.New(slog.DiscardHandler)); err == nil || !strings.Contains(err.Error(), "did you mean \"baseline\"") {
		t.Errorf("a pack that is none: %v", err)
	}
}
