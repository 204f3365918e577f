package onchain

import (
	"context"
	"errors"
	"math/big"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"aidollar/chain/devnet"
	"aidollar/contracts"
	"aidollar/pay/evmsig"
	"aidollar/pay/x402/facilitator"
	"aidollar/pay/x402/service"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
)

func TestOneOrderIsSentOnce(t *testing.T) {
	d := newDesk(t, devnet.Options{Instant: true})
	o := d.order()
	other := *o
	other.ID = common.Hash{0xff}
	var all sync.WaitGroup
	var taken, good atomic.Int32
	for i := range 24 {
		all.Go(func() {
			asked := o
			if i%2 == 1 {
				asked = &other
			}
			switch outcome, err := d.settler.Settle(d.within(patience), asked); {
			case err != nil:
				t.Error(err)
			case outcome.Status == service.Taken:
				taken.Add(1)
			case outcome.Status == service.Settled && o.Payment.ShownBy(outcome.Logs):
				good.Add(1)
			}
		})
	}
	all.Wait()
	if taken.Load() != 12 || good.Load() != 12 || d.sends() != 1 {
		t.Errorf("%d are settled, %d taken, with %d transactions", good.Load(), taken.Load(), d.sends())
	}
	first := o
	if outcome, err := d.settler.Resume(d.within(patience), o.Key, o.ID); err != nil || outcome.Status != service.Settled {
		first = &other // which was faster
	}
	for range 2 {
		outcome, err := d.settler.Resume(d.within(patience), first.Key, first.ID)
		d.settled(first, outcome, err)
		outcome, err = d.settler.Resume(d.within(patience), first.Key, common.Hash{0xee})
		d.want(service.Taken, outcome, err)
		outcome, err = d.settler.Resume(d.within(patience), common.Hash{1}, first.ID)
		d.want(service.Unknown, outcome, err)
		d.reopen()
	}
	if left := d.chain.Unfinished(); len(left) != 0 {
		t.Errorf("the treasury is shown %v", left)
	}
}

func TestNothingToSendIsRemembered(t *testing.T) {
	d := newDesk(t, devnet.Options{Instant: true})
	o := d.order()
	o.Calls = nil
	other := *o
	other.ID = common.Hash{0xff}
	for range 2 {
		outcome, err := d.settler.Settle(d.within(patience), o)
		d.want(service.Settled, outcome, err)
		outcome, err = d.settler.Settle(d.within(patience), &other)
		d.want(service.Taken, outcome, err)
		outcome, err = d.settler.Resume(d.within(patience), o.Key, o.ID)
		d.want(service.Settled, outcome, err)
		d.reopen()
	}
	// A day behind the deadline it is forgotten, when the next one comes.
	d.now = func() time.Time { return time.Unix(int64(o.Deadline)+rememberBeyond, 0) }
	d.reopen()
	next := d.order()
	next.Calls, next.Deadline = nil, o.Deadline+60
	outcome, err := d.settler.Settle(d.within(patience), next)
	d.want(service.Settled, outcome, err)
	outcome, err = d.settler.Resume(d.within(patience), o.Key, o.ID)
	d.want(service.Unknown, outcome, err)
	d.settler.orders.max = 1
	third := d.order()
	third.Calls = nil
	if _, err := d.settler.Settle(d.within(patience), third); !errors.Is(err, errOrdersFull) {
		t.Errorf("beyond the bound: %v", err)
	}
}

func TestWhatIsUnderWayIsPending(t *testing.T) {
	d := newDesk(t, devnet.Options{Instant: true})
	o := d.order()
	d.Pause()
	outcome, err := d.settler.Settle(d.within(time.Second), o)
	if d.want(service.Pending, outcome, err); outcome.Transaction == (common.Hash{}) {
		t.Error("no transaction is named")
	}
	if left := d.chain.Unfinished(); len(left) != 0 {
		t.Errorf("the treasury is shown %v", left)
	}
	d.reopen()
	again, err := d.settler.Resume(d.within(300*time.Millisecond), o.Key, o.ID)
	if d.want(service.Pending, again, err); again.Transaction != outcome.Transaction {
		t.Errorf("it is another transaction: %s", again.Transaction)
	}
	d.Resume()
	outcome, err = d.settler.Settle(d.within(patience), o)
	d.settled(o, outcome, err)
	if d.sends() != 1 {
		t.Errorf("%d are sent", d.sends())
	}
}

