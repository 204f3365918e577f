package ledger

import (
	"testing"

	"aidollar/core/money"
)

// TestManagedAccounts: what names a managed account needs Manage; a rule's
// shares do not count as named, and a repeated transfer is not decided again.
func TestManagedAccounts(t *testing.T) {
	s := newStage(nil)
	s.managed()
	s.rule(func(r *Rule) { r.Shares[0].Account = ID{Lo: 8} })
	name := func(t *Transfer) { t.Credit = ID{Lo: 8} }
	draw := func(t *Transfer) { t.Debit = ID{Lo: 8} }
	hold := func(t *Transfer) { t.Credit, t.Flags = ID{Lo: 8}, Pending }
	share := func(t *Transfer) { t.Debit, t.Credit, t.Flags = ID{Lo: 8}, ID{Lo: 100}, Split }
	for n, change := range []func(*Transfer){name, draw, hold, share} {
		if got := s.one(change).Result; got != AccountManaged {
			t.Errorf("case %d is %v", n, got)
		}
	}
	if got := s.one(func(t *Transfer) { t.Credit, t.Flags, t.Amount = ID{Lo: 100}, Split, money.Units(8) }).Result; got != OK {
		t.Errorf("a split among a managed share is %v", got)
	}
	made := s.base(hold)
	s.Manage(func() {
		if got := s.Transfers([]Transfer{made}, nil)[0].Result; got != OK {
			t.Errorf("the house's own hold is %v", got)
		}
	})
	if got := s.Transfers([]Transfer{made}, nil)[0].Result; got != Exists {
		t.Errorf("the same hold again is %v", got)
	}
	for _, flag := range []TransferFlags{Post, Void} {
		if got := s.post(made.ID, func(t *Transfer) { t.Flags = flag }).Result; got != AccountManaged {
			t.Errorf("closing it with flags %d is %v", flag, got)
		}
	}
	s.Manage(func() {
		s.Manage(func() {})
		if got := s.post(made.ID, nil).Result; got != OK {
			t.Errorf("the house's own post is %v", got)
		}
	})
}

// TestManagedStays: limits change, the flag does not.
func TestManagedStays(t *testing.T) {
	s := newStage(nil)
	s.managed()
	for _, flags := range []AccountFlags{0, Managed, LimitDebit, Closed | Managed} {
		if got := s.SetLimits(ID{Lo: 8}, flags, money.Units(1), money.Amount{}); got != OK {
			t.Errorf("limits with flags %d: %v", flags, got)
		}
		if a, _ := s.Account(ID{Lo: 8}); a.Flags != flags|Managed {
			t.Errorf("flags %d became %d", flags, a.Flags)
		}
	}
	if got := s.SetLimits(ID{Lo: 1}, Managed, money.Amount{}, money.Amount{}); got != FlagsConflict {
		t.Errorf("an account made managed by its limits: %v", got)
	}
}
