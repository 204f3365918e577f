// Package till takes payments of x402 for a house: it says how a price can be
// paid, reads and judges what a client sends, and writes down what collecting a
// good payment takes, so that it can be done later and by somebody else.
//
// Prices are in ledger units and are asked in whole units of a token, rounded up.
// A payment's id is made from what its contract burns, so that all payments of
// which the chain carries out one have the same id.
//
// Nothing here reserves anything: two payments with one nonce are both good until
// the ledger has burned the id.
package till
