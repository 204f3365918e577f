package books

import (
	"context"
	"database/sql/driver"
	"errors"
	"io"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
)

const (
	channelRow     = `id, escrow, token, party, account, delay, at, state, claimed, ends, leaving, changed_at`
	channelStepRow = `channel, n, seq, at, kind, amount`
	selectChannel  = `SELECT state, claimed, ends FROM channels WHERE n = ?`
)

// stateOf is the state that a channel is in. A payer who leaves counts first: what
// is left of his channel is not sold.
func stateOf(c *clearing.ChannelState) ChannelState {
	switch {
	case c.Ends != 0:
		return ChannelEnding
	case c.Empty():
		return ChannelEmpty
	}
	return ChannelOpen
}

// putChannel writes a channel as it is now, and says what is news about it.
func (w *writer) putChannel(ctx context.Context, r *record, c *channel) error {
	var was [3]driver.Value
	err := w.chains.channelWas.uint(uint64(c.Number)).row(ctx, was[:])
	fresh := errors.Is(err, io.EOF)
	if err != nil && !fresh {
		return err
	}
	if fresh {
		if _, err := w.owner.id(c.Party).id(c.Account).run(ctx); err != nil {
			return err
		}
		err = w.channelStep(ctx, r, c, ChangeChannel, money.Amount{})
	} else {
		err = w.channelNews(ctx, r, c, was)
	}
	if err != nil {
		return err
	}
	_, err = w.chains.channel.uint(uint64(c.Number)).blob(c.ID[:]).int(int64(c.Escrow)).uint(uint64(c.Token)).id(c.Party).id(c.Account).int(c.Delay).int(c.At).
		int(int64(stateOf(&c.ChannelState))).amount(c.Claimed).int(c.Ends).amount(c.Leaving).int(r.at).run(ctx)
	return err
}

var errChannel = errors.New("the row of a channel is not one")

// channelNews compares a channel with what its row was.
func (w *writer) channelNews(ctx context.Context, r *record, c *channel, was [3]driver.Value) (err error) {
	state, ok1 := was[0].(int64)
	claimed, ok2 := was[1].([]byte)
	ends, ok3 := was[2].(int64)
	if !ok1 || !ok2 || !ok3 {
		return errChannel
	}
	before := amountOf(claimed)
	note := func(is bool, kind ChangeKind, amount money.Amount) {
		if is && err == nil {
			err = w.channelStep(ctx, r, c, kind, amount)
		}
	}
	note(before != c.Claimed, ChangeChannelClaimed, c.Claimed)
	note(ends == 0 && c.Ends != 0, ChangeChannelEnding, money.Amount{})
	note(ends != 0 && c.Ends == 0, ChangeChannelResumed, money.Amount{})
	note(c.step == clearing.ChannelReleased, ChangeChannelReleased, c.Leaving)
	note(c.step == clearing.ChannelReturned, ChangeChannelReturned, money.Amount{})
	note(ChannelState(state) != ChannelEmpty && stateOf(&c.ChannelState) == ChannelEmpty, ChangeChannelEmptied, money.Amount{})
	return err
}

// channelStep notes one change of a channel, in the feed and with the channel.
func (w *writer) channelStep(ctx context.Context, r *record, c *channel, kind ChangeKind, amount money.Amount) error {
	if err := w.changed(ctx, r, kind, ledger.ID{}, c.Number, c.Party); err != nil {
		return err
	}
	_, err := w.chains.channelStep.uint(uint64(c.Number)).int(w.state.change).uint(r.seq).int(r.at).int(int64(kind)).amount(amount).run(ctx)
	return err
}
