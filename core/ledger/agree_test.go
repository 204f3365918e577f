package ledger

import (
	"bytes"
	"flag"
	"math/rand/v2"
	"slices"
	"testing"

	"aidollar/core/money"
)

var (
	opsFlag  = flag.Int("ledger.ops", 400_000, "random commands that the ledger and its twin must agree on")
	seedFlag = flag.Uint64("ledger.seed", 0, "seed of the random commands; 0 chooses one")
)

func seed(t testing.TB) uint64 {
	s := *seedFlag
	if s == 0 {
		s = rand.Uint64()
	}
	t.Logf("replay with -ledger.seed=%d", s)
	return s
}

const second = 1_000_000_000

// start is 2024-02-29 23:59:30 UTC, so that every calendar period ends soon.
const start = 1_709_251_170 * second

func twinConfig() Config {
	return Config{Window: 20 * second, Skew: 2 * second, AccountsMax: 100, HoldsMax: 90, IDsMax: 1 << 20, BudgetsMax: 40, RulesMax: 12, HashKey: 7}
}

// chaos makes random commands over few ids, so that they meet often.
type chaos struct {
	*rand.Rand
	now      int64
	serial   uint64
	recent   []Transfer // mostly accepted, to be replayed, posted and voided
	account0 Account    // the last ones of these, to be repeated
	budget0  Budget
	rule0    Rule
}

func (c *chaos) account() ID            { return ID{Lo: 1 + c.Uint64N(22)} }
func (c *chaos) ruleID() ID             { return ID{Lo: 101 + c.Uint64N(9)} }
func (c *chaos) budget() BudgetID       { return houseBudget(BudgetID(c.IntN(20))) }
func (c *chaos) often(percent int) bool { return c.IntN(100) < percent }

// houseBudget makes the last of the ids the house's own.
func houseBudget(id BudgetID) BudgetID {
	if id > 16 {
		return id | BudgetHouse
	}
	return id
}

// mate is an account that mostly has the same asset as id.
func (c *chaos) mate(id ID) ID {
	for {
		if m := c.account(); m != id && assetOf(m) == assetOf(id) || c.often(1) {
			return m
		}
	}
}

// assetOf is the asset that an account mostly is opened with.
func assetOf(id ID) AssetID { return 1 + AssetID(id.Lo/15) }

func (c *chaos) amount() money.Amount {
	switch n := c.IntN(100); {
	case n < 80:
		return money.Units(1 + c.Uint64N(60))
	case n < 97:
		return money.Units(1 + c.Uint64N(1000))
	case n < 98:
		return money.Units(c.Uint64())
	case n < 99 && c.often(20):
		return money.Amount{Hi: c.Uint64N(1<<60) >> c.IntN(60), Lo: c.Uint64()}
	}
	return money.Amount{}
}

func (c *chaos) id() ID {
	millis := c.now/1_000_000 - c.Int64N(3000) + c.Int64N(1500)
	if c.often(2) {
		millis += c.Int64N(60_000) - 40_000
	}
	if c.often(1) {
		millis = c.Int64N(1 << 48)
	}
	c.serial++
	return ID{Hi: uint64(millis)<<16 | c.Uint64N(4), Lo: c.serial}
}

func (c *chaos) transfer() Transfer {
	if len(c.recent) > 0 && c.often(12) { // a replay, now and then with other content
		t := c.recent[c.IntN(len(c.recent))]
		if c.often(10) {
			t.Code++
		}
		return t
	}
	t := Transfer{ID: c.id(), Debit: c.account(), Amount: c.amount(), Code: uint16(c.IntN(3))}
	t.Credit, t.Asset = c.mate(t.Debit), assetOf(t.Debit)
	switch n := c.IntN(100); {
	case n < 25:
	case n < 55:
		t.Flags = Pending
		if c.often(70) {
			t.Deadline = c.now + c.Int64N(30)*second/2
		}
	case n < 80 && len(c.recent) > 0:
		c.closing(&t)
	case n < 98:
		t.Flags, t.Credit = Split, c.ruleID()
	default:
		t.Flags = TransferFlags(c.IntN(128)) &^ Linked
	}
	if c.often(15) && t.Flags&(Post|Void) == 0 {
		t.Flags |= TransferFlags(c.IntN(4)) * BalancingDebit
		if c.often(30) {
			t.Amount = money.AmountMax
		}
	}
	if c.often(12) {
		t.Flags |= Linked
	}
	c.spoil(&t)
	return t
}

