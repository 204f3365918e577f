package api_test

import (
	"bufio"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"aidollar/api"
	"aidollar/core/clearing"
	"aidollar/core/meter"
	"aidollar/core/tariff"
)

// newsHouse has one of everything that is news.
func newsHouse(t *testing.T) (h *house, ann, bob, shop api.PartyAnswer) {
	h = newHouse(t)
	ann, bob, shop = h.buyer("Ann"), h.buyer("Bob"), h.seller("Shop", "2.5")
	h.deposit(ann.ID, "1", "in")
	h.deposit(bob.ID, "2", "in-2")
	key := h.key(ann.ID, "call")
	h.post("/cards?seller="+shop.ID, cardText, "Content-Type", yaml).want(201)
	h.served(1, parsed(t, key.ID), parsed(t, shop.ID))
	voided := h.id(2)
	h.must(clearing.Reserve{
		Call: voided, Key: parsed(t, key.ID), Seller: parsed(t, shop.ID), Model: "demo-text", Deadline: h.now().UnixNano() + 60e9,
		Limits: []tariff.Limit{{Meters: meter.TextInput, Max: 100}, {Meters: meter.TextOutput, Max: 50}},
	})
	h.must(clearing.Void{Call: voided, Reason: "upstream failed"})
	h.post("/withdrawals", `{"party":"`+ann.ID+`","amount":"0.5"}`).want(201)
	return h, ann, bob, shop
}

func types(list []api.Event) string {
	names := make([]string, len(list))
	for i := range list {
		names[i] = list[i].Type
	}
	return strings.Join(names, " ")
}

func TestEventsInPages(t *testing.T) {
	h, ann, bob, shop := newsHouse(t)
	var all, page api.EventPage
	h.get("/events").want(200, &all)
	const want = "key.changed party.added party.added party.added deposit.posted deposit.posted key.changed card.added call.captured call.voided withdrawal.posted"
	if got := types(all.Items); got != want {
		t.Errorf("the events are\n%s, want\n%s", got, want)
	}
	// One at a time they are the same, and each cursor goes on behind its event.
	var one []api.Event
	after := ""
	for range 100 {
		page = api.EventPage{}
		h.get("/events?limit=1&after="+after).want(200, &page)
		one = append(one, page.Items...)
		if page.Next == after {
			break
		}
		after = page.Next
	}
	if types(one) != want || one[3].ID != all.Items[3].ID {
		t.Errorf("one at a time they are\n%s", types(one))
	}
	// A restart, and books that are written anew, change no cursor.
	h.restart()
	page = api.EventPage{}
	h.get("/events?after="+all.Items[7].ID).want(200, &page)
	if types(page.Items) != "call.captured call.voided withdrawal.posted" {
		t.Errorf("behind the card there are %s", types(page.Items))
	}
	var call struct{ Buyer, Seller, Charge, Model string }
	if err := json.Unmarshal(page.Items[0].Data, &call); err != nil || call.Buyer != ann.ID || call.Seller != shop.ID || call.Charge != "0.00002115" || call.Model != "demo-text" {
		t.Errorf("the call's event says %s", page.Items[0].Data)
	}
	var void struct{ Charge, Reason string }
	if err := json.Unmarshal(page.Items[1].Data, &void); err != nil || void.Charge != "0" || void.Reason != "upstream failed" {
		t.Errorf("the void's event says %s", page.Items[1].Data)
	}
	for who, events := range map[string]string{
		ann.ID:  "party.added deposit.posted call.captured call.voided withdrawal.posted",
		bob.ID:  "party.added deposit.posted",
		shop.ID: "party.added card.added call.captured call.voided",
	} {
		page = api.EventPage{}
		h.as(h.key(who, "read").Secret).get("/events").want(200, &page)
		if types(page.Items) != events {
			t.Errorf("a party sees %s, want %s", types(page.Items), events)
		}
	}
	page = api.EventPage{}
	h.get("/events?type=call.voided,deposit.posted").want(200, &page)
	if types(page.Items) != "deposit.posted deposit.posted call.voided" {
		t.Errorf("of two types there are %s", types(page.Items))
	}
	h.get("/events?type=call.made").refused(400, "word_unknown")
	for _, bad := range []string{"x", "1", "1-", "-1-2", "01-2", "1-2-3", "99999999999999999999-1"} {
		h.get("/events?after="+bad).refused(400, "cursor_invalid")
	}
	h.as(h.key(ann.ID, "call").Secret).get("/events").refused(403, "key_scope")
}

