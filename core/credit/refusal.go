package credit

// Refusal is the stable code of a refused step; empty when it was accepted.
type Refusal string

// The refusals. Exists means that the same step was accepted before.
const (
	Exists        Refusal = "exists"
	CreditOverdue Refusal = "credit_overdue"
	LineInvalid   Refusal = "line_invalid"
	LinesFull     Refusal = "lines_full"
	GrantInvalid  Refusal = "grant_invalid"
	GrantDiffers  Refusal = "grant_differs"
	GrantUnknown  Refusal = "grant_unknown"
	GrantFunder   Refusal = "grant_funder"
	GrantFunds    Refusal = "grant_funds"
	GrantsFull    Refusal = "grants_full"
)

var sentences = map[Refusal]string{ //nolint:gosec // credit lines are no credentials
	CreditOverdue: "an invoice of the credit line is overdue beyond its grace; pay it, and calls go on at once",
	LineInvalid:   "the terms of a credit line are a period of hour, day or month, at most 366 days until due and of grace, a late fee of at most 10,000 basis points, and an end behind its beginning",
	GrantInvalid:  "a grant has an amount above zero, a name of 1 to 128 bytes, a priority of 0 to 1,000, at most 32 sellers and 64 models, and an end to come if it has one",
	GrantDiffers:  "the id is taken by another grant; choose another id",
	GrantUnknown:  "there is no grant with that id",
	GrantFunder:   "an account that pays for a grant, or takes its rest, is open, of the grant's asset and moved by hand; and the rest of a grant does not go to custody, for it stays owed to somebody",
	GrantFunds:    "the account that pays for the grant has not that much of its own",
	GrantsFull:    "as many grants were given as the house, or the party, has room for",
	LinesFull:     "as many credit lines were granted as the house has room for",
}

// Sentence tells people what r means; empty for a code that is not credit's own.
func (r Refusal) Sentence() string { return sentences[r] }
