package books

import (
	"context"
	"database/sql"
	"errors"

	"aidollar/core/attest"
	"aidollar/core/ledger"
	"aidollar/core/review"
)

// ReviewAct is what a person did to a review.
type ReviewAct uint8

// The acts. Their numbers are part of the schema; those of verdicts are review's own.
const (
	ReviewApproved  = ReviewAct(review.Approve)
	ReviewRefused   = ReviewAct(review.Refuse)
	ReviewWithdrawn = ReviewRefused + 1
)

// The states of an attestation, as changes tell them.
const (
	AttestationEntered uint32 = iota + 1
	AttestationRevoked
)

// ReviewStep is a change of a review. Zero acts are of time alone, or open it.
type ReviewStep struct {
	At     int64 // Unix nanoseconds
	State  review.State
	Act    ReviewAct
	By     review.Person
	Reason string
}

// ReviewFilter says which reviews are wanted; what is zero does not matter.
type ReviewFilter struct {
	State   review.State
	Kind    review.Kind
	Party   ledger.ID
	Subject string
}

// ReviewPage is a part of a list of reviews. Next continues it; empty at its end.
type ReviewPage struct {
	Reviews []review.Item
	Next    string
}

// Attestation is a statement with what was signed.
type Attestation struct {
	attest.Entry
	Text       string // the statement as it was signed
	Revocation string // as it was signed; empty: there is none, or it is the operator's
}

// AttestationFilter says which statements are wanted; what is empty does not matter.
type AttestationFilter struct{ Subject, Auditor string }

// AttestationPage is a part of a list of statements. Next continues it; empty at its end.
type AttestationPage struct {
	Attestations []Attestation
	Next         string
}

const (
	reviewByID      = `SELECT item FROM reviews WHERE id = ? ORDER BY n DESC LIMIT 1`
	reviewHistory   = `SELECT at, state, act, by_key, by_name, reason FROM review_steps WHERE review = ?1 ORDER BY {review DESC, }n DESC LIMIT ?2`
	attestationByID = `SELECT ` + attestationRow + ` FROM attestations WHERE id = ? ORDER BY n DESC LIMIT 1`

	reviewStepsMax = 1000
)

var errReview = errors.New("books: a review cannot be read")

func scanReview(rows *sql.Rows) (review.Item, error) {
	var item sql.RawBytes
	if err := rows.Scan(&item); err != nil {
		return review.Item{}, err
	}
	i, ok := review.DecodeItem(append([]byte(nil), item...))
	if !ok {
		return i, errReview
	}
	return i, nil
}

// conditions are those of a filter, the one that the fewest meet first.
func (f *ReviewFilter) conditions() (list []condition) {
	add := func(wanted bool, column string, value any) {
		if wanted {
			list = append(list, condition{column, value, len(list) == 0})
		}
	}
	add(!f.Party.IsZero(), "party", idBlob(f.Party))
	add(f.Subject != "", "subject", f.Subject)
	add(f.State != 0, "state", int64(f.State))
	add(f.Kind != 0, "kind", int64(f.Kind))
	return list
}

// Reviews gives what persons must decide or have decided, the newest first.
func (b *Books) Reviews(ctx context.Context, f ReviewFilter, cursor string, limit int) (page ReviewPage, err error) {
	limit = limited(limit)
	name := query("reviews\n"+f.Subject, uint64(f.State), uint64(f.Kind), f.Party.Hi, f.Party.Lo)
	list, err := walkPage(ctx, b.reader, scanReview, "reviews", "item", f.conditions(), name, cursor, limit)
	if err != nil {
		return page, err
	}
	page.Reviews, page.Next = cut(list, limit, name, func(i *review.Item) int64 { return int64(i.Number) })
	return page, nil
}

// Review finds a review with its changes, the newest first, at most a thousand;
// ErrNotFound when there is none. Of two that had the same id it is the later one.
func (b *Books) Review(ctx context.Context, id ledger.ID) (i review.Item, steps []ReviewStep, err error) {
	err = b.view(ctx, func(q querier) error {
		if i, err = one(ctx, q, scanReview, reviewByID, idBlob(id)); err != nil {
			return err
		}
		steps, err = collect(ctx, q, scanReviewStep, reviewHistory, int64(i.Number), reviewStepsMax)
		return err
	})
	return i, steps, err
}

func scanReviewStep(rows *sql.Rows) (s ReviewStep, err error) {
	var by sql.RawBytes
	err = rows.Scan(&s.At, &s.State, &s.Act, &by, &s.By.Name, &s.Reason)
	s.By.ID = idOf(by)
	return s, err
}

func scanAttestation(rows *sql.Rows) (a Attestation, err error) {
	var id, key, evidence, by sql.RawBytes
	err = rows.Scan(&a.Number, &id, &key, &a.Auditor, &a.Subject, &a.Claim, &a.Issued, &a.From, &a.Until, &evidence, &a.Units, &a.Of, &a.Entered, &a.Text,
		&a.Revoked, &by, &a.Revoker, &a.Reason, &a.Revocation)
	a.ID, a.RevokedBy = idOf(id), idOf(by)
	copy(a.Key[:], key)
	copy(a.Evidence[:], evidence)
	return a, err
}

func (f *AttestationFilter) conditions() (list []condition) {
	for _, c := range [...]struct{ column, value string }{{"subject", f.Subject}, {"auditor", f.Auditor}} {
		if c.value != "" {
			list = append(list, condition{c.column, c.value, len(list) == 0})
		}
	}
	return list
}

// Attestations gives what auditors said, what was revoked, too, the newest first.
func (b *Books) Attestations(ctx context.Context, f AttestationFilter, cursor string, limit int) (page AttestationPage, err error) {
	limit = limited(limit)
	name := query("attestations\n" + f.Subject + "\n" + f.Auditor)
	list, err := walkPage(ctx, b.reader, scanAttestation, "attestations", attestationRow, f.conditions(), name, cursor, limit)
	if err != nil {
		return page, err
	}
	page.Attestations, page.Next = cut(list, limit, name, func(a *Attestation) int64 { return int64(a.Number) })
	return page, nil
}

// Attestation finds a statement; ErrNotFound when there is none.
func (b *Books) Attestation(ctx context.Context, id ledger.ID) (Attestation, error) {
	return one(ctx, b.reader, scanAttestation, attestationByID, idBlob(id))
}
