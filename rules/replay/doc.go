// Package replay tries rules against the past of a house: while its log is applied to a
// machine, everything that the house's rules were asked is asked of others too, with the
// facts of that time, and what would have come of it otherwise is counted.
package replay
