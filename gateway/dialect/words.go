package dialect

import (
	"strings"
	"unicode/utf8"
)

// words are the members of a dialect's requests that bear on money, or on who
// is asked.
type words struct {
	known []string
	// refused are members with which one upstream or another lets a caller get
	// past the output limit, or to another model, or to searches without a
	// price. A call with them could cost more than is held for it.
	refused []string
}

// escapes are the refused members of all dialects that generate text.
var escapes = []string{
	"n_predict", "num_predict", "max_new_tokens", "max_length", // llama.cpp takes n_predict over max_tokens
	"models", "fallbacks", "plugins", "search_parameters",
}

// seen is a set of members that were met in one object.
type seen uint64

// member reads a member's name; it is empty for one that only passes through. A
// known name may come once only, and only in its exact spelling: some upstreams
// take the last of several, or ignore case, and would then run another request
// than the one the money was held for.
func (s *scanner) member(w *words, met *seen) (name string, refused bool) {
	start := s.i
	key := s.key()
	for i, known := range w.known {
		if string(key) == known {
			s.once(met, i, start, known)
			return known, false
		}
	}
	for i, known := range w.refused {
		if string(key) == known {
			s.once(met, len(w.known)+i, start, known)
			return known, true
		}
	}
	odd := false
	for _, c := range key {
		odd = odd || ('A' <= c && c <= 'Z') || c >= utf8.RuneSelf
	}
	if odd {
		s.misspelled(w.known, key, start)
		s.misspelled(w.refused, key, start)
	}
	return "", false
}

func (s *scanner) once(met *seen, i, start int, name string) {
	if *met>>i&1 == 1 {
		s.i = start
		s.fail("a second member named %q", name)
	}
	*met |= 1 << i
}

func (s *scanner) misspelled(known []string, key []byte, start int) {
	for _, name := range known {
		if strings.EqualFold(string(key), name) {
			s.i = start
			s.fail("a member named %q, which must be spelled %q", key, name)
		}
	}
}

func refusedMember(name string) *Fault {
	return invalid("member_unsupported", name, name+" can make a call cost more than is held for it; leave it out")
}
