package ledger

import (
	"testing"

	"aidollar/core/money"
)

// TestLevyIsExact takes a quarter of ten thousand sales of three units each: at
// every moment exactly the floor of a quarter of all sales.
func TestLevyIsExact(t *testing.T) {
	s := newStage(func(c *Config) { c.IDsMax = 1 << 20 })
	s.DefineRule(Rule{ID: ID{Lo: 100}, Asset: 1, Carry: ID{Lo: 3}, Shares: []Share{{ID{Lo: 2}, 250_000}, {ID{Lo: 4}, 750_000}}})
	for n := uint64(1); n <= 10_000; n++ {
		got := s.one(func(t *Transfer) { t.Flags, t.Credit, t.Amount = Split, ID{Lo: 100}, money.Units(3) })
		if got != (Outcome{OK, money.Units(3)}) {
			t.Fatalf("sale %d: %v", n, got)
		}
		levy, _ := s.Account(ID{Lo: 2})
		rest, _ := s.Account(ID{Lo: 4})
		keep, _ := s.Account(ID{Lo: 3})
		if levy.CreditsPosted != money.Units(3*n/4) || rest.CreditsPosted != money.Units(9*n/4) {
			t.Fatalf("after %d sales the levy is %v, the rest %v", n, levy.CreditsPosted, rest.CreditsPosted)
		}
		left, ok := keep.CreditsPosted.Sub(keep.DebitsPosted)
		if want := 3*n - 3*n/4 - 9*n/4; !ok || left != money.Units(want) {
			t.Fatalf("after %d sales the carry account holds %v, not %d", n, left, want)
		}
	}
	if levy, _ := s.Account(ID{Lo: 2}); levy.CreditsPosted != money.Units(7500) {
		t.Errorf("the levy on 10,000 sales of 3 is %v, not 7500", levy.CreditsPosted)
	}
}

// TestDerivedPostings sums the postings of splits to what the accounts say.
func TestDerivedPostings(t *testing.T) {
	s := newStage(nil)
	s.rule(nil)
	for n := range uint64(50) {
		s.one(func(t *Transfer) { t.Flags, t.Credit, t.Amount = Split, ID{Lo: 100}, money.Units(1+n%7) })
	}
	debits, credits := map[ID]uint64{}, map[ID]uint64{}
	for _, p := range s.Derived() {
		if p.Posted != p.Amount || p.Cause.IsZero() || p.ID == p.Cause {
			t.Errorf("a posting of a split is %+v", p)
		}
		debits[p.Debit] += p.Posted.Lo
		credits[p.Credit] += p.Posted.Lo
	}
	for n := uint64(1); n <= 4; n++ {
		a, _ := s.Account(ID{Lo: n})
		if a.DebitsPosted.Lo != debits[a.ID] || a.CreditsPosted.Lo != credits[a.ID] {
			t.Errorf("account %d has %v and %v, its postings %d and %d", n, a.DebitsPosted, a.CreditsPosted, debits[a.ID], credits[a.ID])
		}
	}
}

// TestExchange moves one currency against another over liquidity accounts, and
// nothing when one of the legs is refused.
func TestExchange(t *testing.T) {
	s := newStage(nil)
	s.Open(Account{ID: ID{Lo: 20}, Asset: 1, Flags: LimitDebit, DebitMax: money.Units(100)}) // a buyer's dollars
	s.Open(Account{ID: ID{Lo: 21}, Asset: 1})                                                // liquidity, dollars
	s.Open(Account{ID: ID{Lo: 22}, Asset: 2, Flags: LimitDebit, DebitMax: money.Units(95)})  // liquidity, euros
	s.Open(Account{ID: ID{Lo: 23}, Asset: 2})                                                // the buyer's euros
	legs := func(dollars, euros uint64) []Outcome {
		return s.Transfers([]Transfer{
			s.base(func(t *Transfer) {
				t.Debit, t.Credit, t.Amount, t.Flags = ID{Lo: 20}, ID{Lo: 21}, money.Units(dollars), Linked
			}),
			s.base(func(t *Transfer) {
				t.Debit, t.Credit, t.Amount, t.Asset = ID{Lo: 22}, ID{Lo: 23}, money.Units(euros), 2
			}),
		}, nil)
	}
	if got := legs(50, 46); got[0].Result != OK || got[1].Result != OK {
		t.Fatalf("an exchange was refused: %v", got)
	}
	if got := legs(50, 50); got[0].Result != LinkedRefused || got[1].Result != DebitLimited {
		t.Fatalf("an exchange beyond the liquidity gave %v", got)
	}
	if left, _ := s.Spendable(ID{Lo: 20}); left != money.Units(50) {
		t.Errorf("the buyer has %v dollars left, not 50", left)
	}
	if euros, _ := s.Account(ID{Lo: 23}); euros.CreditsPosted != money.Units(46) {
		t.Errorf("the buyer has %v euros, not 46", euros.CreditsPosted)
	}
}

