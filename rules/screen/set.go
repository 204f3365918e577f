package screen

import (
	"cmp"
	"crypto/sha256"
	"errors"
	"slices"

	"aidollar/rules/lists"
)

// Set is the lists of some files with an index of them. It is loaded once, does not change,
// and may be asked by many at once.
type Set struct {
	*Index
	Lists     []*lists.List
	Countries *lists.Countries
	addresses map[string][]*lists.Entry
}

// ErrNoList is of files among which there is no list of parties.
var ErrNoList = errors.New("the files name no list of parties; without one everybody would be clear")

// Load reads all lists or none: who is held against a part of them is cleared by what is
// missing. Tables of countries among the files are read first.
func Load(files []string) (*Set, error) {
	sets, err := lists.Sets(files)
	if err != nil {
		return nil, err
	}
	s := &Set{Countries: lists.NewCountries()}
	for _, set := range sets {
		if set.Format == lists.ISO3166 {
			if _, err := s.Countries.ReadISO3166(set.Files[0]); err != nil {
				return nil, err
			}
		}
	}
	for _, set := range sets {
		if set.Format == lists.ISO3166 {
			continue
		}
		list, err := set.Read(s.Countries)
		if err != nil {
			return nil, err
		}
		s.Lists = append(s.Lists, list)
	}
	if len(s.Lists) == 0 {
		return nil, ErrNoList
	}
	s.addresses = addresses(s.Lists)
	s.Index, err = New(s.Lists)
	return s, err
}

// Digest is of what is in the files of lists, in whatever order they were named.
func (s *Set) Digest() (sum [sha256.Size]byte) {
	var all [][sha256.Size]byte
	for _, l := range s.Lists {
		for _, o := range l.Origins {
			all = append(all, o.Digest)
		}
	}
	slices.SortFunc(all, func(a, b [sha256.Size]byte) int { return cmp.Compare(string(a[:]), string(b[:])) })
	h := sha256.New()
	for _, d := range all {
		h.Write(d[:])
	}
	h.Sum(sum[:0])
	return sum
}
