package journal

import (
	"crypto/sha256"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"

	"github.com/hashicorp/raft"
)

// Journal is an open log with its machine. All methods may be called from any
// goroutine.
type Journal struct {
	opts  Options
	lock  *os.File
	state *stateFile
	store *store
	snaps *snapStore
	fsm   *fsm
	raft  *raft.Raft
	trans raft.Transport

	queue    queue
	inFlight *budget

	tailMu sync.Mutex // order of Append
	tail   link       // of the last record handed to the engine
	term   uint64     // in which this voter leads

	appliedMu sync.Mutex
	applied   link
	live      *pending // holds applied's hash, if not nil

	failMu sync.Mutex  // guards err, halt and the setting of raft
	halt   raft.Future // of the engine's shutdown, once it was asked for
	err    error
	failed chan struct{}

	snapAsk      chan struct{}
	snapshotSize atomic.Uint64 // bytes of the last one taken in this run
	leads        chan bool
	led          chan struct{} // closed when this voter first leads and is caught up
	ledOnce      sync.Once
	stop         chan struct{}
	closed       sync.Once
	loops        sync.WaitGroup
}

// Open takes the directory, checks what is in it, restores the newest intact
// snapshot, replays the log behind it, and returns when this voter leads (or,
// with several, when one of them does). Everything that is not intact is
// refused with an *Error that says where, except a write that a crash tore
// before it was acknowledged.
func Open(opts Options, m Machine) (*Journal, error) {
	opts, err := opts.withDefaults()
	if err != nil {
		return nil, err
	}
	j := &Journal{
		opts: opts, inFlight: newBudget(opts.InFlight), failed: make(chan struct{}),
		snapAsk: make(chan struct{}, 1), leads: make(chan bool, 64), led: make(chan struct{}), stop: make(chan struct{}),
	}
	j.queue = queue{budget: j.inFlight, shut: failure(CodeNotLeader, "this voter does not lead yet")}
	j.fsm = &fsm{j: j, m: m}
	if err := opts.FS.MkdirAll(opts.Dir); err != nil {
		return nil, ioFailure(err, opts.Dir, "the directory cannot be created")
	}
	if j.lock, err = lockDir(opts.Dir, false); err != nil {
		return nil, err
	}
	if err := j.start(); err != nil {
		_ = j.Close()
		if broken := j.Err(); broken != nil {
			return nil, broken
		}
		return nil, err
	}
	return j, nil
}

// Position is the last record that is durable and applied: its sequence and
// its hash in the chain. Sequence 0 is the empty log.
func (j *Journal) Position() (seq uint64, hash [sha256.Size]byte) {
	j.appliedMu.Lock()
	at, live := j.applied, j.live
	j.appliedMu.Unlock()
	if live != nil {
		at.hash = live.sum()
	}
	return at.seq, at.hash
}

func (j *Journal) setApplied(at link, live *pending) {
	j.appliedMu.Lock()
	j.applied, j.live = at, live
	j.appliedMu.Unlock()
}

// Failed is closed when the journal has stopped; Err says why.
func (j *Journal) Failed() <-chan struct{} { return j.failed }

// Err is what stopped the journal, nil while it works and after Close.
func (j *Journal) Err() error {
	select {
	case <-j.failed:
		j.failMu.Lock()
		defer j.failMu.Unlock()
		return j.err
	default:
		return nil
	}
}

// fail stops the journal: nothing that is not yet answered is acknowledged.
func (j *Journal) fail(err error) {
	j.failMu.Lock()
	if j.err != nil {
		j.failMu.Unlock()
		return
	}
	j.err = err
	close(j.failed)
	j.failMu.Unlock()
	j.opts.Logger.Error("journal: stopped", "code", string(CodeOf(err)), "err", err)
	j.queue.close(err, err, true)
	go j.haltEngine()
}

// haltEngine asks the engine to stop, once: only the first request gives a
// future that waits for its goroutines. nil: there is no engine yet.
func (j *Journal) haltEngine() raft.Future {
	j.failMu.Lock()
	defer j.failMu.Unlock()
	if j.halt == nil && j.raft != nil {
		j.halt = j.raft.Shutdown()
	}
	return j.halt
}

// Snapshot writes a snapshot now and returns when it is durable. Appends go on
// meanwhile.
func (j *Journal) Snapshot() error {
	if err := j.Err(); err != nil {
		return err
	}
	if seq, _ := j.Position(); seq == 0 {
		return nil // there is no state before the first record
	}
	err := j.raft.Snapshot().Error()
	if err == nil || errors.Is(err, raft.ErrNothingNewToSnapshot) {
		return nil
	}
	if errors.Is(err, raft.ErrRaftShutdown) {
		return failure(CodeClosed, "the journal is closed")
	}
	return &Error{Code: CodeSnapshot, File: j.snaps.dir, Offset: -1, Message: "the snapshot was not taken", cause: err}
}

// askSnapshot has one taken in the background.
func (j *Journal) askSnapshot() {
	select {
	case j.snapAsk <- struct{}{}:
	default:
	}
}

func (j *Journal) logPath() string { return filepath.Join(j.opts.Dir, logDir) }

// Close answers what is on its way, stops, and gives the directory free. It
// does not take a snapshot. It returns what stopped the journal before, if
// anything did.
func (j *Journal) Close() error {
	var err error
	j.closed.Do(func() { err = j.shut() })
	if broken := j.Err(); broken != nil {
		return broken
	}
	return err
}

func (j *Journal) shut() error {
	reason := failure(CodeClosed, "the journal is closed")
	j.queue.drain(reason)
	j.queue.close(reason, reason, true)
	close(j.stop)
	if j.snaps != nil {
		j.snaps.stop.Store(true)
	}
	var err error
	if halt := j.haltEngine(); halt != nil {
		err = halt.Error()
	}
	if t, ok := j.trans.(raft.WithClose); ok {
		if closeErr := t.Close(); err == nil {
			err = closeErr
		}
	}
	j.loops.Wait()
	if j.store != nil {
		if j.raft != nil && j.store.brokenBy() == nil && j.Err() == nil {
			if markErr := j.state.raiseEnd(j.store.lastOrdinal(), j.store.lastIndex()); err == nil {
				err = markErr
			}
		}
		j.store.close()
	}
	if j.lock != nil {
		j.lock.Close()
	}
	return err
}
