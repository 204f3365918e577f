package session

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"

	"aidollar/internal/durable"

	"github.com/ethereum/go-ethereum/common"
)

const (
	recordSuffix = ".json"
	lockSuffix   = ".lock"
)

// Folder keeps channels beyond the program's end: a program that is started again goes
// on with them. Any number of programs may use one folder; each channel is paid from by
// one of them at a time, until that closes the folder or ends.
type Folder struct {
	dir string

	mu    sync.Mutex
	locks map[common.Hash]*os.File // channels that this program pays from
}

// OpenFolder makes the folder if it is not there.
func OpenFolder(dir string) (*Folder, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("the folder of sessions: %w", err)
	}
	return &Folder{dir: dir, locks: map[common.Hash]*os.File{}}, nil
}

// Close leaves the channels to others.
func (f *Folder) Close() (err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for id, lock := range f.locks {
		err = errors.Join(err, lock.Close())
		delete(f.locks, id)
	}
	return err
}

func (f *Folder) path(id common.Hash, suffix string) string {
	return filepath.Join(f.dir, id.Hex()+suffix)
}

// Records reads all that is kept, by their files' names.
func (f *Folder) Records() (all []Record, err error) {
	entries, err := os.ReadDir(f.dir)
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		name, is := strings.CutSuffix(e.Name(), recordSuffix)
		if !is {
			continue
		}
		r, err := f.read(name)
		switch {
		case errors.Is(err, fs.ErrNotExist): // another program has just closed it
		case err != nil:
			return nil, err
		default:
			all = append(all, *r)
		}
	}
	return all, nil
}

func (f *Folder) read(name string) (*Record, error) {
	text, err := os.ReadFile(filepath.Join(f.dir, name+recordSuffix))
	if err != nil {
		return nil, err
	}
	r, err := readRecord(text)
	if err == nil && r.ID.Hex() != name {
		err = errors.New("it is of another channel")
	}
	if err != nil {
		return nil, fmt.Errorf("what is known of a session cannot be read from %s in %s; mend the file, or take it away and leave the channel on its chain: %w", name+recordSuffix, f.dir, err)
	}
	return r, nil
}

// readRecord reads a file's text.
func readRecord(text []byte) (*Record, error) {
	r := &Record{}
	if err := json.Unmarshal(text, r); err != nil {
		return nil, err
	}
	made := r.made()
	switch {
	case r.Version != recordVersion:
		return nil, fmt.Errorf("it is of the version %d, and %d is known", r.Version, recordVersion)
	case made.ID(r.ChainID, r.Escrow) != r.ID:
		return nil, errors.New("its id is not that of what the channel is made of")
	case r.State != StateOpening && r.State != StateOpen && r.State != StateLost && r.State != StateLeaving:
		return nil, fmt.Errorf("its state %q is none", r.State)
	case r.State == StateOpening && r.Pending == nil:
		return nil, errors.New("the deposit that opens it is missing")
	case r.Spent.Gt(&r.Signed):
		return nil, errors.New("more was spent than was signed for")
	}
	return r, nil
}

// Take gives a channel that suits and that no other program pays from, and keeps it for
// this one; nil if there is none.
func (f *Folder) Take(suits func(*Record) bool) (*Record, error) {
	all, err := f.Records()
	if err != nil {
		return nil, err
	}
	for i := range all {
		if !suits(&all[i]) {
			continue
		}
		free, err := f.lock(all[i].ID)
		if err != nil {
			return nil, err
		}
		if !free {
			continue
		}
		// Another program may have changed or closed it until now.
		r, err := f.read(all[i].ID.Hex())
		switch {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			return nil, err
		case suits(r):
			return r, nil
		}
		if err := f.release(all[i].ID); err != nil {
			return nil, err
		}
	}
	return nil, nil
}

// lock is not free where another one holds it.
func (f *Folder) lock(id common.Hash) (free bool, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.locks[id] != nil {
		return true, nil
	}
	file, err := os.OpenFile(f.path(id, lockSuffix), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return false, err
	}
	for {
		err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		switch {
		case err == nil:
			f.locks[id] = file
			return true, nil
		case errors.Is(err, syscall.EWOULDBLOCK):
			return false, file.Close()
		case !errors.Is(err, syscall.EINTR):
			return false, errors.Join(fmt.Errorf("locking a session: %w", err), file.Close())
		}
	}
}

func (f *Folder) release(id common.Hash) (err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if lock := f.locks[id]; lock != nil {
		err = lock.Close()
		delete(f.locks, id)
	}
	return err
}

// Keep writes what is known of a channel, and keeps that for this program. It is on the
// disk when Keep returns.
func (f *Folder) Keep(r *Record) error {
	if free, err := f.lock(r.ID); err != nil || !free {
		return errors.Join(err, fmt.Errorf("the session %s cannot be kept: another program pays from it", r.ID))
	}
	text, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	return durable.Replace(f.path(r.ID, recordSuffix), append(text, '\n'))
}

// Forget takes a channel away that is over.
func (f *Folder) Forget(id common.Hash) error {
	err := os.Remove(f.path(id, recordSuffix))
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	if err = errors.Join(err, os.Remove(f.path(id, lockSuffix)), f.release(id)); err != nil {
		return err
	}
	return durable.SyncDir(f.dir)
}
