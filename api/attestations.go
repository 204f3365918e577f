package api

import (
	"encoding/base64"
	"encoding/hex"
	"net/http"

	"aidollar/core/attest"
	"aidollar/core/clearing"
)

// Attestation is a statement of an auditor with what was signed.
type Attestation struct {
	attest.Entry
	Text       string // the statement as it was signed
	Revocation string // as it was signed; empty: there is none, or it is the operator's
}

// AttestationQuery says which statements are wanted; what is empty does not matter.
type AttestationQuery struct {
	Subject, Auditor string
	After            string
	Limit            int
}

// AttestationList is a page of statements. Next continues it; empty at its end.
type AttestationList struct {
	Attestations []Attestation
	Next         string
}

// AttestationAnswer is what an auditor says.
type AttestationAnswer struct {
	ID         string `json:"id" schema:"id" about:"chosen by the auditor"`
	Number     uint32 `json:"number" about:"counts from one, in the order in which they came"`
	Auditor    string `json:"auditor"`
	KeyID      string `json:"kid" about:"thumbprint of the key that signed it (RFC 7638)"`
	Subject    string `json:"subject" about:"as DataCentre/fra-1"`
	Claim      string `json:"claim" about:"as bsi-c5-type2"`
	Issued     string `json:"issued_at" schema:"time"`
	From       string `json:"from" schema:"time"`
	Until      string `json:"until" schema:"time"`
	Evidence   string `json:"evidence" about:"SHA-256 of the report, in 64 hexadecimal digits"`
	Units      uint64 `json:"units,omitempty" about:"of a delivery"`
	Of         string `json:"of,omitempty" about:"that was delivered, as Chip/h200"`
	Entered    string `json:"entered_at" schema:"time"`
	Revoked    string `json:"revoked_at,omitempty" schema:"time" about:"missing while it is not"`
	RevokedBy  string `json:"revoked_by,omitempty" schema:"id" about:"the operator's key; missing when the auditor did it himself"`
	Revoker    string `json:"revoker,omitempty" about:"the name of either"`
	Reason     string `json:"reason,omitempty" about:"of the revocation"`
	Statement  string `json:"statement,omitempty" about:"as it was signed, a JSON Web Signature; where one is asked for"`
	Revocation string `json:"revocation,omitempty" about:"as it was signed; where one is asked for"`
}

// AttestationPage is a page of statements.
type AttestationPage struct {
	Items []AttestationAnswer `json:"items"`
	Next  string              `json:"next,omitempty" about:"cursor of the next page; missing on the last one"`
	Lag   uint64              `json:"lag" about:"records of the log that the books do not hold yet"`
}

// AuditorAnswer is a key of an auditor that is trusted, or was.
type AuditorAnswer struct {
	Name       string   `json:"name"`
	Key        string   `json:"x" about:"the Ed25519 key as the member x of its JWK"`
	KeyID      string   `json:"kid" about:"the key's thumbprint (RFC 7638)"`
	Kinds      []string `json:"kinds" about:"that his statements may be about: Participant, DataCentre, Delivery"`
	From       string   `json:"from,omitempty" schema:"time" about:"trusted from then on; missing: always"`
	Until      string   `json:"until,omitempty" schema:"time" about:"from then on nothing new is taken; missing: no end"`
	Distrusted string   `json:"distrusted_from,omitempty" schema:"time" about:"from then on nothing counts that he signed; missing: never"`
	Reason     string   `json:"reason,omitempty" about:"of the distrust"`
}

// AuditorPage is all keys of auditors.
type AuditorPage struct {
	Items []AuditorAnswer `json:"items"`
}

// attestationStates are what an attestation came to, in the order of their numbers.
var attestationStates = []string{"", "entered", "revoked"}

var auditorKinds = []string{"Participant", "DataCentre", "Delivery"}

// keyTextMax bounds a key and its thumbprint, in bytes.
const keyTextMax = 64

var auditorForm = form{name: "AuditorRequest", about: "A key that is trusted.", fields: []field{
	{name: "name", kind: fieldText, required: true, max: attest.NameMax, about: "as his statements have it: small letters, digits, dots and hyphens"},
	{name: "x", kind: fieldText, required: true, max: keyTextMax, about: "the Ed25519 key as the member x of its JWK"},
	{name: "kinds", kind: fieldWords, required: true, words: auditorKinds, max: 3, about: "that his statements may be about"},
	{name: "from", kind: fieldTime, about: "trusted from then on; always when missing"},
	{name: "until", kind: fieldTime, about: "from then on nothing new is taken; no end when missing"},
}}

