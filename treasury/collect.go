package treasury

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/settlement"
)

// work collects what is due and sends open batches, until ctx ends.
func (b *branch) work(ctx context.Context) {
	b.inherit()
	for ctx.Err() == nil {
		now := b.options.Now()
		if err := b.Chain.Broken(); err != nil {
			b.troubled(inCollecting, err)
			b.haltAll(ctx, reasonBroken+err.Error())
		}
		b.sweep(now)
		b.track(ctx, now)
		next := b.collect(ctx, now)
		b.payOpen(ctx, now)
		b.claim(ctx, now)
		b.giveBack(ctx, now)
		if !rest(ctx, min(next, b.pace()), b.wake) {
			return
		}
	}
}

// pace is how often what is under way is looked at.
func (b *branch) pace() time.Duration {
	if b.flights.len() > 0 {
		return 100 * time.Millisecond
	}
	return time.Second
}

// sweep looks for due payments in the machine: at the start, now and then, and
// when nobody tells of them one by one.
func (b *branch) sweep(now time.Time) {
	every := sweepEvery
	if b.watched.is() {
		every = sweepWatched // a walk over all payments holds everybody else up
	}
	if now.Sub(b.sweptAt) < every && (b.watched.is() || b.swept.Load()) {
		return
	}
	b.swept.Store(true)
	b.sweptAt = now
	var found []settlement.Payment
	b.node.View(func(m *clearing.Machine) {
		m.Settlement().Payments(func(p *settlement.Payment) bool {
			if p.State == settlement.PaymentDue && b.token(p.Token) != nil {
				found = append(found, *p)
			}
			return true
		})
	})
	for i := range found {
		b.owed.add(&found[i], now)
	}
}

func (b *branch) payment(id ledger.ID) (p settlement.Payment, ok bool) {
	b.node.View(func(m *clearing.Machine) { p, ok = m.Settlement().Payment(id) })
	return p, ok
}

// dueOf are the payments among some that are due. What has ended is owed no more.
func (b *branch) dueOf(some map[ledger.ID]due) (all []settlement.Payment) {
	var ended []ledger.ID
	b.node.View(func(m *clearing.Machine) {
		for id := range some {
			switch p, ok := m.Settlement().Payment(id); {
			case !ok || p.State.Ended():
				ended = append(ended, id)
			case p.State == settlement.PaymentDue:
				all = append(all, p)
			}
		}
	})
	for _, id := range ended {
		b.owed.remove(id)
	}
	return all
}

// carried is a payment that is about to be sent.
type carried struct {
	p     settlement.Payment
	calls []Call
	tries int
}

// collect sends the payments that are due and whose time has come, and says when
// to look again. One whose time has come takes all others along that are due.
func (b *branch) collect(ctx context.Context, now time.Time) (next time.Duration) {
	next = time.Hour
	free := b.owed.some(func(d *due) bool {
		if d.flight == "" && d.next.After(now) {
			next = min(next, d.next.Sub(now))
		}
		return d.flight == "" && !d.next.After(now)
	})
	var together, singles []carried
	ready := false
	for _, p := range b.dueOf(free) {
		d := free[p.ID]
		if b.inherited(&p, now) || time.Unix(0, p.Until).Sub(now) < marginUntil {
			continue // of one that ends a final block will tell
		}
		calls, alone, err := b.options.Calls(&p)
		if err != nil || len(calls) == 0 {
			b.troubled(inCollecting, fmt.Errorf("what collects the payment %s cannot be read: %w", p.ID, err))
			b.owed.change(p.ID, func(d *due) { d.next = now.Add(backoffMax) })
			continue
		}
		c := carried{p, calls, d.tries}
		wait := b.patience(&p, &d, now)
		switch {
		case alone || d.alone:
			if wait <= 0 {
				singles = append(singles, c)
			} else {
				next = min(next, wait)
			}
			continue
		case wait <= 0:
			ready = true
		default:
			next = min(next, wait)
		}
		together = append(together, c)
	}
	for i := range singles {
		b.send(ctx, now, singles[i:i+1])
	}
	if ready {
		b.sendTogether(ctx, now, together)
	}
	return next
}

// patience is how long a payment still waits for others. If nothing was credited
// for it, somebody waits for the money.
func (b *branch) patience(p *settlement.Payment, d *due, now time.Time) time.Duration {
	if p.Credited.IsZero() || d.tries > 0 {
		return d.since.Add(gatherFor).Sub(now)
	}
	at := d.since.Add(b.options.SettleWithin)
	if latest := time.Unix(0, p.Until).Add(-leadUntil); latest.Before(at) {
		at = latest
	}
	return at.Sub(now)
}

