package console

import (
	"cmp"
	"encoding/csv"
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strconv"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/meter"
	"aidollar/core/money"
	"aidollar/core/tariff"
)

const (
	// groupsDrawn is how many groups a chart tells apart; the rest is one.
	groupsDrawn = 5
	// groupsMax is how many groups the table lists.
	groupsMax = 200
	// stepsMax is how many steps a chart has at most.
	stepsMax = 400
	// hoursMax is the longest span that is drawn by the hour, in days.
	hoursMax = 14
)

// explorePage is the usage of a span, by time and by one dimension.
type explorePage struct {
	Form
	By, Measure string
	Step        Step
	From, To    time.Time // To is exclusive
	Chart       figureChart
	Groups      []groupLine
	Totals      []groupLine // by asset
	More        bool        // the figures are lower bounds
	Hidden      int         // groups that are not listed
	Dimensions  []option
	Measures    []option
}

// Last is the last day of the span.
func (p explorePage) Last() time.Time { return p.To.AddDate(0, 0, -1) }

// groupLine sums up a group.
type groupLine struct {
	Group Group
	Path  string // where the calls of the group are listed
	Calls uint64
	sales
	Quantities meter.Quantities
}

// In is how many tokens went in.
func (g groupLine) In() uint64 { return sum(&g.Quantities, tokensIn) }

// Out is how many tokens came out.
func (g groupLine) Out() uint64 { return sum(&g.Quantities, tokensOut) }

var dimensionNames = []option{
	{string(ByModel), "model"}, {string(ByKey), "key"}, {string(ByProject), "project"}, {string(ByBuyer), "buyer"},
	{string(BySeller), "seller"}, {string(ByRegion), "region"}, {string(ByUpstream), "upstream"},
}

var measureNames = []option{{"charge", "charge"}, {"calls", "calls"}, {"in", "tokens in"}, {"out", "tokens out"}}

// dimensions are those that say something to the visitor: a party knows itself,
// and how a seller serves is not the buyers' business, nor which key paid the
// sellers'.
func dimensions(v View) (list []option) {
	for _, d := range dimensionNames {
		by, role := Dimension(d.Value), v.Party.Role
		buyer, seller := !v.House && role == clearing.RoleBuyer, !v.House && role == clearing.RoleSeller
		if buyer && (by == ByBuyer || by == ByUpstream) || seller && (by == BySeller || by == ByKey || by == ByProject) {
			continue
		}
		list = append(list, d)
	}
	return list
}

// usage sums calls up for the visitor. What upstreams take is between them and
// the sellers: buyers are not told.
func (v *visit) usage(q UsageQuery) (Usage, error) {
	usage, err := v.console.source.Usage(v.Context(), q)
	if !v.view.House && v.view.Party.Role == clearing.RoleBuyer {
		usage.Rows = slices.Clone(usage.Rows)
		for i := range usage.Rows {
			usage.Rows[i].Cost = tariff.Ticks{}
		}
	}
	return usage, err
}

func (c *Console) explore(v *visit) error {
	page, query := v.exploration()
	usage, err := v.usage(query)
	if err == nil {
		err = c.choices(v.Context(), v.view, &page.Form)
	}
	if err != nil {
		return err
	}
	page.group(usage)
	if v.URL.Query().Get("format") == "csv" {
		return v.usageTable(page, usage)
	}
	page.draw(usage)
	if len(page.Groups) > groupsMax {
		page.Hidden = len(page.Groups) - groupsMax
		page.Groups = page.Groups[:groupsMax]
	}
	return v.showLive("usage.html", "Usage", "usage", page)
}

