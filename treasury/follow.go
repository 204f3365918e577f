package treasury

import (
	"context"
	"errors"
	"slices"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/settlement"
)

const (
	followPause  = 2 * time.Second // before a chain is followed again after a failure
	brokenPause  = time.Minute     // where a person has to look first
	commandsMax  = 400             // in one record
	reasonBroken = "the chain is not to be trusted: "
)

// follow follows the chain until ctx ends. While that fails nothing is credited;
// the ledger stands still on that chain and everything else goes on.
func (b *branch) follow(ctx context.Context) {
	for ctx.Err() == nil {
		pause := followPause
		err := b.followFrom(ctx)
		if ctx.Err() != nil {
			return
		}
		b.troubled(inFollowing, err)
		if errors.Is(err, ErrBroken) {
			pause = brokenPause
			b.haltAll(ctx, reasonBroken+err.Error())
		}
		rest(ctx, pause, nil)
	}
}

func (b *branch) followFrom(ctx context.Context) error {
	behind, err := b.position(ctx)
	if err != nil {
		return err
	}
	b.mu.Lock()
	clear(b.seen)
	clear(b.paid)
	clear(b.moved)
	b.final = behind
	b.mu.Unlock()
	return b.Chain.Follow(ctx, behind, follower{b})
}

// position is the last block that is final in the ledger. A chain that is new to
// it begins where the configuration says, or at its newest final block.
func (b *branch) position(ctx context.Context) (at Block, err error) {
	b.node.View(func(m *clearing.Machine) {
		at.Number, at.Hash = m.Settlement().Final(b.id)
	})
	switch {
	case at.Number > 0:
		return at, nil
	case b.From > 0:
		return Block{Number: b.From - 1}, nil
	}
	if at, err = b.Chain.Final(ctx); err != nil || at.Number == 0 {
		return at, err // a chain that has just begun has nothing that is final
	}
	balances, err := b.Chain.Balances(ctx, at.Number)
	if err != nil {
		return at, err
	}
	f := Final{To: at, Balances: balances}
	c, err := b.finalize(ctx, &f)
	if err == nil {
		_, err = b.do(ctx, c)
	}
	return at, err
}

// follower is a branch as its chain sees it.
type follower struct{ *branch }

// Seen implements Follower.
func (f follower) Seen(ctx context.Context, s Seen) error {
	b := f.branch
	if err := b.openNew(ctx, &s); err != nil {
		return err
	}
	incoming := b.incomings(&s)
	if err := b.drop(ctx, b.contradicted(&s, incoming)); err != nil {
		return err
	}
	var commands []clearing.Command
	var batches []ledger.ID
	b.node.View(func(m *clearing.Machine) {
		taken := map[ledger.ID]bool{}
		for i := range incoming {
			commands = append(commands, clearing.Arrive{Arrival: b.arrival(m, &incoming[i], taken)})
		}
		out := b.outflow(m, &s)
		for _, p := range out.paid {
			commands = append(commands, clearing.SeePayout{Batch: p.id, Tx: p.tx, Block: s.Block.Number})
			batches = append(batches, p.id)
		}
		commands = append(commands, out.halts(m)...)
	})
	if err := b.enterAll(ctx, commands); err != nil {
		return err
	}
	touched := b.touched(&s)
	if err := b.mark(ctx, touched); err != nil {
		return err
	}
	b.mu.Lock()
	b.moved[s.Block.Hash] = touched
	for i := range incoming {
		b.seen[s.Block.Hash] = append(b.seen[s.Block.Hash], incoming[i].id)
	}
	b.paid[s.Block.Hash] = append(b.paid[s.Block.Hash], batches...)
	b.head = newer(b.head, s.Block)
	b.mu.Unlock()
	b.Chain.Look()
	return nil
}

func newer(a, b Block) Block {
	if a.Number > b.Number {
		return a
	}
	return b
}

// enterAll submits what was seen, and tells who waits. An arrival that is final
// already was told twice.
func (b *branch) enterAll(ctx context.Context, commands []clearing.Command) error {
	for chunk := range slices.Chunk(commands, commandsMax) {
		answers, err := b.node.Submit(ctx, chunk...)
		if err != nil {
			return err
		}
		for i := range answers {
			if r := answers[i].Refusal; r != "" && r != string(settlement.ArrivalFinal) {
				return &refusedError{chunk[i], r}
			}
			if arrive, is := chunk[i].(clearing.Arrive); is && !arrive.Arrival.Payment.IsZero() {
				b.waiting.carried(arrive.Arrival.Payment, arrive.Arrival.Tx)
			}
		}
	}
	return nil
}

// contradicted are the arrivals in the ledger that a block shows to be gone: of a
// transaction that stands in this block now, or of a payment that this block
// carries out. They were seen before a restart, in blocks that went meanwhile.
func (b *branch) contradicted(s *Seen, incoming []incoming) (gone []ledger.ID) {
	here, txs, payments := map[ledger.ID]bool{}, map[settlement.Hash]bool{}, map[ledger.ID]bool{}
	for i := range incoming {
		in := &incoming[i]
		here[in.id], txs[in.tx] = true, true
		if in.authorized {
			payments[b.options.PaymentID(b.id, in.token.Contract, in.from, in.nonce)] = true
		}
	}
	b.node.View(func(m *clearing.Machine) {
		m.Settlement().Arrivals(func(a *settlement.Arrival) bool {
			if b.token(a.Token) != nil && !here[a.ID] && (txs[a.Tx] || !a.Payment.IsZero() && payments[a.Payment]) {
				gone = append(gone, a.ID)
			}
			return true
		})
	})
	return gone
}

// drop takes arrivals back. One that is not there any more was taken back before.
func (b *branch) drop(ctx context.Context, gone []ledger.ID) error {
	for chunk := range slices.Chunk(gone, commandsMax) {
		commands := make([]clearing.Command, len(chunk))
		for i, id := range chunk {
			commands[i] = clearing.DropArrival{ID: id}
		}
		answers, err := b.node.Submit(ctx, commands...)
		if err != nil {
			return err
		}
		for i := range answers {
			if r := answers[i].Refusal; r != "" && r != string(settlement.ArrivalUnknown) {
				return &refusedError{commands[i], r}
			}
			if p := &answers[i].Payment; p.State == settlement.PaymentDue {
				b.owed.add(p, b.options.Now())
			}
		}
	}
	if len(gone) > 0 {
		b.options.Log.Warn("a reorg has taken transfers back", "chain", b.Name, "transfers", len(gone))
	}
	return nil
}

// Dropped implements Follower.
func (f follower) Dropped(ctx context.Context, block Block) error {
	b := f.branch
	b.mu.Lock()
	gone := slices.Clone(b.seen[block.Hash])
	batches := b.paid[block.Hash]
	touched := b.moved[block.Hash]
	b.mu.Unlock()
	slices.Reverse(gone)
	if err := b.drop(ctx, gone); err != nil {
		return err
	}
	for _, id := range batches {
		if _, err := b.do(ctx, clearing.SeePayout{Batch: id}); err != nil && !refusedAs(err, settlement.PayoutUnknown) {
			return err
		}
	}
	if err := b.mark(ctx, touched); err != nil {
		return err
	}
	b.mu.Lock()
	delete(b.seen, block.Hash)
	delete(b.paid, block.Hash)
	delete(b.moved, block.Hash)
	b.mu.Unlock()
	b.Chain.Look()
	b.nudge()
	return nil
}
