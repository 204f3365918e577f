package metering

import (
	"context"
	"errors"
	"fmt"
	"os"

	"aidollar/core/clearing"
	"aidollar/metering/seen"
)

// Records reads a log: f is called for each record from the given number on, in
// order, until the last one or an error, which is returned.
type Records func(from uint64, f func(seq uint64, record []byte) error) error

// Rebuild makes the memory of events at a path anew from the whole log. Nobody
// may have it open. The config is that of the log's machine.
func Rebuild(ctx context.Context, path string, config clearing.Config, records Records) error {
	fresh := path + ".new"
	if err := os.RemoveAll(fresh); err != nil {
		return err
	}
	index, err := seen.Open(fresh)
	if err != nil {
		return err
	}
	p, machine := NewProjection(index), clearing.New(config)
	machine.Observe(p)
	var answers []clearing.Answer
	err = records(1, func(seq uint64, record []byte) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		var err error
		if answers, err = machine.Apply(record, answers[:0]); err != nil {
			return fmt.Errorf("record %d: %w", seq, err)
		}
		p.Applied(seq, machine.Now())
		return p.Err()
	})
	if err = errors.Join(err, p.Close()); err != nil {
		return errors.Join(err, os.RemoveAll(fresh))
	}
	return os.Rename(fresh, path)
}
