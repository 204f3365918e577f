package contracts_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"aidollar/chain/devaccount"
	"aidollar/pay/x402/channel"

	"github.com/holiman/uint256"
)

// twinChannel is what a channel is by the rules, written down once more.
type twinChannel struct {
	balance, claimed, withdrawal, announced, refunds uint64
}

func (w *twinChannel) free() uint64 { return w.balance - w.claimed }

// twinEscrow plays the escrow beside the one on the chain.
type twinEscrow struct {
	*channels
	random           *rand.Rand
	configs          []*channel.Config
	twins            []twinChannel
	claimed, settled uint64
}

// move is a call by somebody, the refusal it is to meet, and what it changes.
type move struct {
	kind, want string
	by         devaccount.Account
	data       []byte
	apply      func()
}

// next chooses a move on a channel.
func (e *twinEscrow) next(step int, of *channel.Config, w *twinChannel) move {
	amount := 1 + e.random.Uint64N(20)
	switch e.random.IntN(9) {
	case 0, 6:
		data := e.authorized(of, amount, fmt.Sprint("step ", step)).Call(of, nil)
		return move{"deposit", "", e.relay, data, func() { w.balance += amount }}
	case 1:
		return move{"settle", "", e.relay, channel.SettleCall(payee, e.Token()), func() { e.settled = e.claimed }}
	case 2:
		return move{"refund", "", e.house, channel.RefundCall(of, uint256.NewInt(amount)), func() {
			back := min(amount, w.free())
			w.balance, w.refunds = w.balance-back, w.refunds+1
			if w.withdrawal -= min(back, w.withdrawal); w.withdrawal == 0 {
				w.announced = 0
			}
		}}
	case 3, 4:
		m := move{"announce", "", e.payer, channel.WithdrawCall(of, uint256.NewInt(amount)), func() { w.withdrawal, w.announced = amount, uint64(e.Now().Unix()) }}
		if w.announced != 0 {
			m.want = "WithdrawalAlreadyPending"
		} else if amount > w.free() {
			m.want = "WithdrawAmountExceedsAvailable"
		}
		return m
	case 5:
		m := move{"leave", "", e.payer, channel.WithdrawFinishCall(of), func() { w.balance, w.withdrawal, w.announced = w.balance-min(w.withdrawal, w.free()), 0, 0 }}
		if w.announced == 0 {
			m.want = "WithdrawalNotPending"
		} else if uint64(e.Now().Unix()) < w.announced+of.WithdrawDelay {
			m.want = "WithdrawDelayNotElapsed"
		}
		return m
	}
	return e.claim(of, w)
}

func (e *twinEscrow) claim(of *channel.Config, w *twinChannel) move {
	total := e.random.Uint64N(w.balance + 10)
	ceiling := total + e.random.Uint64N(20)
	if e.random.IntN(8) == 0 && total > 0 {
		ceiling = total - 1
	}
	m := move{"claim", "", e.house, channel.ClaimCall([]channel.Claim{e.signed(of, e.payer, ceiling, total)}), func() {}}
	switch {
	case total <= w.claimed:
	case total > ceiling:
		m.want = "ClaimExceedsCeiling"
	case total > w.balance:
		m.want = "ClaimExceedsBalance"
	default:
		m.apply = func() { e.claimed, w.claimed = e.claimed+total-w.claimed, total }
	}
	return m
}

// The escrow and a plain account of its rules agree after each of many random moves,
// on every number, on every refusal, and on the tokens that are left.
func TestEscrowAgreesWithItsTwin(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	c := newChannels(t)
	e := &twinEscrow{channels: c, random: rand.New(rand.NewPCG(seed, 0)), configs: []*channel.Config{c.config(1), c.config(2)}, twins: make([]twinChannel, 2)}
	done, waits := map[string]int{}, 5 // a wait is as many blocks as seconds
	for step := range 250 {
		n := e.random.IntN(len(e.configs))
		of, w := e.configs[n], &e.twins[n]
		if w.announced != 0 && waits > 0 && e.random.IntN(4) == 0 {
			waits--
			wait(t, c.Chain, of.WithdrawDelay)
		}
		m := e.next(step, of, w)
		c.refuses(fmt.Sprintf("step %d, %s", step, m.kind), m.by, m.data, m.want)
		if m.want == "" {
			c.send(m.by, m.data)
			m.apply()
		}
		done[m.kind+" "+m.want]++
		s := c.state(of)
		got := twinChannel{s.Balance.Uint64(), s.Claimed.Uint64(), s.Withdrawal.Uint64(), s.WithdrawRequestedAt, s.RefundNonce.Uint64()}
		if got != *w {
			t.Fatalf("step %d, %s: the escrow has %+v, the twin %+v", step, m.kind, got, *w)
		}
	}
	owed := e.claimed - e.settled
	for i := range e.twins {
		owed += e.twins[i].free()
	}
	c.keeps(owed)
	if got := c.Balance(payee); got != e.settled || got == 0 {
		t.Errorf("the receiver has %d of %d", got, e.settled)
	}
	t.Log(done)
}
