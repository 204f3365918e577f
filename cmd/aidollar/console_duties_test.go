package main

import (
	"testing"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/policy"
	"aidollar/core/policy/facts"
	"aidollar/core/policy/ruling"
	"aidollar/rules/packs"
)

const obligingRules = `
@id("watched") @title("Whom the authority wants to hear of") @source("law") @from("2000-01-01") @notice("authority") @recheck("90 days")
permit(principal, action == Action::"onboard", resource);
`

// What a decision obliges the house to stands in the console until somebody says how it was
// done.
func TestConsoleDutiesInBrowser(t *testing.T) {
	s := newConsoleStage(t)
	s.b.Look(1280, "light")
	s.operator()
	s.open("/duties")
	s.b.Await(`document.body.innerText.includes("Nothing is to be done")`)
	schema, err := packs.Files.ReadFile("schema.cedarschema")
	if err != nil {
		t.Fatal(err)
	}
	archive := ruling.Archive{
		Schema: policy.Text{Name: "schema.cedarschema", Policies: schema}, Packs: []ruling.Pack{{Name: "test", Sources: []ruling.Source{{Name: "law", Cite: "an act"}}}},
		Texts: []policy.Text{{Name: "test/rules.cedar", Policies: []byte(obligingRules)}}, Facts: []*facts.Entry{facts.New("Jurisdiction/DE", nil, "name", "Germany")},
	}
	s.must(clearing.InstallRules{Set: ruling.Installed{Archive: archive.Bytes()}})
	var buyer ledger.ID
	s.p.node.View(func(m *clearing.Machine) {
		m.Parties(func(p clearing.Party) bool {
			buyer = p.ID
			return p.Role != clearing.RoleBuyer
		})
	})
	s.must(clearing.RegisterFacts{Entries: []*facts.Entry{facts.New(ruling.Participant(buyer).String(), []string{"Jurisdiction/DE"}, "name", "Known")}})
	s.must(clearing.Decide{Ask: ruling.Ask{Action: "onboard", Principal: ruling.Participant(buyer), Resource: ruling.Entity{Type: "Jurisdiction", ID: "DE"}}})
	s.settled()
	// Of whom the house deals with the authority is told at once, and of the question beside it.
	s.b.Await(`document.querySelectorAll("table.duties tbody tr").length === 3 && document.querySelector("table.duties").innerText.includes("Ask again: onboard of Jurisdiction/DE")`)
	s.shot("duties", 1280, "light")
	s.open("/duties?kind=notice")
	s.send("table.duties tbody a")
	s.b.Await(`document.querySelector("h1").textContent === "Tell authority" && document.querySelector('a[href="/console/decisions/2"]') !== null`)
	s.send(`section.confirm button.primary`)
	s.b.Await(`document.querySelector("#note-fault").textContent.includes("Say how it was done")`)
	s.fill("#note", "by letter of 3 March")
	s.send(`section.confirm button.primary`)
	s.b.Await(`document.querySelector("h1 ~ .state, .title .state").textContent === "done" && document.body.innerText.includes("by letter of 3 March") && document.querySelector("section.confirm") === null`)
	s.shot("duty-done", 390, "light")
	s.b.Look(1280, "light")
	s.settled()
	s.open("/duties")
	s.b.Await(`document.querySelectorAll("table.duties tbody tr").length === 2`)
	s.open("/duties?state=done")
	s.b.Await(`document.querySelectorAll("table.duties tbody tr").length === 1 && document.querySelector("table.duties").innerText.includes("Tell authority")`)
	s.signIn(s.d.Key)
	s.open("/duties")
	s.b.Await(`document.body.innerText.includes("Not found")`)
}
