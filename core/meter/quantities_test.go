package meter

import (
	"bytes"
	"encoding/binary"
	"errors"
	"flag"
	"math/rand/v2"
	"testing"
	"time"
)

var seedFlag = flag.Uint64("meter.seed", 0, "replay random choices; 0 takes the clock")

// random gives a source of choices whose seed is printed when the test fails.
func random(t *testing.T) *rand.Rand {
	seed := *seedFlag
	if seed == 0 {
		seed = uint64(time.Now().UnixNano())
	}
	t.Logf("replay with -meter.seed=%d", seed)
	return rand.New(rand.NewPCG(seed, 2))
}

func someQuantities(r *rand.Rand) (q Quantities) {
	for m := range q {
		if r.IntN(3) == 0 {
			q[m] = r.Uint64() >> r.IntN(64)
		}
	}
	return q
}

func TestUsageRoundTrip(t *testing.T) {
	r := random(t)
	for range 20_000 {
		u := Usage{Quantities: someQuantities(r), Source: Source(r.IntN(int(sourceEnd))), Cut: r.IntN(2) == 0}
		b := u.Append([]byte("before"))
		got, rest, err := DecodeUsage(append(b, "after"...)[len("before"):])
		if err != nil || got != u || string(rest) != "after" {
			t.Fatalf("%+v came back as %+v, rest %q, %v", u, got, rest, err)
		}
		if len(b)-len("before") > UsageSizeMax {
			t.Fatalf("%+v takes %d bytes", u, len(b))
		}
		// Every shorter piece is refused, not read as something else.
		whole := b[len("before"):]
		for n := range len(whole) {
			if _, _, err := DecodeUsage(whole[:n]); !errors.Is(err, CodecTruncated) {
				t.Fatalf("%d of %d bytes of %+v: %v", n, len(whole), u, err)
			}
		}
	}
	var full Quantities
	for m := range full {
		full[m] = ^uint64(0)
	}
	if b := full.Append(nil); len(b) > QuantitiesSizeMax {
		t.Errorf("full quantities take %d bytes, the bound is %d", len(b), QuantitiesSizeMax)
	}
}

func TestUsageSize(t *testing.T) {
	u := Usage{Quantities: Quantities{Request: 1, Input: 1_200, Output: 300}}
	if n := len(u.Append(nil)); n > 9 {
		t.Errorf("a plain call takes %d bytes", n)
	}
}

func TestDecodeRefuses(t *testing.T) {
	unknown := binary.AppendUvarint([]byte{0}, uint64(All)+1)
	huge := binary.AppendUvarint([]byte{0}, 1<<40)
	cases := []struct {
		name  string
		bytes []byte
		want  CodecError
	}{
		{"nothing", nil, CodecTruncated},
		{"a source alone", []byte{0}, CodecTruncated},
		{"a set without quantities", []byte{0, 1}, CodecTruncated},
		{"a quantity cut short", []byte{0, 1, 0x80}, CodecTruncated},
		{"a zero quantity", []byte{0, 1, 0}, CodecNotCanonical},
		{"a set written long", []byte{0, 0x81, 0, 1}, CodecNotCanonical},
		{"a quantity written long", []byte{0, 1, 0x81, 0}, CodecNotCanonical},
		{"a quantity beyond 64 bits", append(append([]byte{0, 1}, bytes.Repeat([]byte{0xff}, 9)...), 2), CodecNotCanonical},
		{"an unknown meter", append(unknown, 1), CodecMeterUnknown},
		{"a set beyond 32 bits", append(huge, 1), CodecMeterUnknown},
		{"an unknown source", []byte{3, 0}, CodecSourceUnknown},
		{"an unknown flag", []byte{0x40, 0}, CodecSourceUnknown},
	}
	for _, c := range cases {
		if _, _, err := DecodeUsage(c.bytes); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", c.name, err, c.want)
		}
		if c.want.Error() == string(c.want) {
			t.Errorf("%s has no sentence", string(c.want))
		}
	}
}

func TestAdd(t *testing.T) {
	q := Quantities{Input: 3, Output: 4}
	if !q.Add(&Quantities{Input: 10, Second: 1}) || q != (Quantities{Input: 13, Output: 4, Second: 1}) {
		t.Errorf("the sum is %v", q)
	}
	before := q
	if q.Add(&Quantities{Input: 1, Output: ^uint64(0)}) || q != before {
		t.Errorf("a sum beyond 64 bits left %v", q)
	}
}

// What is read is what Append writes, byte for byte: equal usage has equal
// bytes in the log.
func FuzzDecodeUsage(f *testing.F) {
	u := Usage{Quantities: Quantities{Request: 1, Input: 1 << 40, Second: 7}, Source: Bound, Cut: true}
	f.Add(u.Append(nil))
	f.Add([]byte{0, 1, 0x81, 0})
	f.Add([]byte{0, 0xff, 0xff, 0x03})
	f.Fuzz(func(t *testing.T, b []byte) {
		u, rest, err := DecodeUsage(b)
		if err != nil {
			return
		}
		if again := u.Append(nil); !bytes.Equal(again, b[:len(b)-len(rest)]) {
			t.Fatalf("% x was read as %+v, which is written % x", b[:len(b)-len(rest)], u, again)
		}
	})
}
