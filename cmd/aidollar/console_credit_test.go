package main

import (
	"strings"
	"testing"

	"aidollar/core/clearing"
)

// The operator sets a line and gives a grant, and a call uses the grant up before money;
// its buyer sees both, and can change neither.
func TestConsoleCreditInBrowser(t *testing.T) {
	s := newConsoleStage(t)
	s.b.Look(1280, "light")
	s.operator()
	s.open("/credit")
	s.b.Await(`document.body.innerText.includes("No credit lines yet")`)
	s.b.Loaded(func() { s.b.Click(`a[href="/console/credit/line"]`) })
	choose := `[...document.querySelector("#party").options].find(o => o.text === "` + devBuyer + `").selected = true`
	s.b.Eval(choose, nil)
	s.b.Fill("#amount", "a lot")
	s.b.Loaded(func() { s.b.Click("form.card button[type=submit]") })
	s.b.Await(`document.querySelector("#amount-fault").textContent.includes("no amount of USD")`)
	s.b.Fill("#amount", "25")
	s.b.Loaded(func() { s.b.Click("form.card button[type=submit]") })
	s.b.Await(`location.pathname === "/console/credit"`)
	s.b.Loaded(func() { s.b.Click(`a[href="/console/grants/new"]`) })
	s.b.Eval(choose, nil)
	s.b.Fill("#name", "welcome credit")
	s.b.Fill("#amount", "5")
	s.b.Loaded(func() { s.b.Click("form.card button[type=submit]") })
	s.b.Await(`location.pathname === "/console/grants"`)
	if status := s.call(s.d.Key, "Paid by the grant.", 25); status != 200 {
		t.Fatalf("the call is answered %d", status)
	}
	s.settled()
	s.open("/credit")
	s.b.Await(`document.querySelector("table.creditlines .state").textContent === "open" && document.querySelector("table.grants .charge").textContent.startsWith("4.9999")`)
	s.shot("credit", 1280, "light")

	s.signIn(s.d.Key)
	s.b.Look(390, "light")
	s.open("/credit")
	s.b.Await(`document.querySelector("table.creditlines") !== null && document.querySelector('a[href$="/end"], a[href="/console/credit/line"]') === null`)
	s.shot("credit-phone", 390, "light")
	s.b.Loaded(func() { s.b.Click(`table.grants a[href^="/console/accounts/"]`) })
	s.b.Await(`document.querySelector("h1").textContent.startsWith("Grant")`)

	s.b.Look(1280, "light")
	s.operator()
	s.open("/events")
	s.b.Loaded(func() { s.b.Click(`table.events a[href="/console/grants"]`) })
	s.b.Loaded(func() { s.b.Click(`a[href$="/end"]`) })
	s.b.Loaded(func() { s.b.Click("form.card button[type=submit]") })
	s.b.Await(`location.pathname === "/console/grants" && document.querySelector("table.grants .state").textContent === "ended"`)
	ended := false
	s.p.node.View(func(m *clearing.Machine) {
		m.Parties(func(p clearing.Party) bool {
			ended = ended || strings.Contains(p.Name, devBuyer) && len(m.Credit().GrantsOf(p.ID)) == 0
			return true
		})
	})
	if !ended {
		t.Error("the grant goes on")
	}
}
