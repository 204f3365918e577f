package clearing

import (
	"crypto/sha256"

	"aidollar/core/internal/wire"
	"aidollar/core/ledger"
)

// FinishDuty says that a duty was done. A person says so with a key that has the scope
// admin, and a note. The house's own program, without a key, says so of data that it
// handed on, with their digest.
type FinishDuty struct {
	Number uint64
	By     ledger.ID // the key; zero: the house's own program
	Note   string
	Digest [sha256.Size]byte
}

func (FinishDuty) kind() Kind { return KindDuty }
func (c FinishDuty) append(a *wire.Appender) {
	a.U64(c.Number)
	a.ID(c.By)
	a.Text(c.Note)
	a.B = append(a.B, c.Digest[:]...)
}

func readFinishDuty(r *wire.Reader) FinishDuty {
	c := FinishDuty{Number: r.U64(), By: r.ID(), Note: r.Text()}
	copy(c.Digest[:], r.Take(len(c.Digest)))
	return c
}
