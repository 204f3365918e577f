package treasury

import (
	"context"
	"slices"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/payment"
	"aidollar/core/settlement"
)

// Escrow is a contract that keeps the deposits of channels to the house.
type Escrow struct {
	Kind    payment.Escrow
	Address settlement.Address
}

// ChannelCreated says that a channel was made, by the escrow which is the log's
// contract. Config is as Options.OpenChannel reads it.
type ChannelCreated struct {
	Channel payment.ChannelID
	Config  []byte
	Amount  money.Amount // that came into it in the same; zero where another event says it
}

// ChannelDeposited says that so much came into a channel.
type ChannelDeposited struct {
	Channel payment.ChannelID
	Amount  money.Amount
}

// ChannelLeft says that so much went out of a channel, back to its payer.
type ChannelLeft struct {
	Channel payment.ChannelID
	Amount  money.Amount
}

// ChannelTouched says that a channel stands otherwise than before: something was
// claimed of it, or its payer has begun to take its deposit out.
type ChannelTouched struct{ Channel payment.ChannelID }

// ChannelRef is a channel as its escrow knows it.
type ChannelRef struct {
	Escrow  settlement.Address
	Channel payment.ChannelID
}

// ChannelState is how a channel stands on the chain, in the token's smallest units.
type ChannelState struct {
	Balance money.Amount // deposits less what left; what is claimed included
	Claimed money.Amount // over all time
	Leaves  int64        // when the payer began to take out what is not claimed, Unix nanoseconds; zero while he has not
	Closed  bool         // the escrow has paid out all of it, and takes no more
}

// escrowAt is the kind of the escrow at an address; zero for none of ours.
func (b *branch) escrowAt(at settlement.Address) payment.Escrow {
	for _, e := range b.Escrows {
		if e.Address == at {
			return e.Kind
		}
	}
	return 0
}

func (b *branch) escrowOf(kind payment.Escrow) settlement.Address {
	for _, e := range b.Escrows {
		if e.Kind == kind {
			return e.Address
		}
	}
	return settlement.Address{}
}

// channel finds a channel to the house in an escrow that says so, with its token.
func (b *branch) channel(from settlement.Address, id payment.ChannelID) (token *held, ok bool) {
	kind := b.escrowAt(from)
	if kind == 0 {
		return nil, false
	}
	var c payment.Channel
	b.node.View(func(m *clearing.Machine) { c, ok = m.Channel(id) })
	if !ok || c.Escrow != kind {
		return nil, false
	}
	token = b.token(c.Token)
	return token, token != nil
}

