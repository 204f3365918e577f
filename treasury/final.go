package treasury

import (
	"context"
	"slices"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/settlement"
)

// Finalized implements Follower. What is final is entered if it was never seen
// before, and what the ledger has in those blocks and the chain has not is taken
// back. Then the batches of the range are closed and the range is made final, in one
// record, so that the balances are compared with books that have all of it.
func (f follower) Finalized(ctx context.Context, final Final) error {
	b := f.branch
	for i := range final.Blocks {
		if err := b.openNew(ctx, &final.Blocks[i]); err != nil {
			return err
		}
	}
	old, gone, waits := b.outdated(&final)
	if old {
		return nil
	}
	if err := b.drop(ctx, gone); err != nil {
		return err
	}
	arrive, last := b.concluded(&final)
	if err := b.enterAll(ctx, arrive); err != nil {
		return err
	}
	if err := b.mark(ctx, b.unmarked(&final)); err != nil {
		return err
	}
	if len(final.Blocks) > 0 || len(last) > 0 || waits || b.stale(&final) {
		if err := b.conclude(ctx, &final, last); err != nil {
			return err
		}
	}
	b.mu.Lock()
	for _, s := range final.Blocks {
		delete(b.seen, s.Block.Hash)
		delete(b.paid, s.Block.Hash)
		delete(b.moved, s.Block.Hash)
	}
	b.final, b.head = final.To, newer(b.head, final.To)
	b.mu.Unlock()
	b.troubled(inFollowing, final.NoBalances)
	b.Chain.Look()
	if err := b.sweepClosed(ctx); err != nil {
		return err
	}
	return b.giveUp(ctx, final.To)
}

// outdated finds what the ledger has up to a final block and the chain has not.
// waits says that something in those blocks waits to be final.
func (b *branch) outdated(final *Final) (old bool, gone []ledger.ID, waits bool) {
	there := map[ledger.ID]bool{}
	for i := range final.Blocks {
		for _, in := range b.incomings(&final.Blocks[i]) {
			there[in.id] = true
		}
	}
	b.node.View(func(m *clearing.Machine) {
		if old = final.To.Number <= m.Settlement().FinalBlock(b.id); old {
			return
		}
		m.Settlement().Arrivals(func(a *settlement.Arrival) bool {
			if a.Block <= final.To.Number && b.token(a.Token) != nil {
				waits = true
				if !there[a.ID] {
					gone = append(gone, a.ID)
				}
			}
			return true
		})
	})
	return old, gone, waits
}

// concluded is what the range brings that the ledger does not have yet: transfers,
// and behind them the ends of batches and what stops payouts.
func (b *branch) concluded(final *Final) (arrive, last []clearing.Command) {
	incomings := make([][]incoming, len(final.Blocks))
	for i := range final.Blocks {
		incomings[i] = b.incomings(&final.Blocks[i])
	}
	b.node.View(func(m *clearing.Machine) {
		known := map[ledger.ID]bool{}
		m.Settlement().Arrivals(func(a *settlement.Arrival) bool { known[a.ID] = true; return true })
		taken := map[ledger.ID]bool{}
		for i := range final.Blocks {
			s := &final.Blocks[i]
			incoming := incomings[i]
			for k := range incoming {
				if !known[incoming[k].id] {
					arrive = append(arrive, clearing.Arrive{Arrival: b.arrival(m, &incoming[k], taken)})
				}
			}
			out := b.outflow(m, s)
			for _, p := range out.paid {
				last = append(last, clearing.ClosePayout{Batch: p.id, Tx: p.tx, Block: s.Block.Number, Failed: p.failed})
			}
			last = append(last, out.halts(m)...)
		}
		m.Settlement().Payouts(func(p *settlement.Payout) bool {
			closed := slices.ContainsFunc(last, func(c clearing.Command) bool {
				closes, is := c.(clearing.ClosePayout)
				return is && closes.Batch == p.ID
			})
			if !closed && p.Block != 0 && p.Block <= final.To.Number && b.token(p.Token) != nil {
				last = append(last, clearing.SeePayout{Batch: p.ID}) // its block went while nobody looked
			}
			return true
		})
	})
	return arrive, last
}

