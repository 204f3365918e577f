package treasury

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/payment"
	"aidollar/core/settlement"
)

const (
	claimWithinDefault = time.Hour
	claimsMax          = 100         // channels in one transaction: some 2 million gas
	claimEvery         = time.Second // between looks for what is to be claimed
	exitTriesMax       = 5           // until what cannot be given back returns to the channel
	claimPrefix        = "claim/"
	exitPrefix         = "exit/"
)

// claims is what is known of claiming on a chain. A second claim of the same is
// harmless, since claims say what was charged over all time.
type claims struct {
	looked time.Time
	since  map[payment.Escrow]map[payment.ChannelID]time.Time // when something was first found to be claimable
	intent string                                             // under way
	tries  int                                                // that failed, one behind the other
	next   time.Time
}

func newClaims() claims {
	return claims{since: map[payment.Escrow]map[payment.ChannelID]time.Time{}}
}

// claim sends what is to be claimed, one transaction at a time: all that is
// claimable, once enough is, or the oldest has waited, or a payer leaves.
func (b *branch) claim(ctx context.Context, now time.Time) {
	c := &b.claims
	if len(b.Escrows) == 0 || now.Before(c.next) || now.Sub(c.looked) < claimEvery || !b.claimed(now) {
		return
	}
	c.looked = now
	for _, e := range b.Escrows {
		channels := b.claimable(e.Kind, now)
		if len(channels) == 0 {
			continue
		}
		if channels = b.claims.willing(ctx, b, e.Kind, channels); len(channels) == 0 {
			continue
		}
		if err := b.sendClaim(ctx, e.Kind, channels); err != nil {
			if ctx.Err() == nil {
				b.troubled(inClaiming, fmt.Errorf("what channels were charged cannot be claimed: %w", err))
			}
			c.tries++
			c.next = now.Add(backoff(c.tries))
		}
		return // the other escrow's turn comes behind it
	}
}

// claimed looks at the transaction under way; false while it is.
func (b *branch) claimed(now time.Time) bool {
	c := &b.claims
	if c.intent == "" {
		return true
	}
	o, ok, err := b.Chain.Outcome(c.intent)
	switch {
	case err != nil || ok && o.Stage == Waiting:
		if err == nil && o.Code != "" {
			b.troubled(inClaiming, &waitingError{c.intent, o.Code, o.Text})
		}
		return false
	case ok && o.Stage == Included && o.Done && !b.passed(o.Block):
		return false // what it claimed is not entered yet
	case ok && (o.Stage == Failed || !o.Done):
		c.tries++
		c.next = now.Add(backoff(c.tries))
		b.troubled(inClaiming, fmt.Errorf("a claim did not get through: %s: %s", o.Code, o.Text))
	default:
		c.tries = 0
		b.troubled(inClaiming, nil)
	}
	c.intent = ""
	return c.next.Before(now)
}

// claimable are the channels of an escrow that are claimed from now, at most
// claimsMax, those of payers who leave first; none while it is too early.
func (b *branch) claimable(kind payment.Escrow, now time.Time) (all []payment.Channel) {
	ready := false
	sums := map[uint32]money.Amount{}
	still := map[payment.ChannelID]bool{}
	b.node.View(func(m *clearing.Machine) {
		m.Channels(func(c *payment.Channel) bool {
			open := c.Claimable()
			if c.Escrow != kind || open.IsZero() || b.token(c.Token) == nil {
				return true
			}
			if _, leaves := m.Settlement().Exit(c.ID); leaves && kind == payment.EscrowSession {
				return true // what gives the rest back claims all there is
			}
			still[c.ID] = true
			sums[c.Token], _ = sums[c.Token].Add(open)
			ready = ready || c.Ends != 0 || !sums[c.Token].Less(b.Claims.At)
			all = append(all, *c)
			return true
		})
	})
	if b.claims.since[kind] == nil {
		b.claims.since[kind] = map[payment.ChannelID]time.Time{}
	}
	known := b.claims.since[kind]
	for id := range known {
		if !still[id] {
			delete(known, id)
		}
	}
	for i := range all {
		since, before := known[all[i].ID]
		if !before {
			known[all[i].ID], since = now, now
		}
		ready = ready || now.Sub(since) >= b.Claims.Within
	}
	if !ready {
		return nil
	}
	slices.SortStableFunc(all, func(x, y payment.Channel) int {
		switch {
		case (x.Ends != 0) == (y.Ends != 0):
			return 0
		case x.Ends != 0:
			return -1
		}
		return 1
	})
	return all[:min(len(all), claimsMax)]
}

// willing leaves out the channels whose claim the chain would not carry out: one of
// them must not hold up the others.
func (c *claims) willing(ctx context.Context, b *branch, kind payment.Escrow, channels []payment.Channel) []payment.Channel {
	try := func(some []payment.Channel) (revert string, err error) {
		call, err := b.options.Claim(b.id, kind, some)
		if err != nil {
			return "", err
		}
		return b.Chain.Try(ctx, []Call{call})
	}
	if revert, err := try(channels); err != nil || revert == "" {
		return channels // what cannot be tried is sent
	}
	return slices.DeleteFunc(channels, func(one payment.Channel) bool {
		revert, err := try([]payment.Channel{one})
		if err == nil && revert != "" {
			b.troubled(inClaiming, fmt.Errorf("channel %s cannot be claimed from: %s", hash(settlement.Hash(one.ID)), revert))
			return true
		}
		return false
	})
}

