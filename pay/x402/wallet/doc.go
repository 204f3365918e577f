// Package wallet answers a 402 of x402 with a signed payment, within limits.
//
// A wallet pays in the tokens that it is told of and in no other, so much at a
// time and so much in all. What it has signed counts as spent from that moment,
// whatever the seller says became of it: a signature is money until it expires.
// It sends nothing and asks nothing but, where it is given one, a chain about
// approvals of Permit2.
//
// Payments are made as the stock clients make them, in version 2 and version 1.
package wallet
