package main

import (
	"context"
	"encoding/hex"
	"errors"
	"strings"

	"aidollar/books"
	"aidollar/console"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/payment"
)

// Channels implements console.Channels. Which there are the books know, how they
// stand the machine.
func (s *consoleSource) Channels(ctx context.Context, q console.ChainQuery, cursor string, limit int) (list console.ChannelPage, err error) {
	page, err := s.books.Channels(ctx, books.ChannelFilter{Party: q.Party, State: books.ChannelState(q.State)}, cursor, limit)
	if err != nil {
		return list, consoleError(err)
	}
	list.Next = page.Next
	s.node.View(func(m *clearing.Machine) {
		names := namesOf(m)
		for i := range page.Channels {
			if c, ok := names.channel(page.Channels[i].ID); ok {
				list.Channels = append(list.Channels, c)
			}
		}
	})
	return list, nil
}

func (n *tokenNames) channel(id payment.ChannelID) (c console.Channel, ok bool) {
	if c.ChannelState, ok = n.m.ChannelState(id); !ok {
		return c, false
	}
	c.Token, c.Gone = n.of(c.ChannelState.Token), n.m.Settlement().Gone(id)
	c.Payer, _ = n.m.Party(c.Party)
	return c, true
}

// channelSteps says what a step of a channel was.
var channelSteps = map[books.ChangeKind]string{
	books.ChangeChannel: "Opened", books.ChangeChannelEnding: "Its payer begins to leave", books.ChangeChannelResumed: "Its payer stays",
	books.ChangeChannelClaimed: "Claimed", books.ChangeChannelReleased: "Given back to its payer", books.ChangeChannelReturned: "Could not be given back",
	books.ChangeChannelEmptied: "Empty",
}

// Channel implements console.Channels.
func (s *consoleSource) Channel(ctx context.Context, id payment.ChannelID) (c console.Channel, err error) {
	ok := false
	s.node.View(func(m *clearing.Machine) { c, ok = namesOf(m).channel(id) })
	if !ok {
		return c, console.ErrNotFound
	}
	_, steps, err := s.books.Channel(ctx, id)
	for i := range steps {
		k := steps[i].Kind
		c.Steps = append(c.Steps, console.ChannelStep{
			What: channelSteps[k], Amount: steps[i].Amount, HasSome: k == books.ChangeChannelClaimed || k == books.ChangeChannelReleased, At: steps[i].At, Record: steps[i].Seq,
		})
	}
	if errors.Is(err, books.ErrNotFound) {
		return c, nil // the channel is newer than the books
	}
	return c, err
}

// ReleaseChannel implements console.Channels.
func (s *consoleSource) ReleaseChannel(ctx context.Context, id payment.ChannelID) error {
	_, err := s.do(ctx, clearing.ReleaseChannel{Channel: id})
	return err
}

// channelHit finds a channel by what its escrow calls it.
func (s *consoleSource) channelHit(text string) (hit console.Hit, ok bool) {
	raw, err := hex.DecodeString(strings.TrimPrefix(text, "0x"))
	if err != nil || len(raw) != len(payment.ChannelID{}) {
		return hit, false
	}
	s.node.View(func(m *clearing.Machine) {
		var c payment.Channel
		if c, ok = m.Channel(payment.ChannelID(raw)); ok {
			hit = channelHit(m, &c)
		}
	})
	return hit, ok
}

func channelHit(m *clearing.Machine, c *payment.Channel) console.Hit {
	payer, _ := m.Party(c.Party)
	return console.Hit{Kind: "channel", Name: "0x" + hex.EncodeToString(c.ID[:]), About: payer.Name, Of: []ledger.ID{c.Party}}
}
