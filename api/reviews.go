package api

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/review"
)

// ReviewBooks is the part of the books that remembers what persons decided.
type ReviewBooks interface {
	// Reviews lists what persons must decide or have decided, the newest first.
	Reviews(ctx context.Context, query ReviewQuery) (ReviewList, error)
	// Review finds one with what became of it, the newest first.
	Review(ctx context.Context, id ledger.ID) (i review.Item, steps []ReviewStep, ok bool, err error)
	// Attestations lists what auditors said, the newest first.
	Attestations(ctx context.Context, query AttestationQuery) (AttestationList, error)
	// Attestation finds a statement.
	Attestation(ctx context.Context, id ledger.ID) (a Attestation, ok bool, err error)
}

// ReviewQuery says which reviews are wanted; zero fields do not matter.
type ReviewQuery struct {
	State   review.State
	Kind    review.Kind
	Party   ledger.ID
	Subject string
	After   string
	Limit   int
}

// ReviewList is a page of reviews. Next continues it; empty at its end.
type ReviewList struct {
	Reviews []review.Item
	Next    string
}

// ReviewStep is a change of a review.
type ReviewStep struct {
	At     int64 // Unix nanoseconds
	State  review.State
	Act    uint8 // as reviewActs counts
	By     review.Person
	Reason string
}

// The words of reviews, in the order of their numbers.
var (
	reviewStates   = []string{"", "open", "approved", "refused", "lapsed", "withdrawn"}
	reviewKinds    = []string{"", "screening", "referral", "arrival", "misplacement"}
	reviewVerdicts = []string{"approve", "refuse"}
	reviewActs     = []string{"", "approve", "refuse", "withdraw"}
)

// MatchAnswer is a name on a list that is like the one that was held against it.
type MatchAnswer struct {
	Entry string `json:"entry" about:"the list's own id, as OFAC-SDN/9001"`
	Name  string `json:"name" about:"as the list writes it"`
	Score string `json:"score" about:"from 0.000 to 1.000, which is the very name"`
	List  string `json:"list"`
	Day   string `json:"day,omitempty" about:"of which the list is, as 2026-11-20; missing when it does not say"`
}

// RulingAnswer is what a person did to a review.
type RulingAnswer struct {
	Verdict string `json:"verdict,omitempty" about:"approve, refuse or withdraw; missing when it came by time alone"`
	By      string `json:"by,omitempty" schema:"id" about:"the key"`
	Name    string `json:"name,omitempty" about:"of the key, as it was then"`
	Reason  string `json:"reason,omitempty"`
	At      string `json:"at" schema:"time"`
	State   string `json:"state,omitempty" about:"that it came to"`
}

// ReviewAnswer is something that a person must decide, or has decided.
type ReviewAnswer struct {
	ID       string         `json:"id" schema:"id"`
	Number   uint32         `json:"number" about:"counts from one"`
	Kind     string         `json:"kind" about:"screening, referral, arrival, or misplacement: a call was served where it must not be"`
	State    string         `json:"state" about:"open, approved, refused, lapsed or withdrawn"`
	Subject  string         `json:"subject" about:"the entity, as Participant/acme"`
	Party    string         `json:"party,omitempty" schema:"id" about:"the subject as a party; missing when it is none"`
	Text     string         `json:"text,omitempty" about:"what it is about, in words"`
	Name     string         `json:"name,omitempty" about:"of a screening: what was held against the lists"`
	Hit      bool           `json:"hit,omitempty" about:"of a screening: the score says that it is the listed one; else it is near"`
	Matches  []MatchAnswer  `json:"matches,omitempty" about:"of a screening"`
	Action   string         `json:"action,omitempty" about:"that was asked for"`
	Resource string         `json:"resource,omitempty" about:"the entity that it was asked of"`
	Decision uint64         `json:"decision,omitempty" about:"number of the decision that referred it, or that let the call be made"`
	Arrival  string         `json:"arrival,omitempty" schema:"id" about:"the money that came"`
	Opened   string         `json:"opened_at" schema:"time"`
	Since    string         `json:"open_since,omitempty" schema:"time" about:"while it is open and came back"`
	First    *RulingAnswer  `json:"first,omitempty" about:"of two persons, where it takes two"`
	Ruling   *RulingAnswer  `json:"ruling,omitempty" about:"the last one; of what came back, the one before"`
	Withdrew *RulingAnswer  `json:"withdrawal,omitempty" about:"the last one"`
	Until    string         `json:"until,omitempty" schema:"time" about:"of what was decided; missing when it has no end"`
	Steps    []RulingAnswer `json:"steps,omitempty" about:"what became of it, the newest first; of one review alone"`
}

