// Package keccak is Keccak-256 as Ethereum uses it, with the padding from before
// it became SHA-3. It is for the few bytes that address checksums take: what hashes
// much uses a faster one.
package keccak
