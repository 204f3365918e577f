// Package anvil runs Foundry's anvil for tests: an EVM chain by other people, so
// that what works on the house's own (chain/devnet) is seen to work on one that
// shares no code with it. It has the same contracts at the same addresses and the
// same funded accounts.
//
// The program comes with test/npm. Anvil makes a block for each transaction at
// once, its time follows the clock, and it slows down with thousands of them.
package anvil
