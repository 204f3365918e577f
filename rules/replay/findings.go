package replay

import (
	"slices"
	"strings"

	"aidollar/core/money"
	"aidollar/core/policy"
	"aidollar/core/policy/ruling"
)

// findings are what a replay counts on its way.
type findings struct {
	records, decisions, unruled, different, otherwise uint64

	first, last int64
	outcomes    map[[2]policy.Outcome]uint64
	rules       map[string]*ruleTally
	parties     map[string]*partyTally
	obligations map[string]*[2]uint64 // before and after
	missing     map[string]*reasonTally
	unknown     map[string]*reasonTally
	misfits     map[ruling.Unfitting]*reasonTally
	calls       callTally
	sales       callTally
	payments    map[string]*paymentTally
	levies      map[levyOf]*levyTally
	quotas      map[string]*[2]money.Amount // before and after
	examples    map[string][]*question      // by what became otherwise, for which reasons
}

type ruleTally struct {
	refuses, spares, calls uint64
	sums                   sums
}

type partyTally struct {
	decisions, different, refused, admitted, calls uint64
	sums                                           sums
}

type reasonTally struct {
	count uint64
	first int64 // when
}

// callTally counts what was sold: the calls of models, and sales by themselves.
type callTally struct {
	made, refused, elsewhere, admitted uint64
	charged, lost, moved               sums
}

type paymentTally struct {
	asked, refused, admitted, unpriced uint64
	lost                               money.Amount // billionths of a dollar
}

type levyOf struct {
	to    string
	asset money.Asset
}

type levyTally struct {
	before, after         money.Amount
	beforeRest, afterRest uint64
}

// sums are amounts by asset.
type sums map[money.Asset]money.Amount

func (s *sums) add(asset money.Asset, amount money.Amount) {
	if *s == nil {
		*s = sums{}
	}
	(*s)[asset] = plus((*s)[asset], amount)
}

// plus stops at the largest amount, of which there is more than of any money.
func plus(a, b money.Amount) money.Amount {
	sum, ok := a.Add(b)
	if !ok {
		return money.AmountMax
	}
	return sum
}

func newFindings() findings {
	return findings{
		outcomes: map[[2]policy.Outcome]uint64{}, rules: map[string]*ruleTally{}, parties: map[string]*partyTally{}, obligations: map[string]*[2]uint64{},
		missing: map[string]*reasonTally{}, unknown: map[string]*reasonTally{}, misfits: map[ruling.Unfitting]*reasonTally{},
		payments: map[string]*paymentTally{}, levies: map[levyOf]*levyTally{}, quotas: map[string]*[2]money.Amount{}, examples: map[string][]*question{},
	}
}

// of is what is counted of something, from nothing on.
func of[K comparable, T any](all map[K]*T, key K) *T {
	if all[key] == nil {
		all[key] = new(T)
	}
	return all[key]
}

func (t *reasonTally) add(at int64) {
	if t.count++; t.count == 1 {
		t.first = at
	}
}

// Reasons of a refusal that are no rule.
const (
	ReasonMissing = "(no facts)"
	ReasonNone    = "(nothing permits)"
	ReasonUnknown = "(cannot be asked)"
)

// reasons are the rules by which an answer refuses, or why no rule does.
func reasons(v *ruling.Verdict) []string {
	switch {
	case allowed(v):
		return nil
	case v.Missing != "":
		return []string{ReasonMissing}
	case len(v.Broken) > 0:
		var ids []string
		for _, text := range v.Broken {
			id, _, _ := strings.Cut(text, ": ")
			ids = append(ids, id)
		}
		return ids
	case len(v.Rules) == 0:
		return []string{ReasonNone}
	}
	return v.Rules
}

// alike reports whether nobody would have noticed that another law answered.
func (q *question) alike() bool {
	if q.unknown != "" {
		return false
	}
	if q.before.Outcome == 0 && allowed(&q.after) {
		return len(q.after.Obligations) == 0
	}
	return q.before.Outcome == q.after.Outcome && q.before.Missing == q.after.Missing &&
		slices.Equal(reasons(&q.before), reasons(&q.after)) && slices.Equal(q.before.Obligations, q.after.Obligations)
}

// decision counts a decision that was made, or would have been where none was.
func (f *findings) decision(q *question, principal ruling.Entity) {
	f.decisions++
	if f.first == 0 {
		f.first = q.At
	}
	f.last = q.At
	party := of(f.parties, principal.String())
	party.decisions++
	if q.before.Outcome == 0 {
		f.unruled++
	}
	f.outcomes[[2]policy.Outcome{q.before.Outcome, q.after.Outcome}]++
	for i, v := range [...]*ruling.Verdict{&q.before, &q.after} {
		for _, o := range v.Obligations {
			of(f.obligations, o.String())[i]++
		}
	}
	if q.unknown != "" {
		of(f.unknown, q.unknown).add(q.At)
	}
	if q.after.Missing != "" && q.after.Missing != q.before.Missing {
		of(f.missing, q.after.Missing).add(q.At)
	}
	if q.alike() {
		if q.before.Outcome != 0 && !slices.Equal(q.before.Rules, q.after.Rules) {
			f.otherwise++
		}
		return
	}
	f.different++
	party.different++
	was, is := allowed(&q.before), allowed(&q.after) && q.unknown == ""
	if was && !is {
		party.refused++
	}
	if !was && is {
		party.admitted++
	}
	f.turned(q)
}

