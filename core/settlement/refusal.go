package settlement

// Refusal is the stable code of a refused step; empty when it was accepted.
type Refusal string

// The refusals. Exists means that the same step was accepted before.
const (
	Exists         Refusal = "exists"
	TokenUnknown   Refusal = "token_unknown"
	TokenDiffers   Refusal = "token_differs"
	TokenInvalid   Refusal = "token_invalid"
	TokenDecimals  Refusal = "token_decimals"
	TokensFull     Refusal = "tokens_full"
	LimitsInvalid  Refusal = "limits_invalid"
	ReasonLong     Refusal = "reason_too_long"
	PaymentUsed    Refusal = "payment_used"
	PaymentInvalid Refusal = "payment_invalid"
	PaymentAmount  Refusal = "payment_amount"
	PaymentExpired Refusal = "payment_expired"
	PaymentLong    Refusal = "payment_valid_too_long"
	PaymentsFull   Refusal = "payments_full"
	PaymentUnknown Refusal = "payment_unknown"
	PaymentNotDue  Refusal = "payment_not_due"
	PayerCapped    Refusal = "payer_capped"
	PayerOwes      Refusal = "payer_owes"
	ArrivalInvalid Refusal = "arrival_invalid"
	ArrivalFinal   Refusal = "arrival_final"
	ArrivalUnknown Refusal = "arrival_unknown"
	ArrivalsFull   Refusal = "arrivals_full"
	ArrivalNotHeld Refusal = "arrival_not_held"
	BlockPast      Refusal = "block_past"
	BalanceTwice   Refusal = "balance_twice"
	PayeeUnknown   Refusal = "payee_unknown"
	PayeeInvalid   Refusal = "payee_invalid"
	PayeesFull     Refusal = "payees_full"
	PayeeCooling   Refusal = "payee_cooling"
	PayoutInvalid  Refusal = "payout_invalid"
	PayoutDiffers  Refusal = "payout_differs"
	PayoutUnknown  Refusal = "payout_unknown"
	PayoutClosed   Refusal = "payout_closed"
	PayoutsFull    Refusal = "payouts_full"
	PayoutsHalted  Refusal = "payouts_halted"
	PayoutDay      Refusal = "payout_day_limit"
	PayoutFunds    Refusal = "payout_funds"
	PayoutCustody  Refusal = "payout_custody"
	ExitOpen       Refusal = "exit_open"
	ExitUnknown    Refusal = "exit_unknown"
	ExitAmount     Refusal = "exit_amount"
	ExitsFull      Refusal = "exits_full"

	PegAway         Refusal = "peg_off"
	PegStale        Refusal = "peg_stale"
	PegJumped       Refusal = "peg_jumped"
	PegInvalid      Refusal = "peg_invalid"
	PegPriceInvalid Refusal = "peg_price_invalid"
	PegPriceAhead   Refusal = "peg_price_ahead"
	PegPricePast    Refusal = "peg_price_past"
	PegPriceStale   Refusal = "peg_price_stale"
)

// Sentence tells people what r means; empty for a code that is not settlement's own.
func (r Refusal) Sentence() string {
	for _, sentences := range [...]map[Refusal]string{paymentSentences, pegSentences} {
		if s := sentences[r]; s != "" {
			return s
		}
	}
	return tokenSentences[r]
}

var paymentSentences = map[Refusal]string{
	PaymentUsed:    "the payment was used before; each signature pays once",
	PaymentInvalid: "the payment has no id, an unknown scheme or more than 8 KiB",
	PaymentAmount:  "the payment's amount is nothing, or no whole number of the token's smallest units",
	PaymentExpired: "the payment is not valid any more; sign another one",
	PaymentLong:    "the payment is valid for more than a day, longer than it would be remembered; sign a shorter one",
	PaymentsFull:   "the house follows as many payments as it has room for; try again in a moment",
	PaymentUnknown: "no such payment is remembered",
	PaymentNotDue:  "the payment is not one that waits to be collected",
	PayerCapped:    "the payer has as much under way that is not final as the house takes on trust; wait for it to be final, or pay in advance",
	PayerOwes:      "a payment of this payer was used and never came; what is owed is taken from the next payment, which has to be made in advance",
	ArrivalInvalid: "the transfer has no id, no amount, or an amount that is no whole number of the token's smallest units",
	ArrivalFinal:   "the transfer is final already, or lies at or before the newest final block",
	ArrivalUnknown: "no such transfer is waiting to be final",
	ArrivalsFull:   "as many transfers wait to be final as the house has room for",
	ArrivalNotHeld: "the money is not held for a decision: its block was undone, or it is somebody's already",
}

var pegSentences = map[Refusal]string{
	PegAway:         "the token is worth more or less than it says, and is not taken at par; pay in another one, or come back when it is on its peg again",
	PegStale:        "what the token is worth is not known, and it is not taken at par; pay in another one, or come back in a while",
	PegJumped:       "the token's price jumped, and it is not taken until somebody has looked; pay in another one",
	PegInvalid:      "a guard closes at 1 to 10000 basis points off par, opens at fewer, and holds back jumps of at most 10000; one that closes at none has nothing else",
	PegPriceInvalid: "a price is more than nothing and at most a million, good for some time and at most 366 days, and has a source of 1 to 64 bytes",
	PegPriceAhead:   "the price's time is more than a minute ahead of the house's clock",
	PegPricePast:    "the price is older than the one that is there",
	PegPriceStale:   "the price is not good any more",
}

var tokenSentences = map[Refusal]string{ //nolint:gosec // tokens of chains are no credentials
	TokenUnknown:  "no such token is defined",
	TokenDiffers:  "the token is defined already, with other properties",
	TokenInvalid:  "a token has a chain, a contract, and an address of the house that is not the contract's",
	TokenDecimals: "the token has more decimals than the ledger keeps of its asset",
	TokensFull:    "as many tokens are defined as the house has room for",
	LimitsInvalid: "a batch pays 1 to 512 payees",
	ReasonLong:    "a reason has at most 256 bytes",
	BlockPast:     "the block is not newer than the newest final one of its chain",
	BalanceTwice:  "the balances name a token twice, or one of another chain, or one that is none",
	PayeeUnknown:  "the party has no address to be paid at in this token; enter one first",
	PayeeInvalid:  "the address is zero, the token's contract or the house's own",
	PayeesFull:    "as many addresses are kept as the house has room for",
	PayeeCooling:  "the address is new and cannot be paid at yet",
	PayoutInvalid: "a batch has an id and 1 to 512 payees, each party once, and amounts that are not nothing",
	PayoutDiffers: "the id is taken by a batch with other contents",
	PayoutUnknown: "no such batch is open",
	PayoutClosed:  "the batch was opened before and has ended; take a new id for another one",
	PayoutsFull:   "as many batches are open as the house has room for",
	PayoutsHalted: "payouts in this token are stopped",
	PayoutDay:     "the day's limit of payouts in this token is reached",
	PayoutFunds:   "the balance that is final and not held does not cover the amount",
	ExitOpen:      "something is on its way back from the channel already; wait until it is out",
	ExitUnknown:   "nothing is on its way back from the channel",
	ExitAmount:    "the amount is nothing, more than is free on the channel, or no whole number of the token's smallest units",
	ExitsFull:     "as many channels are being emptied as the house has room for; try again in a moment",
	PayoutCustody: "the house has less of this token in final blocks than the amount; wait for what is arriving, or pay out in another token",
}