// spoil makes a transfer wrong now and then.
func (c *chaos) spoil(t *Transfer) {
	if c.often(10) {
		t.Effective = c.now - c.Int64N(60)*second + second
	}
	if c.often(1) {
		t.Flags |= 1 << c.IntN(16)
	}
	if c.often(20) {
		t.Cause = ID{Hi: 3, Lo: c.serial}
	}
	if c.often(15) && t.Flags&(Post|Void) == 0 {
		t.Budget = c.budget()
	}
	switch c.IntN(300) {
	case 8:
		t.Budget = c.budget()
	case 0:
		t.Hold = c.account()
	case 1:
		t.Asset = AssetID(c.IntN(4))
	case 2:
		t.Debit = c.account()
	case 3:
		t.Deadline = c.now
	case 4:
		t.ID = ID{}
	case 5:
		t.Amount = money.Amount{Hi: c.Uint64(), Lo: c.Uint64()}
	case 6:
		t.Code = 9
	case 7:
		t.Hold = ID{}
	}
}

// keep remembers a transfer to be repeated, posted or voided later.
func (c *chaos) keep(t Transfer) {
	c.recent = append(c.recent, t)
	if len(c.recent) > 200 {
		c.recent = slices.Delete(c.recent, 0, 100)
	}
}

// closing makes t a post or void of a recent transfer, preferably a hold.
func (c *chaos) closing(t *Transfer) {
	h := c.recent[c.IntN(len(c.recent))]
	for range 4 {
		if h.Flags&Pending != 0 {
			break
		}
		h = c.recent[c.IntN(len(c.recent))]
	}
	*t = Transfer{ID: t.ID, Hold: h.ID, Flags: Post, Amount: money.AmountMax}
	if c.often(60) {
		t.Amount = money.Units(1 + c.Uint64N(2+h.Amount.Lo%1000))
	}
	if c.often(35) {
		t.Flags, t.Amount = Void, money.Amount{}
	}
	if c.often(50) {
		t.Debit, t.Credit, t.Asset, t.Code, t.Budget = h.Debit, h.Credit, h.Asset, h.Code, h.Budget
	}
	if c.often(3) {
		t.Credit = c.account()
	}
}

func (c *chaos) batch() []Transfer {
	n := 1 + c.IntN(12)
	if c.often(3) {
		n += c.IntN(150)
	}
	ts := make([]Transfer, n)
	long := c.often(2)
	for i := range ts {
		ts[i] = c.transfer()
		if long {
			ts[i].Flags |= Linked
		}
	}
	if c.often(90) {
		ts[n-1].Flags &^= Linked
	}
	return ts
}

func (c *chaos) newAccount() Account {
	if c.often(10) {
		return c.account0
	}
	a := Account{ID: c.account(), Code: uint16(c.IntN(2)), Flags: AccountFlags(c.IntN(4))}
	a.Asset = assetOf(a.ID)
	if c.often(4) {
		a.Asset = AssetID(c.IntN(4))
	}
	if c.often(60) {
		a.Flags &^= LimitCredit
	}
	if c.often(8) {
		a.Flags |= Managed
	}
	a.DebitMax, a.CreditMax = money.Units(c.Uint64N(3)*5000), money.Units(c.Uint64N(3)*8000)
	if c.often(30) {
		a.Budget = c.budget()
	}
	switch c.IntN(100) {
	case 0:
		a.DebitsPosted = c.amount()
	case 1:
		a.CreditsPending = c.amount()
	case 2:
		a.ID = ID{}
	}
	c.account0 = a
	return a
}

