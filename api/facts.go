package api

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"aidollar/core/clearing"
	"aidollar/core/policy/facts"
	"aidollar/core/policy/ruling"
)

// FactVersion is an entity as it was between two times.
type FactVersion struct {
	In         []string        `json:"in" about:"entities that it is in"`
	From       string          `json:"from" schema:"time"`
	Until      string          `json:"until,omitempty" schema:"time" about:"exclusive; missing when it is open"`
	Source     string          `json:"source" about:"where it is written; of facts that come with rules, pack/short name"`
	Attributes json.RawMessage `json:"attributes"`
	Registered string          `json:"registered,omitempty" schema:"time" about:"in a history: when it was entered"`
	Replaced   string          `json:"replaced,omitempty" schema:"time" about:"in a history: when others took its place; missing when they have not"`
}

// FactsAnswer is what is known of an entity.
type FactsAnswer struct {
	Entity   string          `json:"entity" about:"Type/id"`
	Origin   string          `json:"origin" about:"registered: entered by the house; set: it comes with the rules in force"`
	Versions []FactVersion   `json:"versions" about:"by date"`
	Now      json.RawMessage `json:"now,omitempty" about:"of a single entity: its attributes as they are decided by, with what is computed; missing when nothing holds now"`
	History  []FactVersion   `json:"history,omitempty" about:"of a single entity: what was ever registered, the newest first"`
	// Onboarding is what the rules say of a party of which other facts were just entered.
	Onboarding *DecisionAnswer `json:"onboarding,omitempty" about:"of a party whose facts were just entered: whether it may be dealt with where it is"`
}

// FactsPage is a page of entities.
type FactsPage struct {
	Items []*FactsAnswer `json:"items"`
	Next  string         `json:"next,omitempty" about:"cursor of the next page; missing on the last one"`
}

// FactsWritten says what a list of facts changed.
type FactsWritten struct {
	Entities int  `json:"entities" about:"of which the list has facts"`
	Versions int  `json:"versions"`
	Changed  bool `json:"changed" about:"false: all was so already"`
}

const (
	mediaYAML = "application/yaml"

	originRegistered = "registered"
	originSet        = "set"

	factsBodyMax = 4 << 20
)

func factRoutes() []route {
	const form = "YAML or JSON in the form of a pack's files of facts."
	write := func(path, name, about string, answer any, handle func(*request) (any, error)) route {
		return route{method: http.MethodPut, path: path, name: name, about: about + " " + form, access: accessAdmin, media: mediaYAML, mediaToo: mediaJSON, bodyMax: factsBodyMax,
			status: http.StatusOK, answers: []any{answer}, handle: handle}.refusing("facts_invalid", "facts_full", "rules_none")
	}
	remove := route{method: http.MethodDelete, path: "/facts/{type}/{entity}", name: "removeFacts", access: accessAdmin, status: http.StatusNoContent,
		about: "Takes the registered facts of an entity away; it then has what the rules say of it, or nothing.", handle: removeFacts}.refusing("facts_unknown", "facts_invalid", "rules_none")
	return []route{
		get("/facts", "listFacts", "Lists entities by name, with their facts in all their versions.", accessAdmin, FactsPage{}, listFacts, append([]param{
			{name: "type", kind: fieldText, about: "only entities of this type, such as Participant"},
			{name: "origin", kind: fieldWord, words: []string{originRegistered, originSet}, about: "set: those that come with the rules in force; registered when missing"},
		}, pageParams...)...),
		get("/facts/{type}/{entity}", "getFacts", "Shows what is known of an entity, what is computed of it, and what was ever registered.", accessAdmin, FactsAnswer{}, getFacts),
		write("/facts", "putFacts", "Gives the entities of a list the facts in it, in all their versions, instead of those that were registered. Others keep theirs.", FactsWritten{}, putFacts),
		write("/facts/{type}/{entity}", "putEntityFacts", "Gives one entity its facts; the body is a list of versions or one, and need not name the entity.", FactsAnswer{}, putEntityFacts),
		remove,
		get("/parties/{id}/facts", "getPartyFacts", "Shows what is known of the participant that a party is.", accessAdmin, FactsAnswer{}, getPartyFacts),
		write("/parties/{id}/facts", "putPartyFacts", "Gives the participant that a party is its facts.", FactsAnswer{}, putPartyFacts),
	}
}

