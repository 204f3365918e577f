// Package channel knows x402's scheme batch-settlement: one-way payment channels
// in an escrow contract, paid from by vouchers whose amounts only grow.
//
// A payer deposits once and then signs vouchers, each of which lets the receiver
// have a sum that is counted from the channel's first use on. The receiver keeps
// the newest, claims it on chain when it likes, and gives back what is left. A
// payer who is let down announces a withdrawal and takes the rest when the
// channel's delay is over, so that the receiver has to claim before.
//
// The package computes what is signed and checks who signed it, writes the calls
// and reads the answers and events of the contracts. It knows no clock, no network
// and no balance, and decides nothing. The hot path is one voucher: two hashes and
// one recovery. Names and encodings are those of the stock client (@x402/evm
// 2.27.0), which the test vectors come from.
package channel
