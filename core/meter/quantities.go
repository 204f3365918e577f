package meter

import (
	"encoding/binary"
	"math/bits"
)

// Quantities holds how much of each meter was used. The zero value is nothing.
type Quantities [MeterCount]uint64

// Set gives the meters with a quantity above zero.
func (q *Quantities) Set() Set {
	var s Set
	for m, n := range q {
		if n > 0 {
			s |= 1 << m
		}
	}
	return s
}

// Add adds other to q. ok is false, and q unchanged, when a sum does not fit
// 64 bits.
func (q *Quantities) Add(other *Quantities) (ok bool) {
	sum := *q
	for m := range sum {
		var carry uint64
		if sum[m], carry = bits.Add64(sum[m], other[m], 0); carry != 0 {
			return false
		}
	}
	*q = sum
	return true
}

// QuantitiesSizeMax is the most bytes that encoded quantities take.
const QuantitiesSizeMax = binary.MaxVarintLen32 + MeterCount*binary.MaxVarintLen64

// Append adds the encoding of q to b: the set of meters above zero as a varint,
// then each of their quantities, lowest meter first, as a varint. A call with
// input and output tokens takes about seven bytes.
func (q *Quantities) Append(b []byte) []byte {
	set := q.Set()
	b = binary.AppendUvarint(b, uint64(set))
	for set != 0 {
		var m Meter
		m, set = set.Next()
		b = binary.AppendUvarint(b, q[m])
	}
	return b
}

// DecodeQuantities reads quantities from the start of b and gives the rest of
// b. It accepts exactly what Append writes: an unknown meter, a zero quantity
// and a varint that is longer than it need be are refused, so that equal
// quantities have equal bytes in the log. The error is a CodecError.
func DecodeQuantities(b []byte) (q Quantities, rest []byte, err error) {
	set, b, err := uvarint(b)
	if err != nil {
		return Quantities{}, nil, err
	}
	if set > uint64(All) {
		return Quantities{}, nil, CodecMeterUnknown
	}
	for left := Set(set); left != 0; {
		var m Meter
		m, left = left.Next()
		if q[m], b, err = uvarint(b); err != nil {
			return Quantities{}, nil, err
		}
		if q[m] == 0 {
			return Quantities{}, nil, CodecNotCanonical
		}
	}
	return q, b, nil
}

// A CodecError says why bytes are no quantities or usage. Its value is a stable
// machine code.
type CodecError string

// The ways in which bytes can be wrong.
const (
	CodecTruncated     CodecError = "usage_truncated"
	CodecNotCanonical  CodecError = "usage_not_canonical"
	CodecMeterUnknown  CodecError = "usage_meter_unknown"
	CodecSourceUnknown CodecError = "usage_source_unknown"
)

func (e CodecError) Error() string {
	switch e {
	case CodecTruncated:
		return "encoded usage ends before its last quantity"
	case CodecNotCanonical:
		return "encoded usage holds a zero or a number written longer than need be; only the shortest form is read"
	case CodecMeterUnknown:
		return "encoded usage has a meter that this version does not know"
	case CodecSourceUnknown:
		return "encoded usage has a source or flag that this version does not know"
	}
	return string(e)
}

// uvarint reads a varint in its shortest form.
func uvarint(b []byte) (uint64, []byte, error) {
	v, n := binary.Uvarint(b)
	switch {
	case n == 0:
		return 0, nil, CodecTruncated
	case n < 0 || (n > 1 && b[n-1] == 0):
		return 0, nil, CodecNotCanonical
	}
	return v, b[n:], nil
}
