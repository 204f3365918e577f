package console

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/recourse"
)

// Disputes is the part of a Source that is about calls whose money is asked back.
type Disputes interface {
	// Disputes lists disputes, the newest first: all of them, or a party's.
	Disputes(ctx context.Context, party ledger.ID, state recourse.DisputeState, cursor string, limit int) (DisputePage, error)
	// Dispute finds any; the console looks whether the visitor may see it. ErrNotFound
	// when there is none.
	Dispute(ctx context.Context, id ledger.ID) (Dispute, error)
	// DecideDispute ends a dispute: the buyer is awarded a part of it. A Refusal is an
	// error of it.
	DecideDispute(ctx context.Context, id ledger.ID, award money.Amount, text string) error
	// AnswerDispute is the seller's answer: it accepts, or says why not. The same answer
	// again changes nothing. A Refusal is an error of it.
	AnswerDispute(ctx context.Context, id ledger.ID, accept bool, text string) error
}

// Dispute is a dispute as it stands now.
type Dispute struct {
	recourse.Dispute
	Call          ledger.ID
	Pushed        bool // Call is a charge for pushed usage
	Asset         money.Asset
	Charge        money.Amount // of the call
	Buyer, Seller clearing.Party
}

// DisputePage is a part of a list of disputes. Next continues it; empty at its end.
type DisputePage struct {
	Disputes []Dispute
	Next     string
}

// disputeWords are the states that disputes are listed by, by their numbers.
var disputeWords = []string{"", "open", "contested", "accepted", "decided", "silent", "withdrawn", "undecided"}

// Word is the state in a word.
func (d Dispute) Word() string { return disputeWords[min(int(d.State), len(disputeWords)-1)] }

// Path is where the dispute is shown.
func (d Dispute) Path() string { return "/console/disputes/" + d.ID.String() }

// Held is what is held for it.
func (d Dispute) Held() money.Amount { return d.Dispute.Held() }

// Why is the reason in words.
func (d Dispute) Why() string { return reasonWords(d.Reason) }

// SilenceFor is whom the seller's silence decides for, and UndecidedFor the operator's.
func (d Dispute) SilenceFor() string   { return sideWord(d.Silence) }
func (d Dispute) UndecidedFor() string { return sideWord(d.Undecided) }

func sideWord(s recourse.Side) string {
	if s == recourse.ForSeller {
		return "seller"
	}
	return "buyer"
}

// disputePage is one dispute, and what the seller or the operator says of it.
type disputePage struct {
	Dispute
	View        View
	Form        string // the session's token for forms
	Award, Text string // as they were sent
	Error       string
}

// Decidable reports whether the visitor can decide it.
func (p disputePage) Decidable() bool { return p.View.House && p.Open() }

// Answerable reports whether the visitor can answer it: the seller, not the operator,
// who has a word of his own.
func (p disputePage) Answerable() bool {
	return !p.View.House && p.View.returns(p.Seller.ID) && p.State == recourse.DisputeOpened
}

func (c *Console) disputeRoutes() {
	c.page("GET /console/disputes", c.disputes)
	c.page("GET /console/disputes/{id}", c.dispute)
	c.form("POST /console/disputes/{id}", formSizeMax, houseOnly(c.decideDispute))
	c.form("POST /console/disputes/{id}/answer", formSizeMax, c.answerDispute)
}

func (c *Console) disputes(v *visit) error {
	cursor := v.URL.Query().Get("after")
	page := chainPage[Dispute]{}
	q := page.query(v, disputeWords)
	list, err := c.source.Disputes(v.Context(), q.Party, recourse.DisputeState(q.State), cursor, rowsMax)
	if err != nil {
		return err
	}
	page.listPage = listPage[Dispute]{Rows: list.Disputes, Next: list.Next, First: cursor == "", Columns: v.columns()}
	return v.showLive("disputes.html", "Disputes", "accounts", page)
}

// disputeOf finds the dispute of the address, if the visitor may see it.
func (v *visit) disputeOf() (page disputePage, err error) {
	id, err := ledger.ParseID(v.PathValue("id"))
	if err != nil {
		return page, ErrNotFound
	}
	page = disputePage{View: v.view, Form: v.formToken()}
	page.Dispute, err = v.console.source.Dispute(v.Context(), id)
	if err == nil && !v.view.Covers(page.Buyer.ID) && !v.view.Covers(page.Seller.ID) {
		return page, ErrNotFound
	}
	return page, err
}

func (c *Console) dispute(v *visit) error {
	page, err := v.disputeOf()
	if err != nil {
		return err
	}
	return v.show("dispute.html", "Dispute", "accounts", page)
}

func (c *Console) decideDispute(v *visit) error {
	page, err := v.disputeOf()
	if err != nil {
		return err
	}
	page.Award, page.Text = strings.TrimSpace(v.PostForm.Get("award")), strings.TrimSpace(v.PostForm.Get("text"))
	award, err := page.Asset.Parse(page.Award)
	switch {
	case err != nil:
		page.Error = "The award is no amount: " + err.Error() + "."
	case page.Amount.Less(award):
		page.Error = "That is more than what is disputed."
	case page.Text == "":
		page.Error = "Say why, for the buyer and the seller."
	}
	return page.carryOut(v, "decided", func() error { return c.source.DecideDispute(v.Context(), page.ID, award, page.Text) })
}

func (c *Console) answerDispute(v *visit) error {
	page, err := v.disputeOf()
	if err != nil {
		return err
	}
	if v.view.House || !v.view.returns(page.Seller.ID) {
		return ErrNotFound
	}
	page.Text = strings.TrimSpace(v.PostForm.Get("text"))
	answer := v.PostForm.Get("answer")
	switch {
	case answer != "accept" && answer != "contest":
		page.Error = "Choose whether you accept or contest it."
	case answer == "contest" && page.Text == "":
		page.Error = "Say why you contest it, for the buyer and the operator."
	}
	return page.carryOut(v, "answered", func() error {
		return c.source.AnswerDispute(v.Context(), page.ID, answer == "accept", page.Text)
	})
}

// carryOut does what a form asks for, unless something of it is wrong or refused.
func (p disputePage) carryOut(v *visit, what string, do func() error) error {
	again := func(status int) error {
		return v.console.render(v.writer, status, "dispute.html", v.layout("Dispute", "accounts", p))
	}
	if p.Error != "" {
		return again(http.StatusUnprocessableEntity)
	}
	err := do()
	var refused *Refusal
	if errors.As(err, &refused) {
		p.Error = refused.Sentence
		return again(http.StatusConflict)
	}
	if err != nil {
		return err
	}
	v.console.log.Info("a dispute was "+what+" in the console", "dispute", p.ID)
	http.Redirect(v.writer, v.Request, p.Path(), http.StatusSeeOther)
	return nil
}
