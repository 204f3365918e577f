package main

import (
	"cmp"
	"fmt"
	"slices"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/review"
	"aidollar/rules/identity"
	"aidollar/rules/lists"
	"aidollar/rules/screen"
)

// identity gives the review that belongs into the command by which the log knows a
// version of who a party is, zero for none, and what is called once that is carried out.
func (s *screening) identity(party ledger.ID, v *identity.Version, i *identity.Identity) (r clearing.OpenReview, entered func()) {
	if s == nil {
		return r, func() {}
	}
	s.entering.RLock()
	return s.identityReview(party, v, i), s.entering.RUnlock
}

// identityReview says which entries an identity is near, and nothing that it says itself:
// a review is in the log, which forgets nothing. Who decides it looks at the identity.
func (s *screening) identityReview(party ledger.ID, v *identity.Version, i *identity.Identity) (r clearing.OpenReview) {
	c := review.Content{Kind: review.Screening, Party: party, Name: fmt.Sprintf("the identity, as of version %d", v.Alike)}
	matches, compared := s.nearIdentity(i.Borne(), !v.Checked.IsZero())
	for at := range matches {
		m := &matches[at]
		c.Hit = c.Hit || m.Verdict == screen.Hit
		s.match(&c, m.Entry, m.Entry.Names[0].Text, m.Score) // the name that is like it would say too much
	}
	switch {
	case len(matches) > 0:
		c.Text = fmt.Sprintf("score %.3f: the identity that is kept beside the log is near %s", matches[0].Score, matches[0].Entry.ID())
	case !compared:
		c.Text = "no name of the identity that is kept beside the log can be held against the lists"
		c.Matches = []review.Match{{Entry: "none/uncompared", Name: "the identity", List: "none"}}
	default:
		return r
	}
	return clearing.OpenReview{ID: newID(), Content: c}
}

// nearIdentity holds each name of an identity against the lists, and gives the entries
// that one is near, the likeliest first, each once. Where somebody was born and is at home
// clears him of a name only where an operator has looked. compared is false if no name
// could be.
func (s *screening) nearIdentity(b identity.Borne, checked bool) (near []screen.Match, compared bool) {
	born, _ := lists.ParseDate(b.Born)
	var subjects []screen.Subject
	for _, name := range b.Names {
		for _, country := range b.Countries {
			subjects = append(subjects, screen.Subject{Name: name, Born: born, Country: country})
		}
		if len(b.Countries) == 0 {
			subjects = append(subjects, screen.Subject{Name: name, Born: born})
		}
		if !checked {
			subjects = append(subjects, screen.Subject{Name: name})
		}
	}
	for _, subject := range subjects {
		matches, err := s.set.Screen(subject, s.thresholds)
		if err != nil {
			continue // another name may be comparable
		}
		compared = true
		for _, m := range matches {
			at := slices.IndexFunc(near, func(known screen.Match) bool { return known.Entry == m.Entry })
			switch {
			case at < 0:
				near = append(near, m)
			case near[at].Score < m.Score:
				near[at] = m
			}
		}
	}
	slices.SortStableFunc(near, func(x, y screen.Match) int {
		return cmp.Or(cmp.Compare(y.Score, x.Score), cmp.Compare(x.Entry.ID(), y.Entry.ID()))
	})
	return near, compared
}

// identities gives the reviews of all identities that are kept.
func (s *screening) identities() (commands []clearing.Command, err error) {
	if s.persons == nil {
		return nil, nil
	}
	heads, err := s.persons.Heads()
	if err != nil {
		return nil, err
	}
	for at := range heads {
		v, i, err := s.persons.Current(heads[at].Party)
		if err != nil {
			return nil, err
		}
		s.entering.RLock()
		r := s.identityReview(heads[at].Party, &v, i)
		s.entering.RUnlock()
		if !r.ID.IsZero() {
			commands = append(commands, r)
		}
	}
	return commands, nil
}
