package treasury_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"aidollar/chain/devnet"
	"aidollar/contracts"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/settlement"
	"aidollar/treasury"

	"github.com/ethereum/go-ethereum/common"
)

// sellers enters sellers who earned something, each with an address to be paid
// at. What they earned is the buyer's, who deposits it first.
func (r *rig) sellers(earned ...uint64) (ids []ledger.ID, to []common.Address) {
	r.t.Helper()
	sum := uint64(0)
	for _, n := range earned {
		sum += n
	}
	rich := r.accounts()[7]
	r.chain.Do(rich, r.chain.Token(), dollarToken.PackApprove(contracts.DepositMemoAddress, raw(sum)))
	r.chain.Do(rich, contracts.DepositMemoAddress, memos.PackDeposit(r.chain.Token(), raw(sum), memoOf(r.buyer)))
	r.until("the buyer has the money", func() bool { return r.buyerHas() == int64(sum)*10_000_000 })
	r.settled()
	for i, n := range earned {
		id := newID()
		address := common.BytesToAddress([]byte{0x5e, 0x11, byte(i + 1)})
		_, err := r.submit(
			clearing.AddParty{Party: clearing.Party{ID: id, Role: clearing.RoleSeller, Name: "seller " + id.String(), Asset: usd}},
			clearing.SetPayee{Party: id, Token: r.tokenNumber(), To: settlement.Address(address)},
			clearing.Transfers{{
				ID: newID(), Debit: clearing.PartyAccount(r.buyer, clearing.AccountBuyer), Credit: clearing.PartyAccount(id, clearing.AccountSeller),
				Amount: cents(n), Asset: usd, Code: 900,
			}},
		)
		r.must(err)
		ids, to = append(ids, id), append(to, address)
	}
	return ids, to
}

func (r *rig) sellerHas(id ledger.ID) int64 {
	return r.balance(clearing.PartyAccount(id, clearing.AccountSeller))
}

func (r *rig) payOut() {
	r.t.Helper()
	r.must(r.treasury.PayOutNow(r.chain.Context()))
}

func TestPayouts(t *testing.T) {
	r := newRig(t, devnet.Options{})
	r.payouts = treasury.Schedule{Every: 24 * time.Hour, Min: cents(10)}
	r.start()
	owner := r.accounts()[0]
	// 100 is paid; 9 is below the least; 50's address is on the token's black list.
	ids, to := r.sellers(100, 9, 50, 30)
	r.must(r.close()) // the owner's key is the house's: it sends one thing at a time
	r.chain.Do(owner, r.chain.Token(), dollarToken.PackBlacklist(to[2]))
	r.must(r.openElsewhere())
	r.payOut()
	r.until("the batch is there", func() bool { return r.chain.Balance(to[0]) == 1_000_000 && r.chain.Balance(to[3]) == 300_000 })
	r.settled()
	if got := r.sellerHas(ids[2]); got != 500_000_000 {
		t.Errorf("what could not be delivered is %.2f cents on the account", inCents(got))
	}
	if r.sellerHas(ids[0]) != 0 || r.sellerHas(ids[3]) != 0 || r.sellerHas(ids[1]) != 90_000_000 || r.chain.Balance(to[1]) != 0 {
		t.Errorf("left: %.2f, %.2f, %.2f", inCents(r.sellerHas(ids[0])), inCents(r.sellerHas(ids[1])), inCents(r.sellerHas(ids[3])))
	}
	if state := r.token(); state.Halted != "" {
		t.Errorf("payouts stopped: %s", state.Halted)
	}
}

// openElsewhere opens the house with a new outbox, which begins behind what the
// account has sent by other hands.
func (r *rig) openElsewhere() error {
	r.outboxes++
	return r.open()
}

func TestAReorgTakesAPayoutBack(t *testing.T) {
	r := newRig(t, devnet.Options{}).start()
	_, to := r.sellers(100, 20)
	r.chain.Pause()
	r.payOut()
	r.until("the batch is under way", func() bool { return len(r.joined.Unfinished()) > 0 })
	seen := func() bool {
		yes := false
		r.node.View(func(m *clearing.Machine) {
			m.Settlement().Payouts(func(p *settlement.Payout) bool { yes = p.Block != 0; return true })
		})
		return yes
	}
	r.mineUntil("the batch is seen", seen)
	r.must(r.chain.Reorg(r.chain.Context(), 1, false))
	r.mine(1)
	r.until("it is gone", func() bool { return !seen() })
	r.mineUntil("it is there again", seen)
	r.restart()
	r.chain.Resume()
	r.until("the payees have it", func() bool { return r.chain.Balance(to[0]) == 1_000_000 && r.chain.Balance(to[1]) == 200_000 })
	r.settled()
}

