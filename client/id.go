package client

import (
	"crypto/rand"
	"encoding/binary"
	"encoding/json"
	"time"

	"aidollar/core/ledger"
)

// ID is an id of the server: a ledger.ID that JSON shows as a UUID, and leaves
// out when it is zero.
type ID struct{ ledger.ID }

// MarshalJSON implements json.Marshaler.
func (id ID) MarshalJSON() ([]byte, error) {
	if id.IsZero() {
		return []byte("null"), nil
	}
	return json.Marshal(id.String())
}

// UnmarshalJSON implements json.Unmarshaler.
func (id *ID) UnmarshalJSON(b []byte) error {
	var text string
	if err := json.Unmarshal(b, &text); err != nil || text == "" {
		return err
	}
	parsed, err := ledger.ParseID(text)
	id.ID = parsed
	return err
}

// NewID makes a UUIDv7 of the present (RFC 9562, 5.7). The ids of transfers
// must be of a time that the server's ledger remembers: by default not more
// than an hour ago, nor more than a minute ahead.
func NewID() ID {
	var raw [10]byte
	_, _ = rand.Read(raw[:]) // it cannot fail: crypto/rand
	millis := uint64(time.Now().UnixMilli())
	return ID{ledger.ID{
		Hi: millis<<16 | 0x7000 | uint64(binary.BigEndian.Uint16(raw[:]))&0x0fff,
		Lo: 1<<63 | binary.BigEndian.Uint64(raw[2:])&^(3<<62),
	}}
}
