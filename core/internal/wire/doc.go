// Package wire is the machine's binary notation: little-endian integers, ids
// and amounts of 16 bytes, texts and blobs behind a 16 or 32-bit length. A
// Reader never panics on foreign bytes; it remembers that it ran out.
package wire
