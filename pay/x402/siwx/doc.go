// Package siwx lets a wallet sign in, by x402's extension sign-in-with-x: a 402
// carries a challenge, the client signs a text made of it, and sends what it
// signed in the header SIGN-IN-WITH-X.
//
// The text is that of EIP-4361 (Sign-In with Ethereum), byte for byte as the
// stock library writes it, signed by EIP-191. An account with code signs by
// ERC-1271, which its chain is asked about. Wallets of other kinds of chains than
// EVM's are not read.
//
// Reading is strict and bounded, and each refusal has the reason that the stock
// library gives for it. The caller owes three things: the origin under which its
// clients know it, which it must not take from the request; nonces that are good
// once; and the time.
//
// Where the specification and the stock library (@x402/extensions 2.27.0)
// differ, this follows the library.
package siwx
