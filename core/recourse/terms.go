package recourse

import (
	"aidollar/core/internal/wire"
	"aidollar/core/ledger"
)

// The bounds of time, in nanoseconds.
const (
	hour = 3_600_000_000_000
	day  = 24 * hour

	RefundSpan      = 180 * day // from a call's id on, in which it can be refunded
	ProposalSpanMax = 30 * day  // that a proposal holds money
	AnswerSpanMin   = hour
	AnswerSpanMax   = 60 * day
	DecisionSpanMin = hour
	DecisionSpanMax = 180 * day
	// dueSpan is for how long behind a call what was awarded and was not there is
	// still looked for.
	dueSpan = 2 * RefundSpan
	// again is when what could not be paid is tried once more, and soon when what
	// should have ended could not.
	again = day
	soon  = 60_000_000_000
)

// Side is whom something is decided for.
type Side uint8

// The sides.
const (
	ForBuyer Side = iota + 1
	ForSeller
	sideEnd
)

// Terms are the terms on which a seller's calls can be disputed.
type Terms struct {
	DisputeSpan int64 // nanoseconds behind the call in which it can be disputed
	AnswerSpan  int64 // nanoseconds that the seller has to answer
	Silence     Side  // whom a seller's silence decides for

	DecisionSpan int64 // nanoseconds that the operator has to decide, once the seller contests
	Undecided    Side  // whom the operator's silence decides for
}

// DefaultTerms are those of a house that has said nothing else. Whoever does not answer
// loses. A seller who answered keeps what he was paid until somebody decides otherwise:
// else a buyer would only have to dispute more than an operator can look at.
func DefaultTerms() Terms {
	return Terms{DisputeSpan: 60 * day, AnswerSpan: 7 * day, Silence: ForBuyer, DecisionSpan: 30 * day, Undecided: ForSeller}
}

func (t *Terms) valid() bool {
	return t.DisputeSpan >= day && t.DisputeSpan <= RefundSpan && t.AnswerSpan >= AnswerSpanMin && t.AnswerSpan <= AnswerSpanMax &&
		t.Silence > 0 && t.Silence < sideEnd && t.DecisionSpan >= DecisionSpanMin && t.DecisionSpan <= DecisionSpanMax && t.Undecided > 0 && t.Undecided < sideEnd
}

// Append writes the terms.
func (t *Terms) Append(a *wire.Appender) {
	a.I64(t.DisputeSpan)
	a.I64(t.AnswerSpan)
	a.U8(uint8(t.Silence))
	a.I64(t.DecisionSpan)
	a.U8(uint8(t.Undecided))
}

// ReadTerms reads what Terms.Append wrote.
func ReadTerms(r *wire.Reader) Terms {
	return Terms{DisputeSpan: r.I64(), AnswerSpan: r.I64(), Silence: Side(r.U8()), DecisionSpan: r.I64(), Undecided: Side(r.U8())}
}

// SellerTerms are the terms of one seller; of the zero id those of the house, which
// hold for every seller who has none.
type SellerTerms struct {
	Seller ledger.ID
	Terms  Terms
}

// SetTerms sets terms for what is disputed from now on.
func (b *Book) SetTerms(seller ledger.ID, t Terms) Refusal {
	if !t.valid() {
		return TermsInvalid
	}
	i, known := b.termsBySeller[seller]
	switch {
	case known && b.terms.At(i).Terms == t:
		return Exists
	case known:
		b.terms.Change(i).Terms = t
	case b.terms.Len() >= TermsMax:
		return TermsFull
	default:
		b.termsBySeller[seller] = b.terms.Append(SellerTerms{seller, t})
	}
	return ""
}

// TermsOf are the terms of a seller; of the zero id those of the house. own says that
// they were set for this seller.
func (b *Book) TermsOf(seller ledger.ID) (t Terms, own bool) {
	if i, ok := b.termsBySeller[seller]; ok {
		return b.terms.At(i).Terms, true
	}
	if i, ok := b.termsBySeller[ledger.ID{}]; ok {
		return b.terms.At(i).Terms, false
	}
	return DefaultTerms(), false
}
