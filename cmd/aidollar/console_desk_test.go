package main

import (
	"strings"
	"testing"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/policy/facts"
	"aidollar/core/policy/ruling"
)

// fill writes into a field and takes what was there out before.
func (s *consoleStage) fill(selector, text string) {
	s.b.Eval(`document.querySelector(`+quoted(selector)+`).value = ""`, nil)
	s.b.Fill(selector, text)
}

func quoted(text string) string { return "`" + text + "`" }

// send clicks what sends a form, and waits for the next page.
func (s *consoleStage) send(selector string) { s.b.Loaded(func() { s.b.Click(selector) }) }

// ship is a sale of chips by the demo's seller.
func (s *consoleStage) ship(buyer, seller ledger.ID, to, endUse string) (clearing.Answer, error) {
	c := clearing.Sell{ID: newID(), Buyer: buyer, Seller: seller, Asset: 1, Amount: money.Units(10_000_000), Action: "chip.ship", Goods: ruling.Entity{Type: "Chip", ID: "h200"}, Context: facts.Encode(
		"units", 10, "origin", facts.Ref("Jurisdiction/US"), "destination", facts.Ref("Jurisdiction/"+to), "endUse", endUse)}
	return s.p.node.Do(s.t.Context(), c)
}

// An officer installs the packs that come with the program, enters what is known of the
// house's parties, licences and auditors, and sees why a shipment was denied and what
// would change it, and what another one used up; all in the browser.
func TestConsoleDeskInBrowser(t *testing.T) {
	s := newConsoleStage(t)
	s.b.Look(1280, "light")
	s.operator()
	var buyer, seller ledger.ID
	s.p.node.View(func(m *clearing.Machine) {
		m.Parties(func(p clearing.Party) bool {
			if p.Role == clearing.RoleBuyer && buyer.IsZero() {
				buyer = p.ID
			}
			if p.Role == clearing.RoleSeller && seller.IsZero() {
				seller = p.ID
			}
			return true
		})
	})
	s.installInBrowser()
	s.factsInBrowser(buyer, seller)
	s.quotasInBrowser(seller)

	if a, err := s.ship(buyer, seller, "CN", "civil"); err != nil || a.Refusal != "rule_denied" {
		t.Fatalf("a shipment to China: %q %v", a.Refusal, err)
	}
	a, err := s.ship(buyer, seller, "DE", "civil")
	if err != nil || a.Sold == nil {
		t.Fatalf("a shipment to Germany: %q %s %v", a.Refusal, a.Detail, err)
	}
	s.settled()
	s.open("/decisions?outcome=denied&action=chip.ship")
	s.send("table.decisions tbody a")
	s.b.Await(`document.querySelector("h1").textContent.startsWith("Decision") && document.querySelector('a[href^="/console/rules/us-"]') !== null`)
	// Each rule by itself and all together, with what would have been decided then; and what the rules themselves say.
	s.b.Await(`[...document.querySelectorAll("dt")].find(e => e.textContent === "What would change it")?.nextElementSibling.innerText.includes("without us-") && document.body.innerText.includes("What would change it: ")`)
	s.shot("decision-denied", 1280, "light")
	s.shot("decision-denied-phone", 390, "light")

	s.b.Look(1280, "light")
	s.open("/sales")
	s.b.Await(`document.querySelectorAll("table.sales tbody tr").length === 1 && document.querySelector("table.sales").innerText.includes("Chip/h200")`)
	s.send("table.sales tbody a")
	s.b.Await(`document.querySelector("h1").textContent === "Chip/h200" && document.querySelector('a[href^="/console/decisions/"]') !== null && document.body.innerText.includes("baseline-open")`)
	s.shot("sale", 390, "light")
	s.open("/events")
	s.b.Await(`document.querySelector('a[href="/console/sales/` + a.Sold.Sale.ID.String() + `"]') !== null && document.querySelector('a[href="/console/quotas/us-bis-h200"]') !== null`)
}

// installInBrowser installs packs, and takes a set back that is to come.
func (s *consoleStage) installInBrowser() {
	s.t.Helper()
	s.open("/packs")
	s.send(`a[href="/console/packs/install"]`)
	s.send(`button[value="look"]`)
	s.b.Await(`document.body.innerText.includes("Choose at least one pack")`)
	for _, name := range []string{"baseline", "us"} {
		s.b.Click(`input[value="` + name + `"]`)
	}
	s.fill("#note", "as the board decided")
	s.send(`button[value="look"]`)
	s.b.Await(`document.body.innerText.includes("against none at that time") && document.body.innerText.includes("whoever nobody knows is refused") && document.querySelector("main").textContent.includes("us-h200-china") && document.querySelector('input[value="us"]').checked`)
	s.shot("install", 1280, "light")
	s.shot("install-phone", 390, "light")
	s.b.Look(1280, "light")
	s.send(`button[value="install"]`)
	s.b.Await(`location.pathname === "/console/packs" && document.body.innerText.includes("as the board decided") && document.querySelectorAll("table.packs tbody tr").length === 3`)

	s.open("/packs/install")
	s.b.Click(`input[value="eu"]`)
	s.b.Eval(`document.querySelector("#from").value = "2099-01-01T08:00"`, nil)
	s.send(`button[value="look"]`)
	s.b.Await(`document.body.innerText.includes("against set 1, which rules at that time") && document.querySelector("#from").value === "2099-01-01T08:00"`)
	s.send(`button[value="install"]`)
	s.b.Await(`[...document.querySelectorAll(".title .state")].map(e => e.textContent).join() === "in force,to come" && document.body.innerText.includes("2099-01-01 08:00:00")`)
	s.send(`a[href="/console/packs/2/cancel"]`)
	s.b.Await(`document.querySelector("h1").textContent === "Take set 2 back?"`)
	s.send(`button.danger`)
	s.b.Await(`location.pathname === "/console/packs" && !document.body.innerText.includes("to come")`)
	s.open("/packs/install")
	s.send(`button[value="look"]`)
	s.b.Await(`document.body.innerText.includes("Nothing: the ")`)
}

