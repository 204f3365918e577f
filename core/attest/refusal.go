package attest

import "fmt"

// Refusal is the stable code of a refused step; empty when it was accepted.
type Refusal string

// The refusals. Exists means that the same was accepted before.
const (
	Exists            Refusal = "exists"
	Malformed         Refusal = "attestation_malformed"
	Signature         Refusal = "attestation_signature"
	Expired           Refusal = "attestation_expired"
	Ahead             Refusal = "attestation_ahead"
	Differs           Refusal = "attestation_differs"
	Unknown           Refusal = "attestation_unknown"
	Revoked           Refusal = "attestation_revoked"
	ReasonMissing     Refusal = "attestation_reason"
	StatementsFull    Refusal = "attestations_full"
	SubjectFull       Refusal = "attestation_subject_full"
	AuditorUnknown    Refusal = "auditor_unknown"
	AuditorOther      Refusal = "auditor_other"
	AuditorKind       Refusal = "auditor_kind"
	AuditorTime       Refusal = "auditor_time"
	AuditorDistrusted Refusal = "auditor_distrusted"
	AuditorInvalid    Refusal = "auditor_invalid"
	AuditorDiffers    Refusal = "auditor_differs"
	AuditorsFull      Refusal = "auditors_full"
)

var sentences = map[Refusal]string{
	Malformed:         "the text is no signed statement of the form that the house reads",
	Signature:         "the signature is not that of the key over this text: one of them was changed",
	Expired:           "the statement's time is over",
	Ahead:             "the statement says that it was signed later than now; one of the clocks is wrong",
	Differs:           "the id is taken by another statement; an auditor gives each its own",
	Unknown:           "there is no statement with that id, or its time was over too long ago to be remembered",
	Revoked:           "the statement was revoked already",
	ReasonMissing:     "a revocation has a reason in words, of 1 to 1,000 bytes of UTF-8, and names who revokes",
	StatementsFull:    "as many statements are kept as the house has room for",
	SubjectFull:       "as many statements of this subject are kept as one subject may have",
	AuditorUnknown:    "the statement is signed with a key that the operator has never trusted",
	AuditorOther:      "the key is another auditor's than the one that the statement names, or than the one whose statement is to be revoked",
	AuditorKind:       "the auditor is not trusted for statements about this kind of subject",
	AuditorTime:       "the auditor's key is not trusted at this time, or was not when the statement was signed",
	AuditorDistrusted: "the auditor's key is distrusted; an auditor who is trusted again has another key",
	AuditorInvalid:    "an auditor has a name of small letters, digits, dots and hyphens, an Ed25519 key that not everybody can sign with, at least one kind of subject, and an end behind its beginning",
	AuditorDiffers:    "the key is trusted under another name or from another time",
	AuditorsFull:      "as many keys of auditors are kept as the house has room for",
}

// Sentence tells people what r means; empty for a code that is not attest's own.
func (r Refusal) Sentence() string { return sentences[r] }

// Wrong is the first thing that is wrong with a text.
type Wrong struct {
	Refusal Refusal
	Detail  string // what is wrong, where, and what would be right
}

func (w *Wrong) Error() string { return w.Detail + " [" + string(w.Refusal) + "]" }

func wrong(r Refusal, format string, args ...any) error {
	return &Wrong{r, fmt.Sprintf(format, args...)}
}