// What was not signed in time is taken back, so that an error promises that
// nothing was sent and nothing will be.
func TestErrorsLeaveNothingBehind(t *testing.T) {
	d := newDesk(t, devnet.Options{Instant: true})
	o := d.order()
	if err := d.chain.sender.Pause(); err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			if outcome, err := d.settler.Settle(d.within(300*time.Millisecond), o); err == nil {
				t.Errorf("%+v", outcome)
			}
		})
	}
	all.Wait()
	outcome, err := d.settler.Resume(d.within(patience), o.Key, o.ID)
	d.want(service.Unknown, outcome, err)
	if err := d.chain.sender.Resume(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(200 * time.Millisecond)
	if d.sends() != 0 {
		t.Error("it was sent after all")
	}
	d.reopen()
	other := *o
	other.ID = common.Hash{0xff} // the key is free
	outcome, err = d.settler.Settle(d.within(patience), &other)
	d.settled(&other, outcome, err)
	outcome, err = d.settler.Settle(d.within(patience), o)
	d.want(service.Taken, outcome, err)

	for what, change := range map[string]func(*service.Order){
		"another chain": func(o *service.Order) { o.ChainID++ }, "another sender": func(o *service.Order) { o.Sender = fresh(1) },
	} {
		o := d.order()
		if change(o); true {
			outcome, err = d.settler.Settle(d.within(patience), o)
		}
		if known, _ := d.settler.Resume(d.within(patience), o.Key, o.ID); err == nil || known.Status != service.Unknown {
			t.Errorf("%s: %+v, then %+v", what, outcome, known)
		}
	}
}

// The house goes down while somebody waits.
func TestClosingTakesBack(t *testing.T) {
	d := newDesk(t, devnet.Options{Instant: true})
	queued, sent := d.order(), d.order()
	d.Pause()
	outcomes := make(chan service.Outcome, 2)
	settle := func(o *service.Order) {
		outcome, err := d.settler.Settle(context.Background(), o)
		if (err == nil) != (o == sent) {
			t.Errorf("order %x ends with %+v, %v", o.ID[:2], outcome, err)
		}
		outcomes <- outcome
	}
	go settle(sent)
	d.eventually("the first is signed", func() bool {
		s, known, err := d.chain.sender.Status(d.intentOf(sent, 0))
		return err == nil && known && len(s.Hashes) > 0
	})
	if err := d.chain.sender.Pause(); err != nil {
		t.Fatal(err)
	}
	go settle(queued)
	d.eventually("the second is queued", func() bool {
		_, known, err := d.chain.sender.Status(d.intentOf(queued, 0))
		return err == nil && known
	})
	settler := d.settler
	d.close()
	for range 2 {
		if o := <-outcomes; o.Status != service.Pending && o.Status != service.Unknown {
			t.Errorf("%+v", o)
		}
	}
	if _, err := settler.Settle(t.Context(), d.order()); err == nil {
		t.Error("it settles after the end")
	}
	d.open()
	if err := d.chain.sender.Resume(); err != nil {
		t.Fatal(err)
	}
	d.Resume()
	outcome, err := d.settler.Resume(d.within(patience), sent.Key, sent.ID)
	d.settled(sent, outcome, err)
	outcome, err = d.settler.Resume(d.within(patience), queued.Key, queued.ID)
	d.want(service.Unknown, outcome, err)
}

func (d *desk) intentOf(o *service.Order, call int) string {
	kept := orderOf(o)
	return kept.intent(call)
}

func TestTooLateIsNotSent(t *testing.T) {
	d := newDesk(t, devnet.Options{Instant: true})
	o := d.order()
	o.Deadline = uint64(time.Now().Unix()) + inclusionSeconds - 1
	for range 2 {
		outcome, err := d.settler.Settle(d.within(patience), o)
		if d.want(service.Failed, outcome, err); outcome.Transaction != (common.Hash{}) || outcome.Revert == "" {
			t.Errorf("%+v", outcome)
		}
		d.reopen()
	}
	if d.sends() != 0 {
		t.Error("it was sent")
	}
}

