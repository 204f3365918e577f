package console

import (
	"context"
	"time"

	"aidollar/core/attest"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/policy/ruling"
	"aidollar/core/review"
)

// Reviews is the part of a Source that is about what persons decide, and about those whose
// word counts. It is for the house alone.
type Reviews interface {
	// Reviews lists what is open, the oldest first, or what is decided, the newest first.
	Reviews(ctx context.Context, q ReviewQuery, cursor string, limit int) (ReviewPage, error)
	// Review finds an item; ErrNotFound when there is none, or it ended too long ago.
	Review(ctx context.Context, id ledger.ID) (Review, error)
	// FourEyes reports whether it takes two persons to let something pass.
	FourEyes(ctx context.Context) (bool, error)
	// DecideReview answers an item by the holder of a key. A Refusal is an error of it.
	DecideReview(ctx context.Context, id, by ledger.ID, verdict review.Verdict, reason string, until int64) error
	// WithdrawReview takes an answer back. A Refusal is an error of it.
	WithdrawReview(ctx context.Context, id, by ledger.ID, reason string) error
	// Auditors lists the keys of auditors, in the order in which they came.
	Auditors(ctx context.Context) ([]attest.Auditor, error)
	// Attestations lists the statements that hold now, the oldest first.
	Attestations(ctx context.Context, cursor string, limit int) (AttestationPage, error)
}

// ReviewQuery says which items are wanted.
type ReviewQuery struct {
	Decided bool        // else those that are open
	Kind    review.Kind // zero for every one
}

// Review is an item with whom it is about and the rules that referred it.
type Review struct {
	review.Item
	Of       clearing.Party // zero where it is no party of the house
	Deciding []ruling.Cited
	Set      uint32 // of those rules
}

// ReviewPage is a part of a list of items. Next continues it; empty at its end.
type ReviewPage struct {
	Reviews []Review
	Next    string
}

// AttestationPage is a part of a list of statements. Next continues it; empty at its end.
type AttestationPage struct {
	Entries []attest.Entry
	Next    string
}

// Path is where it is shown.
func (r Review) Path() string { return "/console/reviews/" + r.ID.String() }

// What says what it is.
func (r Review) What() string {
	switch {
	case r.Kind == review.Arrival:
		return "money that came"
	case r.Kind == review.Referral:
		return "referred by a rule"
	case r.Kind == review.Misplacement:
		return "served where it must not be"
	case r.Hit:
		return "hit on a list"
	}
	return "near a list"
}

// Word is the state in a word.
func (r Review) Word() string {
	if r.Kind == review.Screening {
		switch r.Item.State {
		case review.Approved:
			return "cleared"
		case review.Refused:
			return "confirmed"
		}
	}
	return r.Item.State.String()
}

// Who is whom it is about, in words.
func (r Review) Who() string {
	if r.Of.Name != "" {
		return r.Of.Name
	}
	return r.Subject
}

// Best is the match with the highest score; nil without any.
func (r Review) Best() (best *review.Match) {
	for i := range r.Matches {
		if best == nil || r.Matches[i].Score > best.Score {
			best = &r.Matches[i]
		}
	}
	return best
}

// Screening reports whether a name was held against lists.
func (r Review) Screening() bool { return r.Kind == review.Screening }

// Referral reports whether a rule referred it.
func (r Review) Referral() bool { return r.Kind == review.Referral }

// Misplacement reports whether a call was served where it must not be.
func (r Review) Misplacement() bool { return r.Kind == review.Misplacement }

// Waits reports whether it is open.
func (r Review) Waits() bool { return r.Item.State == review.Open }

// Revocable reports whether there is an answer that can be taken back.
func (r Review) Revocable() bool {
	return (r.Kind == review.Screening || r.Kind == review.Referral) && (r.Item.State == review.Refused || r.Item.State == review.Approved)
}

// scoreText is a match's score as a decimal.
func scoreText(score uint16) string {
	text := uintText(uint64(review.ScoreWhole + score))
	return string('0'+text[0]-'1') + "." + text[1:]
}

// listDay is the day of a list, given in days since 1970; empty where it does not say.
func listDay(day int32) string {
	if day == 0 {
		return ""
	}
	return time.Unix(int64(day)*86_400, 0).UTC().Format(dayLayout)
}
