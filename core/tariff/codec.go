package tariff

import (
	"encoding/binary"
	"errors"

	"aidollar/core/meter"
	"aidollar/core/money"
)

// cardFormat is the first byte of an encoded card.
const cardFormat = 1

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
// names follow their length, times take 8 bytes and prices 16, little-endian.
func (c *Card) AppendBinary(b []byte) ([]byte, error) {
	if err := c.Check(); err != nil {
		return b, err
	}
	b = append(b, cardFormat)
	b = appendText(b, c.Name)
	b = binary.AppendUvarint(b, uint64(c.Version))
	b = appendText(b, c.Asset)
	b = binary.LittleEndian.AppendUint64(b, uint64(c.ValidFrom))
	b = binary.LittleEndian.AppendUint64(b, uint64(c.ValidUntil))
	b = binary.AppendUvarint(b, uint64(len(c.Models)))
	for i := range c.Models {
		m := &c.Models[i]
		b = appendText(b, m.Name)
		b = binary.AppendUvarint(b, m.InputMax)
		b = binary.AppendUvarint(b, m.OutputMax)
		b = binary.AppendUvarint(b, uint64(m.Priced))
		for left := m.Priced; left != 0; {
			var at meter.Meter
			at, left = left.Next()
			b = m.Prices[at].Append(b)
		}
	}
	return b, nil
}

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// DecodeCard reads a card from exactly all of b. It accepts only what
// AppendBinary writes, and the card it gives has passed Check.
func DecodeCard(b []byte) (*Card, error) {
	if len(b) > CardSizeMax {
		return nil, ErrCardTooLong
	}
	r := cardReader{rest: b}
	if format := r.bytes(1); r.err == nil && format[0] != cardFormat {
		return nil, ErrCardFormat
	}
	c := &Card{
		Name:       r.text(CardNameMax),
		Version:    uint32(r.number(1<<32 - 1)),
		Asset:      r.text(money.AssetCodeMax),
		ValidFrom:  r.time(),
		ValidUntil: r.time(),
	}
	count := r.number(ModelsMax)
	for range count {
		if r.err != nil {
			break
		}
		// Grown as models are found, not as they are announced: a few bytes
		// must not make megabytes.
		c.Models = append(c.Models, r.model())
	}
	switch {
	case r.err != nil:
		return nil, r.err
	case len(r.rest) > 0:
		return nil, ErrCardTooLong
	}
	if err := c.Check(); err != nil {
		return nil, err
	}
	return c, nil
}

// cardReader reads the parts of a card; after an error it reads zeros.
type cardReader struct {
	rest []byte
	err  error
}

func (r *cardReader) bytes(n int) []byte {
	if r.err == nil && len(r.rest) < n {
		r.err = ErrCardTruncated
	}
	if r.err != nil {
		return make([]byte, n)
	}
	taken := r.rest[:n]
	r.rest = r.rest[n:]
	return taken
}

func (r *cardReader) number(most uint64) uint64 {
	if r.err != nil {
		return 0
	}
	v, n := binary.Uvarint(r.rest)
	switch {
	case n == 0:
		r.err = ErrCardTruncated
	case n < 0 || (n > 1 && r.rest[n-1] == 0) || v > most:
		r.err = ErrCardNotCanonical
	}
	if r.err != nil {
		return 0
	}
	r.rest = r.rest[n:]
	return v
}

func (r *cardReader) text(longest int) string {
	return string(r.bytes(int(r.number(uint64(longest)))))
}

func (r *cardReader) time() int64 {
	return int64(binary.LittleEndian.Uint64(r.bytes(8)))
}

func (r *cardReader) model() Model {
	m := Model{
		Name:      r.text(ModelNameMax),
		InputMax:  r.number(meter.TokensMax),
		OutputMax: r.number(meter.TokensMax),
		Priced:    meter.Set(r.number(uint64(meter.All))),
	}
	for left := m.Priced; left != 0; {
		var at meter.Meter
		at, left = left.Next()
		m.Prices[at] = money.AmountAt(r.bytes(money.AmountSize))
	}
	return m
}
