package mpp

import (
	"crypto/sha256"
)

// Opaque is what a challenge says to its own server. salt makes it differ from any
// other: without, two payments of one wallet for one thing in one second would have
// the same nonce. resource is what is paid for; no other is served for it.
func Opaque(salt [16]byte, resource string) string {
	return encoding.EncodeToString([]byte(`{"resource":"` + printed(resource) + `","salt":"` + encoding.EncodeToString(salt[:]) + `"}`))
}

// IsFor reports whether the challenge, which must be the server's own, is for a
// resource.
func (c *Challenge) IsFor(resource string) bool {
	src, err := decode(c.Opaque)
	if err != nil {
		return false
	}
	said, err := readMembers(src)
	return err == nil && said.text("resource") == printed(resource)
}

// printed is a resource in few letters that any JSON and any header may have.
func printed(resource string) string {
	sum := sha256.Sum256([]byte(resource))
	return encoding.EncodeToString(sum[:])
}
