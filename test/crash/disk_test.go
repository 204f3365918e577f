package crash_test

import (
	"errors"
	"io"
	"os"
	"slices"
	"sync"

	"aidollar/journal"
)

// disk is the operating system's files with a fault that can be chosen: it is
// asked before each call, and what it answers is what the call answers.
type disk struct {
	mu    sync.Mutex
	fault func(op, path string) error
}

var _ journal.FS = (*disk)(nil)

func (d *disk) set(fault func(op, path string) error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.fault = fault
}

// ask wraps a fault as the operating system would.
func (d *disk) ask(op, path string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.fault == nil {
		return nil
	}
	if err := d.fault(op, path); err != nil {
		return &os.PathError{Op: op, Path: path, Err: err}
	}
	return nil
}

func (d *disk) MkdirAll(dir string) error {
	return errors.Join(d.ask("mkdir", dir), os.MkdirAll(dir, 0o700))
}

func (d *disk) Open(name string, flag int) (journal.File, error) {
	if err := d.ask("open", name); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(name, flag, 0o600)
	if err != nil {
		return nil, err
	}
	return &diskFile{f, d}, nil
}

func (d *disk) Rename(from, to string) error {
	if err := d.ask("rename", to); err != nil {
		return err
	}
	return os.Rename(from, to)
}

func (d *disk) Remove(name string) error {
	if err := d.ask("remove", name); err != nil {
		return err
	}
	return os.Remove(name)
}

func (d *disk) List(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	slices.Sort(names)
	return names, err
}

func (d *disk) SyncDir(dir string) error {
	if err := d.ask("syncdir", dir); err != nil {
		return err
	}
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

type diskFile struct {
	*os.File
	disk *disk
}

// WriteVec writes only the first half when the fault is io.ErrShortWrite.
func (f *diskFile) WriteVec(bufs [][]byte, off int64) error {
	fault := f.disk.ask("write", f.Name())
	whole := slices.Concat(bufs...)
	switch {
	case errors.Is(fault, io.ErrShortWrite):
		whole = whole[:len(whole)/2]
	case fault != nil:
		return fault
	}
	_, err := f.WriteAt(whole, off)
	return errors.Join(fault, err)
}

func (f *diskFile) Reserve(size int64) error {
	if err := f.disk.ask("reserve", f.Name()); err != nil {
		return err
	}
	return f.Truncate(size)
}

func (f *diskFile) Sync() error {
	if err := f.disk.ask("sync", f.Name()); err != nil {
		return err
	}
	return f.File.Sync()
}

func (f *diskFile) Size() (int64, error) {
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}
