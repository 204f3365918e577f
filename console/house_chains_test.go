package console

import (
	"context"
	"fmt"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/settlement"
)

// The chains of the test house: a token that agrees and one that does not.

const (
	testContract = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
	testAddress  = "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359"
)

var partyWallet = clearing.Party{ID: testID(4), Role: clearing.RoleBuyer, Name: testAddress, Asset: 1}

func testToken(n uint32) TokenName {
	return TokenName{Number: n, Chain: []string{"", "eip155:8453", "eip155:31337"}[n], Contract: testContract, Asset: money.USD()}
}

func testHash(n int) string { return fmt.Sprintf("0xabcdef%058x", n) }

func steps(at int64, states ...string) (list []StateStep) {
	for i, s := range states {
		list = append(list, StateStep{State: s, At: at + int64(i)*3e9, Record: uint64(9000 + 10*i)})
	}
	return list
}

func (h *house) Tokens(context.Context) ([]Token, error) {
	if len(h.receipts) == 0 {
		return nil, h.err
	}
	compared := settlement.Comparison{Block: 21_345_678, At: noon - 60e9, OnChain: money.Units(9_005_250_000_000), Ledger: money.Units(9_005_250_000_000)}
	first := Token{
		TokenName: testToken(1), House: testAddress, FinalBlock: 21_345_678, Custody: compared.Ledger, Arriving: money.Units(12_345_678_900),
		PayingOut: money.Units(1_000_000), Unallocated: money.Units(2_000_000_000), DayOut: money.Units(150_000_000_000),
	}
	first.State.Compared, first.State.Limits.DayMax = compared, money.Units(10_000_000_000_000)
	second := first
	second.TokenName, second.Loss = testToken(2), money.Units(150_000_000)
	second.State.Compared.OnChain = money.Units(9_005_000_000_000)
	first.State.Compared.EscrowOnChain, first.State.Compared.EscrowLedger = money.Units(77_125_000_000), money.Units(77_125_000_000)
	h.mu.Lock()
	defer h.mu.Unlock()
	first.State.Halted = h.halted
	second.State.Halted = "the ledger and the chain differ"
	second.Trouble = settlement.PegJumped.Sentence()
	second.State.Peg = settlement.Peg{
		Guard: settlement.Guard{CloseBPS: 100, OpenBPS: 20, JumpBPS: 500},
		Price: settlement.PegPrice{Price: 998_700_000_000, At: noon, Valid: 3600e9, Source: "prices.example"}, Held: settlement.PegPrice{Price: 1},
	}
	return []Token{first, second}, h.err
}

func (h *house) Comparisons(_ context.Context, token uint32, differing bool, cursor string, limit int) (page ComparisonPage, err error) {
	var all []Comparison
	for i := range 60 {
		c := Comparison{Hash: testHash(i), Seq: uint64(9000 - i)}
		c.Block, c.At = uint64(21_345_678-300*i), noon-int64(i)*3600e9
		c.OnChain, c.Ledger = money.Units(9_005_250_000_000), money.Units(9_005_250_000_000)
		c.EscrowOnChain, c.EscrowLedger = money.Units(66_125_000_000), money.Units(66_125_000_000)
		if token == 2 && i == 0 {
			c.OnChain = money.Units(9_005_000_000_000)
		}
		if !differing || !c.Agrees() {
			all = append(all, c)
		}
	}
	from, end, next, err := cut(cursor, limit, len(all))
	if err != nil {
		return page, err
	}
	return ComparisonPage{all[from:end], next}, h.err
}

func (h *house) Payments(_ context.Context, q ChainQuery, cursor string, limit int) (page PaymentPage, err error) {
	var all []Payment
	for i := range min(len(h.receipts), 70) {
		p := Payment{
			ID: testID(5000 + uint64(i)), Token: testToken(1), Wallet: partyWallet, Scheme: settlement.Exact, State: settlement.PaymentState(1 + i%7),
			Signed: money.Units(20_000_000), Due: money.Units(uint64(i) * 151_000), Call: testID(1001), At: noon - int64(i)*61e9, Until: noon + 3600e9,
		}
		if p.State == settlement.PaymentFailed {
			p.Reason = hostile
		}
		p.Steps = steps(p.At, "held", "due", p.State.String())
		if (q.Party.IsZero() || q.Party == p.Wallet.ID) && (q.State == 0 || q.State == uint8(p.State)) {
			all = append(all, p)
		}
	}
	from, end, next, err := cut(cursor, limit, len(all))
	if err != nil {
		return page, err
	}
	return PaymentPage{all[from:end], next}, h.err
}

