package tariff

import (
	"errors"
	"fmt"

	"aidollar/core/money"
)

// A PriceError says why a text is no price.
type PriceError struct {
	Code   string // stable machine code
	Reason string // a sentence: what was wrong and what would be right
}

func (e *PriceError) Error() string { return e.Reason }

// ParsePrice reads a price of so many units ("0.15" per 1,000,000) as ticks per
// single unit. It is exact: a price that is no whole number of ticks is refused.
// The error is a *PriceError.
func ParsePrice(text string, per uint64) (Ticks, error) {
	fail := func(code, format string, args ...any) (Ticks, error) {
		return Ticks{}, &PriceError{Code: code, Reason: fmt.Sprintf(format, args...)}
	}
	if per == 0 {
		return fail("price_per_zero", "a price per 0 units has no meaning; per is 1 or more")
	}
	value, err := money.ParseDecimal(text, TickScale)
	if err != nil {
		var bad *money.DecimalError
		if !errors.As(err, &bad) {
			return fail("price_malformed", "the price is not readable: %v", err)
		}
		switch bad.Code {
		case "amount_negative":
			return fail("price_negative", "the price %q is negative; prices are zero or more", bad.Text)
		case "amount_too_fine":
			return fail("price_too_fine", "the price %q per %d has more than %d decimals; the finest step is 10^-%d per single unit", bad.Text, per, TickScale, TickScale)
		case "amount_overflow":
			return fail("price_too_high", "the price %q is above 10^9 for a single unit", bad.Text)
		}
		return fail("price_malformed", "the price %q %s", bad.Text, bad.Reason)
	}
	price, rest := value.DivMod64(per)
	if rest != 0 {
		return fail("price_too_fine", "the price %q per %d is no whole number of steps of 10^-%d per single unit; drop the last decimals or choose another per", text, per, TickScale)
	}
	if PriceMax.Less(price) {
		return fail("price_too_high", "the price %q per %d is above 10^9 for a single unit", text, per)
	}
	return price, nil
}
