package journal

import (
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/hashicorp/raft"
)

const (
	// groupMax is how many records the engine gathers while a write is on its
	// way, and how many it sends to another voter at once.
	groupMax = 256
	// A voter that is alone never waits for a heartbeat: it is told to elect
	// itself at once, and the lease it checks is its own.
	timeoutAlone = time.Second
	leaseAlone   = 500 * time.Millisecond
	// With several voters: a failover takes one to two seconds, and a disk
	// that stalls for less does not cause one.
	timeoutMany = time.Second
	leaseMany   = 500 * time.Millisecond
	// trailingLogs is how far behind a voter may be to be sent entries rather
	// than a snapshot. It must not be 0: see DeleteRange.
	trailingLogs = 10_000
	networkPool  = 3
	networkWait  = 10 * time.Second
)

// start opens what is on disk and starts the engine on it.
func (j *Journal) start() error {
	snap, err := j.openDisk()
	if err != nil {
		return err
	}
	if err := j.checkSnapshot(snap); err != nil {
		return err
	}
	addr, err := j.connect()
	if err != nil {
		return err
	}
	conf := j.config()
	if known, err := raft.HasExistingState(j.store, j.state, j.snaps); err != nil {
		return err
	} else if !known {
		if err := raft.BootstrapCluster(conf, j.store, j.state, j.snaps, j.trans, j.members(addr)); err != nil {
			return err
		}
	}
	engine, err := j.newRaft(conf)
	if err != nil {
		return err
	}
	j.failMu.Lock()
	j.raft = engine
	j.failMu.Unlock()
	j.loops.Go(j.watchLeadership)
	j.loops.Go(j.takeSnapshots)
	if j.opts.alone() {
		// Lowering the timeout makes the engine look at it now.
		reload := engine.ReloadableConfig()
		reload.HeartbeatTimeout -= time.Millisecond
		if err := engine.ReloadConfig(reload); err != nil {
			return err
		}
	}
	return j.awaitLeader()
}

func (j *Journal) openDisk() (*snapshot, error) {
	o := &j.opts
	logID, err := openFormat(o.FS, o.Dir)
	if err != nil {
		return nil, err
	}
	state, found, err := openState(o.FS, o.Dir, o.Logger)
	if err != nil {
		return nil, err
	}
	j.state = state
	if j.snaps, err = openSnapStore(o.FS, filepath.Join(o.Dir, snapshotsDir), o.SnapshotKeep, o.SnapshotRate, o.Logger); err != nil {
		return nil, err
	}
	snap, err := j.snaps.newest()
	if err != nil {
		return nil, err
	}
	from := uint64(1)
	if snap != nil {
		from = snap.meta.Index + 1
	}
	if j.store, err = openStore(o.FS, j.logPath(), logID, from, o.SegmentSize, state, o.Logger); err != nil {
		return nil, err
	}
	j.store.onFail = j.fail
	return snap, j.checkState(found)
}

// checkState refuses a log whose STATE was lost: a voter that forgot its term
// could vote twice in it.
func (j *Journal) checkState(found bool) error {
	last, err := j.store.LastIndex()
	if err != nil || last == 0 {
		return err
	}
	var l raft.Log
	if err := j.store.GetLog(last, &l); err != nil {
		return err
	}
	term, err := j.state.GetUint64([]byte("CurrentTerm"))
	if err != nil {
		return err
	}
	if !found || term < l.Term {
		e := failure(CodeStateMissing, "the log is in term %d, but the state file is missing or only knows term %d; put it back from a backup", l.Term, term)
		e.File = filepath.Join(j.opts.Dir, stateName)
		return e
	}
	return nil
}

// checkSnapshot makes sure that log and snapshot belong together and leave no
// entry out between them.
func (j *Journal) checkSnapshot(snap *snapshot) error {
	last, err := j.store.LastIndex()
	if err != nil {
		return err
	}
	if snap == nil {
		if last == 0 || j.store.reaches(1) {
			return nil
		}
		return damaged(j.logPath(), -1, 1, "there is no intact snapshot, and the log does not begin with entry 1")
	}
	if last < snap.meta.Index {
		if snap.flags&snapLocal == 0 {
			return nil // it came from the leader, ahead of the log
		}
		return damaged(j.logPath(), -1, last, "the log ends at entry %d, but the snapshot %s was taken at entry %d: segments are missing",
			last, snap.path, snap.meta.Index)
	}
	if !j.store.reaches(snap.meta.Index + 1) {
		return damaged(j.logPath(), -1, snap.meta.Index+1, "the log does not reach back to the snapshot %s at entry %d", snap.path, snap.meta.Index)
	}
	return j.compareChain(snap)
}

