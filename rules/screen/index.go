package screen

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"sort"
	"unicode"

	"aidollar/rules/lists"
)

// listed is one name of an entry, folded.
type listed struct {
	entry, name int32
	quality     lists.Quality
	tokens      []token
	weight      float64 // of all tokens
}

// Index holds the names of lists so that those like a given one are found without
// comparing all. It does not change after it is made and may be used by many at once.
type Index struct {
	entries []*lists.Entry
	parties [][]int32 // entries by whom they are about, the issuer's own before copies of it
	partyOf []int32   // of entries
	names   []listed
	words   spellings
	cut     int // names of which the end is left out
	unread  int // names without a letter that can be written in Latin
}

// New makes an index of lists. An id that is there twice is refused, because a decision
// must be able to name the entry that it rests on.
func New(all []*lists.List) (*Index, error) {
	x := &Index{words: spellings{places: make(map[string]int32)}}
	seen := make(map[string]string)
	for _, l := range all {
		for i := range l.Entries {
			e := &l.Entries[i]
			if file, twice := seen[e.ID()]; twice {
				return nil, fmt.Errorf("%s is in %s and in %s: name one of them", e.ID(), file, e.File)
			}
			seen[e.ID()] = e.File
			x.add(e)
		}
	}
	x.words.sort()
	x.join()
	x.rarity()
	return x, nil
}

// Unreadable is how many listed names have no letter that can be written in Latin ones:
// nobody is compared with them.
func (x *Index) Unreadable() int { return x.unread }

// Shortened is how many listed names have so many words that only the first of them are
// compared.
func (x *Index) Shortened() int { return x.cut }

// add takes an entry with its names.
func (x *Index) add(e *lists.Entry) {
	entry := int32(len(x.entries))
	x.entries = append(x.entries, e)
	for i, name := range e.Names {
		tokens := fold(name.Text, e.Kind == lists.Person)
		if len(tokens) == 0 {
			x.unread++
			continue
		}
		if len(tokens) == tokensMax {
			x.cut++
		}
		n := int32(len(x.names))
		x.names = append(x.names, listed{entry: entry, name: int32(i), quality: name.Quality, tokens: tokens})
		x.words.take(tokens, n)
	}
}

// What a token that many names have is worth, beside one that few have.
const (
	commonFrom  = 0.002 // share of all names from which on a token is worth less
	commonSlope = 0.15  // less for each time that twice as many have it
	commonFloor = 0.50
	commonNames = 500 // fewer names say nothing of what is common
)

// rarity lowers the weight of tokens that many names have: that somebody is called
// Mohamed says less than that he is called Volnogorsky.
func (x *Index) rarity() {
	counts := make(map[string]int)
	for i := range x.names {
		for j := range x.names[i].tokens {
			counts[x.names[i].tokens[j].bones]++
		}
	}
	for i := range x.names {
		n := &x.names[i]
		for j := range n.tokens {
			t := &n.tokens[j]
			if len(x.names) >= commonNames && t.weight >= weightBusiness {
				share := float64(counts[t.bones]) / float64(len(x.names))
				if share > commonFrom {
					t.weight *= max(commonFloor, 1-commonSlope*math.Log2(share/commonFrom))
				}
			}
			n.weight += t.weight
		}
	}
}

// Subject is whom a name is asked about.
type Subject struct {
	Name    string
	Born    lists.Date // zero when it is not known
	Country string     // ISO 3166 alpha-2, or empty
}

var (
	errNameLong   = fmt.Errorf("the name has more than %d bytes", nameBytesMax)
	errNameTokens = fmt.Errorf("the name has more than %d words", tokensMax-1)
	errNameLetter = errors.New("the name has no letter that can be written in Latin ones; ask with a transliteration")
)

// asked folds the name of a subject.
func asked(s Subject) ([]token, error) {
	if len(s.Name) > nameBytesMax {
		return nil, errNameLong
	}
	tokens := fold(s.Name, false)
	if len(tokens) == tokensMax {
		return nil, errNameTokens
	}
	if !slices.ContainsFunc(tokens, func(t token) bool { return unicode.IsLetter(rune(t.text[0])) }) {
		return nil, errNameLetter
	}
	return tokens, nil
}

// Screen finds the parties that the subject may be, with a score of at least near: the
// likeliest first, and of equal ones the smaller id.
func (x *Index) Screen(s Subject, t Thresholds) ([]Match, error) {
	tokens, err := asked(s)
	if err != nil {
		return nil, err
	}
	return x.judge(s, tokens, x.candidates(tokens), t), nil
}

// judge scores names and keeps the best one of each party.
func (x *Index) judge(s Subject, tokens []token, names []int32, t Thresholds) []Match {
	type found struct {
		name  int32
		score float64
	}
	best := make(map[int32]found) // by party
	for _, n := range names {
		of := &x.names[n]
		m := score(s, tokens, of, x.entries[of.entry], false)
		p := x.partyOf[of.entry]
		if was, known := best[p]; m.Score >= t.Near && (!known || m.Score > was.score) {
			best[p] = found{n, m.Score}
		}
	}
	matches := make([]Match, 0, len(best))
	for party, f := range best { // sorted below
		of := &x.names[f.name]
		m := score(s, tokens, of, x.entries[of.entry], true)
		m.Verdict = t.verdict(m.Score)
		m.Entry = x.entries[x.parties[party][0]]
		for _, other := range x.parties[party][1:] {
			m.Also = append(m.Also, x.entries[other])
		}
		matches = append(matches, m)
	}
	sort.Slice(matches, func(i, j int) bool {
		if c := cmp.Compare(matches[j].Score, matches[i].Score); c != 0 {
			return c < 0
		}
		return matches[i].Entry.ID() < matches[j].Entry.ID()
	})
	return matches
}

// candidateShare is how much of a name's or of the question's weight has to be found by
// its words before the name is scored.
const candidateShare = 0.45

// candidates are the names that have words like the tokens.
func (x *Index) candidates(tokens []token) []int32 {
	found := make(map[int32]float64) // weight of what is alike, by name
	total := 0.0
	for i := range tokens {
		total += tokens[i].weight
		if len(tokens[i].text) == 1 {
			continue
		}
		x.alike(&tokens[i], found)
		if len(tokens) > 1 {
			joined := joinedOf(&tokens[i], &tokens[(i+1)%len(tokens)])
			x.alike(&joined, found)
		}
	}
	if len(tokens) > 2 {
		for _, whole := range rounds(tokens) {
			x.alike(&whole, found)
		}
	}
	var names []int32
	for n, weight := range found { // sorted below
		if weight >= candidateShare*min(total, x.names[n].weight) {
			names = append(names, n)
		}
	}
	slices.Sort(names)
	return names
}
