package batch

import (
	"errors"
	"os"
	"path/filepath"
	"sync"
	"time"

	"aidollar/core/ledger"
)

// job is a batch that runs or has run.
type job struct {
	s   *Service
	r   record // guarded by the service's lock
	key ledger.ID
	dir string

	// While it runs:
	mu       sync.Mutex // guards the logs
	attempts *os.File
	output   *os.File
	errors   *os.File
	latest   map[int]attempt // of the lines that have no result
	done     map[int]bool    // the lines that have one
	broken   error           // the first failure of the disk
}

// Files of a batch.
const (
	recordFile   = "record.json"
	attemptsFile = "attempts.jsonl"
	outputFile   = "output.jsonl"
	errorsFile   = "errors.jsonl"
)

func (j *job) path(name string) string { return filepath.Join(j.dir, name) }

// change changes the record, durably.
func (j *job) change(f func(r *record)) error {
	j.s.mu.Lock()
	defer j.s.mu.Unlock()
	changed := j.r
	f(&changed)
	if err := writeJSON(j.path(recordFile), &changed); err != nil {
		return err
	}
	j.r = changed
	return nil
}

// now is a copy of the record.
func (j *job) now() record {
	j.s.mu.Lock()
	defer j.s.mu.Unlock()
	return j.r
}

// diskPause is how long a batch rests after the disk failed it.
const diskPause = 30 * time.Second

// run brings the batch to its end, or to the service's.
func (j *job) run() {
	for !j.s.stopped() {
		err := j.work()
		if err == nil {
			return
		}
		j.s.Log.Error("a batch cannot go on now", "batch", j.now().ID, "error", err)
		select {
		case <-j.s.stop:
		case <-time.After(diskPause):
		}
	}
}

// work does what is left. It is nil at the end, and when the service stops.
func (j *job) work() error {
	r := j.now()
	if r.Status == statusValidating {
		if err := j.begin(); err != nil {
			return err
		}
		if r = j.now(); r.ended() {
			return nil
		}
	}
	if r.Finalizing == 0 {
		if err := j.open(); err != nil {
			return errors.Join(err, j.close())
		}
		err := j.runLines()
		if err = errors.Join(err, j.close()); err != nil {
			return err
		}
		if j.s.stopped() && !j.finished() {
			return nil
		}
	}
	return j.finish()
}

// begin checks the input.
func (j *job) begin() error {
	total, mistakes, err := j.validate()
	if err != nil {
		return err
	}
	now := j.s.Now().Unix()
	return j.change(func(r *record) {
		if len(mistakes) > 0 {
			r.Status, r.Mistakes, r.Ended = statusFailed, mistakes, now
			return
		}
		r.Counts.Total, r.Begun = total, now
		if r.Status == statusValidating { // it may have been cancelled meanwhile
			r.Status = statusInProgress
		}
	})
}

// finished says that each line has its result, or each that was begun before
// the batch was cancelled.
func (j *job) finished() bool {
	r := j.now()
	return r.Counts.Completed+r.Counts.Failed == r.Counts.Total || (r.Cancelling != 0 && len(j.latest) == 0)
}

// finish makes files of the results. A crash in between does it again.
func (j *job) finish() error {
	now := j.s.Now().Unix()
	if r := j.now(); r.Finalizing == 0 {
		if err := j.change(func(r *record) {
			r.Finalizing = now
			if r.Status == statusInProgress {
				r.Status = statusFinalizing
			}
		}); err != nil {
			return err
		}
	}
	output, err := j.publish(outputFile, "-output")
	if err != nil {
		return err
	}
	failed, err := j.publish(errorsFile, "-errors")
	if err != nil {
		return err
	}
	err = j.change(func(r *record) {
		r.Output, r.Errors, r.Ended = output, failed, now
		switch {
		case r.Cancelling != 0:
			r.Status = statusCancelled
		case r.Expired:
			r.Status = statusExpired
		default:
			r.Status = statusCompleted
		}
	})
	if err == nil {
		j.latest, j.done = nil, nil
		_ = os.Remove(j.path(attemptsFile)) // of no use any more
	}
	return err
}

// publish makes a file of a log of results, if it has any.
func (j *job) publish(name, suffix string) (id string, err error) {
	id = filePrefix + j.now().ID[len(batchPrefix):] + suffix
	switch info, err := os.Stat(j.path(name)); {
	case err == nil && info.Size() == 0:
		return "", nil
	case err == nil:
		if err := os.Rename(j.path(name), j.s.dataPath(id)); err != nil {
			return "", err
		}
	case !errors.Is(err, os.ErrNotExist):
		return "", err
	}
	info, err := os.Stat(j.s.dataPath(id))
	if errors.Is(err, os.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	r := j.now()
	f := &file{ID: id, Party: r.Party, Purpose: purposeOutput, Name: r.ID + suffix + ".jsonl", Bytes: info.Size(), Created: j.s.Now().Unix()}
	return id, j.s.enter(f, false)
}
