package attest

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strings"

	"aidollar/core/ledger"
)

// TextMax bounds a signed text, in bytes.
const TextMax = 4 << 10

// The members of the header.
const (
	algorithm      = "EdDSA"
	typeStatement  = "aidollar-attestation+jwt"
	typeRevocation = "aidollar-revocation+jwt"
)

var base64url = base64.RawURLEncoding.Strict()

// KeyID names a public key: its JWK thumbprint (RFC 7638).
func KeyID(public [32]byte) string {
	hash := sha256.Sum256([]byte(`{"crv":"Ed25519","kty":"OKP","x":"` + base64url.EncodeToString(public[:]) + `"}`))
	return base64url.EncodeToString(hash[:])
}

// Sign writes a statement and signs it. The error is a *Wrong: nothing is signed that
// nobody would take.
func (s *Statement) Sign(key ed25519.PrivateKey) (string, error) {
	if err := s.check(); err != nil {
		return "", err
	}
	return sign(typeStatement, s.object(), key), nil
}

// Sign writes a revocation and signs it. The error is a *Wrong.
func (v *Revocation) Sign(key ed25519.PrivateKey) (string, error) {
	if err := v.check(); err != nil {
		return "", err
	}
	return sign(typeRevocation, v.object(), key), nil
}

func sign(kind, object string, key ed25519.PrivateKey) string {
	var public [32]byte
	copy(public[:], key[32:]) // RFC 8032: the seed, then the public key
	var head writer
	head.text("alg", algorithm)
	head.text("kid", KeyID(public))
	head.text("typ", kind)
	signed := base64url.EncodeToString([]byte(head.object())) + "." + base64url.EncodeToString([]byte(object))
	return signed + "." + base64url.EncodeToString(ed25519.Sign(key, []byte(signed)))
}

// Signed is a text that was read. Exactly one of its pointers is set. Nobody has looked
// at the signature before Verify.
type Signed struct {
	KeyID      string // of the key that it says to be signed with
	Statement  *Statement
	Revocation *Revocation

	body      string
	signature []byte
}

// Verify checks the signature. The error is a *Wrong.
func (s *Signed) Verify(public [32]byte) error {
	if KeyID(public) != s.KeyID {
		return wrong(AuditorUnknown, "the text is signed with key %s, and this is key %s", s.KeyID, KeyID(public))
	}
	if !ed25519.Verify(public[:], []byte(s.body), s.signature) {
		return wrong(Signature, "the signature is not that of key %s over this text: one of them was changed", s.KeyID)
	}
	return nil
}

// Read takes a signed text apart. The error is a *Wrong.
func Read(text string) (*Signed, error) {
	text = strings.TrimSpace(text)
	if len(text) > TextMax {
		return nil, wrong(Malformed, "the text has %d bytes; it has at most %d", len(text), TextMax)
	}
	parts := strings.Split(text, ".")
	if len(parts) != 3 {
		return nil, wrong(Malformed, "the text has %d parts between points; it has 3: header, claims set, signature", len(parts))
	}
	var raw [3][]byte
	for i, name := range [...]string{"header", "claims set", "signature"} {
		part, err := base64url.DecodeString(parts[i])
		if err != nil || strings.ContainsAny(parts[i], "\r\n") { // which base64 passes over
			return nil, wrong(Malformed, "the %s is not base64url without padding", name)
		}
		raw[i] = part
	}
	if len(raw[2]) != ed25519.SignatureSize {
		return nil, wrong(Malformed, "the signature has %d bytes; it has %d", len(raw[2]), ed25519.SignatureSize)
	}
	s := &Signed{body: parts[0] + "." + parts[1], signature: raw[2]}
	kind, err := s.header(string(raw[0]))
	if err != nil {
		return nil, err
	}
	members, err := readObject(string(raw[1]))
	if err != nil {
		return nil, err
	}
	if kind == typeRevocation {
		s.Revocation, err = readRevocation(members)
	} else {
		s.Statement, err = readStatement(members)
	}
	if err != nil {
		return nil, err
	}
	return s, nil
}

