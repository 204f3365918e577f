package treasury

import (
	"context"
	"errors"
	"fmt"

	"aidollar/core/clearing"
	"aidollar/core/payment"
	"aidollar/core/settlement"
)

// ErrGoingBack is ReturnChannel's answer about what may still reach the payer.
var ErrGoingBack = errors.New("treasury: what goes back from the channel is under way, or is out already")

// ReturnChannel puts back on a channel what was to go back to its payer, was never
// carried out, and of which no transaction is under way. It is for a person to ask:
// the treasury itself gives up after some tries.
func (t *Treasury) ReturnChannel(ctx context.Context, channel payment.ChannelID) error {
	var e settlement.Exit
	var open bool
	t.node.View(func(m *clearing.Machine) { e, open = m.Settlement().Exit(channel) })
	if !open {
		return &refusedError{clearing.ReturnChannel{}, string(settlement.ExitUnknown)}
	}
	for _, b := range t.branches {
		if b.token(e.Token) != nil {
			return b.putBack(ctx, channel)
		}
	}
	return fmt.Errorf("treasury: channel %s is in a token of a chain that is not configured", hash(settlement.Hash(channel)))
}

func (b *branch) exit(channel payment.ChannelID) (e settlement.Exit, open bool) {
	b.node.View(func(m *clearing.Machine) { e, open = m.Settlement().Exit(channel) })
	return e, open
}

// putBack ends what goes back from a channel. While it does nothing is sent.
func (b *branch) putBack(ctx context.Context, channel payment.ChannelID) error {
	b.leaving.Lock()
	defer b.leaving.Unlock()
	e, _ := b.exit(channel)
	id := exitID(&e)
	for n := range exitTriesMax {
		o, was, err := b.Chain.Outcome(exitIntent(id, n))
		if err != nil {
			return err
		}
		if !was {
			break
		}
		// A try that is final and did nothing leaves the deposit where it was.
		if o.Stage != Failed && (o.Stage != Settled || o.Done) {
			return ErrGoingBack
		}
	}
	_, err := b.do(ctx, clearing.ReturnChannel{Channel: channel})
	return err
}