var distrustForm = form{name: "DistrustRequest", about: "A key that is trusted no more, for good.", fields: []field{
	{name: "kid", kind: fieldText, required: true, max: keyTextMax, about: "the key's thumbprint (RFC 7638)"},
	{name: "reason", kind: fieldText, required: true, max: attest.ReasonMax, about: "in words, for whoever asks later"},
	{name: "from", kind: fieldTime, about: "from then on nothing counts that was signed with it; now when missing"},
}}

var signedForm = form{name: "SignedText", about: "What an auditor signed.", fields: []field{
	{name: "text", kind: fieldText, required: true, max: attest.TextMax, about: "a JSON Web Signature in its compact form"},
}}

var strikeForm = form{name: "StrikeRequest", about: "The operator's revocation.", fields: []field{
	{name: "reason", kind: fieldText, required: true, max: attest.ReasonMax, about: "in words, for whoever asks later"},
}}

func attestationRoutes() []route {
	trust := post("/auditors", "trustAuditor", "Has an auditor's key trusted, or changes for what and until when it is.", &auditorForm, AuditorAnswer{}, trustAuditor).
		refusing("auditor_invalid", "auditor_differs", "auditor_distrusted", "auditors_full")
	distrust := post("/auditors/distrust", "distrustAuditor", "Has nothing count any more that was signed with a key from a time on, for good.", &distrustForm, AuditorAnswer{}, distrustAuditor).
		refusing("auditor_unknown", "auditor_invalid", "attestation_reason")
	taken := []string{"attestation_malformed", "attestation_signature", "attestation_ahead", "auditor_unknown", "auditor_other", "auditor_time", "auditor_distrusted"}
	enter := post("/attestations", "enterAttestation", "Takes what an auditor says under his signature.", &signedForm, AttestationAnswer{}, enterAttestation).
		refusing(append([]string{"attestation_expired", "attestation_differs", "attestations_full", "attestation_subject_full", "auditor_kind"}, taken...)...)
	revoke := post("/revocations", "revokeAttestation", "Takes an auditor's signed revocation of a statement of his.", &signedForm, AttestationAnswer{}, revokeAttestation).
		refusing(append([]string{"attestation_unknown", "attestation_revoked"}, taken...)...)
	strike := post("/attestations/{id}/strike", "strikeAttestation", "Has a statement hold no more, by the operator's word.", &strikeForm, AttestationAnswer{}, strikeAttestation).
		refusing("attestation_unknown", "attestation_revoked", "attestation_reason")
	for _, r := range []*route{&trust, &distrust, &enter, &revoke, &strike} {
		r.status = http.StatusOK
	}
	return []route{
		trust, distrust,
		get("/auditors", "listAuditors", "Lists the keys of auditors, those that are trusted no more among them.", accessAdmin, AuditorPage{}, listAuditors),
		enter, revoke, strike,
		get("/attestations", "listAttestations", "Lists what auditors said, the newest first.", accessAdmin, AttestationPage{}, listAttestations, append([]param{
			{name: "subject", kind: fieldText, about: "only about this entity, as DataCentre/fra-1"},
			{name: "auditor", kind: fieldText, about: "only this auditor's"},
		}, pageParams...)...),
		get("/attestations/{id}", "getAttestation", "Shows a statement as it was signed.", accessAdmin, AttestationAnswer{}, getAttestation).refusing("attestation_unknown"),
	}
}

func auditorAnswer(a *attest.Auditor) *AuditorAnswer {
	out := &AuditorAnswer{
		Name: a.Name, Key: base64.RawURLEncoding.EncodeToString(a.Key[:]), KeyID: attest.KeyID(a.Key), Kinds: []string{},
		From: timeOrNone(a.From), Until: timeOrNone(a.Until), Distrusted: timeOrNone(a.Distrusted), Reason: a.Reason,
	}
	for i, name := range auditorKinds {
		if a.Kinds.Has(attest.Kind(i + 1)) {
			out.Kinds = append(out.Kinds, name)
		}
	}
	return out
}

func trustAuditor(q *request) (any, error) {
	o, f, err := q.form()
	if err != nil {
		return nil, err
	}
	// The kinds count from one, in the order of the words.
	a := attest.Auditor{Name: o.text("name"), Kinds: attest.Kinds(o.words("kinds") << 1), From: o.time("from"), Until: o.time("until")}
	key, err := base64.RawURLEncoding.Strict().DecodeString(o.text("x"))
	if o.has("x") && (err != nil || len(key) != len(a.Key)) {
		o.fault("x", "key_malformed", "it is no Ed25519 key in 43 characters of base64url, as aidollar rules attest key prints it under x")
	}
	copy(a.Key[:], key)
	if err := f.err(); err != nil {
		return nil, err
	}
	answer, err := q.do(clearing.TrustAuditor{Auditor: a})
	if err != nil {
		return nil, err
	}
	q.replay = answer.Exists
	return auditorAnswer(answer.Auditor), nil
}

