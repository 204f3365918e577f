package money

import "fmt"

// The decimals that an asset gets when nothing else is said: nine in the
// ledger, so that one token of a cheap model is still a whole number of units,
// and six on chain, as the common dollar tokens have.
const (
	ScaleDefault      = 9
	ChainScaleDefault = 6
)

// Asset is something amounts are counted in.
type Asset struct {
	// Code is an active ISO 4217 alphabetic code, or a CAIP-19 asset type in
	// canonical spelling.
	Code string
	// Scale is the number of decimals in the ledger: 10^Scale units are one.
	Scale uint8
	// ChainScale is the number of decimals outside: of the token on chain.
	ChainScale uint8
}

// An AssetError says why a text names no asset.
type AssetError struct {
	Text   string // as given, cut to a readable length
	Code   string // stable machine code
	Reason string // a sentence part: what was wrong and what would be right
}

func (e *AssetError) Error() string { return fmt.Sprintf("asset %q %s", e.Text, e.Reason) }

func assetError(text, code, format string, args ...any) error {
	if len(text) > 64 {
		text = text[:64] + "…"
	}
	return &AssetError{Text: text, Code: code, Reason: fmt.Sprintf(format, args...)}
}

// NewAsset makes an asset of a code, in any spelling AssetCode accepts, with
// the decimals given. Scales are at most ScaleMax.
func NewAsset(code string, scale, chainScale uint8) (Asset, error) {
	canonical, err := AssetCode(code)
	if err != nil {
		return Asset{}, err
	}
	if scale > ScaleMax || chainScale > ScaleMax {
		return Asset{}, assetError(code, "scale_out_of_range",
			"has scales of %d and %d; at most %d decimals are kept", scale, chainScale, ScaleMax)
	}
	return Asset{Code: canonical, Scale: scale, ChainScale: chainScale}, nil
}

// DefaultAsset makes an asset of a code with ScaleDefault and
// ChainScaleDefault. A token that has other decimals on chain needs NewAsset.
func DefaultAsset(code string) (Asset, error) {
	return NewAsset(code, ScaleDefault, ChainScaleDefault)
}

// USD is the dollar with its default decimals.
func USD() Asset {
	return Asset{Code: "USD", Scale: ScaleDefault, ChainScale: ChainScaleDefault}
}

// IsCurrency reports whether the asset is an ISO 4217 code, not a token.
func (a Asset) IsCurrency() bool { return len(a.Code) == currencyLength }

// Parse reads a plain decimal into ledger units, as ParseDecimal does.
func (a Asset) Parse(text string) (Amount, error) { return ParseDecimal(text, a.Scale) }

// Print writes an amount with the asset's code behind it: "0.000000005 USD".
func (a Asset) Print(amount Amount) string { return amount.Decimal(a.Scale) + " " + a.Code }

// ToChain converts ledger units to the token's units. See Rescale for the
// remainder, in ledger units, and for ok.
func (a Asset) ToChain(units Amount, rounding Rounding) (chain, remainder Amount, ok bool) {
	return Rescale(units, a.Scale, a.ChainScale, rounding)
}

// FromChain converts the token's units to ledger units. See Rescale for the
// remainder, in the token's units, and for ok.
func (a Asset) FromChain(chain Amount, rounding Rounding) (units, remainder Amount, ok bool) {
	return Rescale(chain, a.ChainScale, a.Scale, rounding)
}

// currencyLength is the length of an ISO 4217 alphabetic code.
const currencyLength = 3

// MinorUnit gives the decimals of a currency's minor unit by ISO 4217: two for
// USD, none for JPY. ok is false for what is no active code and for codes that
// have no minor unit, such as metals.
func MinorUnit(code string) (decimals uint8, ok bool) {
	c, ok := currencyNamed(code)
	if !ok || c.minor == minorNone {
		return 0, false
	}
	return uint8(c.minor), true
}