// ReviewPage is a page of reviews.
type ReviewPage struct {
	Items []ReviewAnswer `json:"items"`
	Next  string         `json:"next,omitempty" about:"cursor of the next page; missing on the last one"`
	Lag   uint64         `json:"lag" about:"records of the log that the books do not hold yet"`
}

var reviewDecisionForm = form{name: "ReviewDecision", about: "What a person decides.", fields: []field{
	{name: "verdict", kind: fieldWord, required: true, words: reviewVerdicts, about: "approve: it may pass, or of a screening: it is somebody else; refuse: it may not, or it is the listed one; of a misplacement: whether it may stand"},
	{name: "reason", kind: fieldText, required: true, max: review.TextMax, about: "in words, for whoever asks later"},
	{name: "until", kind: fieldTime, about: "when it has to be decided anew; needed when a referral is approved"},
}}

var withdrawalOfForm = form{name: "ReviewWithdrawal", about: "Takes a decision back.", fields: []field{
	{name: "reason", kind: fieldText, required: true, max: review.TextMax, about: "in words, for whoever asks later"},
}}

var reviewTermsForm = form{name: "ReviewTerms", about: "How reviews are decided.", fields: []field{
	{name: "four_eyes", kind: fieldBool, required: true, about: "whether it takes two persons to let something pass, from now on"},
}}

// ReviewTermsAnswer says how reviews are decided.
type ReviewTermsAnswer struct {
	FourEyes bool   `json:"four_eyes"`
	Open     uint64 `json:"open" about:"reviews that wait for somebody"`
}

func reviewRoutes() []route {
	decide := post("/reviews/{id}/decision", "decideReview", "Decides a review. Under four eyes the first approval leaves it open for another person. Money that came is credited by its approval, and by its refusal free for the operator to send back.", &reviewDecisionForm, ReviewAnswer{}, decideReview).
		refusing("review_unknown", "review_decided", "review_ended", "review_reason", "review_until", "review_second_person", "arrival_not_held", "party_listed", "party_under_review", "rule_denied")
	withdraw := post("/reviews/{id}/withdrawal", "withdrawReview", "Takes back what was decided: a screening is open again, and what was referred is referred anew when it is asked again. What was decided of money that came, or of a misplaced call, cannot be.", &withdrawalOfForm, ReviewAnswer{}, withdrawReview).
		refusing("review_unknown", "review_open", "review_ended", "review_final", "review_reason")
	decide.status, withdraw.status = http.StatusOK, http.StatusOK
	return []route{
		get("/reviews", "listReviews", "Lists what persons must decide or have decided, the newest first.", accessAdmin, ReviewPage{}, listReviews, append([]param{
			{name: "state", kind: fieldWord, words: reviewStates[1:], about: "only in this state"},
			{name: "kind", kind: fieldWord, words: reviewKinds[1:], about: "only of this kind"},
			{name: "party", kind: fieldID, about: "only about this party"},
			{name: "subject", kind: fieldText, about: "only about this entity, as Participant/acme"},
		}, pageParams...)...),
		get("/reviews/terms", "getReviewTerms", "Says how reviews are decided, and how many wait.", accessAdmin, ReviewTermsAnswer{}, getReviewTerms),
		{method: http.MethodPut, path: "/reviews/terms", name: "putReviewTerms", access: accessAdmin, form: &reviewTermsForm, media: mediaJSON,
			about: "Says whether it takes two persons to let something pass, from now on.", status: http.StatusOK, answers: []any{ReviewTermsAnswer{}}, handle: putReviewTerms},
		get("/reviews/{id}", "getReview", "Shows a review and what became of it.", accessAdmin, ReviewAnswer{}, getReview).refusing("review_unknown"),
		decide, withdraw,
	}
}

func reviewAnswer(i *review.Item) *ReviewAnswer {
	a := &ReviewAnswer{
		ID: i.ID.String(), Number: i.Number, Kind: i.Kind.String(), State: i.State.String(), Subject: i.Subject, Party: idOrNone(i.Party), Text: i.Text, Name: i.Name, Hit: i.Hit,
		Action: i.Action, Resource: i.Resource, Decision: i.Decision, Arrival: idOrNone(i.Arrival), Opened: printTime(i.Opened), Until: timeOrNone(i.Until),
		First: rulingAnswer(&i.First), Ruling: rulingAnswer(&i.Ruling),
	}
	if i.State == review.Open && i.Since != i.Opened {
		a.Since = printTime(i.Since)
	}
	if i.Withdrawal != (review.Act{}) {
		a.Withdrew = &RulingAnswer{Verdict: "withdraw", By: i.Withdrawal.By.ID.String(), Name: i.Withdrawal.By.Name, Reason: i.Withdrawal.Reason, At: printTime(i.Withdrawal.At)}
	}
	for _, m := range i.Matches {
		const places, secondsOfDay = 3, 86_400
		match := MatchAnswer{Entry: m.Entry, Name: m.Name, Score: strconv.FormatFloat(float64(m.Score)/review.ScoreWhole, 'f', places, 64), List: m.List}
		if m.Day != 0 {
			match.Day = time.Unix(int64(m.Day)*secondsOfDay, 0).UTC().Format(time.DateOnly)
		}
		a.Matches = append(a.Matches, match)
	}
	return a
}