func (b *branch) sendClaim(ctx context.Context, kind payment.Escrow, channels []payment.Channel) error {
	call, err := b.options.Claim(b.id, kind, channels)
	if err != nil {
		return err
	}
	digest := wordOf(digestID([]byte("aidollar claim"), call.Data, number(uint64(b.claims.tries))))
	intent := Intent{ID: fmt.Sprintf("%s%d/%s", claimPrefix, len(channels), hex.EncodeToString(digest[16:])), Call: call}
	if _, err := b.Chain.Send(ctx, intent); err != nil {
		return err
	}
	b.claims.intent = intent.ID
	return nil
}

// giveBack sends what is on its way from channels to their payers.
func (b *branch) giveBack(ctx context.Context, now time.Time) {
	var all []settlement.Exit
	var channels []payment.Channel
	b.node.View(func(m *clearing.Machine) {
		m.Settlement().Exits(func(e *settlement.Exit) bool {
			if c, ok := m.Channel(e.Channel); ok && b.token(e.Token) != nil {
				all, channels = append(all, *e), append(channels, c)
			}
			return true
		})
	})
	is := map[ledger.ID]bool{}
	for i := range all {
		id := exitID(&all[i])
		is[id] = true
		if err := b.giveOneBack(ctx, id, &all[i], &channels[i], now); err != nil && ctx.Err() == nil {
			b.troubled(inClaiming, fmt.Errorf("channel %s: %w", hash(settlement.Hash(all[i].Channel)), err))
		}
	}
	b.exits.keep(is)
}

// sweepClosed moves what closed channels have left to their payers' own balances, once the
// blocks that closed them are final.
func (b *branch) sweepClosed(ctx context.Context) error {
	var commands []clearing.Command
	b.node.View(func(m *clearing.Machine) {
		for id, s := range b.escrows {
			c, ok := m.Channel(id)
			_, leaves := m.Settlement().Exit(id)
			if free, _ := m.Ledger().Spendable(c.Account); ok && s.Closed && c.Closed && !leaves && c.Reserved.IsZero() && !free.IsZero() && m.Settlement().Gone(id).IsZero() {
				commands = append(commands, clearing.SweepChannel{Channel: id})
			}
		}
	})
	if len(commands) == 0 {
		return nil
	}
	slices.SortFunc(commands, func(x, y clearing.Command) int {
		a, c := x.(clearing.SweepChannel).Channel, y.(clearing.SweepChannel).Channel //nolint:forcetypeassert // made above
		return bytes.Compare(a[:], c[:])
	})
	for chunk := range slices.Chunk(commands, commandsMax) {
		if _, err := b.do(ctx, chunk...); err != nil && !refusedAs(err, settlement.Refusal(payment.ChannelBusy)) {
			return err
		}
	}
	return nil
}

// exitID names an exit: a channel has one at a time.
func exitID(e *settlement.Exit) ledger.ID {
	return digestID([]byte("aidollar exit"), e.Channel[:], number(uint64(e.At)))
}

func exitIntent(id ledger.ID, try int) string { return fmt.Sprintf("%s%s/%d", exitPrefix, id, try) }

func (b *branch) giveOneBack(ctx context.Context, id ledger.ID, e *settlement.Exit, c *payment.Channel, now time.Time) error {
	b.leaving.Lock()
	defer b.leaving.Unlock()
	if now, open := b.exit(e.Channel); !open || now.At != e.At {
		return nil // somebody has put it back since
	}
	made := b.exits.get(id)
	if made.next.After(now) {
		return nil
	}
	if made.n >= exitTriesMax {
		_, err := b.do(ctx, clearing.ReturnChannel{Channel: e.Channel})
		return err
	}
	intent := exitIntent(id, made.n)
	o, was, err := b.Chain.Outcome(intent)
	if err != nil {
		return err
	}
	if !was {
		units, _ := e.Amount.DivMod64(c.Unit.Lo)
		call, err := b.options.GiveBack(b.id, c, units)
		if err != nil {
			return err
		}
		_, err = b.Chain.Send(ctx, Intent{ID: intent, Call: call})
		return err
	}
	if o.Stage == Failed || o.Stage == Settled && !o.Done {
		b.exits.failed(id, now.Add(backoff(made.n+1)))
		return fmt.Errorf("what goes back to the payer did not get through: %s: %s", o.Code, o.Text)
	}
	return nil
}

// ErrReturned says that what was to go back from a channel went nowhere.
var ErrReturned = errors.New("treasury: the chain did not carry it out, and it is back on the channel")

// Released waits until what goes back from a channel to its payer is in a block,
// and gives the transaction.
func (t *Treasury) Released(ctx context.Context, channel payment.ChannelID) (settlement.Hash, error) {
	var e settlement.Exit
	var token uint32
	t.node.View(func(m *clearing.Machine) {
		e, _ = m.Settlement().Exit(channel)
		token = e.Token
	})
	for _, b := range t.branches {
		if b.token(token) != nil {
			b.nudge()
			return b.released(ctx, exitID(&e), channel)
		}
	}
	return settlement.Hash{}, ErrReturned
}

func (b *branch) released(ctx context.Context, id ledger.ID, channel payment.ChannelID) (settlement.Hash, error) {
	for {
		for n := range exitTriesMax {
			o, was, err := b.Chain.Outcome(exitIntent(id, n))
			if err == nil && was && o.Done && (o.Stage == Included || o.Stage == Settled) {
				return o.Tx, nil
			}
		}
		open := false
		b.node.View(func(m *clearing.Machine) { _, open = m.Settlement().Exit(channel) })
		if !open {
			return settlement.Hash{}, ErrReturned
		}
		if !rest(ctx, 100*time.Millisecond, nil) {
			return settlement.Hash{}, ctx.Err()
		}
	}
}
