// Package ledger is the double-entry ledger: accounts, transfers and holds in
// fixed memory, with every refusal named.
//
// It is one part of the deterministic machine: it has no clock and does no
// input or output. The caller gives the time with each call, never going back,
// and calls from one goroutine; only a frozen View may be read from another.
package ledger
