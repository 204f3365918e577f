package console

import (
	"cmp"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// factsSizeMax bounds what is entered at once, in bytes; longer lists are for the API.
const factsSizeMax = 256 << 10

// factsPage lists what the house entered.
type factsPage struct {
	listPage[EntityFacts]
	Kind  string
	Kinds []option
}

func (c *Console) facts(v *visit) error {
	cursor, kind := v.URL.Query().Get("after"), v.URL.Query().Get("kind")
	list, err := c.source.Facts(v.Context(), kind, cursor, rowsMax)
	if err != nil {
		return err
	}
	page := factsPage{listPage: listPage[EntityFacts]{Rows: list.Rows, Next: list.Next, First: cursor == ""}, Kind: kind}
	for _, k := range list.Kinds {
		page.Kinds = append(page.Kinds, option{k, k})
	}
	if cursor != "" {
		return v.show("facts.html", "Facts", "rules", page)
	}
	return v.showLive("facts.html", "Facts", "rules", page)
}

// More keeps the kind on the next page.
func (p factsPage) More() string {
	if p.Kind == "" {
		return ""
	}
	return "kind=" + url.QueryEscape(p.Kind)
}

// Change and Remove are where an entity's facts are changed and taken away.
func (e EntityFacts) Change() string {
	return "/console/facts/enter?entity=" + url.QueryEscape(e.Entity)
}

// Remove is where they are taken away.
func (e EntityFacts) Remove() string {
	return "/console/facts/remove?entity=" + url.QueryEscape(e.Entity)
}

// Since and Last are the days on which a version begins and after which it is over; empty
// where it is open.
func (f FactVersion) Since() string { return dayText(f.From) }

// Last is the first day on which it holds no more.
func (f FactVersion) Last() string {
	if f.Until == 0 {
		return ""
	}
	return dayText(f.Until)
}

// enterPage is the form for facts.
type enterPage struct {
	Token, Text string
	Entity      string // whose facts are changed; empty for new ones
	Mistakes    []quoted
	Error       string
}

const factsTitle = "Enter facts"

// factsHint is what an empty form begins with.
const factsHint = `- entity: Participant/acme
  in: [Jurisdiction/DE]
  from: %s
  source: register of companies, by hand
  attributes: {name: Acme}
`

func (c *Console) askForFacts(v *visit) error {
	page := enterPage{Token: v.formToken(), Entity: v.URL.Query().Get("entity")}
	if page.Entity != "" {
		text, err := c.source.FactsText(v.Context(), page.Entity)
		if err != nil {
			return err
		}
		page.Text = text
	}
	if page.Text == "" {
		hint := strings.ReplaceAll(factsHint, "%s", v.now.UTC().Format(time.DateOnly))
		if page.Entity != "" {
			hint = strings.Replace(hint, "Participant/acme", page.Entity, 1)
		}
		page.Text = hint
	}
	return v.show("enterfacts.html", factsTitle, "rules", page)
}

func (c *Console) enterFacts(v *visit) error {
	page := enterPage{Token: v.formToken(), Entity: v.PostForm.Get("entity"), Text: strings.ReplaceAll(v.PostForm.Get("facts"), "\r\n", "\n")}
	again := func(status int) error {
		return c.render(v.writer, status, "enterfacts.html", v.layout(factsTitle, "rules", page))
	}
	return v.carried(factsTitle, "/console/facts", func() error {
		_, mistakes, err := c.source.RegisterFacts(v.Context(), []byte(page.Text))
		for _, m := range mistakes {
			page.Mistakes = append(page.Mistakes, quote(strings.Split(page.Text, "\n"), m))
		}
		if err == nil && len(mistakes) > 0 {
			err = &Refusal{Code: "facts_invalid", Sentence: "Nothing was entered: see the mistakes"}
		}
		return err
	}, func(words string) error {
		if len(page.Mistakes) > 0 {
			return again(http.StatusUnprocessableEntity)
		}
		page.Error = words
		return again(http.StatusConflict)
	})
}

func (v *visit) factsToRemove(values url.Values) (surePage, error) {
	entity := values.Get("entity")
	text, err := v.console.source.FactsText(v.Context(), entity)
	if err != nil || text == "" {
		return surePage{}, cmp.Or(err, ErrNotFound)
	}
	return surePage{
		Section: "Facts", Back: "/console/facts", Heading: "Remove facts", Title: "Remove the facts of " + entity + "?", Of: "All that the house entered of it, in all versions.",
		Text:   "From now on the rules know of it what comes with them, or nothing: whoever nobody knows is refused. What was decided before stays as it is, and the books keep what was entered.",
		Action: "/console/facts/remove", Hidden: "entity", Hides: entity, Yes: "Remove them", No: "Keep them",
	}, nil
}

func (c *Console) askToRemove(v *visit) error {
	page, err := v.factsToRemove(v.URL.Query())
	if err != nil {
		return err
	}
	return v.sure(http.StatusOK, page)
}

func (c *Console) removeFacts(v *visit) error {
	page, err := v.factsToRemove(v.PostForm)
	if err != nil {
		return err
	}
	return page.done(v, func(string) error { return c.source.RemoveFacts(v.Context(), page.Hides) })
}
