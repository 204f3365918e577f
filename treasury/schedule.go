package treasury

import (
	"context"
	"errors"
	"slices"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/money"
	"aidollar/core/settlement"
)

// keepSchedule pays sellers out at the times of the schedule until ctx ends. A
// time that passed while nobody ran is left out: what was earned is paid at the next.
func (t *Treasury) keepSchedule(ctx context.Context) {
	for {
		now := t.options.Now()
		next := t.options.Payouts.Next(now)
		if !rest(ctx, next.Sub(now), nil) {
			return
		}
		if t.options.Now().Before(next) {
			continue // the clock was set
		}
		if err := t.endPeriod(ctx); err != nil && ctx.Err() == nil {
			t.options.Log.Error("the payouts of the schedule were not all made", "error", err)
		}
	}
}

// endPeriod nets, and pays out what remains. What could not be netted is not paid
// out gross for that: the machine nets whom it pays.
func (t *Treasury) endPeriod(ctx context.Context) error {
	var netted error
	if t.options.Net != nil {
		netted = t.options.Net(ctx)
	}
	return errors.Join(netted, t.PayOutNow(ctx))
}

// anchor is a Monday: where steps are counted from, so that a week's are the same
// whenever they are asked for.
var anchor = time.Date(2024, time.January, 1, 0, 0, 0, 0, time.UTC)

// Next is the first time of the schedule behind a moment.
func (s Schedule) Next(now time.Time) time.Time {
	first := anchor.Add(s.At)
	return first.Add((now.Sub(first)/s.Every + 1) * s.Every)
}

// PayOutNow opens batches for every seller who has an address in a token, and at
// least the schedule's least amount that is final. What one token cannot cover is
// paid in the next.
func (t *Treasury) PayOutNow(ctx context.Context) error {
	for _, b := range t.branches {
		for _, token := range b.Tokens {
			if err := b.payOut(ctx, b.numbers[token.Contract]); err != nil {
				return err
			}
		}
		b.nudge()
	}
	return nil
}

// payOut opens the batches of one token.
func (b *branch) payOut(ctx context.Context, token *held) error {
	asks := b.sellersToPay(token)
	for chunk := range slices.Chunk(asks, max(1, int(token.BatchTo))) {
		answers, err := b.node.Submit(ctx, clearing.PayOut{Batch: b.options.NewID(), Token: token.number, Asks: chunk})
		if err != nil {
			return err
		}
		a := &answers[0]
		switch settlement.Refusal(a.Refusal) {
		case settlement.PayoutsHalted, settlement.PegAway, settlement.PegStale, settlement.PegJumped:
			return nil // somebody has stopped them, and knows why; or the token's guard, as he told it
		}
		for i, refusal := range a.Refusals {
			if refusal != "" {
				b.options.Log.Info("a seller is not paid", "chain", b.Name, "seller", chunk[i].Party, "reason", refusal)
			}
		}
		if a.Refusal != "" && len(a.Refusals) == 0 {
			return &refusedError{clearing.PayOut{}, a.Refusal}
		}
	}
	return nil
}

func (b *branch) sellersToPay(token *held) (asks []settlement.Ask) {
	b.node.View(func(m *clearing.Machine) {
		state, _ := m.Settlement().Token(token.number)
		m.Parties(func(p clearing.Party) bool {
			if p.Role != clearing.RoleSeller || !m.HasAsset(p.ID, state.Token.Asset) {
				return true
			}
			payee, ok := m.Settlement().PayeeOf(p.ID, token.number)
			if !ok || payee.GoodFor > b.options.Now().UnixNano() {
				return true
			}
			there := m.Settlement().Withdrawable(m.PartyAccountIn(p.ID, clearing.AccountSeller, state.Token.Asset))
			if least := b.options.Payouts.Min; there.Less(least) || there.Less(money.Units(state.Unit)) {
				return true
			}
			asks = append(asks, settlement.Ask{Party: p.ID})
			return true
		})
	})
	return asks
}
