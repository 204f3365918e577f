// Package receipt signs what a call cost, so that anybody can prove it without
// asking the house.
//
// A signed receipt is a JSON Web Signature in its compact form (RFC 7515) with
// Ed25519 (RFC 8037): three parts of unpadded base64url with points between
// them. What is signed is the text as it travels, so nobody who checks it has to
// write JSON the way this package does. The same receipt under the same key is
// always the same text.
//
// Verify checks the signature, Check the arithmetic: that the lines add up, that
// what was carried in and out makes up the rest, and that the postings move the
// charge. Both work without any connection and name the first thing that is
// wrong. A Keyring holds the house's private key in a directory, and the public
// keys of all times.
package receipt
