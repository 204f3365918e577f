// Package payment holds the money of a call: the most it can cost is reserved
// before anything runs, what it used is captured once, and the rest returns.
//
// What a charge leaves below one ledger unit is carried in the contract between
// buyer and seller to their next call, so that the sum of all charges is the
// floor of the exact sum at every moment.
package payment
