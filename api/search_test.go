package api_test

import (
	"encoding/csv"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"aidollar/api"
	"aidollar/core/clearing"
	"aidollar/core/meter"
	"aidollar/core/tariff"
)

// market is a house in which somebody has bought something.
func marketHouse(t *testing.T) (h *house, ann, bob, shop api.PartyAnswer, call string) {
	h = newHouse(t)
	ann, bob, shop = h.buyer("Ann"), h.buyer("Anton"), h.seller("Shop", "2.5")
	h.deposit(ann.ID, "1", "in")
	h.post("/cards?seller="+shop.ID, cardText, "Content-Type", yaml).want(201)
	key := h.key(ann.ID, "call")
	for n := range uint64(3) {
		call = h.served(n+1, parsed(t, key.ID), parsed(t, shop.ID)).String()
	}
	return h, ann, bob, shop, call
}

// Everything with an id or a name is found, by those whose it is.
func TestSearch(t *testing.T) {
	h, ann, bob, shop, call := marketHouse(t)
	var project api.ProjectAnswer
	h.post("/projects", `{"name":"atlas","party":"`+ann.ID+`"}`).want(201, &project)
	managing := h.key(ann.ID, "manage", "read")
	asAnn, asBob, asShop := h.as(h.key(ann.ID, "read").Secret), h.as(h.key(bob.ID, "read").Secret), h.as(h.key(shop.ID, "read").Secret)
	asManager := h.as(managing.Secret)
	found := func(as *house, text string) string {
		t.Helper()
		var page api.FoundPage
		as.get("/search?q="+url.QueryEscape(text)).want(200, &page)
		var kinds []string
		for _, f := range page.Items {
			kinds = append(kinds, string(f.Kind)+":"+f.Name)
		}
		return strings.Join(kinds, " ")
	}
	var receipt api.ReceiptAnswer
	h.get("/receipts/"+call).want(200, &receipt)
	last := receipt.Postings[len(receipt.Postings)-1]
	for _, c := range []struct {
		text             string
		all, own, others string // what an operator, Ann and Anton find
	}{
		{call, "call:demo-text", "call:demo-text", ""},
		{ann.ID, "party:Ann", "party:Ann", ""},
		{"An", "party:Ann party:Anton", "party:Ann", "party:Anton"},
		{project.ID, "project:atlas", "project:atlas", ""},
		{"atl", "project:atlas", "project:atlas", ""},
		{managing.ID, "key:key", "", ""},
		{ann.Accounts["balance"], "account:", "account:", ""},
		{receipt.Postings[1].ID, "transfer:", "transfer:", ""},
		{last.ID, "transfer:", "", ""},
		{"0", "card:demo", "", ""},
		{"nothing of this name", "", "", ""},
	} {
		if all, own, others := found(h, c.text), found(asAnn, c.text), found(asBob, c.text); all != c.all || own != c.own || others != c.others {
			t.Errorf("%s: found %q, its owner %q, others %q; want %q, %q, %q", c.text, all, own, others, c.all, c.own, c.others)
		}
	}
	if got := found(asShop, call) + found(asShop, last.ID) + found(asShop, "0"); got != "call:demo-texttransfer:card:demo" {
		t.Errorf("the seller finds %q", got)
	}
	if got := found(asManager, managing.ID); got != "key:key" {
		t.Errorf("who manages keys finds %q", got)
	}
	h.get("/search").refused(400, "param_missing")
	h.get("/search?q=+").refused(400, "param_missing")
	h.get("/search?q="+strings.Repeat("x", 201)).refused(400, "text_too_long")
	h.as(h.key(ann.ID, "call").Secret).get("/search?q=Ann").refused(403, "key_scope")
}

func rowsOf(t *testing.T, a *answer) []map[string]string {
	t.Helper()
	a.want(200)
	if media := a.header.Get("Content-Type"); !strings.HasPrefix(media, "text/csv") {
		t.Fatalf("the answer is %s: %s", media, a.body)
	}
	if text := string(a.body); strings.Count(text, "\r\n") != strings.Count(text, "\n") || !strings.HasSuffix(text, "\r\n") {
		t.Errorf("lines do not end as RFC 4180 has it: %q", text)
	}
	list, err := csv.NewReader(strings.NewReader(string(a.body))).ReadAll() // it wants each row as long as the first
	if err != nil || len(list) == 0 {
		t.Fatal(err, string(a.body))
	}
	var rows []map[string]string
	for _, cells := range list[1:] {
		row := map[string]string{}
		for i, name := range list[0] {
			row[name] = cells[i]
		}
		rows = append(rows, row)
	}
	return rows
}

