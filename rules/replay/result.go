package replay

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/policy/ruling"
)

// Result is what a replay found. Lists begin with what there is most of.
type Result struct {
	Records   uint64    `json:"records"`   // applied
	Decisions uint64    `json:"decisions"` // compared
	Unruled   uint64    `json:"without_rules"`
	Different uint64    `json:"different"`
	Otherwise uint64    `json:"same_by_other_rules"` // permitted then and now, by other rules
	First     time.Time `json:"first"`
	Last      time.Time `json:"last"`

	Outcomes    []Outcome    `json:"outcomes"`
	Rules       []Rule       `json:"rules"` // that make a difference
	Parties     []Party      `json:"parties"`
	Calls       Sales        `json:"calls"`
	Sales       Sales        `json:"sales"` // of goods by themselves
	Payments    []Payments   `json:"payments"`
	Obligations []Obligation `json:"obligations"` // of which there would have been more or fewer
	Levies      []Levy       `json:"levies"`      // that would have been another sum
	Licences    []Licence    `json:"licences"`    // of which other numbers would have been used up
	Missing     []Reason     `json:"missing"`     // facts that were missing and not before
	Unknown     []Reason     `json:"cannot_be_asked"`
	Unfitting   []Unfitting  `json:"facts_that_do_not_fit"`
	Examples    []Example    `json:"examples"`
}

// Outcome counts decisions by what was decided and what would have been; "none" is
// where no rules were in force.
type Outcome struct {
	Before string `json:"before"`
	After  string `json:"after"`
	Count  uint64 `json:"count"`
}

// Rule is a rule, or a reason that is none, with what would have been otherwise by it.
type Rule struct {
	ID      string `json:"rule"`
	Refuses uint64 `json:"refuses"`           // decisions, which it did not
	Spares  uint64 `json:"no_longer_refuses"` // decisions, which it did
	Calls   uint64 `json:"calls_lost"`
	Lost    []Sum  `json:"lost"` // charged for those calls
}

// Party is somebody for whom something was decided.
type Party struct {
	ID        string `json:"id"`
	Name      string `json:"name,omitempty"`
	Decisions uint64 `json:"decisions"`
	Different uint64 `json:"different"`
	Refused   uint64 `json:"refused"`  // of the different: what was allowed
	Admitted  uint64 `json:"admitted"` // of the different: what was refused
	Calls     uint64 `json:"calls_lost"`
	Lost      []Sum  `json:"lost"`
}

// Sum is an amount of an asset, in its main unit.
type Sum struct {
	Asset  string `json:"asset"`
	Amount string `json:"amount"`
}

// Sales are what was sold.
type Sales struct {
	Made      uint64 `json:"made"`
	Charged   []Sum  `json:"charged"`
	Refused   uint64 `json:"refused"` // of what was made: what would not have been
	Lost      []Sum  `json:"lost"`
	Elsewhere uint64 `json:"elsewhere"` // of what was made: in another region than it was
	Moved     []Sum  `json:"moved"`
	Admitted  uint64 `json:"admitted"` // what was refused by rules and would not have been
}

// Payments are questions whether money may move, by what it is for.
type Payments struct {
	Action   string `json:"action"`
	Asked    uint64 `json:"asked"`
	Refused  uint64 `json:"refused"`
	Worth    string `json:"refused_usd"` // of what was asked for
	Unpriced uint64 `json:"refused_without_rate"`
	Admitted uint64 `json:"admitted"`
}

// Obligation counts the decisions that carried one, and would have.
type Obligation struct {
	Text   string `json:"obligation"`
	Before uint64 `json:"before"`
	After  uint64 `json:"after"`
}

