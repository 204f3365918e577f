package tariff

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"

	"aidollar/core/meter"
)

func encoded(t testing.TB, c *Card) []byte {
	t.Helper()
	b, err := c.AppendBinary(nil)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func someCard(r *rand.Rand) *Card {
	c := &Card{Name: fmt.Sprintf("card-%d", r.Uint32()), Version: 1 + r.Uint32()>>1, Asset: "EUR", ValidFrom: int64(r.Uint64N(1 << 40))}
	if r.IntN(2) == 0 {
		c.ValidUntil = c.ValidFrom + 1 + int64(r.Uint64N(1<<40))
	}
	if r.IntN(2) == 0 {
		c.Zone = Zone{Name: "Europe/Somewhere", Offsets: []Offset{{From: -5, Seconds: -3_600}, {From: int64(r.Uint64N(1 << 60)), Seconds: 7_200}}}
	}
	for i := range 1 + r.IntN(20) {
		m := someModel(r)
		if r.IntN(2) == 0 {
			m = someScaledModel(r)
		}
		m.Name = fmt.Sprintf("model-%d-%d", i, r.Uint32())
		m.InputMax, m.OutputMax = r.Uint64N(meter.TokensMax), 1+r.Uint64N(meter.TokensMax)
		c.Models = append(c.Models, m)
	}
	c.Sort()
	return c
}

func TestCardRoundTrip(t *testing.T) {
	r := random(t)
	for range 2_000 {
		c := someCard(r)
		b := encoded(t, c)
		got, err := DecodeCard(b)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, c) {
			t.Fatalf("%+v came back as %+v", c, got)
		}
		if n := r.IntN(len(b)); n < len(b) {
			if _, err := DecodeCard(b[:n]); !errors.Is(err, ErrCardTruncated) {
				t.Fatalf("%d of %d bytes: %v", n, len(b), err)
			}
		}
	}
}

func TestDecodeCardRefuses(t *testing.T) {
	good := encoded(t, demoCard(t))
	spoil := func(change func(b []byte) []byte) []byte { return change(bytes.Clone(good)) }
	cases := []struct {
		name  string
		bytes []byte
		want  error
	}{
		{"nothing", nil, ErrCardTruncated},
		{"another format", spoil(func(b []byte) []byte { b[0] = cardFormat + 1; return b }), ErrCardFormat},
		{"more behind it", spoil(func(b []byte) []byte { return append(b, 0) }), ErrCardTooLong},
		{"more than is read", make([]byte, CardSizeMax+1), ErrCardTooLong},
		{"a name longer than names", spoil(func(b []byte) []byte { b[1] = CardNameMax + 1; return b }), ErrCardNotCanonical},
		{"a number written long", spoil(func(b []byte) []byte { return bytes.Replace(b, []byte("\x04demo\x03"), []byte("\x04demo\x83\x00"), 1) }), ErrCardNotCanonical},
		{"a thousand models announced", []byte("\x02\x01x\x01\x03USD" + string(make([]byte, 18)) + "\xe8\x07"), ErrCardTruncated},
	}
	for _, c := range cases {
		if _, err := DecodeCard(c.bytes); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", c.name, err, c.want)
		}
	}
	// What is well formed but no valid card is refused by name.
	var bad *CardError
	zero := spoil(func(b []byte) []byte { return bytes.Replace(b, []byte("\x04demo\x03"), []byte("\x04demo\x00"), 1) })
	if _, err := DecodeCard(zero); !errors.As(err, &bad) || bad.Code != "card_version_zero" {
		t.Errorf("version 0: got %v", err)
	}
}

func FuzzDecodeCard(f *testing.F) {
	f.Add(encoded(f, demoCard(f)))
	for seed := range uint64(8) {
		f.Add(encoded(f, someCard(rand.New(rand.NewPCG(seed, 1)))))
	}
	f.Add([]byte("\x02\x01x\x01\x03USD"))
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := DecodeCard(b)
		if err != nil {
			return
		}
		if again := encoded(t, c); !bytes.Equal(again, b) {
			t.Fatalf("% x was read as %+v, which is written % x", b, c, again)
		}
	})
}