func (c *chaos) newBudget() Budget {
	if c.often(10) {
		return c.budget0
	}
	b := Budget{ID: c.budget(), Asset: 1, Period: Period(c.IntN(21) / 4), AmountMax: money.Units(1000 * (1 + c.Uint64N(9)))}
	if small := b.ID &^ BudgetHouse; small > 1 && c.often(90) {
		b.Parent = houseBudget(small - 1)
	}
	if c.often(5) {
		b.Asset = AssetID(c.IntN(3))
	}
	if c.often(30) {
		b.AmountMax = money.AmountMax
	}
	if c.often(30) {
		b.CountMax = 1 + c.Uint64N(40)
	}
	c.budget0 = b
	return b
}

func (c *chaos) newRule() Rule {
	if c.often(30) {
		return c.rule0
	}
	r := Rule{ID: c.ruleID(), Carry: c.account()}
	r.Asset = assetOf(r.Carry)
	if c.often(5) {
		r.Asset = AssetID(c.IntN(3))
	}
	for range c.IntN(5) {
		weight := 1 + c.Uint64N(10)
		if c.often(20) {
			weight = c.Uint64N(1 << 62)
		}
		r.Shares = append(r.Shares, Share{c.mate(r.Carry), weight})
	}
	c.rule0 = r
	return r
}

// pair is the ledger and its twin, side by side.
type pair struct {
	t    testing.TB
	l    *Ledger
	w    *twin
	seen [resultEnd]int
}

func (p *pair) same(what string, got, want Result) Result {
	p.t.Helper()
	p.seen[got]++
	if got != want {
		p.t.Fatalf("%s: the ledger says %v, the twin %v", what, got, want)
	}
	return got
}

func (p *pair) transfers(c *chaos, ts []Transfer) {
	p.t.Helper()
	var got []Outcome
	if p.w.manages = c.often(40); p.w.manages {
		p.l.Manage(func() { got = p.l.Transfers(ts, nil) })
	} else {
		got = p.l.Transfers(ts, nil)
	}
	want := p.w.transfers(ts)
	p.w.manages = false
	for i := range ts {
		p.same("transfer", got[i].Result, want[i].Result)
		if got[i] != want[i] {
			p.t.Fatalf("transfer %d of %d, %+v: the ledger says %v, the twin %v", i, len(ts), ts[i], got[i], want[i])
		}
		if got[i].Result == OK || c.often(2) {
			c.keep(ts[i])
		}
	}
}

// managed runs f, sometimes as a command of the house.
func (p *pair) managed(c *chaos, f func()) {
	if p.w.manages = c.often(50); p.w.manages {
		p.l.Manage(f)
	} else {
		f()
	}
	p.w.manages = false
}

// step runs one random command on both.
func (p *pair) step(c *chaos) {
	p.t.Helper()
	l, w := p.l, p.w
	switch n := c.IntN(200); {
	case n < 150:
		p.transfers(c, c.batch())
	case n < 165:
		c.now += c.Int64N(3 * second)
		if c.often(2) {
			c.now += c.Int64N(40 * 24 * 3600 * second)
		}
		l.Advance(c.now)
		w.advance(c.now)
	case n < 175:
		a := c.newAccount()
		p.same("open", l.Open(a), w.open(a))
	case n < 177:
		id := c.account()
		p.same("close", l.Close(id), w.close(id))
	case n < 182:
		id, flags, d, k := c.account(), AccountFlags(c.IntN(4)), money.Units(c.Uint64N(9000)), c.amount()
		if c.often(10) {
			flags = AccountFlags(c.IntN(17))
		}
		p.same("limits", l.SetLimits(id, flags, d, k), w.setLimits(id, flags, d, k))
	case n < 184:
		id, b := c.account(), c.budget()
		p.managed(c, func() { p.same("budget", l.SetBudget(id, b), w.setBudget(id, b)) })
	case n < 188:
		b := c.newBudget()
		p.managed(c, func() {
			for range 1 + c.IntN(2) { // the same again now and then
				p.same("define budget", l.DefineBudget(b), w.defineBudget(b))
			}
		})
	case n < 190:
		id, most, count := c.budget(), money.Units(c.Uint64N(9000)), c.Uint64N(3)*20
		if c.often(30) {
			most = money.AmountMax
		}
		p.managed(c, func() { p.same("change budget", l.ChangeBudget(id, most, count), w.changeBudget(id, most, count)) })
	case n < 193:
		r := c.newRule()
		p.same("define rule", l.DefineRule(r), w.defineRule(r))
	case n < 194 && c.often(30):
		until := c.now - c.Int64N(200)*second + 2*second
		p.same("seal", l.Seal(until), w.seal(until))
	default:
		p.atomic(c)
	}
}