// Levy is what somebody got of what was sold, and would have got.
type Levy struct {
	To     string `json:"to"`
	Asset  string `json:"asset"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// Licence is what sales used up of one, and would have.
type Licence struct {
	Name   string `json:"licence"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// Reason counts decisions.
type Reason struct {
	Text  string    `json:"text"`
	Count uint64    `json:"decisions"`
	First time.Time `json:"first"`
}

// Unfitting is a registered fact that these rules have no room for.
type Unfitting struct {
	Entity string `json:"entity"`
	Reason
}

// Example is a decision that would have been another.
type Example struct {
	Number    uint64    `json:"number,omitempty"` // of the house's decision; none where there were no rules
	At        time.Time `json:"at"`
	Action    string    `json:"action"`
	Principal string    `json:"principal"`
	Resource  string    `json:"resource"`
	With      string    `json:"with,omitempty"`
	Cause     string    `json:"cause,omitempty"`
	Before    string    `json:"before"`
	After     string    `json:"after"`
}

// Same reports whether nothing at all would have been otherwise.
func (r *Result) Same() bool {
	return r.Different == 0 && len(r.Unfitting) == 0 && r.Calls.Refused+r.Calls.Elsewhere+r.Calls.Admitted == 0 && len(r.Levies) == 0 &&
		!slices.ContainsFunc(r.Payments, func(p Payments) bool { return p.Refused+p.Admitted > 0 })
}

// Result is what was found up to now.
func (r *Replay) Result() *Result {
	f := &r.found
	out := &Result{
		Records: f.records, Decisions: f.decisions, Unruled: f.unruled, Different: f.different, Otherwise: f.otherwise, First: moment(f.first), Last: moment(f.last),
		Calls: f.calls.result(), Sales: f.sales.result(), Missing: reasonsOf(f.missing), Unknown: reasonsOf(f.unknown), Examples: r.examples(),
		Rules: []Rule{}, Parties: []Party{}, Payments: []Payments{}, Outcomes: []Outcome{}, Obligations: []Obligation{}, Levies: []Levy{}, Licences: []Licence{}, Unfitting: []Unfitting{},
	}
	for pair, n := range f.outcomes {
		out.Outcomes = append(out.Outcomes, Outcome{pair[0].String(), pair[1].String(), n})
	}
	for id, t := range f.rules {
		out.Rules = append(out.Rules, Rule{id, t.refuses, t.spares, t.calls, t.sums.result()})
	}
	for id, t := range f.parties {
		out.Parties = append(out.Parties, Party{id, r.name(id), t.decisions, t.different, t.refused, t.admitted, t.calls, t.sums.result()})
	}
	for action, t := range f.payments {
		out.Payments = append(out.Payments, Payments{action, t.asked, t.refused, t.lost.Decimal(usdScale), t.unpriced, t.admitted})
	}
	for text, t := range f.obligations {
		if t[0] != t[1] {
			out.Obligations = append(out.Obligations, Obligation{text, t[0], t[1]})
		}
	}
	for of, t := range f.levies {
		if t.before != t.after {
			out.Levies = append(out.Levies, Levy{of.to, of.asset.Code, t.before.Decimal(of.asset.Scale), t.after.Decimal(of.asset.Scale)})
		}
	}
	for name, t := range f.quotas {
		if t[0] != t[1] {
			out.Licences = append(out.Licences, Licence{name, t[0].String(), t[1].String()})
		}
	}
	for u, t := range f.misfits {
		out.Unfitting = append(out.Unfitting, Unfitting{u.Entity, Reason{u.Why, t.count, moment(t.first)}})
	}
	out.sort()
	return out
}

// usdScale is that of a payment's worth.
const usdScale = 9

func (r *Result) sort() {
	slices.SortFunc(r.Outcomes, func(a, b Outcome) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(a.Before+a.After, b.Before+b.After))
	})
	slices.SortFunc(r.Rules, func(a, b Rule) int {
		return cmp.Or(cmp.Compare(b.Refuses+b.Spares, a.Refuses+a.Spares), strings.Compare(a.ID, b.ID))
	})
	slices.SortFunc(r.Parties, func(a, b Party) int {
		return cmp.Or(cmp.Compare(b.Different, a.Different), cmp.Compare(b.Decisions, a.Decisions), strings.Compare(a.ID, b.ID))
	})
	slices.SortFunc(r.Payments, func(a, b Payments) int { return strings.Compare(a.Action, b.Action) })
	slices.SortFunc(r.Obligations, func(a, b Obligation) int { return strings.Compare(a.Text, b.Text) })
	slices.SortFunc(r.Levies, func(a, b Levy) int { return strings.Compare(a.To+" "+a.Asset, b.To+" "+b.Asset) })
	slices.SortFunc(r.Licences, func(a, b Licence) int { return strings.Compare(a.Name, b.Name) })
	slices.SortFunc(r.Unfitting, func(a, b Unfitting) int {
		return cmp.Or(strings.Compare(a.Entity, b.Entity), strings.Compare(a.Text, b.Text))
	})
}

