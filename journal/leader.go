package journal

import (
	"time"

	"github.com/hashicorp/raft"
)

// watchLeadership opens the queue when this voter leads and has applied
// everything before, and closes it when it no longer does.
func (j *Journal) watchLeadership() {
	for {
		select {
		case leads := <-j.leads:
			if leads {
				j.lead()
			} else {
				j.follow()
			}
		case <-j.failed:
			return
		case <-j.stop:
			return
		}
	}
}

// lead waits until everything before this term is applied. Terms only grow, so
// the same one before and after means that nobody else led in between.
func (j *Journal) lead() {
	term := j.raft.CurrentTerm()
	caughtUp := make(chan error, 1)
	go func() { caughtUp <- j.raft.Barrier(0).Error() }() // the engine may stop without an answer
	select {
	case err := <-caughtUp:
		if err != nil {
			return // leadership is lost again, which comes as the next notice
		}
	case <-j.failed:
		return
	case <-j.stop:
		return
	}
	j.tailMu.Lock()
	defer j.tailMu.Unlock()
	if j.raft.CurrentTerm() != term {
		return
	}
	j.tail.seq, j.tail.hash = j.Position()
	j.term = term
	j.queue.open()
	j.ledOnce.Do(func() { close(j.led) })
}

func (j *Journal) follow() {
	j.queue.close(
		failure(CodeNotLeader, "this voter does not lead; ask the leader"),
		failure(CodeOutcome, "leadership was lost while the record was on its way; it may or may not be in the log"),
		false)
}

// Leads reports whether this voter leads and takes records. A voter that is
// alone always does, until it stops.
func (j *Journal) Leads() bool {
	j.queue.mu.Lock()
	defer j.queue.mu.Unlock()
	return j.queue.shut == nil
}

// awaitLeader waits until this voter leads and is caught up, or another does.
func (j *Journal) awaitLeader() error {
	deadline := time.NewTimer(j.opts.StartTimeout)
	defer deadline.Stop()
	poll := time.NewTicker(10 * time.Millisecond)
	defer poll.Stop()
	for {
		select {
		case <-j.led:
			return nil
		case <-j.failed:
			return j.Err()
		case <-deadline.C:
			return failure(CodeNoLeader, "no leader was elected within %s; check that a majority of the voters runs and is reachable", j.opts.StartTimeout)
		case <-poll.C:
			if _, id := j.raft.LeaderWithID(); id != "" && id != raft.ServerID(j.opts.NodeID) {
				return nil
			}
		}
	}
}

// takeSnapshots takes the snapshots that the fsm asks for, one at a time.
func (j *Journal) takeSnapshots() {
	for {
		select {
		case <-j.snapAsk:
			start := time.Now()
			if err := j.Snapshot(); err != nil {
				if j.Err() == nil && CodeOf(err) != CodeClosed {
					j.opts.Logger.Warn("journal: no snapshot was taken; the log keeps everything", "err", err)
				}
				continue
			}
			seq, _ := j.Position()
			j.opts.Logger.Info("journal: snapshot", "seq", seq, "seconds", time.Since(start).Seconds())
		case <-j.failed:
			return
		case <-j.stop:
			return
		}
	}
}