// atomic runs a few random commands that stand or fall together on both.
func (p *pair) atomic(c *chaos) {
	want := []Result{OK, OK, Exists, BudgetSpent}[c.IntN(4)]
	seal := c.now - c.Int64N(1000)*second
	a, b, r := c.newAccount(), c.newBudget(), c.newRule()
	first, second := c.batch(), c.batch()
	inner := c.often(50)
	got := make([][]Outcome, 2)
	answer := p.l.Atomic(func() Result {
		p.l.Open(a)
		got[0] = p.l.Transfers(first, nil)
		p.l.DefineBudget(b)
		p.l.ChangeBudget(b.ID, money.Units(5), b.CountMax)
		p.l.DefineRule(r)
		p.l.Seal(seal)
		p.l.Atomic(func() Result {
			got[1] = p.l.Transfers(second, nil)
			p.l.Close(a.ID)
			if inner {
				return IDZero
			}
			return OK
		})
		return want
	})
	expect := make([][]Outcome, 2)
	p.same("atomic", answer, p.w.atomic(func() Result {
		p.w.open(a)
		expect[0] = p.w.transfers(first)
		p.w.defineBudget(b)
		p.w.changeBudget(b.ID, money.Units(5), b.CountMax)
		p.w.defineRule(r)
		p.w.seal(seal)
		p.w.atomic(func() Result {
			expect[1] = p.w.transfers(second)
			p.w.close(a.ID)
			if inner {
				return IDZero
			}
			return OK
		})
		return want
	}))
	for i := range got {
		if !slices.Equal(got[i], expect[i]) {
			p.t.Fatalf("in an atomic: the ledger says %v, the twin %v", got[i], expect[i])
		}
	}
}

// compare looks at everything that can be seen of both.
func (p *pair) compare() {
	p.t.Helper()
	if !slices.Equal(p.l.Derived(), p.w.derived) {
		p.t.Fatalf("derived: the ledger has %v, the twin %v", p.l.Derived(), p.w.derived)
	}
	p.l.ClearDerived()
	p.w.derived = nil
	for id, a := range p.w.accounts {
		want := a.Account
		want.DebitsPending, want.DebitsPosted = amountOf(a.dp), amountOf(a.dpo)
		want.CreditsPending, want.CreditsPosted = amountOf(a.cp), amountOf(a.cpo)
		if got, ok := p.l.Account(id); !ok || got != want {
			p.t.Fatalf("account %v: the ledger has %+v, the twin %+v", id, got, want)
		}
		left, max := a.debitLeft(), money.AmountMax
		if left != nil && left.Cmp(bigMax) < 0 {
			max = amountOf(left)
		}
		if got, _ := p.l.Spendable(id); got != max {
			p.t.Fatalf("account %v: the ledger would spend %v, the twin %v", id, got, max)
		}
	}
	for id := range p.w.budgets {
		if got, ok := p.l.BudgetLeft(id); !ok || got != p.w.budgetLeft(id) {
			p.t.Fatalf("budget %d: the ledger leaves %v, the twin %v", id, got, p.w.budgetLeft(id))
		}
	}
	for id, h := range p.w.holds {
		want := h.Transfer
		want.Amount = amountOf(h.held)
		if got, ok := p.l.Hold(id); !ok || got != want {
			p.t.Fatalf("hold %v: the ledger has %+v, the twin %+v", id, got, want)
		}
	}
	s := p.l.Stats()
	if int(s.Accounts) != len(p.w.accounts) || int(s.Holds) != len(p.w.holds) || int(s.Budgets) != len(p.w.budgets) || int(s.Rules) != len(p.w.rules) {
		p.t.Fatalf("the ledger counts %+v, the twin %d accounts, %d holds", s, len(p.w.accounts), len(p.w.holds))
	}
	for id, seen := range p.w.seen {
		got, ok := p.l.Remembers(id)
		if within := p.w.inWindow(id) == OK; ok != within || (ok && got.Amount != amountOf(seen.amount)) {
			p.t.Fatalf("id %v: the ledger remembers %v %v, the twin %v", id, got, ok, seen.amount)
		}
	}
}

