package screen

import (
	"slices"

	"aidollar/rules/lists"
)

// join puts the entries together that are about the same party: OFAC's own files and the
// Consolidated Screening List have the same ones. Copies have no quality of names, so what
// the issuer calls weak is weak in them, too.
func (x *Index) join() {
	places := make(map[string]int32)
	x.partyOf = make([]int32, len(x.entries))
	for i, e := range x.entries {
		p, known := places[e.Party()]
		if !known {
			p = int32(len(x.parties))
			places[e.Party()] = p
			x.parties = append(x.parties, nil)
		}
		x.partyOf[i] = p
		x.parties[p] = append(x.parties[p], int32(i))
	}
	for _, of := range x.parties {
		slices.SortStableFunc(of, func(a, b int32) int {
			switch {
			case x.entries[a].Copied() == x.entries[b].Copied():
				return 0
			case x.entries[a].Copied():
				return 1
			}
			return -1
		})
	}
	weak := make(map[int32]map[string]bool) // by party: the issuer's names, and whether they are weak alone
	for i := range x.names {
		n := &x.names[i]
		e, party := x.entries[n.entry], x.partyOf[n.entry]
		if !e.Copied() {
			continue
		}
		if weak[party] == nil {
			weak[party] = x.own(x.parties[party])
		}
		if weak[party][folded(e.Names[n.name].Text)] {
			n.quality = lists.Weak
		}
	}
}

// own are the names that the issuer's own entries have, and whether they have them as weak
// aliases alone.
func (x *Index) own(entries []int32) map[string]bool {
	weak := make(map[string]bool)
	for _, i := range entries {
		if x.entries[i].Copied() {
			continue
		}
		for _, name := range x.entries[i].Names {
			text := folded(name.Text)
			before, known := weak[text]
			weak[text] = name.Quality == lists.Weak && (before || !known)
		}
	}
	return weak
}

// folded is a name without what its spelling in several files differs in.
func folded(name string) (text string) {
	for _, t := range fold(name, false) {
		text += t.text + " "
	}
	return text
}
