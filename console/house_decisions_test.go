package console

import (
	"context"
	"slices"
	"testing"

	"aidollar/core/policy"
	"aidollar/core/policy/ruling"
)

// testDecisions are of all outcomes, the newest first.
func testDecisions() []Decision {
	of := func(n uint64, o policy.Outcome, rules ...ruling.Cited) Decision {
		return Decision{
			Decision: ruling.Decision{
				Number: n, At: noon - int64(10-n)*60e9, Action: "session.open", Principal: ruling.Participant(partyBuyer.ID), Resource: ruling.Entity{Type: "Model", ID: "large"},
				Party: partyBuyer.ID, Cause: testID(1006), Outcome: o, Set: 1, Digest: [32]byte{0xaa}, Facts: [32]byte{0xbb}, Request: [32]byte{0xcc},
			},
			Of: partyBuyer, Words: `{"data":"DataClass/health","note":"` + "<b>" + `"}`, Cited: rules,
		}
	}
	home := ruling.Cited{ID: "looked-at", Title: "Health data <stay>", Remedy: "A region in Germany.", Source: ruling.Source{Cite: "a circular"}}
	allowed := of(4, policy.Allowed, ruling.Cited{ID: "open", Title: "What nothing forbids"})
	allowed.Obligations, allowed.Approval, allowed.Excused = []string{"record 1825 days", "levy 25% us-customs"}, testID(30_002), []ruling.Cited{home}
	denied := of(3, policy.Denied, home)
	denied.Changes = []ruling.Change{{Without: []string{"looked-at"}, Outcome: policy.Allowed, Rules: []string{"open"}, Obligations: []policy.Obligation{{Kind: policy.Record, Days: 30}}}}
	missing := of(1, policy.Denied)
	missing.Missing = "there are no facts of Participant/" + hostile
	missing.Permits = []ruling.Cited{{ID: "ship", Title: "Chips go abroad"}}
	return []Decision{allowed, denied, of(2, policy.Referred, home), missing}
}

// Decisions implements Decisions.
func (h *house) Decisions(_ context.Context, q DecisionQuery, cursor string, _ int) (page DecisionPage, err error) {
	if cursor != "" && cursor != "4" {
		return page, ErrCursor
	}
	if len(h.receipts) == 0 {
		return page, h.err
	}
	for _, d := range testDecisions() {
		ruled := func(c ruling.Cited) bool { return c.ID == q.Rule }
		if (q.Outcome == 0 || q.Outcome == d.Outcome) && (q.Action == "" || q.Action == d.Action) && (q.Party.IsZero() || q.Party == d.Party) && (q.Set == 0 || q.Set == d.Set) &&
			(q.Rule == "" || slices.ContainsFunc(d.Cited, ruled)) && d.At >= q.From && (q.To == 0 || d.At < q.To) && (cursor == "" || d.Number < 4) {
			page.Decisions = append(page.Decisions, d)
		}
	}
	if cursor == "" && len(page.Decisions) == 4 {
		page.Next = "4"
	}
	return page, h.err
}

// Decision implements Decisions.
func (h *house) Decision(_ context.Context, number uint64) (Decision, error) {
	for _, d := range testDecisions() {
		if d.Number == number {
			return d, h.err
		}
	}
	return Decision{}, ErrNotFound
}

// TestDecisionPages lists decisions by each field of the form, and shows one with all that
// it rests on, to the house alone.
func TestDecisionPages(t *testing.T) {
	h := newHouse(120)
	v := newVisitor(t, h).signIn(secretAdmin)
	for query, want := range map[string][]string{
		"": {"allowed", "denied", "referred", "denied"}, "outcome=denied": {"denied", "denied"}, "outcome=maybe": {"allowed", "denied", "referred", "denied"},
		"rule=looked-at": {"denied", "referred"}, "rule=open&set=1": {"allowed"}, "set=2": nil, "action=deposit": nil, "action=session.open&outcome=referred": {"referred"},
		"party=" + partyOther.ID.String(): nil, "party=" + partyBuyer.ID.String() + "&outcome=allowed": {"allowed"}, "from=2026-03-02": nil, "to=2026-02-28": nil, "from=2026-03-01&to=2026-03-01&rule=open": {"allowed"},
		"after=4": {"denied", "referred", "denied"},
	} {
		if got := texts(t, v.get("/console/decisions?"+query), "span", "state"); !slices.Equal(got, want) {
			t.Errorf("%q shows %q, want %q", query, got, want)
		}
	}
	wants(t, "the log", v.get("/console/decisions"), []string{"Health data &lt;stay&gt;", "session.open", "Model/large", "no facts of Participant/&lt;script&gt;", "approved", `href="/console/decisions?after=4"`}, []string{hostile})
	wants(t, "an outcome that is none", v.get("/console/decisions?outcome=maybe"), []string{"none of the choices"}, nil)
	wants(t, "a set that is none", v.get("/console/decisions?set=x"), []string{"is no number of a set"}, nil)
	wants(t, "nothing that fits", v.get("/console/decisions?set=2"), []string{"No such decisions"}, nil)
	wants(t, "what was denied", v.get("/console/decisions/3"), []string{
		"Health data &lt;stay&gt;", "a circular", "A region in Germany.", `href="/console/rules/looked-at?set=1"`, "without <code>looked-at</code>", "by <code>open</code> with record 30 days",
		"&#34;data&#34;: &#34;DataClass/health&#34;", "aa00000000", "bb00000000", "cc00000000", "/console/search?q=" + testID(1006).String(),
	}, []string{"<b>"})
	wants(t, "what was approved", v.get("/console/decisions/4"), []string{"/console/reviews/" + testID(30_002).String(), "levy 25% us-customs", "looked-at"}, nil)
	wants(t, "what is not known", v.get("/console/decisions/1"), []string{"Would permit it under other conditions", "Chips go abroad"}, []string{hostile})
	for path, status := range map[string]int{"/console/decisions/9": 404, "/console/decisions/x": 404, "/console/decisions?after=7": 400} {
		v.status(path, status)
	}
	for _, path := range []string{"/console/decisions", "/console/decisions/3"} {
		newVisitor(t, h).signIn(secretBuyer).status(path, 404)
	}
	wants(t, "an empty log", newVisitor(t, newHouse(0)).signIn(secretAdmin).get("/console/decisions"), []string{"No decisions yet"}, nil)
}
