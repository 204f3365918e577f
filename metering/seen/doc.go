// Package seen remembers on disk which events were metered, for longer than the
// machine does.
//
// Ids are 128-bit digests. They are gathered in memory and written in sorted
// runs, each in one transaction of a bbolt file together with the position in
// the log up to which the file is complete. A run's Bloom filter stays in
// memory, so that an id that was never seen, as nearly all are, costs no read.
// Small runs are merged into larger ones, which keeps their number logarithmic.
//
// The file is a projection of the log: it lags behind by what is gathered, may
// be deleted, and is made again from the log.
package seen