// compareChain checks the snapshot's chain hash against the record in the log
// that it ends with, if the log has it.
func (j *Journal) compareChain(snap *snapshot) error {
	var l raft.Log
	for index := snap.meta.Index; index > 0; index-- {
		err := j.store.GetLog(index, &l)
		if errors.Is(err, raft.ErrLogNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		if l.Type != raft.LogCommand {
			continue
		}
		f, bad := parseFrame(l.Extensions, len(l.Data))
		if bad != nil {
			return bad
		}
		if f.term != l.Term {
			continue
		}
		if f.seq != snap.at.seq || chainHash(l.Extensions, l.Data) != snap.at.hash {
			return damaged(snap.path, snapHeader, index, "the snapshot ends with record %d of another chain than the log, which has record %d there", snap.at.seq, f.seq)
		}
		return nil
	}
	return nil
}

func (j *Journal) connect() (raft.ServerAddress, error) {
	switch {
	case j.opts.transport != nil:
		j.trans = j.opts.transport
	case j.opts.alone():
		_, t := raft.NewInmemTransport(raft.ServerAddress(j.opts.NodeID))
		j.trans = &aloneTransport{InmemTransport: t, started: func() { j.store.headsOnly.Store(false) }}
	default:
		t, err := raft.NewTCPTransportWithLogger(j.opts.Bind, nil, networkPool, networkWait, engineLogger(j.opts.Logger, false))
		if err != nil {
			return "", &Error{Code: CodeIO, Offset: -1, Message: "the address " + j.opts.Bind + " for other voters cannot be used", cause: err}
		}
		j.trans = t
	}
	return j.trans.LocalAddr(), nil
}

func (j *Journal) members(addr raft.ServerAddress) raft.Configuration {
	var c raft.Configuration
	for _, p := range j.opts.Peers {
		c.Servers = append(c.Servers, raft.Server{ID: raft.ServerID(p.NodeID), Address: raft.ServerAddress(p.Address)})
	}
	if len(c.Servers) == 0 {
		c.Servers = []raft.Server{{ID: raft.ServerID(j.opts.NodeID), Address: addr}}
	}
	return c
}

func (j *Journal) config() *raft.Config {
	c := raft.DefaultConfig()
	c.LocalID = raft.ServerID(j.opts.NodeID)
	c.MaxAppendEntries = groupMax
	c.BatchApplyCh = true
	c.TrailingLogs = trailingLogs
	c.ShutdownOnRemove = false
	c.NotifyCh = j.leads
	c.NoLegacyTelemetry = true
	c.Logger = engineLogger(j.opts.Logger, j.opts.alone())
	// Snapshots are counted in bytes by the fsm, not in entries by a timer.
	c.SnapshotThreshold = SnapshotNever
	c.SnapshotInterval = 24 * time.Hour
	c.HeartbeatTimeout, c.ElectionTimeout, c.LeaderLeaseTimeout = timeoutMany, timeoutMany, leaseMany
	if j.opts.alone() {
		c.HeartbeatTimeout, c.ElectionTimeout, c.LeaderLeaseTimeout = timeoutAlone, timeoutAlone, leaseAlone
	}
	return c
}

// newRaft turns the engine's panic about an entry it cannot read into an error.
func (j *Journal) newRaft(conf *raft.Config) (r *raft.Raft, err error) {
	defer func() {
		if p := recover(); p != nil {
			cause, ok := p.(error)
			if !ok {
				cause = fmt.Errorf("%v", p)
			}
			if CodeOf(cause) == "" {
				cause = &Error{Code: CodeIO, File: j.logPath(), Offset: -1, Message: "the engine does not start", cause: cause}
			}
			r, err = nil, cause
		}
	}()
	j.store.headsOnly.Store(j.opts.alone())
	defer j.store.headsOnly.Store(false)
	return raft.NewRaft(conf, j.fsm, j.store, j.state, j.snaps, j.trans)
}

// aloneTransport tells when the engine has looked through the log and is about
// to apply it: the last thing it does before is to set this handler. So the
// log is read once for a replay, not twice.
type aloneTransport struct {
	*raft.InmemTransport
	started func()
}

func (t *aloneTransport) SetHeartbeatHandler(f func(raft.RPC)) {
	t.started()
	t.InmemTransport.SetHeartbeatHandler(f)
}
