// Package codec writes the calls that the house sends to tokens and contracts,
// and reads the logs that it credits and reconciles by, field by field after the
// contract ABI.
//
// It is written out by hand because there are a dozen of them, because what the
// house parses from strangers should be short enough to be read, and because a
// program that only reads a chain should not link the whole of an ABI compiler.
// What does not have exactly the shape of its event is refused.
package codec
