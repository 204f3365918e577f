package gateway

import (
	"context"
	"errors"
	"time"

	"aidollar/core/ledger"
	"aidollar/core/meter"
	"aidollar/core/money"
	"aidollar/core/payment"
	"aidollar/core/tariff"
	"aidollar/gateway/limit"
)

// Clearing is what the gateway needs of the clearing house. Its methods are
// called from many goroutines. What they return is not changed by either side.
//
// Contexts that reach it are not cancelled when a client hangs up, only by the
// gateway's own time limit; Key's is the client's. After an error that is neither a
// *Refusal nor ErrAway the gateway does not know whether the step was taken.
type Clearing interface {
	// Key finds the live key whose secret has this SHA-256 hash. It is false
	// for unknown and for revoked keys. It is on every call's path, so what has to be
	// asked for elsewhere is remembered for a while; the error says that nobody could
	// be asked.
	Key(ctx context.Context, hash [32]byte) (Key, bool, error)

	// KeyByID finds a live key by its id, for calls that the house makes on its
	// behalf. No input or output.
	KeyByID(id ledger.ID) (Key, bool)

	// Route says how a model is reached and on what terms. It is false for a
	// model that has no price or no seller. No input or output.
	Route(key Key, model string) (*Route, bool)

	// Price is what the bound would be reserved at now; ok is false when it
	// does not fit an amount. It serves to tell a buyer what can be afforded.
	Price(route *Route, limits []tariff.Limit) (amount money.Amount, ok bool)

	// Affords reports whether a reservation would find the money for it now. It may
	// err; Reserve decides. No input or output.
	Affords(r *Reservation) bool

	// Models lists what the key can call, in a stable order.
	Models(key Key) []Model

	// Reserve holds the price of the bound until the deadline and is durable
	// when it returns. The id is new. A buyer without the money gets a *Refusal
	// with Kind RefusalFunds, Needed and Available.
	Reserve(ctx context.Context, r Reservation) (Reserved, error)

	// May reports whether rules let a call be made that reserves nothing, and in which of
	// its regions, as Reserve does. A rule against it is a *Refusal.
	May(ctx context.Context, r Reservation) (allowed uint64, err error)

	// Default is what the model "default" stands for, by a written rule, for a key whose
	// call is to be served in a region; nil where no rule says so.
	Default(ctx context.Context, key Key, purpose Purpose) (*Default, error)

	// Capture charges a reserved call once and is durable when it returns. The
	// charge is at most what was reserved; the rest returns to the buyer. A
	// second capture of the same call answers as the first did.
	Capture(ctx context.Context, c Capture) (Captured, error)

	// Void returns a hold in full. Voiding a call that holds nothing is no
	// error. The reason is a stable code for the books.
	Void(ctx context.Context, call ledger.ID, reason string) error
}

// ErrAway says that the clearing house cannot be reached now, and that the step was
// not taken.
var ErrAway = errors.New("the clearing house cannot be reached")

// Key is who calls.
type Key struct {
	ID    ledger.ID // names the key in logs and books; it is no secret
	Party ledger.ID // who pays
	Calls bool      // whether the key may spend money, or only read
	// Wallet says that there is no key: a payment comes with the request, or will.
	Wallet bool
	// Secret is the SHA-256 of it, where the Clearing wants it back; else zero.
	Secret [32]byte

	Networks limit.Networks // where it may be used from; empty: everywhere
	Rate     limit.Rate     // how often and how much
}

// Route is how a model is reached, and on what terms.
type Route struct {
	Model     string    // its name for buyers
	Seller    ledger.ID // who is paid
	InputMax  uint64    // tokens of prompt the model takes; zero when not known
	OutputMax uint64    // tokens of one choice; never zero
	Priced    meter.Set // meters with a price
	Services  []string  // tiers with a price beside the standard one
	Targets   []Target  // at most TargetsMax

	// UsageMissing is what a complete answer costs that came without usage;
	// payment.Measured charges the gateway's estimate. An answer that was cut
	// short is estimated whatever this says.
	UsageMissing payment.Policy

	// HedgeAfter is how long an upstream may take to begin its answer before a
	// second one is asked as well; zero is for ever.
	HedgeAfter time.Duration
	// Cache says that whole answers are kept for buyers who ask for it. It needs a
	// price for response_cached.
	Cache bool
	// Indivisible says that a call's price is not the sum of its parts' prices, so that
	// no stream is paid for as it goes.
	Indivisible bool
	// Passage says that this is the product of a route that is sold by itself, and
	// no model. It has no targets.
	Passage bool
}

// TargetsMax bounds the upstreams of a route.
const TargetsMax = 64

// Target is one place where a route's model runs.
type Target struct {
	Upstream *Upstream
	Model    string // its name there; empty when it is the route's
	Weight   uint32 // share of the calls, against the other targets of its rank; zero is one
	Rank     uint8  // targets of a lower rank are called first
	Region   string // where it runs; empty when that is nobody's concern
	// Cost is what the upstream charges the seller for a use; nil when that is not
	// known.
	Cost func(*meter.Quantities) tariff.Ticks
}

