package tariff

import (
	"encoding/binary"
	"errors"

	"aidollar/core/meter"
)

// cardFormat is the first byte of an encoded card.
const cardFormat = 2

// CardSizeMax is the most bytes that are read as one card.
const CardSizeMax = 4 << 20

// The ways in which bytes can be no card; what they decode to is checked by
// Check, and its errors are returned as well.
var (
	ErrCardTruncated    = errors.New("encoded card ends too early")
	ErrCardTooLong      = errors.New("encoded card is longer than a card can be, or has bytes after its end")
	ErrCardFormat       = errors.New("encoded card has a format that this version does not know")
	ErrCardNotCanonical = errors.New("encoded card holds a number or a name that is longer than need be")
)

// AppendBinary adds the encoding of a valid card to b, or gives Check's error.
// All of it is canonical: equal cards have equal bytes. Numbers are varints,
// names follow their length, times take 8 bytes, offsets 4 and prices 16,
// little-endian.
func (c *Card) AppendBinary(b []byte) ([]byte, error) {
	if err := c.Check(); err != nil {
		return b, err
	}
	start := len(b)
	b = append(b, cardFormat)
	b = appendText(b, c.Name)
	b = binary.AppendUvarint(b, uint64(c.Version))
	b = appendText(b, c.Asset)
	b = binary.LittleEndian.AppendUint64(b, uint64(c.ValidFrom))
	b = binary.LittleEndian.AppendUint64(b, uint64(c.ValidUntil))
	b = appendText(b, c.Zone.Name)
	b = binary.AppendUvarint(b, uint64(len(c.Zone.Offsets)))
	for _, o := range c.Zone.Offsets {
		b = binary.LittleEndian.AppendUint64(b, uint64(o.From))
		b = binary.LittleEndian.AppendUint32(b, uint32(o.Seconds))
	}
	b = binary.AppendUvarint(b, uint64(len(c.Models)))
	for i := range c.Models {
		m := &c.Models[i]
		b = appendText(b, m.Name)
		b = binary.AppendUvarint(b, m.InputMax)
		b = binary.AppendUvarint(b, m.OutputMax)
		b = append(b, byte(m.Period), byte(len(m.Variants)))
		for j := range m.Variants {
			b = m.Variants[j].append(b)
		}
	}
	if n := len(b) - start; n > CardSizeMax {
		return b[:start], cardError("card_too_large", "the card takes %d bytes; at most %d are allowed, so split it in two", n, CardSizeMax)
	}
	return b, nil
}

func (v *Variant) append(b []byte) []byte {
	b = appendText(b, v.Name)
	b = append(b, byte(len(v.When.Windows)))
	for _, w := range v.When.Windows {
		b = append(b, w.Days)
		b = binary.AppendUvarint(b, uint64(w.From))
		b = binary.AppendUvarint(b, uint64(w.To))
	}
	for _, words := range [...][]string{v.When.Regions, v.When.Services} {
		b = append(b, byte(len(words)))
		for _, word := range words {
			b = appendText(b, word)
		}
	}
	b = binary.AppendUvarint(b, v.When.InputOver)
	b = binary.AppendUvarint(b, uint64(v.Priced))
	for left := v.Priced; left != 0; {
		var at meter.Meter
		at, left = left.Next()
		b = v.Prices[at].Append(b)
	}
	b = append(b, byte(len(v.Scales)))
	for i := range v.Scales {
		s := &v.Scales[i]
		b = binary.AppendUvarint(b, uint64(s.Meters))
		b = append(b, byte(s.Mode), byte(s.Basis))
		b = binary.AppendUvarint(b, s.Package)
		b = append(b, byte(len(s.Tiers)))
		for _, t := range s.Tiers {
			b = binary.AppendUvarint(b, t.UpTo)
			b = t.Fee.Append(t.Price.Append(b))
		}
	}
	return v.Minimum.Append(b)
}

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}
