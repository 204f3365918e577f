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

// Refunds is the part of a Source that returns what was charged.
type Refunds interface {
	// Returnable finds what of a captured call, or of a charge for pushed usage, can
	// come back, and what did. The console looks whether the visitor may see it.
	// ErrNotFound when there is no such thing, or it cost nothing.
	Returnable(ctx context.Context, id ledger.ID) (Returnable, error)
	// Refund returns a part of a charge at once: the same id is the same refund. A
	// Refusal is an error of it.
	Refund(ctx context.Context, call ledger.ID, r recourse.Refund) error
}

// Returnable is a charge with what came back of it.
type Returnable struct {
	ID            ledger.ID // of the call, or of the charge
	Pushed        bool      // for usage that was pushed in
	Asset         money.Asset
	Charge, Left  money.Amount // Left is neither returned nor proposed nor disputed
	Buyer, Seller clearing.Party
	Refunds       []recourse.Refund // the newest first
	Disputes      []Dispute         // the newest first
}

// Path is where the charge is shown.
func (r Returnable) Path() string {
	if r.Pushed {
		return r.Form()
	}
	return "/console/calls/" + r.ID.String()
}

// Form is where it is refunded.
func (r Returnable) Form() string { return "/console/refunds/new?call=" + r.ID.String() }

var refundWords = []string{"", "proposed", "posted", "voided", "expired"} // by their numbers

func reasonWords(r recourse.Reason) string { return strings.ReplaceAll(r.String(), "_", " ") }

// returns reports whether the visitor may return what a seller was paid.
func (v View) returns(seller ledger.ID) bool {
	return v.House || v.Returns && v.Party.ID == seller
}

// refundPage asks what of a charge is returned.
type refundPage struct {
	Returnable
	Form                 string // the session's token for forms
	Refund               ledger.ID
	Amount, Reason, Text string // as they were sent
	Reasons              []option
	Error                string
}

func (c *Console) refundRoutes() {
	c.page("GET /console/refunds/new", c.askForRefund)
	c.form("POST /console/refunds", formSizeMax, c.refund)
}

// refundOf finds what is to be returned, if the visitor may return it.
func (v *visit) refundOf(call string) (page refundPage, err error) {
	id, err := ledger.ParseID(call)
	if err != nil {
		return page, ErrNotFound
	}
	page = refundPage{Form: v.formToken(), Refund: freshID(v.now)}
	if page.Returnable, err = v.console.source.Returnable(v.Context(), id); err != nil {
		return page, err
	}
	if !v.view.returns(page.Seller.ID) {
		return page, ErrNotFound
	}
	page.Amount = page.Left.Decimal(page.Asset.Scale)
	for _, word := range recourse.Reasons()[1:] {
		page.Reasons = append(page.Reasons, option{word, strings.ReplaceAll(word, "_", " ")})
	}
	return page, nil
}

const refundTitle = "Refund"

func (c *Console) askForRefund(v *visit) error {
	page, err := v.refundOf(v.URL.Query().Get("call"))
	if err != nil {
		return err
	}
	return v.show("refund.html", refundTitle, "calls", page)
}

func (c *Console) refund(v *visit) error {
	page, err := v.refundOf(v.PostForm.Get("call"))
	if err != nil {
		return err
	}
	page.Amount, page.Reason, page.Text = strings.TrimSpace(v.PostForm.Get("amount")), v.PostForm.Get("reason"), strings.TrimSpace(v.PostForm.Get("text"))
	refund, wrong := page.asked(v.PostForm.Get("id"))
	if refund.By = v.view.Party.ID; wrong != "" {
		page.Error = wrong
		return c.render(v.writer, http.StatusUnprocessableEntity, "refund.html", v.layout(refundTitle, "calls", page))
	}
	page.Refund = refund.ID
	err = c.source.Refund(v.Context(), page.ID, refund)
	var refused *Refusal
	if errors.As(err, &refused) {
		page.Error = refused.Sentence
		return c.render(v.writer, http.StatusConflict, "refund.html", v.layout(refundTitle, "calls", page))
	}
	if err != nil {
		return err
	}
	c.log.Info("a charge was refunded in the console", "call", page.ID, "refund", refund.ID, "amount", page.Amount)
	http.Redirect(v.writer, v.Request, page.Path(), http.StatusSeeOther)
	return nil
}

// asked reads the refund that the form asks for. Its id was made with the form, so that
// the form makes one refund however often it is sent.
func (p *refundPage) asked(id string) (r recourse.Refund, wrong string) {
	var err error
	if r.ID, err = ledger.ParseID(id); err != nil || r.ID.IsZero() {
		return r, "The form is damaged. Load the page again."
	}
	if r.Amount, err = p.Asset.Parse(p.Amount); err != nil {
		return r, "That is no amount: " + err.Error() + "."
	}
	for n, word := range recourse.Reasons() {
		if n > 0 && word == p.Reason {
			r.Reason = recourse.Reason(n)
		}
	}
	switch {
	case r.Reason == 0:
		return r, "Choose the reason."
	case r.Amount.IsZero():
		return r, "Say how much comes back."
	case len(p.Text) > recourse.TextMax:
		return r, "The text is longer than 1,000 bytes."
	}
	r.Text = p.Text
	return r, ""
}
