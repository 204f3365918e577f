package ruling

import (
	"crypto/sha256"
	"strings"

	"github.com/cedar-policy/cedar-go"
	"github.com/cedar-policy/cedar-go/types"

	"aidollar/core/internal/wire"
	"aidollar/core/ledger"
	"aidollar/core/policy"
	"aidollar/core/policy/facts"
)

// Approvals are what persons approved of what rules referred.
type Approvals interface {
	// Approved finds the approval of exactly what was asked that holds at a time, and when
	// it ends, both Unix nanoseconds.
	Approved(asked [32]byte, now int64) (approval ledger.ID, until int64, ok bool)
}

// Attested is what auditors say under their signatures.
type Attested interface {
	// Attested calls f for each claim that holds at a time, Unix nanoseconds, in an order
	// that is the same on every machine.
	Attested(at int64, f func(subject, claim string))
	// Next is the first time behind another, Unix nanoseconds, at which what holds may be
	// another; it is not ok where there is none.
	Next(after int64) (int64, bool)
}

// Known are those of whom it is kept who they are.
type Known interface {
	// Identified reports whether it is of a party, so that it counts.
	Identified(party ledger.ID) bool
}

// Renew has everything be decided anew, for others are known than before.
func (b *Book) Renew() { b.epoch++ }

// Refresh has facts be put together anew before the next decision, for auditors have said
// something.
func (b *Book) Refresh() { b.ready = false }

// asked is the digest of what an approval is of. A stranger is asked for as one of all
// strangers, and what one may do was approved of him alone.
func (k *Key) asked(request *[sha256.Size]byte) [sha256.Size]byte {
	var a wire.Appender
	c, p := &k.Compute, &k.Payment
	a.ID(c.Party)
	for _, text := range [...]string{c.Model, c.Region, c.Data, c.EndUse, p.Action, p.Asset} {
		a.Text(text)
	}
	a.ID(p.Party)
	a.Amount(p.Worth)
	a.ID(p.Supplier)
	a.ID(k.Onboard)
	a.B = append(a.B, request[:]...)
	return sha256.Sum256(a.B)
}

// good reports whether a session holds for its like: nothing is another since it was
// decided, what a person has said of it included.
func (b *Book) good(s *Session, now int64) bool {
	if s == nil || s.epoch != b.epoch || now >= s.Until {
		return false
	}
	if s.Outcome != policy.Referred && s.Approval.IsZero() {
		return true
	}
	approval, _, _ := b.approvals.Approved(s.Asked, now)
	return approval == s.Approval
}

// What a claim is as a fact.
const (
	claimIdentified = "identified"
	claimSector     = "sector:"

	attributeSectors        = "sectors"
	attributeCertifications = "certifications"
)

// attest adds what auditors say to the facts of those that there are facts of, where the
// schema has a place for it, and what was added to what the facts' digest is made of. What
// ends within a second has ended in it: a revocation counts at once.
func (b *Book) attest(at int64, live *facts.Live, a *wire.Appender) {
	b.attested.Attested(lastOf(at), func(subject, claim string) {
		kind, id, _ := strings.Cut(subject, "/")
		uid := Entity{kind, id}.uid()
		known, is := b.entities[uid]
		if !is {
			return
		}
		name, value := attribute(&known, claim)
		if with, ok := b.law().schema.With(known, name, value); ok {
			live.Put(with)
			a.Text(subject)
			a.Text(claim)
		}
	})
}

// lastOf is the last nanosecond of a second.
func lastOf(at int64) int64 { return (at+1)*second - 1 }

// attribute is a claim as an attribute of an entity, with what that has already.
func attribute(e *cedar.Entity, claim string) (types.String, types.Value) {
	name, value := types.String(attributeCertifications), claim
	if claim == claimIdentified {
		return attributeIdentified, types.True
	}
	if sector, is := strings.CutPrefix(claim, claimSector); is {
		name, value = attributeSectors, sector
	}
	var all []types.Value
	if old, is := e.Attributes.Get(name); is {
		if set, is := old.(types.Set); is {
			all = set.Slice()
		}
	}
	return name, cedar.NewSet(append(all, types.String(value))...)
}
