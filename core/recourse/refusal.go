package recourse

// Refusal is the stable code of a refused step; empty when it was accepted.
type Refusal string

// The refusals. Exists means that the same step was accepted before.
const (
	Exists          Refusal = "exists"
	SaleDiffers     Refusal = "sale_differs"
	SaleOld         Refusal = "sale_too_old"
	CasesFull       Refusal = "cases_full"
	RefundInvalid   Refusal = "refund_invalid"
	RefundDiffers   Refusal = "refund_differs"
	RefundUnknown   Refusal = "refund_unknown"
	RefundClosed    Refusal = "refund_closed"
	RefundExceeded  Refusal = "refund_exceeded"
	RefundFunds     Refusal = "refund_funds"
	DisputeInvalid  Refusal = "dispute_invalid"
	DisputeDiffers  Refusal = "dispute_differs"
	DisputeUnknown  Refusal = "dispute_unknown"
	DisputeOpen     Refusal = "dispute_open"
	DisputeLate     Refusal = "dispute_late"
	DisputeClosed   Refusal = "dispute_closed"
	DisputeAnswered Refusal = "dispute_answered"
	TermsInvalid    Refusal = "recourse_terms_invalid"
	TermsFull       Refusal = "recourse_terms_full"
)

var sentences = map[Refusal]string{
	SaleDiffers:     "what is said of the call is not what the call was: its parties, its asset, its charge or who paid it",
	SaleOld:         "the call is longer ago than 180 days, and charges are returned no more",
	CasesFull:       "as many calls have refunds or disputes as the house has room for, or the call has 32 refunds or 4 disputes",
	RefundInvalid:   "a refund has an amount above zero, a reason, a text of at most 1,000 bytes of UTF-8, and a proposal a deadline to come within 30 days",
	RefundDiffers:   "the id is taken by another refund; choose another id",
	RefundUnknown:   "there is no refund with that id, or it is too long ago to be remembered",
	RefundClosed:    "the refund was posted, voided, or its deadline has passed",
	RefundExceeded:  "the call's charge has not that much left that is neither returned nor proposed nor disputed",
	RefundFunds:     "the seller, or another who has a share of the charge, has not that much of it any more; return less, or pay in",
	DisputeInvalid:  "a dispute has an amount above zero, a reason and texts of at most 1,000 bytes of UTF-8; whoever contests or decides says why, and what is decided is at most what is disputed",
	DisputeDiffers:  "the id is taken by another dispute; choose another id",
	DisputeUnknown:  "there is no dispute with that id, or it is too long ago to be remembered",
	DisputeOpen:     "the call is disputed already; a call has one open dispute",
	DisputeLate:     "the time in which the seller's calls can be disputed is over",
	DisputeClosed:   "the dispute was decided, accepted or withdrawn, or a deadline decided it",
	DisputeAnswered: "the seller has answered; the operator decides",
	TermsInvalid:    "calls can be disputed for 1 to 180 days, a seller has an hour to 60 days to answer, the operator an hour to 180 days to decide, and the silence of either decides for buyer or seller",
	TermsFull:       "as many sellers have terms of their own as the house has room for",
}

// Sentence tells people what r means; empty for a code that is not recourse's own.
func (r Refusal) Sentence() string { return sentences[r] }
