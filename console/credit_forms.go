package console

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"aidollar/core/clearing"
	"aidollar/core/credit"
	"aidollar/core/ledger"
	"aidollar/core/money"
)

// creditForm is the form for a line or a grant.
type creditForm struct {
	Form    string // the session's token for forms
	ID      ledger.ID
	Values  url.Values
	Errors  faults
	Owner   []option // buyers
	Typed   bool     // there are more than Owner has, so that the buyer is typed: an id, or the whole name
	Periods []linePeriod
	Funders []option
	Error   string
}

// Value is what stands in a field.
func (f creditForm) Value(name string) string { return f.Values.Get(name) }

// Fault is what is wrong with a field; empty when nothing is.
func (f creditForm) Fault(name string) string { return f.Errors[name] }

// funders are those who may pay for a grant by the form.
var funders = []option{{"deposit", "money that came in by hand"}, {"house", "the house, out of what it earned"}, {"buyer", "the buyer, out of its balance"}}

func (v *visit) askForCredit(status int, name, title string, page creditForm) error {
	parties, err := v.console.source.Parties(v.Context(), "", choicesMax)
	if err != nil {
		return err
	}
	for _, a := range parties.Accounts {
		if a.Owner.Role == clearing.RoleBuyer {
			page.Owner = append(page.Owner, option{a.Owner.ID.String(), a.Owner.Name})
		}
	}
	page.Typed = parties.Next != ""
	page.Form, page.Periods, page.Funders = v.formToken(), linePeriods, funders
	return v.console.render(v.writer, status, name, v.layout(title, "accounts", page))
}

// buyer reads whom it is for, and the asset that its money is in.
func (v *visit) buyer(page *creditForm) (ledger.ID, money.Asset) {
	id, err := ledger.ParseID(page.Value("party"))
	if err != nil {
		id = v.buyerNamed(strings.TrimSpace(page.Value("party")))
	}
	p, ok := v.console.source.Party(id)
	if !ok || p.Role != clearing.RoleBuyer {
		page.Errors["party"] = "Choose the buyer, by its id where no buyer, or more than one, has the name."
	}
	if !ok {
		return id, money.USD()
	}
	return id, v.assetOf(p)
}

// buyerNamed is the buyer who has just this name; zero when none has, or several have.
func (v *visit) buyerNamed(name string) (found ledger.ID) {
	if name == "" {
		return found
	}
	hits, err := v.console.source.Find(v.Context(), v.view, name, choicesMax)
	if err != nil {
		return found // the form asks for the id
	}
	for _, h := range hits {
		if p, ok := v.console.source.Party(h.ID); !ok || h.Kind != "party" || p.Role != clearing.RoleBuyer || p.Name != name {
			continue
		}
		if !found.IsZero() {
			return ledger.ID{}
		}
		found = h.ID
	}
	return found
}

// amount reads an amount that must be there.
func (f faults) amount(q url.Values, name string, asset money.Asset) money.Amount {
	text := strings.TrimSpace(q.Get(name))
	amount, err := asset.Parse(text)
	if err != nil {
		f[name] = fmt.Sprintf("%q is no amount of %s; write it as 25.00.", text, asset.Code)
	}
	return amount
}

// whole reads a number up to most; zero when there is none.
func (f faults) whole(q url.Values, name string, most uint16) uint16 {
	text := strings.TrimSpace(q.Get(name))
	if text == "" {
		return 0
	}
	n, err := strconv.ParseUint(text, 10, 16)
	if err != nil || n > uint64(most) {
		f[name] = fmt.Sprintf("%q is no whole number from 0 to %d.", text, most)
	}
	return uint16(n)
}

// lastDay reads a day that something is good through; zero when there is none.
func (f faults) lastDay(v *visit, name string) int64 {
	day, ok := f.day(v.PostForm, name)
	if !ok {
		return 0
	}
	end := day.AddDate(0, 0, 1).UnixNano()
	if end <= v.now.UnixNano() {
		f[name] = "That day is over; choose one to come, or leave it empty."
	}
	return end
}

const (
	lineTitle  = "Set a credit line"
	grantTitle = "Give a grant"
)

func (c *Console) askForLine(v *visit) error {
	values := url.Values{"party": {v.URL.Query().Get("party")}, "due": {"30"}, "grace": {"7"}}
	return v.askForCredit(http.StatusOK, "line.html", lineTitle, creditForm{Values: values})
}