func TestAForeignTransferStopsPayouts(t *testing.T) {
	r := newRig(t, devnet.Options{}).start()
	ids, to := r.sellers(100)
	owner, thief := r.accounts()[0], common.HexToAddress("0x7415f")
	payout := contracts.NewPayout()
	tx := r.chain.Send(owner, r.payout, payout.PackPay([32]byte{1}, r.chain.Token(), raw(40), []contracts.PayoutPayment{{To: thief, Amount: raw(40)}}))
	r.until("payouts are stopped for it", func() bool { return strings.Contains(r.token().Halted, strings.ToLower(tx.Hash().Hex())) })
	r.payOut()
	if r.sellerHas(ids[0]) != 1_000_000_000 || r.chain.Balance(to[0]) != 0 {
		t.Error("a payout was made all the same")
	}
	r.until("the difference is found", func() bool { s := r.token(); return s.Compared.OnChain.Less(s.Compared.Ledger) })
	t.Log(r.token().Halted, r.treasury.Status()[0].Trouble)
}

func TestStoppedPayoutsAreNotSent(t *testing.T) {
	r := newRig(t, devnet.Options{}).start()
	ids, to := r.sellers(100)
	batch := newID()
	r.chain.Pause()
	// Stopped in the very record that opens it, so that nothing can be sent before.
	_, err := r.submit(
		clearing.PayOut{Batch: batch, Token: r.tokenNumber(), Asks: []settlement.Ask{{Party: ids[0]}}},
		clearing.HaltPayouts{Token: r.tokenNumber(), Reason: "looking"},
	)
	r.must(err)
	r.treasury.Nudge()
	time.Sleep(2 * time.Second)
	if left := r.joined.Unfinished(); len(left) > 0 {
		t.Fatalf("%v was sent", left)
	}
	r.must(r.treasury.CancelPayout(r.chain.Context(), batch))
	if got := r.sellerHas(ids[0]); got != 1_000_000_000 {
		t.Errorf("the seller has %.2f cents back", inCents(got))
	}
	_, err = r.submit(clearing.HaltPayouts{Token: r.tokenNumber()})
	r.must(err)
	r.chain.Resume()
	r.payOut()
	r.until("the seller is paid", func() bool { return r.chain.Balance(to[0]) == 1_000_000 })
	r.settled()
	if err := r.treasury.CancelPayout(r.chain.Context(), batch); err == nil {
		t.Error("a batch was given back twice")
	}
}

// Whoever has the key sends other payments under the id of a batch that is open: it
// is no payout of ours, and the batch is not closed by it.
func TestABatchWithOtherPayments(t *testing.T) {
	r := newRig(t, devnet.Options{}).start()
	ids, _ := r.sellers(100)
	batch := newID()
	_, err := r.submit(
		clearing.PayOut{Batch: batch, Token: r.tokenNumber(), Asks: []settlement.Ask{{Party: ids[0]}}},
		clearing.HaltPayouts{Token: r.tokenNumber(), Reason: "looking"},
	)
	r.must(err)
	thief := common.HexToAddress("0x7415f")
	tx := r.chain.Send(r.accounts()[0], r.payout, contracts.NewPayout().PackPay(memoOf(batch), r.chain.Token(), raw(100),
		[]contracts.PayoutPayment{{To: thief, Amount: raw(100)}}))
	r.until("payouts are stopped for it", func() bool { return strings.Contains(r.token().Halted, strings.ToLower(tx.Hash().Hex())) })
	r.until("the difference is found", func() bool { s := r.token(); return s.Compared.OnChain.Less(s.Compared.Ledger) })
	if open := r.treasury.Status()[0].Payouts; open != 1 || r.of(clearing.AccountPayout) != 1_000_000_000 {
		t.Errorf("%d batches are open, %.2f cents are on their way", open, inCents(r.of(clearing.AccountPayout)))
	}
}

