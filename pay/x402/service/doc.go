// Package service is a facilitator of x402 over HTTP, for other people's servers:
// POST /verify and POST /settle in both versions, GET /supported, and the listing
// of what is sold, GET /discovery/resources and /discovery/search. It answers as
// the stock facilitator client (@x402/core) reads.
//
// It judges by a facilitator.Verifier and hands what is to be sent to a Settler,
// which keeps orders durably. It adds what stock servers lack, who ask about each
// request by itself:
//
//   - A payment that was found good is held for who asked, for as long as the
//     seller's terms give it. A second request with the same payment, or with more
//     payments than the payer has funds for, is refused before anybody works for it.
//   - A payment is sent once, however often and by however many it is settled at a
//     time. Who asks again gets the same answer, and one whose transaction is on
//     its way waits on (settlement_pending).
//   - A settlement counts when the chain shows it: the included transaction carries
//     the transfer from payer to payee of exactly the amount, and the use of the
//     authorization. It may have been sent by somebody else.
//
// With batch-settlement it takes deposits as it takes payments, judges vouchers by
// what the chain knows of their channel, and sends a server's chores: claims,
// settlements to a receiver and refunds, each once, with what the channels'
// authorizer has signed. It signs for nobody. What a voucher is worth beyond the last
// one only the server knows, which also has to see that a voucher buys one answer.
//
// A server that settles before it works (the flow upfront) does not verify first,
// so it learns from /settle alone whether a payment is fresh. There the success is
// told once, and afterwards the payment is used: otherwise one payment would buy
// any number of answers.
//
// Holds are of one process. Several behind one address share the Settler's orders,
// which are sent once all the same, and not the holds.
package service
