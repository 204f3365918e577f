package books

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

const (
	// againTime is how long the books try to reach a database that is gone, while
	// the house waits for them at the queue's end.
	againTime = 2 * time.Minute
	// againPause is between two tries.
	againPause = time.Second
)

// errForgot: the database lost what it had taken, as a crash of it does with
// transactions that nobody waited for.
var errForgot = errors.New("books: the database came back without the last records; start the program again, and it tells them once more")

// again writes a batch whose transaction failed with the connection, over a new
// one. Whether the transaction is in, the books themselves say.
func (b *Books) again(failed batch, cause error) error {
	before := b.writer.state.position
	b.log.Warn("the books lost their database and try to reach it", "books", b.engine.String(), "error", cause)
	_ = b.writer.link.close() // it is gone
	for end := time.Now().Add(againTime); ; time.Sleep(againPause) {
		err := b.reopen()
		if err == nil {
			break
		}
		if time.Now().After(end) || b.closing() || errors.Is(err, ErrOld) || errors.Is(err, ErrNew) || errors.Is(err, ErrForeign) {
			return errors.Join(cause, err)
		}
	}
	position := b.writer.state.position
	if position < before {
		return fmt.Errorf("%w (they stood at record %d, and at %d now)", errForgot, before, position)
	}
	rest := failed
	rest.records = slices.DeleteFunc(slices.Clone(failed.records), func(r *record) bool { return r.seq <= position })
	if len(rest.records) < len(failed.records) && len(rest.records) > 0 {
		return fmt.Errorf("%w: they no longer stand at record %d", ErrLocked, before)
	}
	b.log.Warn("the books have their database again", "books", b.engine.String(), "record", position)
	return b.writer.write(rest)
}

// reopen replaces the writer; what the old one had in mind is read again.
func (b *Books) reopen() error {
	ctx, cancel := context.WithTimeout(context.Background(), connectTime)
	defer cancel()
	l, s, err := b.engine.open(ctx)
	if err != nil {
		return err
	}
	w, err := newWriter(ctx, l, s)
	if err != nil {
		return errors.Join(err, l.close())
	}
	w.books, w.known = b.reader, &b.facets
	b.writer = w
	return nil
}

func (b *Books) closing() bool {
	b.queue.mu.Lock()
	defer b.queue.mu.Unlock()
	return b.queue.closed
}
