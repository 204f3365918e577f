package api

import (
	"time"

	"aidollar/core/clearing"
)

// The time that a key goes on working beside the one that takes its place.
const (
	graceDefault = 24 * time.Hour
	graceMax     = 90 * 24 * time.Hour
)

var rotateForm = form{name: "RotateRequest", about: "How a key is replaced by one with another secret.", fields: []field{
	{name: "id", kind: fieldID, about: "of the new key, chosen by the caller; else it follows from the Idempotency-Key, or is new"},
	{name: "grace_seconds", kind: fieldWhole, max: uint64(graceMax / time.Second), about: "how long the old secret goes on working; a day when missing, 0 ends it now"},
}}

// rotateKey makes a key with the same terms, and has the old one end after the
// grace. The new key comes first: should the second step fail, both work, and
// the same request does it again.
func rotateKey(q *request) (any, error) {
	q.api.changing.Lock()
	defer q.api.changing.Unlock()
	old, err := q.pathKey()
	if err != nil {
		return nil, err
	}
	o, f, err := q.form()
	if err != nil {
		return nil, err
	}
	grace := graceDefault
	if o.has("grace_seconds") {
		grace = time.Duration(o.whole("grace_seconds")) * time.Second
	}
	secret := NewSecret()
	k := old
	k.ID, k.Hash = o.id("id"), HashSecret(secret)
	if err := f.err(); err != nil {
		return nil, err
	}
	k.ID = q.thingID(k.ID)
	if k.ID == old.ID {
		return nil, q.refusal("key_differs")
	}
	known, again := q.findKey(k.ID)
	now := q.time().UnixNano()
	switch {
	case again:
		k = known
	case old.Revoked != 0:
		return nil, refuse("key_revoked", "the key was revoked and has nothing to pass on; make a new one")
	case old.Terms.Expires != 0 && old.Terms.Expires <= now:
		return nil, refuse("key_expired", "the key has expired and has nothing to pass on; make a new one")
	default:
		if _, err := q.do(clearing.AddKey{Key: k}); err != nil {
			return nil, err
		}
	}
	if again {
		// The old key's own end was set then, or is set now.
		if err := q.endKey(old, now, grace); err != nil {
			return nil, err
		}
		return q.keyAgain(known, old)
	}
	if err := q.endKey(old, now, grace); err != nil {
		return nil, err
	}
	return q.keySecret(k.ID, secret), nil
}

// endKey has a key end after the grace, or earlier if it ends earlier anyway.
func (q *request) endKey(old clearing.Key, now int64, grace time.Duration) error {
	if old.Revoked != 0 {
		return nil
	}
	end := now + int64(grace)
	if old.Terms.Expires != 0 && old.Terms.Expires <= end {
		return nil
	}
	old.Terms.Expires = end
	_, err := q.do(clearing.ChangeKey{ID: old.ID, Terms: old.Terms})
	return err
}
