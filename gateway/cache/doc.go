// Package cache keeps whole answers for the buyer who paid for them.
//
// An answer is found again by the hash of everything that made it: who asked,
// what was asked to the byte, and where it would go. Nothing is normalized: a
// request that is spelt differently is a different request, a streamed answer
// is kept as the stream it was, and one buyer never sees what another one was
// told. Entries are bounded in number, in bytes and in age; the ones that were
// used least recently go first.
package cache
