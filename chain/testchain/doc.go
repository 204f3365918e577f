// Package testchain puts the contracts of a test chain where they belong on a node
// that lets its state be set, as Foundry's anvil and Hardhat's node do. What is
// there already is left as it is.
//
// A contract's constructor runs at the address that the contract is to have, so
// that what it stores, and what it computes from its address, is what a deployment
// there would have left.
package testchain
