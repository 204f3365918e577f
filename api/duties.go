package api

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strconv"

	"aidollar/core/clearing"
	"aidollar/core/duty"
	"aidollar/core/ledger"
	"aidollar/core/policy/facts"
)

// DutyBooks is the part of the books that remembers what decisions obliged the house to.
type DutyBooks interface {
	// Duties lists duties, the newest first.
	Duties(ctx context.Context, query DutyQuery) (DutyList, error)
	// Duty finds one.
	Duty(ctx context.Context, number uint64) (d duty.Duty, ok bool, err error)
}

// DutyQuery says which duties are wanted; what is zero does not matter.
type DutyQuery struct {
	Open     bool // something is still to be done
	State    duty.State
	Kind     duty.Kind
	Party    ledger.ID
	To       string
	Decision uint64
	After    string
	Limit    int
}

// DutyList is a page of duties. Next continues it; empty at its end.
type DutyList struct {
	Duties []duty.Duty
	Next   string
}

func (noBooks) Duties(context.Context, DutyQuery) (DutyList, error) {
	return DutyList{}, errBooksAbsent
}

func (noBooks) Duty(context.Context, uint64) (duty.Duty, bool, error) {
	return duty.Duty{}, false, errBooksAbsent
}

var (
	dutyKinds  = duty.Kinds()
	dutyStates = duty.States()
)

// DutyAnswer is something that a decision obliges the house to.
type DutyAnswer struct {
	Number   uint64          `json:"number" about:"counts from one"`
	Kind     string          `json:"kind" about:"notice: somebody is told; recheck: the question is asked again; travel: who pays whom is handed on"`
	State    string          `json:"state" about:"owed, failed (asked again, and not allowed any more), done or void (what it was owed for came to nothing)"`
	Decision uint64          `json:"decision" about:"that brought it"`
	Party    string          `json:"party,omitempty" schema:"id" about:"whose business it is"`
	Cause    string          `json:"cause,omitempty" schema:"id" about:"the call, payment, arrival, batch or sale that it is owed for"`
	To       string          `json:"to,omitempty" about:"of a notice: who is told; of travel: the form"`
	Since    string          `json:"since" schema:"time"`
	Due      string          `json:"due,omitempty" schema:"time" about:"by when it is to be done; missing when no time is named"`
	Overdue  bool            `json:"overdue,omitempty"`
	Question *QuestionAnswer `json:"question,omitempty" about:"of a recheck"`
	Answer   uint64          `json:"answer,omitempty" about:"of a recheck: the decision that it came to"`
	Digest   string          `json:"digest,omitempty" about:"of travel: HMAC-SHA-256 of what was composed and is kept, under a salt that is kept and erased with it"`
	Ended    string          `json:"ended_at,omitempty" schema:"time" about:"or failed"`
	By       string          `json:"by,omitempty" schema:"id" about:"the key of who ended it; missing when it was the house itself"`
	Name     string          `json:"name,omitempty" about:"of the key, as it was then"`
	Missing  []Fault         `json:"missing,omitempty" about:"of a single travel duty that is owed: what it waits for, by its place in the payload"`
	Note     string          `json:"note,omitempty" about:"what was said of its end, or why it failed"`
}

// QuestionAnswer is what rules are asked.
type QuestionAnswer struct {
	Action    string          `json:"action"`
	Principal string          `json:"principal" about:"Type/id"`
	Resource  string          `json:"resource" about:"Type/id"`
	Context   json.RawMessage `json:"context"`
}

// DutyPage is a page of duties.
type DutyPage struct {
	Items []*DutyAnswer `json:"items"`
	Next  string        `json:"next,omitempty" about:"cursor of the next page; missing on the last one"`
	Lag   uint64        `json:"lag" about:"records of the log that the books do not hold yet"`
}

var dutyDoneForm = form{name: "DutyDone", about: "Says that a duty was done.", fields: []field{
	{name: "note", kind: fieldText, required: true, max: duty.NoteMax, about: "how, in words, for whoever asks later"},
}}

