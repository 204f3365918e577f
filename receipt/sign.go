package receipt

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"strings"
)

// Media is the media type of a signed receipt (RFC 7515, section 9.2.1).
const Media = "application/jose"

// The members of the JWS header.
const (
	algorithm = "EdDSA"
	tokenType = "aidollar-receipt"
)

var base64url = base64.RawURLEncoding.Strict()

// header is the protected header of a signed receipt.
type header struct {
	Algorithm string `json:"alg"`
	KeyID     string `json:"kid"`
	Type      string `json:"typ"`
}

// KeyID names a public key: its JWK thumbprint (RFC 7638).
func KeyID(public ed25519.PublicKey) string {
	hash := sha256.Sum256([]byte(`{"crv":"Ed25519","kty":"OKP","x":"` + base64url.EncodeToString(public) + `"}`))
	return base64url.EncodeToString(hash[:])
}

// Sign writes the receipt and signs it.
func Sign(r *Receipt, key ed25519.PrivateKey) (string, error) {
	payload, err := r.bytes()
	if err != nil {
		return "", err
	}
	public, _ := key.Public().(ed25519.PublicKey) // it always is one
	head, err := json.Marshal(header{Algorithm: algorithm, KeyID: KeyID(public), Type: tokenType})
	if err != nil {
		return "", err
	}
	signed := base64url.EncodeToString(head) + "." + base64url.EncodeToString(payload)
	return signed + "." + base64url.EncodeToString(ed25519.Sign(key, []byte(signed))), nil
}

// Verify checks the signature of a text against one of the keys and gives the
// receipt. Its arithmetic is another matter: see Check. The error is a *Wrong.
func Verify(text string, keys []ed25519.PublicKey) (*Receipt, string, error) {
	if len(text) > SizeMax {
		return nil, "", wrong("receipt_too_large", "the text has %d bytes; a signed receipt has at most %d", len(text), SizeMax)
	}
	text = strings.TrimSpace(text)
	parts := strings.Split(text, ".")
	if len(parts) != 3 {
		return nil, "", wrong("form_malformed", "the text has %d parts between points; a signed receipt has 3: header, receipt, signature", len(parts))
	}
	head, err := readHeader(parts[0])
	if err != nil {
		return nil, "", err
	}
	payload, err := base64url.DecodeString(parts[1])
	if err != nil {
		return nil, head.KeyID, wrong("form_malformed", "the receipt's part is not base64url: %v", err)
	}
	signature, err := base64url.DecodeString(parts[2])
	if err != nil || len(signature) != ed25519.SignatureSize {
		return nil, head.KeyID, wrong("form_malformed", "the signature's part is not %d bytes in base64url", ed25519.SignatureSize)
	}
	for _, key := range keys {
		if KeyID(key) != head.KeyID {
			continue
		}
		if !ed25519.Verify(key, []byte(parts[0]+"."+parts[1]), signature) {
			return nil, head.KeyID, wrong("signature_wrong", "the signature is not that of key %s over this receipt: one of them was changed", head.KeyID)
		}
		r, err := parse(payload)
		return r, head.KeyID, err
	}
	return nil, head.KeyID, wrong("key_unknown", "the receipt is signed with key %s, which is none of the %d given", head.KeyID, len(keys))
}

func readHeader(text string) (h header, err error) {
	raw, err := base64url.DecodeString(text)
	if err != nil {
		return h, wrong("form_malformed", "the header's part is not base64url: %v", err)
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields() // a crit or a jwk of the sender's is nothing to trust
	if err := d.Decode(&h); err != nil {
		return h, wrong("header_unknown", "the header cannot be read: %v", err)
	}
	if h.Algorithm != algorithm || h.Type != tokenType {
		return h, wrong("header_unknown", "the header says alg %q and typ %q; a receipt has %q and %q", h.Algorithm, h.Type, algorithm, tokenType)
	}
	return h, nil
}
