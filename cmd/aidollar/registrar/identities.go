package registrar

import (
	"context"
	"encoding/json"
	"errors"
	"sync"

	"aidollar/api"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/rules/identity"
	"aidollar/rules/ivms101"
)

// Node is the log, which is told that somebody is known, and never who it is.
type Node interface {
	Do(ctx context.Context, command clearing.Command) (clearing.Answer, error)
	View(f func(*clearing.Machine))
}

// Screener holds an identity against lists. It gives the review of it, without an id where
// it is near nobody, and what is called once the log has it.
type Screener func(party ledger.ID, v *identity.Version, i *identity.Identity) (r clearing.OpenReview, entered func())

// Identities gives the API who parties are.
type Identities struct {
	Store  *identity.Store
	Node   Node
	Today  func() string   // such as 2026-11-27
	House  *ivms101.Person // that serves; nil: nobody said
	Screen Screener        // nil: nobody is held against lists
	Own    bool            // what a party says of itself counts for the rules, too

	entering sync.Mutex // held from the store to the log, so that both have the same order
}

var _ api.Identities = (*Identities)(nil)

// identified gives the API's refusals for the store's.
func identified(err error) error {
	for from, to := range map[error]error{
		identity.ErrUnknown: api.ErrIdentityUnknown, identity.ErrErased: api.ErrIdentityErased, identity.ErrFull: api.ErrIdentitiesFull,
		identity.ErrVersions: api.ErrIdentityVersions, identity.ErrSize: api.ErrIdentityLarge,
	} {
		if errors.Is(err, from) {
			return to
		}
	}
	return err
}

// CheckPerson implements api.Identities.
func (s *Identities) CheckPerson(person json.RawMessage) []api.Fault {
	_, err := ivms101.ReadPerson(person, s.Today())
	var found ivms101.Mistakes
	errors.As(err, &found)
	return faults(found)
}

func faults(found ivms101.Mistakes) (list []api.Fault) {
	for _, m := range found {
		list = append(list, api.Fault{Pointer: m.Pointer, Code: m.Code, Detail: m.Text})
	}
	return list
}

// Travel implements api.Identities. A payout takes a party's own money from its account
// to its own address, so that it is both who has it sent and who receives it.
func (s *Identities) Travel(p api.TravelAsk, by ledger.ID) (json.RawMessage, []api.Fault, error) {
	t := ivms101.Transfer{
		OriginatorID: p.Party.String(), OriginatorAccount: p.Account.String(), BeneficiaryAccount: p.Address, OriginatingVASP: s.House,
	}
	person, err := s.Travels(p.Party, by)
	if err != nil {
		return nil, nil, err
	}
	t.Originator, t.Beneficiary = person, person
	payload, missing := ivms101.Compose(&t, s.Today())
	if len(missing) > 0 {
		return nil, faults(missing), nil
	}
	text, err := json.Marshal(payload)
	return text, nil, err
}

// Travels is who a party is, as it travels beside money, for a key that is written down;
// zero is the house itself. It is nil where nobody knows; what the log does not know yet
// is not at hand.
func (s *Identities) Travels(party, by ledger.ID) (*ivms101.Person, error) {
	shown, err := s.Store.Show(party, by, 0, whyTravel)
	switch {
	case errors.Is(err, identity.ErrUnknown) || errors.Is(err, identity.ErrErased):
		return nil, nil
	case err != nil || !s.told(party, &shown.Version):
		return nil, err
	}
	return shown.Identity.Person, nil
}

// hold has what is known of a party kept as long as the log says.
func (s *Identities) hold(party ledger.ID) error {
	until := int64(0)
	s.Node.View(func(m *clearing.Machine) { until = m.Duties().KeptUntil(party) })
	if until == 0 {
		return nil
	}
	return s.Store.Keep(party, until)
}

// Put implements api.Identities.
func (s *Identities) Put(ctx context.Context, party ledger.ID, entry api.IdentityEntry, i api.Identity) (api.IdentityVersion, bool, error) {
	person, err := ivms101.ReadPerson(i.Person, s.Today())
	if err != nil {
		return api.IdentityVersion{}, false, err
	}
	kept := identity.Identity{Person: person}
	for _, e := range i.Evidence {
		kept.Evidence = append(kept.Evidence, identity.Evidence(e))
	}
	s.entering.Lock()
	defer s.entering.Unlock()
	if err := s.hold(party); err != nil {
		return api.IdentityVersion{}, false, identified(err)
	}
	v, again, err := s.Store.Put(party, identity.Entry(entry), &kept)
	if err == nil {
		err = s.tell(ctx, party, &v, &kept)
	}
	return api.IdentityVersion(v), again, identified(err)
}

// What is written down of why a version was shown.
const (
	whyShown  = "shown"
	whyTravel = "travel"
)

// Show implements api.Identities.
func (s *Identities) Show(party, by ledger.ID, version uint64) (api.IdentityShown, error) {
	shown, err := s.Store.Show(party, by, version, whyShown)
	if err != nil {
		return api.IdentityShown{}, identified(err)
	}
	out := api.IdentityShown{IdentityVersion: api.IdentityVersion(shown.Version), Due: shown.Due}
	if out.Person, err = json.Marshal(shown.Identity.Person); err != nil {
		return out, err
	}
	for _, e := range shown.Identity.Evidence {
		out.Evidence = append(out.Evidence, api.EvidenceAnswer(e))
	}
	for _, v := range shown.All {
		out.All = append(out.All, api.IdentityVersion(v))
	}
	return out, nil
}

// Erase implements api.Identities. What has to be kept for a while counts no longer.
func (s *Identities) Erase(ctx context.Context, party, by ledger.ID) (int64, error) {
	s.entering.Lock()
	defer s.entering.Unlock()
	if err := s.hold(party); err != nil {
		return 0, identified(err)
	}
	due, err := s.Store.Erase(party, by)
	if err == nil {
		err = s.do(ctx, clearing.SetIdentity{Identity: clearing.Identity{Party: party, By: by}})
	}
	return due, identified(err)
}

// Reads implements api.Identities.
func (s *Identities) Reads(party ledger.ID, before uint64, limit int) ([]api.IdentityRead, error) {
	list, err := s.Store.Reads(party, before, limit)
	out := make([]api.IdentityRead, len(list))
	for i, r := range list {
		out[i] = api.IdentityRead(r)
	}
	return out, err
}