func rulingAnswer(r *review.Ruling) *RulingAnswer {
	if r.None() {
		return nil
	}
	return &RulingAnswer{Verdict: reviewActs[r.Verdict], By: r.By.ID.String(), Name: r.By.Name, Reason: r.Reason, At: printTime(r.At)}
}

func listReviews(q *request) (any, error) {
	query := ReviewQuery{
		State: review.State(slices.Index(reviewStates, q.URL.Query().Get("state"))), Kind: review.Kind(slices.Index(reviewKinds, q.URL.Query().Get("kind"))),
		Subject: q.URL.Query().Get("subject"),
	}
	var err error
	if query.Party, err = q.queryID("party"); err != nil {
		return nil, err
	}
	if query.After, query.Limit, err = q.bookPage(); err != nil {
		return nil, err
	}
	list, err := q.api.deps.Books.Reviews(q.Context(), query)
	if err != nil {
		return nil, err
	}
	out := &ReviewPage{Items: []ReviewAnswer{}, Next: list.Next, Lag: q.lag()}
	for i := range list.Reviews {
		out.Items = append(out.Items, *reviewAnswer(&list.Reviews[i]))
	}
	return out, nil
}

// getReview asks the machine, and the books for what it forgot and for what became of it.
func getReview(q *request) (any, error) {
	id, err := q.pathID("id")
	if err != nil {
		return nil, err
	}
	var item review.Item
	known := false
	q.api.deps.Node.View(func(m *clearing.Machine) { item, known = m.Reviews().Item(id) })
	if q.api.deps.Books == (noBooks{}) && known {
		return reviewAnswer(&item), nil
	}
	behind, err := q.caughtUp()
	if err != nil {
		return nil, err
	}
	kept, steps, ok, err := q.api.deps.Books.Review(q.Context(), id)
	switch {
	case err != nil:
		return nil, err
	case !known && !ok && behind:
		return nil, q.booksBehind()
	case !known && !ok:
		return nil, refuse("review_unknown", "there is no review with the id %s", id)
	case !known:
		item = kept
	}
	a := reviewAnswer(&item)
	for i := range steps {
		s := &steps[i]
		a.Steps = append(a.Steps, RulingAnswer{Verdict: reviewActs[s.Act], By: idOrNone(s.By.ID), Name: s.By.Name, Reason: s.Reason, At: printTime(s.At), State: s.State.String()})
	}
	return a, nil
}

func decideReview(q *request) (any, error) {
	id, err := q.pathID("id")
	if err != nil {
		return nil, err
	}
	o, f, err := q.form()
	if err != nil {
		return nil, err
	}
	c := clearing.DecideReview{ID: id, Verdict: review.Verdict(o.word("verdict") + 1), By: q.key.ID, Reason: o.text("reason"), Until: o.time("until")}
	if err := f.err(); err != nil {
		return nil, err
	}
	return q.reviewDone(c)
}

func withdrawReview(q *request) (any, error) {
	id, reason, err := q.reasoned()
	if err != nil {
		return nil, err
	}
	return q.reviewDone(clearing.WithdrawReview{ID: id, By: q.key.ID, Reason: reason})
}

// reasoned reads what something is undone for: the thing by the path, the reason by the
// body.
func (q *request) reasoned() (id ledger.ID, reason string, err error) {
	if id, err = q.pathID("id"); err != nil {
		return id, "", err
	}
	o, f, err := q.form()
	if err != nil {
		return id, "", err
	}
	reason = o.text("reason")
	return id, reason, f.err()
}

func (q *request) reviewDone(c clearing.Command) (any, error) {
	answer, err := q.do(c)
	if err != nil {
		return nil, err
	}
	q.replay = answer.Exists
	return reviewAnswer(answer.Review), nil
}

func getReviewTerms(q *request) (any, error) {
	out := &ReviewTermsAnswer{}
	q.api.deps.Node.View(func(m *clearing.Machine) {
		out.FourEyes, out.Open = m.Reviews().FourEyes(), uint64(m.Reviews().OpenCount())
	})
	return out, nil
}

func putReviewTerms(q *request) (any, error) {
	o, f, err := q.form()
	if err != nil {
		return nil, err
	}
	on := o.flag("four_eyes")
	if err := f.err(); err != nil {
		return nil, err
	}
	if _, err := q.do(clearing.SetReviewTerms{FourEyes: on}); err != nil {
		return nil, err
	}
	return getReviewTerms(q)
}
