package main

import (
	"encoding/json"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"aidollar/client"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/review"
	"aidollar/journal"
	"aidollar/rules/identity"
	"aidollar/rules/ivms101"
)

// natural is a human being of IVMS 101.
func natural(first, last, born, country string) json.RawMessage {
	return json.RawMessage(`{"naturalPerson": {"name": {"nameIdentifier": [{"primaryIdentifier": "` + last + `", "secondaryIdentifier": "` + first + `", "naturalPersonNameIdentifierType": "LEGL"}]},` +
		`"dateAndPlaceOfBirth": {"dateOfBirth": "` + born + `", "placeOfBirth": "somewhere"}, "countryOfResidence": "` + country + `"}}`)
}

// identified is a buyer under a name that is like nobody's, with money, a key and an
// officer who looks.
func (h *routedHouse) identified() (party client.ID, secret string, officer *client.Client) {
	h.t.Helper()
	officer = h.operator()
	made, err := officer.CreateBuyer(h.t.Context(), client.NewParty{Name: "Lumberjack and Daughters"})
	if err != nil {
		h.t.Fatal(err)
	}
	p, _ := h.partyOf(made.ID.ID)
	if err := h.p.deposit(h.t.Context(), p, "5"); err != nil {
		h.t.Fatal(err)
	}
	if secret, err = h.p.key(h.t.Context(), made.ID.ID, "k", clearing.ScopeCall); err != nil {
		h.t.Fatal(err)
	}
	return made.ID, secret, officer
}

// Who says in his identity that he is somebody on a list is stopped from that very moment
// on, with nothing of it in the log; a correction that makes him another name is looked at
// anew, and one of his address is not.
func TestAListedIdentityIsStopped(t *testing.T) {
	h := newRoutedHouse(t)
	list := filepath.Join(t.TempDir(), "sdn.csv")
	listFile(t, list, "")
	h.screen(list)
	party, secret, officer := h.identified()
	ctx := t.Context()
	calls := func(what, code string) {
		t.Helper()
		status, _, text := h.ask(secret, http.MethodPost, "/v1/chat/completions", chatAsked)
		if (code == "") != (status == 200) || !strings.Contains(text, code) {
			t.Fatalf("%s: %d %s", what, status, text)
		}
	}
	open := func() []client.Review {
		t.Helper()
		page, err := officer.Reviews(ctx, client.ReviewFilter{Party: party, State: "open"}, client.Listing{})
		if err != nil {
			t.Fatal(err)
		}
		return page.Items
	}
	put := func(person json.RawMessage) {
		t.Helper()
		if _, err := officer.PutIdentity(ctx, party, client.NewIdentity{Person: person}); err != nil {
			t.Fatal(err)
		}
	}
	put(natural("Ann", "Quartermain", "1990-01-02", "DE"))
	calls("somebody else", "")
	if len(open()) != 0 {
		t.Fatal("a review is open of somebody else")
	}
	const first, last = "Mukhammad Yousuf", "at-Tariki"
	put(natural(first, last, "1971-03-14", "IQ"))
	calls("a listed one", "party_under_review")
	items := open()
	if len(items) != 1 || len(items[0].Matches) == 0 || strings.Contains(items[0].Name+items[0].Text, "Mukhammad") || !strings.Contains(items[0].Name, "version 2") {
		t.Fatalf("%+v", items)
	}
	if _, err := officer.DecideReview(ctx, items[0].ID, "approve", "looked at the passport", time.Time{}); err != nil {
		t.Fatal(err)
	}
	calls("cleared", "")
	moved := strings.Replace(string(natural(first, last, "1971-03-14", "IQ")), `"countryOfResidence"`, `"customerIdentification": "7", "countryOfResidence"`, 1)
	put(json.RawMessage(moved))
	calls("another number", "")
	put(natural(first, last, "1972-05-05", "IQ"))
	calls("born on another day", "party_under_review")
	if items = open(); len(items) != 1 || !strings.Contains(items[0].Name, "version 4") {
		t.Errorf("%+v", items)
	}
	if _, err := officer.DecideReview(ctx, items[0].ID, "refuse", "the same person", time.Time{}); err != nil {
		t.Fatal(err)
	}
	calls("confirmed", "party_listed")
	h.logWithout("Mukhammad", last, "1971-03-14", "1972-05-05")
}

// logWithout closes the house and makes sure that some words are nowhere in its log.
func (h *routedHouse) logWithout(words ...string) {
	h.t.Helper()
	if err := h.p.close(); err != nil {
		h.t.Fatal(err)
	}
	size := 0
	if _, err := journal.Check(journalDir(h.p.config.Data), func(r journal.Record) error {
		size += len(r.Payload)
		for _, word := range words {
			if strings.Contains(string(r.Payload), word) {
				h.t.Errorf("record %d has %q", r.Seq, word)
			}
		}
		return nil
	}); err != nil || size == 0 {
		h.t.Fatal(size, err)
	}
}

// Who is listed later is found by his identity when the file changes, in any of his names,
// and a party's own word on where it was born clears it of nothing.
func TestIdentitiesWhenAListChanges(t *testing.T) {
	h := newRoutedHouse(t)
	list := filepath.Join(t.TempDir(), "sdn.csv")
	listFile(t, list, "")
	h.screen(list)
	party, _, officer := h.identified()
	if _, err := officer.PutIdentity(t.Context(), party, client.NewIdentity{Person: natural("Zebulon", "Quartermain", "1990-01-02", "DE")}); err != nil || h.standing(party.ID) != 0 {
		t.Fatal(err, h.standing(party.ID))
	}
	listFile(t, list, "\n"+`9990,"QUARTERMAIN, Zebulon","individual","SDGT",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- `+"\n")
	for range 2 {
		if err := h.p.screening.again(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if h.standing(party.ID) != review.Open {
		t.Error("who is listed now was not found by his identity")
	}
	count := 0
	h.p.node.View(func(m *clearing.Machine) { count = m.Reviews().OpenCount() })
	if count != 1 {
		t.Errorf("%d are asked about, want 1", count)
	}
	// A crash behind the file and before the log: the start finds him.
	other, _, _ := h.identified()
	person, err := ivms101.ReadPerson(natural("Zebulon", "Quartermain", "1941-01-02", "JP"), today())
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := h.p.persons.Put(other.ID, identity.Entry{By: h.anyKey()}, &identity.Identity{Person: person}); err != nil {
		t.Fatal(err)
	}
	if err := h.p.openPersonsAgain(t); err != nil {
		t.Fatal(err)
	}
	h.p.node.View(func(m *clearing.Machine) {
		if i, ok := m.Identity(other.ID); !ok || i.Operator || i.Counts {
			t.Errorf("%+v", i)
		}
	})
	if h.standing(other.ID) != review.Open {
		t.Error("who came by a crash was not found")
	}
}

// anyKey is some key that is no operator's.
func (h *routedHouse) anyKey() (id ledger.ID) {
	h.p.node.View(func(m *clearing.Machine) {
		m.Keys(func(k clearing.Key) bool {
			if k.Scopes&clearing.ScopeAdmin == 0 {
				id = k.ID
			}
			return id.IsZero()
		})
	})
	return id
}

// openPersonsAgain is what a start does about parties.
func (p *program) openPersonsAgain(t *testing.T) error {
	t.Helper()
	p.screening.close()
	if err := p.persons.Close(); err != nil {
		t.Fatal(err)
	}
	return p.openPersons(t.Context())
}
