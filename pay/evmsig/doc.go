// Package evmsig computes what wallets sign for a payment in tokens, and says
// who signed it.
//
// The messages are those that machine payments consist of: EIP-3009's transfer,
// receipt and cancellation, EIP-2612's permit, and Permit2's witnessed transfer
// with the witnesses of x402's schemes exact and upto. Their EIP-712 digests are
// laid out by hand, field by field, which takes a microsecond or two; a generic
// encoder of typed data takes ten times that. The test vectors come from viem.
//
// Recover is as strict as the dollar tokens' own check: 65 bytes, s in the lower
// half, v of 27 or 28. What it accepts the token accepts. An account with code
// signs by ERC-1271 instead, which only its chain can check, and an account that
// is yet to be deployed wraps its signature by ERC-6492, which Unwrap opens.
//
// RecoverFrom answers the same, and takes half the time for an account that has signed
// often, of which it keeps a table.
//
// Nothing here knows a clock, a network or a balance.
package evmsig