// Model is a model as its buyers see it.
type Model struct {
	ID        string       `json:"id"`
	Object    string       `json:"object"` // set by the gateway
	Created   int64        `json:"created"`
	OwnedBy   string       `json:"owned_by"`
	InputMax  uint64       `json:"input_tokens_max,omitempty"`
	OutputMax uint64       `json:"output_tokens_max"`
	Prices    []ModelPrice `json:"prices"` // of meters with a single price
	// Tiered are meters whose price has tiers or packages, and Variants the names
	// of other prices that hold at times; the whole is told by the API.
	Tiered   []string `json:"tiered,omitempty"`
	Variants []string `json:"variants,omitempty"`
}

// ModelPrice is one line of a model's prices.
type ModelPrice struct {
	Meter    string `json:"meter"`    // a meter's name: "input"
	Amount   string `json:"amount"`   // a plain decimal of the currency
	Per      uint64 `json:"per"`      // units that the amount pays for
	Currency string `json:"currency"` // "USD"
}

// Reservation asks to hold the most that a call can cost.
type Reservation struct {
	Call ledger.ID // names the call, its hold and its receipt
	Key  Key
	// Route is the one Route returned.
	Route   *Route
	Service string // the tier asked for, one of the route's; "" is the standard one
	Region  string // where the call must be served; empty is anywhere
	// Regions are where it can be served, the best first: see Reserved.Allowed.
	Regions []string
	Data    string // class of the data that it sends; empty for the buyer's usual one
	EndUse  string // what it serves; empty for the buyer's usual one
	// Limits bound the call by groups of meters, each unit counted by one of its
	// group in the end. They are valid during the call of Reserve.
	Limits []tariff.Limit
	// First are those of the call's first part, where it is a stream that can be paid
	// for as it goes; nil where it cannot.
	First    []tariff.Limit
	Deadline time.Time // when the hold returns by itself
}

// Reserved is what a hold took.
type Reserved struct {
	Amount money.Amount // set aside
	// Allowed has a bit for each of Regions, by its place, in which rules let the call be
	// served; zero where no rules are in force.
	Allowed uint64
}

// Capture says what a call used.
type Capture struct {
	Call     ledger.ID
	Key      Key // the reservation's
	Usage    meter.Usage
	Policy   payment.Policy
	Upstream string // who served it
	Dialect  string // the wire format that the usage was read from
	Region   string // where it was served; empty when that is nobody's concern
	// Cost is what serving the call costs the seller, as far as it is known: the
	// upstream that answered, and what one that lost a race is thought to charge.
	Cost tariff.Ticks
}

// Captured is what a call cost.
type Captured struct {
	Charge    money.Amount
	Available money.Amount // the buyer's balance that is free to spend
	// Later says that the capture is kept, durably, and will be made: the amounts are
	// not known yet.
	Later bool
	// Total is, of a call that is paid from a channel, what the channel's calls have
	// cost over all time, this one included.
	Total money.Amount
	// Conversion is that of a call that was paid in another currency than its price's;
	// nil for none.
	Conversion *Conversion
}

// Conversion is what was given for a call in another currency than its price's.
type Conversion struct {
	Asset     money.Asset
	Paid      money.Amount // the spread in it
	Available money.Amount // of the buyer's balance in that currency
}

// RefusalKind decides the status a client sees.
type RefusalKind uint8

// The kinds of refusal.
const (
	RefusalFunds     RefusalKind = iota // 402: not enough money
	RefusalForbidden                    // 403: a rule says no
	RefusalLimit                        // 429: a budget or a bound is used up for now
	RefusalPayment                      // 402: the payment that came with the call is no good
	RefusalUsed                         // 409: the payment was used before
	RefusalOverdue                      // 402: an invoice has to be paid first
)

// Refusal is a decision against a call, and no breakage.
type Refusal struct {
	Kind      RefusalKind
	Code      string       // stable machine code
	Detail    string       // a sentence for the buyer
	Hint      any          // with RefusalPayment: the Wallets' own, for Ask
	Type      string       // with RefusalPayment: the problem's type (RFC 9457), where a protocol has one
	Status    int          // with RefusalPayment: that the protocol wants; zero is 402
	Rules     []Rule       // that forbid it, or have a person decide
	Needed    money.Amount // with RefusalFunds
	Available money.Amount // with RefusalFunds
}

// Purpose is what a client says of a call for the rules' sake. What is empty is the
// buyer's usual.
type Purpose struct {
	Region string // where it must be served; empty is anywhere
	Data   string
	EndUse string
}

// Default is what the model "default" stands for.
type Default struct {
	Models []string // the best first
	Rule   Rule     // that says so
}

// Rule is a written rule that stands in the way of a call.
type Rule struct {
	ID     string `json:"id"`
	Title  string `json:"title"`
	Source string `json:"source"`
	URL    string `json:"url,omitempty"`
	Remedy string `json:"remedy,omitempty"` // what would change it
}

func (r *Refusal) Error() string { return r.Code + ": " + r.Detail }
