// Package buyer is an http.RoundTripper that pays. A 402 of x402, of either
// version, is answered with a payment that a wallet signs within its limits, and
// the request is made once more with it. The caller gets the paid answer as it
// arrives, streams included.
//
//	client := &http.Client{Transport: &buyer.Transport{Wallet: w}}
//
// For one call one payment is signed. If the connection breaks after it was sent,
// the same payment is sent again, since the chain carries it out once at most; a
// second one is signed only when the first has expired. A server that offers
// payment identifiers gets one, by which it knows the repetition.
//
// What is signed is written into a Book before it leaves. Folder is one on disk,
// with a limit on all that is spent, over all programs that use the same folder.
package buyer