// factsInBrowser enters facts, with a mistake first, changes and removes them.
func (s *consoleStage) factsInBrowser(buyer, seller ledger.ID) {
	s.t.Helper()
	entry := func(id ledger.ID, place, name string) string {
		return "- entity: " + ruling.Participant(id).String() + "\n  in: [Jurisdiction/" + place + "]\n  from: 2026-01-01\n  source: by hand\n  attributes: {" + name + ": Known}\n"
	}
	s.open("/facts")
	s.send(`a[href="/console/facts/enter"]`)
	s.fill("#facts", entry(buyer, "DE", "nmae")+entry(seller, "US", "name"))
	s.send(`button.primary`)
	s.b.Await(`document.querySelector("#mistakes").textContent.includes("Nothing was entered") && document.querySelector(".where").textContent.startsWith("line 5")`)
	s.shot("facts-mistake", 390, "light")
	s.b.Look(1280, "light")
	s.fill("#facts", entry(buyer, "DE", "name")+entry(seller, "US", "name")+"- entity: Participant/nobody\n  in: [Jurisdiction/DE]\n  from: 2026-01-01\n  source: by hand\n  attributes: {name: Nobody}\n")
	s.send(`button.primary`)
	s.b.Await(`location.pathname === "/console/facts" && document.querySelectorAll("table.facttable tbody tr").length === 3`)
	s.shot("facts", 1280, "light")

	// What stands there is taken as it is, and nothing is otherwise.
	s.send(`a[href="/console/facts/enter?entity=Participant%2Fnobody"]`)
	s.b.Await(`document.querySelector("#facts").value.includes('source: "by hand"')`)
	s.send(`button.primary`)
	s.b.Await(`location.pathname === "/console/facts"`)
	s.send(`a[href="/console/facts/remove?entity=Participant%2Fnobody"]`)
	s.send(`button.danger`)
	s.b.Await(`location.pathname === "/console/facts" && document.querySelectorAll("table.facttable tbody tr").length === 2`)
}

// quotasInBrowser enters a licence, changes it and ends another one, and trusts an auditor
// and then no more.
func (s *consoleStage) quotasInBrowser(seller ledger.ID) {
	s.t.Helper()
	s.open("/quotas/new")
	s.fill("#name", "us-bis-h200")
	s.fill("#unit", "chips")
	s.fill("#authority", "BIS")
	s.send(`button.primary`)
	s.b.Await(`document.querySelector(".alert").textContent.includes("A licence has the authority that gave it and a holder")`)
	s.fill("#holder", ruling.Participant(seller).String())
	s.fill("#units", "1000")
	s.send(`button.primary`)
	s.b.Await(`location.pathname === "/console/quotas/us-bis-h200" && document.querySelector(".bartext").textContent.includes("1000 left of 1000 chips")`)
	s.send(`a[href="/console/quotas/new?name=us-bis-h200"]`)
	s.fill("#units", "2000")
	s.send(`button.primary`)
	s.settled()
	s.open("/quotas/us-bis-h200")
	s.b.Await(`document.querySelectorAll("table.quotasteps tbody tr").length === 2 && document.querySelector(".bartext").textContent.includes("2000 left of 2000 chips")`)
	s.shot("quota-history", 390, "light")
	s.b.Look(1280, "light")
	s.send(`a[href="/console/quotas/us-bis-h200/end"]`)
	s.send(`button.danger`)
	s.b.Await(`location.pathname === "/console/quotas/us-bis-h200" && document.querySelector("dd .state").textContent === "ended"`)

	s.open("/auditors/new")
	s.fill("#name", "tuev")
	s.fill("#key", strings.Repeat("ab", 32))
	s.b.Click(`input[value="DataCentre"]`)
	s.send(`button.primary`)
	s.b.Await(`location.pathname === "/console/auditors" && document.querySelector("table.auditors .state").textContent === "trusted"`)
	s.send(`table.auditors a[href$="/distrust"]`)
	s.send(`button.danger`)
	s.b.Await(`document.querySelector("#reason-fault").textContent.includes("Say why")`)
	s.fill("#reason", "the key leaked")
	s.send(`button.danger`)
	s.b.Await(`location.pathname === "/console/auditors" && document.querySelector("table.auditors .state").textContent === "distrusted" && document.body.innerText.includes("the key leaked")`)
}
