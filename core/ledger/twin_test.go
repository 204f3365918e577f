package ledger

import (
	"math/big"
	"sort"
	"time"

	"aidollar/core/money"
)

// twin is the ledger said again as plainly as possible: maps, big integers, and
// the clock of package time. It shares types with the ledger and nothing else.
type twin struct {
	config Config
	now    int64
	sealed *int64

	accounts map[ID]*twinAccount
	budgets  map[BudgetID]*twinBudget
	rules    map[ID]*twinRule
	holds    map[ID]*twinHold
	seen     map[ID]*twinSeen
	made     int // holds ever made
	derived  []Posting

	undo    []func() // how to take back what the open spans did, last first
	nesting int
	manages bool
}

type twinAccount struct {
	Account          // all but the balances
	dp, dpo, cp, cpo *big.Int
}

type twinBudget struct {
	Budget
	spent *big.Int
	count uint64
	span  string // the calendar period that spent and count belong to
}

type twinRule struct {
	Rule
	carry []*big.Int
}

type twinHold struct {
	Transfer
	held    *big.Int
	made    int64
	order   int
	budget  BudgetID
	expires int64
}

type twinSeen struct {
	content [TransferSize]byte
	amount  *big.Int
	fate    Result // of its hold: OK while open; Exists when it made none
}

func newTwin(c Config) *twin {
	return &twin{
		config: c, accounts: map[ID]*twinAccount{}, budgets: map[BudgetID]*twinBudget{},
		rules: map[ID]*twinRule{}, holds: map[ID]*twinHold{}, seen: map[ID]*twinSeen{},
	}
}

func bigOf(a money.Amount) *big.Int {
	n := new(big.Int).SetUint64(a.Hi)
	return n.Lsh(n, 64).Add(n, new(big.Int).SetUint64(a.Lo))
}

func amountOf(n *big.Int) money.Amount {
	low := new(big.Int).And(n, new(big.Int).SetUint64(^uint64(0)))
	return money.Amount{Hi: new(big.Int).Rsh(n, 64).Uint64(), Lo: low.Uint64()}
}

var bigMax = bigOf(money.AmountMax)

// change adds delta to *n and remembers to take it away again.
func (w *twin) change(n *big.Int, delta *big.Int) {
	before := new(big.Int).Set(n)
	n.Add(n, delta)
	w.undo = append(w.undo, func() { n.Set(before) })
}

func (w *twin) span(f func() bool) {
	start, derived := len(w.undo), len(w.derived)
	w.nesting++
	stands := f()
	w.nesting--
	if !stands {
		for i := len(w.undo) - 1; i >= start; i-- {
			w.undo[i]()
		}
		w.undo = w.undo[:start]
		w.derived = w.derived[:derived]
	}
	if w.nesting == 0 {
		w.undo = nil
	}
}

func (w *twin) atomic(f func() Result) (r Result) {
	w.span(func() bool { r = f(); return r == OK || r == Exists })
	return r
}

// spanName names the calendar period, by package time.
func spanName(p Period, nanos int64) string {
	layout := map[Period]string{PeriodTotal: "ever", PeriodMinute: "2006-01-02 15:04", PeriodHour: "2006-01-02 15", PeriodDay: "2006-01-02", PeriodMonth: "2006-01"}[p]
	return time.Unix(0, nanos).UTC().Format(layout)
}

func (w *twin) inWindow(id ID) Result {
	nanos := new(big.Int).Mul(big.NewInt(id.Millis()), big.NewInt(1_000_000))
	if nanos.Cmp(big.NewInt(w.now-w.config.Window)) < 0 {
		return IDTooOld
	}
	if nanos.Cmp(big.NewInt(w.now+w.config.Skew)) > 0 {
		return IDInFuture
	}
	return OK
}

func (w *twin) advance(now int64) {
	w.now = max(w.now, now)
	var due []*twinHold
	for _, h := range w.holds {
		if h.expires != 0 && h.expires <= w.now {
			due = append(due, h)
		}
	}
	sort.Slice(due, func(i, j int) bool {
		if due[i].expires != due[j].expires {
			return due[i].expires < due[j].expires
		}
		return due[i].order < due[j].order
	})
	for _, h := range due {
		w.closeHold(h, new(big.Int), HoldExpired)
		w.derived = append(w.derived, Posting{Transfer: Transfer{
			ID: h.ID.Derive(0), Debit: h.Debit, Credit: h.Credit, Amount: amountOf(h.held), Hold: h.ID, Cause: h.ID,
			Deadline: h.expires, Asset: h.Asset, Code: h.Code, Flags: Void,
		}})
	}
	for id := range w.seen {
		if w.inWindow(id) == IDTooOld {
			delete(w.seen, id)
		}
	}
	w.undo = nil
}

