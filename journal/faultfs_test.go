package journal

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
)

// faultFS is the real file system with a disk that can fail: a chosen call
// returns an error, and a power cut keeps of each write that was not synced
// only some sectors.
type faultFS struct {
	osFS
	mu    sync.Mutex
	dead  bool
	files map[string]*faultFile // by path, the open ones that were written to
	// fail is asked before each call; an error is returned instead.
	fail func(op, path string) error
}

var errPowerCut = syscall.EIO

func newFaultFS() *faultFS { return &faultFS{files: map[string]*faultFile{}} }

func (d *faultFS) ask(op, path string) error {
	if d.dead {
		return errPowerCut
	}
	if d.fail != nil {
		return d.fail(op, path)
	}
	return nil
}

func (d *faultFS) do(op, path string, f func() error) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.ask(op, path); err != nil {
		return &os.PathError{Op: op, Path: path, Err: err}
	}
	return f()
}

func (d *faultFS) MkdirAll(dir string) error {
	return d.do("mkdir", dir, func() error { return d.osFS.MkdirAll(dir) })
}

func (d *faultFS) SyncDir(dir string) error {
	return d.do("syncdir", dir, func() error { return d.osFS.SyncDir(dir) })
}

func (d *faultFS) Remove(name string) error {
	return d.do("remove", name, func() error { return d.osFS.Remove(name) })
}

func (d *faultFS) Rename(from, to string) error {
	return d.do("rename", to, func() error {
		if f := d.files[from]; f != nil {
			delete(d.files, from)
			d.files[to] = f
			f.path = to
		}
		return d.osFS.Rename(from, to)
	})
}

func (d *faultFS) Open(name string, flag int) (File, error) {
	var out *faultFile
	err := d.do("open", name, func() error {
		f, err := d.osFS.Open(name, flag)
		if err != nil {
			return err
		}
		out = &faultFile{File: f, disk: d, path: name}
		if flag&os.O_RDWR != 0 {
			d.files[name] = out
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

type faultFile struct {
	File
	disk *faultFS
	path string
	// dirty is what was there before each write since the last sync.
	dirty []oldBytes
}

type oldBytes struct {
	off int64
	old []byte
}

func (f *faultFile) WriteVec(bufs [][]byte, off int64) error {
	return f.disk.do("write", f.path, func() error {
		n := 0
		for _, b := range bufs {
			n += len(b)
		}
		if strings.Contains(f.path, segmentSuffix) {
			old := make([]byte, n)
			_, _ = f.File.ReadAt(old, off) // beyond the end it stays zero
			f.dirty = append(f.dirty, oldBytes{off, old})
		}
		return f.File.WriteVec(bufs, off)
	})
}

func (f *faultFile) Reserve(size int64) error {
	return f.disk.do("reserve", f.path, func() error { return f.File.Reserve(size) })
}

func (f *faultFile) Sync() error {
	return f.disk.do("sync", f.path, func() error {
		f.dirty = nil
		return f.File.Sync()
	})
}

// powerCut stops all files and takes back some sectors of every write that was
// not synced.
func (d *faultFS) powerCut(r *rand.Rand) (torn int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.dead = true
	for path, f := range d.files {
		if len(f.dirty) == 0 || !strings.HasPrefix(filepath.Base(filepath.Dir(path)), logDir) {
			continue
		}
		out, err := d.osFS.Open(path, os.O_RDWR)
		if err != nil {
			continue // it was removed
		}
		for _, w := range f.dirty {
			end := w.off + int64(len(w.old))
			for at := w.off; at < end; {
				next := min((at/sectorSize+1)*sectorSize, end)
				if r.IntN(2) == 0 {
					torn++
					_ = out.WriteVec([][]byte{w.old[at-w.off : next-w.off]}, at)
				}
				at = next
			}
		}
		discard(out)
	}
	return torn
}

// unsyncedFS is for tests that open a log a thousand times and cut no power.
type unsyncedFS struct{ osFS }

func (d unsyncedFS) SyncDir(string) error { return nil }

func (d unsyncedFS) Open(name string, flag int) (File, error) {
	f, err := d.osFS.Open(name, flag)
	return unsyncedFile{f}, err
}

type unsyncedFile struct{ File }

func (unsyncedFile) Sync() error { return nil }
