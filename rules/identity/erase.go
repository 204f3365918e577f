package identity

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"aidollar/core/ledger"
	"aidollar/internal/durable"

	"go.etcd.io/bbolt"
)

// compactMax is how many bytes are copied in one transaction when the file is written
// anew.
const compactMax = 1 << 20

// Erase has all versions of a party erased: at once what nobody is obliged to keep, and
// the rest when its time is over. due is when nothing is left of the party, its payloads
// included; zero: nothing is left now. A new version put before then takes it back for
// what is still there.
func (s *Store) Erase(id, by ledger.ID) (due int64, err error) {
	err = s.update(func(tx *bbolt.Tx) error {
		p, known, err := partyOf(tx, id)
		switch {
		case err != nil:
			return err
		case !known || p.Last == 0:
			return ErrUnknown
		case p.Erased != 0:
			return ErrErased
		}
		if p.Asked == 0 {
			p.Asked, p.AskedBy = s.now(), by
		}
		return put(tx.Bucket(bucketParties), nameOf(id), &p)
	})
	if err != nil {
		return 0, err
	}
	if err := s.sweep(); err != nil {
		return 0, err
	}
	err = s.view(func(tx *bbolt.Tx) error {
		p, _, err := partyOf(tx, id)
		if err != nil {
			return err
		}
		list, err := versionsOf(tx, id)
		if err != nil {
			return err
		}
		due, err = payloadsDue(tx, id)
		due = max(due, dueOf(&p, list))
		return err
	})
	return due, err
}

// dueOf is when the last of a party's versions need not be kept any more.
func dueOf(p *party, list []entry) (due int64) {
	for at := range list {
		due = max(due, p.until(&list[at].Version))
	}
	return due
}

// sweep takes out what is to be erased and need not be kept, and writes the file anew
// where something was.
func (s *Store) sweep() error {
	shred := false
	err := s.update(func(tx *bbolt.Tx) error {
		gone, err := s.expired(tx)
		if err != nil {
			return err
		}
		payloads, err := s.dropPayloads(tx)
		if err != nil {
			return err
		}
		versions := tx.Bucket(bucketVersions)
		for _, key := range gone {
			if err := versions.Delete(key); err != nil {
				return err
			}
		}
		for _, key := range gone {
			if err := s.settle(tx, key[:len(key)-8]); err != nil {
				return err
			}
		}
		meta := tx.Bucket(bucketMeta)
		if len(gone)+payloads > 0 {
			// With what was taken out: a crash behind this leaves the mark.
			if err := meta.Put(keyShred, []byte{1}); err != nil {
				return err
			}
		}
		shred = meta.Get(keyShred) != nil
		return nil
	})
	if err != nil || !shred {
		return err
	}
	return s.shred()
}

// expired finds the keys of versions that are replaced, or whose party is to be erased,
// and that nobody is obliged to keep.
func (s *Store) expired(tx *bbolt.Tx) (keys [][]byte, err error) {
	now, c := s.now(), tx.Bucket(bucketVersions).Cursor()
	var name []byte
	var p party
	for key, raw := c.First(); key != nil; key, raw = c.Next() {
		var v Version
		if err := json.Unmarshal(raw, &v); err != nil {
			return nil, err
		}
		if owner := key[:len(key)-8]; !bytes.Equal(owner, name) {
			name, p = owner, party{}
			if err := json.Unmarshal(tx.Bucket(bucketParties).Get(owner), &p); err != nil {
				return nil, err
			}
		}
		if (v.Replaced != 0 || p.Asked != 0) && p.until(&v) <= now {
			keys = append(keys, bytes.Clone(key))
		}
	}
	return keys, nil
}

// settle notes of a party that nothing is left of it, where that is so.
func (s *Store) settle(tx *bbolt.Tx, name []byte) error {
	if key, _ := tx.Bucket(bucketVersions).Cursor().Seek(name); bytes.HasPrefix(key, name) {
		return nil
	}
	var p party
	parties := tx.Bucket(bucketParties)
	if err := json.Unmarshal(parties.Get(name), &p); err != nil {
		return err
	}
	p.Erased = s.now()
	return put(parties, name, &p)
}

// shred writes the file anew without what was taken out, which bbolt leaves in free
// pages, and overwrites the old one.
func (s *Store) shred() (err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	old, err := os.OpenFile(s.path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, old.Close()) }()
	fresh := filepath.Join(s.o.Dir, ".new-"+storeFile)
	if err := os.Remove(fresh); err != nil && !os.IsNotExist(err) { // left by a crash
		return err
	}
	db, err := openFile(fresh)
	if err != nil {
		return err
	}
	err = bbolt.Compact(db, s.db, compactMax)
	if err == nil {
		err = db.Update(func(tx *bbolt.Tx) error { return tx.Bucket(bucketMeta).Delete(keyShred) })
	}
	if err == nil {
		err = os.Rename(fresh, s.path)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("what was erased is still in the free pages of %s: %w", s.path, err), db.Close(), os.Remove(fresh))
	}
	before := s.db
	s.db = db
	return errors.Join(durable.SyncDir(s.o.Dir), before.Close(), overwrite(old))
}

// overwrite puts zeros in the place of a file's bytes. Disks that move what is written
// keep the old ones for a while; no program can help that.
func overwrite(f *os.File) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if _, err := io.CopyN(f, zeros{}, info.Size()); err != nil {
		return err
	}
	return f.Sync()
}

type zeros struct{}

// Read implements io.Reader.
func (zeros) Read(b []byte) (int, error) {
	clear(b)
	return len(b), nil
}

// sweepOften sweeps until the store is closed.
func (s *Store) sweepOften() {
	defer close(s.stopped)
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			if err := s.sweep(); err != nil {
				s.o.Log.Error("identities that are due are not erased", "error", err)
			}
		case <-s.stop:
			return
		}
	}
}

func numberOf(key []byte) uint64 { return binary.BigEndian.Uint64(key) }