func (w *twin) open(a Account) Result {
	zero := money.Amount{}
	switch {
	case a.ID == ID{}:
		return IDZero
	case a.Flags > 15:
		return FlagsUnknown
	case a.Asset == 0:
		return AssetUnknown
	case a.DebitsPending != zero || a.CreditsPending != zero:
		return AccountPending
	case a.DebitsPosted != zero || a.CreditsPosted != zero:
		return AccountBalance
	}
	if have, ok := w.accounts[a.ID]; ok {
		if have.Account == a {
			return AccountExists
		}
		return AccountDiffers
	}
	if r := w.usable(a.Budget, a.Asset); r != OK {
		return r
	}
	w.accounts[a.ID] = &twinAccount{a, new(big.Int), new(big.Int), new(big.Int), new(big.Int)}
	w.undo = append(w.undo, func() { delete(w.accounts, a.ID) })
	return OK
}

func (w *twin) setAccount(a *twinAccount, to Account) {
	before := a.Account
	a.Account = to
	w.undo = append(w.undo, func() { a.Account = before })
}

func (w *twin) close(id ID) Result {
	a := w.accounts[id]
	switch {
	case a == nil:
		return AccountUnknown
	case a.Flags&Closed != 0:
		return Exists
	case a.dp.Sign() != 0 || a.cp.Sign() != 0:
		return AccountPending
	case a.dpo.Cmp(a.cpo) != 0:
		return AccountBalance
	}
	to := a.Account
	to.Flags |= Closed
	w.setAccount(a, to)
	return OK
}

func (w *twin) setLimits(id ID, flags AccountFlags, debitMax, creditMax money.Amount) Result {
	a := w.accounts[id]
	switch {
	case flags > 15:
		return FlagsUnknown
	case a == nil:
		return AccountUnknown
	case flags&Managed != 0 && a.Flags&Managed == 0:
		return FlagsConflict
	}
	to := *a
	if a.Flags&Managed != 0 {
		flags |= Managed
	}
	to.Flags, to.DebitMax, to.CreditMax = flags, debitMax, creditMax
	if left := to.debitLeft(); left != nil && left.Sign() < 0 {
		return DebitLimited
	}
	if left := to.creditLeft(); left != nil && left.Sign() < 0 {
		return CreditLimited
	}
	w.setAccount(a, to.Account)
	return OK
}

func (w *twin) setBudget(id ID, b BudgetID) Result {
	a := w.accounts[id]
	if a == nil {
		return AccountUnknown
	}
	if r := w.usable(b, a.Asset); r != OK {
		return r
	}
	to := a.Account
	to.Budget = b
	w.setAccount(a, to)
	return OK
}

// debitLeft is what LimitDebit leaves, nil when there is no limit.
func (a *twinAccount) debitLeft() *big.Int {
	if a.Flags&LimitDebit == 0 {
		return nil
	}
	left := new(big.Int).Add(a.cpo, bigOf(a.DebitMax))
	return left.Sub(left, a.dpo).Sub(left, a.dp)
}

func (a *twinAccount) creditLeft() *big.Int {
	if a.Flags&LimitCredit == 0 {
		return nil
	}
	left := new(big.Int).Add(a.dpo, bigOf(a.CreditMax))
	return left.Sub(left, a.cpo).Sub(left, a.cp)
}

func (w *twin) defineBudget(b Budget) Result {
	switch {
	case b.ID == 0:
		return BudgetUnknown
	case b.Asset == 0:
		return AssetUnknown
	case b.Period > PeriodMonth:
		return BudgetPeriodUnknown
	}
	if b.ID >= BudgetHouse && !w.manages {
		return BudgetManaged
	}
	if have, ok := w.budgets[b.ID]; ok {
		if have.Budget == b {
			return BudgetExists
		}
		return BudgetDiffers
	}
	if r := w.usable(b.Parent, b.Asset); r != OK {
		return r
	}
	if b.Parent != 0 {
		if len(w.lineage(b.Parent)) >= BudgetDepthMax {
			return BudgetTooDeep
		}
	}
	w.budgets[b.ID] = &twinBudget{Budget: b, spent: new(big.Int)}
	w.undo = append(w.undo, func() { delete(w.budgets, b.ID) })
	return OK
}

// usable tells whether a budget may be referred to; none may always.
func (w *twin) usable(id BudgetID, asset AssetID) Result {
	switch {
	case id == 0:
	case id >= BudgetHouse && !w.manages:
		return BudgetManaged
	case w.budgets[id] == nil:
		return BudgetUnknown
	case w.budgets[id].Asset != asset:
		return AssetMismatch
	}
	return OK
}

func (w *twin) changeBudget(id BudgetID, amountMax money.Amount, countMax uint64) Result {
	b := w.budgets[id]
	switch {
	case id >= BudgetHouse && !w.manages:
		return BudgetManaged
	case b == nil:
		return BudgetUnknown
	case b.AmountMax == amountMax && b.CountMax == countMax:
		return Exists
	}
	before := b.Budget
	b.AmountMax, b.CountMax = amountMax, countMax
	w.undo = append(w.undo, func() { b.Budget = before })
	return OK
}

