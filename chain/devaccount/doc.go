// Package devaccount has the accounts that hold money on test chains.
//
// They are those of the phrase "test test test test test test test test test test
// test junk", with which the development chains of Hardhat and Foundry start, so
// that wallets, scripts and people know them. Their keys are public: whatever
// reaches these addresses on a public chain is taken by others at once.
package devaccount
