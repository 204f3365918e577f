package journal

import (
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hashicorp/raft"
)

// snapStore keeps the snapshot files: raft's SnapshotStore. A file that is not
// intact is never offered; it stays on disk for people to look at.
type snapStore struct {
	fs   FS
	dir  string
	keep int   // files
	rate int64 // bytes per second, 0 for no limit
	log  *slog.Logger
	stop atomic.Bool // the journal closes: give up what is being written

	mu    sync.Mutex
	names []string // newest first
	bad   map[string]bool
	good  map[string]*snapshot
}

var _ raft.SnapshotStore = (*snapStore)(nil)

func openSnapStore(fsys FS, dir string, keep int, rate int64, log *slog.Logger) (*snapStore, error) {
	s := &snapStore{fs: fsys, dir: dir, keep: keep, rate: rate, log: log, bad: map[string]bool{}, good: map[string]*snapshot{}}
	names, err := fsys.List(dir)
	if err != nil {
		return nil, ioFailure(err, dir, "the snapshots' directory cannot be read")
	}
	for _, name := range names {
		if _, ok := snapIndex(name); ok {
			s.names = append(s.names, name)
		} else if strings.HasSuffix(name, spareSuffix) {
			if err := fsys.Remove(filepath.Join(dir, name)); err != nil {
				return nil, ioFailure(err, filepath.Join(dir, name), "a half-made snapshot cannot be removed")
			}
		}
	}
	slices.Reverse(s.names)
	return s, nil
}

// newest gives the newest intact snapshot, nil if there is none. Damaged ones
// are named in the log and left out from then on.
func (s *snapStore) newest() (*snapshot, error) {
	s.mu.Lock()
	names := slices.Clone(s.names)
	s.mu.Unlock()
	for _, name := range names {
		snap, err := s.check(name)
		if err == nil {
			return snap, nil
		}
		if CodeOf(err) != CodeDamaged {
			return nil, err
		}
		s.log.Warn("journal: a snapshot is damaged; an older one or the log alone will do", "err", err)
	}
	return nil, nil
}

// check reads a whole snapshot once and remembers the answer.
func (s *snapStore) check(name string) (*snapshot, error) {
	s.mu.Lock()
	snap := s.good[name]
	s.mu.Unlock()
	if snap != nil {
		return snap, nil
	}
	path := filepath.Join(s.dir, name)
	f, err := s.fs.Open(path, os.O_RDONLY)
	if err != nil {
		return nil, ioFailure(err, path, "the snapshot cannot be opened")
	}
	defer discard(f)
	snap, err = readSnapshot(path, f)
	s.mu.Lock()
	defer s.mu.Unlock()
	if err != nil {
		s.bad[name] = CodeOf(err) == CodeDamaged
		return nil, err
	}
	s.good[name] = snap
	return snap, nil
}

// Create begins a snapshot.
func (s *snapStore) Create(version raft.SnapshotVersion, index, term uint64, conf raft.Configuration, confIndex uint64, _ raft.Transport) (raft.SnapshotSink, error) {
	name := snapName(index)
	path := filepath.Join(s.dir, name)
	f, err := s.fs.Open(path+spareSuffix, os.O_RDWR|os.O_CREATE|os.O_TRUNC)
	if err != nil {
		return nil, ioFailure(err, path, "the snapshot cannot be created")
	}
	return &snapSink{
		store: s, path: path, file: f, off: snapHeader, buf: make([]byte, 0, snapChunk), start: time.Now(),
		meta: raft.SnapshotMeta{Version: version, ID: name, Index: index, Term: term, Configuration: conf, ConfigurationIndex: confIndex},
	}, nil
}

// List gives the intact snapshots, newest first; only the newest is read
// whole, older ones when they are opened.
func (s *snapStore) List() ([]*raft.SnapshotMeta, error) {
	s.mu.Lock()
	names := slices.DeleteFunc(slices.Clone(s.names), func(n string) bool { return s.bad[n] })
	s.mu.Unlock()
	for _, name := range names {
		if snap, err := s.check(name); err == nil {
			meta := snap.meta
			return []*raft.SnapshotMeta{&meta}, nil
		} else if CodeOf(err) != CodeDamaged {
			return nil, err
		}
	}
	return nil, nil
}

// Open gives the stream of a snapshot after checking all of it.
func (s *snapStore) Open(id string) (*raft.SnapshotMeta, io.ReadCloser, error) {
	snap, err := s.check(id)
	if err != nil {
		return nil, nil, err
	}
	f, err := s.fs.Open(snap.path, os.O_RDONLY)
	if err != nil {
		return nil, nil, ioFailure(err, snap.path, "the snapshot cannot be opened")
	}
	meta := snap.meta
	return &meta, &stream{Reader: io.NewSectionReader(f, snapHeader, meta.Size), Closer: f, size: meta.Size}, nil
}

// stream is a snapshot's stream of a known size in bytes.
type stream struct {
	io.Reader
	io.Closer
	size int64
}

// added notes a finished snapshot and removes the oldest beyond keep.
func (s *snapStore) added(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.bad[name], s.good[name] = false, nil
	s.names = append(s.names, name)
	slices.Sort(s.names)
	s.names = slices.Compact(s.names)
	slices.Reverse(s.names)
	for len(s.names) > s.keep {
		old := s.names[len(s.names)-1]
		if err := s.fs.Remove(filepath.Join(s.dir, old)); err != nil && !errors.Is(err, os.ErrNotExist) {
			s.log.Warn("journal: an old snapshot cannot be removed", "snapshot", old, "err", err)
			return
		}
		delete(s.good, old)
		s.names = s.names[:len(s.names)-1]
	}
}
