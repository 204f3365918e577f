package console

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
)

func (c *Console) reconciliation(v *visit) error {
	tokens, err := c.source.Tokens(v.Context())
	if err != nil {
		return err
	}
	return v.showLive("reconciliation.html", "Reconciliation", "chains", tokens)
}

// tokenPage is a token with its comparisons, line by line.
type tokenPage struct {
	Token
	listPage[Comparison]
	Differing bool   // only those that found a difference are listed
	Form      string // the session's token for forms
	Reason    string // that was put in
	Error     string
}

// Path is where the page is.
func (p tokenPage) Path() string { return "/console/reconciliation/" + uintText(p.Number) }

// Query is the filter as it stands in the address.
func (p tokenPage) Query() string {
	if p.Differing {
		return "differing=true"
	}
	return ""
}

// tokenOf finds the token of the address.
func (v *visit) tokenOf() (page tokenPage, err error) {
	number, err := strconv.ParseUint(v.PathValue("number"), 10, 32)
	if err != nil {
		return page, ErrNotFound
	}
	tokens, err := v.console.source.Tokens(v.Context())
	if err != nil {
		return page, err
	}
	for _, t := range tokens {
		if t.Number == uint32(number) {
			return tokenPage{Token: t, Form: v.formToken()}, nil
		}
	}
	return page, ErrNotFound
}

func (c *Console) comparisons(v *visit) error {
	page, err := v.tokenOf()
	if err != nil {
		return err
	}
	cursor := v.URL.Query().Get("after")
	page.Differing = v.URL.Query().Get("differing") == "true"
	list, err := c.source.Comparisons(v.Context(), page.Number, page.Differing, cursor, rowsMax)
	if err != nil {
		return err
	}
	page.listPage = listPage[Comparison]{Rows: list.Comparisons, Next: list.Next, First: cursor == ""}
	return v.showLive("token.html", "Reconciliation", "chains", page)
}

func (c *Console) confirmHalt(v *visit) error {
	page, err := v.tokenOf()
	if err != nil {
		return err
	}
	return v.show("halt.html", page.action(), "chains", page)
}

// action is what can be done about payouts in the token.
func (p tokenPage) action() string {
	if p.Token.State.Halted != "" {
		return "Let payouts go on"
	}
	return "Stop payouts"
}

// haltPayouts stops payouts, or lets them go on, as the form says: not as they stand
// now, for somebody else may have been faster.
func (c *Console) haltPayouts(v *visit) error {
	page, err := v.tokenOf()
	if err != nil {
		return err
	}
	page.Reason = strings.TrimSpace(v.PostForm.Get("reason"))
	resume := v.PostForm.Get("action") == "resume"
	if !resume && page.Reason == "" {
		page.Error = "Say why, for those who look at it after you."
		return c.render(v.writer, http.StatusUnprocessableEntity, "halt.html", v.layout(page.action(), "chains", page))
	}
	if resume {
		page.Reason = ""
	}
	err = c.source.HaltPayouts(v.Context(), page.Number, page.Reason)
	var refused *Refusal
	switch {
	case errors.As(err, &refused):
		page.Error = refused.Sentence
		return c.render(v.writer, http.StatusConflict, "halt.html", v.layout(page.action(), "chains", page))
	case err != nil:
		return err
	}
	c.log.Info("payouts were stopped or let go on in the console", "token", page.Number, "reason", page.Reason)
	http.Redirect(v.writer, v.Request, page.Path(), http.StatusSeeOther)
	return nil
}