// A table says what the JSON says.
func TestUsageAndStatementsAsTables(t *testing.T) {
	h, ann, _, _, _ := marketHouse(t)
	asAnn := h.as(h.key(ann.ID, "read").Secret)
	var usage api.UsagePage
	asAnn.get("/usage?by=model", "Accept", "text/html;q=0.1, application/json, text/csv;q=0.5").want(200, &usage)
	rows := rowsOf(t, asAnn.get("/usage?by=model", "Accept", "text/html, text/csv;q=0.9, application/json;q=0.1"))
	if len(rows) != 1 || len(usage.Items) != 1 {
		t.Fatalf("%d rows of %d", len(rows), len(usage.Items))
	}
	u := usage.Items[0]
	for name, want := range map[string]string{
		"model": u.Model, "asset": "USD", "calls": "3", "failed": "0", "input": "51", "output": "93", "image": "0", "charge": u.Charge, "waived": u.Waived, "cost": "", "start": "",
	} {
		if got, ok := rows[0][name]; got != want || !ok {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if cost := rowsOf(t, h.get("/usage?by=model", "Accept", "text/csv"))[0]["cost"]; cost != "0" {
		t.Errorf("an operator sees the cost %q", cost)
	}
	asAnn.get("/usage?by=model", "Accept", "text/csv;q=0").want(200, &usage)
	asAnn.get("/usage?by=colour", "Accept", "text/csv").refused(400, "word_unknown")

	var page api.StatementPage
	asAnn.get("/statements").want(200, &page)
	s := page.Items[0]
	rows = rowsOf(t, asAnn.get("/statements", "Accept", "text/csv"))
	if want := 4 + len(s.Turnovers) + len(s.Lines); len(rows) != want || len(s.Turnovers) == 0 {
		t.Fatalf("%d rows, want %d", len(rows), want)
	}
	first, last, charged := rows[0], rows[len(rows)-1], rows[len(rows)-3]
	if first["part"] != "opening" || first["account"] != s.Account || first["credits"] != s.Opening.Credits || first["from"] != s.From {
		t.Errorf("the opening is %v", first)
	}
	if last["part"] != "closing" || last["credits"] != s.Closing.Credits || last["debits"] != s.Closing.Debits || last["charge"] != "" {
		t.Errorf("the closing is %v", last)
	}
	if charged["part"] != "charged" || charged["charge"] != s.Charged || charged["asset"] != "USD" || rows[1]["part"] != "turnover" || rows[1]["debits"] != s.Turnovers[0].Debits {
		t.Errorf("the charges are %v", charged)
	}
}

// Pages of a table go on where the header Link says, and lose no row.
func TestUsageTableInPages(t *testing.T) {
	h, ann, _, shop, _ := marketHouse(t)
	h.post("/cards?seller="+shop.ID, strings.NewReplacer("version: 1", "version: 2", "demo-text", "other-text").Replace(cardText), "Content-Type", yaml).want(201)
	id, key := h.id(9), h.key(ann.ID, "call")
	h.must(clearing.Reserve{
		Call: id, Key: parsed(t, key.ID), Seller: parsed(t, shop.ID), Model: "other-text", Deadline: h.now().UnixNano() + 60e9,
		Limits: []tariff.Limit{{Meters: meter.TextInput, Max: 100}, {Meters: meter.TextOutput, Max: 50}},
	})
	h.must(clearing.Capture{Call: id, Usage: meter.Usage{Source: meter.Reported}, Upstream: "built-in"})
	asAnn := h.as(h.key(ann.ID, "read").Secret)
	var page api.UsagePage
	asAnn.get("/usage?by=model&limit=1").want(200, &page)
	first := page.Items[0].Model
	h.offset += 2 * time.Hour // the pages go on over the hour
	h.serveAgain()
	asAnn = h.as(asAnn.secret)
	asAnn.get("/usage?by=model&limit=1&after="+page.Next).want(200, &page)
	if len(page.Items) != 1 || page.Items[0].Model == first {
		t.Errorf("behind %s came %+v", first, page.Items)
	}
	asAnn.get("/usage?by=model&after=x").refused(400, "cursor_invalid")
	asAnn.get("/usage?by=model&after=zzzzzz.x").refused(400, "cursor_invalid")
	whole := rowsOf(t, asAnn.get("/usage?by=model", "Accept", "text/csv"))
	var models []string
	for path, pages := "/usage?by=model&limit=1", 0; path != "" && pages < 5; pages++ {
		page := asAnn.get(path, "Accept", "text/csv")
		for _, row := range rowsOf(t, page) {
			models = append(models, row["model"])
		}
		link, _ := strings.CutPrefix(page.header.Get("Link"), "<"+api.Prefix)
		path, _, _ = strings.Cut(link, ">")
	}
	slices.Sort(models)
	if len(whole) != 2 || !slices.Equal(models, []string{"demo-text", "other-text"}) {
		t.Errorf("the pages have %q, the whole table %d rows", models, len(whole))
	}
}
