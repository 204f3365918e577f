package console

import (
	"context"
	"crypto/sha256"
	"errors"
	"strings"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/meter"
	"aidollar/core/money"
	"aidollar/core/payment"
	"aidollar/core/tariff"
)

// Errors of a Source that are the visitor's doing.
var (
	ErrNotFound = errors.New("console: there is none of that id")
	// ErrCursor: the cursor was not given by the list it is used for.
	ErrCursor = errors.New("console: the cursor is none of this list")
)

// Source is what the console shows. Its methods are called from any goroutine;
// nothing that they return is changed afterwards. What happened (calls,
// receipts, postings) may lag behind what stands (balances); Position says by
// how much. The console itself decides who may see what: Receipt and Account
// find any.
type Source interface {
	Registry
	Activity
	Chains
	Channels
	Disputes
	Refunds
	Credit
	Proofs
	Netting
	Currencies
	Rules
	Reviews
	Decisions
	RuleDesk
	Duties
	// Key finds a key by the SHA-256 of its secret; ok is false for one that is
	// unknown or revoked. It is asked on each request, so it must be quick.
	Key(hash [sha256.Size]byte) (key clearing.Key, ok bool)
	// Party finds a party by its id.
	Party(id ledger.ID) (clearing.Party, bool)
	// Position says how far the log and the read side are.
	Position() Position
	// House sums up what happened since a time, in Unix nanoseconds.
	House(ctx context.Context, since int64) (House, error)
	// Usage sums up calls by the hour of their end; ErrSpan when the span is too
	// long.
	Usage(ctx context.Context, q UsageQuery) (Usage, error)
	// Latency says how long calls took in the last hour, and in each of its
	// minutes, oldest first, as the gateway measured it; minutes without calls
	// are left out.
	Latency() (hour Latency, minutes []Latency)
	// Chart sums up all accounts by asset and code, as of one moment.
	Chart(ctx context.Context) (Chart, error)
	// Parties lists parties in the order of entry with the account that their
	// money stands on.
	Parties(ctx context.Context, cursor string, limit int) (AccountPage, error)
	// Accounts lists the accounts of a party.
	Accounts(ctx context.Context, party ledger.ID) ([]Account, error)
	// Account finds an account; ErrNotFound when there is none.
	Account(ctx context.Context, id ledger.ID) (Account, error)
	// History lists the movements of an account, newest first.
	History(ctx context.Context, q HistoryQuery, cursor string, limit int) (PostingPage, error)
	// Statement sums up what happened on an account from one time to before
	// another, in Unix nanoseconds.
	Statement(ctx context.Context, account ledger.ID, from, to int64) (Statement, error)
	// Find looks for an id of anything, or a part of a name, among what the view
	// covers; the console looks once more whether it does.
	Find(ctx context.Context, view View, text string, limit int) ([]Hit, error)
	// Calls lists calls that the view covers, newest first.
	Calls(ctx context.Context, q CallQuery, cursor string, limit int) (CallPage, error)
	// Receipt finds a call with what proves its charge; ErrNotFound when there
	// is none.
	Receipt(ctx context.Context, call ledger.ID) (Receipt, error)
	// SignedReceipt gives the receipt of a closed call such that anybody can
	// verify it; ErrNotFound for one that is open, or that there is none of.
	SignedReceipt(ctx context.Context, call ledger.ID) (text string, err error)
}

// HistoryQuery says which movements are wanted; times that are zero do not matter.
type HistoryQuery struct {
	Account  ledger.ID
	From, To int64 // Unix nanoseconds; To is exclusive
}

// View is what somebody may see: all of the house, or one party. The zero View
// sees nothing.
type View struct {
	House bool
	Party clearing.Party // unless House
	Key   ledger.ID      // that is signed in with

	Returns bool // the key may return what its party was paid, and answer disputes
}

// Covers reports whether the view includes what belongs to one of the parties.
func (v View) Covers(parties ...ledger.ID) bool {
	if v.House {
		return true
	}
	for _, p := range parties {
		if !p.IsZero() && p == v.Party.ID {
			return true
		}
	}
	return false
}

// Position is how far the log and the read side are, in records.
type Position struct{ Log, Books uint64 }

// Lag is how many records the read side is behind.
func (p Position) Lag() uint64 { return max(p.Log, p.Books) - p.Books }

// Sum is an amount of an asset.
type Sum struct {
	Asset  money.Asset
	Amount money.Amount
}

// House is the house in short.
type House struct {
	Revenue []Sum  // commission earned in the time asked for, by asset
	Holds   uint64 // open now
	Held    []Sum  // of buyers' balances, set aside by open calls now
}

