// Package client speaks the HTTP API of an aidollar server.
//
// It is the one package with a compatibility promise: what is exported here
// stays, and keeps its meaning, within a major version. Fields and codes may be
// added.
//
//	c := client.New("http://127.0.0.1:8080", os.Getenv("AIDOLLAR_KEY"))
//	buyer, err := c.CreateBuyer(ctx, client.NewParty{Name: "Ann"})
//	_, err = c.Deposit(ctx, client.NewDeposit{Buyer: buyer.ID, Amount: "12.50"})
//
// Amounts are decimals in strings, with at most the decimals of their asset.
// NewID makes an id. Every method that makes something sends
// an Idempotency-Key of its own, so that the client itself may repeat it after
// a broken connection without a second effect; a caller that wants to repeat it
// over restarts of its own sets the ID field.
//
// A refusal of the server is an *Error, with a stable Code. After any other
// error it is not known whether the request was carried out.
package client
