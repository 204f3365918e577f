// Package mcp lets an agent look up prices, balances, calls, receipts, usage
// and statements of a house over the Model Context Protocol.
//
// It serves tools that read and nothing else: what they may see is what the API
// key behind them may see, and no tool moves money. The house itself is behind
// the interface House; answers are the house's own, and refusals carry its codes.
package mcp
