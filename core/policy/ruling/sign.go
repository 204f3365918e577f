package ruling

import "crypto/ed25519"

// signDomain stands before what is signed, so that a signature is good for a set of rules
// and for nothing else.
const signDomain = "aidollar rules\n"

// SigningBytes are what is signed of a set of rules: its digest behind a domain. The set
// of no rules has a digest of zeros.
func SigningBytes(digest [32]byte) []byte { return append([]byte(signDomain), digest[:]...) }

// Signed reports whether a set is signed by its signer.
func (i *Installed) Signed() bool {
	return ed25519.Verify(i.Signer[:], SigningBytes(i.Digest), i.Signature[:])
}
