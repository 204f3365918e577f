package console

import (
	"cmp"
	"slices"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/money"
	"aidollar/core/tariff"
)

const (
	// latestMax is how many calls the overview shows.
	latestMax = 8
	// hoursRecent is how many hours the overview looks back, the present one
	// included.
	hoursRecent = 24
	// modelsTop is how many models it names.
	modelsTop = 6
)

// overviewPage is what the overview shows: of the house, or of a party.
type overviewPage struct {
	House   House
	Account Account // the party's money
	Buyer   bool
	Recent  turnover
	Latency Latency // of the last hour
	Charts  []figureChart
	Models  []modelLine
	Latest  []Call
	More    bool // than the latest
	Columns columns
}

// turnover is what was bought or sold in the time that the overview looks back.
type turnover struct {
	Calls  uint64
	Failed uint64 // calls that were voided or expired
	Sums   []sales
	More   bool // the figures are lower bounds
}

// sales is a charge with what the upstreams took for it.
type sales struct {
	Asset        money.Asset
	Charge, Cost money.Amount
	ticks        tariff.Ticks
}

// Costed reports whether any upstream's price is known.
func (m sales) Costed() bool { return !m.ticks.IsZero() }

// Margin is the charge less the upstreams' price.
func (m sales) Margin() signed { return less(m.Charge, m.Cost) }

// signed is an amount that may be below zero.
type signed struct {
	Amount   money.Amount
	Negative bool
}

func less(a, b money.Amount) signed {
	if a.Less(b) {
		return signed{b.SubFloor(a), true}
	}
	return signed{a.SubFloor(b), false}
}

// add counts a row. Sums of what was charged fit an amount, as the accounts do.
func (m *sales) add(r *UsageRow) {
	m.Charge, _ = m.Charge.Add(r.Charge)
	m.ticks, _ = m.ticks.Add(r.Cost)
	m.Cost = unitsUp(m.ticks)
}

// unitsUp turns ticks into ledger units; what is left of one counts as a whole,
// so that no margin is shown that is not there.
func unitsUp(t tariff.Ticks) money.Amount {
	units, rest := t.DivMod64(tariff.TicksPerUnit)
	if rest != 0 {
		units, _ = units.Add(money.Units(1))
	}
	return units
}

// modelLine is a model's share of the turnover.
type modelLine struct {
	Name  string
	Calls uint64
	sales
}

func (c *Console) overview(v *visit) (err error) {
	page := overviewPage{Columns: v.columns(), Buyer: v.view.Party.Role == clearing.RoleBuyer}
	hour := StepHour.Floor(v.now)
	from, to := hour.Add(-(hoursRecent-1)*time.Hour), hour.Add(time.Hour)
	query := UsageQuery{View: v.view, From: from.UnixNano(), To: to.UnixNano(), Step: StepHour, By: ByModel}
	usage, err := v.usage(query)
	if err != nil {
		return err
	}
	page.count(usage)
	page.Charts = hourCharts(usage, StepHour.steps(from, to, hoursRecent), !page.Buyer)
	if v.view.House {
		page.House, err = c.source.House(v.Context(), query.From)
		page.latency(c.source.Latency())
	} else {
		page.Account, err = c.source.Account(v.Context(), mainAccount(v.view.Party))
	}
	if err != nil {
		return err
	}
	latest, err := c.source.Calls(v.Context(), CallQuery{View: v.view}, "", latestMax)
	if err != nil {
		return err
	}
	page.Latest, page.More = latest.Calls, latest.Next != ""
	return v.showLive("overview.html", "Overview", "overview", page)
}