// rulesNow is what decisions rest on now.
type rulesNow struct {
	in         *ruling.Installed // nil for none
	law        *ruling.Law       // nil for no rules
	registered []*facts.Entry
}

func (q *request) rulesNow() (k rulesNow) {
	now := q.time().UnixNano()
	q.api.deps.Node.View(func(m *clearing.Machine) {
		k.in, k.registered = m.Rules().InForce(now), m.Rules().Registered()
	})
	if k.in != nil {
		k.law = k.in.Law()
	}
	return k
}

func factVersion(e *facts.Entry) FactVersion {
	v := FactVersion{In: []string{}, From: printSeconds(e.From), Source: e.Source, Attributes: facts.AppendJSON(nil, e.Attributes)}
	for _, p := range e.Parents {
		v.In = append(v.In, facts.Name(p))
	}
	if e.Until != 0 {
		v.Until = printSeconds(e.Until)
	}
	return v
}

// listFacts goes through entries that are in the order of their entities.
func listFacts(q *request) (any, error) {
	limit, err := q.limit()
	if err != nil {
		return nil, err
	}
	raw, err := base64.RawURLEncoding.DecodeString(q.URL.Query().Get("after"))
	if err != nil {
		return nil, ErrCursor
	}
	after, _ := parseEntity(string(raw))
	k := q.rulesNow()
	entries, origin := k.registered, originRegistered
	if q.URL.Query().Get("origin") == originSet {
		entries, origin = nil, originSet
		if k.law != nil {
			entries = k.law.Facts()
		}
	}
	kind := q.URL.Query().Get("type")
	out := &FactsPage{Items: []*FactsAnswer{}}
	var last *FactsAnswer
	for _, e := range entries {
		name := ruling.Entity{Type: string(e.UID.Type), ID: string(e.UID.ID)}
		if (kind != "" && name.Type != kind) || !behind(name, after) {
			continue
		}
		if text := name.String(); last == nil || last.Entity != text {
			if len(out.Items) == limit {
				out.Next = base64.RawURLEncoding.EncodeToString([]byte(last.Entity))
				break
			}
			last = &FactsAnswer{Entity: text, Origin: origin}
			out.Items = append(out.Items, last)
		}
		last.Versions = append(last.Versions, factVersion(e))
	}
	return out, nil
}

// behind reports whether an entity comes after another in the order of lists.
func behind(e, after ruling.Entity) bool {
	return e.Type > after.Type || (e.Type == after.Type && e.ID > after.ID)
}

func parseEntity(text string) (e ruling.Entity, ok bool) {
	e.Type, e.ID, ok = strings.Cut(text, "/")
	return e, ok && e.Type != "" && e.ID != ""
}

func (q *request) pathEntity() ruling.Entity {
	return ruling.Entity{Type: q.PathValue("type"), ID: q.PathValue("entity")}
}

func getFacts(q *request) (any, error) { return q.factsOf(q.pathEntity()) }