func dutyRoutes() []route {
	done := post("/duties/{number}/done", "finishDuty", "Says that a duty was done, or need not be done any more.", &dutyDoneForm, DutyAnswer{}, finishDuty).
		refusing("duty_unknown", "duty_note")
	done.status = http.StatusOK
	return []route{
		get("/duties", "listDuties", "Lists what decisions oblige the house to, and what was done of it, the newest first.", accessAdmin, DutyPage{}, listDuties, append([]param{
			{name: "open", kind: fieldWord, words: []string{"true", "false"}, about: "true: only what is still to be done, owed or failed"},
			{name: "kind", kind: fieldWord, words: dutyKinds[1:], about: "only of this kind"},
			{name: "state", kind: fieldWord, words: dutyStates[1:], about: "only in this state"},
			{name: "party", kind: fieldID, about: "only of this party"},
			{name: "to", kind: fieldText, about: "only what this recipient is to be told, or in this form"},
			{name: "decision", kind: fieldWhole, about: "only what the decision with this number brought"},
		}, pageParams...)...),
		get("/duties/{number}", "getDuty", "Shows a duty.", accessAdmin, DutyAnswer{}, getDuty).refusing("duty_unknown"),
		done,
		get("/duties/{number}/payload", "getDutyPayload", "Shows what was composed and is kept for a travel duty. That it was shown is written down.", accessAdmin, KeptAnswer{}, getDutyPayload).
			refusing("identities_off", "duty_unknown", "payload_unknown"),
	}
}

// Travels keeps what travelled beside money, outside of the log.
type Travels interface {
	// Missing says what a duty waits for; nothing where it does not.
	Missing(number uint64) []Fault
	// Payload shows to a key what travelled beside a movement of a party's money; not ok
	// where nothing is kept.
	Payload(party, cause, by ledger.ID) (p KeptPayload, ok bool, err error)
}

// KeptPayload is what travelled beside a movement of money.
type KeptPayload struct {
	At      int64 // Unix nanoseconds
	Until   int64 // when it is erased
	Digest  [32]byte
	Payload json.RawMessage
}

// KeptAnswer is what travelled beside a movement of money.
type KeptAnswer struct {
	Party   string          `json:"party" schema:"id"`
	Cause   string          `json:"cause" schema:"id" about:"the payment, arrival or batch"`
	Since   string          `json:"since" schema:"time"`
	Until   string          `json:"keep_until" schema:"time" about:"when it is erased"`
	Digest  string          `json:"digest"`
	Payload json.RawMessage `json:"payload" about:"IVMS 101.2023 in JSON"`
}

func dutyAnswer(d *duty.Duty, now int64) *DutyAnswer {
	a := &DutyAnswer{
		Number: d.Number, Kind: d.Kind.String(), State: d.State.String(), Decision: d.Decision, Party: idOrNone(d.Party), Cause: idOrNone(d.Cause), To: d.To,
		Since: printTime(d.At), Due: timeOrNone(d.Due), Overdue: d.Overdue(now), Answer: d.Answer,
		Ended: timeOrNone(d.End.At), By: idOrNone(d.End.By.ID), Name: d.End.By.Name, Note: d.End.Reason,
	}
	if d.Digest != ([32]byte{}) {
		a.Digest = hex.EncodeToString(d.Digest[:])
	}
	if d.Kind == duty.Recheck {
		context, _ := facts.DecodeRecord(d.Question.Context) // the machine has read it
		a.Question = &QuestionAnswer{
			Action: d.Question.Action, Principal: d.Question.Principal.String(), Resource: d.Question.Resource.String(), Context: facts.AppendJSON(nil, context),
		}
	}
	return a
}

