package main

import (
	"net/http"
	"testing"

	"aidollar/core/clearing"
	"aidollar/core/policy/ruling"
)

// A stranger's call is denied by the packs that come with the program, and the operator
// reads in the console why, by which set and with what it was asked.
func TestConsoleDecisionsInBrowser(t *testing.T) {
	s := newConsoleStage(t)
	s.b.Look(1280, "light")
	s.operator()
	s.open("/decisions")
	s.b.Await(`document.body.innerText.includes("No decisions yet")`)
	s.must(clearing.InstallRules{Set: ruling.Installed{Archive: shippedRules(t)}})
	if status := s.call(s.d.Key, "Am I known?", 10); status != http.StatusForbidden {
		t.Errorf("who is not known gets %d", status)
	}
	s.settled()
	s.b.Await(`document.querySelector("table.decisions tbody .state")?.textContent === "denied"`)
	s.shot("decisions", 1280, "light")
	s.open("/decisions?outcome=allowed")
	s.b.Await(`document.body.innerText.includes("No such decisions")`)
	s.open("/decisions?outcome=denied&action=session.open&set=1")
	s.b.Loaded(func() { s.b.Click("table.decisions tbody a") })
	s.b.Await(`document.querySelector("h1").textContent.startsWith("Decision") && document.body.innerText.includes("there are no facts of") && document.querySelector("pre").textContent.includes("region")`)
	s.shot("decision", 1280, "light")
	s.shot("decision-phone", 390, "light")
}
