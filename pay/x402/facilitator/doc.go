// Package facilitator judges payments of x402 against what a seller asks for,
// and encodes the call that settles a good one.
//
// Everything that must be known about the chain comes through Facts, and the
// time as an argument, so that the same payment under the same facts is always
// judged the same. A failed fact is an error and no judgement: a node that does
// not answer must not look like a payer who cheats.
//
// A payment is good if its scheme, chain, token, payee and amount are those that
// were asked for, it is valid now and for some seconds more, its nonce is unused,
// the payer has the funds, the payer signed it, and its transfer succeeds when it
// is tried. The reasons of refusals are the codes that the stock facilitator
// gives (@x402/evm 2.27.0), which clients and servers know.
//
// Verify promises nothing about a second payment with the same nonce, or with
// the same funds: two can be verified at once. Who serves on its word has to
// reserve Verdict.Key and the amount first, in one step, for one payment each.
package facilitator