// sendTogether sends payments in as few transactions as they fit.
func (b *branch) sendTogether(ctx context.Context, now time.Time, all []carried) {
	// In the order of ids, so that after a crash the same ones make the same intent.
	slices.SortFunc(all, func(x, y carried) int {
		if x.p.ID.Less(y.p.ID) {
			return -1
		}
		return 1
	})
	for len(all) > 0 {
		n, size := 0, 0
		for n < len(all) && n < collectMax {
			for _, call := range all[n].calls {
				size += len(call.Data) + 8*wordSize
			}
			if n > 0 && size > joinedMax {
				break
			}
			n++
		}
		b.send(ctx, now, all[:n])
		all = all[n:]
	}
}

const (
	collectPrefix = "collect/"
	payoutPrefix  = "payout/"
)

// send makes an intent of payments. What came to nothing before is tried first,
// since each transaction costs.
func (b *branch) send(ctx context.Context, now time.Time, all []carried) {
	all = b.promising(ctx, now, all)
	if len(all) == 0 {
		return
	}
	intent := Intent{ID: intentID(all)}
	var calls []Call
	until := all[0].p.Until
	for i := range all {
		calls = append(calls, all[i].calls...)
		until = min(until, all[i].p.Until)
	}
	if intent.Call = calls[0]; len(calls) > 1 {
		intent.Call = b.Chain.Join(calls)
	}
	intent.Deadline = time.Unix(0, until).Add(-marginUntil)
	outcome, err := b.Chain.Send(ctx, intent)
	if err != nil {
		if ctx.Err() == nil {
			b.troubled(inCollecting, fmt.Errorf("payments cannot be sent: %w", err))
		}
		for i := range all {
			b.owed.change(all[i].p.ID, func(d *due) { d.next, d.tries = now.Add(backoff(d.tries)), d.tries+1 })
		}
		return
	}
	b.troubled(inCollecting, nil)
	f := &flight{since: now}
	for i := range all {
		f.payments = append(f.payments, all[i].p.ID)
		b.owed.change(all[i].p.ID, func(d *due) { d.flight = intent.ID })
	}
	b.flights.add(intent.ID, f)
	if outcome.Stage != Waiting {
		b.nudge() // it was sent before a restart
	}
}

// intentID names a payment's try, or those of several together. The same ones give
// the same name, so that a crash behind the sending does not send them again.
func intentID(all []carried) string {
	if len(all) == 1 {
		return fmt.Sprintf("%s%s/%d", collectPrefix, all[0].p.ID, all[0].tries)
	}
	var parts bytes.Buffer
	for i := range all {
		fmt.Fprintf(&parts, "%s/%d ", all[i].p.ID, all[i].tries)
	}
	id := digestID([]byte("aidollar collection"), parts.Bytes())
	raw := wordOf(id)
	return fmt.Sprintf("%sjoined/%d/%s", collectPrefix, len(all), hex.EncodeToString(raw[16:]))
}

// promising leaves out what was sent in vain before and would be again.
func (b *branch) promising(ctx context.Context, now time.Time, all []carried) []carried {
	return slices.DeleteFunc(slices.Clone(all), func(c carried) bool {
		if c.tries == 0 {
			return false
		}
		revert, err := b.Chain.Try(ctx, c.calls)
		if err != nil {
			b.owed.change(c.p.ID, func(d *due) { d.next = now.Add(backoffMin) })
			return true
		}
		if revert == "" {
			return false
		}
		b.missed(c.p.ID, now, revert)
		return true
	})
}

// missed notes that a payment was not carried out, and why.
func (b *branch) missed(id ledger.ID, now time.Time, revert string) {
	b.owed.change(id, func(d *due) {
		d.next, d.flight = now.Add(backoff(d.tries)), ""
		d.tries++
		if revert != "" {
			d.reason = reasonOf(revert)
		}
	})
	b.waiting.wake(id)
}

// said are words of what tokens say when they revert, in lower case.
var said = []struct{ words, reason string }{
	{"used or canceled", reasonUsed}, {"consumedauthorization", reasonUsed}, {"authorization is used", reasonUsed}, {"invalidnonce", reasonUsed},
	{"exceeds balance", reasonFunds}, {"insufficientbalance", reasonFunds}, {"insufficient balance", reasonFunds}, {"exceeds allowance", reasonFunds}, {"insufficientallowance", reasonFunds},
	{"paused", reasonPaused}, {"enforcedpause", reasonPaused},
	{"blacklist", reasonBlacklisted}, {"denylist", reasonBlacklisted},
}

func reasonOf(revert string) string {
	revert = strings.ToLower(revert)
	for _, s := range said {
		if strings.Contains(revert, s.words) {
			return s.reason
		}
	}
	return "reverted"
}
