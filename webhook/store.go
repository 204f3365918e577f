package webhook

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"aidollar/core/ledger"

	"go.etcd.io/bbolt"
	bberrors "go.etcd.io/bbolt/errors"
)

// storeFile is the store's in the house's directory.
const storeFile = "webhooks.bolt"

const (
	// formatVersion is raised when the file changes its form.
	formatVersion = 1
	// lockTime is how long another process may take to let go of the file.
	lockTime = 2 * time.Second
	// batchDelay is how long a commit waits for those of other endpoints.
	batchDelay = 2 * time.Millisecond
)

var (
	bucketMeta      = []byte("meta")
	bucketEndpoints = []byte("endpoints") // record in JSON by id
	bucketAttempts  = []byte("attempts")  // a bucket by id: Attempt in JSON by number
	keyFormat       = []byte("format")
	keyMark         = []byte("key")
)

// store keeps endpoints, how far they are, and their last attempts. It may be
// used from many goroutines.
type store struct{ db *bbolt.DB }

// openStore opens the store of a directory, or makes one. The mark is of the key
// that secrets follow from: with another key every receiver would refuse what it
// is sent, which is found out now rather than by them.
func openStore(dir string, mark []byte) (*store, error) {
	path := filepath.Join(dir, storeFile)
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{Timeout: lockTime, FreelistType: bbolt.FreelistMapType})
	switch {
	case errors.Is(err, bberrors.ErrTimeout):
		return nil, fmt.Errorf("the file of webhooks %s is in use by another process", path)
	case err != nil:
		return nil, fmt.Errorf("the file of webhooks %s: %w", path, err)
	}
	db.MaxBatchDelay = batchDelay
	err = db.Update(func(tx *bbolt.Tx) error {
		for _, name := range [][]byte{bucketMeta, bucketEndpoints, bucketAttempts} {
			if _, err := tx.CreateBucketIfNotExists(name); err != nil {
				return err
			}
		}
		meta, format := tx.Bucket(bucketMeta), binary.BigEndian.AppendUint64(nil, formatVersion)
		switch {
		case meta.Get(keyFormat) == nil:
			return errors.Join(meta.Put(keyFormat, format), meta.Put(keyMark, mark))
		case !bytes.Equal(meta.Get(keyFormat), format):
			return fmt.Errorf("the file of webhooks %s is of another version of this program", path)
		case !bytes.Equal(meta.Get(keyMark), mark):
			return fmt.Errorf("%s is not the key that the endpoints in %s were made with, so their receivers would refuse every signature; put the key back from a backup, or delete both files and make the endpoints anew", filepath.Join(dir, KeyFile), path)
		}
		return nil
	})
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return &store{db}, nil
}

func (s *store) close() error { return s.db.Close() }

// nameOf is a key that sorts as ids do.
func nameOf(id ledger.ID) []byte {
	return binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(nil, id.Hi), id.Lo)
}

func decode(raw []byte) (r record, err error) {
	if err = json.Unmarshal(raw, &r); err != nil {
		err = fmt.Errorf("the file of webhooks has an endpoint that cannot be read: %w", err)
	}
	return r, err
}

// get finds an endpoint, or ErrUnknown.
func (s *store) get(id ledger.ID) (r record, err error) {
	err = s.db.View(func(tx *bbolt.Tx) error {
		raw := tx.Bucket(bucketEndpoints).Get(nameOf(id))
		if raw == nil {
			return ErrUnknown
		}
		r, err = decode(raw)
		return err
	})
	return r, err
}

// each goes over the endpoints behind one, in the order of their ids, until f
// says no.
func (s *store) each(after ledger.ID, f func(r *record) (more bool)) error {
	return s.db.View(func(tx *bbolt.Tx) error { return each(tx, after, f) })
}

func each(tx *bbolt.Tx, after ledger.ID, f func(r *record) (more bool)) error {
	c := tx.Bucket(bucketEndpoints).Cursor()
	start := nameOf(after)
	for name, raw := c.Seek(start); name != nil; name, raw = c.Next() {
		if bytes.Equal(name, start) {
			continue
		}
		r, err := decode(raw)
		if err != nil {
			return err
		}
		if !f(&r) {
			return nil
		}
	}
	return nil
}

