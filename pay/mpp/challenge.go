package mpp

import (
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"unicode/utf16"
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
	MethodEVM     = "evm"
	IntentCharge  = "charge"
	IntentSession = "session"
)

// Challenge is one way to pay that a server offers. The texts are as they travel.
type Challenge struct {
	ID          string
	Realm       string // who asks: a host
	Method      string
	Intent      string
	Request     string // base64url of canonical JSON (RFC 8785)
	Description string // for people; the id does not cover it
	Digest      string // of the request's body; "" for none
	Expires     string // RFC 3339
	Field       string // HeaderCredentialBesides, or "" for HeaderCredential: where the credential is to come
	Opaque      string // base64url of canonical JSON of the server's own; "" for nothing
}

// parameters are a challenge's texts by their names, in the order of the stock library.
func (c *Challenge) parameters() [10]struct {
	name string
	text *string
} {
	return [...]struct {
		name string
		text *string
	}{
		{"id", &c.ID}, {"realm", &c.Realm}, {"method", &c.Method}, {"intent", &c.Intent}, {"request", &c.Request},
		{"description", &c.Description}, {"digest", &c.Digest}, {"expires", &c.Expires}, {"header", &c.Field}, {"opaque", &c.Opaque},
	}
}

// separator parts what the id covers.
const separator = "|"

// mac is the id that the challenge must have under a key. ok is false if a text
// has the separator in it: two challenges could have one id then.
func (c *Challenge) mac(key []byte) (id string, ok bool) {
	h := hmac.New(sha256.New, key)
	// All seven have their place even if they are empty: a digest cannot pass for
	// an expiry. The field came later and is left out where it says nothing; the
	// specification has it at the end, the stock library in front of the last.
	slots := []string{c.Realm, c.Method, c.Intent, c.Request, c.Expires, c.Digest, c.Opaque}
	if c.Field != "" {
		slots = slices.Insert(slots, len(slots)-1, c.Field)
	}
	for i, slot := range slots {
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

// Header is the value of WWW-Authenticate. Texts with control characters other than
// the tab are a Mistake.
func (c *Challenge) Header() (string, error) {
	b := []byte(scheme)
	for i, p := range c.parameters() {
		if *p.text == "" {
			continue
		}
		if i > 0 {
			b = append(b, ',')
		}
		b = append(append(b, ' '), p.name...)
		b = append(b, `="`...)
		for _, letter := range *p.text {
			switch {
			case letter < ' ' && letter != '\t' || letter == 0x7f:
				return "", mistake(CodeChallenge, "%s has the control character %#x, which no header may have", p.name, letter)
			case letter == '"' || letter == '\\':
				b = append(b, '\\', byte(letter))
			case letter <= '~':
				b = append(b, byte(letter))
			default:
				// As the stock library writes what is beyond Latin-1, for whoever reads a
				// header's bytes as letters of that.
				for _, unit := range utf16.Encode([]rune{letter}) {
					b = fmt.Appendf(b, `\u%04x`, unit)
				}
			}
		}
		b = append(b, '"')
	}
	return string(b), nil
}
