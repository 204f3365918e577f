package exchange

// Refusal is the stable code of a refused step; empty when it was accepted.
type Refusal string

// The refusals. Exists means that the same step was accepted before.
const (
	Exists          Refusal = "exists"
	PairInvalid     Refusal = "pair_invalid"
	PairReversed    Refusal = "pair_reversed"
	PairUnknown     Refusal = "pair_unknown"
	PairClosed      Refusal = "pair_closed"
	PairsFull       Refusal = "pairs_full"
	ScalesDiffer    Refusal = "scales_differ"
	TermsInvalid    Refusal = "conversion_terms_invalid"
	RateInvalid     Refusal = "rate_invalid"
	RateAhead       Refusal = "rate_ahead"
	RatePast        Refusal = "rate_past"
	RateStale       Refusal = "rate_stale"
	RateUnknown     Refusal = "rate_unknown"
	RateMoved       Refusal = "rate_moved"
	QuoteUnknown    Refusal = "quote_unknown"
	QuoteOver       Refusal = "quote_over"
	PositionNone    Refusal = "position_none"
	PositionBeyond  Refusal = "position_beyond"
	ExposureLong    Refusal = "exposure_long"
	ExposureShort   Refusal = "exposure_short"
	ConversionsFull Refusal = "conversions_full"
	ConversionNone  Refusal = "conversion_none"
	ConversionLarge Refusal = "conversion_too_large"
)

// Offer reports whether r says of an offer alone that it does not stand any more.
func (r Refusal) Offer() bool { return r == RateMoved || r == QuoteUnknown || r == QuoteOver }

// Sentence tells people what r means; empty for a code that is not exchange's own.
func (r Refusal) Sentence() string {
	if s := rateSentences[r]; s != "" {
		return s
	}
	return conversionSentences[r]
}

var rateSentences = map[Refusal]string{
	PairInvalid:  "a pair is two different assets of the ledger",
	PairReversed: "the pair is kept the other way round; give its rate that way",
	PairUnknown:  "no rate of this pair, and nothing else about it, was ever entered",
	PairsFull:    "as many pairs are kept as the house has room for",
	ScalesDiffer: "the assets have different decimals in the ledger; a pair's are the same",
	RateInvalid:  "a rate is from 0.000001 to 1000000, has a time, a source of 1 to 64 bytes, and is good for more than nothing and at most 366 days",
	RateAhead:    "the source's time is more than a minute ahead of the house's; one of the clocks is wrong",
	RatePast:     "a newer rate of this pair was entered before",
	RateStale:    "the rate is older than it is good for; nothing is converted until a newer one comes",
	RateUnknown:  "no rate of this pair was entered yet",
}

var conversionSentences = map[Refusal]string{
	PairClosed:      "the house converts nothing between these assets",
	TermsInvalid:    "a spread is at most 1000 basis points and a slip at most 10000, and an offer is honoured for at most a day",
	RateMoved:       "since it was offered the rate has moved by more than the house, or whoever asked, agreed to; take the present one",
	QuoteUnknown:    "the rate that was offered is not known any more; take the present one",
	QuoteOver:       "the rate was offered too long ago; take the present one",
	PositionNone:    "the house has no position in one of the assets; its operator sets the limits of one first",
	PositionBeyond:  "the house's position is beyond that limit already; bring it within first",
	ExposureLong:    "the house has as much of the asset that is given as it allows itself",
	ExposureShort:   "the house has given out as much of the asset that is wanted as it allows itself",
	ConversionsFull: "as many accounts have converted as the house has room for",
	ConversionNone:  "nothing is to be converted, or so little that nothing comes of it",
	ConversionLarge: "the amount is larger than any that can be converted",
}
