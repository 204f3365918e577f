package books

import (
	"context"
	"fmt"

	"aidollar/core/attest"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/review"
)

// reviewRecord is what one record of the log changed about what persons decide and
// auditors say, in the order in which it was told.
type reviewRecord struct {
	reviews    []review.Item
	auditors   []attest.Auditor
	statements []statementStep
	identities []clearing.Identity
}

// statementStep is a statement as it was entered, or revoked, with what was signed.
type statementStep struct {
	entry attest.Entry
	text  string
}

func (r *reviewRecord) reset() {
	*r = reviewRecord{reviews: r.reviews[:0], auditors: r.auditors[:0], statements: r.statements[:0], identities: r.identities[:0]}
}

// ReviewChanged implements clearing.Observer.
func (b *Books) ReviewChanged(_ int64, i *review.Item) {
	// The lists of an item are never changed once it was opened.
	b.current.review.reviews = append(b.current.review.reviews, *i)
	b.current.size += 2*rowSize + rowSize*len(i.Matches)
}

// AuditorChanged implements clearing.Observer.
func (b *Books) AuditorChanged(_ int64, a *attest.Auditor) {
	b.current.review.auditors = append(b.current.review.auditors, *a)
	b.current.size += rowSize
}

// AttestationChanged implements clearing.Observer.
func (b *Books) AttestationChanged(_ int64, e *attest.Entry, text string) {
	b.current.review.statements = append(b.current.review.statements, statementStep{*e, text})
	b.current.size += rowSize + len(text)
}

// IdentityChanged implements clearing.Observer.
func (b *Books) IdentityChanged(_ int64, i *clearing.Identity) {
	b.current.review.identities = append(b.current.review.identities, *i)
	b.current.size += rowSize
}

// The columns that the rows are written with.
const (
	reviewRow      = `id, kind, state, subject, party, opened, item`
	reviewStepRow  = `n, review, at, state, act, by_key, by_name, reason`
	auditorRow     = `name, kinds, since, until, distrusted, reason`
	attestationRow = `n, id, public_key, auditor, subject, claim, issued, since, until, evidence, units, unit, entered, statement, revoked, revoked_by, revoker, reason, revocation`

	revokeAttestation = `UPDATE attestations SET revoked = ?1, revoked_by = ?2, revoker = ?3, reason = ?4, revocation = ?5 WHERE n = ?6`
)

type reviewRows struct{ item, step, auditor, attestation, revocation *statement }

func (c *reviewRows) statements() []preparation {
	return []preparation{
		{&c.item, single(replacement("reviews", "n", reviewRow).text)},
		{&c.step, single(insertInto("review_steps", reviewStepRow))},
		{&c.auditor, single(replacement("auditors", "public_key", auditorRow).text)},
		{&c.attestation, single(insertInto("attestations", attestationRow))},
		{&c.revocation, single(revokeAttestation)},
	}
}

// reviewed writes what a record changed about reviews, auditors and what they say.
func (w *writer) reviewed(ctx context.Context, r *record) (err error) {
	for i := range r.review.reviews {
		if err := w.putReview(ctx, r, &r.review.reviews[i]); err != nil {
			return fmt.Errorf("review %d: %w", r.review.reviews[i].Number, err)
		}
	}
	for i := range r.review.auditors {
		a := &r.review.auditors[i]
		_, err := w.review.auditor.blob(a.Key[:]).text(a.Name).uint(uint64(a.Kinds)).int(a.From).int(a.Until).int(a.Distrusted).text(a.Reason).run(ctx)
		if err == nil {
			err = w.changed(ctx, r, ChangeAuditor, ledger.ID{}, 0, ledger.ID{})
		}
		if err != nil {
			return fmt.Errorf("auditor %s: %w", a.Name, err)
		}
	}
	for i := range r.review.statements {
		if err := w.putAttestation(ctx, r, &r.review.statements[i]); err != nil {
			return fmt.Errorf("attestation %s: %w", r.review.statements[i].entry.ID, err)
		}
	}
	for i := range r.review.identities {
		if n := &r.review.identities[i]; err == nil {
			err = w.changed(ctx, r, ChangeIdentity, n.Party, uint32(n.Version), n.Party)
		}
	}
	return err
}

func (w *writer) putReview(ctx context.Context, r *record, i *review.Item) error {
	_, err := w.review.item.uint(uint64(i.Number)).id(i.ID).uint(uint64(i.Kind)).uint(uint64(i.State)).text(i.Subject).idOrNull(i.Party).int(i.Opened).blob(review.EncodeItem(i)).run(ctx)
	if err != nil {
		return err
	}
	// It is the house's alone: whoever is looked at hears nothing of it.
	if err := w.changed(ctx, r, ChangeReview, i.ID, uint32(i.State), ledger.ID{}); err != nil {
		return err
	}
	act, who := lastAct(i, r.at)
	_, err = w.review.step.int(w.state.change).uint(uint64(i.Number)).int(r.at).uint(uint64(i.State)).uint(uint64(act)).idOrNull(who.By.ID).text(who.By.Name).text(who.Reason).run(ctx)
	return err
}

// lastAct is what a person has just done to an item, if it was a person.
func lastAct(i *review.Item, at int64) (ReviewAct, review.Act) {
	switch {
	case i.Withdrawal.At == at && (i.State == review.Open || i.State == review.Withdrawn):
		return ReviewWithdrawn, i.Withdrawal
	case i.State == review.Open && i.First.At == at && !i.First.None():
		return ReviewAct(i.First.Verdict), i.First.Act
	case (i.State == review.Approved || i.State == review.Refused) && i.Ruling.At == at:
		return ReviewAct(i.Ruling.Verdict), i.Ruling.Act
	}
	return 0, review.Act{}
}

func (w *writer) putAttestation(ctx context.Context, r *record, s *statementStep) error {
	e, state := &s.entry, AttestationEntered
	if e.Revoked == 0 {
		_, err := w.review.attestation.uint(uint64(e.Number)).id(e.ID).blob(e.Key[:]).text(e.Auditor).text(e.Subject).text(e.Claim).int(e.Issued).int(e.From).int(e.Until).
			blob(e.Evidence[:]).uint(e.Units).text(e.Of).int(e.Entered).text(s.text).int(0).null().text("").text("").text("").run(ctx)
		if err != nil {
			return err
		}
	} else {
		state = AttestationRevoked
		_, err := w.review.revocation.int(e.Revoked).idOrNull(e.RevokedBy).text(e.Revoker).text(e.Reason).text(s.text).uint(uint64(e.Number)).run(ctx)
		if err != nil {
			return err
		}
	}
	return w.changed(ctx, r, ChangeAttestation, e.ID, state, ledger.ID{})
}
