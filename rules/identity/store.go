package identity

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"aidollar/core/ledger"
	"aidollar/internal/durable"

	"go.etcd.io/bbolt"
	bberrors "go.etcd.io/bbolt/errors"
)

const (
	storeFile = "identities.bolt"
	// KeyFile is the key's in the house's directory, where the operator names no other.
	KeyFile = "identity.key"
	// formatVersion is raised when the file changes its form.
	formatVersion = 2
	// lockTime is how long another process may take to let go of the file.
	lockTime = 2 * time.Second
	// sweepEvery is how often versions are looked for that are kept no longer.
	sweepEvery = time.Hour
)

var (
	bucketMeta     = []byte("meta")
	bucketParties  = []byte("parties")  // party in JSON by id
	bucketVersions = []byte("versions") // entry in JSON by id and number
	bucketReads    = []byte("reads")    // a bucket by id: Read in JSON by number
	bucketPayloads = []byte("payloads") // parcel in JSON by party and cause
	bucketDue      = []byte("due")      // nothing, by time, party and cause of a payload
	keyFormat      = []byte("format")
	keyMark        = []byte("key")
	keyCount       = []byte("parties")
	keyPayloads    = []byte("payloads")
	keyShred       = []byte("shred") // there, while the file holds rests of what was erased
)

// Options say where identities are kept.
type Options struct {
	Dir string // the house's directory
	Key string // path of the key's file; KeyFile in Dir when empty
	Now func() time.Time
	Log *slog.Logger
}

// Store keeps identities. It may be used from many goroutines.
type Store struct {
	o    Options
	path string
	seal *sealer

	mu sync.RWMutex // held for writing while the file is exchanged
	db *bbolt.DB

	stop    chan struct{}
	stopped chan struct{}
}

// Open opens the identities of a house, with a new key where there are none, and erases
// what is due.
func Open(o Options) (*Store, error) {
	if o.Key == "" {
		o.Key = filepath.Join(o.Dir, KeyFile)
	}
	s := &Store{o: o, path: filepath.Join(o.Dir, storeFile), stop: make(chan struct{}), stopped: make(chan struct{})}
	_, noStore := os.Stat(s.path)
	_, noKey := os.Stat(o.Key)
	if noStore == nil && errors.Is(noKey, fs.ErrNotExist) {
		return nil, fmt.Errorf("the key of the identities in %s is not there: put %s back from a backup; without it nobody can read them, and they can only be deleted", s.path, o.Key)
	}
	key, err := durable.Key(o.Key)
	if err == nil {
		s.seal, err = newSealer(key)
	}
	if err != nil {
		return nil, fmt.Errorf("the identities' key: %w", err)
	}
	if err := s.open(); err != nil {
		return nil, err
	}
	if err := s.sweep(); err != nil {
		return nil, errors.Join(err, s.db.Close())
	}
	go s.sweepOften()
	return s, nil
}

func openFile(path string) (*bbolt.DB, error) {
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{Timeout: lockTime, FreelistType: bbolt.FreelistMapType})
	switch {
	case errors.Is(err, bberrors.ErrTimeout):
		return nil, fmt.Errorf("the file of identities %s is in use by another process", path)
	case err != nil:
		return nil, fmt.Errorf("the file of identities %s: %w", path, err)
	}
	return db, nil
}

func (s *Store) open() (err error) {
	if s.db, err = openFile(s.path); err != nil {
		return err
	}
	err = s.db.Update(func(tx *bbolt.Tx) error {
		for _, name := range [][]byte{bucketMeta, bucketParties, bucketVersions, bucketReads, bucketPayloads, bucketDue} {
			if _, err := tx.CreateBucketIfNotExists(name); err != nil {
				return err
			}
		}
		meta, format := tx.Bucket(bucketMeta), numberKey(formatVersion)
		switch {
		case meta.Get(keyFormat) == nil:
			return errors.Join(meta.Put(keyFormat, format), meta.Put(keyMark, s.seal.mark))
		case !bytes.Equal(meta.Get(keyFormat), format):
			return fmt.Errorf("the file of identities %s is of another version of this program", s.path)
		case !bytes.Equal(meta.Get(keyMark), s.seal.mark):
			return fmt.Errorf("%s is not the key that the identities in %s are sealed with; put the key back from a backup", s.o.Key, s.path)
		}
		return nil
	})
	if err != nil {
		return errors.Join(err, s.db.Close())
	}
	return nil
}

// Close closes the file.
func (s *Store) Close() error {
	close(s.stop)
	<-s.stopped
	return s.db.Close()
}

func (s *Store) now() int64 { return s.o.Now().UnixNano() }

// view and update use the file while nobody exchanges it.
func (s *Store) view(f func(*bbolt.Tx) error) error {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.db.View(f)
}

func (s *Store) update(f func(*bbolt.Tx) error) error {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.db.Update(f)
}

func numberKey(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }

// nameOf is a key that sorts as ids do.
func nameOf(id ledger.ID) []byte {
	return binary.BigEndian.AppendUint64(numberKey(id.Hi), id.Lo)
}

// idOf is the id that a key begins with.
func idOf(key []byte) ledger.ID {
	return ledger.ID{Hi: binary.BigEndian.Uint64(key), Lo: binary.BigEndian.Uint64(key[8:])}
}

func versionKey(id ledger.ID, number uint64) []byte {
	return binary.BigEndian.AppendUint64(nameOf(id), number)
}

// partyOf gives what is known of a party; ok is false when nothing is.
func partyOf(tx *bbolt.Tx, id ledger.ID) (p party, ok bool, err error) {
	raw := tx.Bucket(bucketParties).Get(nameOf(id))
	if raw == nil {
		return p, false, nil
	}
	return p, true, json.Unmarshal(raw, &p)
}

func put(bucket *bbolt.Bucket, key []byte, value any) error {
	raw, err := json.Marshal(value)
	if err != nil {
		return err
	}
	return bucket.Put(key, raw)
}

// versionsOf gives the entries of a party, the oldest first.
func versionsOf(tx *bbolt.Tx, id ledger.ID) (list []entry, err error) {
	c, prefix := tx.Bucket(bucketVersions).Cursor(), nameOf(id)
	for key, raw := c.Seek(prefix); bytes.HasPrefix(key, prefix); key, raw = c.Next() {
		e := entry{}
		if err := json.Unmarshal(raw, &e); err != nil {
			return nil, err
		}
		e.Number = binary.BigEndian.Uint64(key[len(prefix):])
		list = append(list, e)
	}
	return list, nil
}