// stale reports whether the ledger should be told of a final block though nothing
// in it waited, so that a restart does not begin long ago and the comparison is young.
func (b *branch) stale(final *Final) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.options.Now().Sub(b.settled) >= finalizeEvery && final.Balances != nil
}

// conclude is one record whatever its size: a batch that was closed while its
// block was not final would look like somebody else's after a crash.
func (b *branch) conclude(ctx context.Context, final *Final, last []clearing.Command) error {
	c, err := b.finalize(ctx, final)
	if err != nil {
		return err
	}
	if _, err := b.do(ctx, append(slices.Clone(last), c)...); err != nil {
		return err
	}
	b.mu.Lock()
	if b.settled = b.options.Now(); len(c.Balances) == 0 {
		b.settled = time.Time{} // the next range that has balances is compared, whatever is in it
	}
	b.mu.Unlock()
	return nil
}

// finalize is the command; balances that are not known are not compared.
func (b *branch) finalize(ctx context.Context, final *Final) (clearing.Finalize, error) {
	c := clearing.Finalize{ChainID: b.id, Block: final.To.Number, Hash: final.To.Hash}
	b.forget(final)
	if len(final.Balances) != len(b.Tokens) {
		return c, nil
	}
	escrowed, err := b.escrowed(ctx, final)
	if err != nil {
		return c, err
	}
	for i := range b.Tokens {
		token := b.numbers[b.Tokens[i].Contract]
		if amount, fits := final.Balances[i].Mul64(token.unit); fits {
			c.Balances = append(c.Balances, settlement.Balance{Token: token.number, Amount: amount, Escrow: escrowed[token.number]})
		}
	}
	return c, nil
}

// The reasons of payments that fail. They are codes, and do not change.
const (
	reasonCanceled    = "authorization_canceled"
	reasonExpired     = "authorization_expired"
	reasonElsewhere   = "nonce_used_elsewhere"
	reasonFunds       = "insufficient_funds"
	reasonPaused      = "token_paused"
	reasonBlacklisted = "payee_blacklisted"
	reasonUsed        = "nonce_used" // not yet certain for what
)

// giveUp fails the payments that can never be carried out any more: those that
// ended before a final block's time, since no later block has an earlier one, and
// those whose authorization was used or cancelled in a final block without bringing
// anything.
func (b *branch) giveUp(ctx context.Context, final Block) error {
	ended := func(d *due) bool {
		return d.until+int64(time.Second) <= int64(final.Time)*int64(time.Second)
	}
	some := b.owed.some(func(d *due) bool { return ended(d) || d.reason == reasonUsed })
	for _, p := range b.dueOf(some) {
		d := some[p.ID]
		id, reason := p.ID, ""
		if ended(&d) {
			reason = expiredFor(d.reason)
		} else {
			var err error
			if reason, err = b.usedUp(ctx, &p, final.Number); err != nil {
				return err
			}
		}
		if reason == "" {
			continue
		}
		if _, err := b.do(ctx, clearing.FailPayment{Payment: id, Reason: reason}); err != nil && !refusedAs(err, settlement.PaymentNotDue) {
			return err
		}
		b.options.Log.Warn("a payment can never be collected", "chain", b.Name, "payment", id, "reason", reason)
		b.owed.remove(id)
		b.waiting.wake(id)
	}
	return nil
}

// expiredFor says why nothing came of a payment until it ended: what stood in the
// way last, if that was nobody's nonce.
func expiredFor(reason string) string {
	switch reason {
	case reasonFunds, reasonPaused, reasonBlacklisted:
		return reason
	}
	return reasonExpired
}

// usedUp looks into a payment whose nonce the chain calls used, though no final
// block brought anything for it.
func (b *branch) usedUp(ctx context.Context, p *settlement.Payment, final uint64) (string, error) {
	payer, nonce, ok := b.authorization(p)
	if !ok {
		return "", nil // of Permit2: it is certain when the payment ends
	}
	from := max(final, lookBack) - lookBack
	use, err := b.Chain.Authorization(ctx, b.token(p.Token).Contract, payer, nonce, from, final)
	if err != nil {
		return "", err
	}
	switch use {
	case Canceled:
		return reasonCanceled, nil
	case Used:
		return reasonElsewhere, nil
	}
	return "", nil
}
