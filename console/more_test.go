package console

import (
	"bufio"
	"context"
	"encoding/csv"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
)

func keyID(t *testing.T, text string) ledger.ID {
	t.Helper()
	id, err := ledger.ParseID(text)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// formTokenOf is the token of a visitor's session.
func formTokenOf(v *visitor) string {
	u, _ := url.Parse(v.base + "/console")
	for _, c := range v.client.Jar.Cookies(u) {
		if c.Name == cookieName {
			return formToken(c.Value)
		}
	}
	return ""
}

// A card that is tried shows each mistake at its place, or what it would change.
func TestPreview(t *testing.T) {
	v := newVisitor(t, newHouse(3)).signIn(secretSeller)
	token, _ := v.hidden(v.get("/console/cards/preview"))
	form := url.Values{"form": {token}, "seller": {partySeller.ID.String()}, "card": {"card: x\r\nversion: <b>\r\n"}}
	response, page := v.post("/console/cards/preview", form)
	if response.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(page, "line 2, column 10") || !strings.Contains(page, "version: <mark>&lt;b&gt;</mark>") {
		t.Errorf("%s: %s", response.Status, page)
	}
	form.Set("card", "right")
	response, page = v.post("/console/cards/preview", form)
	if response.StatusCode != http.StatusOK {
		t.Errorf("a right card: %s", response.Status)
	}
	changes := texts(t, page, "td", "charge")
	if len(changes) != 3 || changes[0] != "+1.000000000 25.0 %" || changes[1] != "−0.150000000 50.0 %" || !strings.HasPrefix(changes[2], "+0.85") {
		t.Errorf("the changes are %q", changes)
	}
	if !strings.Contains(page, "meter_unpriced") {
		t.Error("calls that the card would refuse are not told")
	}
	form.Set("seller", partyBuyer.ID.String())
	if response, _ := v.post("/console/cards/preview", form); response.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("somebody else's calls: %s", response.Status)
	}
	v.another().signIn(secretBuyer).status("/console/cards/preview", http.StatusNotFound)
}

// Cards of one buyer's own are hidden from the others, not from the seller.
func TestCardsSeen(t *testing.T) {
	h := newHouse(3)
	for secret, want := range map[string]int{secretAdmin: 3, secretSeller: 3, secretBuyer: 2, secretOther: 3} {
		v := newVisitor(t, h).signIn(secret)
		if rows := texts(t, v.get("/console/cards"), "tr", ""); len(rows)-1 != want {
			t.Errorf("%s sees %d cards, want %d", secret, len(rows)-1, want)
		}
		if secret == secretBuyer {
			v.status("/console/cards/3", http.StatusNotFound)
			v.status("/console/cards/x", http.StatusNotFound)
		}
	}
}

// The address holds the filter, and pages keep it.
func TestCallFilter(t *testing.T) {
	v := newVisitor(t, newHouse(120)).signIn(secretAdmin)
	page := v.get("/console/calls?state=captured&party=" + partyBuyer.ID.String())
	for _, state := range texts(t, page, "span", "state") {
		if state != "captured" {
			t.Errorf("a call is %s", state)
		}
	}
	if strings.Contains(page, partyOther.Name+"</bdi></td>") || !strings.Contains(page, `<option value="captured" selected>`) {
		t.Error("the filter does not hold, or is not shown")
	}
	page = v.get("/console/calls?model=aurora-large&state=")
	next := ""
	for _, href := range hrefs(t, page) {
		if strings.Contains(href, "after=") {
			next = href
		}
	}
	if next != "/console/calls?model=aurora-large&after=50" {
		t.Errorf("the next page is %q", next)
	}
	for path, says := range map[string]string{
		"/console/calls?state=odd": "none of the choices", "/console/calls?key=x": "is no id", "/console/calls?from=yesterday": "is no day",
		"/console/usage?by=odd": "none of the choices", "/console/usage?from=2026-03-01&to=2026-02-01": "comes before the first",
		"/console/usage?step=hour&from=2025-01-01": "drawn over 14 days at most",
	} {
		if page := v.get(path); !strings.Contains(page, says) {
			t.Errorf("%s does not say %q", path, says)
		}
	}
	if page := v.get("/console/calls?model=nothing"); !strings.Contains(page, "No such calls") {
		t.Error("an empty list does not say why")
	}
}

