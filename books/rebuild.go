package books

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"aidollar/core/clearing"
)

// ErrLog: the log cannot be replayed from its beginning.
var ErrLog = errors.New("books: the log is not whole from its first record on")

// Records reads a log: f is called for each record from the given number on, in
// order, until the last one or an error, which is returned.
type Records func(from uint64, f func(seq uint64, record []byte) error) error

// Rebuild makes new books from the whole log and puts them in the place of
// those at a path or URL, which nobody may have open. The old ones stay as they
// are unless everything went well. The config is that of the log's machine.
func Rebuild(ctx context.Context, at string, config clearing.Config, records Records, logger *slog.Logger) (seq uint64, err error) {
	e, err := engineAt(at)
	if err != nil {
		return 0, err
	}
	fresh := e.beside()
	if err := fresh.remove(ctx); err != nil {
		return 0, err
	}
	b, err := open(fresh, logger)
	if err != nil {
		return 0, err
	}
	seq, err = b.replay(ctx, config, records)
	if err == nil {
		err = b.Await(seq)
	}
	if err = errors.Join(err, b.Close()); err != nil {
		return 0, errors.Join(err, fresh.remove(context.WithoutCancel(ctx)))
	}
	return seq, e.replace(ctx, fresh)
}

// replay runs the records through a machine of its own.
func (b *Books) replay(ctx context.Context, config clearing.Config, records Records) (last uint64, err error) {
	machine := clearing.New(config)
	machine.Observe(b)
	var answers []clearing.Answer
	err = records(1, func(seq uint64, record []byte) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		if seq != last+1 {
			return fmt.Errorf("%w: after record %d comes %d", ErrLog, last, seq)
		}
		var err error
		if answers, err = machine.Apply(record, answers[:0]); err != nil {
			return fmt.Errorf("record %d: %w", seq, err)
		}
		b.Applied(seq, machine.Now())
		last = seq
		return b.Err()
	})
	return last, err
}
