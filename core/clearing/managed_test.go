package clearing_test

import (
	"testing"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/payment"
)

// TestOnlyCallsMoveSales: a submitted transfer neither closes a call's hold nor
// moves what passes through a sale; the call goes on as if nothing had been.
func TestOnlyCallsMoveSales(t *testing.T) {
	s := newShop(t, 250_000)
	s.deposit(money.Units(10_000_000))
	r := s.reservation(100, 10)
	s.do(r)
	call, ok := heldCall(s)
	if !ok {
		t.Fatal("the call is not open")
	}
	sale, carry := clearing.PartyAccount(s.seller, clearing.AccountSale), clearing.PartyAccount(s.seller, clearing.AccountCarry)
	for name, transfer := range map[string]ledger.Transfer{
		"post":       {Hold: r.Call, Amount: money.AmountMax, Flags: ledger.Post},
		"void":       {Hold: r.Call, Flags: ledger.Void},
		"void named": {Debit: call.Terms.Buyer, Credit: call.Terms.Sale, Hold: call.ID, Asset: usd, Code: clearing.TransferCall, Flags: ledger.Void},
		"credit":     {Debit: s.buyerAccount(), Credit: sale, Amount: money.Units(1), Asset: usd},
		"debit":      {Debit: sale, Credit: s.buyerAccount(), Amount: money.Units(1), Asset: usd},
		"hold":       {Debit: s.buyerAccount(), Credit: sale, Amount: money.Units(1), Asset: usd, Flags: ledger.Pending},
		"split":      {Debit: sale, Credit: clearing.SellerRule(s.seller), Amount: money.Units(1), Asset: usd, Flags: ledger.Split},
		"carry":      {Debit: carry, Credit: s.buyerAccount(), Amount: money.Units(1), Asset: usd},
	} {
		transfer.ID = s.id()
		if got := s.try(clearing.Transfers{transfer}).Outcomes[0].Result; got != ledger.AccountManaged {
			t.Errorf("%s: %v", name, got)
		}
	}
	if got := s.do(clearing.Capture{Call: r.Call, Usage: used(90, 3)}).Call; got.Charge != money.Units(90*150+3*600) {
		t.Errorf("charged %v", got.Charge)
	}
	again := s.reservation(1, 1)
	s.do(again)
	s.do(clearing.Void{Call: again.Call})
	if a := s.account(sale); !a.CreditsPending.IsZero() || a.CreditsPosted != a.DebitsPosted {
		t.Errorf("the sale account is left with %+v", a)
	}
}

func heldCall(s *shop) (found payment.Call, ok bool) {
	s.m.Calls(func(c *payment.Call) bool {
		found, ok = *c, true
		return false
	})
	return found, ok
}
