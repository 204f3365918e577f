// Package sender sends an account's transactions on one chain, each intent at
// most once.
//
// An intent is what is to be called, under an id that its owner chose. The same
// id is the same intent, however often it is sent, whatever crashed in between.
// For that an outbox on disk holds the intent before Send returns, and its nonce
// with the signed bytes before the first node sees them. An intent has one nonce
// for good: what is under way is sent again with the same nonce, in the same bytes
// or for a higher fee, and of all its transactions the chain can carry out one.
//
// An intent goes from Queued to Sent, to Included, to Finalized; back to Sent if
// a reorg takes its block away; and to Failed if it was refused before it had a
// nonce, or reverted for good. Failed is final: nothing of it will happen later,
// so whoever wants it after all makes a new intent under a new id.
//
// The caller owes this: the account has one outbox, one file, and nobody else
// sends from it. A transaction with a nonce that is not in the outbox stops the
// sender until a person has looked.
package sender
