package console

import (
	"cmp"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"aidollar/core/policy/ruling"
)

// packChoice is a shipped pack that can be chosen.
type packChoice struct {
	ruling.Pack
	Chosen bool
}

// installPage is the form for a set of rules, first without and then with what would be
// otherwise under it.
type installPage struct {
	Form
	Token    string
	Packs    []packChoice
	MustSign bool
	Preview  *RulesDifference
	Error    string
}

// Fault is what is wrong with a field.
func (p installPage) Fault(name string) string { return p.Faults[name] }

// rulesNamed is a list of rules under a title.
type rulesNamed struct {
	Title string
	Rules []RuleName
}

// commonPack goes with every other one and need not be chosen.
const commonPack = "common"

const (
	installTitle   = "Install rules"
	noteMax        = ruling.NoteMax
	momentLayout   = "2006-01-02T15:04"
	momentOfSecond = "2006-01-02T15:04:05"
)

func (v *visit) askToInstall(status int, page installPage) error {
	packs, err := v.console.source.ShippedPacks(v.Context())
	if err != nil {
		return err
	}
	for _, p := range packs {
		if p.Name != commonPack {
			page.Packs = append(page.Packs, packChoice{p, slices.Contains(page.Values["pack"], p.Name)})
		}
	}
	page.Token, page.MustSign = v.formToken(), v.console.source.MustSign()
	return v.console.render(v.writer, status, "install.html", v.layout(installTitle, "rules", page))
}

// askForPacks offers the packs of the set in force.
func (c *Console) askForPacks(v *visit) error {
	sets, err := v.ruleSets()
	if err != nil {
		return err
	}
	page := installPage{Form: Form{Values: url.Values{}, Faults: faults{}}}
	if len(sets) > 0 {
		for _, p := range sets[0].Packs() {
			page.Values.Add("pack", p.Name)
		}
	}
	return v.askToInstall(http.StatusOK, page)
}

// moment reads a time by UTC; now where there is none.
func (f faults) moment(q url.Values, name string) int64 {
	text := strings.TrimSpace(q.Get(name))
	if text == "" {
		return 0
	}
	for _, layout := range [...]string{momentLayout, momentOfSecond, dayLayout} {
		if at, err := time.Parse(layout, text); err == nil {
			return at.UnixNano()
		}
	}
	f[name] = "That is no time; write it as 2026-12-01T08:00, by UTC."
	return 0
}

// installPacks shows what would be otherwise, and installs when it has been seen: the same
// rules, compared with the same set.
func (c *Console) installPacks(v *visit) error {
	page := installPage{Form: Form{Values: v.PostForm, Faults: faults{}}}
	packs, from := v.PostForm["pack"], page.Faults.moment(v.PostForm, "from")
	if len(packs) == 0 {
		page.Faults["pack"] = "Choose at least one pack."
	}
	if len(page.Value("note")) > noteMax {
		page.Faults["note"] = "That is too long; say it in a line or two."
	}
	if len(page.Faults) > 0 {
		return v.askToInstall(http.StatusUnprocessableEntity, page)
	}
	again := func(words string) error {
		page.Error = words
		return v.askToInstall(http.StatusConflict, page)
	}
	difference, err := c.source.CompareRules(v.Context(), packs, max(from, v.now.UnixNano()))
	var refused *Refusal
	if errors.As(err, &refused) {
		return again(refused.Sentence + ".")
	}
	if err != nil {
		return err
	}
	page.Preview = &difference
	switch {
	case page.Value("act") != "install":
		return v.askToInstall(http.StatusOK, page)
	case page.Value("digest") != difference.Digest || page.Value("against") != uintText(difference.Set):
		return again("Other rules are in force by now, or come with the program, than when you looked. See below what would be otherwise now.")
	}
	return v.carried(installTitle, "/console/packs", func() error {
		return c.source.InstallRules(v.Context(), packs, from, strings.TrimSpace(page.Value("note")))
	}, again)
}

func (v *visit) setToCancel() (page surePage, number uint32, err error) {
	sets, err := v.ruleSets()
	at := slices.IndexFunc(sets, func(s ruleSet) bool { return uintText(s.Number) == v.PathValue("number") })
	if err != nil || at < 0 {
		return page, 0, cmp.Or(err, ErrNotFound)
	}
	set := sets[at]
	page = surePage{
		Section: "Packs", Back: "/console/packs", Heading: "Take a set back", Title: "Take set " + uintText(set.Number) + " back?",
		Of:   "It would come into force on " + time.Unix(0, set.From).UTC().Format("2006-01-02 15:04:05") + " UTC.",
		Text: "It never comes into force. What is in force now, or comes before it, goes on. To have it after all, install its packs again.", Yes: "Take it back", No: "Keep it",
		Action: "/console/packs/" + uintText(set.Number) + "/cancel",
	}
	return page, set.Number, nil
}

func (c *Console) askToCancel(v *visit) error {
	page, _, err := v.setToCancel()
	if err != nil {
		return err
	}
	return v.sure(http.StatusOK, page)
}

func (c *Console) cancelRules(v *visit) error {
	page, number, err := v.setToCancel()
	if err != nil {
		return err
	}
	return page.done(v, func(string) error { return c.source.CancelRules(v.Context(), number) })
}
