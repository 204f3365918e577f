package client

import (
	"context"
	"net/url"
	"time"
)

// Rate is what a source said of a pair of assets, as the house has taken it. Prices are
// plain decimals.
type Rate struct {
	Number    uint64    `json:"number"` // counts from one over all pairs
	Base      string    `json:"base"`
	Quote     string    `json:"quote"`
	Price     string    `json:"price"` // of one base in the quote
	At        time.Time `json:"at"`    // of the source
	Until     time.Time `json:"until"` // then it is stale, and nothing is converted by it
	Source    string    `json:"source"`
	SpreadBPS uint32    `json:"spread_bps"` // that the house earns, in basis points
	AskBase   string    `json:"ask_base"`   // what the house asks for one base in the quote, the spread in it
	AskQuote  string    `json:"ask_quote"`  // what the house asks for one quote in the base, the spread in it
}

// NewRate is what a source says of a pair of assets.
type NewRate struct {
	Base         string    `json:"base"`
	Quote        string    `json:"quote,omitempty"` // USD when empty
	Price        string    `json:"price"`           // of one base in the quote, at most twelve decimals
	At           time.Time `json:"at,omitzero"`     // of the source; now when zero
	ValidSeconds uint64    `json:"valid_seconds"`
	Source       string    `json:"source,omitempty"` // at most 64 bytes; "operator" when empty
}

// Pair is a pair of assets with its present rate and how it is converted.
type Pair struct {
	Base  string `json:"base"`
	Quote string `json:"quote"`
	PairTerms
	Rate *Rate `json:"rate"` // nil before the first
}

// PairTerms say how a pair of assets is converted.
type PairTerms struct {
	Open          bool   `json:"open"`           // whether the house converts between them
	SpreadBPS     uint32 `json:"spread_bps"`     // that the house earns, in basis points
	SlipBPS       uint32 `json:"slip_bps"`       // that a rate may move against the house while an offer stands
	HonourSeconds uint64 `json:"honour_seconds"` // that an offer stands after the next rate
}

// Exposure is the house's own position in an asset.
type Exposure struct {
	Asset    string `json:"asset"`
	Account  ID     `json:"account"`
	Long     string `json:"long"`    // that the house holds
	Short    string `json:"short"`   // that it has given out beyond what it held
	ToCome   string `json:"to_come"` // that open calls may bring
	ToGo     string `json:"to_go"`   // that open calls may take
	LongMax  string `json:"long_max"`
	ShortMax string `json:"short_max"`
}

// NewFunding asks to move money of the operator's own into a position, or out of it.
type NewFunding struct {
	ID      ID     `json:"id,omitzero"`
	Asset   string `json:"asset"`
	Account ID     `json:"account"` // where it comes from, or goes to
	Amount  string `json:"amount"`
	Out     bool   `json:"out,omitempty"`
}

// Conversion is what was given in one asset for another one, or would be.
type Conversion struct {
	Give      string `json:"give"`
	Get       string `json:"get"`
	Paid      string `json:"paid"` // the spread in it; of a quote, at most
	Got       string `json:"got"`
	Spread    string `json:"spread"` // the spread's part of what was given
	SpreadBPS uint32 `json:"spread_bps"`
	Price     string `json:"price"` // of one that was got, in what was given, the spread in it
	Rate      *Rate  `json:"rate"`  // nil when the same was asked for again

	// In lists alone.
	ID    ID        `json:"id"`
	Party ID        `json:"party"`
	Call  bool      `json:"call"` // whether a call was paid with it; ID is then the call's
	Time  time.Time `json:"timestamp"`
}

// Exchange is what is to be converted: Paid is what is given at most, or Got is what is
// got.
type Exchange struct {
	Give string `json:"give"`
	Get  string `json:"get"`
	Paid string `json:"paid,omitempty"`
	Got  string `json:"got,omitempty"`
}

// NewConversion asks to convert what a party has.
type NewConversion struct {
	Exchange
	ID      ID     `json:"id,omitzero"`
	Party   ID     `json:"party"`
	Rate    uint64 `json:"rate,omitempty"`     // Number of the rate that was quoted; the present one when zero
	GotMin  string `json:"got_min,omitempty"`  // with Paid: less is refused with rate_moved
	PaidMax string `json:"paid_max,omitempty"` // with Got: more is refused with rate_moved
}

// SetRate enters a rate. The same again changes nothing.
func (c *Client) SetRate(ctx context.Context, r NewRate) (*Rate, error) {
	return post[Rate](ctx, c, "/rates", r)
}

// Rates lists the rates of a pair that were ever taken, the newest first.
func (c *Client) Rates(ctx context.Context, base, quote string, l Listing) (*Page[Rate], error) {
	q := l.query()
	setText(q, "base", base)
	setText(q, "quote", quote)
	return get[Page[Rate]](ctx, c, "/rates", q)
}

// Pairs lists the pairs of assets with their present rates.
func (c *Client) Pairs(ctx context.Context) (*Page[Pair], error) {
	return get[Page[Pair]](ctx, c, "/pairs", url.Values{})
}

// SetPair says how a pair of assets is converted.
func (c *Client) SetPair(ctx context.Context, base, quote string, t PairTerms) (*Pair, error) {
	return post[Pair](ctx, c, "/pairs", struct {
		Base  string `json:"base"`
		Quote string `json:"quote"`
		PairTerms
	}{base, quote, t})
}

// Positions lists the house's own positions.
func (c *Client) Positions(ctx context.Context) (*Page[Exposure], error) {
	return get[Page[Exposure]](ctx, c, "/positions", url.Values{})
}

// SetPosition bounds the house's position in an asset, and opens it the first time.
func (c *Client) SetPosition(ctx context.Context, asset, longMax, shortMax string) (*Exposure, error) {
	return post[Exposure](ctx, c, "/positions", map[string]string{"asset": asset, "long_max": longMax, "short_max": shortMax})
}

// FundPosition moves money of the operator's own into a position, or out of it.
func (c *Client) FundPosition(ctx context.Context, f NewFunding) (*Exposure, error) {
	return post[Exposure](ctx, c, "/positions/funding", f)
}

// QuoteConversion says what a conversion would come to now. Its rate's Number has the
// house make it so while it stands by that rate.
func (c *Client) QuoteConversion(ctx context.Context, e Exchange) (*Conversion, error) {
	return post[Conversion](ctx, c, "/conversions/quote", e)
}

// Convert converts what a party has in one asset to another one.
func (c *Client) Convert(ctx context.Context, n NewConversion) (*Conversion, error) {
	return post[Conversion](ctx, c, "/conversions", n)
}

// Conversions lists conversions, those of calls among them, the newest first: the key's
// own party's, or for operators everybody's where party is zero.
func (c *Client) Conversions(ctx context.Context, party ID, l Listing) (*Page[Conversion], error) {
	q := l.query()
	setID(q, "party", party)
	return get[Page[Conversion]](ctx, c, "/conversions", q)
}