// openNew enters the channels to the house that a block made and that nobody here
// was asked to make: their payers deposit by themselves.
func (b *branch) openNew(ctx context.Context, s *Seen) error {
	for i := range s.Txs {
		for _, l := range s.Txs[i].Logs {
			e, is := l.Event.(ChannelCreated)
			kind := b.escrowAt(l.Contract)
			if !is || kind == 0 || b.options.OpenChannel == nil || b.knows(e.Channel) {
				continue // one that is known may be of an account of code, which the log does not tell
			}
			for _, c := range b.options.OpenChannel(b.id, kind, e.Channel, e.Config) {
				if _, err := b.do(ctx, c); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (b *branch) knows(id payment.ChannelID) (known bool) {
	b.node.View(func(m *clearing.Machine) { _, known = m.Channel(id) })
	return known
}

// movement reads what an escrow says of a channel as something that arrives, or
// leaves.
func (b *branch) movement(block *Block, tx *Tx, l *Log, id payment.ChannelID, amount money.Amount, kind settlement.ArrivalKind) (incoming, bool) {
	token, ok := b.channel(l.Contract, id)
	if !ok || amount.IsZero() {
		return incoming{}, false
	}
	in, ok := b.newIncoming(block, tx, l, token, amount)
	in.from, in.kind, in.channel = l.Contract, kind, id
	return in, ok
}

// funded finds the deposit that was signed for and that an arrival in a channel
// carries out: of the same channel and amount. Two that are alike are worth the
// same.
func (b *branch) funded(m *clearing.Machine, in *incoming, a *settlement.Arrival, taken map[ledger.ID]bool) {
	c, ok := m.Channel(in.channel)
	if !ok {
		return
	}
	m.Settlement().Payments(func(p *settlement.Payment) bool {
		if p.Scheme == settlement.Deposit && p.State == settlement.PaymentDue && p.Account == c.Account && p.Due == in.amount && !taken[p.ID] {
			a.Payment, taken[p.ID] = p.ID, true
			return false
		}
		return true
	})
}

// touched are the channels that a block says something of.
func (b *branch) touched(s *Seen) (all []payment.ChannelID) {
	add := func(l *Log, id payment.ChannelID) {
		if _, ok := b.channel(l.Contract, id); ok && !slices.Contains(all, id) {
			all = append(all, id)
		}
	}
	for i := range s.Txs {
		for k := range s.Txs[i].Logs {
			l := &s.Txs[i].Logs[k]
			switch e := l.Event.(type) {
			case ChannelCreated:
				add(l, e.Channel)
			case ChannelDeposited:
				add(l, e.Channel)
			case ChannelLeft:
				add(l, e.Channel)
			case ChannelTouched:
				add(l, e.Channel)
			}
		}
	}
	return all
}

// channelsReadMax bounds the channels that are asked for at once.
const channelsReadMax = 200

// states asks how channels stand in a block; zero is the newest.
func (b *branch) states(ctx context.Context, block uint64, ids []payment.ChannelID) (map[payment.ChannelID]ChannelState, error) {
	refs := make([]ChannelRef, 0, len(ids))
	b.node.View(func(m *clearing.Machine) {
		for _, id := range ids {
			if c, ok := m.Channel(id); ok {
				refs = append(refs, ChannelRef{b.escrowOf(c.Escrow), id})
			}
		}
	})
	out := make(map[payment.ChannelID]ChannelState, len(refs))
	for chunk := range slices.Chunk(refs, channelsReadMax) {
		states, err := b.Chain.Channels(ctx, block, chunk)
		if err != nil {
			return nil, err
		}
		for i := range chunk {
			out[chunk[i].Channel] = states[i]
		}
	}
	return out, nil
}

// mark tells the ledger how channels stand on the chain now. An event is the
// occasion and the contract's word is the truth, so that blocks which come and go
// leave nothing behind.
func (b *branch) mark(ctx context.Context, ids []payment.ChannelID) error {
	if len(ids) == 0 {
		return nil
	}
	states, err := b.states(ctx, 0, ids)
	if err != nil {
		return err
	}
	var commands []clearing.Command
	b.node.View(func(m *clearing.Machine) {
		for _, id := range ids {
			c, ok := m.Channel(id)
			state, is := states[id]
			claimed, fits := state.Claimed.Mul64(c.Unit.Lo)
			ends := int64(0)
			if state.Leaves != 0 {
				ends = state.Leaves + c.Delay
			}
			if ok && is && fits && (c.Claimed != claimed || c.Ends != ends || c.Closed != state.Closed) {
				commands = append(commands, clearing.MarkChannel{Channel: id, Claimed: claimed, Ends: ends, Closed: state.Closed})
			}
		}
	})
	for chunk := range slices.Chunk(commands, commandsMax) {
		if _, err := b.do(ctx, chunk...); err != nil {
			return err
		}
	}
	if len(commands) > 0 {
		b.nudge() // a payer who leaves is claimed from at once
	}
	return nil
}

// unmarked are the channels that final blocks say something of which were never seen
// before they were final, as when nobody was there to look.
func (b *branch) unmarked(final *Final) (all []payment.ChannelID) {
	for i := range final.Blocks {
		s := &final.Blocks[i]
		b.mu.Lock()
		_, seen := b.moved[s.Block.Hash]
		b.mu.Unlock()
		if seen {
			continue
		}
		for _, id := range b.touched(s) {
			if !slices.Contains(all, id) {
				all = append(all, id)
			}
		}
	}
	return all
}

// forget drops what was known of the channels that a final range says something of,
// also where nothing is compared at its end.
func (b *branch) forget(final *Final) {
	for i := range final.Blocks {
		for _, id := range b.touched(&final.Blocks[i]) {
			delete(b.escrows, id)
		}
	}
}

// escrowed is what stands in escrow for the house at the end of a final range, by
// token, in ledger units: what its channels hold and was not claimed, and what was
// claimed and not fetched.
func (b *branch) escrowed(ctx context.Context, final *Final) (sums map[uint32]money.Amount, err error) {
	sums = map[uint32]money.Amount{}
	if len(b.Escrows) == 0 {
		return sums, nil
	}
	var ask []payment.ChannelID
	b.node.View(func(m *clearing.Machine) {
		m.Channels(func(c *payment.Channel) bool {
			if _, known := b.escrows[c.ID]; !known && b.token(c.Token) != nil {
				ask = append(ask, c.ID)
			}
			return true
		})
	})
	states, err := b.states(ctx, final.To.Number, ask)
	if err != nil {
		return nil, err
	}
	for id, s := range states {
		b.escrows[id] = s
	}
	b.node.View(func(m *clearing.Machine) {
		for id, s := range b.escrows {
			c, _ := m.Channel(id)
			unclaimed, _ := s.Balance.SubFloor(s.Claimed).Mul64(c.Unit.Lo)
			sums[c.Token], _ = sums[c.Token].Add(unclaimed)
		}
	})
	for _, e := range b.Escrows {
		for _, token := range b.numbers {
			left, err := b.Chain.Unfetched(ctx, final.To.Number, e.Address, token.Contract)
			if err != nil {
				return nil, err
			}
			left, _ = left.Mul64(token.unit)
			sums[token.number], _ = sums[token.number].Add(left)
		}
	}
	return sums, nil
}