func moment(at int64) time.Time {
	if at == 0 {
		return time.Time{}
	}
	return time.Unix(0, at).UTC()
}

func (s sums) result() []Sum {
	all := []Sum{}
	for asset, amount := range s {
		all = append(all, Sum{asset.Code, amount.Decimal(asset.Scale)})
	}
	slices.SortFunc(all, func(a, b Sum) int { return strings.Compare(a.Asset, b.Asset) })
	return all
}

func (t *callTally) result() Sales {
	return Sales{t.made, t.charged.result(), t.refused, t.lost.result(), t.elsewhere, t.moved.result(), t.admitted}
}

func reasonsOf(all map[string]*reasonTally) []Reason {
	list := []Reason{}
	for text, t := range all {
		list = append(list, Reason{text, t.count, moment(t.first)})
	}
	slices.SortFunc(list, func(a, b Reason) int { return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(a.Text, b.Text)) })
	return list
}

// name is what the house calls a participant that is one of its parties.
func (r *Replay) name(participant string) string {
	_, text, _ := strings.Cut(participant, "/")
	id, err := ledger.ParseID(text)
	if err != nil {
		return ""
	}
	party, _ := r.machine.Party(id)
	return party.Name
}

// examples are some of each kind, the kinds in the order in which they came up.
func (r *Replay) examples() []Example {
	var kinds [][]*question
	for _, kind := range slices.Sorted(maps.Keys(r.found.examples)) {
		kinds = append(kinds, r.found.examples[kind])
	}
	slices.SortStableFunc(kinds, func(a, b []*question) int { return cmp.Compare(a[0].At, b[0].At) })
	all := []Example{}
	for turn := range examplesOfKind { // one of each kind before a second of any
		for _, kind := range kinds {
			if turn < len(kind) && len(all) < r.options.Examples {
				all = append(all, kind[turn].example())
			}
		}
	}
	return all
}

func (q *question) example() Example {
	principal, action, resource := q.Subject()
	e := Example{At: moment(q.At), Action: action, Principal: principal.String(), Resource: resource.String(), With: q.with(), Before: line(&q.before), After: line(&q.after)}
	if q.Decision != nil {
		e.Number = q.Decision.Number
	}
	if !q.Cause.IsZero() {
		e.Cause = q.Cause.String()
	}
	if q.unknown != "" {
		e.After = "cannot be asked: " + q.unknown
	}
	return e
}

// with is what a question says beside who wants what.
func (q *question) with() string {
	var parts []string
	say := func(what, value string) {
		if value != "" {
			parts = append(parts, what+" "+value)
		}
	}
	c, p := &q.Key.Compute, &q.Key.Payment
	say("in", c.Region)
	say("with", c.Data)
	say("for", c.EndUse)
	switch {
	case p.Worth == money.AmountMax:
		say("of", "no known worth")
	case !p.Worth.IsZero():
		say("of", p.Worth.Decimal(usdScale)+" USD")
	}
	if !p.Supplier.IsZero() {
		say("to", ruling.Participant(p.Supplier).String())
	}
	if q.Ask != nil {
		if units, ok := ruling.Whole(q.Ask.Context, "units"); ok {
			say("of", strconv.FormatUint(units, 10)+" units")
		}
	}
	return strings.Join(parts, ", ")
}

// line is an answer in one line: the outcome, the rules and the obligations.
func line(v *ruling.Verdict) string {
	text := v.Outcome.String()
	switch {
	case v.Outcome == 0:
		return "no rules"
	case v.Missing != "":
		text += ", as " + v.Missing
	case len(v.Broken) > 0:
		text += ", as " + v.Broken[0]
	case len(v.Rules) == 0:
		text += ", as no rule permits it"
	default:
		text += " by " + strings.Join(v.Rules, ", ")
	}
	var obligations []string
	for _, o := range v.Obligations {
		obligations = append(obligations, o.String())
	}
	if len(obligations) > 0 {
		text += " with " + strings.Join(obligations, ", ")
	}
	return text
}
