package api

import (
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strconv"

	"aidollar/core/clearing"
	"aidollar/core/policy"
	"aidollar/core/policy/facts"
	"aidollar/core/policy/ruling"
)

// DecisionAnswer is what was decided, with what it rests on.
type DecisionAnswer struct {
	Number        uint64           `json:"number,omitempty" about:"counts the decisions of the house; missing when it was only looked"`
	Time          string           `json:"timestamp" schema:"time"`
	Action        string           `json:"action"`
	Principal     string           `json:"principal" about:"Type/id; Participant/unknown stands for a stranger"`
	Resource      string           `json:"resource" about:"Type/id"`
	Party         string           `json:"party,omitempty" schema:"id" about:"whose business it is"`
	Context       json.RawMessage  `json:"context" about:"what was asked with, the house's additions included"`
	Cause         string           `json:"cause,omitempty" schema:"id" about:"the call, payment or batch that it was asked of"`
	Again         uint64           `json:"again,omitempty" about:"the decision that was made anew by it, as a rule wants it"`
	Outcome       string           `json:"outcome" about:"allow, refer or deny"`
	Rules         []RuleCited      `json:"rules" about:"that decided; none when no rule permits, or something is not known"`
	Missing       string           `json:"missing,omitempty" about:"what is not known, for which it was denied"`
	Broken        []string         `json:"broken" about:"rules that could not be held against the facts, each with why; one denies"`
	Obligations   []string         `json:"obligations"`
	Approval      string           `json:"approval,omitempty" schema:"id" about:"by which it was decided without the rules that refer it"`
	Waived        []RuleCited      `json:"waived" about:"those rules"`
	Set           uint32           `json:"set" about:"number of the set of rules"`
	Digest        string           `json:"digest" about:"of the set"`
	FactsDigest   string           `json:"facts_digest" about:"of what was registered and attested"`
	RequestDigest string           `json:"request_digest" about:"of principal, action, resource and context"`
	Changes       []DecisionChange `json:"changes,omitempty" about:"of a single decision: what would have been decided without the rules that decided, one by one and, if there are several, all together"`
	Permits       []RuleCited      `json:"permits,omitempty" about:"of a single decision where no rule decided: those that would permit it under other conditions"`
}

// DecisionChange is what would have been decided without some rules.
type DecisionChange struct {
	Without     []string `json:"without" about:"ids of rules"`
	Outcome     string   `json:"outcome"`
	Rules       []string `json:"rules" about:"that would decide"`
	Obligations []string `json:"obligations"`
}

// DecisionPage is a page of decisions.
type DecisionPage struct {
	Items []*DecisionAnswer `json:"items"`
	Next  string            `json:"next,omitempty" about:"cursor of the next page; missing on the last one"`
	Lag   uint64            `json:"lag" about:"records of the log that the books do not hold yet"`
}

var outcomeWords = []string{"", policy.Denied.String(), policy.Referred.String(), policy.Allowed.String()} // by their numbers

func decisionRoutes() []route {
	ask := route{method: http.MethodPost, path: "/decisions", name: "createDecision", access: accessAdmin, media: mediaYAML, mediaToo: mediaJSON, status: http.StatusOK,
		about:   "Asks the rules, and records what they decide: YAML or JSON with the members principal, action, resource, context and cause, as a pack's cases have them.",
		params:  []param{{name: "dry", kind: fieldWord, words: []string{"true", "false"}, about: "true: only looks, and records nothing"}},
		answers: []any{DecisionAnswer{}}, handle: createDecision}.refusing("request_invalid", "context_contradicted", "rules_none")
	return []route{
		get("/decisions", "listDecisions", "Lists what the rules decided, the newest first.", accessRead, DecisionPage{}, listDecisions, append([]param{
			{name: "outcome", kind: fieldWord, words: outcomeWords[1:], about: "only with this outcome"},
			{name: "party", kind: fieldID, about: "only of this party; the key's own when missing"},
			{name: "action", kind: fieldText, about: "only of this action, such as session.open"},
			{name: "rule", kind: fieldText, about: "only those that this rule decided, by its id"},
			{name: "set", kind: fieldWhole, about: "only by the set of rules with this number"},
			{name: "cause", kind: fieldID, about: "only those that were asked of this call, payment or batch"},
			{name: "from", kind: fieldTime, about: "at or after it"},
			{name: "until", kind: fieldTime, about: "before it"},
		}, pageParams...)...),
		get("/decisions/{number}", "getDecision", "Shows a decision in words, with sources, and what would change it.", accessRead, DecisionAnswer{}, getDecision),
		ask,
	}
}

