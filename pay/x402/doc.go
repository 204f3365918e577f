// Package x402 reads and writes the messages of x402, by which a program with a
// wallet pays for an HTTP request: the 402 that names the price, the payment,
// its result, what servers ask of a facilitator, and the list of what is sold.
// It speaks version 2 and version 1, in both directions.
//
// Reading is strict and bounded: sizes, depth and the number of values have
// named limits, members that stand twice are refused, amounts are decimal text
// of the token's smallest unit and become integers of 256 bits. What is wrong is
// a *Mistake with a stable code, the place and a sentence. Members that the
// specification does not know are passed over; extra and extensions are kept as
// they came, because what a party does not understand it still has to echo.
//
// A message says what somebody claims. Whether a payment is good is judged by
// package facilitator beside this one, against the seller's own terms and never
// against the copy that the payment carries.
//
// Where the specification and the stock clients differ, this follows the
// clients (@x402/core and @x402/evm 2.27.0; x402 1.2.0 for version 1).
package x402
