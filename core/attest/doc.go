// Package attest keeps what auditors say under their signatures: that a participant was
// identified, that a data centre is certified, that so many units were delivered.
//
// A statement is a JSON Web Token (RFC 7519) in the compact form of a JSON Web Signature
// (RFC 7515) with Ed25519 (RFC 8037), so that an auditor needs nothing of the house to
// make one, and anybody can verify it. The header has alg "EdDSA", kid the thumbprint of
// the key (RFC 7638), and typ "aidollar-attestation+jwt", which sets it apart from all
// else that the key may sign (RFC 8725, section 3.11). The claims set has
//
//	jti       the statement's id, a UUID
//	iss       the auditor's name
//	sub       whom it is about: Participant/x, DataCentre/x or Delivery/x
//	claim     what is said: identified, sector:x or the name of a certification of a
//	          participant, the name of a certification of a data centre, delivered
//	iat       when it was signed, and nbf and exp between which it holds, Unix seconds
//	evidence  SHA-256 of the report that it rests on, hexadecimal
//	units, of of a delivery: how many of what, as 100 of Chip/h200
//
// and nothing else; the order of members and the space between them do not matter, for
// what is signed is the text as it travels. A revocation has typ
// "aidollar-revocation+jwt", and jti, iss, iat and reason.
//
// The operator says which keys are trusted, for which kinds of subject and from when until
// when. A key is good for a statement that was signed, and is brought, within that time.
// When a key is distrusted, everything that was ever signed with it counts no more from
// then on: whoever has a stolen key can date back.
package attest