// Somebody else submits the authorization, or its payer cancels it: before ours is
// sent, and between.
func TestFrontRun(t *testing.T) {
	d := newDesk(t, devnet.Options{})
	stranger, payer := d.Accounts()[3], d.Accounts()[1]
	token := contracts.NewTestDollar()
	mine := func(what func()) {
		d.Pause()
		what()
		d.Chain.Resume()
	}
	for _, between := range []bool{false, true} {
		for _, canceled := range []bool{false, true} {
			o := d.order()
			call := o.Calls[0]
			if canceled {
				separator := evmsig.Domain{Name: contracts.TokenName, Version: contracts.TokenVersion, ChainID: d.ChainID(), Contract: d.Token()}.Separator()
				s, err := evmsig.Sign(evmsig.CancelDigest(separator, payer.Address, o.Payment.Nonce), payer.Key)
				if err != nil {
					t.Fatal(err)
				}
				call.Data = token.PackCancelAuthorization(payer.Address, o.Payment.Nonce, s.V(), s.R(), s.S())
			}
			answers := make(chan service.Outcome, 1)
			settle := func() {
				outcome, err := d.settler.Settle(d.within(patience), o)
				if err != nil {
					t.Error(err)
				}
				answers <- outcome
			}
			if between {
				mine(func() {
					// The stranger offers more, so that the block has his first.
					tx := d.SignTx(stranger, &types.DynamicFeeTx{ChainID: new(big.Int).SetUint64(d.ChainID()), Nonce: d.Nonce(stranger.Address),
						To: &call.To, Data: call.Data, Gas: 200_000, GasTipCap: big.NewInt(20e9), GasFeeCap: big.NewInt(100e9)})
					if err := d.Client.SendTransaction(d.Chain.Context(), tx); err != nil {
						t.Fatal(err)
					}
					go settle()
					d.eventually("ours is signed", func() bool {
						s, known, err := d.chain.sender.Status(d.intentOf(o, 0))
						return err == nil && known && (len(s.Hashes) > 0 || s.State == "failed")
					})
				})
			} else {
				d.Do(stranger, call.To, call.Data)
				settle()
			}
			outcome := <-answers
			if outcome.Status != service.Failed || !strings.Contains(outcome.Revert, "used") || between != (outcome.Transaction != (common.Hash{})) {
				t.Errorf("between %v, canceled %v: %+v", between, canceled, outcome)
			}
			tx, logs, found, err := d.settler.AuthorizationUsed(d.within(patience), d.ChainID(), d.Token(), payer.Address, o.Payment.Nonce)
			if err != nil || found == canceled || found && (tx == (common.Hash{}) || !o.Payment.ShownBy(logs)) {
				t.Errorf("between %v, canceled %v: used in %s, %v, %v", between, canceled, tx, found, err)
			}
		}
	}
}

// TestDepth has settlements count when blocks lie on top, ours and a stranger's.
func TestDepth(t *testing.T) {
	d := newDesk(t, devnet.Options{Instant: true})
	d.confirmations = 3
	d.reopen()
	o, strangers := d.order(), d.order()
	outcome, err := d.settler.Settle(d.within(time.Second), o)
	d.want(service.Pending, outcome, err)
	d.eventually("it is in a block", func() bool { return d.Balance(o.Payment.To) > 0 })
	d.Do(d.Accounts()[3], strangers.Calls[0].To, strangers.Calls[0].Data)
	witnessed := func() bool {
		_, _, found, err := d.settler.AuthorizationUsed(d.within(patience), d.ChainID(), d.Token(), strangers.Payment.From, strangers.Payment.Nonce)
		if err != nil {
			t.Error(err)
		}
		return found
	}
	if witnessed() {
		t.Error("a stranger's transaction counts at once")
	}
	if err := d.Mine(t.Context(), 3); err != nil {
		t.Fatal(err)
	}
	outcome, err = d.settler.Resume(d.within(patience), o.Key, o.ID)
	d.settled(o, outcome, err)
	d.eventually("a stranger's transaction counts", witnessed)
}

// TestDeploymentGoesFirst settles for an account that is yet to be made, by two
// transactions, of which the second is useless without the first.
func TestDeploymentGoesFirst(t *testing.T) {
	d := newDesk(t, devnet.Options{Instant: true})
	o := d.order()
	account := d.Accounts()[0].Address
	token := contracts.NewTestDollar()
	// The second call spends what the first one allows.
	o.Calls = []facilitator.Call{
		{To: d.Token(), Data: token.PackApprove(account, o.Payment.Amount.ToBig())},
		{To: d.Token(), Data: token.PackTransferFrom(account, o.Payment.To, o.Payment.Amount.ToBig())},
	}
	o.Payment.From, o.Payment.Method = account, "permit2"
	d.Pause()
	outcome, err := d.settler.Settle(d.within(time.Second), o)
	d.want(service.Pending, outcome, err)
	first := outcome.Transaction
	d.reopen() // what was begun goes on by itself
	d.Resume()
	d.eventually("both are carried out", func() bool { return d.Balance(o.Payment.To) > 0 })
	outcome, err = d.settler.Resume(d.within(patience), o.Key, o.ID)
	if d.settled(o, outcome, err); outcome.Transaction == first || d.sends() != 2 {
		t.Errorf("%+v after %s, %d are sent", outcome, first, d.sends())
	}
}