// turned counts the rules by which it came to be different, and keeps examples.
func (f *findings) turned(q *question) {
	old, now := reasons(&q.before), reasons(&q.after)
	if q.unknown != "" {
		now = []string{ReasonUnknown}
	}
	for _, id := range now {
		if !slices.Contains(old, id) {
			of(f.rules, id).refuses++
		}
	}
	for _, id := range old {
		if !slices.Contains(now, id) {
			of(f.rules, id).spares++
		}
	}
	kind := q.before.Outcome.String() + q.after.Outcome.String() + strings.Join(old, " ") + ";" + strings.Join(now, " ")
	if len(f.examples[kind]) < examplesOfKind {
		f.examples[kind] = append(f.examples[kind], q)
	}
}

// examplesOfKind bounds how many examples have the same reasons.
const examplesOfKind = 3

func (f *findings) unfitting(at int64, left []ruling.Unfitting) {
	for _, u := range left {
		of(f.misfits, u).add(at)
	}
}

// payment counts a question whether money may move.
func (f *findings) payment(q *question) {
	t := of(f.payments, q.Key.Payment.Action)
	t.asked++
	switch was, is := allowed(&q.before), allowed(&q.after); {
	case was && !is && q.Key.Payment.Worth == money.AmountMax:
		t.refused++
		t.unpriced++
	case was && !is:
		t.refused++
		t.lost = plus(t.lost, q.Key.Payment.Worth)
	case !was && is:
		t.admitted++
	}
}

// refused counts a call that was not reserved.
func (f *findings) refused(c *call) {
	if !slices.Contains(c.regionsAllowed(before), true) && slices.Contains(c.regionsAllowed(after), true) {
		f.calls.admitted++
	}
}

// served counts a call that was captured.
func (f *findings) served(c *call, region string, asset money.Asset, charge money.Amount) {
	f.calls.made++
	f.calls.charged.add(asset, charge)
	place, may := c.in(region), c.regionsAllowed(after)
	q := c.regions[place]
	switch {
	case may[place]:
		f.levied(q.before.Obligations, q.after.Obligations, asset, charge)
		return
	case slices.Contains(may, true):
		other := c.regions[slices.Index(may, true)]
		f.levied(q.before.Obligations, other.after.Obligations, asset, charge)
		f.calls.elsewhere++
		f.calls.moved.add(asset, charge)
		return
	}
	f.levied(q.before.Obligations, nil, asset, charge)
	f.calls.refused++
	f.calls.lost.add(asset, charge)
	f.lose(q, asset, charge)
}

// lose counts what was sold and would not have been, for whom and by which rules.
func (f *findings) lose(q *question, asset money.Asset, charge money.Amount) {
	principal, _, _ := q.Subject()
	party := of(f.parties, principal.String())
	party.calls++
	party.sums.add(asset, charge)
	now := reasons(&q.after)
	if q.unknown != "" {
		now = []string{ReasonUnknown}
	}
	for _, id := range now {
		rule := of(f.rules, id)
		rule.calls++
		rule.sums.add(asset, charge)
	}
}

// sold counts a sale by itself.
func (f *findings) sold(q *question, asset money.Asset, amount money.Amount) {
	f.sales.made++
	f.sales.charged.add(asset, amount)
	after := q.after.Obligations
	if !allowed(&q.after) || q.unknown != "" {
		after = nil
		f.sales.refused++
		f.sales.lost.add(asset, amount)
		f.lose(q, asset, amount)
	}
	f.levied(q.before.Obligations, after, asset, amount)
	f.drawn(q.Ask.Context, q.before.Obligations, 0)
	f.drawn(q.Ask.Context, after, 1)
}

// levied counts what of a sale went to others, and would have gone.
func (f *findings) levied(before, after []policy.Obligation, asset money.Asset, amount money.Amount) {
	for _, o := range before {
		if o.Kind == policy.Levy {
			t := of(f.levies, levyOf{o.To, asset})
			part, rest := levy(&o, amount, t.beforeRest)
			t.before, t.beforeRest = plus(t.before, part), rest
		}
	}
	for _, o := range after {
		if o.Kind == policy.Levy {
			t := of(f.levies, levyOf{o.To, asset})
			part, rest := levy(&o, amount, t.afterRest)
			t.after, t.afterRest = plus(t.after, part), rest
		}
	}
}

// drawn counts the units of licences that a sale used up, or would have.
func (f *findings) drawn(context []byte, obligations []policy.Obligation, side int) {
	for _, o := range obligations {
		if o.Kind != policy.Licence {
			continue
		}
		if units, ok := ruling.Whole(context, "units"); ok {
			t := of(f.quotas, o.To)
			t[side] = plus(t[side], money.Units(units))
		}
	}
}
