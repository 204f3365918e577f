package console

import (
	"aidollar/core/licence"
	"aidollar/core/money"
)

// lowPermille is up to how much is left, in thousandths, that a quota is called low.
const lowPermille = 100

// quotaRow is a quota as it stands at a time.
type quotaRow struct {
	licence.Standing
	now int64
}

// The words for kinds and windows, by their numbers.
var (
	quotaWords  = []string{"", "meter", "licence", "cap", "share"}
	windowWords = []string{"", "in all", "each day", "each month", "each quarter", "each year", "on the average of a day"}
)

// Path is where it is shown.
func (q quotaRow) Path() string { return "/console/quotas/" + q.Quota.Name }

// Title is what people call it.
func (q quotaRow) Title() string {
	if q.Quota.Title != "" {
		return q.Quota.Title
	}
	return q.Quota.Name
}

// Kind is what it is, in a word.
func (q quotaRow) Kind() string { return wordAt(quotaWords, uint8(q.Quota.Kind)) }

// Window is the time over which it counts, in words.
func (q quotaRow) Window() string { return wordAt(windowWords, uint8(q.Quota.Window)) }

// Averages reports whether a day's average counts.
func (q quotaRow) Averages() bool { return q.Quota.Window == licence.Average }

// Share is the part of its base, in percent.
func (q quotaRow) Share() string { return money.Units(uint64(q.Quota.PPM)).Decimal(4) }

// Word is how it stands, in words; the colour says the same.
func (q quotaRow) Word() string {
	switch {
	case q.Ended, q.Quota.Until != 0 && q.Quota.Until <= q.now:
		return "ended"
	case q.Quota.From > q.now:
		return "not yet"
	case q.Quota.Kind == licence.Meter:
		return "counts"
	}
	switch left := q.left(); {
	case left == 0:
		return "used up"
	case left <= lowPermille:
		return "low"
	}
	return "enough"
}

// left is how much is left of what it refuses by, in thousandths: of two bounds the one
// with less decides, unless both have to be exceeded.
func (q quotaRow) left() uint64 {
	bars := q.Bars()
	left := bars[0].LeftPermille()
	for _, b := range bars[1:] {
		if q.Quota.Together {
			left = max(left, b.LeftPermille())
		} else {
			left = min(left, b.LeftPermille())
		}
	}
	return left
}

// permille is the whole of a bar.
const permille = 1000

// quotaBar is what is used and held of a bound, and what is left.
type quotaBar struct {
	Unit                  string
	Used, Held, Left, Max money.Amount
	Bound                 bool // else nothing bounds it
}

// Bars are its bounds: of its unit, and of the number of draws. A quota without any has
// one bar that is counted and not bounded.
func (q quotaRow) Bars() (list []quotaBar) {
	r := &q.Room
	if r.UnitsBound || !r.DrawsBound {
		list = append(list, quotaBar{Unit: q.Quota.Unit, Used: q.Used, Held: q.Held, Left: r.Left, Max: r.UnitsMax, Bound: r.UnitsBound})
	}
	if r.DrawsBound {
		list = append(list, quotaBar{Unit: "draws", Used: money.Units(q.Draws), Held: money.Units(q.Open), Left: money.Units(r.Draws), Max: money.Units(r.DrawsMax), Bound: true})
	}
	return list
}

// part is an amount in thousandths of the bound; what is there is at least one of them.
func (b quotaBar) part(of money.Amount) uint64 {
	if of.IsZero() {
		return 0
	}
	whole := b.Max
	for {
		scaled, ok := of.Mul64(permille)
		if ok {
			return min(max(ratio(scaled, whole), 1), permille)
		}
		of, _ = of.DivMod64(permille)
		whole, _ = whole.DivMod64(permille)
	}
}

// UsedPermille is how wide the part that is used is drawn.
func (b quotaBar) UsedPermille() uint64 { return b.part(b.Used) }

// HeldPermille is how wide the part that is held is drawn, behind the one that is used.
func (b quotaBar) HeldPermille() uint64 { return min(b.part(b.Held), permille-b.part(b.Used)) }

// LeftPermille is how much is left; it is zero only where nothing is.
func (b quotaBar) LeftPermille() uint64 { return b.part(b.Left) }

// Way colours the bar by how much is left.
func (b quotaBar) Way() string {
	switch left := b.LeftPermille(); {
	case left == 0:
		return "full"
	case left <= lowPermille:
		return "low"
	}
	return "roomy"
}

// quotasPage lists quotas.
type quotasPage struct {
	Kind  string // that is asked for
	Kinds []option
	Rows  []quotaRow
}

func (c *Console) quotas(v *visit) error {
	standings, err := c.source.Quotas(v.Context())
	if err != nil {
		return err
	}
	var page quotasPage
	for _, w := range quotaWords[1:] {
		page.Kinds = append(page.Kinds, option{w, w})
		if w == v.URL.Query().Get("kind") {
			page.Kind = w
		}
	}
	for _, s := range standings {
		if row := (quotaRow{s, v.now.UnixNano()}); page.Kind == "" || row.Kind() == page.Kind {
			page.Rows = append(page.Rows, row)
		}
	}
	return v.showLive("quotas.html", "Quotas", "rules", page)
}

func (c *Console) quota(v *visit) error {
	standing, err := c.source.Quota(v.Context(), v.PathValue("name"))
	if err != nil {
		return err
	}
	page := quotaPage{quotaRow: quotaRow{standing, v.now.UnixNano()}}
	if page.Steps, err = c.source.QuotaSteps(v.Context(), standing.Quota.Name); err != nil {
		return err
	}
	if page.Taken, err = c.source.QuotaDraws(v.Context(), standing.Quota.Name, drawsMax); err != nil {
		return err
	}
	page.Full = len(page.Taken) == drawsMax
	return v.showLive("quota.html", page.Title(), "rules", page)
}
