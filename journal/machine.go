package journal

import (
	"crypto/sha256"
	"io"
)

// Machine is what the journal drives. All calls come from one goroutine, in
// order. It must be deterministic: the same records give the same state on
// every voter and in every replay.
type Machine interface {
	// Apply takes record number seq, a payload as given to Append, and gives
	// what the Future answers. The machine must not keep or change record. A
	// record may come again after a restart, never twice in one run.
	Apply(seq uint64, record []byte) any
	// Freeze gives the present state for a snapshot. It holds up every Apply,
	// so it must be cheap; writing happens later, beside further Applies.
	Freeze() (Frozen, error)
	// Restore replaces the whole state by one that Frozen.WriteTo wrote after
	// record seq. It is called before any Apply that follows.
	Restore(seq uint64, r io.Reader) error
}

// Frozen is a state that no longer changes.
type Frozen interface {
	// WriteTo writes the state and gives the number of bytes.
	WriteTo(w io.Writer) (int64, error)
	// Digest is asked after WriteTo: the digest of what was written.
	Digest() [sha256.Size]byte
	// Release frees the state; it is always called, once.
	Release()
}

// Digester may be implemented by a Machine. After a Restore its digest is
// compared with the one in the snapshot, and a difference refuses the start.
type Digester interface {
	Digest() [sha256.Size]byte
}
