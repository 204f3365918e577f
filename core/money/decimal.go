package money

import (
	"fmt"
	"strings"
)

// ScaleMax is the most decimals an asset may have; 10^38 is the largest power
// of ten that an Amount holds.
const ScaleMax = 38

// A DecimalError says why a text is no amount.
type DecimalError struct {
	Text   string // as given, cut to a readable length
	Code   string // stable machine code
	Reason string // a sentence part: what was wrong and what would be right
}

func (e *DecimalError) Error() string { return fmt.Sprintf("amount %q %s", e.Text, e.Reason) }

// decimalLengthMax bounds the text that is looked at: 39 digits, a point, and
// generous zeros.
const decimalLengthMax = 96

// zeros pads a fraction to the scale.
const zeros = "00000000000000000000000000000000000000"

// ParseDecimal reads a plain decimal such as "12", "0.05" or "1.000000001"
// into units of an asset with that many decimals. It refuses signs, exponents,
// separators, fractions finer than the scale (unless zeros) and overflow.
func ParseDecimal(text string, scale uint8) (Amount, error) {
	fail := func(code, format string, args ...any) (Amount, error) {
		shown := text
		if len(shown) > 48 {
			shown = shown[:48] + "…"
		}
		return Amount{}, &DecimalError{Text: shown, Code: code, Reason: fmt.Sprintf(format, args...)}
	}
	if scale > ScaleMax {
		return fail("scale_out_of_range", "has a scale of %d; at most %d decimals are kept", scale, ScaleMax)
	}
	if len(text) > decimalLengthMax {
		return fail("amount_too_long", "has %d characters; at most %d are read", len(text), decimalLengthMax)
	}
	if strings.HasPrefix(text, "-") {
		return fail("amount_negative", "is negative; amounts count up from zero, and the direction is told by the debit and credit accounts")
	}
	whole, fraction, point := strings.Cut(text, ".")
	if whole == "" || (point && fraction == "") {
		return fail("amount_malformed", "is not a plain decimal such as 12 or 0.05")
	}
	for _, c := range []byte(whole + fraction) {
		if c < '0' || c > '9' {
			return fail("amount_malformed", "is not a plain decimal such as 12 or 0.05: unexpected %q", c)
		}
	}
	fraction = strings.TrimRight(fraction, "0")
	if len(fraction) > int(scale) {
		return fail("amount_too_fine", "has %d decimals; the asset has %d", len(fraction), scale)
	}
	var a Amount
	for _, digits := range [...]string{whole, fraction, zeros[:int(scale)-len(fraction)]} {
		for _, c := range []byte(digits) {
			next, ok := a.times10plus(uint64(c - '0'))
			if !ok {
				return fail("amount_overflow", "does not fit 128 bits at %d decimals", scale)
			}
			a = next
		}
	}
	return a, nil
}

func (a Amount) times10plus(digit uint64) (Amount, bool) {
	p, ok := a.Mul64(10)
	if !ok {
		return Amount{}, false
	}
	return p.Add(Units(digit))
}

// String prints the count of units.
func (a Amount) String() string { return string(a.appendDigits(nil)) }

// Decimal prints the amount of an asset with that many decimals, without
// trailing zeros behind the point: "0.000000005", "12".
func (a Amount) Decimal(scale uint8) string { return string(a.AppendDecimal(nil, scale)) }

// AppendDecimal adds what Decimal prints to b.
func (a Amount) AppendDecimal(b []byte, scale uint8) []byte {
	var room [40]byte
	digits := a.appendDigits(room[:0])
	n := int(scale)
	if len(digits) > n {
		b = append(b, digits[:len(digits)-n]...)
		digits = digits[len(digits)-n:]
	} else {
		b = append(b, '0')
	}
	end := len(digits)
	for end > 0 && digits[end-1] == '0' {
		end--
	}
	if end == 0 || n == 0 {
		return b
	}
	b = append(b, '.')
	for range n - len(digits) {
		b = append(b, '0')
	}
	return append(b, digits[:end]...)
}

func (a Amount) appendDigits(b []byte) []byte {
	var room [40]byte
	i := len(room)
	for {
		var digit uint64
		a, digit = a.DivMod64(10)
		i--
		room[i] = byte('0' + digit)
		if a.IsZero() {
			return append(b, room[i:]...)
		}
	}
}
