package console

import (
	"context"
	"strings"

	"aidollar/core/clearing"
	"aidollar/core/exchange"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/settlement"
)

// Chains is the part of a Source that is about dollars on chains. Lists are newest
// first. Payment, Arrival and Payout find any; the console looks whether the
// visitor may see it. Addresses and hashes are texts, as people write them.
type Chains interface {
	// Tokens lists the tokens with how their ledger and their chain stand.
	Tokens(ctx context.Context) ([]Token, error)
	Comparisons(ctx context.Context, token uint32, differing bool, cursor string, limit int) (ComparisonPage, error)
	Payments(ctx context.Context, q ChainQuery, cursor string, limit int) (PaymentPage, error)
	Payment(ctx context.Context, id ledger.ID) (Payment, error)
	Arrivals(ctx context.Context, q ChainQuery, cursor string, limit int) (ArrivalPage, error)
	Arrival(ctx context.Context, id ledger.ID) (Arrival, error)
	// Payouts lists batches; those of a party have its own items alone.
	Payouts(ctx context.Context, q ChainQuery, cursor string, limit int) (PayoutPage, error)
	Payout(ctx context.Context, id ledger.ID) (Payout, error)
	// Wallets lists the parties that are wallets, in the order of entry.
	Wallets(ctx context.Context, cursor string, limit int) (WalletPage, error)
	// HaltPayouts stops payouts in a token for a reason, or lets them go on
	// without one. A Refusal is an error of it.
	HaltPayouts(ctx context.Context, token uint32, reason string) error
}

// ChainQuery says what of payments, arrivals or batches is wanted; zero fields do
// not matter.
type ChainQuery struct {
	Party       ledger.ID
	State       uint8 // of their kind
	Unallocated bool  // arrivals that are nobody's
}

// TokenName is a token in the words of people.
type TokenName struct {
	Number   uint32
	Chain    string // CAIP-2
	Contract string // address
	Asset    money.Asset
}

// Token is a token with how its ledger and its chain stand.
type Token struct {
	TokenName
	House                                                   string // address
	State                                                   settlement.TokenState
	Custody, Arriving, PayingOut, Unallocated, Loss, DayOut money.Amount
	FinalBlock                                              uint64
	Trouble                                                 string // why nothing is taken in it now, a sentence; empty while it is
}

// Worth is what one token is worth in its currency, as it was told last; zero before.
func (t Token) Worth() money.Amount { return money.Units(t.State.Peg.Price.Price) }

// WorthIn is the currency with the decimals that prices have.
func (t Token) WorthIn() money.Asset {
	return money.Asset{Code: t.Asset.Code, Scale: exchange.PriceScale}
}

// Guarded reports whether it is taken by what it is worth.
func (t Token) Guarded() bool { return t.State.Peg.Guard.Set() }

// OffBPS is how far that is from par, in basis points.
func (t Token) OffBPS() uint64 { return t.State.Peg.Price.OffBPS() }

// Until is when that is stale.
func (t Token) Until() int64 { return t.State.Peg.Price.At + t.State.Peg.Price.Valid }

// Status is how the token stands, in a word.
func (t Token) Status() string {
	switch {
	case t.State.Compared.Block != 0 && !t.State.Compared.Agrees():
		return "differs"
	case t.State.Halted != "":
		return "halted"
	case t.State.Compared.Block == 0:
		return "not compared"
	}
	return "agrees"
}

// Same reports whether both sides had the same when they were compared last.
func (t Token) Same() bool { return t.State.Compared.OnChain == t.State.Compared.Ledger }

// Difference is what the chain has more than the ledger, or less.
func (t Token) Difference() signed { return difference(&t.State.Compared) }

func difference(c *settlement.Comparison) signed {
	if c.OnChain.Less(c.Ledger) {
		return signed{Negative: true, Amount: c.Ledger.SubFloor(c.OnChain)}
	}
	return signed{Amount: c.OnChain.SubFloor(c.Ledger)}
}

// InChannels reports whether anything stands in channels, by either side.
func (t Token) InChannels() bool { return inChannels(&t.State.Compared) }

// ChannelsSame reports whether the escrow and the ledger had the same.
func (t Token) ChannelsSame() bool {
	return t.State.Compared.EscrowOnChain == t.State.Compared.EscrowLedger
}

// ChannelsDifference is what the escrow has more than the ledger, or less.
func (t Token) ChannelsDifference() signed { return channelsDifference(&t.State.Compared) }

