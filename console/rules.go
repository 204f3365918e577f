package console

import (
	"cmp"
	"context"
	"encoding/hex"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"aidollar/core/licence"
	"aidollar/core/policy"
	"aidollar/core/policy/ruling"
)

// Rules is the part of a Source that is about written rules and what they count. It is
// for the house alone.
type Rules interface {
	// RuleSets lists the set in force, unless there is none, and those to come, in the
	// order in which they rule.
	RuleSets(ctx context.Context) ([]*ruling.Installed, error)
	// Quotas lists licences, caps, shares and meters as they stand, in the order of entry.
	Quotas(ctx context.Context) ([]licence.Standing, error)
	// Quota finds one by its name; ErrNotFound when there is none.
	Quota(ctx context.Context, name string) (licence.Standing, error)
}

// ruleSet is a set of rules as it is seen at a time.
type ruleSet struct {
	*ruling.Installed
	now int64
}

// Word says whether it rules, in words.
func (s ruleSet) Word() string {
	if s.From > s.now {
		return "to come"
	}
	return "in force"
}

// Hex is the digest.
func (s ruleSet) Hex() string { return hex.EncodeToString(s.Digest[:]) }

// Key is the signer's; empty where nobody signed.
func (s ruleSet) Key() string {
	if !s.IsSigned() {
		return ""
	}
	return hex.EncodeToString(s.Signer[:])
}

// Off reports whether no rules are asked while it rules.
func (s ruleSet) Off() bool { return s.Installed == nil || s.Law() == nil }

// Path is where its rules are shown.
func (s ruleSet) Path() string { return "/console/rules?set=" + uintText(s.Number) }

// Count is how many rules it has.
func (s ruleSet) Count() uint64 { return uint64(len(s.Rules(nil))) }

// at is the time, Unix seconds, at which its rules are looked at: now, or its first moment.
func (s ruleSet) at() int64 { return max(s.now, s.From) / int64(time.Second) }

// packInfo is a pack with how many of a set's rules are its own.
type packInfo struct {
	ruling.Pack
	Rules uint64
}

// Packs are those of the set.
func (s ruleSet) Packs() (list []packInfo) {
	if s.Off() {
		return nil
	}
	for _, p := range s.Law().Archive.Packs {
		list = append(list, packInfo{Pack: p, Rules: uint64(len(s.Rules(func(r ruleRow) bool { return r.Pack.Name == p.Name })))})
	}
	return list
}

// disclaimer is what packs say of themselves.
type disclaimer struct {
	Packs []string
	Text  string
}

// Disclaimers are those of the set, each once.
func (s ruleSet) Disclaimers() (list []disclaimer) {
	for _, p := range s.Packs() {
		at := slices.IndexFunc(list, func(d disclaimer) bool { return d.Text == p.Disclaimer })
		switch {
		case p.Disclaimer == "":
		case at < 0:
			list = append(list, disclaimer{[]string{p.Name}, p.Disclaimer})
		default:
			list[at].Packs = append(list[at].Packs, p.Name)
		}
	}
	return list
}

// Rules are those of the set that are wanted, by pack and id; nil wants all.
func (s ruleSet) Rules(wanted func(ruleRow) bool) (list []ruleRow) {
	if s.Off() {
		return nil
	}
	for _, r := range s.Law().Set.Rules() {
		row := ruleRow{Rule: r, Set: s}
		if p, known := s.Law().Pack(r); known {
			row.Pack = *p
		}
		row.Source, _ = s.Law().Source(r)
		if wanted == nil || wanted(row) {
			list = append(list, row)
		}
	}
	slices.SortStableFunc(list, func(a, b ruleRow) int { return cmp.Compare(a.Pack.Name, b.Pack.Name) })
	return list
}

// ruleRow is a rule of a set.
type ruleRow struct {
	*policy.Rule
	Set    ruleSet
	Pack   ruling.Pack
	Source ruling.Source
}

// The words for what a rule does.
var effectWords = []string{"", "permits", "forbids", "refers"}

// Does is what it does where it applies, in a word.
func (r ruleRow) Does() string { return wordAt(effectWords, uint8(r.Effect)) }

// Word is where it is, at the time at which its set is looked at.
func (r ruleRow) Word() string {
	switch at := r.Set.at(); {
	case r.From > at:
		return "to come"
	case !r.Holds(at):
		return "over"
	}
	return "in force"
}

// Path is where it is shown.
func (r ruleRow) Path() string {
	return "/console/rules/" + url.PathEscape(r.ID) + "?set=" + uintText(r.Set.Number)
}

// Since and Last are the first and the last day on which it holds; Last is empty where it
// has none.
func (r ruleRow) Since() string { return dayText(r.From) }

// Last is the last day.
func (r ruleRow) Last() string {
	if r.Until == 0 {
		return ""
	}
	return dayText(r.Until - 1)
}

func dayText(seconds int64) string { return time.Unix(seconds, 0).UTC().Format(dayLayout) }

// Linked reports whether the source can be followed.
func (r ruleRow) Linked() bool { return webAddress(r.Source.URL) }

func webAddress(text string) bool {
	u, err := url.Parse(text)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != ""
}

// Text is the rule as it is written in its pack, without what stands between it and the
// next one.
func (r ruleRow) Text() string {
	for _, t := range r.Set.Law().Archive.Texts {
		if t.Name != r.File {
			continue
		}
		lines := strings.Split(string(t.Policies), "\n")
		end := len(lines) + 1
		for _, other := range r.Set.Law().Set.Rules() {
			if other.File == r.File && other.Line > r.Line {
				end = min(end, other.Line)
			}
		}
		own := lines[r.Line-1 : end-1]
		for len(own) > 1 && (strings.TrimSpace(own[len(own)-1]) == "" || strings.HasPrefix(strings.TrimSpace(own[len(own)-1]), "//")) {
			own = own[:len(own)-1]
		}
		return strings.Join(own, "\n")
	}
	return r.Body()
}

// owed is an obligation in words, with the quota that it draws on.
type owed struct {
	Text, Quota string
	Known       bool // the quota is entered
}

func owedOf(o policy.Obligation) owed {
	days := strconv.FormatUint(uint64(o.Days), 10) + " days"
	share, _, _ := strings.Cut(strings.TrimPrefix(o.String(), string(o.Kind)+" "), " ")
	switch o.Kind {
	case policy.Levy:
		return owed{Text: share + " of the sale goes to " + o.To}
	case policy.Licence:
		return owed{Text: "units are used up of " + o.To, Quota: o.To}
	case policy.Match:
		return owed{Text: share + " of what is spent is invested by " + o.To}
	case policy.Notice:
		return owed{Text: o.To + " is told"}
	case policy.Record:
		return owed{Text: "the papers are kept for " + days}
	case policy.Recheck:
		return owed{Text: "it is decided anew within " + days}
	}
	return owed{Text: "the data of payer and payee travel with the money, as " + o.To}
}
