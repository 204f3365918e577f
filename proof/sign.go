package proof

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"strings"
)

// The members of the JWS header.
const (
	algorithm = "EdDSA"
	tokenType = "aidollar-proof" // another than a receipt's, so that neither passes for the other
)

var base64url = base64.RawURLEncoding.Strict()

type header struct {
	Algorithm string `json:"alg"`
	KeyID     string `json:"kid"`
	Type      string `json:"typ"`
}

// keyID names a public key: its JWK thumbprint (RFC 7638).
func keyID(public ed25519.PublicKey) string {
	hash := sha256.Sum256([]byte(`{"crv":"Ed25519","kty":"OKP","x":"` + base64url.EncodeToString(public) + `"}`))
	return base64url.EncodeToString(hash[:])
}

// Sign writes the statement and signs it.
func Sign(s *Statement, key ed25519.PrivateKey) (string, error) {
	payload, err := json.Marshal(s)
	if err != nil {
		return "", err
	}
	public, _ := key.Public().(ed25519.PublicKey) // it always is one
	head, err := json.Marshal(header{algorithm, keyID(public), tokenType})
	if err != nil {
		return "", err
	}
	signed := base64url.EncodeToString(head) + "." + base64url.EncodeToString(payload)
	return signed + "." + base64url.EncodeToString(ed25519.Sign(key, []byte(signed))), nil
}

// Verify checks the signature of a text against one of the keys and gives the
// statement, and the key's id. Whether it holds is another matter: see Check.
// The error is a *Wrong.
func Verify(text string, keys []ed25519.PublicKey) (*Statement, string, error) {
	parts, raw, err := split(text)
	if err != nil {
		return nil, "", err
	}
	var head header
	if err := strictly(raw[0], &head); err != nil || head.Algorithm != algorithm || head.Type != tokenType {
		return nil, "", wrong("header_unknown", "the header says alg %q and typ %q; a statement has %q and %q, and a kid", head.Algorithm, head.Type, algorithm, tokenType)
	}
	for _, key := range keys {
		if keyID(key) != head.KeyID {
			continue
		}
		if !ed25519.Verify(key, []byte(parts[0]+"."+parts[1]), raw[2]) {
			return nil, head.KeyID, wrong("signature_wrong", "the signature is not that of key %s over this statement: one of them was changed", head.KeyID)
		}
		s, err := parse(raw[1])
		return s, head.KeyID, err
	}
	return nil, head.KeyID, wrong("key_unknown", "the statement is signed with key %s, which is none of the %d given", head.KeyID, len(keys))
}

// Read gives the statement of a text whose signature the caller does not doubt, as
// the house does not that of its own. The error is a *Wrong.
func Read(text string) (*Statement, error) {
	_, raw, err := split(text)
	if err != nil {
		return nil, err
	}
	return parse(raw[1])
}

// split takes a signed text apart.
func split(text string) (parts []string, raw [3][]byte, err error) {
	if len(text) > SizeMax {
		return nil, raw, wrong("statement_too_large", "the text has %d bytes; a signed statement has at most %d", len(text), SizeMax)
	}
	parts = strings.Split(strings.TrimSpace(text), ".")
	if len(parts) != len(raw) {
		return nil, raw, wrong("form_malformed", "the text has %d parts between points; a signed statement has 3: header, statement, signature", len(parts))
	}
	for i, part := range parts {
		if raw[i], err = base64url.DecodeString(part); err != nil {
			return nil, raw, wrong("form_malformed", "part %d is not base64url: %v", i+1, err)
		}
	}
	return parts, raw, nil
}

// strictly refuses members that this program does not know: what it does not
// understand it cannot vouch for.
func strictly(text []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	return d.Decode(into)
}

func parse(payload []byte) (*Statement, error) {
	s := &Statement{}
	if err := strictly(payload, s); err != nil {
		return nil, wrong("statement_malformed", "the statement cannot be read: %v", err)
	}
	if s.Form != StatementForm {
		return nil, wrong("form_unknown", "the form is %q; this program reads %q", s.Form, StatementForm)
	}
	// One statement has one text: a member that is there twice would mean one
	// thing to this reader and another to the next.
	if again, err := json.Marshal(s); err != nil || !bytes.Equal(again, payload) {
		return nil, wrong("statement_not_canonical", "the statement is not written the one way that its form has")
	}
	switch {
	case s.Period == "" || len(s.Period) > PeriodMax:
		return nil, wrong("period_invalid", "the period's name has %d bytes; it has 1 to %d", len(s.Period), PeriodMax)
	case s.Number == 0 || (s.Number == 1) != (s.Previous == ""):
		return nil, wrong("number_invalid", "the statement has number %d and %s; they count from one, and all but the first name the one before", s.Number, previousText(s.Previous))
	case s.Leaves < 0 || s.Leaves > LeavesMax:
		return nil, wrong("leaves_too_many", "the statement has %d leaves; a tree has 0 to %d", s.Leaves, LeavesMax)
	case len(s.Custody.Tokens) > TokensMax:
		return nil, wrong("tokens_too_many", "the statement has %d tokens; it has at most %d", len(s.Custody.Tokens), TokensMax)
	}
	if _, err := parseHash("root", s.Root.Hash); err != nil {
		return nil, err
	}
	if s.Previous != "" {
		if _, err := parseHash("digest", s.Previous); err != nil {
			return nil, err
		}
	}
	seen := map[string]bool{}
	for i := range s.Custody.Tokens {
		// The same tokens at the same address, counted once more for each mention.
		name := strings.ToLower(s.Custody.Tokens[i].Token)
		if seen[name] {
			return nil, wrong("token_twice", "the token %s is there twice; what is held in it is one amount", s.Custody.Tokens[i].Token)
		}
		seen[name] = true
	}
	return s, nil
}

func previousText(digest string) string {
	if digest == "" {
		return "names none before it"
	}
	return "names one before it"
}
