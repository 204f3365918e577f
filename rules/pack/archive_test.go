package pack

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"aidollar/core/attest"
	"aidollar/core/ledger"
	"aidollar/core/policy/facts"
	"aidollar/core/policy/ruling"
	"aidollar/core/review"
	"aidollar/rules/packs"
)

const second = 1_000_000_000

// What a house installs decides every case as the packs do from which it was made.
func TestArchivesDecideAsTheirPacks(t *testing.T) {
	l, err := NewLibrary(packs.Files)
	if err != nil {
		t.Fatal(err)
	}
	cases := 0
	for _, name := range l.Names() {
		p, err := l.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range p.Cases {
			cases++
			book, err := l.Compile(c.Packs)
			if err != nil {
				t.Fatal(err)
			}
			want, err := book.decide(&c.Question)
			if err != nil {
				t.Fatal(err)
			}
			got := installed(t, book.Archive().Bytes(), &c.Question)
			var rules []string
			for _, r := range want.Rules {
				rules = append(rules, r.ID)
			}
			if got.Outcome != want.Outcome || !slices.Equal(got.Rules, rules) || !slices.Equal(got.Obligations, want.Obligations) {
				t.Errorf("%s/%s: installed it decides %s by %v with %v %s, as a pack %s", name, c.Name, got.Outcome, got.Rules, got.Obligations, got.Missing, Line(&want))
			}
		}
	}
	if cases < 239 {
		t.Errorf("there were only %d cases", cases)
	}
}

// nobody is known by a house.
type nobody struct{}

func (nobody) Identified(ledger.ID) bool { return false }

// installed is what a house answers in which an archive and a question's facts are.
func installed(t *testing.T, archive []byte, q *Question) *ruling.Decision {
	t.Helper()
	now := q.At * second
	house := ruling.NewBook(review.NewBook(), attest.NewBook(), nobody{})
	if _, words, refusal := house.Install(now, ruling.Installed{Archive: archive}); refusal != "" {
		t.Fatalf("%s: %s", refusal, words)
	}
	if len(q.facts) > 0 {
		if words, refusal := house.Register(now, q.facts, nil); refusal != "" {
			t.Fatalf("%s: %s", refusal, words)
		}
	}
	entity := func(kind, id string) ruling.Entity { return ruling.Entity{Type: kind, ID: id} }
	d, refusal := house.Decide(now, &ruling.Ask{
		Action: q.Action, Principal: entity(string(q.Principal.Type), string(q.Principal.ID)), Resource: entity(string(q.Resource.Type), string(q.Resource.ID)),
		Context: facts.EncodeRecord(q.Context),
	})
	if refusal != "" {
		t.Fatal(refusal)
	}
	return d
}

// An archive says where its rules and facts are written, and has the same bytes from a
// directory as from the program.
func TestArchivesAreTheSameWhereverTheyLie(t *testing.T) {
	archive := func(us string) []byte {
		l, err := NewLibrary(packs.Files)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := l.Open(us); err != nil {
			t.Fatal(err)
		}
		book, err := l.Compile([]string{"us", "baseline"})
		if err != nil {
			t.Fatal(err)
		}
		return book.Archive().Bytes()
	}
	dir := filepath.Join(t.TempDir(), "elsewhere")
	if err := os.CopyFS(dir, os.DirFS("../packs/us")); err != nil {
		t.Fatal(err)
	}
	shipped, copied := archive("us"), archive(dir)
	if !bytes.Equal(shipped, copied) {
		t.Error("the copy of a pack has other bytes")
	}
	law, err := ruling.Compile(shipped)
	if err != nil {
		t.Fatal(err)
	}
	for _, rule := range law.Set.Rules() {
		if s, known := law.Source(rule); !known || s.Cite == "" {
			t.Errorf("%s has no source", rule.ID)
		}
	}
	sourced := 0
	for _, e := range law.Archive.Facts {
		if strings.HasPrefix(e.Source, "common/") {
			sourced++
		}
	}
	if sourced == 0 {
		t.Error("no fact says where it is written")
	}
}
