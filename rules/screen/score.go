package screen

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"aidollar/rules/lists"
)

// Verdict is what a score leads to.
type Verdict string

// The verdicts: nobody like that is listed; somebody has to look; it is to be refused.
const (
	Clear Verdict = "clear"
	Near  Verdict = "near"
	Hit   Verdict = "hit"
)

// Thresholds are the scores from which on a match is near, or a hit.
type Thresholds struct{ Hit, Near float64 }

// DefaultThresholds are those whose figures docs/rules.md gives.
var DefaultThresholds = Thresholds{Hit: 0.93, Near: 0.86}

// Check refuses thresholds that make no order.
func (t Thresholds) Check() error {
	if t.Near <= 0 || t.Near > t.Hit || t.Hit > 1 {
		return fmt.Errorf("the thresholds are %.2f for near and %.2f for a hit; near is above 0 and at most the hit's, which is at most 1", t.Near, t.Hit)
	}
	return nil
}

func (t Thresholds) verdict(score float64) Verdict {
	switch {
	case score >= t.Hit:
		return Hit
	case score >= t.Near:
		return Near
	}
	return Clear
}

// Match is a party that a subject may be.
type Match struct {
	Entry   *lists.Entry
	Also    []*lists.Entry // what other lists have of the same party
	Name    lists.Name     // the one that is most like, of any of these
	Score   float64        // from 0 to 1
	Verdict Verdict
	Reasons []string // what the score is made of, in words

	explain bool
}

// What raises or lowers a score.
const (
	lossAsked   = 0.9  // share of its weight that counts against a token of the name that the listed one has not
	lossListed  = 0.5  // the same the other way round: middle names are left out
	lossCompany = 0.75 // the same of names that are no persons'
	factorWeak  = 0.88 // a weak alias is near at most
	factorBorn  = 0.90 // another date of birth
	factorClose = 0.96 // a date of birth some years off
	factorPlace = 0.96 // another country
	gainBorn    = 0.03
	gainPlace   = 0.02
	gainFrom    = 0.75 // below it, names are too different for anything that agrees to count
	yearsClose  = 2
	yearsCirca  = 5
)

// score compares a name with a listed one. The reasons are put into words when they are
// asked for: most names are compared for nothing.
func score(s Subject, asked []token, of *listed, e *lists.Entry, explain bool) Match {
	name := e.Names[of.name]
	name.Quality = of.quality
	m := Match{Entry: e, Name: name, explain: explain}
	m.Score, m.Reasons = compare(asked, of.tokens, e.Kind == lists.Person || e.Kind == lists.Unknown, explain)
	if name.Quality == lists.Weak {
		m.weigh(factorWeak, "a weak alias")
	}
	if s.Born.Year != 0 && len(e.Born) > 0 {
		m.born(s.Born)
	}
	if places := e.Places(); s.Country != "" && len(places) > 0 {
		if slices.Contains(places, s.Country) {
			m.gain(gainPlace, "country %s agrees", s.Country)
		} else {
			m.weigh(factorPlace, "country %s, and the list says %s", s.Country, strings.Join(places, ", "))
		}
	}
	if explain && e.Until.Year != 0 {
		m.Reasons = append(m.Reasons, "listed until "+e.Until.String())
	}
	return m
}

func (m *Match) weigh(factor float64, why string, about ...any) {
	m.Score *= factor
	if m.explain {
		m.Reasons = append(m.Reasons, fmt.Sprintf("%s: times %.2f", fmt.Sprintf(why, about...), factor))
	}
}

// gain raises a score; nothing that agrees makes a weak alias or half a name a hit.
func (m *Match) gain(more float64, why string, about ...any) {
	if m.Score < gainFrom || m.Name.Quality == lists.Weak {
		return
	}
	m.Score = min(1, m.Score+more)
	if m.explain {
		m.Reasons = append(m.Reasons, fmt.Sprintf("%s: plus %.2f", fmt.Sprintf(why, about...), more))
	}
}

