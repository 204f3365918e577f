package main

import (
	"testing"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/licence"
	"aidollar/core/money"
	"aidollar/core/policy/ruling"
	"aidollar/rules/pack"
	"aidollar/rules/packs"
)

// shippedRules are the packs that come with the program, as a house installs them.
func shippedRules(t *testing.T) []byte {
	t.Helper()
	library, err := pack.NewLibrary(packs.Files)
	if err != nil {
		t.Fatal(err)
	}
	book, err := library.Compile(library.Names())
	if err != nil {
		t.Fatal(err)
	}
	return book.Archive().Bytes()
}

// must carries out a command in the house.
func (s *consoleStage) must(c clearing.Command) clearing.Answer {
	s.t.Helper()
	a, err := s.p.do(s.t.Context(), c)
	if err != nil {
		s.t.Fatal(err)
	}
	return a
}

// The operator reads the packs that come with the program once they are installed, and
// finds the rule for a chip with its source.
func TestConsoleRulesInBrowser(t *testing.T) {
	s := newConsoleStage(t)
	s.b.Look(1280, "light")
	s.operator()
	s.open("/packs")
	s.b.Await(`document.body.innerText.includes("No rules are in force")`)
	s.must(clearing.InstallRules{Set: ruling.Installed{Archive: shippedRules(t), Note: "as the board decided in July"}})
	s.b.Await(`document.querySelectorAll("table.packs tbody tr").length >= 8 && document.body.innerText.includes("as the board decided in July")`)
	s.must(clearing.InstallRules{Set: ruling.Installed{From: time.Now().Add(48 * time.Hour).UnixNano()}})
	s.b.Await(`[...document.querySelectorAll(".title .state")].map(e => e.textContent).join() === "in force,to come"`)
	s.shot("packs", 1280, "light")
	s.open("/rules")
	s.b.Await(`document.querySelectorAll("table.rules tbody tr").length > 60`)
	s.open("/rules?pack=us&action=chip.ship&on=2026-03-01")
	s.b.Await(`document.querySelectorAll("table.rules tbody tr").length > 5 && ![...document.querySelectorAll("table.rules td.when")].some(e => e.textContent.includes("2027"))`)
	s.open("/rules?pack=us&action=chip.ship&effect=permits&on=2026-03-01")
	s.b.Await(`document.querySelectorAll("table.rules tbody tr").length === 5`)
	s.shot("rules", 1280, "light")
	s.b.Loaded(func() { s.b.Click(`a[href^="/console/rules/us-h200-china"]`) })
	s.b.Await(`document.querySelector("pre").textContent.startsWith('@id("us-h200-china")') && document.querySelector('dd a[href^="https://www.govinfo.gov/"]') !== null && document.body.innerText.includes("which nobody has entered")`)
	s.shot("rule-phone", 390, "light")

	s.open("/quotas")
	s.b.Await(`document.body.innerText.includes("No quotas")`)
	until := time.Now().AddDate(1, 0, 0)
	s.must(clearing.SetQuota{Quota: licence.Quota{
		Name: "us-bis-h200", Kind: licence.Licence, Unit: "chips", Window: licence.Total, Title: "Chips for China and Macau",
		Authority: "US Department of Commerce, BIS", Holder: "Participant/us-exporter", UnitsMax: money.Units(35_000), Until: until.UnixNano(),
	}})
	s.must(clearing.SetQuota{Quota: licence.Quota{Name: "us-volume", Kind: licence.Meter, Unit: "chips", Window: licence.Total, Title: "Sold to US customers"}})
	s.must(clearing.SetQuota{Quota: licence.Quota{Name: "cn-share", Kind: licence.Share, Unit: "chips", Window: licence.Total, Title: "At most half of the US volume", Base: "us-volume", PPM: 500_000}})
	s.must(clearing.SetQuota{Quota: licence.Quota{Name: "day", Kind: licence.Cap, Unit: "chips", Window: licence.Day, Title: "Shipments of a day", UnitsMax: money.Units(3_000), CountMax: 12}})
	draw := func(settle bool, lines ...licence.Line) {
		t.Helper()
		d := licence.Draw{ID: newID(), Holder: "Participant/us-exporter", Lines: lines}
		s.must(clearing.DrawQuotas{Draw: d})
		if settle {
			s.must(clearing.CloseDraw{ID: d.ID})
		}
	}
	draw(true, licence.Line{Quota: "us-volume", Units: money.Units(4_000)})
	draw(true, licence.Line{Quota: "us-bis-h200", Units: money.Units(1_200)}, licence.Line{Quota: "cn-share", Units: money.Units(1_200)}, licence.Line{Quota: "day", Units: money.Units(1_200)})
	s.b.Await(`[...document.querySelectorAll("table.quotas .state")].map(e => e.textContent).join() === "enough,counts,enough,enough"`)
	draw(false, licence.Line{Quota: "us-bis-h200", Units: money.Units(650)}, licence.Line{Quota: "cn-share", Units: money.Units(650)}, licence.Line{Quota: "day", Units: money.Units(650)})
	s.b.Await(`[...document.querySelectorAll("table.quotas .state")].map(e => e.textContent).join() === "enough,counts,low,enough"`)
	s.shot("quotas", 1280, "light")
	s.shot("quotas-phone", 390, "dark")
	s.b.Look(1280, "light")
	s.b.Loaded(func() { s.b.Click(`a[href="/console/quotas/us-bis-h200"]`) })
	s.b.Await(`document.querySelector(".bartext").textContent.includes("33150 left of 35000 chips") && document.body.innerText.includes("1 settled, 1 open")`)

	s.signIn(s.d.Key)
	s.b.Await(`document.querySelector('a[href="/console/rules"]') === null`)
	for _, path := range []string{"/rules", "/packs", "/quotas"} {
		s.open(path)
		s.b.Await(`document.body.innerText.includes("Not found")`)
	}
}
