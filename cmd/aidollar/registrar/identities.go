package registrar

import (
	"encoding/json"
	"errors"

	"aidollar/api"
	"aidollar/core/ledger"
	"aidollar/rules/identity"
	"aidollar/rules/ivms101"
)

// Identities gives the API who parties are.
type Identities struct {
	Store *identity.Store
	Today func() string // such as 2026-11-27
}

var _ api.Identities = Identities{}

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
func (s Identities) CheckPerson(person json.RawMessage) (faults []api.Fault) {
	_, err := ivms101.ReadPerson(person, s.Today())
	var found ivms101.Mistakes
	if errors.As(err, &found) {
		for _, m := range found {
			faults = append(faults, api.Fault{Pointer: m.Pointer, Code: m.Code, Detail: m.Text})
		}
	}
	return faults
}

// Put implements api.Identities.
func (s Identities) Put(party, by ledger.ID, i api.Identity, keep *int64) (api.IdentityVersion, bool, error) {
	person, err := ivms101.ReadPerson(i.Person, s.Today())
	if err != nil {
		return api.IdentityVersion{}, false, err
	}
	kept := identity.Identity{Person: person}
	for _, e := range i.Evidence {
		kept.Evidence = append(kept.Evidence, identity.Evidence(e))
	}
	v, again, err := s.Store.Put(party, by, &kept, keep)
	return api.IdentityVersion(v), again, identified(err)
}

// whyShown is what is written down of those who asked the API.
const whyShown = "shown"

// Show implements api.Identities.
func (s Identities) Show(party, by ledger.ID, version uint64) (api.IdentityShown, error) {
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

// Erase implements api.Identities.
func (s Identities) Erase(party, by ledger.ID) (int64, error) {
	due, err := s.Store.Erase(party, by)
	return due, identified(err)
}

// Reads implements api.Identities.
func (s Identities) Reads(party ledger.ID, before uint64, limit int) ([]api.IdentityRead, error) {
	list, err := s.Store.Reads(party, before, limit)
	out := make([]api.IdentityRead, len(list))
	for i, r := range list {
		out[i] = api.IdentityRead(r)
	}
	return out, err
}
