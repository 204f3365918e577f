package journal

import (
	"io"
	"os"
	"slices"

	"golang.org/x/sys/unix"
)

// FS is the few file operations the journal needs. Options.FS replaces it to
// inject faults; nil means the operating system's.
type FS interface {
	MkdirAll(dir string) error
	// Open opens with os.O_* flags; new files are readable by the owner alone,
	// since the log holds everybody's accounts.
	Open(name string, flag int) (File, error)
	Rename(from, to string) error
	Remove(name string) error
	// List gives the names in dir, sorted; a missing dir is an error.
	List(dir string) ([]string, error)
	// SyncDir makes creations, renames and removals in dir durable.
	SyncDir(dir string) error
}

// File is one open file. Offsets and sizes are bytes.
type File interface {
	io.ReaderAt
	io.Closer
	// WriteVec writes the buffers one after the other at off: all, or an error.
	WriteVec(bufs [][]byte, off int64) error
	// Reserve makes the file size bytes long, of zeros, with its blocks
	// allocated where the file system can, so that a full disk shows early.
	Reserve(size int64) error
	// Sync is fdatasync: data and the size, not the times.
	Sync() error
	Size() (int64, error)
}

// discard closes a file that is only read, or whose writes Sync has already
// answered for, or that is given up: closing it can lose nothing.
func discard(f io.Closer) { _ = f.Close() }

// iovecMax is the kernel's limit of buffers in one pwritev.
const iovecMax = 1024

type osFS struct{}

func (osFS) MkdirAll(dir string) error    { return os.MkdirAll(dir, 0o700) }
func (osFS) Rename(from, to string) error { return os.Rename(from, to) }
func (osFS) Remove(name string) error     { return os.Remove(name) }
func (osFS) Open(name string, flag int) (File, error) {
	f, err := os.OpenFile(name, flag, 0o600)
	if err != nil {
		return nil, err
	}
	return &osFile{f: f, fd: int(f.Fd())}, nil
}

func (osFS) List(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	names := make([]string, 0, len(entries))
	for _, e := range entries {
		names = append(names, e.Name())
	}
	slices.Sort(names)
	return names, nil
}

func (osFS) SyncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	err = d.Sync()
	if closeErr := d.Close(); err == nil {
		err = closeErr
	}
	return err
}

type osFile struct {
	f  *os.File
	fd int
}

func (f *osFile) ReadAt(p []byte, off int64) (int, error) { return f.f.ReadAt(p, off) }
func (f *osFile) Close() error                            { return f.f.Close() }

func (f *osFile) WriteVec(bufs [][]byte, off int64) error {
	for len(bufs) > 0 {
		part := bufs[:min(len(bufs), iovecMax)]
		bufs = bufs[len(part):]
		for len(part) > 0 {
			n, err := unix.Pwritev(f.fd, part, off)
			if err == unix.EINTR {
				continue
			}
			if err != nil {
				return &os.PathError{Op: "pwritev", Path: f.f.Name(), Err: err}
			}
			if n == 0 {
				return &os.PathError{Op: "pwritev", Path: f.f.Name(), Err: io.ErrShortWrite}
			}
			off += int64(n)
			part = advance(part, n)
		}
	}
	return nil
}

// advance drops the first n bytes without changing the caller's buffers.
func advance(bufs [][]byte, n int) [][]byte {
	for n > 0 && n >= len(bufs[0]) {
		n -= len(bufs[0])
		bufs = bufs[1:]
	}
	if n > 0 {
		bufs = slices.Clone(bufs)
		bufs[0] = bufs[0][n:]
	}
	for len(bufs) > 0 && len(bufs[0]) == 0 {
		bufs = bufs[1:]
	}
	return bufs
}

func (f *osFile) Reserve(size int64) error {
	err := unix.Fallocate(f.fd, 0, 0, size)
	if err == unix.EOPNOTSUPP {
		err = unix.Ftruncate(f.fd, size) // a hole reads as zeros as well
	}
	if err != nil {
		return &os.PathError{Op: "fallocate", Path: f.f.Name(), Err: err}
	}
	return nil
}

func (f *osFile) Sync() error {
	for {
		err := unix.Fdatasync(f.fd)
		if err == nil {
			return nil
		}
		if err != unix.EINTR {
			return &os.PathError{Op: "fdatasync", Path: f.f.Name(), Err: err}
		}
	}
}

func (f *osFile) Size() (int64, error) {
	info, err := f.f.Stat()
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}