func listDuties(q *request) (any, error) {
	values := q.URL.Query()
	query := DutyQuery{
		Open: values.Get("open") == "true", State: duty.State(q.queryWord("state", dutyStates)), Kind: duty.Kind(q.queryWord("kind", dutyKinds)), To: values.Get("to"),
	}
	var err error
	if query.Party, err = q.queryID("party"); err != nil {
		return nil, err
	}
	if values.Has("decision") {
		if query.Decision, err = strconv.ParseUint(values.Get("decision"), 10, 63); err != nil {
			return nil, badParam("decision", "number_invalid", strconv.Quote(clip(values.Get("decision")))+" is no number of a decision")
		}
	}
	if query.After, query.Limit, err = q.bookPage(); err != nil {
		return nil, err
	}
	list, err := q.api.deps.Books.Duties(q.Context(), query)
	if err != nil {
		return nil, err
	}
	out := &DutyPage{Items: []*DutyAnswer{}, Next: list.Next, Lag: q.lag()}
	for i := range list.Duties {
		out.Items = append(out.Items, dutyAnswer(&list.Duties[i], q.time().UnixNano()))
	}
	return out, nil
}

func (q *request) dutyNumber() (uint64, error) {
	number, err := strconv.ParseUint(q.PathValue("number"), 10, 63)
	if err != nil {
		return 0, badParam("number", "number_invalid", strconv.Quote(clip(q.PathValue("number")))+" is no number of a duty; GET "+Prefix+"/duties lists them")
	}
	return number, nil
}

func getDuty(q *request) (any, error) {
	number, err := q.dutyNumber()
	if err != nil {
		return nil, err
	}
	d, err := q.duty(number)
	if err != nil {
		return nil, err
	}
	a := dutyAnswer(&d, q.time().UnixNano())
	if q.api.deps.Travels != nil && d.State.Open() {
		a.Missing = q.api.deps.Travels.Missing(number)
	}
	return a, nil
}

func getDutyPayload(q *request) (any, error) {
	number, err := q.dutyNumber()
	if err != nil {
		return nil, err
	}
	if q.api.deps.Travels == nil {
		return nil, refuse("identities_off", "")
	}
	d, err := q.duty(number)
	if err != nil {
		return nil, err
	}
	p, ok, err := q.api.deps.Travels.Payload(d.Party, d.Cause, q.key.ID)
	switch {
	case err != nil:
		return nil, err
	case !ok:
		return nil, q.unknown("payload_unknown")
	}
	return &KeptAnswer{
		Party: d.Party.String(), Cause: d.Cause.String(), Since: printTime(p.At), Until: printTime(p.Until), Digest: hex.EncodeToString(p.Digest[:]), Payload: p.Payload,
	}, nil
}

// duty asks the machine, and the books for what it has forgotten.
func (q *request) duty(number uint64) (d duty.Duty, err error) {
	open, last := false, uint64(0)
	q.api.deps.Node.View(func(m *clearing.Machine) {
		d, open = m.Duties().Duty(number)
		last = m.Duties().Last()
	})
	if !open {
		if number == 0 || number > last {
			return d, refuse(string(duty.Unknown), "there is no duty %d", number)
		}
		behind, err := q.caughtUp()
		if err != nil {
			return d, err
		}
		ok := false
		switch d, ok, err = q.api.deps.Books.Duty(q.Context(), number); {
		case err != nil:
			return d, err
		case !ok && behind:
			return d, q.booksBehind()
		case !ok:
			return d, refuse(string(duty.Unknown), "there is no duty %d", number)
		}
	}
	return d, nil
}

func finishDuty(q *request) (any, error) {
	number, err := q.dutyNumber()
	if err != nil {
		return nil, err
	}
	o, f, err := q.form()
	if err != nil {
		return nil, err
	}
	c := clearing.FinishDuty{Number: number, By: q.key.ID, Note: o.text("note")}
	if err := f.err(); err != nil {
		return nil, err
	}
	answer, err := q.do(c)
	if err != nil {
		return nil, err
	}
	q.replay = answer.Exists
	d := answer.Duty
	if d == nil {
		before, err := q.duty(number)
		if err != nil {
			return nil, err
		}
		d = &before
	}
	return dutyAnswer(d, q.time().UnixNano()), nil
}
