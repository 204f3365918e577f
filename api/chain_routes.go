package api

import (
	"net/http"
	"slices"
)

// chainRoutes are those of tokens, and of what comes in and goes out in them.
func chainRoutes() []route {
	party := param{name: "party", kind: fieldID, about: "only this party's; the key's own when missing"}
	token := param{name: "token", kind: fieldWhole, about: "only in the token of this number"}
	transaction := param{name: "transaction", kind: fieldText, about: "only of the transaction with this hash"}
	channel := param{name: "channel", kind: fieldText, about: "only what came into this channel or left it"}
	word := func(name, about string, words []string) param {
		return param{name: name, kind: fieldWord, words: words, about: about}
	}
	paged := func(own ...param) []param { return append(own, pageParams...) }
	yes := []string{"true", "false"}

	limits := patch("/tokens/{number}", "changeToken", "Changes what may go out in a token.", &tokenLimitsForm, TokenAnswer{}, changeToken)
	halt := post("/tokens/{number}/halt", "haltToken", "Stops payouts in a token. What is on its way stays on its way.", &haltForm, TokenAnswer{}, haltToken)
	resume := post("/tokens/{number}/resume", "resumeToken", "Lets payouts in a token go on.", nil, TokenAnswer{}, resumeToken)
	cancel := post("/payouts/{id}/cancel", "cancelPayout", "Gives a batch back that was never carried out and of which nothing is under way on the chain. Without an operator it is tried again for ever.",
		nil, PayoutAnswer{}, cancelPayout)
	guard := post("/tokens/{number}/peg", "setPeg", "Sets when a token is no longer taken for what it says it is worth.", &guardForm, PegAnswer{}, setPeg)
	price := post("/tokens/{number}/price", "enterTokenPrice", "Enters what one token is worth. A price that jumps is held back until it is confirmed, and nothing is taken in the token meanwhile.",
		&pegPriceForm, PegAnswer{}, enterPegPrice)
	guard.status, price.status = http.StatusOK, http.StatusOK
	limits.access, halt.status, resume.status, cancel.status = accessAdmin, http.StatusOK, http.StatusOK, http.StatusOK
	list := []route{
		get("/tokens", "listTokens", "Lists the dollar tokens in which money comes in and goes out.", accessOwn, TokenPage{}, listTokens),
		get("/tokens/{number}", "getToken", "Shows a token.", accessOwn, TokenAnswer{}, getToken),
		limits,
		halt,
		resume,
		get("/tokens/{number}/reconciliation", "getReconciliation", "Shows how the ledger stands to a token's chain.", accessAdmin, ReconciliationAnswer{}, getReconciliation),
		get("/tokens/{number}/comparisons", "listComparisons", "Lists comparisons of ledger and chain, the newest first: those that found a difference, and of the others the last of each hour.",
			accessAdmin, ComparisonPage{}, listComparisons, paged(word("differing", "true: only those that found a difference", yes))...),
		guard, price,
		get("/tokens/{number}/peg", "getPeg", "Shows whether a token is taken, by its guard and by what it is worth.", accessOwn, PegAnswer{}, getPeg),
		get("/tokens/{number}/pegs", "listPegs", "Lists what was entered of a token's peg, the newest first.", accessAdmin, PegPage{}, listPegs, pageParams...),
		get("/payments", "listPayments", "Lists payments that wallets signed, the newest first.", accessRead, PaymentPage{}, listPayments,
			paged(party, token, word("state", "only in this state", paymentStates[1:]), param{name: "call", kind: fieldID, about: "only that which paid for this call on trust"})...),
		get("/payments/{id}", "getPayment", "Shows a payment and the states it came to.", accessRead, PaymentAnswer{}, getPayment),
		get("/arrivals", "listArrivals", "Lists transfers of tokens to the house, and into its channels and out of them, the newest first.", accessRead, ArrivalPage{}, listArrivals,
			paged(party, token, word("state", "only in this state", arrivalStates[1:]), transaction, param{name: "payment", kind: fieldID, about: "only those that carry out this payment"},
				word("unallocated", "true: only those that are nobody's", yes), channel)...),
		get("/arrivals/{id}", "getArrival", "Shows a transfer to the house and the states it came to.", accessRead, ArrivalAnswer{}, getArrival),
		post("/payouts", "createPayout", "Takes what parties are to be paid off their accounts and sends it as one transaction. Each ask is granted or refused by itself; without a granted one there is no batch.",
			&payoutForm, PayoutAnswer{}, createPayout),
		get("/payouts", "listPayouts", "Lists batches of payouts, the newest first; a party sees its own part of each.", accessRead, PayoutPage{}, listPayouts,
			paged(party, token, word("state", "only in this state", payoutStates[1:]), transaction)...),
		get("/payouts/{id}", "getPayout", "Shows a batch, its items and the states it came to.", accessRead, PayoutAnswer{}, getPayout),
		cancel,
	}
	return slices.Concat(list, channelRoutes(), payeeRoutes(), travelRoutes())
}
