package wire

import (
	"encoding/binary"
	"errors"

	"aidollar/core/ledger"
	"aidollar/core/money"
)

// Appender builds an encoding in B.
type Appender struct{ B []byte }

// U8 adds one byte.
func (a *Appender) U8(v uint8) { a.B = append(a.B, v) }

// Flag adds a byte that is 0 or 1.
func (a *Appender) Flag(v bool) {
	if v {
		a.U8(1)
	} else {
		a.U8(0)
	}
}

// U16 adds two bytes.
func (a *Appender) U16(v uint16) { a.B = binary.LittleEndian.AppendUint16(a.B, v) }

// U32 adds four bytes.
func (a *Appender) U32(v uint32) { a.B = binary.LittleEndian.AppendUint32(a.B, v) }

// U64 adds eight bytes.
func (a *Appender) U64(v uint64) { a.B = binary.LittleEndian.AppendUint64(a.B, v) }

// I64 adds eight bytes.
func (a *Appender) I64(v int64) { a.U64(uint64(v)) }

// ID adds 16 bytes.
func (a *Appender) ID(v ledger.ID) {
	a.U64(v.Lo)
	a.U64(v.Hi)
}

// Amount adds 16 bytes.
func (a *Appender) Amount(v money.Amount) { a.B = v.Append(a.B) }

// Text adds a length of 16 bits and the text. What is longer than that is cut: it
// is too long for every reader, and must not be taken for what comes behind it.
func (a *Appender) Text(v string) {
	v = v[:min(len(v), 1<<16-1)]
	a.U16(uint16(len(v)))
	a.B = append(a.B, v...)
}

// Blob adds a length of 32 bits and the bytes.
func (a *Appender) Blob(v []byte) {
	a.U32(uint32(len(v)))
	a.B = append(a.B, v...)
}

// Reader takes an encoding apart. After the first shortage every read gives
// zero, and Err tells.
type Reader struct {
	B     []byte
	short bool
}

var (
	errShort = errors.New("the encoding ends early")
	errRest  = errors.New("the encoding has bytes left over")
)

// Err reports whether the bytes were too few, or some are left over.
func (r *Reader) Err() error {
	if r.short {
		return errShort
	}
	if len(r.B) > 0 {
		return errRest
	}
	return nil
}

// Short reports whether a read went past the end.
func (r *Reader) Short() bool { return r.short }

// Take reads the next n bytes, which stay part of the input.
func (r *Reader) Take(n int) []byte {
	if n < 0 || n > len(r.B) {
		r.short, r.B = true, nil
		return nil
	}
	b := r.B[:n:n]
	r.B = r.B[n:]
	return b
}

// U8 reads one byte.
func (r *Reader) U8() uint8 {
	if b := r.Take(1); b != nil {
		return b[0]
	}
	return 0
}

// Flag reads a byte that is 0 or 1; any other counts as a shortage.
func (r *Reader) Flag() bool {
	v := r.U8()
	if v > 1 {
		r.short, r.B = true, nil
	}
	return v == 1
}

// U16 reads two bytes.
func (r *Reader) U16() uint16 {
	if b := r.Take(2); b != nil {
		return binary.LittleEndian.Uint16(b)
	}
	return 0
}

// U32 reads four bytes.
func (r *Reader) U32() uint32 {
	if b := r.Take(4); b != nil {
		return binary.LittleEndian.Uint32(b)
	}
	return 0
}

// U64 reads eight bytes.
func (r *Reader) U64() uint64 {
	if b := r.Take(8); b != nil {
		return binary.LittleEndian.Uint64(b)
	}
	return 0
}

// I64 reads eight bytes.
func (r *Reader) I64() int64 { return int64(r.U64()) }

// ID reads 16 bytes.
func (r *Reader) ID() ledger.ID {
	lo := r.U64()
	return ledger.ID{Hi: r.U64(), Lo: lo}
}

// Amount reads 16 bytes.
func (r *Reader) Amount() money.Amount {
	lo := r.U64()
	return money.Amount{Hi: r.U64(), Lo: lo}
}

// Text reads what Appender.Text wrote.
func (r *Reader) Text() string { return string(r.Take(int(r.U16()))) }

// Blob reads what Appender.Blob wrote; it stays part of the input.
func (r *Reader) Blob() []byte { return r.Take(int(r.U32())) }
