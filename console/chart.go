package console

import (
	"html/template"
	"slices"
	"strconv"
	"time"

	"aidollar/core/money"
)

// figureChart is a figure whose numbers stand in a table. The script draws the
// table; without the script the table is the figure.
type figureChart struct {
	ID, Title string
	Unit      string // of the values, as the axis says it
	Kind      string // "bars", which are stacked, or "lines"
	Seconds   int    // that a row stands for
	When      string // head of the column of times
	Layout    string // of a row's time, in Go's notation
	Series    []string
	Rows      []chartRow // newest first
}

// chartRow is what happened in one step of time.
type chartRow struct {
	At    time.Time
	Cells []chartCell
}

// chartCell is a value as a plain decimal for the script, and as people read it.
// There is none where Value is empty.
type chartCell struct {
	Value string
	Text  template.HTML
}

// Empty reports whether there is nothing to draw.
func (c figureChart) Empty() bool { return len(c.Rows) == 0 || len(c.Series) == 0 }

// Time prints the time of a row.
func (c figureChart) Time(r chartRow) string { return r.At.Format(c.Layout) }

func countCell(n uint64) chartCell {
	s := strconv.FormatUint(n, 10)
	return chartCell{s, figure(s, 0)}
}

func amountCell(a money.Amount, of money.Asset) chartCell {
	s := a.Decimal(of.Scale)
	return chartCell{s, figure(s, amountDecimals(of))}
}

func durationCell(d time.Duration) chartCell {
	if d == 0 {
		return chartCell{}
	}
	s := milliseconds(d)
	return chartCell{s, figure(s, 0)}
}

// milliseconds prints a duration with three digits that mean something.
func milliseconds(d time.Duration) string {
	ms := float64(d) / float64(time.Millisecond)
	digits := 0
	switch {
	case ms < 10:
		digits = 2
	case ms < 100:
		digits = 1
	}
	return strconv.FormatFloat(ms, 'f', digits, 64)
}

// steps are the beginnings of all steps of a span, oldest first, at most most.
func (s Step) steps(from, to time.Time, most int) (list []time.Time) {
	for t := s.Floor(from); t.Before(to) && len(list) < most; t = s.next(t) {
		list = append(list, t)
	}
	return list
}

// timeline fills a chart's rows: one for each step, empty ones too.
func (c *figureChart) timeline(steps []time.Time, cells func(at int64) []chartCell) {
	for _, at := range slices.Backward(steps) {
		c.Rows = append(c.Rows, chartRow{At: at, Cells: cells(at.UnixNano())})
	}
}
