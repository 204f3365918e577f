package bench

import (
	"fmt"
	"slices"
	"strings"

	"aidollar/core/policy"
	"aidollar/rules/pack"
	"aidollar/rules/packs"

	"github.com/cedar-policy/cedar-go"
)

// shippedBenches ask what the cases of all packs that come with the program ask, by all of
// their rules, all on one day, as in a house that runs: a bench for each action, in the
// order of their names.
func shippedBenches() ([]*rulesBench, error) {
	library, err := pack.NewLibrary(packs.Files)
	if err != nil {
		return nil, err
	}
	book, err := library.Compile(library.Names())
	if err != nil {
		return nil, err
	}
	policies := cedar.PolicyMap{}
	for _, r := range book.Set.Rules() {
		if !r.Holds(rulesAt) {
			continue
		}
		parsed, err := cedar.NewPolicyListFromBytes(r.File, []byte(r.Body()))
		if err != nil {
			return nil, err
		}
		policies[cedar.PolicyID(r.ID)] = parsed[0]
	}
	entities := book.Facts.Snapshot(rulesAt)
	var all []*rulesBench
	for _, p := range book.Packs {
		for _, c := range p.Cases {
			q := &c.Question
			r := policy.Request{Principal: q.Principal, Action: q.Action, Resource: q.Resource, Context: q.Context, Facts: entities, At: rulesAt}
			if len(book.Set.Decide(&r).Broken) > 0 {
				continue // it brings facts of its own
			}
			i := slices.IndexFunc(all, func(b *rulesBench) bool { return b.action == q.Action })
			if i < 0 {
				i, all = len(all), append(all, &rulesBench{action: q.Action, set: book.Set, policies: policies})
			}
			all[i].requests = append(all[i].requests, r)
		}
	}
	slices.SortFunc(all, func(a, b *rulesBench) int { return strings.Compare(a.action, b.action) })
	for _, b := range all {
		b.name = fmt.Sprintf("%d rules of the packs, %s", len(policies), b.action)
		if err := b.agree(); err != nil {
			return nil, err
		}
	}
	return all, nil
}
