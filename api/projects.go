package api

import (
	"aidollar/core/clearing"
	"aidollar/core/ledger"
)

// ProjectAnswer groups keys of a buyer under common limits.
type ProjectAnswer struct {
	ID       string       `json:"id" schema:"id"`
	Party    string       `json:"party" schema:"id"`
	Name     string       `json:"name"`
	Limits   *SpendLimits `json:"limits,omitempty" about:"of what its keys spend together; missing: none"`
	Since    string       `json:"since" schema:"time"`
	Archived string       `json:"archived,omitempty" schema:"time" about:"since when it takes no calls"`
}

// ProjectPage is one page of projects.
type ProjectPage struct {
	Items []*ProjectAnswer `json:"items"`
	Next  string           `json:"next,omitempty" about:"cursor of the next page; missing on the last one"`
}

var projectForm = form{name: "ProjectRequest", about: "A project of a buyer to enter.", fields: []field{
	{name: "id", kind: fieldID, about: "chosen by the caller; else it follows from the Idempotency-Key, or is new"},
	{name: "party", kind: fieldID, about: "the buyer; the asking key's own when missing"},
	{name: "name", kind: fieldText, required: true, max: clearing.NameLengthMax, about: "for people"},
	{name: "limits", kind: fieldForm, form: &limitsFields, about: "of what its keys spend together"},
}}

var projectChangeForm = form{name: "ProjectChange", about: "What to change of a project. What is not named stays; null takes the limits away.", fields: []field{
	{name: "name", kind: fieldText, max: clearing.NameLengthMax, about: "for people"},
	{name: "limits", kind: fieldForm, form: &limitsFields, about: "all of them: one that is not named is none"},
	{name: "archived", kind: fieldBool, about: "an archived project takes no calls; it can be taken into use again"},
}}

func createProject(q *request) (any, error) {
	o, f, err := q.form()
	if err != nil {
		return nil, err
	}
	p := clearing.Project{ID: o.id("id"), Party: o.id("party"), Name: o.text("name")}
	if !o.has("party") {
		p.Party = q.key.Party
	}
	if p.Party.IsZero() && len(f.list) == 0 {
		o.fault("party", "field_missing", "an operator's key has no party; say whose project it is")
	}
	p.Limits = o.limits("limits", q.partyAsset(p.Party))
	if err := f.err(); err != nil {
		return nil, err
	}
	if err := q.manages(p.Party, ledger.ID{}); err != nil {
		return nil, err
	}
	p.ID = q.thingID(p.ID)
	answer, err := q.do(clearing.AddProject{Project: p})
	if err != nil {
		return nil, err
	}
	q.replay = answer.Exists
	return q.project(p.ID)
}

func (q *request) project(id ledger.ID) (*ProjectAnswer, error) {
	var p clearing.Project
	var ok bool
	q.api.deps.Node.View(func(m *clearing.Machine) { p, ok = m.Project(id) })
	if err := q.mine(p.Party); err != nil {
		return nil, err
	}
	if !ok {
		return nil, refuse("project_not_found", "there is no project with the id %s", id)
	}
	return q.projectAnswer(p), nil
}

func (q *request) projectAnswer(p clearing.Project) *ProjectAnswer {
	a := &ProjectAnswer{
		ID: p.ID.String(), Party: p.Party.String(), Name: p.Name, Since: printTime(p.Since),
		Limits: spendLimits(p.Limits, q.partyAsset(p.Party)),
	}
	if p.Archived != 0 {
		a.Archived = printTime(p.Archived)
	}
	return a
}

func getProject(q *request) (any, error) {
	id, err := q.pathID("id")
	if err != nil {
		return nil, err
	}
	return q.project(id)
}

func listProjects(q *request) (any, error) {
	page, err := q.page()
	if err != nil {
		return nil, err
	}
	party, err := q.queryID("party")
	if err != nil {
		return nil, err
	}
	if !q.admin() {
		if party.IsZero() {
			party = q.key.Party
		}
		if err := q.mine(party); err != nil {
			return nil, err
		}
	}
	var found []clearing.Project
	next := ""
	place := uint64(0)
	q.api.deps.Node.View(func(m *clearing.Machine) {
		m.Projects(func(p clearing.Project) bool {
			place++
			if place <= page.after || (!party.IsZero() && p.Party != party) {
				return true
			}
			if len(found) == page.limit {
				next = printCursor(place - 1)
				return false
			}
			found = append(found, p)
			return true
		})
	})
	out := &ProjectPage{Items: make([]*ProjectAnswer, len(found)), Next: next}
	for i, p := range found {
		out.Items[i] = q.projectAnswer(p)
	}
	return out, nil
}

func changeProject(q *request) (any, error) {
	q.api.changing.Lock()
	defer q.api.changing.Unlock()
	id, err := q.pathID("id")
	if err != nil {
		return nil, err
	}
	before, err := q.project(id)
	if err != nil {
		return nil, err
	}
	var p clearing.Project
	q.api.deps.Node.View(func(m *clearing.Machine) { p, _ = m.Project(id) })
	if err := q.manages(p.Party, ledger.ID{}); err != nil {
		return nil, err
	}
	if err := q.ifMatch(before); err != nil {
		return nil, err
	}
	o, f, err := q.form()
	if err != nil {
		return nil, err
	}
	change := clearing.ChangeProject{ID: id, Name: p.Name, Limits: p.Limits, Archived: p.Archived != 0}
	if o.has("name") {
		change.Name = o.text("name")
	}
	if o.has("limits") || o.cleared("limits") {
		change.Limits = o.limits("limits", q.partyAsset(p.Party))
	}
	if o.has("archived") {
		change.Archived = o.flag("archived")
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	if _, err := q.do(change); err != nil {
		return nil, err
	}
	return q.project(id)
}
