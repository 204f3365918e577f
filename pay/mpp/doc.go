// Package mpp reads and writes the messages of MPP, the HTTP authentication scheme
// Payment, for the method evm: challenges, credentials and receipts of the intents
// charge (one payment by EIP-3009) and session (payments from a channel by vouchers,
// draft-evm-session), and what a paid stream says between its events.
//
// A challenge's id is a MAC over all that it says, so that a server needs to keep
// nothing of it: what a client sends back is what the server has said, or the id is
// not its own. Who takes a credential owes it four more looks: whether the challenge
// has expired, whether it is for what is asked for, whether the nonce is the
// challenge's own, and whether the payment is good. Where the specification and the
// stock client (mppx) disagree, this package goes with the client.
package mpp
