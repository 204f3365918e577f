package identity

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"

	"aidollar/core/ledger"
	"aidollar/rules/ivms101"

	"go.etcd.io/bbolt"
)

// Kept is what is known of a payload without unsealing it.
type Kept struct {
	At     int64             `json:"at"`    // Unix nanoseconds
	Until  int64             `json:"until"` // when it is erased
	Digest [sha256.Size]byte `json:"digest"`
}

// parcel is a payload as the file has it.
type parcel struct {
	Kept
	Sealed []byte `json:"sealed"`
}

// KeepPayload keeps what travelled beside a payment or payout of a party until a time, in
// Unix nanoseconds. The cause is the payment's id, or that of the batch in which the party
// is paid out. The same payload once more is the same, as again says, and is kept until
// the later time; another one is refused.
func (s *Store) KeepPayload(id, cause ledger.ID, payload *ivms101.Payload, until int64) (k Kept, again bool, err error) {
	out, err := s.KeepPayloads([]Parcel{{Party: id, Cause: cause, Payload: payload, Until: until}})
	if err != nil {
		return k, false, err
	}
	return out[0].Kept, out[0].Again, out[0].Refused
}

// Parcel is a payload that is to be kept; see KeepPayload.
type Parcel struct {
	Party, Cause ledger.ID
	Payload      *ivms101.Payload
	Until        int64 // Unix nanoseconds
}

// Keeping is what became of a parcel.
type Keeping struct {
	Kept
	Again   bool
	Refused error // one of the package's errors about payloads; nil for none
}

// KeepPayloads keeps several in one write. One that is refused keeps no other one from
// being kept; an error keeps all of them.
func (s *Store) KeepPayloads(list []Parcel) (out []Keeping, err error) {
	texts := make([][]byte, len(list))
	for i := range list {
		if texts[i], err = json.Marshal(list[i].Payload); err != nil {
			return nil, err
		}
	}
	err = s.update(func(tx *bbolt.Tx) error {
		out = make([]Keeping, len(list))
		for i := range list {
			if err := s.keepParcel(tx, &list[i], texts[i], &out[i]); err != nil {
				return err
			}
		}
		return nil
	})
	return out, err
}

func (s *Store) keepParcel(tx *bbolt.Tx, p *Parcel, text []byte, out *Keeping) (err error) {
	switch {
	case len(text) > payloadMax:
		out.Refused = ErrPayloadSize
		return nil
	case p.Until <= s.now():
		out.Refused = ErrPayloadOver
		return nil
	}
	out.Kept, out.Again, err = s.keepPayload(tx, p.Party, p.Cause, text, p.Until)
	if errors.Is(err, ErrPayloadsFull) || errors.Is(err, ErrPayloadOther) { // nothing of it was written
		out.Refused, err = err, nil
	}
	return err
}

func (s *Store) keepPayload(tx *bbolt.Tx, id, cause ledger.ID, text []byte, until int64) (Kept, bool, error) {
	due := tx.Bucket(bucketDue)
	known, err := parcelOf(tx, id, cause)
	if err != nil {
		return Kept{}, false, err
	}
	if known == nil {
		p := parcel{Kept: Kept{At: s.now(), Until: until}}
		if p.Sealed, p.Digest, err = s.seal.sealed(boundPayload(id, cause), text); err != nil {
			return Kept{}, false, err
		}
		if err := count(tx, keyPayloads, PayloadsMax, ErrPayloadsFull); err != nil {
			return Kept{}, false, err
		}
		if err := due.Put(dueKey(until, id, cause), nil); err != nil {
			return Kept{}, false, err
		}
		return p.Kept, false, put(tx.Bucket(bucketPayloads), payloadKey(id, cause), &p)
	}
	before, err := s.payload(id, cause, known)
	if err != nil {
		return Kept{}, false, err
	}
	if !bytes.Equal(before, text) {
		return Kept{}, false, ErrPayloadOther
	}
	if until <= known.Until {
		return known.Kept, true, nil
	}
	if err := due.Delete(dueKey(known.Until, id, cause)); err != nil {
		return Kept{}, false, err
	}
	known.Until = until
	if err := due.Put(dueKey(until, id, cause), nil); err != nil {
		return Kept{}, false, err
	}
	return known.Kept, true, put(tx.Bucket(bucketPayloads), payloadKey(id, cause), known)
}

