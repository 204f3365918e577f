package tariff

import (
	"encoding/binary"

	"aidollar/core/meter"
	"aidollar/core/money"
)

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
	c.Zone.Name = r.text(ZoneNameMax)
	if n := r.count(OffsetsMax, 12); n > 0 {
		c.Zone.Offsets = make([]Offset, n)
	}
	for i := range c.Zone.Offsets {
		c.Zone.Offsets[i] = Offset{From: r.time(), Seconds: int32(binary.LittleEndian.Uint32(r.bytes(4)))}
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

// count reads how many things of at least so many bytes each follow: not more
// than the bytes that are left can hold, for a few bytes must not make megabytes.
func (r *cardReader) count(most, size int) int {
	n := r.number(uint64(most))
	if r.err == nil && n*uint64(size) > uint64(len(r.rest)) {
		r.err = ErrCardTruncated
	}
	if r.err != nil {
		return 0
	}
	return int(n)
}

func (r *cardReader) amount() Ticks { return money.AmountAt(r.bytes(money.AmountSize)) }

func (r *cardReader) model() Model {
	m := Model{
		Name:      r.text(ModelNameMax),
		InputMax:  r.number(meter.TokensMax),
		OutputMax: r.number(meter.TokensMax),
		Period:    Period(r.bytes(1)[0]),
	}
	for range r.count(VariantsMax, 7+money.AmountSize) {
		if r.err != nil {
			break
		}
		m.Variants = append(m.Variants, r.variant())
	}
	return m
}

func (r *cardReader) variant() Variant {
	v := Variant{Name: r.text(VariantNameMax)}
	for range r.count(WindowsMax, 3) {
		v.When.Windows = append(v.When.Windows, Window{
			Days: r.bytes(1)[0], From: uint16(r.number(1440)), To: uint16(r.number(1440)),
		})
	}
	v.When.Regions, v.When.Services = r.words(), r.words()
	v.When.InputOver = r.number(meter.TokensMax)
	v.Priced = meter.Set(r.number(uint64(meter.All)))
	for left := v.Priced; left != 0; {
		var at meter.Meter
		at, left = left.Next()
		v.Prices[at] = r.amount()
	}
	for range r.count(ScalesMax, 5) {
		v.Scales = append(v.Scales, r.scale())
	}
	v.Minimum = r.amount()
	return v
}

func (r *cardReader) words() (words []string) {
	for range r.count(WordsMax, 1) {
		words = append(words, r.text(WordMax))
	}
	return words
}

func (r *cardReader) scale() Scale {
	s := Scale{
		Meters: meter.Set(r.number(uint64(meter.All))), Mode: Mode(r.bytes(1)[0]), Basis: Basis(r.bytes(1)[0]),
		Package: r.number(UnitsMax),
	}
	for range r.count(TiersMax, 1+2*money.AmountSize) {
		s.Tiers = append(s.Tiers, Tier{UpTo: r.number(UnitsMax), Price: r.amount(), Fee: r.amount()})
	}
	return s
}
