package identity

import (
	"bytes"
	"crypto/rand"
	"encoding/binary"
	"encoding/json"

	"aidollar/core/ledger"

	"go.etcd.io/bbolt"
)

// Put keeps who a party is, as its current version, for a key that says so. again is
// true when the current version says the same already, which then stays. The version is
// not erased before keep, in Unix nanoseconds, or where keep is nil not before the one
// it replaces. The identity was checked by the caller.
func (s *Store) Put(id, by ledger.ID, i *Identity, keep *int64) (v Version, again bool, err error) {
	plain, err := json.Marshal(i)
	switch {
	case err != nil:
		return v, false, err
	case len(plain) > recordMax:
		return v, false, ErrSize
	}
	err = s.update(func(tx *bbolt.Tx) error {
		v, again, err = s.put(tx, id, by, plain, keep)
		return err
	})
	return v, again, err
}

func (s *Store) put(tx *bbolt.Tx, id, by ledger.ID, plain []byte, keep *int64) (v Version, again bool, err error) {
	p, known, err := partyOf(tx, id)
	if err != nil {
		return v, false, err
	}
	if !known {
		if err := countParty(tx); err != nil {
			return v, false, err
		}
	}
	list, err := versionsOf(tx, id)
	if err != nil {
		return v, false, err
	}
	versions := tx.Bucket(bucketVersions)
	now := s.now()
	v = Version{Number: p.Last + 1, At: now, By: by}
	if n := len(list); n > 0 {
		current := &list[n-1]
		kept, err := s.unseal(id, current)
		if err != nil {
			return v, false, err
		}
		v.Keep = current.Keep
		if bytes.Equal(kept.Identity, plain) && p.Asked == 0 {
			if keep != nil && current.Keep != *keep {
				current.Keep = *keep
				err = put(versions, versionKey(id, current.Number), current)
			}
			return current.Version, true, err
		}
		if n >= VersionsMax {
			return v, false, ErrVersions
		}
		current.Replaced = now
		if err := put(versions, versionKey(id, current.Number), current); err != nil {
			return v, false, err
		}
	}
	if keep != nil {
		v.Keep = *keep
	}
	e := entry{Version: v}
	if e.Sealed, e.Digest, err = s.sealed(id, v.Number, plain); err != nil {
		return v, false, err
	}
	if err := put(versions, versionKey(id, v.Number), &e); err != nil {
		return v, false, err
	}
	return e.Version, false, put(tx.Bucket(bucketParties), nameOf(id), &party{Last: v.Number})
}

// countParty counts one more party, of whom there are only so many.
func countParty(tx *bbolt.Tx) error {
	meta := tx.Bucket(bucketMeta)
	var n uint64
	if raw := meta.Get(keyCount); raw != nil {
		n = binary.BigEndian.Uint64(raw)
	}
	if n >= PartiesMax {
		return ErrFull
	}
	return meta.Put(keyCount, numberKey(n+1))
}

// sealed seals a version's text under a new salt, and gives its digest.
func (s *Store) sealed(id ledger.ID, number uint64, plain []byte) (sealed []byte, digest [32]byte, err error) {
	hidden := secret{Identity: plain}
	_, _ = rand.Read(hidden.Salt[:]) // it cannot fail: crypto/rand
	raw, err := json.Marshal(&hidden)
	if err != nil {
		return nil, digest, err
	}
	return s.seal.seal(id, number, raw), digestOf(hidden.Salt, plain), nil
}

func (s *Store) unseal(id ledger.ID, e *entry) (hidden secret, err error) {
	raw, err := s.seal.open(id, e.Number, e.Sealed)
	if err != nil {
		return hidden, err
	}
	return hidden, json.Unmarshal(raw, &hidden)
}
