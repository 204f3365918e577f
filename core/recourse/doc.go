// Package recourse returns what was charged: by refunds, which a seller or the
// house makes, and by disputes, which a buyer opens and somebody has to answer.
//
// The machine forgets a call when it is closed, and so that a call costs nothing
// more, nothing is kept of one until somebody asks for its money back. Then the
// caller says what the call was, as the books have it, and the book keeps a case of
// it: what was charged, who paid, what was returned. A call's id carries its time,
// and a call that is older than RefundSpan is refused: so a case can be forgotten
// at that age and nothing is returned twice.
//
// Money goes back the way it came. Each share of the rule that split the charge
// gives what its floor falls by (see ledger.Unsplit), the house's commission
// included, and it goes to who paid, as though the call had cost that much less:
// the buyer's own account first, which paid last, then the grants. What channels
// paid goes to the buyer's account: a channel is claimed on chain by what its calls
// were charged, and that never goes down.
//
// What is proposed or disputed is held on the accounts of the shares, so that it is
// not paid out meanwhile. A proposal is held whole or refused; of a dispute as much
// is held as is there, and what comes in later is held until all is.
package recourse