// exploration reads what is asked for.
func (v *visit) exploration() (page explorePage, query UsageQuery) {
	q := v.URL.Query()
	page = explorePage{Form: Form{Values: q, Faults: faults{}}, Dimensions: dimensions(v.view), Measures: measureNames}
	values := func(list []option) (words []string) {
		for _, o := range list {
			words = append(words, o.Value)
		}
		return words
	}
	page.By = page.Faults.choice(q, "by", values(page.Dimensions)...)
	page.Measure = page.Faults.choice(q, "measure", values(page.Measures)...)
	page.From, page.To = page.Faults.days(q, v.now, 30)
	page.Step = StepDay
	switch days := page.To.Sub(page.From).Hours() / 24; {
	case days > stepsMax:
		page.Step = StepMonth
	case days <= 2:
		page.Step = StepHour
	}
	if step := page.Faults.choice(q, "step", "", string(StepHour), string(StepDay), string(StepMonth)); step != "" {
		page.Step = Step(step)
	}
	if page.Step == StepHour && page.To.Sub(page.From) > hoursMax*24*time.Hour {
		page.Faults["step"] = fmt.Sprintf("Hours are drawn over %d days at most; this span is drawn by the day.", hoursMax)
		page.Step = StepDay
	}
	query = UsageQuery{
		View: v.view, From: page.From.UnixNano(), To: page.To.UnixNano(), Step: page.Step, By: Dimension(page.By),
		Key: page.Faults.id(q, "key"), Project: page.Faults.id(q, "project"), Model: q.Get("model"), Region: q.Get("region"),
	}
	if v.view.House {
		query.Party = page.Faults.id(q, "party")
	}
	return page, query
}

// group sums the rows up by group and in all.
func (p *explorePage) group(u Usage) {
	p.More = u.More
	type key struct {
		group Group
		asset money.Asset
	}
	places := map[key]int{}
	for i := range u.Rows {
		r := &u.Rows[i]
		k := key{r.Group, r.Asset}
		at, known := places[k]
		if !known {
			at = len(p.Groups)
			places[k] = at
			p.Groups = append(p.Groups, groupLine{Group: r.Group, Path: p.callsOf(r.Group), sales: sales{Asset: r.Asset}})
		}
		p.Groups[at].count(r)
		at = slices.IndexFunc(p.Totals, func(g groupLine) bool { return g.Asset == r.Asset })
		if at < 0 {
			at = len(p.Totals)
			p.Totals = append(p.Totals, groupLine{sales: sales{Asset: r.Asset}})
		}
		p.Totals[at].count(r)
	}
	slices.SortStableFunc(p.Groups, func(a, b groupLine) int {
		return cmp.Or(cmp.Compare(a.Asset.Code, b.Asset.Code), b.Charge.Cmp(a.Charge), cmp.Compare(b.Calls, a.Calls), cmp.Compare(a.Group.Name, b.Group.Name))
	})
}

func (g *groupLine) count(r *UsageRow) {
	g.Calls += r.Calls
	g.add(r)
	for m := range g.Quantities {
		g.Quantities[m] += r.Quantities[m]
	}
}

// callsOf is where the calls of a group are listed; empty where they cannot be.
func (p *explorePage) callsOf(g Group) string {
	days := []string{"from", p.From.Format(dayLayout), "to", p.Last().Format(dayLayout), "by", "", "measure", "", "step", "", "format", ""}
	name, value := "", g.Name
	switch Dimension(p.By) {
	case ByModel, ByRegion:
		name = p.By
	case ByKey, ByProject:
		name, value = p.By, g.ID.String()
	case ByBuyer, BySeller:
		name, value = "party", g.ID.String()
	}
	if name == "" || value == "" || name != "model" && name != "region" && g.ID.IsZero() {
		return ""
	}
	return "/console/calls?" + with(p.Values, append(days, name, value)...)
}

// measured is what a row has of the measure that is drawn.
func (p *explorePage) measured(g *groupLine) chartCell {
	switch p.Measure {
	case "calls":
		return countCell(g.Calls)
	case "in":
		return countCell(g.In())
	case "out":
		return countCell(g.Out())
	}
	return amountCell(g.Charge, g.Asset)
}

