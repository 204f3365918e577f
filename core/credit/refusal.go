package credit

// Refusal is the stable code of a refused step; empty when it was accepted.
type Refusal string

// The refusals. Exists means that the same step was accepted before.
const (
	Exists        Refusal = "exists"
	CreditOverdue Refusal = "credit_overdue"
	LineInvalid   Refusal = "line_invalid"
	LinesFull     Refusal = "lines_full"
)

var sentences = map[Refusal]string{ //nolint:gosec // credit lines are no credentials
	CreditOverdue: "an invoice of the credit line is overdue beyond its grace; pay it, and calls go on at once",
	LineInvalid:   "the terms of a credit line are a period of hour, day or month, at most 366 days until due and of grace, a late fee of at most 10,000 basis points, and an end behind its beginning",
	LinesFull:     "as many credit lines were granted as the house has room for",
}

// Sentence tells people what r means; empty for a code that is not credit's own.
func (r Refusal) Sentence() string { return sentences[r] }
