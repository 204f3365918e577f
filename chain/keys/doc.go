// Package keys signs the house's transactions, with a key that is in an encrypted
// file, in another program, or, for a test chain, in memory.
//
// A key is never printed, logged or part of an error. What another program signs
// is compared with what was asked for, field by field, and with the address that
// was to sign it: a signer that is wrong, or was taken over, costs a refusal.
package keys