// draw makes the chart: the largest groups, and the rest as one. Money of one
// asset cannot be put on that of another: the chart is of the first.
func (p *explorePage) draw(u Usage) {
	if len(p.Totals) == 0 {
		return
	}
	asset := p.Totals[0].Asset
	layout, when := dayLayout, "Day"
	switch p.Step {
	case StepHour:
		layout, when = "2006-01-02 15:04", "Hour"
	case StepMonth:
		layout, when = "2006-01", "Month"
	}
	unit := map[string]string{"calls": "calls", "in": "tokens", "out": "tokens", "charge": asset.Code}[p.Measure]
	p.Chart = figureChart{ID: "chart-usage", Title: sentence(named(p.Measures, p.Measure)) + " by " + named(p.Dimensions, p.By), Unit: unit, Kind: "bars", Seconds: p.Step.seconds(), When: when, Layout: layout}
	places := map[ledger.ID]map[string]int{}
	for _, g := range p.Groups {
		if g.Asset != asset {
			continue
		}
		at := len(p.Chart.Series)
		if at < groupsDrawn {
			p.Chart.Series = append(p.Chart.Series, groupName(g.Group))
		} else if at == groupsDrawn {
			p.Chart.Series = append(p.Chart.Series, "All others")
		}
		if places[g.Group.ID] == nil {
			places[g.Group.ID] = map[string]int{}
		}
		places[g.Group.ID][g.Group.Name] = min(at, groupsDrawn)
	}
	lines := map[int64][]groupLine{}
	for i := range u.Rows {
		if r := &u.Rows[i]; r.Asset == asset {
			if lines[r.At] == nil {
				lines[r.At] = emptyLines(len(p.Chart.Series), asset)
			}
			lines[r.At][places[r.Group.ID][r.Group.Name]].count(r)
		}
	}
	empty := emptyLines(len(p.Chart.Series), asset)
	p.Chart.timeline(p.Step.steps(p.From, p.To, 24*hoursMax+stepsMax), func(at int64) (cells []chartCell) {
		step := lines[at]
		if step == nil {
			step = empty
		}
		for i := range step {
			cells = append(cells, p.measured(&step[i]))
		}
		return cells
	})
}

func emptyLines(n int, asset money.Asset) []groupLine {
	lines := make([]groupLine, n)
	for i := range lines {
		lines[i].Asset = asset
	}
	return lines
}

// named is the name of a choice.
func named(list []option, value string) string {
	for _, o := range list {
		if o.Value == value {
			return o.Name
		}
	}
	return value
}

// groupName is a group's name, or what stands for none.
func groupName(g Group) string {
	switch {
	case g.Name != "":
		return g.Name
	case !g.ID.IsZero():
		return g.ID.String()
	}
	return "none"
}

// Share is a group's part of all that was charged, in percent.
func (p explorePage) Share(g groupLine) template.HTML {
	for _, t := range p.Totals {
		if t.Asset == g.Asset && !t.Charge.IsZero() {
			whole, ok := g.Charge.Mul64(1000)
			if !ok {
				return ""
			}
			return figure(strconv.FormatFloat(float64(ratio(whole, t.Charge))/10, 'f', 1, 64), 0)
		}
	}
	return figure("0.0", 0)
}

// ratio is a divided by b, rounded down, where it is small.
func ratio(a, b money.Amount) (n uint64) {
	for bit := uint64(1) << 20; bit > 0; bit >>= 1 {
		if product, ok := b.Mul64(n | bit); ok && !a.Less(product) {
			n |= bit
		}
	}
	return n
}

// usageTable sends the rows as CSV: amounts exact, times in UTC.
func (v *visit) usageTable(p explorePage, u Usage) error {
	v.attach("text/csv; charset=utf-8", "usage-"+p.From.Format(dayLayout)+"-"+p.Last().Format(dayLayout)+".csv")
	w := csv.NewWriter(v.writer)
	head := []string{"time", p.By + "_id", p.By, "calls", "charge", "asset", "upstream_cost"}
	for m := range meter.Meter(meter.MeterCount) {
		head = append(head, m.String())
	}
	_ = w.Write(head) // an error stays in the writer
	for i := range u.Rows {
		r := &u.Rows[i]
		id := ""
		if !r.Group.ID.IsZero() {
			id = r.Group.ID.String()
		}
		line := []string{
			time.Unix(0, r.At).UTC().Format(time.RFC3339), id, plainText(r.Group.Name), strconv.FormatUint(r.Calls, 10),
			r.Charge.Decimal(r.Asset.Scale), r.Asset.Code, r.Cost.Decimal(tariff.TickScale),
		}
		for _, n := range r.Quantities {
			line = append(line, strconv.FormatUint(n, 10))
		}
		_ = w.Write(line)
	}
	if u.More {
		_ = w.Write([]string{"there was more than could be summed up: the figures are lower bounds"})
	}
	w.Flush()
	return nil // the visitor has hung up: nobody is left to tell
}

// plainText keeps a spreadsheet from taking somebody's name for a formula.
func plainText(s string) string {
	if s != "" && (s[0] == '=' || s[0] == '+' || s[0] == '-' || s[0] == '@' || s[0] == '\t' || s[0] == '\r') {
		return "'" + s
	}
	return s
}

// attach has the browser keep what follows as a file.
func (v *visit) attach(kind, name string) {
	v.writer.Header().Set("Content-Type", kind)
	v.writer.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	v.writer.WriteHeader(http.StatusOK)
}
