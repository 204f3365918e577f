package identity

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"

	"aidollar/core/ledger"
	"aidollar/rules/ivms101"
)

// The bounds of what is kept.
const (
	PartiesMax  = 100_000
	VersionsMax = 64 // of one party that are kept at once
	EvidenceMax = 32 // of one version
	ReadsKept   = 1_000
	recordMax   = 64 << 10 // bytes of one version, before it is sealed

	PayloadsMax = 1_000_000
	payloadMax  = 256 << 10 // bytes of one, before it is sealed: as many as are read
)

// The refusals of the store.
var (
	ErrUnknown  = errors.New("identity: nothing is kept of the party, or not that version")
	ErrErased   = errors.New("identity: the party's identity was erased")
	ErrFull     = fmt.Errorf("identity: there are %d parties, and no more are kept", PartiesMax)
	ErrVersions = fmt.Errorf("identity: there are %d versions that have to be kept, and no more are", VersionsMax)
	ErrSize     = fmt.Errorf("identity: the identity has more than %d bytes", recordMax)

	ErrPayloadUnknown = errors.New("identity: no payload of the party is kept for that cause")
	ErrPayloadOther   = errors.New("identity: another payload of the party is kept for that cause")
	ErrPayloadOver    = errors.New("identity: the time to keep the payload until is over already")
	ErrPayloadsFull   = fmt.Errorf("identity: there are %d payloads, and no more are kept", PayloadsMax)
	ErrPayloadSize    = fmt.Errorf("identity: the payload has more than %d bytes", payloadMax)
)

// Identity is who a party is.
type Identity struct {
	Person   *ivms101.Person `json:"person"`
	Evidence []Evidence      `json:"evidence,omitempty"`
}

// Evidence is the digest of a document that is kept elsewhere.
type Evidence struct {
	Name   string `json:"name"`
	Digest string `json:"sha256"` // 64 hexadecimal digits
}

// Version is what is known of a version without unsealing it.
type Version struct {
	Number   uint64            `json:"-"` // from 1 up
	At       int64             `json:"at"`
	By       ledger.ID         `json:"by"`                 // key that entered it
	Checked  ledger.ID         `json:"checked,omitzero"`   // the operator's key that entered or confirmed it; zero: nobody has looked
	Keep     int64             `json:"keep,omitempty"`     // not erased before
	Alike    uint64            `json:"alike"`              // the first version behind which names, birth and countries are no others
	Replaced int64             `json:"replaced,omitempty"` // when the next one came; zero: it is current
	Digest   [sha256.Size]byte `json:"digest"`
}

// entry is a version as the file has it.
type entry struct {
	Version
	Sealed []byte `json:"sealed"`
}

// party is what the file has of a party beside its versions.
type party struct {
	Last    uint64    `json:"last"`              // number of its newest version, erased ones too
	Asked   int64     `json:"asked,omitempty"`   // when erasing was asked for; zero: it was not
	Erased  int64     `json:"erased,omitempty"`  // when nothing was left; zero: there is something
	AskedBy ledger.ID `json:"asked_by,omitzero"` // key
	Held    int64     `json:"held,omitempty"`    // no version is erased before, whatever its own time
}

// until is when a version need not be kept any more.
func (p *party) until(v *Version) int64 { return max(v.Keep, p.Held) }

// secret is what is sealed.
type secret struct {
	Salt [sha256.Size]byte `json:"salt"`
	Text json.RawMessage   `json:"text"` // Identity or ivms101.Payload
}

// digestOf commits to a text under a salt (HMAC-SHA256).
func digestOf(salt [sha256.Size]byte, text []byte) (digest [sha256.Size]byte) {
	h := hmac.New(sha256.New, salt[:])
	_, _ = h.Write(text) // hash.Hash never fails
	h.Sum(digest[:0])
	return digest
}
