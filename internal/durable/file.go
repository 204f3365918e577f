package durable

import (
	"errors"
	"os"
	"path/filepath"
)

// Replace writes a file beside the one of that name and puts it in its place, for
// its owner alone (mode 0600). After a crash the path holds the old text or the
// new one; what a crash leaves beside it begins with a point.
func Replace(path string, text []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*") // 0600
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return SyncDir(filepath.Dir(path))
}

// SyncDir makes durable which names a folder has: a file that was created, renamed
// or removed may otherwise be back, or gone, after a power cut.
func SyncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
