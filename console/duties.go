package console

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"aidollar/core/clearing"
	"aidollar/core/duty"
	"aidollar/core/ledger"
)

// Duties is the part of a Source that is about what decisions oblige the house to. It is
// for the house alone.
type Duties interface {
	// Duties lists duties, the newest first.
	Duties(ctx context.Context, q DutyQuery, cursor string, limit int) (DutyPage, error)
	// Duty finds one with what it waits for; ErrNotFound when there is none.
	Duty(ctx context.Context, number uint64) (Duty, error)
	// FinishDuty says that a duty was done, by whom and how.
	FinishDuty(ctx context.Context, number uint64, by ledger.ID, note string) error
}

// DutyQuery says which duties are wanted; what is zero does not matter.
type DutyQuery struct {
	Open  bool // something is still to be done
	State duty.State
	Kind  duty.Kind
	Party ledger.ID
	To    string
}

// Duty is something that a decision obliges the house to.
type Duty struct {
	duty.Duty
	Of      clearing.Party // whose business it is; zero: the house's
	Missing []string       // of a single travel duty that is owed: what it waits for
}

// DutyPage is a part of a list of duties. Next continues it; empty at its end.
type DutyPage struct {
	Duties []Duty
	Next   string
}

// dutyRow is a duty as it stands at a time.
type dutyRow struct {
	Duty
	now int64
}

// Path is where it is shown.
func (d dutyRow) Path() string { return "/console/duties/" + strconv.FormatUint(d.Number, 10) }

// Word is where it is, in a word.
func (d dutyRow) Word() string {
	if d.Late() {
		return "overdue"
	}
	return d.State.String()
}

// Late reports whether its time has passed.
func (d dutyRow) Late() bool { return d.Overdue(d.now) && d.State == duty.Owed }

// Waits reports whether something is still to be done.
func (d dutyRow) Waits() bool { return d.State.Open() }

// What says what has to be done.
func (d dutyRow) What() string {
	switch d.Kind {
	case duty.Notice:
		return "Tell " + d.To
	case duty.Recheck:
		return "Ask again: " + d.Question.Action + " of " + d.Question.Resource.String()
	case duty.Travel:
		return "Hand on who pays whom, as " + d.To
	}
	return "Unknown"
}

// Asks reports whether a question is asked again.
func (d dutyRow) Asks() bool { return d.Kind == duty.Recheck }

func (c *Console) dutyRoutes() {
	c.page("GET /console/duties", houseOnly(c.duties))
	c.page("GET /console/duties/{number}", houseOnly(c.duty))
	c.form("POST /console/duties/{number}", formSizeMax, houseOnly(c.finishDuty))
}

// dutiesPage is the list of duties with the form that narrows it down.
type dutiesPage struct {
	listPage[dutyRow]
	Form
	Kinds, States []option
	Filtered      bool
}

// dutyOpen is the choice of those of which something is still to be done, which stands for
// none; dutyAll is that of all.
const (
	dutyOpen = ""
	dutyAll  = "all"
)

func (c *Console) duties(v *visit) error {
	page := dutiesPage{Form: Form{Values: v.URL.Query(), Faults: faults{}}, States: []option{{dutyAll, "all states"}}}
	kinds, states := duty.Kinds(), duty.States()
	for _, k := range kinds[1:] {
		page.Kinds = append(page.Kinds, option{k, k})
	}
	for _, s := range states[1:] {
		page.States = append(page.States, option{s, s})
	}
	state := page.Faults.choice(page.Values, "state", append([]string{dutyOpen, dutyAll}, states[1:]...)...)
	q := DutyQuery{
		Open: state == dutyOpen, State: duty.State(max(slices.Index(states, state), 0)), Kind: duty.Kind(max(slices.Index(kinds, page.Faults.choice(page.Values, "kind", kinds...)), 0)),
		Party: page.Faults.id(page.Values, "party"), To: strings.TrimSpace(page.Value("to")),
	}
	for name := range page.Values {
		page.Filtered = page.Filtered || name != "after" && page.Value(name) != ""
	}
	cursor := page.Value("after")
	list, err := c.source.Duties(v.Context(), q, cursor, rowsMax)
	if err == nil {
		err = c.choices(v.Context(), v.view, &page.Form)
	}
	if err != nil {
		return err
	}
	page.listPage = listPage[dutyRow]{Next: list.Next, First: cursor == ""}
	for _, d := range list.Duties {
		page.Rows = append(page.Rows, dutyRow{d, v.now.UnixNano()})
	}
	if cursor != "" {
		return v.show("duties.html", "Duties", "rules", page)
	}
	return v.showLive("duties.html", "Duties", "rules", page)
}

// dutyPage is a duty, and what a person says of its end.
type dutyPage struct {
	dutyRow
	Token, Note, Fault, Error string
}

func (v *visit) dutyOf() (page dutyPage, err error) {
	number, err := strconv.ParseUint(v.PathValue("number"), 10, 63)
	if err != nil {
		return page, ErrNotFound
	}
	d, err := v.console.source.Duty(v.Context(), number)
	return dutyPage{dutyRow: dutyRow{d, v.now.UnixNano()}, Token: v.formToken()}, err
}

func (c *Console) duty(v *visit) error {
	page, err := v.dutyOf()
	if err != nil {
		return err
	}
	return v.show("duty.html", "Duty", "rules", page)
}

func (c *Console) finishDuty(v *visit) error {
	page, err := v.dutyOf()
	if err != nil {
		return err
	}
	again := func(status int) error {
		return c.render(v.writer, status, "duty.html", v.layout("Duty", "rules", page))
	}
	if page.Note = strings.TrimSpace(v.PostForm.Get("note")); page.Note == "" {
		page.Fault = "Say how it was done; whoever looks at it later has nothing else."
		return again(http.StatusUnprocessableEntity)
	}
	return v.carried("Finish a duty", page.Path(), func() error { return c.source.FinishDuty(v.Context(), page.Number, v.view.Key, page.Note) }, func(words string) error {
		page.Error = words
		return again(http.StatusConflict)
	})
}
