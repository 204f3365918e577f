package devnet

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/ethereum/go-ethereum/core"
)

// ErrFinal: what is final is not taken back.
var ErrFinal = errors.New("the blocks that are to go are final")

// signals wake the goroutine that makes blocks.
type signals struct {
	wake chan struct{} // something may have to be done
	done chan struct{} // closed at the end
}

func newSignals() signals {
	return signals{make(chan struct{}, 1), make(chan struct{})}
}

func (s *signals) up() {
	select {
	case s.wake <- struct{}{}:
	default: // it is going to look anyway
	}
}

// run makes blocks until the end.
func (d *Devnet) run() {
	// The pool hands its news over while it holds its lock. Who makes a block in
	// between waits for that lock, and the pool for him: beyond a thousand
	// transactions at once both stood still. So the news are taken here, always.
	news := make(chan core.NewTxsEvent, 1024)
	subscription := d.beacon.eth.TxPool().SubscribeTransactions(news, true)
	d.ended.Add(2)
	go func() {
		defer d.ended.Done()
		defer subscription.Unsubscribe()
		for {
			select {
			case <-d.signals.done:
				return
			case <-news:
				d.signals.up()
			}
		}
	}()
	go func() {
		defer d.ended.Done()
		for {
			timer := time.NewTimer(d.turn())
			select {
			case <-d.signals.done:
				timer.Stop()
				return
			case <-timer.C:
			case <-d.signals.wake:
				timer.Stop()
			}
		}
	}()
}

// turn makes a block if one is due, and says when to look again.
func (d *Devnet) turn() time.Duration {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.paused {
		return d.options.Heartbeat
	}
	wait := d.wait()
	if wait > 0 {
		return wait
	}
	if err := d.beacon.extend(context.Background(), d.nextTime()); err != nil {
		d.options.Log.Error("no block was made", "error", err)
		return time.Second
	}
	return d.wait()
}

// wait says how long the next block has to wait, nothing if it is due.
func (d *Devnet) wait() time.Duration {
	since := time.Since(d.Now())
	switch {
	case d.beacon.waiting() > 0 && d.options.Instant:
		return 0
	case d.beacon.waiting() > 0 || d.unfinal():
		return time.Second - since
	}
	return d.options.Heartbeat - since
}

// unfinal tells whether a transaction is yet to become final.
func (d *Devnet) unfinal() bool {
	header := d.beacon.head()
	chain := d.beacon.eth.BlockChain()
	for depth := uint64(0); depth < d.options.FinalDepth && header.Number.Sign() > 0; depth++ {
		if header.GasUsed > 0 {
			return true
		}
		header = chain.GetHeader(header.ParentHash, header.Number.Uint64()-1)
	}
	return false
}

// nextTime is the time of the block that comes next: the clock's, or a second
// after the last block's where that is later.
func (d *Devnet) nextTime() uint64 {
	return max(uint64(time.Now().Unix()), d.beacon.head().Time+1)
}

// Mine makes n blocks at once, the first of what waits. It does not mind the
// clock: their times may lie in the future.
func (d *Devnet) Mine(ctx context.Context, n int) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	for range n {
		if err := d.beacon.extend(ctx, d.nextTime()); err != nil {
			return err
		}
	}
	return nil
}

// Pause stops blocks from being made but by Mine.
func (d *Devnet) Pause() { d.pause(true) }

// Resume lets blocks be made again.
func (d *Devnet) Resume() { d.pause(false) }

func (d *Devnet) pause(paused bool) {
	d.mu.Lock()
	d.paused = paused
	d.mu.Unlock()
	d.signals.up()
}

// Reorg takes the newest n blocks back and puts empty ones in their place, so that
// who watches sees the same height and other hashes. With again, the transactions
// that were in them go back to the pool, and into the next block unless something
// else has taken their place. Otherwise they are forgotten, with all that waits.
func (d *Devnet) Reorg(ctx context.Context, n int, again bool) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	head := d.beacon.head()
	chain := d.beacon.eth.BlockChain()
	first := head.Number.Uint64() - uint64(n)
	if n < 1 || first > head.Number.Uint64() {
		return fmt.Errorf("%d blocks are to go, there are %d", n, head.Number)
	}
	if final := chain.CurrentFinalBlock(); final != nil && first < final.Number.Uint64() {
		return fmt.Errorf("%w: %d are to go, %d are not final", ErrFinal, n, head.Number.Uint64()-final.Number.Uint64())
	}
	tip := chain.GetHeaderByNumber(first)
	for range n {
		hash, err := d.beacon.build(ctx, tip.Hash(), tip.Time+1, true)
		if err != nil {
			return err
		}
		tip = chain.GetHeaderByHash(hash)
	}
	if err := d.beacon.choose(ctx, tip.Hash()); err != nil {
		return err
	}
	if !again {
		d.beacon.eth.TxPool().Clear()
	}
	return nil
}