// follow opens a stream and gives a function that reads the next event.
func (h *house) follow(query, last string) (next func() api.Event, rest *bufio.Scanner, end func()) {
	h.t.Helper()
	r, err := http.NewRequestWithContext(h.t.Context(), http.MethodGet, h.server.URL+api.Prefix+"/events"+query, http.NoBody)
	if err != nil {
		h.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+h.secret)
	r.Header.Set("Accept", api.MediaEvents)
	if last != "" {
		r.Header.Set("Last-Event-ID", last)
	}
	response, err := h.server.Client().Do(r) //nolint:bodyclose // a stream; it ends with the context
	if err != nil {
		h.t.Fatal(err)
	}
	if response.StatusCode != 200 || response.Header.Get("Content-Type") != api.MediaEvents {
		h.t.Fatalf("%s, %s", response.Status, response.Header.Get("Content-Type"))
	}
	lines := bufio.NewScanner(response.Body)
	if !lines.Scan() { // what says that the stream is open
		h.t.Fatal(lines.Err())
	}
	return func() (e api.Event) {
		h.t.Helper()
		id := ""
		for lines.Scan() {
			line := lines.Text()
			if text, ok := strings.CutPrefix(line, "id: "); ok {
				id = text
			}
			if text, ok := strings.CutPrefix(line, "data: "); ok {
				if err := json.Unmarshal([]byte(text), &e); err != nil || e.ID != id {
					h.t.Fatalf("%v: event %s says %s", err, id, text)
				}
				return e
			}
		}
		h.t.Fatalf("the stream ended: %v", lines.Err())
		return e
	}, lines, func() { response.Body.Close() }
}

// TestEventsAsTheyHappen follows a stream, loses it, and goes on where it was.
func TestEventsAsTheyHappen(t *testing.T) {
	h, ann, _, _ := newsHouse(t)
	next, _, end := h.follow("", "")
	h.deposit(ann.ID, "3", "later")
	first := next()
	if first.Type != "deposit.posted" || !strings.Contains(string(first.Data), `"amount":"3"`) {
		t.Fatalf("the first event from now on is %+v", first)
	}
	end()
	h.deposit(ann.ID, "4", "meanwhile")
	h.deposit(ann.ID, "5", "meanwhile-2")
	next, _, end = h.follow("", first.ID)
	for _, amount := range []string{"4", "5"} {
		if e := next(); !strings.Contains(string(e.Data), `"amount":"`+amount+`"`) {
			t.Errorf("after the break came %s", e.Data)
		}
	}
	end()
	next, _, end = h.follow("?after=&type=call.captured", "")
	defer end()
	if e := next(); e.Type != "call.captured" {
		t.Errorf("from the beginning came %+v", e)
	}
	reader := h.key(ann.ID, "read")
	follower := h.as(reader.Secret)
	_, rest, stop := follower.follow("", "")
	defer stop()
	h.call(http.MethodDelete, "/keys/"+reader.ID, "").want(204)
	for rest.Scan() {
		if strings.HasPrefix(rest.Text(), "data: ") {
			t.Errorf("after the key's end came %s", rest.Text())
		}
	}
	if rest.Err() != nil {
		t.Errorf("the stream of a revoked key does not end: %v", rest.Err())
	}
}
