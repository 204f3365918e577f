package lists

import (
	"crypto/sha256"
	"slices"
	"strings"
	"time"
	"unicode"
)

// Kind is what a listed party is.
type Kind uint8

// The kinds of parties. The publishers of some lists do not say.
const (
	Unknown Kind = iota
	Person
	Entity
	Vessel
	Aircraft
)

var kindNames = [...]string{"unknown", "person", "entity", "vessel", "aircraft"}

func (k Kind) String() string { return kindNames[k] }

// Quality is how much the publisher trusts a name to tell the party from others.
type Quality uint8

// The qualities of names. A weak alias is one that the publisher itself calls too broad
// to search by alone (OFAC, FAQ 122).
const (
	Primary Quality = iota
	Strong
	Weak
)

var qualityNames = [...]string{"primary", "strong", "weak"}

func (q Quality) String() string { return qualityNames[q] }

// Name is one name of a party, as the publisher writes it.
type Name struct {
	Text    string
	Quality Quality
	Script  string // ISO 15924, such as Latn, Cyrl, Arab; empty where there is no letter
}

// Address is where a party is said to be.
type Address struct {
	Text    string // street, city, province and code, in the publisher's order
	Country string // ISO 3166 alpha-2, or empty
}

// Document is a number by which the party can be told: a passport, a register's number,
// a ship's IMO, an address on a chain.
type Document struct {
	Type, Number string
	Country      string // ISO 3166 alpha-2 of the issuer, or empty
}

// Entry is one party on one list.
type Entry struct {
	List, Number string // the list's short name and the publisher's number
	Issuer       string // whose number it is, where that is the same on all of his lists and on others' copies
	Kind         Kind
	Names        []Name // the primary one first
	Title        string
	Programs     []string
	Addresses    []Address
	Countries    []string // nationality, citizenship or flag, ISO 3166 alpha-2
	Born         []Span
	BirthPlaces  []string
	Documents    []Document
	Listed       Date   // since when, where it is said
	Until        Date   // until when, where it is said
	Remarks      string // the publisher's text, whole
	Source       string // the publisher's name for the list
	File         string // where it was read
}

// ID names the entry for good: the list and the publisher's number.
func (e *Entry) ID() string { return e.List + "/" + e.Number }

// Party names whom the entry is about. Entries of several lists have it in common where
// their publisher says, by his number, that they are about the same one.
func (e *Entry) Party() string {
	if e.Issuer == "" {
		return e.ID()
	}
	return e.Issuer + "/" + e.Number
}

// Copied reports whether the entry is another publisher's copy of the issuer's own.
func (e *Entry) Copied() bool { return e.Issuer != "" && !strings.HasPrefix(e.List, e.Issuer) }

// Places are the countries that the entry is said to have to do with, each once.
func (e *Entry) Places() []string {
	places := slices.Clone(e.Countries)
	for _, a := range e.Addresses {
		if a.Country != "" && !slices.Contains(places, a.Country) {
			places = append(places, a.Country)
		}
	}
	return places
}

// List is what a set of files holds.
type List struct {
	Set
	Published Date      // as the file says, or zero
	Changed   time.Time // when the newest of the files was last written
	Origins   []Origin  // the files, as they were when they were read
	Entries   []Entry   // in the publisher's order
	Aliasless bool      // the file with the other names was not given
	Unread    []Unread
}

// Origin is a file that was read.
type Origin struct {
	File    string
	Digest  [sha256.Size]byte
	Bytes   int64
	Written time.Time
}

// Unread counts what has no field in an Entry.
type Unread struct {
	What  string
	Count int
	First string // its first place and text
}

// notes gathers what is unread, in the order in which it was first met.
type notes struct {
	kept []Unread
	at   map[string]int
}

func (n *notes) add(what, first string) {
	if n.at == nil {
		n.at = make(map[string]int)
	}
	i, known := n.at[what]
	if !known {
		i = len(n.kept)
		n.at[what] = i
		n.kept = append(n.kept, Unread{What: what, First: first})
	}
	n.kept[i].Count++
}

// scripts are told apart by their letters, because not every publisher says.
var scripts = []struct {
	code  string
	table *unicode.RangeTable
}{
	{"Latn", unicode.Latin}, {"Cyrl", unicode.Cyrillic}, {"Arab", unicode.Arabic}, {"Hani", unicode.Han},
	{"Grek", unicode.Greek}, {"Hang", unicode.Hangul}, {"Jpan", unicode.Katakana}, {"Jpan", unicode.Hiragana},
	{"Hebr", unicode.Hebrew}, {"Thai", unicode.Thai}, {"Deva", unicode.Devanagari}, {"Geor", unicode.Georgian},
	{"Armn", unicode.Armenian}, {"Beng", unicode.Bengali}, {"Mymr", unicode.Myanmar},
}

// named makes a name; its script is that of its first letter.
func named(text string, q Quality) Name {
	for _, r := range text {
		if !unicode.IsLetter(r) {
			continue
		}
		for _, s := range scripts {
			if unicode.Is(s.table, r) {
				return Name{text, q, s.code}
			}
		}
		return Name{text, q, "Zyyy"}
	}
	return Name{text, q, ""}
}
