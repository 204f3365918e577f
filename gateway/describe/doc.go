// Package describe writes down what a gateway sells, for programs that have yet to
// buy: an OpenAPI 3.1 document whose paid operations carry x-payment-info
// (draft-payment-discovery), and the same as a text for language models (llms.txt).
//
// Both say what is so while the gateway runs as it does; what a call costs is said by
// the 402 that answers it. The caller owes it endpoints that can be bought: each
// example is sent by somebody as it stands.
package describe
