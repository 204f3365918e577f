package money

import (
	"errors"
	"math/big"
	"regexp"
	"strings"
	"testing"
)

func TestDecimalRoundTrip(t *testing.T) {
	r := random(t)
	for range rounds {
		a, scale := someAmount(r), uint8(r.IntN(ScaleMax+1))
		text := a.Decimal(scale)
		got, err := ParseDecimal(text, scale)
		if err != nil || got != a {
			t.Fatalf("%v at %d decimals prints as %q and comes back as %v, %v", a, scale, text, got, err)
		}
		if a.String() != a.big().String() {
			t.Fatalf("%v prints as %q", a.big(), a.String())
		}
		exact := new(big.Rat).SetFrac(a.big(), tenTo(scale))
		if read, ok := new(big.Rat).SetString(text); !ok || read.Cmp(exact) != 0 {
			t.Fatalf("%v at %d decimals prints as %q", a, scale, text)
		}
	}
}

func TestDecimalText(t *testing.T) {
	cases := []struct {
		units Amount
		scale uint8
		want  string
	}{
		{Units(0), 0, "0"},
		{Units(0), 9, "0"},
		{Units(5), 9, "0.000000005"},
		{Units(12_000_000_000), 9, "12"},
		{Units(12_500_000_000), 9, "12.5"},
		{Units(999), 3, "0.999"},
		{Units(1000), 0, "1000"},
		{AmountMax, 0, "340282366920938463463374607431768211455"},
		{AmountMax, 38, "3.40282366920938463463374607431768211455"},
	}
	for _, c := range cases {
		if got := c.units.Decimal(c.scale); got != c.want {
			t.Errorf("%v at %d decimals: got %q, want %q", c.units, c.scale, got, c.want)
		}
	}
}

func TestParseDecimalAccepts(t *testing.T) {
	cases := []struct {
		text  string
		scale uint8
		want  Amount
	}{
		{"0", 9, Units(0)},
		{"007", 0, Units(7)},
		{"1.50", 1, Units(15)},
		{"1.000000000000", 0, Units(1)},
		{"0." + strings.Repeat("0", 60), 2, Units(0)},
		{"340282366920938463463374607431768211455", 0, AmountMax},
	}
	for _, c := range cases {
		got, err := ParseDecimal(c.text, c.scale)
		if err != nil || got != c.want {
			t.Errorf("%q at %d decimals: got %v, %v; want %v", c.text, c.scale, got, err, c.want)
		}
	}
}

func TestParseDecimalRefuses(t *testing.T) {
	cases := []struct {
		text  string
		scale uint8
		code  string
	}{
		{"", 2, "amount_malformed"},
		{".5", 2, "amount_malformed"},
		{"5.", 2, "amount_malformed"},
		{".", 2, "amount_malformed"},
		{"1.2.3", 4, "amount_malformed"},
		{"+1", 2, "amount_malformed"},
		{"1e3", 2, "amount_malformed"},
		{"0x10", 2, "amount_malformed"},
		{"1,000", 2, "amount_malformed"},
		{"1_000", 2, "amount_malformed"},
		{" 1", 2, "amount_malformed"},
		{"1\n", 2, "amount_malformed"},
		{"١", 2, "amount_malformed"},
		{"NaN", 2, "amount_malformed"},
		{"-1", 2, "amount_negative"},
		{"-0", 2, "amount_negative"},
		{"0.001", 2, "amount_too_fine"},
		{"340282366920938463463374607431768211455.1", 0, "amount_too_fine"},
		{"0." + strings.Repeat("0", 38) + "1", 38, "amount_too_fine"},
		{"340282366920938463463374607431768211456", 0, "amount_overflow"},
		{"4", 38, "amount_overflow"},
		{"1000000000000000000000000000000000000000", 0, "amount_overflow"},
		{strings.Repeat("1", 97), 0, "amount_too_long"},
		{"1", 39, "scale_out_of_range"},
	}
	for _, c := range cases {
		_, err := ParseDecimal(c.text, c.scale)
		var bad *DecimalError
		if !errors.As(err, &bad) || bad.Code != c.code {
			t.Errorf("%q at %d decimals: got %v, want %s", c.text, c.scale, err, c.code)
			continue
		}
		if len(bad.Error()) > 200 {
			t.Errorf("%q: the message is %d bytes long", c.text, len(bad.Error()))
		}
	}
}

var plainDecimal = regexp.MustCompile(`^[0-9]+(\.[0-9]+)?$`)

func FuzzParseDecimal(f *testing.F) {
	for _, s := range []string{"0", "1.5", "-1", "0.000000001", "340282366920938463463374607431768211456", "1e9", "1.", "é"} {
		f.Add(s, uint8(9))
	}
	f.Fuzz(func(t *testing.T, text string, scale uint8) {
		got, err := ParseDecimal(text, scale)
		if err != nil {
			var bad *DecimalError
			if !errors.As(err, &bad) || bad.Code == "" {
				t.Fatalf("%q: an error without a code: %v", text, err)
			}
			// What is refused must have a reason that big can see, too.
			if scale <= ScaleMax && len(text) <= decimalLengthMax && plainDecimal.MatchString(text) {
				exact, _ := new(big.Rat).SetString(text)
				exact.Mul(exact, new(big.Rat).SetInt(tenTo(scale)))
				if exact.IsInt() && exact.Num().BitLen() <= 128 {
					t.Fatalf("%q at %d decimals is an amount, but: %v", text, scale, err)
				}
			}
			return
		}
		if !plainDecimal.MatchString(text) {
			t.Fatalf("%q was taken for %v", text, got)
		}
		exact, _ := new(big.Rat).SetString(text)
		exact.Mul(exact, new(big.Rat).SetInt(tenTo(scale)))
		if !exact.IsInt() || exact.Num().Cmp(got.big()) != 0 {
			t.Fatalf("%q at %d decimals gave %v, want %v", text, scale, got, exact)
		}
		if back, err := ParseDecimal(got.Decimal(scale), scale); err != nil || back != got {
			t.Fatalf("%v prints as %q and comes back as %v, %v", got, got.Decimal(scale), back, err)
		}
	})
}
