package api_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"aidollar/api"
	"aidollar/core/clearing"
	"aidollar/core/policy"
	"aidollar/core/policy/facts"
	"aidollar/core/policy/ruling"
	"aidollar/rules/pack"
	"aidollar/rules/packs"
)

const obliging = `
@id("told") @title("Somebody is told") @source("choice") @from("2000-01-01") @notice("office") @record("10 days") @recheck("90 days")
permit(principal, action == Action::"onboard", resource);
`

// obliged puts a house under rules that oblige it to something, with a party that they know.
func (h *house) obliged() (party api.PartyAnswer, ask clearing.Decide) {
	h.t.Helper()
	l, err := pack.NewLibrary(packs.Files)
	if err != nil {
		h.t.Fatal(err)
	}
	book, err := l.Compile([]string{"baseline"})
	if err != nil {
		h.t.Fatal(err)
	}
	a := book.Archive()
	a.Packs = append(a.Packs, ruling.Pack{Name: "test", Title: "Test", Version: "1", Sources: []ruling.Source{{Name: "choice", Cite: "nobody's law"}}})
	a.Texts = append(a.Texts, policy.Text{Name: "test/rules.cedar", Policies: []byte(obliging)})
	h.must(clearing.InstallRules{Set: ruling.Installed{Archive: a.Bytes()}})
	party = h.buyer("Ann")
	h.known(party.ID, false)
	return party, clearing.Decide{Ask: ruling.Ask{Action: "onboard", Principal: ruling.Entity{Type: "Participant", ID: party.ID}, Resource: ruling.Entity{Type: "Jurisdiction", ID: "DE"}}}
}

func (h *house) known(party string, listed bool) {
	h.must(clearing.RegisterFacts{Entries: []*facts.Entry{facts.New("Participant/"+party, []string{"Jurisdiction/DE"}, "name", "Ann", "listed", listed)}})
}

func TestDuties(t *testing.T) {
	h := newHouse(t)
	ann, ask := h.obliged()
	h.must(ask) // decision 2, behind the one of whether she may be dealt with, of which the office is told, too
	var page api.DutyPage
	h.get("/duties?open=true").want(200, &page)
	if len(page.Items) != 3 || page.Items[0].Kind != "recheck" || page.Items[1].Kind != "notice" || page.Items[1].To != "office" || page.Items[1].Party != ann.ID || page.Items[1].Decision != 2 || page.Items[2].Kind != "notice" || page.Items[2].Decision != 1 {
		t.Fatalf("%+v %+v", page.Items[0], page.Items[1])
	}
	if q := page.Items[0].Question; q == nil || q.Action != "onboard" || q.Resource != "Jurisdiction/DE" || string(q.Context) != "{}" || page.Items[0].Due == "" {
		t.Errorf("%+v", page.Items[0])
	}
	for filter, want := range map[string]int{
		"kind=notice": 2, "to=office": 2, "to=nobody": 0, "party=" + ann.ID: 3, "decision=1": 1, "decision=2": 2, "decision=3": 0, "state=done": 0, "open=true&limit=1": 1,
	} {
		page = api.DutyPage{}
		if h.get("/duties?"+filter).want(200, &page); len(page.Items) != want {
			t.Errorf("%s: %d duties, want %d", filter, len(page.Items), want)
		}
	}
	h.get("/duties?kind=gift").refused(400, "word_unknown")
	h.get("/duties?decision=x").refused(400, "number_invalid")
	h.get("/duties/x").refused(400, "number_invalid")
	h.get("/duties/9").refused(404, "duty_unknown")
	h.get("/duties/1/payload").refused(501, "identities_off")
	h.as(h.key(ann.ID, "read", "manage").Secret).get("/duties").refused(403, "key_scope")

	h.post("/duties/1/done", `{}`).refused(400, "field_missing")
	h.post("/duties/1/done", `{"note":""}`).refused(400, "text_empty")
	h.post("/duties/9/done", `{"note":"x"}`).refused(404, "duty_unknown")
	var a api.DutyAnswer
	h.post("/duties/1/done", `{"note":"by letter of today"}`).want(200, &a)
	if a.State != "done" || a.Note != "by letter of today" || a.Name != "operator" || a.Ended == "" {
		t.Errorf("%+v", a)
	}
	if again := h.post("/duties/1/done", `{"note":"by letter of today"}`).want(200, &a); again.header.Get("Idempotency-Replayed") != "true" || a.Note != "by letter of today" {
		t.Errorf("once more: %+v", a)
	}
	h.get("/duties/1").want(200, &a)
	if a.State != "done" {
		t.Errorf("from the books: %+v", a)
	}
	h.get("/buyers/"+ann.ID).want(200, &ann)
	until, err := time.Parse(time.RFC3339, ann.KeepUntil)
	if err != nil || until.Before(h.now().Add(10*24*time.Hour)) || until.After(h.now().Add(12*24*time.Hour)) {
		t.Errorf("it is kept until %s", ann.KeepUntil)
	}
	h.dutyFails(ann)
}

// dutyFails asks again when the facts are others, after a restart, and looks at what is told.
func (h *house) dutyFails(ann api.PartyAnswer) {
	h.t.Helper()
	h.known(ann.ID, true)
	h.restart()
	h.offset = 90 * 24 * time.Hour
	h.must(clearing.Tick{})
	var a api.DutyAnswer
	h.get("/duties/3").want(200, &a)
	if a.State != "failed" || !a.Overdue || a.Answer == 0 || a.Note != "denied by baseline-listed" {
		h.t.Errorf("asked again: %+v", a)
	}
	var d api.DecisionAnswer
	h.get("/decisions/4").want(200, &d)
	if d.Again != 2 || d.Outcome != "deny" {
		h.t.Errorf("%+v", d)
	}
	h.post("/duties/3/done", `{"note":"the account was closed"}`).want(200, &a)
	var events api.EventPage
	h.get("/events?type=duty.owed,duty.done,duty.failed,records.extended").want(200, &events)
	if got := types(events.Items); got != "duty.owed records.extended duty.owed duty.owed duty.done duty.failed duty.done" {
		h.t.Errorf("told was %s", got)
	}
	var news struct {
		Number, Decision       uint64
		Kind, To, Party, State string
	}
	if err := json.Unmarshal(events.Items[0].Data, &news); err != nil || news.Number != 1 || news.Decision != 1 || news.Kind != "notice" || news.To != "office" || news.Party != ann.ID || news.State != "owed" {
		h.t.Errorf("a notice is told as %s", events.Items[0].Data)
	}
	events = api.EventPage{}
	h.as(h.key(ann.ID, "read").Secret).get("/events").want(200, &events)
	if got := types(events.Items); strings.Contains(got, "duty.") || !strings.Contains(got, "records.extended") {
		h.t.Errorf("the party sees %s", got)
	}
}