// compare says how alike two names are, and why.
func compare(asked, listed []token, person, explain bool) (float64, []string) {
	if len(asked) == 1 || len(listed) == 1 {
		if s, why := wholes(asked, listed); s > 0 {
			return s, []string{why}
		}
	}
	a, b := together(asked, listed), together(listed, asked)
	lossB := lossCompany
	if person {
		lossB = lossListed
	}
	var same, all float64
	var reasons []string
	var inA, inB [tokensMax]bool
	pairs := assign(a, b)
	if explain {
		slices.SortFunc(pairs, func(x, y pair) int { return x.asked - y.asked })
	}
	for _, p := range pairs {
		inA[p.asked], inB[p.listed] = true, true
		weight := b[p.listed].weight
		same += p.alike * weight
		all += weight
		if explain {
			reasons = append(reasons, p.words(a, b))
		}
	}
	left := func(of []token, in []bool, loss float64, why string) {
		for i := range of {
			if in[i] {
				continue
			}
			all += loss * of[i].weight / 2
			if explain && of[i].weight >= weightInitial {
				reasons = append(reasons, fmt.Sprintf(why, of[i].text))
			}
		}
	}
	left(a, inA[:], lossAsked, "`%s` is not in the listed name")
	left(b, inB[:], lossB, "the listed name's `%s` is missing")
	if all == 0 {
		return 0, reasons
	}
	return same / all, reasons
}

// words say why two tokens are taken for the same.
func (p *pair) words(a, b []token) string {
	if p.why == "" {
		return fmt.Sprintf("token `%s`", a[p.asked].text)
	}
	return fmt.Sprintf("token `%s` ~ `%s` %.2f (%s)", a[p.asked].text, b[p.listed].text, p.alike, p.why)
}

// wholes compares names of which one is written without spaces.
func wholes(asked, listed []token) (float64, string) {
	if len(asked) == len(listed) {
		return 0, ""
	}
	one, many := asked, listed
	if len(listed) == 1 {
		one, many = listed, asked
	}
	best := 0.0
	var text string
	for _, whole := range rounds(many) {
		if s, _ := likeness(&one[0], &whole); s > best {
			best, text = s, whole.text
		}
	}
	if best < joinEnough {
		return 0, ""
	}
	return best, fmt.Sprintf("`%s` ~ `%s` %.2f (written without spaces)", one[0].text, text, best)
}

// born compares a date of birth with those of the entry.
func (m *Match) born(born lists.Date) {
	nearest := yearsOff(born, m.Entry.Born[0])
	for _, span := range m.Entry.Born[1:] {
		nearest = min(nearest, yearsOff(born, span))
	}
	if nearest == 0 {
		m.gain(gainBorn, "born %s agrees", born)
		return
	}
	factor := factorBorn
	if nearest <= yearsClose {
		factor = factorClose
	}
	m.weigh(factor, "born %s, and the list says %s", born, spans(m.Entry.Born))
}

// spans say when somebody was born.
type spans []lists.Span

func (s spans) String() string {
	var texts []string
	for _, span := range s {
		texts = append(texts, span.String())
	}
	return strings.Join(texts, " or ")
}

// yearsOff is how far a date is from a span, in years begun: 0 when it can be the same.
func yearsOff(born lists.Date, span lists.Span) int {
	first, last := day(span.From, true), day(span.To, false)
	if span.Circa {
		first, last = first.AddDate(-yearsCirca, 0, 0), last.AddDate(yearsCirca, 0, 0)
	}
	from, to := day(born, true), day(born, false)
	if !to.Before(first) && !from.After(last) {
		return 0
	}
	off := from.Sub(last)
	if to.Before(first) {
		off = first.Sub(to)
	}
	const year = 366 * 24 * time.Hour
	return int(off/year) + 1
}

// day is the first or the last day that a date can be.
func day(d lists.Date, first bool) time.Time {
	month, of := time.Month(d.Month), d.Day
	switch {
	case first:
		return time.Date(d.Year, max(month, 1), max(of, 1), 0, 0, 0, 0, time.UTC)
	case d.Month == 0:
		return time.Date(d.Year, time.December, 31, 0, 0, 0, 0, time.UTC)
	case d.Day == 0:
		return time.Date(d.Year, month+1, 0, 0, 0, 0, 0, time.UTC)
	}
	return time.Date(d.Year, month, of, 0, 0, 0, 0, time.UTC)
}