func distrustAuditor(q *request) (any, error) {
	o, f, err := q.form()
	if err != nil {
		return nil, err
	}
	kid, c := o.text("kid"), clearing.DistrustAuditor{From: o.time("from"), Reason: o.text("reason")}
	if err := f.err(); err != nil {
		return nil, err
	}
	known := false
	q.api.deps.Node.View(func(m *clearing.Machine) {
		var a attest.Auditor
		a, known = m.Attestations().Auditor(kid)
		c.Key = a.Key
	})
	if !known {
		return nil, refuse("auditor_unknown", "no key with the thumbprint %q was ever trusted", clip(kid))
	}
	answer, err := q.do(c)
	if err != nil {
		return nil, err
	}
	q.replay = answer.Exists
	return auditorAnswer(answer.Auditor), nil
}

func listAuditors(q *request) (any, error) {
	out := &AuditorPage{Items: []AuditorAnswer{}}
	q.api.deps.Node.View(func(m *clearing.Machine) {
		m.Attestations().Auditors(func(a *attest.Auditor) bool {
			out.Items = append(out.Items, *auditorAnswer(a))
			return true
		})
	})
	return out, nil
}

func attestationAnswer(e *attest.Entry) *AttestationAnswer {
	const second = 1_000_000_000
	return &AttestationAnswer{
		ID: e.ID.String(), Number: e.Number, Auditor: e.Auditor, KeyID: attest.KeyID(e.Key), Subject: e.Subject, Claim: e.Claim,
		Issued: printTime(e.Issued * second), From: printTime(e.From * second), Until: printTime(e.Until * second), Evidence: hex.EncodeToString(e.Evidence[:]),
		Units: e.Units, Of: e.Of, Entered: printTime(e.Entered), Revoked: timeOrNone(e.Revoked), RevokedBy: idOrNone(e.RevokedBy), Revoker: e.Revoker, Reason: e.Reason,
	}
}

func enterAttestation(q *request) (any, error) {
	return q.signed(func(text string) clearing.Command { return clearing.Attest{Text: text} })
}

func revokeAttestation(q *request) (any, error) {
	return q.signed(func(text string) clearing.Command { return clearing.RevokeAttestation{Text: text} })
}

// signed hands what an auditor signed to the machine. What is wrong with the text is told
// by its reader, which says where.
func (q *request) signed(command func(text string) clearing.Command) (any, error) {
	o, f, err := q.form()
	if err != nil {
		return nil, err
	}
	text := o.text("text")
	if err := f.err(); err != nil {
		return nil, err
	}
	if _, err := attest.Read(text); err != nil {
		return nil, refuse(string(attest.Malformed), "%s", err.Error())
	}
	return q.attested(command(text))
}

func strikeAttestation(q *request) (any, error) {
	id, reason, err := q.reasoned()
	if err != nil {
		return nil, err
	}
	return q.attested(clearing.StrikeAttestation{ID: id, By: q.key.ID, Reason: reason})
}

func (q *request) attested(c clearing.Command) (any, error) {
	answer, err := q.do(c)
	if err != nil {
		return nil, err
	}
	q.replay = answer.Exists
	return attestationAnswer(answer.Attestation), nil
}

func listAttestations(q *request) (any, error) {
	query := AttestationQuery{Subject: q.URL.Query().Get("subject"), Auditor: q.URL.Query().Get("auditor")}
	var err error
	if query.After, query.Limit, err = q.bookPage(); err != nil {
		return nil, err
	}
	list, err := q.api.deps.Books.Attestations(q.Context(), query)
	if err != nil {
		return nil, err
	}
	out := &AttestationPage{Items: []AttestationAnswer{}, Next: list.Next, Lag: q.lag()}
	for i := range list.Attestations {
		out.Items = append(out.Items, *attestationAnswer(&list.Attestations[i].Entry))
	}
	return out, nil
}

func getAttestation(q *request) (any, error) {
	id, err := q.pathID("id")
	if err != nil {
		return nil, err
	}
	behind, err := q.caughtUp()
	if err != nil {
		return nil, err
	}
	kept, ok, err := q.api.deps.Books.Attestation(q.Context(), id)
	switch {
	case err != nil:
		return nil, err
	case !ok && behind:
		return nil, q.booksBehind()
	case !ok:
		return nil, refuse(string(attest.Unknown), "there is no statement with the id %s", id)
	}
	out := attestationAnswer(&kept.Entry)
	out.Statement, out.Revocation = kept.Text, kept.Revocation
	return out, nil
}