// add keeps a new endpoint, unless there is one with its id, which it gives.
func (s *store) add(r record) (known record, again bool, err error) {
	err = s.db.Update(func(tx *bbolt.Tx) error {
		if raw := tx.Bucket(bucketEndpoints).Get(nameOf(r.ID)); raw != nil {
			again = true
			known, err = decode(raw)
			return err
		}
		all, own := 0, 0
		err := each(tx, ledger.ID{}, func(other *record) bool {
			all++
			if other.Party == r.Party {
				own++
			}
			return true
		})
		if err == nil && (all >= EndpointsMax || own >= EndpointsPartyMax) {
			err = ErrFull
		}
		if err != nil {
			return err
		}
		known = r
		return put(tx, &r)
	})
	return known, again, err
}

func put(tx *bbolt.Tx, r *record) error {
	raw, err := json.Marshal(r)
	if err != nil {
		return err
	}
	return tx.Bucket(bucketEndpoints).Put(nameOf(r.ID), raw)
}

// update changes what is kept of an endpoint, or nothing when f gives an error.
func (s *store) update(id ledger.ID, f func(*record) error) (r record, err error) {
	err = s.db.Update(func(tx *bbolt.Tx) error {
		r, err = change(tx, id, f)
		return err
	})
	return r, err
}

func change(tx *bbolt.Tx, id ledger.ID, f func(*record) error) (record, error) {
	raw := tx.Bucket(bucketEndpoints).Get(nameOf(id))
	if raw == nil {
		return record{}, ErrUnknown
	}
	r, err := decode(raw)
	if err == nil {
		err = f(&r)
	}
	if err == nil {
		err = put(tx, &r)
	}
	return r, err
}

// remove forgets an endpoint.
func (s *store) remove(id ledger.ID) error {
	return s.db.Update(func(tx *bbolt.Tx) error {
		name := nameOf(id)
		if tx.Bucket(bucketEndpoints).Get(name) == nil {
			return ErrUnknown
		}
		if err := tx.Bucket(bucketAttempts).DeleteBucket(name); err != nil && !errors.Is(err, bberrors.ErrBucketNotFound) {
			return err
		}
		return tx.Bucket(bucketEndpoints).Delete(name)
	})
}

// enter keeps an attempt and, in the same transaction, what f makes of it. It
// shares the transaction with other endpoints, so f may be called again.
func (s *store) enter(id ledger.ID, a *Attempt, f func(*record)) (r record, err error) {
	err = s.db.Batch(func(tx *bbolt.Tx) error {
		r, err = change(tx, id, func(r *record) error {
			f(r)
			return nil
		})
		if err != nil {
			return err
		}
		bucket, err := tx.Bucket(bucketAttempts).CreateBucketIfNotExists(nameOf(id))
		if err != nil {
			return err
		}
		if a.Number, err = bucket.NextSequence(); err != nil {
			return err
		}
		raw, err := json.Marshal(a)
		if err != nil {
			return err
		}
		if a.Number > AttemptsKept {
			if err := bucket.Delete(binary.BigEndian.AppendUint64(nil, a.Number-AttemptsKept)); err != nil {
				return err
			}
		}
		return bucket.Put(binary.BigEndian.AppendUint64(nil, a.Number), raw)
	})
	return r, err
}

// attempts gives the last attempts before a number, the newest first; zero is
// behind all.
func (s *store) attempts(id ledger.ID, before uint64, limit int) (list []Attempt, err error) {
	err = s.db.View(func(tx *bbolt.Tx) error {
		bucket := tx.Bucket(bucketAttempts).Bucket(nameOf(id))
		if bucket == nil {
			return nil
		}
		c := bucket.Cursor()
		name, raw := c.Last()
		if before != 0 {
			c.Seek(binary.BigEndian.AppendUint64(nil, before))
			name, raw = c.Prev()
		}
		for ; name != nil && len(list) < limit; name, raw = c.Prev() {
			var a Attempt
			if err := json.Unmarshal(raw, &a); err != nil {
				return err
			}
			list = append(list, a)
		}
		return nil
	})
	return list, err
}
