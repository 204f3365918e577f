package ruling

import (
	"crypto/ed25519"
	"encoding/binary"
)

// signDomain stands before what is signed, so that a signature is good for a set of rules
// and for nothing else.
const signDomain = "aidollar rules\n"

// SigningBytes are what is signed of a set of rules: behind a domain its digest, the Unix
// second from which it holds, zero for at once, and the number that it gets, in 8 and 4
// bytes, the highest first. The set of no rules has a digest of zeros. Since each number is
// given once, a signature is good for one installation.
func (i *Installed) SigningBytes() []byte {
	b := append([]byte(signDomain), i.Digest[:]...)
	b = binary.BigEndian.AppendUint64(b, uint64(i.Start))
	return binary.BigEndian.AppendUint32(b, i.Number)
}

// IsSigned reports whether somebody signed the set, rightly or not.
func (i *Installed) IsSigned() bool { return i.Signer != [32]byte{} }

// Signed reports whether a set is signed by its signer.
func (i *Installed) Signed() bool {
	return ed25519.Verify(i.Signer[:], i.SigningBytes(), i.Signature[:])
}

// StartOf is the Unix second from which a set holds that is to come into force at a time
// in Unix nanoseconds: the next whole one.
func StartOf(from int64) int64 { return (from + second - 1) / second }
