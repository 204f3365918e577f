package ruling

import (
	"slices"

	"aidollar/core/policy"
	"aidollar/core/policy/facts"
)

// Now are the attributes of an entity as they are decided by, with what is computed, in
// JSON; nil where there are none. Nothing is changed.
func (b *Book) Now(now int64, e Entity) []byte {
	other := *b // what advance changes are its own members alone
	other.advance(now)
	found, known := other.entities[e.uid()]
	if !known {
		return nil
	}
	return facts.AppendJSON(nil, found.Attributes)
}

// Facts are those of the archive, by entity and date. They are not to be changed.
func (l *Law) Facts() []*facts.Entry { return l.facts.Entries() }

// With are the facts of the archive, in which some entities have others, or what is wrong
// with these.
func (l *Law) With(entries []*facts.Entry) (*facts.Registry, []facts.Fault) {
	return l.facts.With(entries)
}

// Schema is that of the archive.
func (l *Law) Schema() *facts.Schema { return l.schema }

// Change is what would have been decided without some rules.
type Change struct {
	Without     []string // rules, by id
	Outcome     policy.Outcome
	Rules       []string // that would decide, by id
	Obligations []policy.Obligation
}

// Claim is what an auditor says of an entity.
type Claim struct{ Subject, Text string }

// Claims are those that count in decisions of a time, Unix nanoseconds, as far as the house
// still knows them.
func (b *Book) Claims(now int64) (all []Claim) {
	b.attested.Attested(lastOf(now/second), func(subject, claim string) { all = append(all, Claim{subject, claim}) })
	return all
}

// claims are Attested, whatever the time.
type claims []Claim

func (c claims) Attested(_ int64, f func(subject, claim string)) {
	for _, one := range c {
		f(one.Subject, one.Text)
	}
}

func (claims) Next(int64) (int64, bool) { return 0, false }

// Changes asks what a decision was of once more without each of the rules that decided
// it, and without all of them where there are several; permits are rules that would permit
// it under other conditions, where none decided. The law is that of the decision,
// registered are the facts as they were entered when it was made, said what auditors said.
// It is not ok where these are not the facts that the decision names, or its question
// cannot be read.
func (l *Law) Changes(d *Decision, registered []*facts.Entry, said []Claim) (changes []Change, permits []string, ok bool) {
	facts.Sort(registered)
	context, ok := facts.DecodeRecord(d.Context)
	if !ok || l.Digest != d.Digest {
		return nil, nil, false
	}
	b := &Book{registered: registered, attested: claims(said)}
	if b.enforce(&Installed{law: l}, d.At/second); b.law() == nil || b.factsDigest != d.Facts {
		return nil, nil, false
	}
	r := &policy.Request{Principal: d.Principal.uid(), Action: d.Action, Resource: d.Resource.uid(), Context: context, Facts: b.entities, At: d.At / second}
	var decided []string
	for _, id := range d.Rules {
		if _, is := l.Set.Rule(id); is {
			decided = append(decided, id)
		}
	}
	ask := func(without []string) {
		answer := l.decide(r, slices.Concat(without, d.Waived))
		changes = append(changes, Change{Without: without, Outcome: answer.Outcome, Rules: ids(answer.Rules), Obligations: answer.Obligations})
	}
	for i := range decided {
		ask(decided[i : i+1])
	}
	if len(decided) > 1 {
		ask(decided)
	}
	if len(decided) == 0 && d.Missing == "" {
		permits = ids(l.Set.Permits(r))
	}
	return changes, permits, true
}

func ids(rules []*policy.Rule) (all []string) {
	for _, r := range rules {
		all = append(all, r.ID)
	}
	return all
}
