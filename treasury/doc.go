// Package treasury moves between the ledger and the chains what the machine has
// decided: it collects payments that are due, enters what arrives at the house's
// address, sends payouts, makes blocks final, and compares both sides.
//
// The machine's state is the truth. The treasury keeps nothing on disk: what it
// sends is remembered by the outbox behind Chain.Send, under ids that follow from
// what is sent, and what it saw is entered under ids that follow from the block,
// the transaction and the log. So it can die between any two steps and begin again
// at the machine's last final block: it sends what was sent before under the same
// id, and enters what was entered before with no effect.
//
// Nothing is given up before it is certain. A payment fails only once a final
// block shows that it can never be carried out; a transfer counts for good only in
// a final block. A transfer out of the house that no payout explains stops payouts
// in its token at once, for then somebody else has the key.
//
// The caller owes this: one treasury runs for a house, on the leader; it hands
// each chain's blocks on in order, and it has told Options the truth about ids.
package treasury
