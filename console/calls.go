package console

import (
	"context"
	"net/url"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
)

// choicesMax bounds the parties and keys that a form offers to choose from.
const choicesMax = 200

// CallQuery says which calls are wanted; what is zero does not matter.
type CallQuery struct {
	View     View
	Party    ledger.ID // as buyer or as seller
	Key      ledger.ID
	Project  ledger.ID
	Model    string
	Region   string
	State    *clearing.CallState // zero is an open call's
	From, To int64               // of the reservation, Unix nanoseconds; To is exclusive
}

// callStates are the states of calls by what they are called.
var callStates = map[string]clearing.CallState{
	"open": 0, "captured": clearing.CallCaptured, "voided": clearing.CallVoided, "expired": clearing.CallExpired,
}

// callsPage is a list of calls with the form that narrows it down.
type callsPage struct {
	listPage[Call]
	Form
	Filtered bool
}

// Form is what stands in the fields of a form in an address, and what was wrong
// with it.
type Form struct {
	Values   url.Values
	Faults   faults
	Parties  []option // for the house
	Keys     []option
	Projects []option
}

// option is a choice of a form.
type option struct{ Value, Name string }

// Value is what stands in a field.
func (f Form) Value(name string) string { return f.Values.Get(name) }

// With is the form's address with one value changed.
func (f Form) With(name, value string) string { return with(f.Values, name, value) }

func (c *Console) calls(v *visit) error {
	page := callsPage{Form: Form{Values: v.URL.Query(), Faults: faults{}}}
	q := page.Values
	query := CallQuery{View: v.view, Key: page.Faults.id(q, "key"), Project: page.Faults.id(q, "project"), Model: q.Get("model"), Region: q.Get("region")}
	if v.view.House {
		query.Party = page.Faults.id(q, "party")
	}
	if name := page.Faults.choice(q, "state", "", "open", "captured", "voided", "expired"); name != "" {
		state := callStates[name]
		query.State = &state
	}
	if day, ok := page.Faults.day(q, "from"); ok {
		query.From = day.UnixNano()
	}
	if day, ok := page.Faults.day(q, "to"); ok {
		query.To = day.AddDate(0, 0, 1).UnixNano()
	}
	for name := range q {
		page.Filtered = page.Filtered || name != "after" && q.Get(name) != ""
	}
	cursor := q.Get("after")
	list, err := c.source.Calls(v.Context(), query, cursor, rowsMax)
	if err == nil {
		err = c.choices(v.Context(), v.view, &page.Form)
	}
	if err != nil {
		return err
	}
	page.listPage = listPage[Call]{Rows: list.Calls, Next: list.Next, First: cursor == "", Columns: v.columns()}
	if cursor != "" {
		return v.show("calls.html", "Calls", "calls", page)
	}
	return v.showLive("calls.html", "Calls", "calls", page)
}

// choices fills in the parties, keys and projects that a form offers.
func (c *Console) choices(ctx context.Context, view View, form *Form) error {
	if view.House {
		parties, err := c.source.Parties(ctx, "", choicesMax)
		if err != nil {
			return err
		}
		for _, a := range parties.Accounts {
			form.Parties = append(form.Parties, option{a.Owner.ID.String(), a.Owner.Name})
		}
	}
	keys, err := c.source.Keys(ctx, view.Party.ID, "", choicesMax)
	if err != nil {
		return err
	}
	for _, k := range keys.Keys {
		form.Keys = append(form.Keys, option{k.Key.ID.String(), k.Key.Name})
	}
	projects, err := c.source.Projects(ctx, view.Party.ID)
	if err != nil {
		return err
	}
	for _, p := range projects {
		form.Projects = append(form.Projects, option{p.Project.ID.String(), p.Project.Name})
	}
	return nil
}
