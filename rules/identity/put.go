package identity

import (
	"bytes"
	"encoding/binary"
	"encoding/json"

	"aidollar/core/ledger"

	"go.etcd.io/bbolt"
)

// Entry is who enters something, and how.
type Entry struct {
	By       ledger.ID // key
	Operator bool      // an operator's, who answers for it
	Keep     *int64    // it is not erased before, in Unix nanoseconds; nil: not before the one that it replaces
}

// Put keeps who a party is, as its current version. again is true when the current
// version says the same already, which then stays, and is confirmed where an operator
// says it. The identity was checked by the caller.
func (s *Store) Put(id ledger.ID, entry Entry, i *Identity) (v Version, again bool, err error) {
	plain, err := json.Marshal(i)
	switch {
	case err != nil:
		return v, false, err
	case len(plain) > recordMax:
		return v, false, ErrSize
	}
	err = s.update(func(tx *bbolt.Tx) error {
		v, again, err = s.put(tx, id, &entry, plain)
		return err
	})
	return v, again, err
}

func (s *Store) put(tx *bbolt.Tx, id ledger.ID, in *Entry, plain []byte) (v Version, again bool, err error) {
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
	v = Version{Number: p.Last + 1, At: now, By: in.By, Alike: p.Last + 1}
	if in.Operator {
		v.Checked = in.By
	}
	if n := len(list); n > 0 {
		current := &list[n-1]
		kept, err := s.unseal(id, current)
		if err != nil {
			return v, false, err
		}
		v.Keep = current.Keep
		if bytes.Equal(kept, plain) && p.Asked == 0 {
			before := current.Version
			if in.Keep != nil {
				current.Keep = *in.Keep
			}
			if current.Checked.IsZero() {
				current.Checked = v.Checked
			}
			if current.Version != before {
				err = put(versions, versionKey(id, current.Number), current)
			}
			v = current.Version
			v.Keep = p.until(&v)
			return v, true, err
		}
		if n >= VersionsMax {
			return v, false, ErrVersions
		}
		if alike(kept, plain) {
			v.Alike = current.Alike
		}
		current.Replaced = now
		if err := put(versions, versionKey(id, current.Number), current); err != nil {
			return v, false, err
		}
	}
	if in.Keep != nil {
		v.Keep = *in.Keep
	}
	e := entry{Version: v}
	if e.Sealed, e.Digest, err = s.seal.sealed(boundVersion(id, v.Number), plain); err != nil {
		return v, false, err
	}
	if err := put(versions, versionKey(id, v.Number), &e); err != nil {
		return v, false, err
	}
	v = e.Version
	v.Keep = p.until(&v)
	return v, false, put(tx.Bucket(bucketParties), nameOf(id), &party{Last: v.Number, Held: p.Held})
}

// Keep has nothing of a party erased before a time, in Unix nanoseconds: neither a version
// that is there, current or replaced, nor one that comes. It only grows, and holds for
// parties of whom nothing is kept yet.
func (s *Store) Keep(id ledger.ID, until int64) error {
	return s.update(func(tx *bbolt.Tx) error { return keepParty(tx, id, until) })
}

func keepParty(tx *bbolt.Tx, id ledger.ID, until int64) error {
	p, known, err := partyOf(tx, id)
	if err != nil || until <= p.Held {
		return err
	}
	if !known {
		if err := countParty(tx); err != nil {
			return err
		}
	}
	p.Held = until
	return put(tx.Bucket(bucketParties), nameOf(id), &p)
}

// countParty counts one more party, of whom there are only so many.
func countParty(tx *bbolt.Tx) error { return count(tx, keyCount, PartiesMax, ErrFull) }

// count counts one more of what there is only so much of.
func count(tx *bbolt.Tx, key []byte, most uint64, full error) error {
	n := counted(tx, key)
	if n >= most {
		return full
	}
	return tx.Bucket(bucketMeta).Put(key, numberKey(n+1))
}

func counted(tx *bbolt.Tx, key []byte) uint64 {
	if raw := tx.Bucket(bucketMeta).Get(key); raw != nil {
		return binary.BigEndian.Uint64(raw)
	}
	return 0
}