func TestScheduleTimes(t *testing.T) {
	at := func(text string) time.Time {
		v, err := time.Parse("2006-01-02 15:04", text)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	daily := treasury.Schedule{Every: 24 * time.Hour, At: 2 * time.Hour, Min: money.Units(1)}
	often := treasury.Schedule{Every: 6 * time.Hour, At: 2 * time.Hour}
	weekly := treasury.Schedule{Every: 7 * 24 * time.Hour, At: 2 * time.Hour}
	for _, c := range []struct {
		s         treasury.Schedule
		now, want string
	}{
		{daily, "2026-11-26 01:59", "2026-11-26 02:00"}, {daily, "2026-11-26 02:00", "2026-11-27 02:00"}, {daily, "2026-11-26 23:00", "2026-11-27 02:00"},
		{often, "2026-11-26 01:00", "2026-11-26 02:00"}, {often, "2026-11-26 03:00", "2026-11-26 08:00"}, {often, "2026-11-26 21:00", "2026-11-27 02:00"},
	} {
		if got := c.s.Next(at(c.now)); !got.Equal(at(c.want)) {
			t.Errorf("every %s behind %s: %s, want %s", c.s.Every, c.now, got.Format("2006-01-02 15:04"), c.want)
		}
	}
	// A week's schedule is the same whenever it is asked.
	first := weekly.Next(at("2026-11-26 12:00"))
	for day := at("2026-11-26 12:00"); day.Before(first); day = day.Add(5 * time.Hour) {
		if got := weekly.Next(day); !got.Equal(first) {
			t.Fatalf("asked at %s the week's next is %s, and was %s", day, got, first)
		}
	}
}

func TestTheScheduleIsKept(t *testing.T) {
	r := newRig(t, devnet.Options{})
	r.payouts = treasury.Schedule{Every: 3 * time.Second, Min: cents(10)}
	r.start()
	ids, to := r.sellers(100, 5)
	r.until("the seller is paid without being asked", func() bool { return r.chain.Balance(to[0]) == 1_000_000 })
	r.settled()
	if r.sellerHas(ids[1]) != 50_000_000 || r.chain.Balance(to[1]) != 0 {
		t.Errorf("who earned less than the least has %.2f", inCents(r.sellerHas(ids[1])))
	}
}

// TestTheScheduleNets ends each period before it pays out: a seller whose buyer owes
// is paid the net.
func TestTheScheduleNets(t *testing.T) {
	r := newRig(t, devnet.Options{})
	r.payouts = treasury.Schedule{Every: 3 * time.Second, Min: cents(10)}
	buyer := newID()
	nets := make(chan clearing.Net, 64)
	r.nets = func(ctx context.Context) error {
		var commands []clearing.Net
		r.node.View(func(m *clearing.Machine) { commands = m.NetAll(newID(), usd) })
		for _, c := range commands {
			if _, err := r.node.Do(ctx, c); err != nil {
				return err
			}
			nets <- c
		}
		return nil
	}
	r.start()
	rich, to := r.accounts()[7], common.BytesToAddress([]byte{0x5e, 0x11, 9})
	r.chain.Do(rich, r.chain.Token(), dollarToken.PackApprove(contracts.DepositMemoAddress, raw(100)))
	r.chain.Do(rich, contracts.DepositMemoAddress, memos.PackDeposit(r.chain.Token(), raw(100), memoOf(r.buyer)))
	r.until("the money is there", func() bool { return r.buyerHas() == 1_000_000_000 })
	r.settled()
	account := func(party ledger.ID, code uint16) ledger.ID { return clearing.PartyAccount(party, code) }
	other := newID()
	_, err := r.submit(
		clearing.AddParty{Party: clearing.Party{ID: buyer, Role: clearing.RoleBuyer, Name: "of the same owner", Asset: usd}},
		clearing.AddParty{Party: clearing.Party{ID: other, Role: clearing.RoleSeller, Name: "another", Asset: usd}},
		clearing.SetLimits{ID: account(buyer, clearing.AccountBuyer), Flags: ledger.LimitDebit, DebitMax: cents(1000)},
		clearing.LinkParty{Buyer: buyer, Seller: r.seller},
		clearing.SetPayee{Party: r.seller, Token: r.tokenNumber(), To: settlement.Address(to)},
		clearing.Transfers{
			{ID: newID(), Debit: account(buyer, clearing.AccountBuyer), Credit: account(other, clearing.AccountSeller), Amount: cents(40), Asset: usd, Code: 900},
			{ID: newID(), Debit: account(r.buyer, clearing.AccountBuyer), Credit: account(r.seller, clearing.AccountSeller), Amount: cents(100), Asset: usd, Code: 900},
		},
	)
	r.must(err)
	r.until("the seller is paid the net", func() bool { return r.chain.Balance(to) == 600_000 })
	r.settled()
	if len(nets) == 0 || r.sellerHas(r.seller) != 0 || r.sellerHas(other) != 400_000_000 {
		t.Errorf("%d nettings; the seller has %.2f and the other %.2f", len(nets), inCents(r.sellerHas(r.seller)), inCents(r.sellerHas(other)))
	}
}