func inChannels(c *settlement.Comparison) bool {
	return !c.EscrowOnChain.IsZero() || !c.EscrowLedger.IsZero()
}

func channelsDifference(c *settlement.Comparison) signed {
	return difference(&settlement.Comparison{OnChain: c.EscrowOnChain, Ledger: c.EscrowLedger})
}

// Comparison is what a token's ledger and its chain had in a final block.
type Comparison struct {
	settlement.Comparison
	Hash string
	Seq  uint64 // record of the log
}

// Same reports whether both sides had the same.
func (c Comparison) Same() bool { return c.OnChain == c.Ledger }

// Agreed reports whether they had, in channels as well.
func (c Comparison) Agreed() bool { return c.Agrees() }

// InChannels reports whether anything stood in channels, by either side.
func (c Comparison) InChannels() bool { return inChannels(&c.Comparison) }

// Difference is what the chain had more than the ledger, or less.
func (c Comparison) Difference() signed { return difference(&c.Comparison) }

// ComparisonPage is a part of a list of comparisons. Next continues it; empty at
// its end.
type ComparisonPage struct {
	Comparisons []Comparison
	Next        string
}

// StateStep is when something came to a state.
type StateStep struct {
	State  string
	At     int64 // Unix nanoseconds
	Record uint64
}

// Payment is what a wallet signed.
type Payment struct {
	ID        ledger.ID
	Token     TokenName
	Wallet    clearing.Party
	Scheme    settlement.Scheme
	State     settlement.PaymentState
	Signed    money.Amount
	Due       money.Amount
	Reason    string      // of a failure
	Call      ledger.ID   // that it was taken on trust for; zero for none
	At        int64       // Unix nanoseconds
	Until     int64       // Unix nanoseconds
	ChangedAt int64       // Unix nanoseconds
	Steps     []StateStep // of a single payment
}

// PaymentPage is a part of a list of payments. Next continues it; empty at its end.
type PaymentPage struct {
	Payments []Payment
	Next     string
}

// Arrival is a transfer of a token to the house.
type Arrival struct {
	ID      ledger.ID
	Token   TokenName
	Tx      string
	Block   uint64
	From    string // address
	Amount  money.Amount
	Payment ledger.ID      // that it carries out; zero for none
	Party   clearing.Party // zero when nobody knows
	For     clearing.Party // whose it is if a person decides so; zero when it waits for none
	State   clearing.ArrivalState
	Has     bool        // the party can spend it
	At      int64       // Unix nanoseconds
	Steps   []StateStep // of a single arrival
}

// Word is the state in a word.
func (a Arrival) Word() string { return wordAt(arrivalWords, uint8(a.State)) }

// ArrivalPage is a part of a list of arrivals. Next continues it; empty at its end.
type ArrivalPage struct {
	Arrivals []Arrival
	Next     string
}

// Payout is a batch of payouts.
type Payout struct {
	ID        ledger.ID
	Token     TokenName
	Total     money.Amount // of the items that belong to the query
	Returned  money.Amount // of the total
	Count     int
	State     clearing.PayoutState
	Tx        string // empty: in no block
	Block     uint64
	At        int64 // Unix nanoseconds
	ChangedAt int64 // Unix nanoseconds
	Items     []PayoutItem
	Steps     []StateStep // of a single batch
}

// Word is the state in a word.
func (p Payout) Word() string { return wordAt(payoutWords, uint8(p.State)) }

// PayoutItem is one payee of a batch.
type PayoutItem struct {
	Party    clearing.Party
	Address  string
	Amount   money.Amount
	Returned bool
}

// PayoutPage is a part of a list of batches. Next continues it; empty at its end.
type PayoutPage struct {
	Payouts []Payout
	Next    string
}

// Wallet is a party that pays by its signature.
type Wallet struct {
	Party        clearing.Party
	Asset        money.Asset
	Balance      money.Amount // free to spend
	Promised     money.Amount // of it, not final
	Withdrawable money.Amount
	Debt         money.Amount // was spent and never came
	Last         []Payment    // the latest
}

// WalletPage is a part of a list of wallets. Next continues it; empty at its end.
type WalletPage struct {
	Wallets []Wallet
	Next    string
}

// The words for states, by their numbers.
var (
	arrivalWords = []string{"", "seen", "final", "dropped"}
	payoutWords  = []string{"", "opened", "seen", "closed"}
	paymentWords = []string{"", "held", "due", "arrived", "final", "released", "unneeded", "failed"}
)

