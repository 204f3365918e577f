// Package journal is the durable, ordered log of record and the snapshots of
// the machine that is driven by it.
//
// A record given to Append is framed with its sequence number, the leader's
// term and the SHA-256 of the record before it, written to disk, replicated
// when there is more than one voter, and applied to the Machine in order; its
// Future answers after all of that. The consensus engine is hashicorp/raft,
// hidden behind this package; the log store under it is our own: preallocated
// segments with one fdatasync per group of records, because raft-wal costs more
// than twice a plain log at a megabyte and stalls at segment rotation.
//
// What is on disk, all under Options.Dir:
//
//	FORMAT            what this directory is, and its version
//	LOCK              held (flock) while a process has the journal open
//	STATE             raft's term and vote, and a lower bound of the log's end
//	log/N.seg         segments; never changed once the next one has begun
//	snapshots/*.snap  snapshots with sequence, chain hash and state digest
//
// Snapshots do not shorten the log. It is the record of everything, and read
// sides are rebuilt from it (Records); removing old segments is a decision of
// the operator, not of the engine.
//
// The caller owes: one process per directory, a Machine that is deterministic,
// and payloads that stay unchanged until their Future has answered. After any
// failed write or sync the journal stops (Failed, Err) and never tries the same
// pages again: after a failed fsync the kernel may report clean pages that never
// reached the disk. A restart finds every acknowledged record, and possibly
// records that were on their way, in order.
package journal