func (h *house) Payment(ctx context.Context, id ledger.ID) (Payment, error) {
	page, err := h.Payments(ctx, ChainQuery{}, "", 100)
	for _, p := range page.Payments {
		if p.ID == id {
			return p, err
		}
	}
	return Payment{}, ErrNotFound
}

func (h *house) Arrivals(_ context.Context, q ChainQuery, cursor string, limit int) (page ArrivalPage, err error) {
	var all []Arrival
	for i := range min(len(h.receipts), 70) {
		a := Arrival{
			ID: testID(6000 + uint64(i)), Token: testToken(1), Tx: testHash(i), Block: 21_345_678 - uint64(i), From: testAddress, Amount: money.Units(uint64(i+1) * 1_234_567_000),
			Payment: testID(5000), Party: partyBuyer, State: clearing.ArrivalState(1 + i%3), Has: i%3 != 2, At: noon - int64(i)*127e9,
		}
		if i%5 == 4 {
			a.Party, a.Has = clearing.Party{}, false
		}
		a.Steps = steps(a.At, "seen", a.Word())
		if (q.Party.IsZero() || q.Party == a.Party.ID) && (q.State == 0 || q.State == uint8(a.State)) && (!q.Unallocated || a.Party.ID.IsZero()) {
			all = append(all, a)
		}
	}
	from, end, next, err := cut(cursor, limit, len(all))
	if err != nil {
		return page, err
	}
	return ArrivalPage{all[from:end], next}, h.err
}

func (h *house) Arrival(ctx context.Context, id ledger.ID) (Arrival, error) {
	page, err := h.Arrivals(ctx, ChainQuery{}, "", 100)
	for _, a := range page.Arrivals {
		if a.ID == id {
			return a, err
		}
	}
	return Arrival{}, ErrNotFound
}

func (h *house) Payouts(_ context.Context, q ChainQuery, cursor string, limit int) (page PayoutPage, err error) {
	var all []Payout
	for i := range min(len(h.receipts), 60) {
		p := Payout{
			ID: testID(7000 + uint64(i)), Token: testToken(1), Count: 2, State: clearing.PayoutState(1 + i%3), At: noon - int64(i)*86400e9,
			Total: money.Units(12_160_493_717_000), Items: []PayoutItem{{Party: partySeller, Address: testAddress, Amount: money.Units(12_000_000_000_000)}, {Party: partyOther, Address: testContract, Amount: money.Units(160_493_717_000), Returned: i%3 == 2}},
		}
		if p.State != clearing.PayoutOpened {
			p.Tx, p.Block = testHash(i), 21_345_678-uint64(i)
		}
		if i%3 == 2 {
			p.Returned = p.Items[1].Amount
		}
		p.Steps = steps(p.At, payoutWords[1:1+1+i%3]...)
		own := q.Party.IsZero() || View{Party: clearing.Party{ID: q.Party}}.Covers(p.Items[0].Party.ID, p.Items[1].Party.ID)
		if own && (q.State == 0 || q.State == uint8(p.State)) {
			all = append(all, p)
		}
	}
	from, end, next, err := cut(cursor, limit, len(all))
	if err != nil {
		return page, err
	}
	return PayoutPage{all[from:end], next}, h.err
}

func (h *house) Payout(ctx context.Context, id ledger.ID) (Payout, error) {
	page, err := h.Payouts(ctx, ChainQuery{}, "", 100)
	for _, p := range page.Payouts {
		if p.ID == id {
			return p, err
		}
	}
	return Payout{}, ErrNotFound
}

func (h *house) Wallets(ctx context.Context, cursor string, limit int) (page WalletPage, err error) {
	var all []Wallet
	for i := range min(len(h.receipts), 55) {
		w := Wallet{Party: partyWallet, Asset: money.USD(), Balance: money.Units(5_000_000_000), Promised: money.Units(1_500_000_000), Withdrawable: money.Units(3_500_000_000)}
		if i%4 == 1 {
			w.Debt = money.Units(150_000_000)
		}
		if i%4 != 3 {
			last, _ := h.Payments(ctx, ChainQuery{}, "", 3)
			w.Last = last.Payments
		}
		all = append(all, w)
	}
	from, end, next, err := cut(cursor, limit, len(all))
	if err != nil {
		return page, err
	}
	return WalletPage{all[from:end], next}, h.err
}

func (h *house) HaltPayouts(_ context.Context, token uint32, reason string) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if reason == "refuse" {
		return &Refusal{"reason_refused", "The house refuses that reason."}
	}
	if token == 1 {
		h.halted = reason
	}
	return h.err
}
