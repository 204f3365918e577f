package console

import (
	"errors"
	"time"

	"aidollar/core/ledger"
	"aidollar/core/meter"
	"aidollar/core/money"
	"aidollar/core/tariff"
)

// Step is the length of time that a row of usage stands for.
type Step string

// The steps. Days and months are those of UTC.
const (
	StepAll   Step = "" // one row for the whole span
	StepHour  Step = "hour"
	StepDay   Step = "day"
	StepMonth Step = "month"
)

// Floor is the beginning of the step that a time is in.
func (s Step) Floor(t time.Time) time.Time {
	t = t.UTC()
	switch s {
	case StepHour:
		return t.Truncate(time.Hour)
	case StepDay:
		return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
	case StepMonth:
		return time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC)
	}
	return t
}

// next is the beginning of the step after the one that begins at t.
func (s Step) next(t time.Time) time.Time {
	switch s {
	case StepHour:
		return t.Add(time.Hour)
	case StepMonth:
		return t.AddDate(0, 1, 0)
	}
	return t.AddDate(0, 0, 1)
}

// seconds is about how long a step is: how wide a chart draws it.
func (s Step) seconds() int {
	switch s {
	case StepHour:
		return 3600
	case StepMonth:
		return 30 * 86400
	}
	return 86400
}

// Dimension is what usage is broken down by.
type Dimension string

// The dimensions.
const (
	ByNothing  Dimension = ""
	ByModel    Dimension = "model"
	ByKey      Dimension = "key"
	ByProject  Dimension = "project"
	ByBuyer    Dimension = "buyer"
	BySeller   Dimension = "seller"
	ByRegion   Dimension = "region"
	ByUpstream Dimension = "upstream"
)

// UsageQuery says which usage is wanted; what is zero does not matter.
type UsageQuery struct {
	View     View
	From, To int64 // Unix nanoseconds, whole hours; To is exclusive
	Step     Step
	By       Dimension
	Party    ledger.ID // as buyer or as seller
	Key      ledger.ID
	Project  ledger.ID
	Model    string
	Region   string
}

// ErrSpan: usage is kept by the hour, and summed up over ten years at most.
var ErrSpan = errors.New("console: the span is too long to be summed up")

// Usage is what calls used and cost.
type Usage struct {
	Rows []UsageRow // in the order of time, then of the group
	// More says that there was more than could be summed up, so that all
	// figures are lower bounds.
	More bool
}

// UsageRow sums up the calls of one step, group and asset, by the time of their
// end.
type UsageRow struct {
	At         int64 // beginning of the step, Unix nanoseconds
	Group      Group
	Asset      money.Asset
	Calls      uint64 // captured
	Failed     uint64 // voided or expired: nothing was charged
	Quantities meter.Quantities
	Charge     money.Amount
	Cost       tariff.Ticks // of the upstream, as far as it is known
}

// Group is one value of a dimension. A party, key or project has an id.
type Group struct {
	ID   ledger.ID
	Name string // empty for calls that have no such thing
}

// Latency is how long the calls took that ended within a span of time.
type Latency struct {
	At         int64 // beginning of the span, Unix nanoseconds
	Calls      uint64
	Half, Slow time.Duration // of whole calls: the median and the 99th percentile
	FirstHalf  time.Duration // to the upstream's first byte: the median; zero when it is not known
}