// factsOf shows an entity.
func (q *request) factsOf(e ruling.Entity) (*FactsAnswer, error) {
	k := q.rulesNow()
	out := &FactsAnswer{Entity: e.String(), Origin: originRegistered, Versions: []FactVersion{}}
	take := func(entries []*facts.Entry) {
		for _, one := range entries {
			if string(one.UID.Type) == e.Type && string(one.UID.ID) == e.ID {
				out.Versions = append(out.Versions, factVersion(one))
			}
		}
	}
	if take(k.registered); len(out.Versions) == 0 && k.law != nil {
		out.Origin = originSet
		take(k.law.Facts())
	}
	now := q.time().UnixNano()
	q.api.deps.Node.View(func(m *clearing.Machine) { out.Now = m.Rules().Now(now, e) })
	if _, err := q.caughtUp(); err != nil {
		return nil, err
	}
	history, err := q.api.deps.Books.FactHistory(q.Context(), e)
	if err != nil {
		return nil, err
	}
	for i := range history {
		v := factVersion(history[i].Entry)
		if v.Registered = printTime(history[i].Made); history[i].Gone != 0 {
			v.Replaced = printTime(history[i].Gone)
		}
		out.History = append(out.History, v)
	}
	if len(out.Versions)+len(out.History) == 0 {
		return nil, refuse(string(ruling.FactsUnknown), "nothing is known of %s", clip(e.String()))
	}
	return out, nil
}

// register reads the body and registers what is in it, of one entity or of all that it
// names.
func (q *request) register(only ruling.Entity) (*FactsWritten, *ruling.Decision, error) {
	k := q.rulesNow()
	if k.law == nil {
		return nil, nil, refuse(string(ruling.RulesNone), "")
	}
	entries, mistakes := q.api.deps.ReadFacts(k.law, k.registered, only, q.body)
	if len(mistakes) > 0 {
		return nil, nil, refuseMistakes(string(ruling.FactsInvalid), "the facts have", mistakes)
	}
	out := &FactsWritten{Versions: len(entries)}
	var names []string
	for _, e := range entries {
		names = append(names, facts.Name(e.UID))
	}
	slices.Sort(names)
	out.Entities = len(slices.Compact(names))
	answer, err := q.doInWords(clearing.RegisterFacts{Entries: entries})
	out.Changed = !answer.Exists
	return out, answer.Decision, err
}

func putFacts(q *request) (any, error) {
	out, _, err := q.register(ruling.Entity{})
	if err != nil {
		return nil, err
	}
	return out, nil
}

func putEntityFacts(q *request) (any, error) { return q.registerOne(q.pathEntity()) }

func (q *request) registerOne(e ruling.Entity) (any, error) {
	if _, _, err := q.register(e); err != nil {
		return nil, err
	}
	return q.factsOf(e)
}

func removeFacts(q *request) (any, error) {
	_, err := q.doInWords(clearing.RegisterFacts{Gone: []ruling.Entity{q.pathEntity()}})
	return nil, err
}

// pathParticipant is the participant that the path's party is.
func (q *request) pathParticipant() (e ruling.Entity, err error) {
	id, err := q.pathID("id")
	if err != nil {
		return e, err
	}
	return ruling.Participant(id), q.knownParty(id)
}

func getPartyFacts(q *request) (any, error) {
	e, err := q.pathParticipant()
	if err != nil {
		return nil, err
	}
	return q.factsOf(e)
}

func putPartyFacts(q *request) (any, error) {
	e, err := q.pathParticipant()
	if err != nil {
		return nil, err
	}
	_, decision, err := q.register(e)
	if err != nil {
		return nil, err
	}
	out, err := q.factsOf(e)
	if k := q.rulesNow(); err == nil && decision != nil && k.law != nil {
		out.Onboarding = decisionAnswer(decisionOf(decision), k.law)
	}
	return out, err
}

// refuseMistakes refuses a body that is not JSON, with everything that is wrong in it.
func refuseMistakes(code, what string, mistakes []Mistake) error {
	list := make([]Fault, 0, len(mistakes))
	for _, m := range mistakes {
		list = append(list, Fault{Line: m.Line, Column: m.Column, Code: m.Code, Detail: m.Text})
	}
	p := refuse(code, "%s %d mistakes, see errors; the first: line %d: %s", what, len(list), list[0].Line, list[0].Detail)
	p.Errors = list
	return p
}