func wordAt(words []string, n uint8) string {
	if int(n) < len(words) {
		return words[n]
	}
	return "unknown"
}

// chainStates says how each state is coloured.
var chainStates = map[string]string{
	"contested": "open", "accepted": "captured", "decided": "captured", "silent": "captured", "undecided": "captured", "proposed": "open", "posted": "captured", "voided": "expired", "expired": "expired", "withdrawn": "expired",
	"open": "open", "held": "open", "due": "open", "no rate": "open", "arrived": "open", "seen": "open", "waiting": "open", "sent": "open", "included": "open", "opened": "open",
	"final": "captured", "off": "expired", "closed": "captured", "agrees": "captured", "covered": "captured",
	"leaving": "expired", "overdue": "failed", "paid": "captured", "good": "captured", "stopped": "failed", "pending": "open",
	"stale": "failed", "gone": "failed", "dropped": "expired", "halted": "expired", "returned": "expired", "in part": "expired",
	"failed": "failed", "differs": "failed", "short": "failed",
	"in force": "captured", "to come": "open", "over": "expired", "permits": "captured", "forbids": "failed", "refers": "open",
	"settled": "captured", "owed": "open", "done": "captured", "void": "expired", "enough": "captured", "low": "expired", "used up": "failed", "ended": "expired", "not yet": "open", "counts": "captured",
	"approved": "captured", "allowed": "captured", "denied": "failed", "referred": "open", "cleared": "captured", "refused": "failed", "confirmed": "failed", "lapsed": "expired", "trusted": "captured", "distrusted": "failed",
}

// shortHex is the beginning and the end of a hash or an address.
func shortHex(text string) string {
	const head, tail = 6, 4
	if len(text) <= head+tail+1 {
		return text
	}
	return text[:head] + "…" + text[len(text)-tail:]
}

// partyName is a party's name; a wallet's, which is its address, is cut short.
func partyName(name string) string {
	if len(name) == addressLength && strings.HasPrefix(name, "0x") {
		return shortHex(name)
	}
	return name
}

// addressLength is that of an address as text.
const addressLength = 42

// chainTabs leads from one page about chains to the others.
type chainTabs struct {
	At    string
	House bool
}

// chainFilter narrows a list down.
type chainFilter struct {
	Path, State string
	States      []option
}

// chainPage is a page of what is about chains.
type chainPage[Row any] struct {
	listPage[Row]
	House  bool
	State  string // that is asked for
	States []option
}

// query reads what state is asked for. A word that is none is as good as none: the
// field then shows that all are listed.
func (p *chainPage[Row]) query(v *visit, words []string) ChainQuery {
	q := ChainQuery{Party: v.view.Party.ID}
	p.House = v.view.House
	asked := v.URL.Query().Get("state")
	for i, w := range words {
		if i == 0 {
			continue
		}
		p.States = append(p.States, option{w, w})
		if w == asked {
			q.State, p.State = uint8(i), w
		}
	}
	return q
}

// Query is the filter as it stands in the address.
func (p chainPage[Row]) Query() string {
	if p.State == "" {
		return ""
	}
	return "state=" + p.State
}

// chainRoutes are the pages about chains. What concerns the whole house is for the
// house alone.
func (c *Console) chainRoutes() {
	c.page("GET /console/deposits", c.deposits)
	c.page("GET /console/deposits/{id}", c.arrival)
	c.page("GET /console/payments", c.payments)
	c.page("GET /console/payments/{id}", c.payment)
	c.page("GET /console/payouts", c.payouts)
	c.page("GET /console/payouts/{id}", c.payout)
	c.page("GET /console/channels", c.channels)
	c.page("GET /console/channels/{id}", c.channel)
	c.page("GET /console/channels/{id}/release", houseOnly(c.confirmRelease))
	c.form("POST /console/channels/{id}/release", formSizeMax, houseOnly(c.releaseChannel))
	c.page("GET /console/reconciliation", houseOnly(c.reconciliation))
	c.page("GET /console/reconciliation/{number}", houseOnly(c.comparisons))
	c.page("GET /console/reconciliation/{number}/halt", houseOnly(c.confirmHalt))
	c.form("POST /console/reconciliation/{number}/halt", formSizeMax, houseOnly(c.haltPayouts))
	c.page("GET /console/wallets", houseOnly(c.wallets))
}