func (c *Console) setLine(v *visit) error {
	page := creditForm{Values: v.PostForm, Errors: faults{}}
	buyer, asset := v.buyer(&page)
	wrong := page.Errors
	terms := credit.Terms{
		Amount: wrong.amount(v.PostForm, "amount", asset), DueDays: wrong.whole(v.PostForm, "due", credit.DaysMax),
		GraceDays: wrong.whole(v.PostForm, "grace", credit.DaysMax), LateFee: wrong.whole(v.PostForm, "fee", credit.FeeWhole), Until: wrong.lastDay(v, "until"),
	}
	period := wrong.choice(v.PostForm, "period", "month", "day", "hour")
	for _, p := range linePeriods {
		if p.Value == period {
			terms.Period = p.number
		}
	}
	return v.carryOut(page, "line.html", lineTitle, "/console/credit", func() error { return c.source.SetCreditLine(v.Context(), buyer, terms) })
}

// carryOut does what a form asks for, unless something of it is wrong or refused.
func (v *visit) carryOut(page creditForm, name, title, onward string, do func() error) error {
	if len(page.Errors) > 0 {
		return v.askForCredit(http.StatusUnprocessableEntity, name, title, page)
	}
	err := do()
	var refused *Refusal
	if errors.As(err, &refused) {
		page.Error = refused.Sentence
		return v.askForCredit(http.StatusConflict, name, title, page)
	}
	if err != nil {
		return err
	}
	v.console.log.Info("credit was changed in the console", "form", title, "buyer", page.Value("party"), "amount", page.Value("amount"))
	http.Redirect(v.writer, v.Request, onward, http.StatusSeeOther)
	return nil
}

func (c *Console) askForGrant(v *visit) error {
	values := url.Values{"party": {v.URL.Query().Get("party")}, "priority": {"0"}}
	return v.askForCredit(http.StatusOK, "newgrant.html", grantTitle, creditForm{ID: freshID(v.now), Values: values})
}

func (c *Console) giveGrant(v *visit) error {
	page := creditForm{Values: v.PostForm, Errors: faults{}}
	buyer, asset := v.buyer(&page)
	wrong := page.Errors
	if page.ID = wrong.id(v.PostForm, "id"); page.ID.IsZero() {
		page.ID = freshID(v.now)
	}
	grant := credit.Grant{
		ID: page.ID, Party: buyer, Amount: wrong.amount(v.PostForm, "amount", asset), Name: strings.TrimSpace(v.PostForm.Get("name")),
		Priority: wrong.whole(v.PostForm, "priority", 1000), Expires: wrong.lastDay(v, "expires"), Models: words(v.PostForm.Get("models")),
	}
	if grant.Name == "" || len(grant.Name) > credit.GrantNameMax {
		wrong["name"] = fmt.Sprintf("Say what it is for, in at most %d bytes.", credit.GrantNameMax)
	}
	from := wrong.choice(v.PostForm, "from", "deposit", "house", "buyer")
	return v.carryOut(page, "newgrant.html", grantTitle, "/console/grants", func() error { return c.source.GiveGrant(v.Context(), grant, from) })
}

// endPage asks before a grant is ended.
type endPage struct {
	Grant
	Form, Error string
}

func (v *visit) grantOf() (page endPage, err error) {
	id, err := ledger.ParseID(v.PathValue("id"))
	if err != nil {
		return page, ErrNotFound
	}
	page.Form = v.formToken()
	page.Grant, err = v.console.source.Grant(v.Context(), id)
	return page, err
}

const endTitle = "End a grant"

func (c *Console) confirmEnd(v *visit) error {
	page, err := v.grantOf()
	if err != nil {
		return err
	}
	if page.Ended != 0 {
		http.Redirect(v.writer, v.Request, "/console/grants", http.StatusSeeOther)
		return nil
	}
	return v.show("endgrant.html", endTitle, "accounts", page)
}

func (c *Console) endGrant(v *visit) error {
	page, err := v.grantOf()
	if err != nil {
		return err
	}
	err = c.source.EndGrant(v.Context(), page.ID)
	var refused *Refusal
	if errors.As(err, &refused) {
		page.Error = refused.Sentence
		return c.render(v.writer, http.StatusConflict, "endgrant.html", v.layout(endTitle, "accounts", page))
	}
	if err != nil {
		return err
	}
	c.log.Info("a grant was ended in the console", "grant", page.ID.String())
	http.Redirect(v.writer, v.Request, "/console/grants", http.StatusSeeOther)
	return nil
}
