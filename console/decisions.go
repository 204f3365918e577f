package console

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"strconv"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/policy"
	"aidollar/core/policy/ruling"
)

// Decisions is the part of a Source that is about what rules decided. It is for the house
// alone.
type Decisions interface {
	// Decisions lists decisions, the newest first.
	Decisions(ctx context.Context, q DecisionQuery, cursor string, limit int) (DecisionPage, error)
	// Decision finds one with what would change it; ErrNotFound when there is none.
	Decision(ctx context.Context, number uint64) (Decision, error)
}

// DecisionQuery says which decisions are wanted; what is zero does not matter.
type DecisionQuery struct {
	Outcome  policy.Outcome
	Action   string
	Party    ledger.ID
	Rule     string
	Set      uint32
	From, To int64 // Unix nanoseconds; To is exclusive
}

// Decision is what was decided, with what it rests on.
type Decision struct {
	ruling.Decision
	Of          clearing.Party // whose business it is; zero where that is not known
	Words       string         // the context as JSON
	Obligations []string       // in words
	Cited       []ruling.Cited // that decided
	Excused     []ruling.Cited // that an approval sets aside

	// Of a single one that can be made once more.
	Changes []ruling.Change
	Permits []ruling.Cited // that would permit it under other conditions, where none decided
}

// DecisionPage is a part of a list of decisions. Next continues it; empty at its end.
type DecisionPage struct {
	Decisions []Decision
	Next      string
}

var outcomeWords = []string{"", "denied", "referred", "allowed"} // by their numbers

// Word is the outcome in a word.
func (d Decision) Word() string { return outcomeWord(d.Outcome) }

func outcomeWord(o policy.Outcome) string { return wordAt(outcomeWords, uint8(o)) }

// Path is where it is shown.
func (d Decision) Path() string { return "/console/decisions/" + strconv.FormatUint(d.Number, 10) }

// Who is whom it is about, in words.
func (d Decision) Who() string {
	if d.Of.Name != "" {
		return d.Of.Name
	}
	return d.Principal.String()
}

// Asked is the context with a member in each line.
func (d Decision) Asked() string {
	var b bytes.Buffer
	if json.Indent(&b, []byte(d.Words), "", "  ") != nil {
		return d.Words
	}
	return b.String()
}

// Hex spells a digest.
func (d Decision) Hex(digest [32]byte) string { return hex.EncodeToString(digest[:]) }

// decisionsPage is the log of decisions with the form that narrows it down.
type decisionsPage struct {
	listPage[Decision]
	Form
	Filtered bool
}

func (c *Console) decisionRoutes() {
	c.page("GET /console/decisions", houseOnly(c.decisions))
	c.page("GET /console/decisions/{number}", houseOnly(c.decision))
}

func (c *Console) decisions(v *visit) error {
	page := decisionsPage{Form: Form{Values: v.URL.Query(), Faults: faults{}}}
	q, f := page.Values, page.Faults
	query := DecisionQuery{Action: q.Get("action"), Rule: q.Get("rule"), Party: f.id(q, "party")}
	outcome := f.choice(q, "outcome", outcomeWords...)
	for i, w := range outcomeWords {
		if w == outcome {
			query.Outcome = policy.Outcome(i)
		}
	}
	if text := q.Get("set"); text != "" {
		number, err := strconv.ParseUint(text, 10, 32)
		if query.Set = uint32(number); err != nil {
			f["set"] = strconv.Quote(text) + " is no number of a set."
		}
	}
	if day, ok := f.day(q, "from"); ok {
		query.From = day.UnixNano()
	}
	if day, ok := f.day(q, "to"); ok {
		query.To = day.AddDate(0, 0, 1).UnixNano()
	}
	for name := range q {
		page.Filtered = page.Filtered || name != "after" && q.Get(name) != ""
	}
	cursor := q.Get("after")
	list, err := c.source.Decisions(v.Context(), query, cursor, rowsMax)
	if err == nil {
		err = c.choices(v.Context(), v.view, &page.Form)
	}
	if err != nil {
		return err
	}
	page.listPage = listPage[Decision]{Rows: list.Decisions, Next: list.Next, First: cursor == ""}
	if cursor != "" {
		return v.show("decisions.html", "Decisions", "rules", page)
	}
	return v.showLive("decisions.html", "Decisions", "rules", page)
}

// decisionPage is a decision, with where its rules are shown.
type decisionPage struct {
	Decision
	Rules, Waived, Permitting []citedRule
}

func (c *Console) decision(v *visit) error {
	number, err := strconv.ParseUint(v.PathValue("number"), 10, 63)
	if err != nil {
		return ErrNotFound
	}
	var page decisionPage
	if page.Decision, err = c.source.Decision(v.Context(), number); err != nil {
		return err
	}
	for to, from := range map[*[]citedRule][]ruling.Cited{&page.Rules: page.Cited, &page.Waived: page.Excused, &page.Permitting: page.Permits} {
		if *to, err = v.cited(from, page.Set); err != nil {
			return err
		}
	}
	return v.show("decision.html", "Decision "+v.PathValue("number"), "rules", page)
}
