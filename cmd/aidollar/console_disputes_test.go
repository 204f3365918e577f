package main

import (
	"net/http/httptest"
	"strconv"
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

// A seller answers a dispute of its call and refunds another call; a form that is sent
// twice makes one refund.
func TestConsoleRefundsInBrowser(t *testing.T) {
	s := newConsoleStage(t)
	server := httptest.NewServer(s.p.handler())
	t.Cleanup(server.Close)
	c := client.New(server.URL, strings.TrimSpace(readText(t, s.d.Operator)))
	calls, err := c.Calls(t.Context(), client.CallFilter{}, client.Listing{Limit: 2})
	if err != nil {
		t.Fatal(err)
	}
	d, err := c.OpenDispute(t.Context(), client.NewDispute{Call: calls.Items[0].ID, Reason: "quality", Text: "it rambled"})
	if err != nil {
		t.Fatal(err)
	}
	key, err := c.CreateKey(t.Context(), client.NewKey{Party: calls.Items[0].Seller, Name: "shop", Scopes: []string{"read", "recourse"}})
	if err != nil {
		t.Fatal(err)
	}
	s.settled()
	s.b.Look(1280, "light")
	s.signIn(key.Secret)
	s.open("/disputes/" + d.ID.String())
	s.b.Eval(`document.querySelector("#text").value = "it was asked to"`, nil)
	s.b.Loaded(func() { s.b.Click(`button[value=contest]`) })
	s.b.Await(`document.querySelector(".title .state").textContent === "contested" && document.querySelector("#text") === null && document.body.innerText.includes("Decision until")`)
	s.open("/calls/" + calls.Items[1].ID.String())
	s.b.Loaded(func() { s.b.Click(`a[href^="/console/refunds/new"]`) })
	s.b.Await(`document.querySelector("#amount").value === ` + strconv.Quote(calls.Items[1].Charge))
	s.shot("refund", 1280, "light")
	s.b.Eval(`document.querySelector("#amount").value = "0.000000002"; document.querySelector("#reason").value = "goodwill"; document.querySelector("#text").value = "thank you"; window.twice = new FormData(document.querySelector("form.card"))`, nil)
	// The impatient click: the same form is sent before the answer is there.
	s.b.Eval(`fetch("/console/refunds", {method: "POST", body: new URLSearchParams(window.twice)}).then(a => { document.body.dataset.first = a.status })`, nil)
	s.b.Await(`document.body.dataset.first === "200"`)
	s.b.Loaded(func() { s.b.Click(`form.card button[type=submit]`) })
	s.b.Await(`location.pathname.startsWith("/console/calls/")`)
	page, err := c.Refunds(t.Context(), client.RecourseFilter{Call: calls.Items[1].ID}, client.Listing{})
	if err != nil || len(page.Items) != 1 || page.Items[0].Amount != "0.000000002" || page.Items[0].By != calls.Items[1].Seller || page.Items[0].Text != "thank you" {
		t.Errorf("%+v, %v", page, err)
	}
	s.settled()
	s.open("/calls/" + calls.Items[1].ID.String())
	s.b.Await(`document.querySelector("table.cameback").innerText.includes("goodwill")`)
	s.shot("refund-phone", 390, "light")
}
