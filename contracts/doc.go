// Package contracts holds the house's contracts and those that payments meet on
// chain, as Go bindings: their ABI, their creation code, and what packs and
// unpacks their calls and events.
//
// The sources are in src, what the compiler makes of them in artifacts, and
// bindings_gen.go is written from there; all of it is committed, so that nobody
// needs a compiler to build the program. After a change of a source:
//
//	(cd contracts && npm ci && node build.mjs) && go test ./contracts/bind -update
//
// Of the house are Payout, DepositMemo, EVMPaymentChannel (the escrow of MPP's
// sessions) and Liabilities. TestDollar, which is also the test euro and dirham,
// TestWallet and TestWalletFactory are for test chains alone. Permit2, x402's two
// proxies, its escrow of channels and what brings deposits there are deployed on
// public chains by others, whose code no package brings; ours are written anew for
// test chains with the same interface and messages. Permit2 is there without its
// allowances. Multicall3 is the deployed code.
package contracts
