package console

import (
	"encoding/hex"
	"errors"
	"net/http"
	"strings"

	"aidollar/core/attest"
	"aidollar/core/ledger"
	"aidollar/core/review"
)

func (c *Console) reviewRoutes() {
	c.page("GET /console/reviews", houseOnly(c.reviews))
	c.page("GET /console/reviews/{id}", houseOnly(c.review))
	c.form("POST /console/reviews/{id}", formSizeMax, houseOnly(c.decideReview))
	c.form("POST /console/reviews/{id}/withdraw", formSizeMax, houseOnly(c.withdrawReview))
	c.page("GET /console/auditors", houseOnly(c.auditors))
}

// reviewsPage is the queue, or what is decided.
type reviewsPage struct {
	listPage[Review]
	Form
	Decided  bool
	FourEyes bool
}

var (
	reviewKinds  = []string{"", "screening", "referral", "arrival", "misplacement"}
	reviewStates = []string{"", "decided"}
)

func (c *Console) reviews(v *visit) error {
	cursor := v.URL.Query().Get("after")
	page := reviewsPage{Form: Form{Values: v.URL.Query(), Faults: faults{}}}
	kind := page.Faults.choice(page.Values, "kind", reviewKinds...)
	page.Decided = page.Faults.choice(page.Values, "state", reviewStates...) != ""
	q := ReviewQuery{Decided: page.Decided}
	for i, w := range reviewKinds {
		if w == kind {
			q.Kind = review.Kind(i)
		}
	}
	list, err := c.source.Reviews(v.Context(), q, cursor, rowsMax)
	if err != nil {
		return err
	}
	page.listPage = listPage[Review]{Rows: list.Reviews, Next: list.Next, First: cursor == ""}
	if page.FourEyes, err = c.source.FourEyes(v.Context()); err != nil {
		return err
	}
	if cursor != "" {
		return v.show("reviews.html", "Reviews", "rules", page)
	}
	return v.showLive("reviews.html", "Reviews", "rules", page)
}

// reviewPage is an item, and what a person says of it.
type reviewPage struct {
	Review
	Cited         []citedRule
	Token         string // the session's, for forms
	FourEyes      bool
	Reason, Until string // as they were sent
	Error         string
	Taking        bool // the error is of taking an answer back
}

// Seconding reports whether one person approved it, and another one has to.
func (p reviewPage) Seconding() bool { return p.Waits() && !p.First.None() }

func (v *visit) reviewOf() (page reviewPage, err error) {
	id, err := ledger.ParseID(v.PathValue("id"))
	if err != nil {
		return page, ErrNotFound
	}
	page.Token = v.formToken()
	if page.Review, err = v.console.source.Review(v.Context(), id); err != nil {
		return page, err
	}
	if page.Cited, err = v.cited(page.Deciding, page.Set); err != nil {
		return page, err
	}
	page.FourEyes, err = v.console.source.FourEyes(v.Context())
	return page, err
}

func (c *Console) review(v *visit) error {
	page, err := v.reviewOf()
	if err != nil {
		return err
	}
	return v.show("review.html", "Review", "rules", &page)
}

func (c *Console) decideReview(v *visit) error {
	page, err := v.reviewOf()
	if err != nil {
		return err
	}
	page.Reason, page.Until = strings.TrimSpace(v.PostForm.Get("reason")), strings.TrimSpace(v.PostForm.Get("until"))
	verdict := map[string]review.Verdict{"approve": review.Approve, "refuse": review.Refuse}[v.PostForm.Get("verdict")]
	wrong := faults{}
	day, dated := wrong.day(v.PostForm, "until")
	until := int64(0)
	if dated {
		until = day.AddDate(0, 0, 1).UnixNano()
	}
	switch {
	case verdict == 0:
		page.Error = "Choose what you decide."
	case page.Reason == "":
		page.Error = "Say why; whoever looks at it later has nothing else."
	case len(wrong) > 0:
		page.Error = wrong["until"]
	case page.Referral() && verdict == review.Approve && !dated:
		page.Error = "An approval of a request has a last day; say until when it holds."
	}
	return page.carryOut(v, "decided", func() error {
		return c.source.DecideReview(v.Context(), page.ID, v.view.Key, verdict, page.Reason, until)
	})
}

func (c *Console) withdrawReview(v *visit) error {
	page, err := v.reviewOf()
	if err != nil {
		return err
	}
	page.Taking, page.Reason = true, strings.TrimSpace(v.PostForm.Get("reason"))
	if page.Reason == "" {
		page.Error = "Say why the answer is taken back."
	}
	return page.carryOut(v, "withdrawn", func() error { return c.source.WithdrawReview(v.Context(), page.ID, v.view.Key, page.Reason) })
}

// carryOut does what a form asks for, unless something of it is wrong or refused.
func (p reviewPage) carryOut(v *visit, what string, do func() error) error {
	again := func(status int) error {
		return v.console.render(v.writer, status, "review.html", v.layout("Review", "rules", &p))
	}
	if p.Error != "" {
		return again(http.StatusUnprocessableEntity)
	}
	err := do()
	var refused *Refusal
	if errors.As(err, &refused) {
		p.Error = sentence(refused.Sentence) + "."
		return again(http.StatusConflict)
	}
	if err != nil {
		return err
	}
	v.console.log.Info("a review was "+what+" in the console", "review", p.ID, "key", v.view.Key)
	http.Redirect(v.writer, v.Request, p.Path(), http.StatusSeeOther)
	return nil
}

// auditorsPage is the auditors, and what of their word holds.
type auditorsPage struct {
	listPage[statement]
	Auditors []auditorRow
}

// auditorRow is an auditor's key as it stands at a time.
type auditorRow struct {
	attest.Auditor
	now int64
}

// Word is how far it is trusted, in a word.
func (a auditorRow) Word() string {
	switch {
	case a.Distrusted != 0 && a.Distrusted <= a.now:
		return "distrusted"
	case a.From > a.now:
		return "not yet"
	case a.Until != 0 && a.Until <= a.now:
		return "ended"
	}
	return "trusted"
}

// Hex is the key.
func (a auditorRow) Hex() string { return hex.EncodeToString(a.Key[:]) }

// About are the kinds of subjects that it is trusted for.
func (a auditorRow) About() (list []string) {
	for _, k := range [...]attest.Kind{attest.Participant, attest.DataCentre, attest.Delivery} {
		if a.Kinds.Has(k) {
			list = append(list, k.String())
		}
	}
	return list
}

// statement is what an auditor says.
type statement struct{ attest.Entry }

// Since and Last are between when it holds, Unix nanoseconds.
func (s statement) Since() int64 { return s.From * 1e9 }

// Last is the first moment at which it holds no more.
func (s statement) Last() int64 { return s.Entry.Until * 1e9 }

func (c *Console) auditors(v *visit) error {
	cursor := v.URL.Query().Get("after")
	auditors, err := c.source.Auditors(v.Context())
	if err != nil {
		return err
	}
	list, err := c.source.Attestations(v.Context(), cursor, rowsMax)
	if err != nil {
		return err
	}
	page := auditorsPage{listPage: listPage[statement]{Next: list.Next, First: cursor == ""}}
	for _, a := range auditors {
		page.Auditors = append(page.Auditors, auditorRow{a, v.now.UnixNano()})
	}
	for _, e := range list.Entries {
		page.Rows = append(page.Rows, statement{e})
	}
	return v.show("auditors.html", "Auditors", "rules", page)
}