// Chart is the trial balance: what stands on all accounts.
type Chart struct {
	Lines []ChartLine // by asset, then by code
	// Others is how many accounts are in no line: those that were opened one by
	// one, outside the chart of accounts.
	Others uint64
}

// ChartLine sums up the accounts of one code.
type ChartLine struct {
	Asset           money.Asset
	Code            uint16
	Accounts        uint64
	Sole            ledger.ID    // the account, where there can be one only; else zero
	Debits, Credits money.Amount // posted
}

// Account is an account with whom it belongs to.
type Account struct {
	Account   ledger.Account
	Asset     money.Asset
	Owner     clearing.Party // zero for the house's own
	Spendable money.Amount   // what its limits leave to be debited
}

// AccountPage is a part of a list of accounts. Next continues it; empty at its end.
type AccountPage struct {
	Accounts []Account
	Next     string
}

// Call is a call in short.
type Call struct {
	ID            ledger.ID
	Buyer, Seller clearing.Party
	Model         string
	Asset         money.Asset
	OpenedAt      int64              // Unix nanoseconds
	State         clearing.CallState // zero while it is open
	Reserved      money.Amount
	Charge        money.Amount // zero unless it is captured
	Usage         meter.Usage
}

// CallPage is a part of a list of calls. Next continues it; empty at its end.
type CallPage struct {
	Calls []Call
	Next  string
}

// Receipt is a call with everything that proves its charge.
type Receipt struct {
	Call     Call
	ClosedAt int64 // Unix nanoseconds; zero while it is open
	KeyName  string
	Card     string // the rate card's name
	Version  uint32 // of the rate card
	Upstream string
	Cost     tariff.Ticks   // what the upstream takes; zero when it is not known
	Dialect  string         // that the usage was read from; empty when it was not
	Project  string         // of the key at the time; empty without
	Region   string         // where it was served; empty when it is not known
	Service  string         // the class of service; empty for the standard one
	Variant  string         // of the card's prices; empty for the only one
	Reason   string         // of a void
	Policy   payment.Policy // what is charged when not the lines are
	Lines    []ReceiptLine  // of a captured call
	Exact    tariff.Ticks   // the sum of the lines
	CarryIn  uint64         // ticks that earlier calls left over
	CarryOut uint64         // ticks left over to the next
	Waived   tariff.Ticks   // used beyond the reservation, not charged
	Postings []Posting
	Payment  ledger.ID // that a wallet signed for it, taken on trust; zero for none
}

// ReceiptLine is a line of a receipt, with the members of the upstream's answer
// that its quantity was read from; none when it was estimated.
type ReceiptLine struct {
	tariff.Line
	From []string
}

// What says what the line is for.
func (l ReceiptLine) What() string {
	name := sentence(l.Meter.String())
	if l.Meters.Len() > 1 {
		name = meterNames(l.Meters)
	}
	switch l.Kind {
	case tariff.LineFee:
		return name + ": fee of tier " + uintText(uint64(l.Tier))
	case tariff.LinePackage:
		return name + ": packages"
	case tariff.LineReprice:
		return name + ": earlier units, repriced"
	case tariff.LineMinimum:
		return "Up to the least charge of a call"
	}
	if l.Tier > 0 {
		return name + ", tier " + uintText(uint64(l.Tier))
	}
	return name
}

// Members are the members of the answer; one that is taken off has a minus
// before it that no line breaks after.
func (l ReceiptLine) Members() (list []string) {
	for _, m := range l.From {
		if name, off := strings.CutPrefix(m, "-"); off {
			m = "− " + name
		}
		list = append(list, m)
	}
	return list
}

// Unit is what the line counts.
func (l ReceiptLine) Unit() string {
	switch l.Kind {
	case tariff.LinePackage:
		return "package"
	case tariff.LineFee, tariff.LineMinimum:
		return "charge"
	}
	return l.Meter.Unit()
}

// Posting is a movement with the names of its accounts.
type Posting struct {
	ledger.Posting
	At            int64 // Unix nanoseconds
	Asset         money.Asset
	CallID        ledger.ID // the call that it belongs to; zero for none
	Debit, Credit Side
}

// Side is one end of a posting.
type Side struct {
	ID    ledger.ID
	Code  uint16         // zero for what is no account: the rule that a split follows
	Owner clearing.Party // zero for the house's own
}

// PostingPage is a part of a list of postings. Next continues it; empty at its end.
type PostingPage struct {
	Postings []Posting
	Next     string
}
