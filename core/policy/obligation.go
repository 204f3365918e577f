package policy

import (
	"slices"
	"strconv"
	"strings"
)

// Kind is what has to be done where a rule permits.
type Kind string

// The kinds of obligations, each with how its annotation's text is written.
const (
	Levy    Kind = "levy"    // "25% us-customs": a share of the sale, to an authority's account
	Licence Kind = "licence" // "us-bis-h200": units of a licence are used up
	Match   Kind = "match"   // "100% us-investment": as much is invested for what is spent
	Notice  Kind = "notice"  // "us-bis": somebody is told
	Record  Kind = "record"  // "1825 days": the papers are kept
	Recheck Kind = "recheck" // "90 days": the decision is made anew by then
	Travel  Kind = "travel"  // "ivms101": the data of payer and payee go with the money
	Route   Kind = "route"   // "mistral-small-3 or gpt-oss-120b": what a model that is no model stands for, the best first
)

var kinds = []Kind{Levy, Licence, Match, Notice, Record, Recheck, Travel, Route}

// Obligation is one of a rule's. Of its values only those of its kind are set.
type Obligation struct {
	Kind Kind
	To   string // an account, a licence, a recipient or a format
	PPM  uint32 // of the sale or the spending
	Days uint32
}

// String is an obligation as its annotation has it, with the kind in front.
func (o Obligation) String() string {
	switch o.Kind {
	case Levy, Match:
		share := strconv.FormatUint(uint64(o.PPM/ppmPercent), 10)
		if rest := o.PPM % ppmPercent; rest > 0 {
			share += "." + strings.TrimRight(strconv.FormatUint(uint64(ppmPercent+rest), 10)[1:], "0")
		}
		return string(o.Kind) + " " + share + "% " + o.To
	case Record, Recheck:
		return string(o.Kind) + " " + strconv.FormatUint(uint64(o.Days), 10) + " days"
	}
	return string(o.Kind) + " " + o.To
}

const (
	ppmPercent = 10_000
	daysMax    = 36_500
	ppmWhole   = 1_000_000
)

// obligation reads the text of an annotation, or says why it cannot.
func obligation(kind Kind, text string) (o Obligation, why string) {
	o.Kind = kind
	switch kind {
	case Levy, Match:
		share, to, _ := strings.Cut(text, " ")
		ppm, ok := percent(share)
		if o.PPM, o.To = ppm, to; !ok || !IsName(to) {
			return o, strconv.Quote(text) + " is no share with a name behind it, as in \"25% us-customs\""
		}
	case Record, Recheck:
		count, unit, _ := strings.Cut(text, " ")
		days, err := strconv.ParseUint(count, 10, 32)
		if o.Days = uint32(days); err != nil || days < 1 || days > daysMax || unit != "days" {
			return o, strconv.Quote(text) + " is no time, as in \"90 days\""
		}
	case Route:
		if o.To = text; !routes(o.Routes()) {
			return o, strconv.Quote(text) + " is no list of models, as in \"mistral-small-3 or gpt-oss-120b\""
		}
	default:
		if o.To = text; !IsName(text) {
			return o, strconv.Quote(text) + " is no name of small letters, digits, hyphens and dots"
		}
	}
	return o, ""
}

// Routes are the models of a route, the best first.
func (o *Obligation) Routes() []string { return strings.Split(o.To, routeOr) }

const (
	routeOr   = " or "
	routesMax = 16
	modelMax  = 128 // bytes
)

func routes(models []string) bool {
	for i, m := range models {
		if m == "" || len(m) > modelMax || strings.ContainsAny(m, " \t\n,") || slices.Contains(models[:i], m) {
			return false
		}
	}
	return len(models) <= routesMax
}

// percent reads "25%" or "1.5%", with at most four digits behind the point, in parts
// per million.
func percent(text string) (ppm uint32, ok bool) {
	bare, is := strings.CutSuffix(text, "%")
	whole, rest, _ := strings.Cut(bare, ".")
	for len(rest) < 4 {
		rest += "0"
	}
	digits, err := strconv.ParseUint(whole+rest, 10, 32)
	return uint32(digits), is && err == nil && whole != "" && len(rest) == 4 && digits > 0 && digits <= ppmWhole
}

func joined(all []Kind) string {
	texts := make([]string, len(all))
	for i, k := range all {
		texts[i] = string(k)
	}
	return strings.Join(texts, ", @")
}
