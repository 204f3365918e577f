package main

import (
	"net/http/httptest"
	"strings"
	"testing"

	"aidollar/client"
)

// The operator reads what buyer and seller say of a call, and decides.
func TestConsoleDisputesInBrowser(t *testing.T) {
	s := newConsoleStage(t)
	server := httptest.NewServer(s.p.handler())
	t.Cleanup(server.Close)
	c := client.New(server.URL, strings.TrimSpace(readText(t, s.d.Operator)))
	calls, err := c.Calls(t.Context(), client.CallFilter{}, client.Listing{Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	d, err := c.OpenDispute(t.Context(), client.NewDispute{Call: calls.Items[0].ID, Reason: "quality", Text: "it rambled"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.AnswerDispute(t.Context(), d.ID, false, "it was asked to"); err != nil {
		t.Fatal(err)
	}
	s.settled()
	s.b.Look(1280, "light")
	s.operator()
	s.open("/disputes")
	s.b.Await(`document.querySelector("table tbody .state").textContent === "contested"`)
	s.b.Loaded(func() { s.b.Click("table tbody a") })
	s.b.Await(`document.body.innerText.includes("it rambled") && document.body.innerText.includes("it was asked to")`)
	s.b.Eval(`document.querySelector("#award").value = "0"; document.querySelector("#text").value = "the seller is right"`, nil)
	s.b.Loaded(func() { s.b.Click(`form.card button[type=submit]`) })
	s.b.Await(`document.querySelector(".title .state").textContent === "decided" && document.body.innerText.includes("the seller is right") && document.querySelector("#award") === null`)
	if d, err = c.Dispute(t.Context(), d.ID); err != nil || d.State != "decided" || d.Awarded != "0" || d.Held != "0" {
		t.Errorf("%+v, %v", d, err)
	}
}
