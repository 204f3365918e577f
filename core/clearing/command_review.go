package clearing

import (
	"aidollar/core/internal/wire"
	"aidollar/core/ledger"
	"aidollar/core/review"
)

// OpenReview asks a person about something: a name that is like one on a list, say. Of a
// party the subject may be left out.
type OpenReview struct {
	ID      ledger.ID
	Content review.Content
}

func (OpenReview) kind() Kind { return KindReview }
func (c OpenReview) append(a *wire.Appender) {
	a.ID(c.ID)
	c.Content.Append(a)
}

// DecideReview is the decision of a person who has a key with the scope admin.
type DecideReview struct {
	ID      ledger.ID
	Verdict review.Verdict
	By      ledger.ID // the key
	Reason  string
	Until   int64 // Unix nanoseconds; zero for no end
}

func (DecideReview) kind() Kind { return KindReviewDecide }
func (c DecideReview) append(a *wire.Appender) {
	a.ID(c.ID)
	a.U8(uint8(c.Verdict))
	a.ID(c.By)
	a.Text(c.Reason)
	a.I64(c.Until)
}

// WithdrawReview takes back what was decided.
type WithdrawReview struct {
	ID     ledger.ID
	By     ledger.ID // the key
	Reason string
}

func (WithdrawReview) kind() Kind { return KindReviewWithdraw }
func (c WithdrawReview) append(a *wire.Appender) {
	a.ID(c.ID)
	a.ID(c.By)
	a.Text(c.Reason)
}

// SetReviewTerms says whether it takes two persons to let something pass.
type SetReviewTerms struct{ FourEyes bool }

func (SetReviewTerms) kind() Kind                { return KindReviewTerms }
func (c SetReviewTerms) append(a *wire.Appender) { a.Flag(c.FourEyes) }

// reviewCommand reads a command that concerns reviews and gives what to do once it is read
// to its end.
func (m *Machine) reviewCommand(now int64, kind Kind, r *wire.Reader) func() Answer {
	switch kind {
	case KindReview:
		c := OpenReview{ID: r.ID(), Content: review.ReadContent(r)}
		return func() Answer { return m.openReview(now, &c) }
	case KindReviewDecide:
		c := DecideReview{ID: r.ID(), Verdict: review.Verdict(r.U8()), By: r.ID(), Reason: r.Text(), Until: r.I64()}
		return func() Answer { return m.decideReview(now, &c) }
	case KindReviewWithdraw:
		c := WithdrawReview{ID: r.ID(), By: r.ID(), Reason: r.Text()}
		return func() Answer { return m.withdrawReview(now, &c) }
	}
	fourEyes := r.Flag()
	return func() Answer {
		refusal := m.review.SetFourEyes(fourEyes)
		return Answer{Exists: refusal == review.Exists}
	}
}
