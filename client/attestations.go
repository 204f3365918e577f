package client

import (
	"context"
	"time"
)

// Auditor is a key of an auditor that is trusted, or was.
type Auditor struct {
	Name       string    `json:"name"`
	Key        string    `json:"x"`     // as the member x of its JWK
	KeyID      string    `json:"kid"`   // thumbprint of the key
	Kinds      []string  `json:"kinds"` // Participant, DataCentre, Delivery
	From       time.Time `json:"from,omitzero"`
	Until      time.Time `json:"until,omitzero"`           // from then on nothing new is taken
	Distrusted time.Time `json:"distrusted_from,omitzero"` // from then on nothing counts
	Reason     string    `json:"reason,omitempty"`         // of the distrust
}

// NewAuditor is a key that is to be trusted.
type NewAuditor struct {
	Name  string    `json:"name"`
	Key   string    `json:"x"`
	Kinds []string  `json:"kinds"`
	From  time.Time `json:"from,omitzero"`
	Until time.Time `json:"until,omitzero"`
}

// Attestation is what an auditor says.
type Attestation struct {
	ID         ID        `json:"id"`
	Number     uint32    `json:"number"`
	Auditor    string    `json:"auditor"`
	KeyID      string    `json:"kid"`
	Subject    string    `json:"subject"`
	Claim      string    `json:"claim"`
	Issued     time.Time `json:"issued_at"`
	From       time.Time `json:"from"`
	Until      time.Time `json:"until"`
	Evidence   string    `json:"evidence"` // SHA-256 of the report
	Units      uint64    `json:"units,omitempty"`
	Of         string    `json:"of,omitempty"`
	Entered    time.Time `json:"entered_at"`
	Revoked    time.Time `json:"revoked_at,omitzero"`
	RevokedBy  ID        `json:"revoked_by,omitzero"` // the operator's key; zero: the auditor himself
	Revoker    string    `json:"revoker,omitempty"`
	Reason     string    `json:"reason,omitempty"`
	Statement  string    `json:"statement,omitempty"`  // as it was signed; of one that is asked for alone
	Revocation string    `json:"revocation,omitempty"` // as it was signed; likewise
}

// TrustAuditor has an auditor's key trusted, or changes for what and until when it is.
func (c *Client) TrustAuditor(ctx context.Context, a NewAuditor) (*Auditor, error) {
	return post[Auditor](ctx, c, "/auditors", a)
}

// DistrustAuditor has nothing count that was signed with a key, from a time on; zero is
// now.
func (c *Client) DistrustAuditor(ctx context.Context, kid, reason string, from time.Time) (*Auditor, error) {
	body := map[string]any{"kid": kid, "reason": reason}
	if !from.IsZero() {
		body["from"] = from
	}
	return post[Auditor](ctx, c, "/auditors/distrust", body)
}

// Auditors lists the keys of auditors.
func (c *Client) Auditors(ctx context.Context) (*Page[Auditor], error) {
	return get[Page[Auditor]](ctx, c, "/auditors", nil)
}

// EnterAttestation brings what an auditor signed.
func (c *Client) EnterAttestation(ctx context.Context, text string) (*Attestation, error) {
	return post[Attestation](ctx, c, "/attestations", map[string]any{"text": text})
}

// RevokeAttestation brings an auditor's signed revocation.
func (c *Client) RevokeAttestation(ctx context.Context, text string) (*Attestation, error) {
	return post[Attestation](ctx, c, "/revocations", map[string]any{"text": text})
}

// StrikeAttestation has a statement hold no more, by the operator's word.
func (c *Client) StrikeAttestation(ctx context.Context, id ID, reason string) (*Attestation, error) {
	return post[Attestation](ctx, c, "/attestations/"+id.String()+"/strike", map[string]any{"reason": reason})
}

// Attestations lists what auditors said, the newest first: about a subject, or an
// auditor's, where they are not empty.
func (c *Client) Attestations(ctx context.Context, subject, auditor string, l Listing) (*Page[Attestation], error) {
	q := l.query()
	setTexts(q, map[string]string{"subject": subject, "auditor": auditor})
	return get[Page[Attestation]](ctx, c, "/attestations", q)
}

// Attestation shows a statement as it was signed.
func (c *Client) Attestation(ctx context.Context, id ID) (*Attestation, error) {
	return get[Attestation](ctx, c, "/attestations/"+id.String(), nil)
}
