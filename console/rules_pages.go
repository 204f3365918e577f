package console

import (
	"cmp"
	"errors"
	"slices"

	"aidollar/core/policy/ruling"
)

func (c *Console) ruleRoutes() {
	c.page("GET /console/rules", houseOnly(c.rules))
	c.page("GET /console/rules/{id}", houseOnly(c.rule))
	c.page("GET /console/packs", houseOnly(c.packs))
	c.page("GET /console/quotas", houseOnly(c.quotas))
	c.page("GET /console/quotas/{name}", houseOnly(c.quota))
	c.deskRoutes()
	c.dutyRoutes()
}

// ruleSets are the sets as they are seen now.
func (v *visit) ruleSets() (list []ruleSet, err error) {
	sets, err := v.console.source.RuleSets(v.Context())
	for _, s := range sets {
		list = append(list, ruleSet{s, v.now.UnixNano()})
	}
	return list, err
}

// ruleSet is the set that the address asks for, or the one in force. There is none where
// no rules are.
func (v *visit) ruleSet() (set ruleSet, all []ruleSet, err error) {
	all, err = v.ruleSets()
	if err != nil {
		return set, nil, err
	}
	asked := v.URL.Query().Get("set")
	if asked == "" {
		if len(all) > 0 {
			set = all[0]
		}
		return set, all, nil
	}
	at := slices.IndexFunc(all, func(s ruleSet) bool { return uintText(s.Number) == asked })
	if at < 0 {
		return set, all, ErrNotFound
	}
	return all[at], all, nil
}

// rulesPage is the rules of a set, with the form that narrows them down.
type rulesPage struct {
	Form
	None     bool // there are no rules
	Set      ruleSet
	Sets     []option
	Rows     []ruleRow
	Filtered bool

	Packs, Jurisdictions, Actions, Effects []option
}

// Shown is how many rules fit.
func (p rulesPage) Shown() uint64 { return uint64(len(p.Rows)) }

func (c *Console) rules(v *visit) error {
	set, all, err := v.ruleSet()
	if err != nil {
		return err
	}
	page := rulesPage{Form: Form{Values: v.URL.Query(), Faults: faults{}}, None: len(all) == 0, Set: set}
	for _, s := range all {
		page.Sets = append(page.Sets, option{uintText(s.Number), "set " + uintText(s.Number) + ", " + s.Word()})
	}
	if !page.None {
		page.choices(set.Rules(nil))
		page.Rows = set.Rules(page.wanted())
	}
	for name := range page.Values {
		page.Filtered = page.Filtered || name != "set" && page.Value(name) != ""
	}
	return v.show("rules.html", "Rules", "rules", page)
}

// choices are what the form offers.
func (p *rulesPage) choices(rows []ruleRow) {
	add := func(list *[]option, value, name string) {
		if value != "" && !slices.ContainsFunc(*list, func(o option) bool { return o.Value == value }) {
			*list = append(*list, option{value, name})
		}
	}
	for _, r := range rows {
		add(&p.Packs, r.Pack.Name, r.Pack.Name)
		add(&p.Jurisdictions, r.Pack.Jurisdiction, r.Pack.Jurisdiction)
		for _, a := range r.Actions() {
			add(&p.Actions, a, a)
		}
	}
	for _, list := range [][]option{p.Jurisdictions, p.Actions} {
		slices.SortFunc(list, func(a, b option) int { return cmp.Compare(a.Value, b.Value) })
	}
	for _, w := range effectWords[1:] {
		p.Effects = append(p.Effects, option{w, w})
	}
}

// wanted tells the rules that the form asks for. A rule that names no action is for each.
func (p *rulesPage) wanted() func(ruleRow) bool {
	effect := p.Faults.choice(p.Values, "effect", append([]string{""}, effectWords[1:]...)...)
	day, dated := p.Faults.day(p.Values, "on")
	pack, place, action := p.Value("pack"), p.Value("jurisdiction"), p.Value("action")
	return func(r ruleRow) bool {
		actions := r.Actions()
		return (pack == "" || r.Pack.Name == pack) && (place == "" || r.Pack.Jurisdiction == place) &&
			(action == "" || len(actions) == 0 || slices.Contains(actions, action)) &&
			(effect == "" || r.Does() == effect) && (!dated || r.Holds(day.Unix()))
	}
}

// rulePage is a rule with what it asks for.
type rulePage struct {
	ruleRow
	Owed []owed
}

func (c *Console) rule(v *visit) error {
	set, _, err := v.ruleSet()
	if err != nil {
		return err
	}
	rows := set.Rules(func(r ruleRow) bool { return r.ID == v.PathValue("id") })
	if len(rows) == 0 {
		return ErrNotFound
	}
	page := rulePage{ruleRow: rows[0]}
	for _, o := range page.Obligations {
		asked := owedOf(o)
		if asked.Quota != "" {
			_, err := c.source.Quota(v.Context(), asked.Quota)
			if err != nil && !errors.Is(err, ErrNotFound) {
				return err
			}
			asked.Known = err == nil
		}
		page.Owed = append(page.Owed, asked)
	}
	return v.show("rule.html", "Rule "+page.ID, "rules", page)
}

func (c *Console) packs(v *visit) error {
	sets, err := v.ruleSets()
	if err != nil {
		return err
	}
	return v.showLive("packs.html", "Rule packs", "rules", sets)
}

// citedRule is a rule in words, with where it is shown; empty where its set is over.
type citedRule struct {
	ruling.Cited
	Path string
}

// cited finds where rules of a set are shown.
func (v *visit) cited(rules []ruling.Cited, set uint32) (list []citedRule, err error) {
	all, err := v.ruleSets()
	at := slices.IndexFunc(all, func(s ruleSet) bool { return s.Number == set })
	for _, r := range rules {
		row := citedRule{Cited: r}
		if at >= 0 && !all[at].Off() {
			if rule, known := all[at].Law().Set.Rule(r.ID); known {
				row.Path = ruleRow{Rule: rule, Set: all[at]}.Path()
			}
		}
		list = append(list, row)
	}
	return list, err
}
