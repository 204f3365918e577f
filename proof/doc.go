// Package proof shows that what a house owes is there, without showing anybody
// what the others are owed.
//
// All that is owed in an asset goes into a Merkle sum tree, one leaf for each
// party that is owed anything. The house signs a Statement of the tree's root
// with what it holds in custody, as a JSON Web Signature (RFC 7515) with Ed25519
// (RFC 8037). A party is given an Inclusion: its leaf, and what stands beside it
// on the way to the root. Whoever finds its own balance under a root that others
// find theirs under, and that does not exceed custody, knows that it is covered.
//
// A node's hash covers both of its children's sums and hashes. Hashing only the
// sum of the two lets a house show each child another split of it, and owe less
// than all children together are owed (Chalkias, Lewi, Mohassel and Nikolaenko,
// "Distributed Auditing Proofs of Liabilities", 2020). Sums are unsigned numbers
// of 128 bits and never wrap: no leaf can take away from what others are owed.
//
// Everything here computes and does nothing else. The caller brings the leaves,
// a fresh secret of SecretSize bytes for each period, the time, and the keys; it
// keeps the secret as long as it gives inclusions, and signs one statement of a
// period and no more.
package proof
