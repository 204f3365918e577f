package console

import (
	"context"
	"net/url"
	"testing"

	"aidollar/core/duty"
	"aidollar/core/ledger"
	"aidollar/core/policy/ruling"
	"aidollar/core/review"
)

// dutyList is what decisions oblige the test house to, the newest first.
func (h *house) dutyList() []Duty {
	if len(h.receipts) == 0 {
		return nil
	}
	return []Duty{
		{Duty: duty.Duty{Number: 5, Kind: duty.Travel, State: duty.Owed, Decision: 9, Party: partyBuyer.ID, Cause: testID(5006), To: "ivms101", At: noon}, Of: partyBuyer, Missing: []string{"/originator/name is not known " + hostile}},
		{Duty: duty.Duty{Number: 4, Kind: duty.Recheck, State: duty.Failed, Decision: 8, Party: partyOther.ID, At: noon - 90*86_400e9, Due: noon - 3600e9, Answer: 11,
			Question: ruling.Ask{Action: "onboard", Principal: ruling.Participant(partyOther.ID), Resource: ruling.Entity{Type: "Jurisdiction", ID: "DE"}}, End: review.Act{At: noon - 3600e9, Reason: "denied by home-listed"}}, Of: partyOther},
		{Duty: duty.Duty{Number: 3, Kind: duty.Recheck, State: duty.Owed, Decision: 7, Party: partyOther.ID, At: noon - 90*86_400e9, Due: noon - 60e9,
			Question: ruling.Ask{Action: "compute.order", Principal: ruling.Participant(partyOther.ID), Resource: ruling.Entity{Type: "Model", ID: "a-model-with-a-very-long-name-that-has-no-blanks-in-it"}}}, Of: partyOther},
		{Duty: duty.Duty{Number: 2, Kind: duty.Notice, State: duty.Done, Decision: 6, To: "authority", At: noon - 86_400e9, End: review.Act{By: review.Person{ID: testID(101), Name: "Ada"}, At: noon - 3600e9, Reason: "by letter <of 3 March>"}}},
		{Duty: duty.Duty{Number: 1, Kind: duty.Notice, State: duty.Owed, Decision: 5, Party: partySeller.ID, To: "token-issuer", At: noon - 86_400e9}, Of: partySeller},
	}
}

// Duties implements Duties.
func (h *house) Duties(_ context.Context, q DutyQuery, cursor string, _ int) (page DutyPage, err error) {
	if cursor != "" {
		return page, ErrCursor
	}
	for _, d := range h.dutyList() {
		if (!q.Open || d.State.Open()) && (q.State == 0 || d.State == q.State) && (q.Kind == 0 || d.Kind == q.Kind) && (q.Party.IsZero() || d.Party == q.Party) && (q.To == "" || d.To == q.To) {
			page.Duties = append(page.Duties, d)
		}
	}
	return page, h.err
}

// Duty implements Duties.
func (h *house) Duty(_ context.Context, number uint64) (Duty, error) {
	for _, d := range h.dutyList() {
		if d.Number == number {
			return d, h.err
		}
	}
	return Duty{}, ErrNotFound
}

// FinishDuty implements Duties.
func (h *house) FinishDuty(_ context.Context, number uint64, by ledger.ID, note string) error {
	if number == 5 {
		return &Refusal{Code: "duty_unknown", Sentence: "there is no such duty, or it is done"}
	}
	return h.do("duty %d by %s: %s", number, by, note)
}

// TestDutyPages shows what is to be done, to the house alone, and closes it with a note.
func TestDutyPages(t *testing.T) {
	d := newDesk(t)
	wants(t, "what is to be done", d.get("/console/duties"), []string{"Tell token-issuer", "Ask again: onboard of Jurisdiction/DE", "Hand on who pays whom, as ivms101", "overdue", "failed"}, []string{"Tell authority", hostile})
	for query, want := range map[string]string{
		"state=all": "Tell authority", "state=done": "Tell authority", "kind=notice": "Tell token-issuer", "kind=recheck&state=failed": "onboard of", "party=" + partyBuyer.ID.String(): "ivms101", "to=token-issuer": "Tell token-issuer",
		"to=nobody": "No such duties", "state=gone": "none of the choices", "kind=gone": "none of the choices", "party=me": "is no id",
	} {
		wants(t, query, d.get("/console/duties?"+query), []string{want}, []string{hostile})
	}
	wants(t, "one kind", d.get("/console/duties?kind=travel"), []string{"ivms101"}, []string{"Tell token-issuer", "Ask again"})
	wants(t, "what waits", d.get("/console/duties/5"), []string{"Waits for", "/originator/name is not known", `href="/console/decisions/9"`, "It was done"}, []string{hostile})
	wants(t, "what failed", d.get("/console/duties/4"), []string{"denied by home-listed", `href="/console/decisions/11"`, "It was done", "Failed"}, nil)
	wants(t, "what is done", d.get("/console/duties/2"), []string{"Ada", "by letter &lt;of 3 March&gt;"}, []string{"It was done</button>"})
	d.send("/console/duties/1", 422, "Say how it was done", "", "note", " ")
	d.send("/console/duties/1", 303, "", "duty 1 by "+testID(101).String()+": by letter", "note", " by letter ")
	d.send("/console/duties/5", 409, "There is no such duty, or it is done.", "", "note", "by letter")
	for path, want := range map[string]int{"/console/duties/9": 404, "/console/duties/x": 404, "/console/duties?after=9": 400} {
		d.status(path, want)
	}
	if a, _ := d.post("/console/duties/1", url.Values{"form": {"forged"}, "note": {"x"}}); a.StatusCode != 403 {
		t.Errorf("a forged form: %d", a.StatusCode)
	}
	wants(t, "nothing", newVisitor(t, newHouse(0)).signIn(secretAdmin).get("/console/duties"), []string{"Nothing is to be done"}, nil)
	for _, secret := range []string{secretBuyer, secretSeller} {
		v := newVisitor(t, d.h).signIn(secret)
		for _, path := range []string{"/console/duties", "/console/duties/1"} {
			v.status(path, 404)
		}
		if a, _ := v.post("/console/duties/1", url.Values{"form": {formTokenOf(v)}, "note": {"mine"}}); a.StatusCode != 404 {
			t.Errorf("%s: %d", secret, a.StatusCode)
		}
	}
}
