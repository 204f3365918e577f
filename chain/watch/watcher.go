package watch

import (
	"context"
	"sync"
	"time"

	"aidollar/chain"

	"github.com/ethereum/go-ethereum/core/types"
)

const pauseMost = 30 * time.Second // between rounds while they fail

// Watcher follows one chain. One Run at a time uses it.
type Watcher struct {
	cfg     Config
	wake    chan struct{}
	running sync.Mutex

	handler Handler
	after   Ref      // the last block that was acknowledged as final
	window  []*known // the blocks behind it that were looked at, without a gap
	head    Ref      // the newest block when the last round was through
}

// known is a block that is not final, and what was chosen of it.
type known struct {
	chain.Block
	logs []types.Log // without siblings
}

// New checks the configuration.
func New(cfg Config) (*Watcher, error) {
	if err := cfg.complete(); err != nil {
		return nil, err
	}
	return &Watcher{cfg: cfg, wake: make(chan struct{}, 1)}, nil
}

// Nudge has Run look at the chain now, as when somebody saw a new block.
func (w *Watcher) Nudge() {
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

// Run follows the chain until ctx ends, which is no error, the handler fails, or
// something happens that a person has to look at.
func (w *Watcher) Run(ctx context.Context, start Start, handler Handler) error {
	if !w.running.TryLock() {
		return chain.Errorf(chain.Stop, chain.CodeConfig, "the watcher runs already")
	}
	defer w.running.Unlock()
	w.handler, w.after, w.window, w.head = handler, start.After, nil, Ref{}
	begun := false
	pause := w.cfg.Interval
	for {
		var err error
		if !begun {
			err = w.begin(ctx, &start)
			begun = err == nil
		}
		if begun {
			err = w.round(ctx)
		}
		refused, byHandler := err.(*handlerError) //nolint:errorlint // wrapped in no other
		switch {
		case byHandler:
			return refused.error
		case ctx.Err() != nil:
			return nil
		case err == nil:
			pause = w.cfg.Interval
		case chain.ClassOf(err) == chain.Stop:
			return err
		default:
			w.cfg.Report(err)
			pause = min(2*pause, max(pauseMost, w.cfg.Interval))
		}
		if !w.rest(ctx, pause) {
			return nil
		}
	}
}

// handlerError tells the handler's errors from the chain's.
type handlerError struct{ error }

func refusedBy(err error) error {
	if err == nil {
		return nil
	}
	return &handlerError{err}
}

func (w *Watcher) rest(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
	case <-w.wake:
	}
	return true
}

// begin finds the position's hash if it has none, and tells the owner which of
// the blocks that he has seen are gone.
func (w *Watcher) begin(ctx context.Context, start *Start) error {
	if w.after.Hash == (Ref{}).Hash {
		if err := w.choose(ctx); err != nil {
			return err
		}
	}
	for len(start.Seen) > 0 {
		seen := start.Seen[0]
		block, err := w.cfg.Client.Block(ctx, seen.Number)
		if err != nil {
			return err // not there yet: a chain that is shorter now will grow
		}
		if block.Hash != seen.Hash {
			if err := refusedBy(w.handler.Dropped(ctx, seen)); err != nil {
				return err
			}
		}
		start.Seen = start.Seen[1:]
	}
	return nil
}

// choose takes the chain's word for the first position, once it is final: of a
// block that may still go the hash could turn out wrong, and stop everything.
func (w *Watcher) choose(ctx context.Context) error {
	if w.after.Number > 0 { // the first block of all is final from the start
		final, err := w.cfg.Client.Final(ctx, w.cfg.Finality)
		if err != nil {
			return err
		}
		if final.Number < w.after.Number {
			return chain.Errorf(chain.Retry, chain.CodeNotFound, "block %d, behind which to begin, is not final yet", w.after.Number)
		}
	}
	block, err := w.cfg.Client.Block(ctx, w.after.Number)
	if err == nil {
		w.after.Hash = block.Hash
	}
	return err
}

// round looks at the chain once: is what was final still so, what has gone, what
// has become final, what is new.
func (w *Watcher) round(ctx context.Context) error {
	head, err := w.cfg.Client.Head(ctx)
	if err != nil {
		return err
	}
	if head.Number < w.tip().Number {
		return chain.Errorf(chain.Retry, chain.CodeLags, "block %d was looked at, and now the newest is %d", w.tip().Number, head.Number)
	}
	if at := (Ref{head.Number, head.Hash}); at != w.head {
		if err := w.unbroken(ctx); err != nil {
			return err
		}
		if err := w.drop(ctx); err != nil {
			return err
		}
	}
	final, err := w.cfg.Client.Final(ctx, w.cfg.Finality)
	if err != nil && chain.Code(err) != chain.CodeNotFound { // a young chain has no final block
		return err
	}
	for err == nil && w.after.Number < final.Number {
		if err := w.finalize(ctx, final); err != nil {
			return err
		}
	}
	if err := w.extend(ctx, head); err != nil {
		return err
	}
	w.head = w.tip()
	return nil
}

// tip is the newest block that was looked at.
func (w *Watcher) tip() Ref {
	if n := len(w.window); n > 0 {
		return Ref{w.window[n-1].Number, w.window[n-1].Hash}
	}
	return w.after
}

// unbroken stops everything if the last final block is another one now. With two
// endpoints both must say so.
func (w *Watcher) unbroken(ctx context.Context) error {
	block, err := w.cfg.Client.Block(ctx, w.after.Number)
	if err != nil {
		return err
	}
	if block.Hash != w.after.Hash {
		return chain.Errorf(chain.Stop, chain.CodeFinality, "block %d was final as %s, and now it is %s", block.Number, w.after.Hash, block.Hash)
	}
	return nil
}

// drop takes back what a reorg has taken, the newest first. Each block names the
// one before it, so where the newest is still there all are.
func (w *Watcher) drop(ctx context.Context) error {
	for len(w.window) > 0 {
		last := w.window[len(w.window)-1]
		block, err := w.cfg.Client.Block(ctx, last.Number)
		if err != nil || block.Hash == last.Hash {
			return err
		}
		if len(last.logs) > 0 {
			if err := refusedBy(w.handler.Dropped(ctx, Ref{last.Number, last.Hash})); err != nil {
				return err
			}
		}
		w.window = w.window[:len(w.window)-1]
	}
	return nil
}

// extend looks at the blocks that are new, each by its hash.
func (w *Watcher) extend(ctx context.Context, head chain.Block) error {
	for w.tip().Number < head.Number {
		if len(w.window) >= w.cfg.WindowMax {
			return chain.Errorf(chain.Retry, chain.CodeWindow, "%d blocks are not final: the chain's finality has stopped", len(w.window))
		}
		block, err := w.cfg.Client.Block(ctx, w.tip().Number+1)
		if err != nil {
			return err
		}
		if block.Parent != w.tip().Hash {
			w.Nudge() // a reorg has come in between
			return nil
		}
		logs, err := w.cfg.Client.LogsOf(ctx, block, w.cfg.Filters)
		if err != nil {
			return err
		}
		if err := w.tellSeen(ctx, block, logs); err != nil {
			return err
		}
		w.window = append(w.window, &known{block, logs})
	}
	return nil
}

func (w *Watcher) tellSeen(ctx context.Context, block chain.Block, logs []types.Log) error {
	if len(logs) == 0 {
		return nil
	}
	told, err := w.complete(ctx, logs)
	if err != nil {
		return err
	}
	return refusedBy(w.handler.Seen(ctx, Seen{block, told}))
}
