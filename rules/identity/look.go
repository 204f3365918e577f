package identity

import (
	"bytes"
	"encoding/json"

	"aidollar/core/ledger"

	"go.etcd.io/bbolt"
)

// Read says that somebody looked at a version, or at a payload, which has a cause.
type Read struct {
	Number  uint64    `json:"-"` // counts the party's
	At      int64     `json:"at"`
	By      ledger.ID `json:"by"`  // key
	Why     string    `json:"why"` // a word
	Version uint64    `json:"version,omitempty"`
	Cause   ledger.ID `json:"cause,omitzero"`
}

// Shown is a version and what belongs to it.
type Shown struct {
	Version
	Identity *Identity
	All      []Version // that are kept, the oldest first
	Due      int64     // when all is erased, where that was asked for; zero: it was not
}

// Show gives a party's current version, or the one with a number that is not zero, to a
// key that says what for in a word. That it was shown is on the disk before it is.
func (s *Store) Show(id, by ledger.ID, number uint64, why string) (*Shown, error) {
	shown := &Shown{}
	err := s.update(func(tx *bbolt.Tx) error {
		return s.show(tx, id, &Read{At: s.now(), By: by, Why: why, Version: number}, shown)
	})
	if err != nil {
		return nil, err
	}
	return shown, nil
}

func (s *Store) show(tx *bbolt.Tx, id ledger.ID, r *Read, shown *Shown) error {
	p, _, err := partyOf(tx, id)
	if err != nil {
		return err
	}
	list, err := versionsOf(tx, id)
	if err != nil {
		return err
	}
	e := pick(list, r.Version)
	switch {
	case e == nil && p.Erased != 0:
		return ErrErased
	case e == nil:
		return ErrUnknown
	}
	text, err := s.unseal(id, e)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, &shown.Identity); err != nil {
		return err
	}
	r.Version = e.Number
	for at := range list {
		list[at].Keep = p.until(&list[at].Version)
		shown.All = append(shown.All, list[at].Version)
	}
	shown.Version = e.Version
	if p.Asked != 0 {
		shown.Due = dueOf(&p, list)
	}
	return note(tx, id, r)
}

// Head is the current version of a party that is not to be erased.
type Head struct {
	Party ledger.ID
	Version
}

// Heads are those of all parties, by id.
func (s *Store) Heads() (list []Head, err error) {
	err = s.view(func(tx *bbolt.Tx) error {
		var name []byte
		var p party
		c := tx.Bucket(bucketVersions).Cursor()
		for key, raw := c.First(); key != nil; key, raw = c.Next() {
			if owner := key[:len(key)-8]; !bytes.Equal(owner, name) {
				name, p = owner, party{}
				if err := json.Unmarshal(tx.Bucket(bucketParties).Get(owner), &p); err != nil {
					return err
				}
			}
			v := Version{Number: numberOf(key[len(key)-8:])}
			if err := json.Unmarshal(raw, &v); err != nil {
				return err
			}
			if v.Replaced == 0 && p.Asked == 0 {
				list = append(list, Head{idOf(key), v})
			}
		}
		return nil
	})
	return list, err
}

// Current gives what the current version of a party says, to the program alone: nobody is
// shown it, and so nobody is written down.
func (s *Store) Current(id ledger.ID) (v Version, i *Identity, err error) {
	err = s.view(func(tx *bbolt.Tx) error {
		list, err := versionsOf(tx, id)
		if err != nil {
			return err
		}
		e := pick(list, 0)
		if e == nil {
			return ErrUnknown
		}
		text, err := s.unseal(id, e)
		if err != nil {
			return err
		}
		v = e.Version
		return json.Unmarshal(text, &i)
	})
	return v, i, err
}

// pick finds a version; zero is the current one, and nil none.
func pick(list []entry, number uint64) *entry {
	if number == 0 && len(list) > 0 {
		return &list[len(list)-1]
	}
	for at := range list {
		if list[at].Number == number {
			return &list[at]
		}
	}
	return nil
}

// note writes down who looked, and forgets what is older than the last ones kept.
func note(tx *bbolt.Tx, id ledger.ID, r *Read) error {
	bucket, err := tx.Bucket(bucketReads).CreateBucketIfNotExists(nameOf(id))
	if err != nil {
		return err
	}
	if r.Number, err = bucket.NextSequence(); err != nil {
		return err
	}
	if r.Number > ReadsKept {
		if err := bucket.Delete(numberKey(r.Number - ReadsKept)); err != nil {
			return err
		}
	}
	return put(bucket, numberKey(r.Number), r)
}

// Reads lists who looked at a party's identity, the newest first, before a number; zero
// is behind all. They outlive the identity itself.
func (s *Store) Reads(id ledger.ID, before uint64, limit int) (list []Read, err error) {
	err = s.view(func(tx *bbolt.Tx) error {
		bucket := tx.Bucket(bucketReads).Bucket(nameOf(id))
		if bucket == nil {
			return nil
		}
		c := bucket.Cursor()
		key, raw := c.Last()
		if before != 0 {
			c.Seek(numberKey(before))
			key, raw = c.Prev()
		}
		for ; key != nil && len(list) < limit; key, raw = c.Prev() {
			r := Read{Number: numberOf(key)}
			if err := json.Unmarshal(raw, &r); err != nil {
				return err
			}
			list = append(list, r)
		}
		return nil
	})
	return list, err
}
