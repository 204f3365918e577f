package mpp

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strings"
)

// Names of the headers, and the scheme that stands in the first two.
const (
	HeaderChallenge         = "WWW-Authenticate"
	HeaderCredential        = "Authorization"
	HeaderCredentialBesides = "Payment-Authorization" // where Authorization is taken
	HeaderReceipt           = "Payment-Receipt"

	scheme = "Payment"
)

// What is paid for how, in challenges and credentials.
const (
	MethodEVM    = "evm"
	IntentCharge = "charge"
)

// encoding is that of requests, credentials, ids and receipts.
var encoding = base64.RawURLEncoding.Strict()

// Challenge is one way to pay that a server offers. The texts are as they travel.
type Challenge struct {
	ID      string
	Realm   string // who asks: a host
	Method  string
	Intent  string
	Request string // base64url of canonical JSON (RFC 8785)
	Expires string // RFC 3339
	Digest  string // of the request's body; "" for none
	Opaque  string // base64url of canonical JSON of the server's own; "" for nothing
}

// separator parts what the id covers.
const separator = "|"

// mac is the id that the challenge must have under a key. ok is false if a text
// has the separator in it: two challenges could have one id then.
func (c *Challenge) mac(key []byte) (id string, ok bool) {
	h := hmac.New(sha256.New, key)
	// All seven have their place even if they are empty: a digest cannot pass for
	// an expiry.
	for i, slot := range []string{c.Realm, c.Method, c.Intent, c.Request, c.Expires, c.Digest, c.Opaque} {
		if strings.Contains(slot, separator) {
			return "", false
		}
		if i > 0 {
			h.Write([]byte(separator))
		}
		h.Write([]byte(slot))
	}
	return encoding.EncodeToString(h.Sum(nil)), true
}

// Bind gives the challenge its id under a key. It is false for a challenge that
// cannot have one, since a text of it has a vertical bar.
func (c *Challenge) Bind(key []byte) (ok bool) {
	c.ID, ok = c.mac(key)
	return ok
}

// Bound reports whether the challenge was made under the key and is unchanged.
func (c *Challenge) Bound(key []byte) bool {
	id, ok := c.mac(key)
	return ok && hmac.Equal([]byte(id), []byte(c.ID))
}

// Header is the value of WWW-Authenticate. Texts that are not of printable ASCII
// are a Mistake.
func (c *Challenge) Header() (string, error) {
	b := []byte(scheme)
	for i, p := range [...]struct{ name, value string }{
		{"id", c.ID}, {"realm", c.Realm}, {"method", c.Method}, {"intent", c.Intent}, {"request", c.Request},
		{"digest", c.Digest}, {"expires", c.Expires}, {"opaque", c.Opaque},
	} {
		if p.value == "" {
			continue
		}
		if i > 0 {
			b = append(b, ',')
		}
		b = append(append(b, ' '), p.name...)
		b = append(b, `="`...)
		for _, letter := range []byte(p.value) {
			if letter < ' ' || letter > '~' {
				return "", mistake(CodeChallenge, "%s has the byte %#x, which no header may have", p.name, letter)
			}
			if letter == '"' || letter == '\\' {
				b = append(b, '\\')
			}
			b = append(b, letter)
		}
		b = append(b, '"')
	}
	return string(b), nil
}
