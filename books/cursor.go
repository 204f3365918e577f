package books

import (
	"encoding/base64"
	"encoding/binary"
	"errors"
	"hash/fnv"
)

// The number of rows that a query gives at once.
const (
	LimitDefault = 100
	LimitMax     = 1000
)

// Errors of queries.
var (
	ErrNotFound = errors.New("books: there is none of that id")
	// ErrCursor: a cursor continues only the query that gave it.
	ErrCursor = errors.New("books: the cursor is not one of this query; leave it out to start at the newest")
)

// limited bounds how many rows are given; zero and less is LimitDefault.
func limited(limit int) int {
	if limit <= 0 {
		return LimitDefault
	}
	return min(limit, LimitMax)
}

// place is where a page ends: the last row's time, where pages are in the order
// of effective times, and its number.
type place struct {
	effective int64
	n         int64
}

// cursorSize is the size of a place and the mark of its query, in bytes.
const cursorSize = 8 + 8 + 4

// query names a query in its cursors, so that one is not used for another.
func query(kind string, parts ...uint64) uint32 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(kind)) // a hash takes everything
	for _, p := range parts {
		_, _ = h.Write(binary.BigEndian.AppendUint64(nil, p))
	}
	return h.Sum32()
}

func (p place) cursor(query uint32) string {
	b := binary.BigEndian.AppendUint64(make([]byte, 0, cursorSize), uint64(p.effective))
	b = binary.BigEndian.AppendUint64(b, uint64(p.n))
	b = binary.BigEndian.AppendUint32(b, query)
	return base64.RawURLEncoding.EncodeToString(b)
}

// placeOf reads a cursor; ok is false for the empty one.
func placeOf(cursor string, query uint32) (p place, ok bool, err error) {
	if cursor == "" {
		return p, false, nil
	}
	b, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil || len(b) != cursorSize || binary.BigEndian.Uint32(b[16:]) != query {
		return p, false, ErrCursor
	}
	p = place{int64(binary.BigEndian.Uint64(b)), int64(binary.BigEndian.Uint64(b[8:]))}
	if p.n <= 0 {
		return p, false, ErrCursor
	}
	return p, true, nil
}
