// Package attest signs what a seller offers and what he was paid, by x402's
// extension offer-receipt, and verifies both.
//
// An offer goes along with a 402 and says what was asked for, so that a price
// cannot be denied later. A receipt goes along with the answer and says that the
// payer was served. Both are signed in one of the extension's two forms: as a JWS
// by an Ed25519 key, which a did:key names, or as EIP-712 by an account.
//
// A signature proves who signed, and not that the signer may speak for the seller:
// who verifies has to know the seller's key or account from elsewhere.
//
// Offers are signed anew for each 402, so a server that holds clients to their
// echo (x402.Echoes) compares with its extensions before they are added.
package attest
