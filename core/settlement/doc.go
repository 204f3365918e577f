// Package settlement follows dollars between the ledger and the chains on which
// they are tokens: payments that wallets sign, transfers that come in, payouts
// that go out, and the comparison of both sides at each final block.
//
// Money that was signed for, or that stands in a block which may still be
// undone, is booked as arriving: the payer can spend it, but not withdraw it.
// When its block is final it becomes custody. What never comes is taken back from
// the payer's balance, and what is no longer there is the house's loss, on an
// account of its own, and the payer's debt, which the payer's next money pays.
//
// A payment's id is burned by its first use, whatever becomes of it, so that one
// signature pays once. The package decides; whatever sends transactions and reads
// blocks reports here what it saw, under ids that make a repetition harmless.
package settlement
