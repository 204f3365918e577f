package wire

import (
	"testing"

	"aidollar/core/ledger"
	"aidollar/core/money"
)

func write() []byte {
	var a Appender
	a.U8(1)
	a.Flag(true)
	a.U16(2)
	a.U32(3)
	a.U64(4)
	a.I64(-5)
	a.ID(ledger.ID{Hi: 6, Lo: 7})
	a.Amount(money.Amount{Hi: 8, Lo: 9})
	a.Text("ten")
	a.Blob([]byte{11})
	return a.B
}

// read reports whether everything is there as it was written.
func read(r *Reader) bool {
	ok := r.U8() == 1 && r.Flag() && r.U16() == 2 && r.U32() == 3 && r.U64() == 4 && r.I64() == -5
	ok = ok && r.ID() == ledger.ID{Hi: 6, Lo: 7} && r.Amount() == money.Amount{Hi: 8, Lo: 9} && r.Text() == "ten"
	blob := r.Blob()
	return ok && len(blob) == 1 && blob[0] == 11
}

func TestReadsWhatWasWritten(t *testing.T) {
	r := &Reader{B: write()}
	if !read(r) || r.Err() != nil {
		t.Errorf("something was read otherwise: %v", r.Err())
	}
}

func TestEveryShortageIsNoticed(t *testing.T) {
	whole := write()
	for n := range whole {
		r := &Reader{B: whole[:n]}
		if read(r) || r.Err() == nil || !r.Short() {
			t.Errorf("%d of %d bytes pass for the whole", n, len(whole))
		}
	}
	r := &Reader{B: append(whole, 0)}
	if !read(r) || r.Err() == nil {
		t.Error("a byte left over passes")
	}
	if r := (&Reader{B: []byte{2}}); r.Flag() || r.Err() == nil {
		t.Error("2 passes for a flag")
	}
	if r := (&Reader{B: []byte{1}}); r.Take(-1) != nil || r.Err() == nil {
		t.Error("a negative length passes")
	}
}
