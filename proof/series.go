package proof

import (
	"crypto/sha256"
	"strings"
	"time"
)

// Digest is what the next statement says of this one: the SHA-256 of its text.
func Digest(text string) string {
	return Hash(sha256.Sum256([]byte(strings.TrimSpace(text)))).String()
}

// Series holds the statements of one house against each other. A house that shows
// two customers two statements owes to each what it hides from the other, and one
// that rewrites an old statement breaks the link to those behind it. The zero
// Series has none.
type Series struct {
	periods map[string]member // by period
	numbers map[numbered]member
	newest  map[string]*Statement // by asset
}

type numbered struct {
	asset  string
	number uint64
}

type member struct {
	s      *Statement
	digest string
}

// Add takes a statement in that Verify gave for the text. The error is a *Wrong:
// it contradicts one that is there. The same one again changes nothing.
func (r *Series) Add(text string, s *Statement) error {
	if r.periods == nil {
		r.periods, r.numbers, r.newest = map[string]member{}, map[numbered]member{}, map[string]*Statement{}
	}
	m, at := member{s, Digest(text)}, numbered{s.Asset.Code, s.Number}
	if seen, ok := r.periods[s.Period]; ok {
		if seen.digest != m.digest {
			return wrong("statement_twice", "the house signed two different statements of period %s", s.Period)
		}
		return nil
	}
	if seen, ok := r.numbers[at]; ok {
		return wrong("statement_twice", "the house signed two different statements with number %d of %s: periods %s and %s", s.Number, s.Asset.Code, seen.s.Period, s.Period)
	}
	if before, ok := r.numbers[numbered{at.asset, at.number - 1}]; ok {
		if err := follows(before, m); err != nil {
			return err
		}
	}
	if behind, ok := r.numbers[numbered{at.asset, at.number + 1}]; ok {
		if err := follows(m, behind); err != nil {
			return err
		}
	}
	r.periods[s.Period], r.numbers[at] = m, m
	if newest := r.newest[at.asset]; newest == nil || newest.Number < s.Number {
		r.newest[at.asset] = s
	}
	return nil
}

// Newest is the statement with the highest number of an asset; nil for none.
func (r *Series) Newest(asset string) *Statement { return r.newest[asset] }

// follows checks that a statement continues the one with the number before.
func follows(before, s member) error {
	if s.s.Previous != before.digest {
		return wrong("previous_differs", "statement %d says that the one before it has digest %s, and statement %d has %s: one of them was replaced",
			s.s.Number, s.s.Previous, before.s.Number, before.digest)
	}
	earlier, err := timeOf("statement", before.s.Time)
	if err != nil {
		return err
	}
	later, err := timeOf("statement", s.s.Time)
	if err != nil {
		return err
	}
	if later.Before(earlier) || s.s.Log.Sequence < before.s.Log.Sequence {
		return wrong("order_differs", "statement %d is of %s and record %d, statement %d of %s and record %d: a later one cannot be of an earlier moment",
			before.s.Number, earlier.Format(time.RFC3339), before.s.Log.Sequence, s.s.Number, later.Format(time.RFC3339), s.s.Log.Sequence)
	}
	return nil
}
