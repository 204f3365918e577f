package clearing

import (
	"fmt"

	"aidollar/core/internal/paged"
	"aidollar/core/internal/wire"
	"aidollar/core/ledger"
	"aidollar/core/review"
)

// Identity is what the machine knows of who a party is: that it is kept elsewhere, and by
// which digest, and never what it says.
type Identity struct {
	Party   ledger.ID
	Version uint64    // of what is kept; zero: nothing is kept any more
	Digest  [32]byte  // of the version, keyed, so that it tells nothing
	By      ledger.ID // the key that entered it, or by which an operator confirmed it
	Counts  bool      // rules take the party as identified

	Operator bool  // the key is an operator's; the machine finds it
	At       int64 // Unix nanoseconds
}

// SetIdentity says which version of who a party is is kept from now on. Where that is near
// somebody on a list, the review of it is opened by the same command, or there is neither.
type SetIdentity struct {
	Identity Identity
	Review   OpenReview // without an id: it is near nobody
}

func (SetIdentity) kind() Kind { return KindIdentity }
func (c SetIdentity) append(a *wire.Appender) {
	c.Identity.append(a)
	if a.Flag(!c.Review.ID.IsZero()); !c.Review.ID.IsZero() {
		c.Review.append(a)
	}
}

func readSetIdentity(r *wire.Reader) (c SetIdentity) {
	if c.Identity = readIdentity(r); r.Flag() {
		c.Review = OpenReview{ID: r.ID(), Content: review.ReadContent(r)}
	}
	return c
}

func (i *Identity) append(a *wire.Appender) {
	a.ID(i.Party)
	a.U64(i.Version)
	a.B = append(a.B, i.Digest[:]...)
	a.ID(i.By)
	a.Flag(i.Counts)
}

func readIdentity(r *wire.Reader) (i Identity) {
	i.Party, i.Version = r.ID(), r.U64()
	copy(i.Digest[:], r.Take(len(i.Digest)))
	i.By, i.Counts = r.ID(), r.Flag()
	return i
}

// identities are what is known of whom, in the order in which it was entered first.
type identities struct {
	list    paged.Slice[Identity]
	byParty map[ledger.ID]int
}

func newIdentities() *identities { return &identities{byParty: map[ledger.ID]int{}} }

func (s *identities) find(party ledger.ID) *Identity {
	if place, ok := s.byParty[party]; ok {
		return s.list.At(place)
	}
	return nil
}

func (s *identities) put(i Identity) {
	if place, ok := s.byParty[i.Party]; ok {
		*s.list.Change(place) = i
		return
	}
	s.byParty[i.Party] = s.list.Append(i)
}

// Identity is what is known of who a party is; ok is false where nothing is kept.
func (m *Machine) Identity(party ledger.ID) (i Identity, ok bool) {
	if known := m.identities.find(party); known != nil && known.Version != 0 {
		return *known, true
	}
	return i, false
}

// Identities calls f for each party of whom something is kept until it returns false.
func (m *Machine) Identities(f func(Identity) bool) {
	for place := range m.identities.list.Len() {
		if i := *m.identities.list.At(place); i.Version != 0 && !f(i) {
			return
		}
	}
}

// setIdentity notes what is kept of a party. What is decided of anybody is decided anew
// where it makes somebody identified, or no longer so.
func (m *Machine) setIdentity(now int64, c *SetIdentity) Answer {
	i := c.Identity
	if _, ok := m.Party(i.Party); !ok {
		return refused(refusalPartyUnknown)
	}
	if i.Version == 0 {
		i.Digest, i.Counts = [32]byte{}, false
	}
	if !i.By.IsZero() {
		by, ok := m.Key(i.By)
		if !ok {
			return refused(refusalKeyUnknown)
		}
		i.Operator = by.Scopes&ScopeAdmin != 0
	}
	if !c.Review.ID.IsZero() {
		if c.Review.Content.Party != i.Party {
			return refused(string(review.ItemInvalid))
		}
		if a := m.openReview(now, &c.Review); a.Refusal != "" {
			return a
		}
	}
	before := m.identities.find(i.Party)
	if before == nil {
		before = &Identity{Party: i.Party}
	}
	if i.At = before.At; i == *before || (i.Version == 0 && before.Version == 0) {
		return Answer{Exists: true}
	}
	if i.Counts != before.Counts {
		m.rules.Renew()
	}
	i.At = now
	m.identities.put(i)
	if m.observer != nil {
		m.observer.IdentityChanged(now, &i)
	}
	return Answer{}
}

// Identified implements ruling.Known.
func (s *identities) Identified(party ledger.ID) bool {
	i := s.find(party)
	return i != nil && i.Counts
}

func appendIdentities(a *wire.Appender, list *paged.Slice[Identity]) {
	a.U32(uint32(list.Len()))
	for place := range list.Len() {
		i := list.At(place)
		i.append(a)
		a.Flag(i.Operator)
		a.I64(i.At)
	}
}

func (s *identities) restore(in *wire.Reader) error {
	for range in.U32() {
		i := readIdentity(in)
		i.Operator, i.At = in.Flag(), in.I64()
		if in.Short() || s.find(i.Party) != nil {
			return fmt.Errorf("%w: an identity is damaged", errSnapshot)
		}
		s.put(i)
	}
	return nil
}

// identities checks that whoever is known is a party, and counts only while something is
// kept, and that nobody else is dealt with.
func (c *checker) identities(v *View) {
	parties := map[ledger.ID]bool{}
	for i := range v.parties.Len() {
		parties[v.parties.At(i).ID] = true
	}
	v.rules.Admissions(func(party ledger.ID) {
		if !parties[party] && len(c.breaches) < breachesMax {
			c.breach("onboarding_contradicted", "it was decided whether %s may be dealt with, who is no party", party)
		}
	})
	for place := range v.identities.Len() {
		i := v.identities.At(place)
		if !parties[i.Party] || (i.Version == 0 && (i.Counts || i.Digest != [32]byte{})) || (i.Version != 0 && i.Digest == [32]byte{}) {
			c.breach("identity_contradicted", "the identity of %s is nobody's, or counts and is not kept", i.Party)
		}
		if len(c.breaches) >= breachesMax {
			return
		}
	}
}
