// Package clearing is the machine: it takes records of commands in their order
// and gives an answer to each, the same on every machine and in every replay.
//
// It composes the steps before it: accounts and transfers of the ledger, rate
// cards, and calls that are reserved, captured or voided. The time of a record
// comes with the record. Apply runs on one goroutine; a View made by Freeze may
// be written by another one while the machine goes on.
package clearing