func encode(t testing.TB, v *View) []byte {
	t.Helper()
	var b bytes.Buffer
	if n, err := v.WriteTo(&b); err != nil || n != int64(b.Len()) {
		t.Fatalf("writing %d bytes of %d: %v", n, b.Len(), err)
	}
	return b.Bytes()
}

// restart replaces the ledger by its restored snapshot.
func (p *pair) restart(view *View) {
	p.t.Helper()
	before := encode(p.t, view)
	l, err := Restore(bytes.NewReader(before), twinConfig())
	if err != nil {
		p.t.Fatal(err)
	}
	if after := encode(p.t, l.Freeze()); !bytes.Equal(before, after) {
		p.t.Fatal("the restored ledger writes other bytes than it was restored from")
	}
	p.l = l
}

func TestTwinAgrees(t *testing.T) {
	var seen [resultEnd]int
	for i, s := 0, seed(t); i < 8; i++ {
		p := &pair{t: t, l: New(twinConfig()), w: newTwin(twinConfig())}
		c := &chaos{Rand: rand.New(rand.NewPCG(s, uint64(i))), now: start}
		p.l.Advance(c.now)
		p.w.advance(c.now)
		for id := BudgetID(1); id < 12; id++ {
			b := Budget{ID: id, Parent: id - 1, Asset: 1, Period: Period(id % 5), AmountMax: money.Units(90_000)}
			p.same("define budget", p.l.DefineBudget(b), p.w.defineBudget(b))
		}
		for range 40 { // most accounts are there from the beginning
			a := c.newAccount()
			p.same("open", p.l.Open(a), p.w.open(a))
		}
		done := 0
		for step := 0; done < *opsFlag/8; step++ {
			before := p.total()
			p.step(c)
			done += p.total() - before + 1
			if step%40 == 0 {
				p.compare()
			}
			if step%150 == 0 {
				p.freeze(c)
			}
		}
		p.compare()
		for r, n := range p.seen {
			seen[r] += n
		}
	}
	if *opsFlag >= 400_000 {
		coverage(t, seen)
	}
}

func (p *pair) total() (n int) {
	for _, k := range p.seen {
		n += k
	}
	return n
}

// freeze takes a view, lets both go on, and checks that the view stayed; half
// the time it restores a ledger and goes on with that.
func (p *pair) freeze(c *chaos) {
	view := p.l.Freeze()
	before := encode(p.t, view)
	if c.often(50) {
		p.compare() // a snapshot does not keep what is derived
		p.restart(view)
	}
	for range 20 {
		p.step(c)
	}
	if !bytes.Equal(before, encode(p.t, view)) {
		p.t.Fatal("the view changed while the ledger went on")
	}
	p.compare()
}

// coverage demands that the random commands met nearly every refusal, so that
// agreement means something. The others cannot arise from this configuration.
func coverage(t *testing.T, seen [resultEnd]int) {
	for r := range resultEnd {
		t.Logf("%-22v %d", r, seen[r])
		switch r {
		case WindowFull, ReservedNotZero, AccountsFull, BudgetsFull, RulesFull, AssetsFull:
			continue
		}
		if seen[r] == 0 {
			t.Errorf("no random command was answered by %v; agreement on it is not tested", r)
		}
	}
}
