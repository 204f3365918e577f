package books

import (
	"context"
	"database/sql"

	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/payment"
)

// ChannelState is what is to be known of a channel at a glance, as it was when its
// chain last said something of it. The numbers are part of the schema.
type ChannelState uint8

// The states of a channel.
const (
	ChannelOpen   ChannelState = iota + 1
	ChannelEnding              // its payer has begun to take the deposit out
	ChannelEmpty               // nothing is left of it, or nothing has come yet
)

// Channel is what the chain and the house's steps made of a channel. What its calls
// did since is the machine's to say.
type Channel struct {
	Number    uint32
	ID        payment.ChannelID
	Escrow    payment.Escrow
	Token     uint32
	Party     ledger.ID
	Account   ledger.ID
	Delay     int64 // nanoseconds that a payer waits for what is not claimed
	At        int64 // when it was opened, Unix nanoseconds
	State     ChannelState
	Claimed   money.Amount // over all time
	Ends      int64        // when the payer may take out what is not claimed; zero while he has not begun to
	Leaving   money.Amount // on its way back to the payer
	ChangedAt int64        // Unix nanoseconds
}

// ChannelFilter says which channels are wanted; what is zero does not matter.
type ChannelFilter struct {
	Party ledger.ID
	Token uint32
	State ChannelState
}

// ChannelPage is a part of a list of channels. Next continues it; empty at its end.
type ChannelPage struct {
	Channels []Channel
	Next     string
}

// conditions has first the one that the fewest channels meet: of a house that has
// been there for long nearly all are empty.
func (f *ChannelFilter) conditions() (list []condition) {
	add := func(wanted bool, column string, value any, index bool) {
		if wanted {
			list = append(list, condition{column, value, index})
		}
	}
	empty := f.State == ChannelEmpty
	add(!f.Party.IsZero(), "party", idBlob(f.Party), true)
	add(f.State != 0 && !empty, "state", int64(f.State), true)
	add(f.Token != 0, "token", int64(f.Token), true)
	add(empty, "state", int64(f.State), false)
	return list
}

const (
	channelColumns = `n, ` + channelRow
	channelText    = `SELECT ` + channelColumns + ` FROM channels WHERE id = ?`
	channelSteps   = `SELECT kind, seq, at, amount FROM channel_steps WHERE channel = ?1 ORDER BY {channel DESC, }n DESC LIMIT ?2`
)

// Channels gives channels, the last opened first.
func (b *Books) Channels(ctx context.Context, f ChannelFilter, cursor string, limit int) (page ChannelPage, err error) {
	limit = limited(limit)
	name := query("channels", f.Party.Hi, f.Party.Lo, uint64(f.Token), uint64(f.State))
	list, err := walkPage(ctx, b.reader, scanChannel, "channels", channelColumns, f.conditions(), name, cursor, limit)
	if err != nil {
		return page, err
	}
	page.Channels, page.Next = cut(list, limit, name, func(c *Channel) int64 { return int64(c.Number) })
	return page, nil
}

func scanChannel(rows *sql.Rows) (c Channel, err error) {
	var id, party, account, claimed, leaving sql.RawBytes
	err = rows.Scan(&c.Number, &id, &c.Escrow, &c.Token, &party, &account, &c.Delay, &c.At, &c.State, &claimed, &c.Ends, &leaving, &c.ChangedAt)
	c.ID, c.Party, c.Account = channelOf(id), idOf(party), idOf(account)
	c.Claimed, c.Leaving = amountOf(claimed), amountOf(leaving)
	return c, err
}

func channelOf(b []byte) (id payment.ChannelID) {
	copy(id[:], b)
	return id
}

// ChannelStep is one change of a channel.
type ChannelStep struct {
	Kind   ChangeKind
	Seq    uint64
	At     int64        // Unix nanoseconds
	Amount money.Amount // claimed over all time, or what was set on its way back
}

// Channel finds a channel with its last steps, the newest first; ErrNotFound when
// there is none.
func (b *Books) Channel(ctx context.Context, id payment.ChannelID) (c Channel, steps []ChannelStep, err error) {
	err = b.view(ctx, func(q querier) error {
		if c, err = one(ctx, q, scanChannel, channelText, id[:]); err != nil {
			return err
		}
		steps, err = collect(ctx, q, scanChannelStep, channelSteps, int64(c.Number), stepsMax)
		return err
	})
	return c, steps, err
}

func scanChannelStep(rows *sql.Rows) (s ChannelStep, err error) {
	var amount sql.RawBytes
	err = rows.Scan(&s.Kind, &s.Seq, &s.At, &amount)
	s.Amount = amountOf(amount)
	return s, err
}