// both lists the budgets above two, each once.
func (w *twin) both(own, named BudgetID) (all []*twinBudget) {
	seen := map[BudgetID]bool{}
	for _, b := range append(w.lineage(named), w.lineage(own)...) {
		if !seen[b.ID] {
			seen[b.ID] = true
			all = append(all, b)
		}
	}
	return all
}

// lineage lists a budget and those above it.
func (w *twin) lineage(id BudgetID) (all []*twinBudget) {
	for id != 0 {
		all = append(all, w.budgets[id])
		id = w.budgets[id].Parent
	}
	return all
}

func (w *twin) budgetLeft(id BudgetID) money.Amount {
	least := new(big.Int).Set(bigMax)
	for _, b := range w.lineage(id) {
		spent, count := b.spent, b.count
		if b.span != spanName(b.Period, w.now) {
			spent, count = new(big.Int), 0
		}
		if b.CountMax != 0 && count >= b.CountMax {
			return money.Amount{}
		}
		if b.AmountMax == money.AmountMax {
			continue
		}
		left := new(big.Int).Sub(bigOf(b.AmountMax), spent)
		if left.Sign() < 0 {
			left = new(big.Int)
		}
		if left.Cmp(least) < 0 {
			least = left
		}
	}
	return amountOf(least)
}

func (w *twin) affords(own, named BudgetID, amount *big.Int) bool {
	for _, b := range w.both(own, named) {
		spent, count := b.spent, b.count
		if b.span != spanName(b.Period, w.now) {
			spent, count = new(big.Int), 0
		}
		if new(big.Int).Add(spent, amount).Cmp(bigOf(b.AmountMax)) > 0 {
			return false
		}
		if b.CountMax != 0 && count+1 > b.CountMax {
			return false
		}
	}
	return true
}

func (w *twin) draw(own, named BudgetID, amount *big.Int) {
	for _, b := range w.both(own, named) {
		before, spent := *b, new(big.Int).Set(b.spent)
		w.undo = append(w.undo, func() { *b = before; b.spent = spent })
		if name := spanName(b.Period, w.now); b.span != name {
			b.span, b.spent, b.count = name, new(big.Int), 0
		}
		b.spent = new(big.Int).Add(b.spent, amount)
		b.count++
	}
}

func (w *twin) giveBack(h *twinHold, posted *big.Int) {
	for _, b := range w.both(h.budget, h.Budget) {
		if spanName(b.Period, h.made) != spanName(b.Period, w.now) {
			continue
		}
		before, spent := *b, new(big.Int).Set(b.spent)
		w.undo = append(w.undo, func() { *b = before; b.spent = spent })
		b.spent = new(big.Int).Sub(new(big.Int).Add(b.spent, posted), h.held)
		if posted.Sign() == 0 {
			b.count--
		}
	}
}

func (w *twin) defineRule(r Rule) Result {
	if (r.ID == ID{}) {
		return IDZero
	}
	if r.Asset == 0 {
		return AssetUnknown
	}
	if len(r.Shares) < 1 || len(r.Shares) > 64 {
		return RuleSharesInvalid
	}
	total, names := new(big.Int), map[ID]bool{r.Carry: true}
	for _, s := range r.Shares {
		total.Add(total, new(big.Int).SetUint64(s.Weight))
		if s.Weight == 0 || names[s.Account] {
			return RuleSharesInvalid
		}
		names[s.Account] = true
	}
	if total.BitLen() > 63 {
		return RuleSharesInvalid
	}
	if have, ok := w.rules[r.ID]; ok {
		same := have.Asset == r.Asset && have.Carry == r.Carry && len(have.Shares) == len(r.Shares)
		for i := 0; same && i < len(r.Shares); i++ {
			same = have.Shares[i] == r.Shares[i]
		}
		if same {
			return RuleExists
		}
		return RuleDiffers
	}
	for _, id := range append([]ID{r.Carry}, accountsOf(r)...) {
		if w.accounts[id] == nil {
			return AccountUnknown
		}
		if w.accounts[id].Asset != r.Asset {
			return AssetMismatch
		}
	}
	made := &twinRule{Rule: r}
	for range r.Shares {
		made.carry = append(made.carry, new(big.Int))
	}
	w.rules[r.ID] = made
	w.undo = append(w.undo, func() { delete(w.rules, r.ID) })
	return OK
}

func accountsOf(r Rule) (ids []ID) {
	for _, s := range r.Shares {
		ids = append(ids, s.Account)
	}
	return ids
}

func (w *twin) seal(until int64) Result {
	switch {
	case until > w.now:
		return EffectiveInFuture
	case w.sealed != nil && until == *w.sealed:
		return Exists
	case w.sealed != nil && until < *w.sealed:
		return PeriodSealed
	}
	before := w.sealed
	w.sealed = &until
	w.undo = append(w.undo, func() { w.sealed = before })
	return OK
}