func (s *Signed) header(text string) (kind string, err error) {
	members, err := readObject(text)
	if err != nil {
		return "", err
	}
	f := fields{members: members}
	f.take("alg", "kid", "typ")
	alg := f.text("alg")
	s.KeyID, kind = f.text("kid"), f.text("typ")
	if f.err == nil && (alg != algorithm || (kind != typeStatement && kind != typeRevocation)) {
		f.err = wrong(Malformed, "the header says alg %q and typ %q; it has %q, and %q or %q", alg, kind, algorithm, typeStatement, typeRevocation)
	}
	return kind, f.err
}

// fields gives the members of an object by their names.
type fields struct {
	members []member
	err     error
}

// take refuses what has another name: what is not understood must not be passed over.
func (f *fields) take(names ...string) {
	for i := range f.members {
		known := false
		for _, name := range names {
			known = known || f.members[i].name == name
		}
		if !known && f.err == nil {
			f.err = wrong(Malformed, "there is a member %q; known are %s", f.members[i].name, strings.Join(names, ", "))
		}
	}
}

func (f *fields) find(name string) *member {
	for i := range f.members {
		if f.members[i].name == name {
			return &f.members[i]
		}
	}
	return nil
}

func (f *fields) text(name string) string {
	m := f.find(name)
	if f.err == nil && (m == nil || !m.isText) {
		f.err = wrong(Malformed, "the member %q is missing, or no text", name)
	}
	if f.err != nil {
		return ""
	}
	return m.text
}

func (f *fields) number(name string) int64 {
	m := f.find(name)
	if f.err == nil && (m == nil || m.isText) {
		f.err = wrong(Malformed, "the member %q is missing, or no whole number", name)
	}
	if f.err != nil {
		return 0
	}
	return m.number
}

func (f *fields) id() ledger.ID {
	text := f.text("jti")
	id, err := ledger.ParseID(text)
	if f.err == nil && (err != nil || id.String() != text) {
		f.err = wrong(Malformed, "jti is %q; it is a UUID in small letters such as 0190a5d2-7c1e-7aaa-8000-0123456789ab", text)
	}
	return id
}

func readStatement(members []member) (*Statement, error) {
	f := fields{members: members}
	f.take("jti", "iss", "sub", "claim", "iat", "nbf", "exp", "evidence", "units", "of")
	s := &Statement{
		ID: f.id(), Auditor: f.text("iss"), Subject: f.text("sub"), Claim: f.text("claim"),
		Issued: f.number("iat"), From: f.number("nbf"), Until: f.number("exp"),
	}
	evidence := f.text("evidence")
	if raw, err := hex.DecodeString(evidence); f.err == nil {
		if err != nil || len(raw) != len(s.Evidence) || hex.EncodeToString(raw) != evidence {
			return nil, wrong(Malformed, "evidence is %q; it is the SHA-256 of the report, in 64 small hexadecimal digits", evidence)
		}
		copy(s.Evidence[:], raw)
	}
	if f.find("units") != nil || f.find("of") != nil {
		units := f.number("units")
		s.Of = f.text("of")
		if f.err == nil && (units <= 0 || s.Of == "") {
			return nil, wrong(Malformed, "units is %d and of %q; a delivery has at least one unit of something", units, s.Of)
		}
		s.Units = uint64(max(units, 0))
	}
	if f.err != nil {
		return nil, f.err
	}
	return s, s.check()
}

func readRevocation(members []member) (*Revocation, error) {
	f := fields{members: members}
	f.take("jti", "iss", "iat", "reason")
	v := &Revocation{ID: f.id(), Auditor: f.text("iss"), Issued: f.number("iat"), Reason: f.text("reason")}
	if f.err != nil {
		return nil, f.err
	}
	return v, v.check()
}
