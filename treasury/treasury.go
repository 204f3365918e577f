package treasury

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"sync"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/settlement"
)

// Treasury moves what the machine decided. Any number of goroutines may use it,
// next to the one in Run.
type Treasury struct {
	node     Node
	options  Options
	branches []*branch
	waiting  waiting
	watched  watched
}

// New enters the tokens of the configuration and their limits. Nothing is sent or
// followed before Run. No chain is asked, so a house starts without its chains.
func New(ctx context.Context, node Node, options Options) (*Treasury, error) {
	if err := options.complete(); err != nil {
		return nil, err
	}
	t := &Treasury{node: node, options: options}
	t.waiting.init()
	for i := range options.Chains {
		b, err := t.newBranch(ctx, &options.Chains[i])
		if err != nil {
			return nil, err
		}
		t.branches = append(t.branches, b)
	}
	return t, nil
}

// Run follows the chains, collects and pays until ctx ends.
func (t *Treasury) Run(ctx context.Context) {
	var running sync.WaitGroup
	for _, b := range t.branches {
		running.Go(func() { b.follow(ctx) })
		running.Go(func() { b.work(ctx) })
		running.Go(func() { b.lookAtHead(ctx) })
	}
	if t.options.Payouts.Every > 0 {
		running.Go(func() { t.keepSchedule(ctx) })
	}
	running.Wait()
}

// Nudge has payments that are due collected without waiting for the next look.
func (t *Treasury) Nudge() {
	for _, b := range t.branches {
		b.swept.Store(false)
		b.nudge()
	}
}

// PaymentChanged tells the treasury of a payment that a record changed. It is for
// an observer of the machine, and never blocks. Without it, Nudge and a look now and
// then find what is due.
func (t *Treasury) PaymentChanged(p *settlement.Payment) {
	t.watched.on()
	for _, b := range t.branches {
		switch {
		case b.token(p.Token) == nil:
		case p.State == settlement.PaymentDue:
			b.owed.add(p, t.options.Now())
			b.nudge()
		case p.State.Ended():
			b.owed.remove(p.ID)
		}
	}
	t.waiting.wake(p.ID)
}

// do submits commands that must all be accepted, or have been before.
func (t *Treasury) do(ctx context.Context, commands ...clearing.Command) ([]clearing.Answer, error) {
	if len(commands) == 0 {
		return nil, nil
	}
	answers, err := t.node.Submit(ctx, commands...)
	if err != nil {
		return nil, err
	}
	for i := range answers {
		if r := answers[i].Refusal; r != "" {
			return answers, &refusedError{commands[i], r}
		}
	}
	return answers, nil
}

// refusedError is a command that the machine did not take.
type refusedError struct {
	command clearing.Command
	code    string
}

func (e *refusedError) Error() string {
	return fmt.Sprintf("%T was refused: %s: %s", e.command, e.code, clearing.Sentence(e.code))
}

func refusedAs(err error, code settlement.Refusal) bool {
	var refused *refusedError
	return errors.As(err, &refused) && refused.code == string(code)
}

// digestID makes an id of what it is derived from, as a UUID of version 8.
func digestID(parts ...[]byte) ledger.ID {
	h := sha256.New()
	for _, p := range parts {
		h.Write(p)
	}
	d := h.Sum(nil)
	return ledger.ID{
		Hi: binary.BigEndian.Uint64(d)&^0xf000 | 0x8000,
		Lo: binary.BigEndian.Uint64(d[8:])&^(3<<62) | 2<<62,
	}
}

func number(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }

// wordOf is an id as contracts see it: the low half of 32 bytes, big-endian.
func wordOf(id ledger.ID) (h settlement.Hash) {
	binary.BigEndian.PutUint64(h[16:], id.Hi)
	binary.BigEndian.PutUint64(h[24:], id.Lo)
	return h
}

// idOf reads what wordOf wrote; false for a word that holds more than an id.
func idOf(h settlement.Hash) (ledger.ID, bool) {
	if [16]byte(h[:16]) != ([16]byte{}) {
		return ledger.ID{}, false
	}
	return ledger.ID{Hi: binary.BigEndian.Uint64(h[16:]), Lo: binary.BigEndian.Uint64(h[24:])}, true
}

// rest waits; false when ctx ended.
func rest(ctx context.Context, d time.Duration, wake <-chan struct{}) bool {
	timer := time.NewTimer(max(d, 0))
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
	case <-wake:
	}
	return true
}
