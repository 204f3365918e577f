package treasury

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/settlement"
)

// openBatches are the open batches of the chain, and the tokens in which nothing
// is paid out.
func (b *branch) openBatches() (all []settlement.Payout, halted map[uint32]bool) {
	halted = map[uint32]bool{}
	b.node.View(func(m *clearing.Machine) {
		m.Settlement().Payouts(func(p *settlement.Payout) bool {
			if b.token(p.Token) != nil {
				all = append(all, *p)
			}
			return true
		})
		for _, t := range b.numbers {
			state, _ := m.Settlement().Token(t.number)
			halted[t.number] = state.Halted != ""
		}
	})
	return all, halted
}

// payOpen sends the open batches that stand in no block, and follows what is under
// way. The contract pays a batch's id once for good, so that a second transaction for
// the same batch, after a first that failed, pays nothing twice.
func (b *branch) payOpen(ctx context.Context, now time.Time) {
	b.paying.Lock()
	defer b.paying.Unlock()
	batches, halted := b.openBatches()
	is := map[ledger.ID]bool{}
	for i := range batches {
		p := &batches[i]
		is[p.ID] = true
		if p.Block == 0 && !halted[p.Token] {
			b.payOne(ctx, p, now)
		}
	}
	if len(is) == 0 {
		b.troubled(inPaying, nil)
	}
	b.batches.keep(is)
}

func payoutIntent(id ledger.ID, try int) string {
	return fmt.Sprintf("%s%s/%d", payoutPrefix, id, try)
}

// triesMax bounds how many earlier tries of a batch are gone through at once.
const triesMax = 100

// payOne sends a batch, under the first name that has not failed.
func (b *branch) payOne(ctx context.Context, p *settlement.Payout, now time.Time) {
	for range triesMax {
		made := b.batches.get(p.ID)
		if made.next.After(now) {
			return
		}
		id := payoutIntent(p.ID, made.n)
		known, was, err := b.Chain.Outcome(id)
		if err == nil && !was {
			made.mine = true
			b.batches.mine(p.ID)
			known, err = b.sendPayout(ctx, p, id)
		}
		switch {
		case err != nil:
			if ctx.Err() == nil {
				b.troubled(inPaying, fmt.Errorf("the payout %s cannot be sent: %w", p.ID, err))
			}
			return
		case known.Stage != Failed:
			if known.Code != "" {
				b.troubled(inPaying, &waitingError{id, known.Code, known.Text})
			}
			return
		case !made.mine:
			b.batches.failed(p.ID, now) // of an earlier life: on to the next name
		default:
			b.batches.failed(p.ID, now.Add(backoff(made.n+1)))
			b.troubled(inPaying, fmt.Errorf("the payout %s did not get through: %s: %s", p.ID, known.Code, known.Text))
		}
	}
}

func (b *branch) sendPayout(ctx context.Context, p *settlement.Payout, intent string) (Outcome, error) {
	token := b.token(p.Token)
	items := make([]Item, len(p.Items))
	for i, item := range p.Items {
		units, _ := item.Amount.DivMod64(token.unit) // whole, says the machine
		items[i] = Item{item.To, units}
	}
	call, err := b.Chain.Pay(wordOf(p.ID), token.Contract, items)
	if err != nil {
		return Outcome{}, err
	}
	return b.Chain.Send(ctx, Intent{ID: intent, Call: call})
}

// ErrUnderWay is CancelPayout's answer about a batch that may still be paid.
var ErrUnderWay = errors.New("treasury: the batch is under way, or paid already")

// CancelPayout gives a batch back whole that was never carried out and of which no
// transaction is under way. It is for a person to ask: the treasury itself tries
// again for ever.
func (t *Treasury) CancelPayout(ctx context.Context, id ledger.ID) error {
	var p settlement.Payout
	var open bool
	t.node.View(func(m *clearing.Machine) { p, open = m.Settlement().Payout(id) })
	if !open {
		return &refusedError{clearing.ClosePayout{}, string(settlement.PayoutUnknown)}
	}
	for _, b := range t.branches {
		if b.token(p.Token) != nil {
			return b.cancel(ctx, id)
		}
	}
	return fmt.Errorf("treasury: the batch %s is in a token of a chain that is not configured", id)
}

// cancel closes a batch with nothing paid. While it does nothing is sent.
func (b *branch) cancel(ctx context.Context, id ledger.ID) error {
	b.paying.Lock()
	defer b.paying.Unlock()
	var p settlement.Payout
	b.node.View(func(m *clearing.Machine) { p, _ = m.Settlement().Payout(id) })
	if p.Block != 0 {
		return ErrUnderWay
	}
	for n := range triesMax {
		o, was, err := b.Chain.Outcome(payoutIntent(id, n))
		if err != nil {
			return err
		}
		if !was {
			break
		}
		// What failed is final, and no other key can pay. But what was refused because
		// the batch is paid was paid by something that the outbox has lost.
		if o.Stage != Failed || strings.Contains(strings.ToLower(o.Revert), "alreadypaid") {
			return ErrUnderWay
		}
	}
	all := make([]uint16, len(p.Items))
	for i := range all {
		all[i] = uint16(i)
	}
	_, err := b.do(ctx, clearing.ClosePayout{Batch: id, Failed: all})
	return err
}