// count adds the usage up, in all and by model.
func (p *overviewPage) count(u Usage) {
	p.Recent.More = u.More
	for i := range u.Rows {
		r := &u.Rows[i]
		p.Recent.Calls += r.Calls
		p.Recent.Failed += r.Failed
		at := slices.IndexFunc(p.Recent.Sums, func(s sales) bool { return s.Asset == r.Asset })
		if at < 0 {
			at = len(p.Recent.Sums)
			p.Recent.Sums = append(p.Recent.Sums, sales{Asset: r.Asset})
		}
		p.Recent.Sums[at].add(r)
		at = slices.IndexFunc(p.Models, func(l modelLine) bool { return l.Name == r.Group.Name && l.Asset == r.Asset })
		if at < 0 {
			at = len(p.Models)
			p.Models = append(p.Models, modelLine{Name: r.Group.Name, sales: sales{Asset: r.Asset}})
		}
		p.Models[at].Calls += r.Calls
		p.Models[at].add(r)
	}
	slices.SortStableFunc(p.Models, func(a, b modelLine) int {
		return cmp.Or(b.Charge.Cmp(a.Charge), cmp.Compare(b.Calls, a.Calls), cmp.Compare(a.Name, b.Name))
	})
	p.Models = p.Models[:min(len(p.Models), modelsTop)]
}

// hourCharts draw calls and money by the hour; money of each asset by itself.
func hourCharts(u Usage, hours []time.Time, seller bool) []figureChart {
	calls := map[int64]uint64{}
	sums := map[money.Asset]map[int64]*sales{}
	var assets []money.Asset
	for i := range u.Rows {
		r := &u.Rows[i]
		calls[r.At] += r.Calls
		if sums[r.Asset] == nil {
			sums[r.Asset] = map[int64]*sales{}
			assets = append(assets, r.Asset)
		}
		if sums[r.Asset][r.At] == nil {
			sums[r.Asset][r.At] = &sales{Asset: r.Asset}
		}
		sums[r.Asset][r.At].add(r)
	}
	if len(calls) == 0 {
		return nil
	}
	base := figureChart{Kind: "bars", Seconds: StepHour.seconds(), When: "Hour", Layout: "2006-01-02 15:04"}
	list := []figureChart{base}
	list[0].ID, list[0].Title, list[0].Unit, list[0].Series = "chart-calls", "Calls by hour", "calls", []string{"Calls"}
	list[0].timeline(hours, func(at int64) []chartCell { return []chartCell{countCell(calls[at])} })
	for _, asset := range assets {
		list = append(list, moneyChart(base, asset, sums[asset], hours, seller))
	}
	return list
}

// moneyChart draws what was charged by the hour, and to those who sell what the
// upstreams took of it.
func moneyChart(c figureChart, asset money.Asset, sums map[int64]*sales, hours []time.Time, seller bool) figureChart {
	costed := false
	for _, s := range sums {
		costed = costed || s.Costed()
	}
	c.ID, c.Title, c.Unit, c.Series = "chart-charge-"+asset.Code, "Spent by hour", asset.Code, []string{"Spent"}
	if seller {
		c.Title, c.Series = "Sold by hour", []string{"Sold"}
	}
	costed = costed && seller
	if costed {
		c.Title, c.Kind, c.Series = "Sold and upstream cost by hour", "lines", append(c.Series, "Upstream cost")
	}
	c.timeline(hours, func(at int64) []chartCell {
		sum := sums[at]
		if sum == nil {
			sum = &sales{}
		}
		cells := []chartCell{amountCell(sum.Charge, asset)}
		if costed {
			cells = append(cells, amountCell(sum.Cost, asset))
		}
		return cells
	})
	return c
}

// latency shows how long calls took, minute by minute, and the present figures.
func (p *overviewPage) latency(hour Latency, minutes []Latency) {
	p.Latency = hour
	if len(minutes) == 0 {
		return
	}
	c := figureChart{
		ID: "chart-latency", Title: "Time of a call by minute", Unit: "ms", Kind: "lines", Seconds: 60, When: "Minute", Layout: "15:04",
		Series: []string{"Half of them within", "99 of 100 within", "First byte, half within"},
	}
	for _, m := range slices.Backward(minutes) {
		c.Rows = append(c.Rows, chartRow{
			At: time.Unix(0, m.At).UTC(), Cells: []chartCell{durationCell(m.Half), durationCell(m.Slow), durationCell(m.FirstHalf)},
		})
	}
	p.Charts = append(p.Charts, c)
}
