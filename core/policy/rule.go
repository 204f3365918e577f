package policy

import (
	"slices"
	"strings"

	"github.com/cedar-policy/cedar-go"
	publicast "github.com/cedar-policy/cedar-go/ast"
	"github.com/cedar-policy/cedar-go/x/exp/ast"
)

// Effect is what a rule does where it applies.
type Effect uint8

// The effects. A rule that refers has a person decide; it stands between the others.
const (
	Permit Effect = iota + 1
	Forbid
	Refer
)

// Rule is a policy with what its annotations say.
type Rule struct {
	ID          string // unique in a set
	Title       string // in words
	Source      string // where it is written, by the short name that its pack gives
	Remedy      string // what would change the outcome, in words; may be empty
	Effect      Effect
	From, Until int64 // Unix seconds; Until is exclusive, and zero for open
	Obligations []Obligation
	File        string
	Line        int

	policy *cedar.Policy
}

// Holds reports whether a rule is in force at a time in Unix seconds.
func (r *Rule) Holds(at int64) bool { return r.From <= at && (r.Until == 0 || at < r.Until) }

// Body is the policy in Cedar's form, without the dates between which it holds.
func (r *Rule) Body() string {
	undated := *(*ast.Policy)(r.policy.AST())
	undated.Annotations = slices.DeleteFunc(slices.Clone(undated.Annotations), func(a ast.AnnotationType) bool {
		return a.Key == noteFrom || a.Key == noteUntil
	})
	return string(cedar.NewPolicyFromAST((*publicast.Policy)(&undated)).MarshalCedar())
}

// Actions are those that a rule names; none where it is for any, or for a group of them.
func (r *Rule) Actions() (names []string) {
	ids, _ := scopeActions((*ast.Policy)(r.policy.AST()).Action)
	for _, id := range ids {
		names = append(names, string(id))
	}
	return names
}

// For reports whether a rule names an action; the empty one stands for a rule that is for
// any, or for a group of them.
func (r *Rule) For(action string) bool {
	names := r.Actions()
	if action == "" {
		return len(names) == 0
	}
	return slices.Contains(names, action)
}

// The annotations of a policy that are no obligations.
const (
	noteID     = "id"
	noteTitle  = "title"
	noteSource = "source"
	noteFrom   = "from"
	noteUntil  = "until"
	noteEffect = "effect"
	noteRemedy = "remedy"

	effectRefer = "refer" // of a forbid, the one value of its annotation effect
	textMax     = 1000    // bytes of an annotation
	idMax       = 64
)

var notes = []string{noteID, noteTitle, noteSource, noteFrom, noteUntil, noteEffect, noteRemedy}

// ruleOf reads a policy's annotations. fault is told of each mistake.
func ruleOf(p *cedar.Policy, fault func(format string, arguments ...any)) *Rule {
	r := &Rule{policy: p, Effect: Permit, File: p.Position().Filename, Line: p.Position().Line}
	if p.Effect() == cedar.Forbid {
		r.Effect = Forbid
	}
	given := p.AST().Annotations
	text := func(name string, wanted bool) string {
		for _, a := range given {
			if string(a.Key) == name {
				value := strings.TrimSpace(string(a.Value))
				if value == "" || len(value) > textMax {
					fault("@%s has %d bytes; 1 to %d are wanted", name, len(value), textMax)
				}
				return value
			}
		}
		if wanted {
			fault("@%s is missing: every rule has @id, @title, @source and @from", name)
		}
		return ""
	}
	r.ID, r.Title, r.Source, r.Remedy = text(noteID, true), text(noteTitle, true), text(noteSource, true), text(noteRemedy, false)
	if !IsName(r.ID) {
		fault("@id is %q; small letters, digits, hyphens and dots are wanted, at most %d", r.ID, idMax)
	}
	r.From, r.Until = date(text(noteFrom, true), noteFrom, fault), date(text(noteUntil, false), noteUntil, fault)
	if r.Until != 0 && r.Until <= r.From {
		fault("@until is not after @from")
	}
	switch effect := text(noteEffect, false); {
	case effect == "":
	case effect != effectRefer || r.Effect != Forbid:
		fault("@effect is %q; the one that there is is %q, of a forbid", effect, effectRefer)
	default:
		r.Effect = Refer
	}
	for _, a := range given {
		name := string(a.Key)
		switch kind := Kind(name); {
		case slices.Contains(notes, name):
		case !slices.Contains(kinds, kind):
			fault("@%s is no annotation: there are @%s, and on permits @%s", name, strings.Join(notes, ", @"), joined(kinds))
		case r.Effect != Permit:
			fault("@%s is an obligation of a policy that does not permit", name)
		default:
			o, why := obligation(kind, strings.TrimSpace(string(a.Value)))
			if why != "" {
				fault("@%s: %s", name, why)
			}
			r.Obligations = append(r.Obligations, o)
		}
	}
	slices.SortFunc(r.Obligations, func(a, b Obligation) int { return strings.Compare(string(a.Kind), string(b.Kind)) })
	return r
}

// IsName reports whether a text can name a rule, a pack, an account or a licence.
func IsName(s string) bool {
	for i := range len(s) {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9', c == '-' && i > 0, c == '.' && i > 0:
		default:
			return false
		}
	}
	return s != "" && len(s) <= idMax
}
