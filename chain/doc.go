// Package chain reads EVM chains by RPC URL as somebody does whose money depends
// on the answers.
//
// A Client stands for one chain, behind one or two endpoints; a program that
// works with several chains opens a Client for each. What is merely shown comes
// from the first endpoint that answers. What decides about money (the hash of a
// block, its logs, a receipt, a balance at a block, how far finality has come) is
// asked of every endpoint, and counts only when all say the same: an endpoint
// that lags is waited for within a bound, one that says otherwise or is down
// turns the answer into an error. So a house that has named two endpoints credits
// and pays nothing on the word of one.
//
// Every failure is an *Error with a stable code and a class, which says whether
// to ask again later, to give this one request up, or to stop and call a person.
//
// The packages below use a Client: chain/watch follows deposits to finality,
// chain/sender sends transactions at most once, chain/keys signs them, chain/codec
// writes and reads what tokens and contracts say. None of them knows a ledger.
package chain
