package ledger

import (
	"math"

	"aidollar/core/money"
)

// Config holds the named bounds of a ledger. Window and Skew are part of the
// state: a snapshot can only be restored under the same ones.
type Config struct {
	// Window is how long ids are remembered, in nanoseconds: an id whose time
	// is before now-Window is refused as IDTooOld. At most WindowMax.
	Window int64
	// Skew is how far an id's time may be ahead of now, in nanoseconds. At most
	// WindowMax.
	Skew int64

	AccountsMax uint32 // accounts ever opened
	HoldsMax    uint32 // holds open at the same time
	IDsMax      uint32 // ids remembered at the same time
	BudgetsMax  uint32
	RulesMax    uint32

	// HashKey keys the hash of the indexes. A key that callers do not know
	// keeps them from choosing ids that collide. It does not change the state.
	HashKey uint64
}

const (
	// WindowMax bounds Window and Skew: 400 days in nanoseconds.
	WindowMax = 400 * 24 * 3600 * 1_000_000_000
	// AssetsMax bounds the assets that accounts are opened in.
	AssetsMax = 1 << 16
	// ChainMax bounds the transfers of a linked chain.
	ChainMax = 64
)

// DefaultConfig remembers ids for an hour, lets them be a minute ahead, and
// bounds the tables at what a machine of 64 GB can hold.
func DefaultConfig() Config {
	return Config{
		Window:      3600 * 1_000_000_000,
		Skew:        60 * 1_000_000_000,
		AccountsMax: 1 << 26,
		HoldsMax:    1 << 24,
		IDsMax:      1 << 29,
		BudgetsMax:  1 << 26, // each key and each project has three
		RulesMax:    1 << 18,
	}
}

// neverSealed stands for no seal; it seals not even itself.
const neverSealed = math.MinInt64

// valid bounds every value to what the tables can hold.
func (c Config) valid() Config {
	c.Window = min(max(c.Window, 1), WindowMax)
	c.Skew = min(max(c.Skew, 0), WindowMax)
	c.AccountsMax = min(c.AccountsMax, numberMax)
	c.HoldsMax = min(c.HoldsMax, numberMax)
	c.BudgetsMax = min(c.BudgetsMax, numberMax)
	c.RulesMax = min(c.RulesMax, numberMax/RuleSharesMax)
	return c
}

// Ledger is the whole state. It is used from one goroutine.
type Ledger struct {
	config  Config
	hashKey uint64

	now       int64
	sealed    int64            // effective times at or before are refused
	periods   [periodEnd]int64 // the number of the period that now lies in
	millisMin int64            // of the ids that are taken now
	millisMax int64

	accounts     slab[account]
	rests        slab[accountRest] // by the same slots
	accountIndex table
	assets       []asset
	assetIndex   table
	holds        holds
	window       window
	budgets      slab[budget]
	budgetIndex  table
	rules        slab[rule]
	ruleIndex    table
	shares       slab[share]

	managing bool // inside Manage

	derived []Posting
	undo    undo
	hints   [blockLen]hint
	wire    []byte // Transfers encodes into it
	sink    uint64 // keeps the reads that only warm the cache from being left out
}

// New makes an empty ledger at time zero. Bounds beyond what the tables can
// hold are lowered to it.
func New(config Config) *Ledger {
	config = config.valid()
	l := &Ledger{config: config, hashKey: config.HashKey ^ key3, sealed: neverSealed}
	l.holds.next, l.holds.key = 1, l.hashKey
	l.window.init(config, l.hashKey)
	l.setNow(0)
	return l
}

// Now is the time of the last Advance.
func (l *Ledger) Now() int64 { return l.now }

// Advance moves the clock to now, in Unix nanoseconds; an earlier time leaves
// it where it is. Holds whose deadline is at or before now expire, in order of
// their deadlines and, among equal ones, in the order they were made; each adds
// a Posting to Derived that voids it. Ids that left the window are forgotten.
// It panics inside Atomic.
func (l *Ledger) Advance(now int64) {
	if l.undo.depth > 0 {
		panic("ledger: Advance inside Atomic")
	}
	if now <= l.now {
		return
	}
	l.setNow(now)
	for {
		slot, due := l.holds.due(now)
		if !due {
			break
		}
		l.expire(slot)
	}
	l.window.drop(l.millisMin)
}

func (l *Ledger) setNow(now int64) {
	l.now = now
	for p := range periodEnd {
		l.periods[p] = periodNumber(p, now)
	}
	oldest := max(now, l.config.Window) - l.config.Window
	l.millisMin = (oldest + 999_999) / 1_000_000
	newest := now + min(l.config.Skew, math.MaxInt64-max(now, 0))
	l.millisMax = newest / 1_000_000
}

// Seal refuses every effective time at or before until from now on. The seal
// never moves back: an earlier time is refused as PeriodSealed, the same again
// is Exists. A time ahead of now is EffectiveInFuture.
func (l *Ledger) Seal(until int64) Result {
	switch {
	case until > l.now:
		return EffectiveInFuture
	case until == l.sealed:
		return Exists
	case until < l.sealed:
		return PeriodSealed
	}
	l.undo.seal(l.sealed)
	l.sealed = until
	return OK
}

// Sealed is the time up to which the books are closed; ok is false when they
// never were.
func (l *Ledger) Sealed() (until int64, ok bool) {
	return l.sealed, l.sealed != neverSealed
}

// Manage calls f; transfers that f decides may name accounts with the flag
// Managed. The caller answers for what they move. Calls nest.
func (l *Ledger) Manage(f func()) {
	before := l.managing
	l.managing = true
	defer func() { l.managing = before }()
	f()
}

// Derived lists what followed from transfers and expiries since the last
// ClearDerived. A split transfer itself moves nothing for readers: its postings
// here do, each with Cause the split's id and ID derived from it in order. An
// expiry is a posting with flag Void of the hold and nothing posted.
// The slice is valid until the next change.
func (l *Ledger) Derived() []Posting { return l.derived }

// ClearDerived forgets the postings read from Derived. It panics inside Atomic.
func (l *Ledger) ClearDerived() {
	if l.undo.depth > 0 {
		panic("ledger: ClearDerived inside Atomic")
	}
	l.derived = l.derived[:0]
}

// Remembers finds the outcome of an accepted transfer whose id is in the window.
func (l *Ledger) Remembers(id ID) (Outcome, bool) {
	b := l.bucketOf(id)
	if b == nil {
		return Outcome{}, false
	}
	n, ok := b.find(id, l.hash(id))
	if !ok {
		return Outcome{}, false
	}
	return Outcome{Result: OK, Amount: b.amount(b.entries.at(n))}, true
}

// InWindow reports whether a transfer with this id would be remembered if it had been
// accepted.
func (l *Ledger) InWindow(id ID) bool {
	millis := id.Millis()
	return millis >= l.millisMin && millis <= l.millisMax
}

// bucketOf finds the bucket that remembers id; nil when the id is out of the
// window or nothing of its time was accepted.
func (l *Ledger) bucketOf(id ID) *bucket {
	millis := id.Millis()
	if id.IsZero() || millis < l.millisMin || millis > l.millisMax {
		return nil
	}
	return l.window.bucket(millis)
}

func saturatingAdd(a, b money.Amount) money.Amount {
	if sum, ok := a.Add(b); ok {
		return sum
	}
	return money.AmountMax
}