func orNone(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

// decisionAnswer puts a decision into the words of its set; the law may be nil.
func decisionAnswer(d *Decision, law *ruling.Law) *DecisionAnswer {
	return &DecisionAnswer{
		Number: d.Number, Time: printTime(d.At), Action: d.Action, Principal: d.Principal.String(), Resource: d.Resource.String(), Party: idOrNone(d.Party),
		Context: json.RawMessage(d.Words), Cause: idOrNone(d.Cause), Again: d.Again, Outcome: d.Outcome.String(), Rules: cited(law, d.Rules), Missing: d.Missing,
		Broken: orNone(d.Broken), Obligations: orNone(d.Obligations), Approval: idOrNone(d.Approval), Waived: cited(law, d.Waived), Set: d.Set,
		Digest: hex.EncodeToString(d.Digest[:]), FactsDigest: hex.EncodeToString(d.Facts[:]), RequestDigest: hex.EncodeToString(d.Request[:]),
	}
}

// explain adds what would change a decision, where it can be made once more.
func (a *DecisionAnswer) explain(d *Decision, law *ruling.Law, registered []*facts.Entry, said []ruling.Claim) {
	changes, permits, ok := law.Changes(&d.Decision, registered, said)
	if !ok {
		return
	}
	for _, c := range changes {
		change := DecisionChange{Without: c.Without, Outcome: c.Outcome.String(), Rules: orNone(c.Rules), Obligations: []string{}}
		for _, o := range c.Obligations {
			change.Obligations = append(change.Obligations, o.String())
		}
		a.Changes = append(a.Changes, change)
	}
	if len(permits) > 0 {
		a.Permits = cited(law, permits)
	}
}

// claims are what auditors said at a time.
func (q *request) claims(at int64) (said []ruling.Claim) {
	q.api.deps.Node.View(func(m *clearing.Machine) { said = m.Rules().Claims(at) })
	return said
}

func listDecisions(q *request) (any, error) {
	values := q.URL.Query()
	query := DecisionQuery{Outcome: policy.Outcome(q.queryWord("outcome", outcomeWords)), Action: values.Get("action"), Rule: values.Get("rule")}
	var err error
	if query.Party, err = q.queryParty(); err != nil {
		return nil, err
	}
	if query.Cause, err = q.queryID("cause"); err != nil {
		return nil, err
	}
	if values.Has("set") {
		number, err := strconv.ParseUint(values.Get("set"), 10, 32)
		if err != nil {
			return nil, badParam("set", "number_invalid", strconv.Quote(clip(values.Get("set")))+" is no number of a set of rules")
		}
		query.Set = uint32(number)
	}
	if query.From, query.Until, err = q.span(); err != nil {
		return nil, err
	}
	if query.After, query.Limit, err = q.bookPage(); err != nil {
		return nil, err
	}
	list, err := q.api.deps.Books.Decisions(q.Context(), query)
	if err != nil {
		return nil, err
	}
	out := &DecisionPage{Items: []*DecisionAnswer{}, Next: list.Next, Lag: q.lag()}
	for i := range list.Decisions {
		d := &list.Decisions[i]
		_, law, err := q.ruleSet(d.Set)
		if err != nil {
			return nil, err
		}
		out.Items = append(out.Items, decisionAnswer(d, law))
	}
	return out, nil
}

func getDecision(q *request) (any, error) {
	number, err := strconv.ParseUint(q.PathValue("number"), 10, 63)
	if err != nil {
		return nil, badParam("number", "number_invalid", strconv.Quote(clip(q.PathValue("number")))+" is no number of a decision; GET "+Prefix+"/decisions lists them")
	}
	behind, err := q.caughtUp()
	if err != nil {
		return nil, err
	}
	d, ok, err := q.api.deps.Books.Decision(q.Context(), number)
	switch {
	case err != nil:
		return nil, err
	case !ok && behind:
		return nil, q.booksBehind()
	case !ok:
		return nil, q.unknown("decision_unknown")
	}
	if err := q.mine(d.Party); err != nil {
		return nil, err
	}
	return q.decisionInWords(&d)
}

// decisionInWords shows a decision of the books with what would change it.
func (q *request) decisionInWords(d *Decision) (any, error) {
	_, law, err := q.ruleSet(d.Set)
	if err != nil {
		return nil, err
	}
	out := decisionAnswer(d, law)
	registered, ok, err := q.api.deps.Books.FactsOf(q.Context(), d)
	if err != nil {
		return nil, err
	}
	if ok {
		out.explain(d, law, registered, q.claims(d.At))
	}
	return out, nil
}

// askedBefore finds what was decided under the request's Idempotency-Key, which names the
// cause of a decision that has none; nil for nothing.
func (q *request) askedBefore(ask *ruling.Ask) (any, error) {
	if q.claim == nil || !ask.Cause.IsZero() || q.dry() {
		return nil, nil
	}
	ask.Cause = q.thingID(ask.Cause)
	if _, err := q.caughtUp(); err != nil {
		return nil, err
	}
	list, err := q.api.deps.Books.Decisions(q.Context(), DecisionQuery{Cause: ask.Cause, Limit: 1})
	if err != nil || len(list.Decisions) == 0 {
		return nil, err
	}
	q.replay = true
	return q.decisionInWords(&list.Decisions[0])
}

func (q *request) dry() bool { return q.URL.Query().Get("dry") == "true" }

// decisionOf is a decision that was made just now as the books will have it.
func decisionOf(made *ruling.Decision) *Decision {
	d := &Decision{Decision: *made}
	for _, o := range made.Obligations {
		d.Obligations = append(d.Obligations, o.String())
	}
	context, _ := facts.DecodeRecord(made.Context) // the machine has just read it
	d.Words = string(facts.AppendJSON(nil, context))
	return d
}

// tried is what would be decided; nothing is kept.
func (q *request) tried(ask *ruling.Ask) (made *ruling.Decision, err error) {
	now := q.time().UnixNano()
	q.api.deps.Node.View(func(m *clearing.Machine) {
		full, words, contradicted := m.Complete(now, ask)
		if contradicted != "" {
			err = refuse(contradicted, "%s: %s", sentenceOf(contradicted), words)
			return
		}
		var refusal ruling.Refusal
		if made, refusal = m.Rules().Try(now, &full); refusal != "" {
			err = refuse(string(refusal), "")
		}
	})
	return made, err
}

func createDecision(q *request) (any, error) {
	k := q.rulesNow()
	if k.law == nil {
		return nil, refuse(string(ruling.RulesNone), "no rules are in force, so there is nothing to ask")
	}
	ask, mistakes := q.api.deps.ReadAsk(k.law, q.body)
	if len(mistakes) > 0 {
		return nil, refuseMistakes(string(ruling.RequestInvalid), "the request has", mistakes)
	}
	again, err := q.askedBefore(ask)
	if again != nil || err != nil {
		return again, err
	}
	var made *ruling.Decision
	if q.dry() {
		if made, err = q.tried(ask); err != nil {
			return nil, err
		}
	} else {
		answer, err := q.doInWords(clearing.Decide{Ask: *ask})
		if err != nil {
			return nil, err
		}
		made = answer.Decision
	}
	if made == nil {
		return nil, refuse(string(ruling.RulesNone), "no rules are in force, so there is nothing to ask")
	}
	d := decisionOf(made)
	out := decisionAnswer(d, k.law)
	k = q.rulesNow()
	if k.law != nil {
		out.explain(d, k.law, k.registered, q.claims(d.At))
	}
	return out, nil
}
