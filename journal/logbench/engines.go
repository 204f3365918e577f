package logbench

import (
	"errors"
	"io"
	"os"
	"time"

	hclog "github.com/hashicorp/go-hclog"
	"github.com/hashicorp/raft"
	raftwal "github.com/hashicorp/raft-wal"

	"aidollar/journal"
)

// sink is the cheapest machine: it forgets everything.
type sink struct{}

func (sink) Apply(seq uint64, _ []byte) any  { return seq }
func (sink) Restore(uint64, io.Reader) error { return nil }
func (sink) Freeze() (journal.Frozen, error) { return nothing{}, nil }

type nothing struct{}

func (nothing) WriteTo(io.Writer) (int64, error) { return 0, nil }
func (nothing) Digest() [32]byte                 { return [32]byte{} }
func (nothing) Release()                         {}

type journalLog struct{ j *journal.Journal }

func openJournal(dir string, _ int64) (contender, error) {
	j, err := journal.Open(journal.Options{Dir: dir, SnapshotEvery: journal.SnapshotNever}, sink{})
	if err != nil {
		return nil, err
	}
	return journalLog{j}, nil
}

func (l journalLog) append(record []byte) func() error {
	f := l.j.Append(record)
	return func() error {
		_, err := f.Wait()
		return err
	}
}

func (l journalLog) close() error { return l.j.Close() }

// engineFSM is sink for the engine itself.
type engineFSM struct{}

func (engineFSM) Apply(l *raft.Log) any { return l.Index }
func (engineFSM) ApplyBatch(logs []*raft.Log) []any {
	out := make([]any, len(logs))
	for i, l := range logs {
		out[i] = l.Index
	}
	return out
}
func (engineFSM) Snapshot() (raft.FSMSnapshot, error) {
	return nil, errors.New("no snapshots in the benchmark")
}
func (engineFSM) Restore(rc io.ReadCloser) error { return rc.Close() }

type raftLog struct {
	raft *raft.Raft
	wal  *raftwal.WAL
}

// openRaftWAL is the engine with its makers' log store, configured as the
// journal configures it.
func openRaftWAL(dir string, _ int64) (contender, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	wal, err := raftwal.Open(dir)
	if err != nil {
		return nil, err
	}
	conf := raft.DefaultConfig()
	conf.LocalID = "1"
	conf.MaxAppendEntries = 256
	conf.BatchApplyCh = true
	conf.NoLegacyTelemetry = true
	conf.SnapshotInterval = 24 * time.Hour
	conf.HeartbeatTimeout, conf.ElectionTimeout, conf.LeaderLeaseTimeout = 50*time.Millisecond, 50*time.Millisecond, 50*time.Millisecond
	conf.Logger = hclog.NewNullLogger()
	addr, trans := raft.NewInmemTransport("1")
	snaps := raft.NewInmemSnapshotStore()
	members := raft.Configuration{Servers: []raft.Server{{ID: "1", Address: addr}}}
	if err := raft.BootstrapCluster(conf, wal, wal, snaps, trans, members); err != nil {
		return nil, err
	}
	r, err := raft.NewRaft(conf, engineFSM{}, wal, wal, snaps, trans)
	if err != nil {
		return nil, err
	}
	if leads := <-r.LeaderCh(); !leads {
		return nil, errors.New("the only voter was not elected")
	}
	return raftLog{r, wal}, r.Barrier(0).Error()
}

func (l raftLog) append(record []byte) func() error { return l.raft.Apply(record, 0).Error }

func (l raftLog) close() error {
	err := l.raft.Shutdown().Error()
	if closeErr := l.wal.Close(); err == nil {
		err = closeErr
	}
	return err
}
