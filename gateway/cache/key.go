package cache

import (
	"crypto/sha256"
	"encoding/binary"
	"hash"

	"aidollar/core/ledger"
)

// Key names an answer.
type Key [32]byte

// Question is what an answer depends on.
type Question struct {
	Party   ledger.ID // who asks and pays; answers are never shared
	Seller  ledger.ID // who is asked
	Dialect string    // how the request is to be read
	Path    string    // the request's path
	Model   string    // its name for buyers
	// Where has the names of the model at each place where the request may be
	// served, so that an answer does not outlive a change of what is behind the
	// model.
	Where  []string
	Header []string // values of the headers that change an answer, in a fixed order
	Body   []byte   // as the client sent it, the member that asks for a stream included
}

// Key hashes a question. Every part is written behind its length, so that no
// two questions have the same bytes.
func (q *Question) Key() (k Key) {
	h := sha256.New()
	var ids [32]byte
	for i, id := range [...]ledger.ID{q.Party, q.Seller} {
		binary.BigEndian.PutUint64(ids[16*i:], id.Hi)
		binary.BigEndian.PutUint64(ids[16*i+8:], id.Lo)
	}
	_, _ = h.Write(ids[:]) // a hash does not fail
	for _, text := range [...]string{q.Dialect, q.Path, q.Model} {
		write(h, text)
	}
	for _, list := range [...][]string{q.Where, q.Header} {
		length(h, len(list))
		for _, text := range list {
			write(h, text)
		}
	}
	length(h, len(q.Body))
	_, _ = h.Write(q.Body)
	h.Sum(k[:0])
	return k
}

func write(h hash.Hash, text string) {
	length(h, len(text))
	_, _ = h.Write([]byte(text))
}

func length(h hash.Hash, n int) {
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], uint64(n))
	_, _ = h.Write(b[:])
}
