// Package batch sells batches in the form of OpenAI's files and batches: a
// buyer uploads a file with a call on each line and fetches a file with an
// answer on each line later.
//
// The house runs a batch itself. Each line becomes a call of its own, through a
// Runner that the composer joins to the gateway: it is reserved, metered and
// captured once, with a receipt of its own. Nothing is billed when results are
// fetched, and no result is there that was not billed when it was made.
//
// The state is on disk. Before a line runs, its attempt is written down with
// its time; the call's id follows from batch, line, attempt and that time. After
// a crash the line runs again under the same id, so that the ledger knows
// whether it was charged: a charged call is not charged again, though the
// upstream may be asked again for an answer that was lost. A line whose id the
// ledger no longer remembers is not run again, but reported with its id.
//
// Secrets are not stored: a batch names the key that made it, and each call is
// made under the key's present rights.
package batch
