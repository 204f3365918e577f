// Package devnet runs an EVM chain inside the process: go-ethereum's own state,
// transaction pool and JSON-RPC on loopback, with the house's contracts, a test
// token, Permit2, x402's proxies and Multicall3 in place from the first block, and
// ten funded accounts whose keys everybody knows (chain/devaccount). It is for
// trying things out and for tests. It keeps real money out by having none.
//
// The rules are those of the fork Osaka, written out, not those that go-ethereum
// calls its development chain's: they include unreleased ones, by which a transfer
// costs three times the gas.
//
// # Blocks
//
// A block is made as soon as there is a transaction, but never two with the time
// of one second, and none with a time that is yet to come. A payment on an idle
// chain is therefore included at once, one in a burst within a second, and what
// signatures say about time means the same as on the wall clock. Each block takes
// all transactions that fit, some 3,000 transfers. Empty blocks follow until the
// last transaction is final, and then one now and then (Options.Heartbeat), so that
// calls see a time which is not long past. Options.Instant gives the wall clock up:
// each transaction has its block at once, whose time may lie in the future.
//
// The tags safe and finalized lag behind the newest block (Options.SafeDepth,
// FinalDepth). Reorg takes back what is not final.
//
// # On disk
//
// With Options.Dir the chain is kept, and goes on where it was, also after the
// process was killed: blocks that were announced are there again. Transactions
// that were waiting for a block are not. A folder belongs to the options that
// decide the first block: chain id, owner and custody.
//
// # Bounds of the RPC
//
// A transaction may use 16,777,216 gas (EIP-7825) and cost one ether in fees at
// most, or it is refused.
package devnet