// The files have what the pages have, and no name becomes a formula.
func TestTables(t *testing.T) {
	h := newHouse(120)
	v := newVisitor(t, h).signIn(secretAdmin)
	rows := func(path string) [][]string {
		response, body := v.do(http.MethodGet, path, "", nil)
		if response.StatusCode != http.StatusOK || !strings.HasPrefix(response.Header.Get("Content-Disposition"), "attachment;") {
			t.Fatalf("%s: %s %s", path, response.Status, response.Header.Get("Content-Disposition"))
		}
		list, err := csv.NewReader(strings.NewReader(body)).ReadAll()
		if err != nil || len(list) < 2 {
			t.Fatalf("%s: %d rows, %v", path, len(list), err)
		}
		return list[1:]
	}
	var want, got money.Amount
	for _, c := range h.calls {
		want, _ = want.Add(c.Charge)
	}
	for _, row := range rows("/console/usage?from=2026-02-28&to=2026-03-01&by=buyer&format=csv") {
		amount, err := money.USD().Parse(row[4])
		if err != nil {
			t.Fatal(err)
		}
		got, _ = got.Add(amount)
	}
	if got != want {
		t.Errorf("the usage adds up to %s, want %s", got, want)
	}
	own := clearing.PartyAccount(partyBuyer.ID, clearing.AccountBuyer).String()
	if n := len(rows("/console/accounts/" + own + "/statement?month=2026-02&format=csv")); n != 126 {
		t.Errorf("the statement has %d movements", n)
	}
	if plainText("=1+1") != "'=1+1" || plainText("plain") != "plain" {
		t.Error("a name can be a formula")
	}
	buyer := v.another().signIn(secretBuyer)
	_, body := buyer.do(http.MethodGet, "/console/usage?from=2026-02-28&to=2026-03-01&format=csv", "", nil)
	list, err := csv.NewReader(strings.NewReader(body)).ReadAll()
	if err != nil || len(list) < 2 || list[0][6] != "upstream_cost" {
		t.Fatalf("%v: %s", err, body)
	}
	for _, row := range list[1:] {
		if strings.Trim(row[6], "0.") != "" {
			t.Errorf("a buyer is told what the upstream takes: %s", row[6])
		}
	}
}

func TestSearch(t *testing.T) {
	h := newHouse(12)
	id := h.calls[1].ID.String()
	v := newVisitor(t, h).signIn(secretBuyer)
	if response, _ := v.do(http.MethodGet, "/console/search?q="+id, "", nil); response.StatusCode != http.StatusSeeOther || response.Header.Get("Location") != "/console/calls/"+id {
		t.Errorf("a call's id: %s to %s", response.Status, response.Header.Get("Location"))
	}
	if page := v.get("/console/search?q=" + h.calls[0].ID.String()); !strings.Contains(page, "Nothing is known") {
		t.Error("a buyer finds somebody else's call")
	}
	if page := v.get("/console/search?q=northern"); strings.Contains(page, "/console/accounts/0") {
		t.Error("a buyer finds the seller's account")
	}
	if page := v.another().signIn(secretAdmin).get("/console/search?q=NORTHERN"); !strings.Contains(page, partySeller.Name) {
		t.Error("the house does not find a party by its name")
	}
}

// The stream tells where things stand, ends with the session, and with the server.
func TestLiveStream(t *testing.T) {
	h := newHouse(3)
	v := newVisitor(t, h)
	if response, _ := v.do(http.MethodGet, "/console/live", "", nil); response.StatusCode != http.StatusUnauthorized {
		t.Errorf("without a session: %s", response.Status)
	}
	v.signIn(secretBuyer)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, v.base+"/console/live", nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := v.client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if kind := response.Header.Get("Content-Type"); kind != "text/event-stream" {
		t.Errorf("the stream is %s", kind)
	}
	lines := bufio.NewScanner(response.Body)
	await := func(want string) {
		t.Helper()
		for lines.Scan() {
			if lines.Text() == want {
				return
			}
		}
		t.Fatalf("the stream ended before %q: %v", want, lines.Err())
	}
	await(`data: {"log":12345,"books":12345}`)
	h.happen(1)
	await(`data: {"log":12346,"books":12346}`)
}
