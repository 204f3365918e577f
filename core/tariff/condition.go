package tariff

import (
	"math"
	"math/bits"

	"aidollar/core/internal/civil"
	"aidollar/core/meter"
)

// ServiceStandard names the class of service of a call that asks for none.
const ServiceStandard = "standard"

// Window is a time of the day on days of the week, by the wall clock of the
// card's zone: an hour that the clock goes through twice is in it twice.
type Window struct {
	Days uint8  // bit 0 is Monday, bit 6 Sunday: the days on which it begins
	From uint16 // minutes of the day, inclusive
	To   uint16 // minutes of the day, exclusive, up to 1440; below From: on the next day
}

// Condition says which calls a variant is for. All of what is set must hold; a
// condition with nothing set always holds.
type Condition struct {
	Windows   []Window // one of them
	Regions   []string // one of them, ordered
	Services  []string // one of them, ordered; ServiceStandard is the one of calls that ask for none
	InputOver uint64   // tokens: the prompt has more, whatever they are counted as
}

// IsEmpty reports whether the condition always holds.
func (c *Condition) IsEmpty() bool {
	return len(c.Windows) == 0 && len(c.Regions) == 0 && len(c.Services) == 0 && c.InputOver == 0
}

// Circumstance is what decides about a call's variant beside its quantities. The
// zero value is a call of 1970 in UTC, in no region, of standard service.
type Circumstance struct {
	At      int64  // Unix nanoseconds: when it was reserved, or when the event was
	Region  string // where it was served; empty is nowhere known
	Service string // empty is ServiceStandard
	Zone    *Zone  // the card's; nil is UTC
}

// Match gives the variant that prices a call, nil when the model has none. It
// does not allocate.
func (m *Model) Match(c *Circumstance, q *meter.Quantities) *Variant {
	last := len(m.Variants) - 1
	if last < 0 {
		return nil
	}
	for i := range m.Variants[:last] {
		if m.Variants[i].When.Mismatch(c, q) == "" {
			return &m.Variants[i]
		}
	}
	return &m.Variants[last]
}

// Mismatch names the first part of the condition that does not hold, "time",
// "region", "service" or "input"; it is empty when all of them do.
func (c *Condition) Mismatch(at *Circumstance, q *meter.Quantities) string {
	switch {
	case !c.service(at.Service):
		return "service"
	case len(c.Regions) > 0 && !contains(c.Regions, at.Region):
		return "region"
	case c.InputOver > 0 && PromptTokens(q) <= c.InputOver:
		return "input"
	case !c.open(at):
		return "time"
	}
	return ""
}

// reach says what is known of a call that has not run: whether the condition may
// hold, and whether it is bound to. A region that is not known may be any.
func (c *Condition) reach(at *Circumstance, promptMax uint64) (may, must bool) {
	if !c.service(at.Service) || !c.open(at) {
		return false, false
	}
	must = true
	if len(c.Regions) > 0 {
		if at.Region != "" && !contains(c.Regions, at.Region) {
			return false, false
		}
		must = at.Region != ""
	}
	if c.InputOver > 0 {
		if promptMax <= c.InputOver {
			return false, false
		}
		must = false
	}
	return true, must
}

func (c *Condition) service(name string) bool {
	if len(c.Services) == 0 {
		return true
	}
	if name == "" {
		name = ServiceStandard
	}
	return contains(c.Services, name)
}

func (c *Condition) open(at *Circumstance) bool {
	if len(c.Windows) == 0 {
		return true
	}
	local := at.Zone.local(at.At)
	day := civil.FloorDiv(local, civil.SecondsPerDay)
	minute := uint16((local - day*civil.SecondsPerDay) / 60)
	weekday := uint(civil.Weekday(day))
	for i := range c.Windows {
		if c.Windows[i].has(weekday, minute) {
			return true
		}
	}
	return false
}

func (w *Window) has(weekday uint, minute uint16) bool {
	today := w.Days>>weekday&1 == 1
	if w.From < w.To {
		return today && minute >= w.From && minute < w.To
	}
	yesterday := w.Days>>((weekday+6)%7)&1 == 1
	return (today && minute >= w.From) || (yesterday && minute < w.To)
}

// PromptTokens counts the tokens of a prompt, whatever they are counted as.
func PromptTokens(q *meter.Quantities) uint64 {
	sum := uint64(0)
	for left := meter.Prompt; left != 0; {
		var at meter.Meter
		at, left = left.Next()
		sum = addSaturated(sum, q[at])
	}
	return sum
}

func addSaturated(a, b uint64) uint64 {
	sum, carry := bits.Add64(a, b, 0)
	if carry != 0 {
		return math.MaxUint64
	}
	return sum
}

// contains looks through a list of a few words.
func contains(list []string, word string) bool {
	for _, s := range list {
		if s == word {
			return true
		}
	}
	return false
}
