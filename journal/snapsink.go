package journal

import (
	"crypto/sha256"
	"hash"
	"io"
	"os"
	"time"

	"github.com/hashicorp/raft"
)

// snapChunk is how much of a snapshot is written and synced at once, in bytes.
// One large sync at the end would hold up every record behind it.
const snapChunk = 1 << 20

// snapSink writes one snapshot file: raft's SnapshotSink. It becomes visible
// under its name by Close alone.
type snapSink struct {
	store *snapStore
	meta  raft.SnapshotMeta
	flags uint32
	path  string // final
	file  File
	buf   []byte
	off   int64
	start time.Time
	done  bool
	err   error
}

var _ raft.SnapshotSink = (*snapSink)(nil)

// ID is the file's name.
func (k *snapSink) ID() string { return k.meta.ID }

func (k *snapSink) Write(p []byte) (int, error) {
	total := len(p)
	for len(p) > 0 && k.err == nil {
		n := copy(k.buf[len(k.buf):cap(k.buf)], p)
		k.buf = k.buf[:len(k.buf)+n]
		p = p[n:]
		if len(k.buf) == cap(k.buf) {
			k.err = k.flush()
		}
	}
	return total - len(p), k.err
}

// flush writes the buffer, syncs it, and waits as long as the rate asks.
func (k *snapSink) flush() error {
	if k.store.stop.Load() {
		return failure(CodeClosed, "the journal closes and gives the snapshot up")
	}
	if len(k.buf) == 0 {
		return nil
	}
	if err := k.file.WriteVec([][]byte{k.buf}, k.off); err != nil {
		return ioFailure(err, k.path, "the snapshot cannot be written")
	}
	if err := k.file.Sync(); err != nil {
		return ioFailure(err, k.path, "the snapshot cannot be made durable")
	}
	k.off += int64(len(k.buf))
	k.buf = k.buf[:0]
	if rate := k.store.rate; rate > 0 {
		due := time.Duration(float64(k.off) / float64(rate) * float64(time.Second))
		if ahead := due - time.Since(k.start); ahead > 0 {
			time.Sleep(ahead)
		}
	}
	return nil
}

// Close finishes the file; a second call gives the same answer.
func (k *snapSink) Close() error {
	if k.done {
		return k.err
	}
	k.done = true
	if k.err == nil {
		k.err = k.finish()
	}
	if k.err != nil {
		_ = k.giveUp()
		return k.err
	}
	k.store.added(k.meta.ID)
	return nil
}

func (k *snapSink) finish() error {
	if err := k.flush(); err != nil {
		return err
	}
	head, err := encodeSnapHeader(&k.meta, k.flags)
	if err != nil {
		return err
	}
	if err = k.file.WriteVec([][]byte{head}, 0); err == nil {
		err = k.file.Sync()
	}
	if closeErr := k.file.Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		err = k.store.fs.Rename(k.path+spareSuffix, k.path)
	}
	if err == nil {
		err = k.store.fs.SyncDir(k.store.dir)
	}
	if err != nil {
		return ioFailure(err, k.path, "the snapshot cannot be finished")
	}
	return nil
}

// Cancel gives the snapshot up.
func (k *snapSink) Cancel() error {
	if k.done {
		return nil
	}
	k.done = true
	return k.giveUp()
}

func (k *snapSink) giveUp() error {
	discard(k.file)
	if err := k.store.fs.Remove(k.path + spareSuffix); err != nil && !os.IsNotExist(err) {
		return ioFailure(err, k.path, "a snapshot that was given up cannot be removed")
	}
	return nil
}

// persist writes the whole stream of a frozen state.
func persist(to io.Writer, at link, state Frozen) error {
	sum := &summing{to: to, h: sha256.New()}
	if _, err := sum.Write(encodePrologue(at)); err != nil {
		return err
	}
	sum.n = 0
	if _, err := state.WriteTo(sum); err != nil {
		return err
	}
	_, err := to.Write(encodeEpilogue(sum.n, [sha256.Size]byte(sum.h.Sum(nil)), state.Digest()))
	return err
}

// summing hashes and counts what passes through.
type summing struct {
	to io.Writer
	h  hash.Hash
	n  uint64
}

func (s *summing) Write(p []byte) (int, error) {
	n, err := s.to.Write(p)
	s.h.Write(p[:n])
	s.n += uint64(n)
	return n, err
}
