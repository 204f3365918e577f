// Package logbench measures the journal's log against its yardsticks in one
// run: a plain preallocated log, a plain appended one, and hashicorp/raft on
// raft-wal. The contenders take turns within each round, so that a machine that
// is busy for a while is busy for all of them; ratios are taken within a round
// and their medians are what counts.
package logbench
