package registrar

import (
	"context"
	"errors"

	"aidollar/api"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/rules/identity"
)

// note is what the log knows of a version.
func (s *Identities) note(party ledger.ID, v *identity.Version) clearing.Identity {
	i := clearing.Identity{Party: party, Version: v.Number, Digest: v.Digest, By: v.By, Counts: s.Own}
	if !v.Checked.IsZero() {
		i.By, i.Counts = v.Checked, true
	}
	return i
}

// tell has the log know of a party's current version, and a person look at it where it is
// near somebody on a list.
func (s *Identities) tell(ctx context.Context, party ledger.ID, v *identity.Version, i *identity.Identity) error {
	c := clearing.SetIdentity{Identity: s.note(party, v)}
	if s.Screen != nil {
		var entered func()
		c.Review, entered = s.Screen(party, v, i)
		defer entered()
	}
	return s.do(ctx, c)
}

func (s *Identities) do(ctx context.Context, command clearing.Command) error {
	a, err := s.Node.Do(ctx, command)
	if err == nil && a.Refusal != "" {
		err = api.Refused(a.Refusal)
	}
	return err
}

// told reports whether the log knows a version as the current one.
func (s *Identities) told(party ledger.ID, v *identity.Version) (is bool) {
	s.Node.View(func(m *clearing.Machine) {
		i, ok := m.Identity(party)
		is = ok && i.Version == v.Number && i.Digest == v.Digest
	})
	return is
}

// Agree has the log know what the store keeps: a crash may have come between the two, and
// the operator may have changed what counts. Told is how many notes were others; strange
// is how many parties of the store nobody knows, as behind a log that was put back.
func (s *Identities) Agree(ctx context.Context) (told, strange int, err error) {
	heads, err := s.Store.Heads()
	if err != nil {
		return 0, 0, err
	}
	gone := map[ledger.ID]bool{}
	noted := s.noted()
	for id := range noted {
		gone[id] = true
	}
	for i := range heads {
		h := &heads[i]
		delete(gone, h.Party)
		before, ok := noted[h.Party]
		after := s.note(h.Party, &h.Version)
		if after.Operator, after.At = before.Operator, before.At; ok && after == before {
			continue
		}
		v, i, err := s.Store.Current(h.Party)
		if err != nil {
			return told, strange, err
		}
		var refusal *api.Problem
		switch err := s.tell(ctx, h.Party, &v, i); {
		case errors.As(err, &refusal) && refusal.Code == "party_unknown":
			strange++
		case err != nil:
			return told, strange, err
		default:
			told++
		}
	}
	for id := range gone {
		if err := s.do(ctx, clearing.SetIdentity{Identity: clearing.Identity{Party: id}}); err != nil {
			return told, strange, err
		}
		told++
	}
	return told, strange, nil
}

// noted is what the log knows.
func (s *Identities) noted() map[ledger.ID]clearing.Identity { return Noted(s.Node) }

// Noted is of whom a log says that something is kept.
func Noted(n Node) map[ledger.ID]clearing.Identity {
	all := map[ledger.ID]clearing.Identity{}
	n.View(func(m *clearing.Machine) {
		m.Identities(func(i clearing.Identity) bool {
			all[i.Party] = i
			return true
		})
	})
	return all
}
