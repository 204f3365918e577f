// Package fixedbase checks ECDSA signatures on secp256k1 by a key that has signed
// many times before: from a Table of the key's multiples, made once, so that a check
// is a sum of points without a doubling. It takes about half the time of the C library
// that recovers a key from a signature, and no call into C, for which Go's scheduler
// changes threads.
//
// It knows public things alone: nothing here is secret, and nothing takes constant
// time. It must not sign. Its tests hold it against the C library in every answer.
package fixedbase