// Payload gives what travelled beside a payment or payout of a party to a key that says
// what for in a word. That it was shown is on the disk before it is.
func (s *Store) Payload(id, cause, by ledger.ID, why string) (k Kept, payload json.RawMessage, err error) {
	err = s.update(func(tx *bbolt.Tx) error {
		p, err := parcelOf(tx, id, cause)
		switch {
		case err != nil:
			return err
		case p == nil:
			return ErrPayloadUnknown
		}
		if payload, err = s.payload(id, cause, p); err != nil {
			return err
		}
		k = p.Kept
		return note(tx, id, &Read{At: s.now(), By: by, Why: why, Cause: cause})
	})
	if err != nil {
		return Kept{}, nil, err
	}
	return k, payload, nil
}

// PayloadKept says what is known of a payload without showing it; ok is false where none
// is kept.
func (s *Store) PayloadKept(id, cause ledger.ID) (k Kept, ok bool, err error) {
	err = s.view(func(tx *bbolt.Tx) error {
		p, err := parcelOf(tx, id, cause)
		if p != nil {
			k, ok = p.Kept, true
		}
		return err
	})
	return k, ok, err
}

func (s *Store) payload(id, cause ledger.ID, p *parcel) (json.RawMessage, error) {
	text, err := s.seal.open(boundPayload(id, cause), p.Sealed, p.Digest)
	if err != nil {
		return nil, fmt.Errorf("the payload of party %s for %s: %w", id, cause, err)
	}
	return text, nil
}

// parcelOf gives a payload as the file has it; nil is none.
func parcelOf(tx *bbolt.Tx, id, cause ledger.ID) (*parcel, error) {
	raw := tx.Bucket(bucketPayloads).Get(payloadKey(id, cause))
	if raw == nil {
		return nil, nil
	}
	p := &parcel{}
	return p, json.Unmarshal(raw, p)
}

// payloadsDue is when the last payload of a party is erased; zero: none is kept.
func payloadsDue(tx *bbolt.Tx, id ledger.ID) (due int64, err error) {
	c, prefix := tx.Bucket(bucketPayloads).Cursor(), nameOf(id)
	for key, raw := c.Seek(prefix); bytes.HasPrefix(key, prefix); key, raw = c.Next() {
		var k Kept
		if err := json.Unmarshal(raw, &k); err != nil {
			return 0, err
		}
		due = max(due, k.Until)
	}
	return due, nil
}

// dropPayloads takes out the payloads whose time is over, and says how many.
func (s *Store) dropPayloads(tx *bbolt.Tx) (n int, err error) {
	var gone [][]byte
	now, c := numberKey(uint64(s.now())), tx.Bucket(bucketDue).Cursor()
	for key, _ := c.First(); key != nil && bytes.Compare(key[:len(now)], now) <= 0; key, _ = c.Next() {
		gone = append(gone, bytes.Clone(key))
	}
	if len(gone) == 0 {
		return 0, nil
	}
	for _, key := range gone {
		if err := tx.Bucket(bucketDue).Delete(key); err != nil {
			return 0, err
		}
		if err := tx.Bucket(bucketPayloads).Delete(key[len(now):]); err != nil {
			return 0, err
		}
	}
	return len(gone), tx.Bucket(bucketMeta).Put(keyPayloads, numberKey(counted(tx, keyPayloads)-uint64(len(gone))))
}

func payloadKey(party, cause ledger.ID) []byte { return append(nameOf(party), nameOf(cause)...) }

// dueKey sorts by time, which is not negative.
func dueKey(until int64, party, cause ledger.ID) []byte {
	return append(numberKey(uint64(until)), payloadKey(party, cause)...)
}
