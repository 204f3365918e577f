package journal

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"github.com/hashicorp/raft"
)

const (
	stateName  = "STATE"
	stateMagic = 0x314154534a415541 // "AUAJSTA1"
	// stateEnd holds a lower bound of the log's end: ordinal and index. It
	// lags, but shows when the newest segments are missing altogether, which
	// the segments themselves cannot.
	stateEnd = "log-end"
)

// stateFile is raft's StableStore: a handful of small values, replaced as a
// whole, atomically, each time.
type stateFile struct {
	fs     FS
	dir    string
	log    *slog.Logger
	mu     sync.Mutex
	values map[string][]byte
	marks  sync.WaitGroup
}

var _ raft.StableStore = (*stateFile)(nil)

// openState reads STATE; found is false when there is none yet.
func openState(fsys FS, dir string, log *slog.Logger) (s *stateFile, found bool, err error) {
	s = &stateFile{fs: fsys, dir: dir, log: log, values: map[string][]byte{}}
	path := filepath.Join(dir, stateName)
	b, err := readFile(fsys, path)
	if errors.Is(err, fs.ErrNotExist) {
		return s, false, nil
	}
	if err != nil {
		return nil, false, ioFailure(err, path, "the state file cannot be read")
	}
	if s.values, err = parseState(b); err != nil {
		return nil, false, damaged(path, 0, 0, "the state file is not intact (%v)", err)
	}
	return s, true, nil
}

func parseState(b []byte) (map[string][]byte, error) {
	le := binary.LittleEndian
	if len(b) < 16 || le.Uint64(b) != stateMagic {
		return nil, errors.New("it does not begin as one")
	}
	body := b[:len(b)-4]
	if crc32.Checksum(body, castagnoli) != le.Uint32(b[len(b)-4:]) {
		return nil, errors.New("its checksum does not match")
	}
	values := map[string][]byte{}
	n := le.Uint32(body[8:])
	body = body[12:]
	for range n {
		if len(body) < 8 {
			return nil, errors.New("it is too short")
		}
		k, v := int(le.Uint32(body)), int(le.Uint32(body[4:]))
		body = body[8:]
		if k > len(body) || v > len(body)-k {
			return nil, errors.New("it is too short")
		}
		values[string(body[:k])] = slices.Clone(body[k : k+v])
		body = body[k+v:]
	}
	return values, nil
}

// save writes all values; the caller holds the lock.
func (s *stateFile) save() error {
	le := binary.LittleEndian
	b := le.AppendUint64(nil, stateMagic)
	b = le.AppendUint32(b, uint32(len(s.values)))
	for k, v := range s.values {
		b = le.AppendUint32(b, uint32(len(k)))
		b = le.AppendUint32(b, uint32(len(v)))
		b = append(append(b, k...), v...)
	}
	b = le.AppendUint32(b, crc32.Checksum(b, castagnoli))
	return replaceFile(s.fs, s.dir, stateName, b)
}

// Set stores a value durably.
func (s *stateFile) Set(key, val []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.values[string(key)] = slices.Clone(val)
	return s.save()
}

// Get gives an empty slice for a key that was never set.
func (s *stateFile) Get(key []byte) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.values[string(key)]), nil
}

// SetUint64 stores a number durably.
func (s *stateFile) SetUint64(key []byte, val uint64) error {
	return s.Set(key, binary.LittleEndian.AppendUint64(nil, val))
}

// GetUint64 gives 0 for a key that was never set.
func (s *stateFile) GetUint64(key []byte) (uint64, error) {
	b, _ := s.Get(key)
	if len(b) == 0 {
		return 0, nil
	}
	if len(b) != 8 {
		return 0, damaged(filepath.Join(s.dir, stateName), 0, 0, "the state file's %s is not a number", key)
	}
	return binary.LittleEndian.Uint64(b), nil
}

func (s *stateFile) end() (ordinal, index uint64) {
	if b := s.values[stateEnd]; len(b) == 16 {
		return binary.LittleEndian.Uint64(b), binary.LittleEndian.Uint64(b[8:])
	}
	return 0, 0
}

func (s *stateFile) setEnd(ordinal, index uint64) {
	b := binary.LittleEndian.AppendUint64(nil, ordinal)
	s.values[stateEnd] = binary.LittleEndian.AppendUint64(b, index)
}

// markSegment notes, without waiting, that segment ordinal is in use.
func (s *stateFile) markSegment(ordinal uint64) {
	s.marks.Go(func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if o, i := s.end(); ordinal > o {
			s.setEnd(ordinal, i)
			if err := s.save(); err != nil {
				s.log.Warn("journal: the state file cannot be written", "err", err)
			}
		}
	})
}

// raiseEnd notes durably where the log ends, on an orderly close.
func (s *stateFile) raiseEnd(ordinal, index uint64) error {
	s.marks.Wait()
	s.mu.Lock()
	defer s.mu.Unlock()
	o, i := s.end()
	s.setEnd(max(o, ordinal), max(i, index))
	return s.save()
}

// lowerEnd must come before entries are removed.
func (s *stateFile) lowerEnd(ordinal, index uint64) error {
	s.marks.Wait()
	s.mu.Lock()
	defer s.mu.Unlock()
	o, i := s.end()
	s.setEnd(min(o, ordinal), min(i, index))
	return s.save()
}

// checkEnd refuses a log that ends before a place it is known to have reached.
func (s *stateFile) checkEnd(ordinal, index uint64) error {
	o, i := s.end()
	if o > ordinal || i > index {
		return damaged(filepath.Join(s.dir, stateName), -1, index,
			"the log ends at entry %d in segment %d, but it had reached at least entry %d in segment %d: segments are missing or were cut", index, ordinal, i, o)
	}
	return nil
}

func readFile(fsys FS, path string) ([]byte, error) {
	f, err := fsys.Open(path, os.O_RDONLY)
	if err != nil {
		return nil, err
	}
	defer discard(f)
	size, err := f.Size()
	if err != nil {
		return nil, err
	}
	b := make([]byte, size)
	if err := readFull(f, b, 0); err != nil && size > 0 {
		return nil, err
	}
	return b, nil
}

// replaceFile puts a file with content b in place of name, durably and at once.
func replaceFile(fsys FS, dir, name string, b []byte) error {
	path := filepath.Join(dir, name)
	f, err := fsys.Open(path+spareSuffix, os.O_RDWR|os.O_CREATE|os.O_TRUNC)
	if err != nil {
		return ioFailure(err, path, "the file cannot be created")
	}
	if err = f.WriteVec([][]byte{b}, 0); err == nil {
		err = f.Sync()
	}
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		err = fsys.Rename(path+spareSuffix, path)
	}
	if err == nil {
		err = fsys.SyncDir(dir)
	}
	if err != nil {
		return ioFailure(err, path, "the file cannot be replaced")
	}
	return nil
}