// TestReplays answers Exists with the original amount whatever has changed.
func TestReplays(t *testing.T) {
	s := newStage(nil)
	s.rule(nil)
	balancing := s.base(func(t *Transfer) { t.Debit, t.Amount, t.Flags = ID{Lo: 7}, money.AmountMax, BalancingDebit })
	hold := s.base(func(t *Transfer) { t.Flags = Pending })
	post := Transfer{ID: s.id(), Hold: hold.ID, Flags: Post, Amount: money.Units(2)}
	split := s.base(func(t *Transfer) { t.Flags, t.Credit = Split, ID{Lo: 100} })
	batch := []Transfer{balancing, hold, post, split}
	first := s.Transfers(batch, nil)
	want := []Outcome{{OK, money.Units(10)}, {OK, money.Units(5)}, {OK, money.Units(2)}, {OK, money.Units(5)}}
	for i := range want {
		if first[i] != want[i] {
			t.Errorf("transfer %d: %v, not %v", i, first[i], want[i])
		}
	}
	for n := uint64(1); n <= 4; n++ {
		a, _ := s.Account(ID{Lo: n})
		s.SetLimits(a.ID, a.Flags|Closed, a.DebitMax, a.CreditMax)
	}
	s.Advance(start + 90*second)
	s.Seal(start + 90*second)
	for i, got := range s.Transfers(batch, nil) {
		if want[i].Result = Exists; got != want[i] {
			t.Errorf("transfer %d again: %v, not %v", i, got, want[i])
		}
		if o, ok := s.Remembers(batch[i].ID); !ok || o.Amount != want[i].Amount {
			t.Errorf("transfer %d is remembered as %v, %v", i, o, ok)
		}
	}
	s.Advance(start + 101*second)
	if got := s.Transfers(batch, nil)[0].Result; got != IDTooOld {
		t.Errorf("after the window a replay is %v", got)
	}
}

// TestOldHold closes a hold whose id has long left the window.
func TestOldHold(t *testing.T) {
	s := newStage(nil)
	h := s.hold()
	s.Advance(start + 1000*second)
	if got := s.post(h, nil); got != (Outcome{OK, money.Units(5)}) {
		t.Fatalf("posting an old hold: %v", got)
	}
	if got := s.post(h, nil).Result; got != HoldUnknown {
		t.Errorf("posting it again: %v", got)
	}
}

// TestExpiry expires in order of deadline and then of making.
func TestExpiry(t *testing.T) {
	s := newStage(nil)
	var ids []ID
	for _, wait := range []int64{5, 3, 5, 3, 9} {
		x := s.base(func(t *Transfer) { t.Flags, t.Deadline = Pending, start+wait*second })
		ids = append(ids, x.ID)
		s.Transfers([]Transfer{x}, nil)
	}
	s.Advance(start + 5*second)
	want := []ID{ids[1], ids[3], ids[0], ids[2]}
	got := s.Derived()
	if len(got) != len(want) {
		t.Fatalf("%d holds expired, not %d", len(got), len(want))
	}
	for i, p := range got {
		if p.Hold != want[i] || p.Flags != Void || !p.Posted.IsZero() || p.Amount != money.Units(5) {
			t.Errorf("expiry %d is %+v", i, p)
		}
	}
	a, _ := s.Account(ID{Lo: 1})
	if a.DebitsPending != money.Units(5) {
		t.Errorf("%v is still pending, not 5", a.DebitsPending)
	}
}

// TestBudgets draws on a hierarchy and gives back within the period only.
func TestBudgets(t *testing.T) {
	s := newStage(func(c *Config) { c.Window = 400 * 24 * 3600 * second })
	s.budget(func(b *Budget) { b.ID, b.AmountMax, b.Period = 1, money.Units(12), PeriodMonth })
	s.budget(func(b *Budget) {
		b.ID, b.Parent, b.AmountMax, b.CountMax, b.Period = 2, 1, money.Units(8), 3, PeriodDay
	})
	s.SetBudget(ID{Lo: 1}, 2)
	left := func(b BudgetID, want uint64) {
		t.Helper()
		if got, _ := s.BudgetLeft(b); got != money.Units(want) {
			t.Errorf("budget %d has %v left, not %d", b, got, want)
		}
	}
	h := s.hold()
	left(1, 7)
	left(2, 3)
	s.post(h, func(t *Transfer) { t.Amount = money.Units(1) })
	left(1, 11)
	left(2, 7)
	h = s.hold()
	s.Advance(start + 40*second) // the next day and month
	left(1, 12)
	left(2, 8)
	s.post(h, func(t *Transfer) { t.Flags = Void })
	left(1, 12)
	for range 3 {
		s.one(func(t *Transfer) { t.Amount = money.Units(1) })
	}
	if got := s.one(func(t *Transfer) { t.Amount = money.Units(1) }).Result; got != BudgetSpent {
		t.Errorf("the fourth transfer of three in a day: %v", got)
	}
	left(1, 9)
	left(2, 0)
}
