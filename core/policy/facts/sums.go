package facts

import (
	"crypto/sha256"
	"slices"

	"github.com/cedar-policy/cedar-go"

	"aidollar/core/internal/wire"
)

// sumsMax is into how many parts facts are divided for their digest.
const sumsMax = 1024

// Sums are the digest of facts, in parts, so that a change costs that of one part alone. Which part
// an entity is in follows from its name.
type Sums struct {
	parts [sumsMax][]*Entry
	sums  [sumsMax][sha256.Size]byte
	stale [sumsMax]bool
}

// NewSums makes the digest of entries.
func NewSums(entries []*Entry) *Sums {
	s := &Sums{}
	for _, e := range entries {
		n := partOf(e.UID)
		s.parts[n] = append(s.parts[n], e)
	}
	for n := range s.parts {
		s.sum(n)
	}
	return s
}

func (s *Sums) sum(n int) {
	Sort(s.parts[n])
	var a wire.Appender
	for _, e := range s.parts[n] {
		e.Append(&a)
	}
	s.sums[n], s.stale[n] = sha256.Sum256(a.B), false
}

// Set carries out changes.
func (s *Sums) Set(changes []Change) {
	for _, c := range changes {
		n := partOf(c.UID)
		s.parts[n] = append(slices.DeleteFunc(s.parts[n], func(e *Entry) bool { return e.UID == c.UID }), c.Versions...)
		s.stale[n] = true
	}
	for n, is := range s.stale { // each once, however many changes there are
		if is {
			s.sum(n)
		}
	}
}

// Append writes the digest's parts.
func (s *Sums) Append(a *wire.Appender) {
	for n := range s.sums {
		a.B = append(a.B, s.sums[n][:]...)
	}
}

// partOf is FNV-1a of an entity's name.
func partOf(uid cedar.EntityUID) int {
	const offset, prime = 2166136261, 16777619
	h := uint32(offset)
	for _, b := range []byte(Name(uid)) {
		h = (h ^ uint32(b)) * prime
	}
	return int(h % sumsMax)
}
