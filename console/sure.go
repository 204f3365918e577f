package console

import (
	"errors"
	"net/http"
	"strings"
)

// surePage asks before something is done that cannot be undone with a click.
type surePage struct {
	Section, Back  string // the list that it is from: its name and its address
	Title, Of      string // what is to be done, and to what
	Text           string // what follows from it
	Action         string // the form's address
	Hidden, Hides  string // a field that goes with it, and what stands in it
	Yes, No        string // the buttons
	Reasons        bool   // a reason is asked for
	Token          string // the session's, for forms
	Reason, Fault  string
	Error, Heading string
}

func (v *visit) sure(status int, page surePage) error {
	page.Token = v.formToken()
	return v.console.render(v.writer, status, "sure.html", v.layout(page.Heading, "rules", page))
}

// done does what a page asked about, unless it is refused or lacks a reason.
func (p surePage) done(v *visit, do func(reason string) error) error {
	p.Reason = strings.TrimSpace(v.PostForm.Get("reason"))
	if p.Reasons && p.Reason == "" {
		p.Fault = "Say why; whoever looks at it later has nothing else."
		return v.sure(http.StatusUnprocessableEntity, p)
	}
	return v.carried(p.Heading, p.Back, func() error { return do(p.Reason) }, func(words string) error {
		p.Error = words
		return v.sure(http.StatusConflict, p)
	})
}

// carried does what a form asks for and goes on to a page, or asks anew where it is
// refused.
func (v *visit) carried(what, onward string, do func() error, again func(words string) error) error {
	err := do()
	var refused *Refusal
	if errors.As(err, &refused) {
		return again(sentence(strings.TrimSuffix(refused.Sentence, ".")) + ".")
	}
	if err != nil {
		return err
	}
	v.console.log.Info("rules were changed in the console", "form", what, "path", v.URL.Path, "key", v.view.Key.String())
	http.Redirect(v.writer, v.Request, onward, http.StatusSeeOther)
	return nil
}
