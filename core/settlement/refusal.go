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
)

// Sentence tells people what r means; empty for a code that is not settlement's own.
func (r Refusal) Sentence() string {
	if s := paymentSentences[r]; s != "" {
		return s
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
