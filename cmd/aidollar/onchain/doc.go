// Package onchain joins chain's client, watcher and sender to what the treasury
// and the judgement of payments want of a chain. It translates types and decides
// nothing.
package onchain
