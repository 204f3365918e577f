// Package textmodel is a toy model that makes text without any service or
// weights, so that the rest can be tried and tested: an order-two Markov chain
// over a page of prose. It says what it is in every answer. It speaks OpenAI's
// chat completions, streamed and not, and counts usage with its own tokenizer.
//
// The same request gets the same text.
package textmodel
