package receipt

import (
	"crypto/ed25519"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"strings"
)

// Key gives the key itself. The error is a *Wrong.
func (p *PublicKey) Key() (ed25519.PublicKey, error) {
	raw, err := base64url.DecodeString(p.X)
	if p.KeyType != "OKP" || p.Curve != "Ed25519" || err != nil || len(raw) != ed25519.PublicKeySize {
		return nil, wrong("key_malformed", "the key %q is no Ed25519 public key: a JWK has kty OKP, crv Ed25519 and x of 32 bytes in base64url", p.KeyID)
	}
	return raw, nil
}

// ParseKeys reads public keys: 32 bytes in base64url, a JWK, a JWK set, or a
// public key in PEM. The error is a *Wrong.
func ParseKeys(text []byte) ([]ed25519.PublicKey, error) {
	trimmed := strings.TrimSpace(string(text))
	switch {
	case strings.HasPrefix(trimmed, "{"):
		return parseJWK([]byte(trimmed))
	case strings.HasPrefix(trimmed, "-----BEGIN"):
		block, _ := pem.Decode([]byte(trimmed))
		if block == nil {
			return nil, wrong("key_malformed", "the PEM block is not whole")
		}
		key, err := x509.ParsePKIXPublicKey(block.Bytes)
		public, ok := key.(ed25519.PublicKey)
		if err != nil || !ok {
			return nil, wrong("key_malformed", "the PEM block %q holds no Ed25519 public key", block.Type)
		}
		return []ed25519.PublicKey{public}, nil
	}
	raw, err := base64url.DecodeString(trimmed)
	if err != nil || len(raw) != ed25519.PublicKeySize {
		return nil, wrong("key_malformed", "the key is not 32 bytes in base64url, a JWK, a JWK set, or a public key in PEM")
	}
	return []ed25519.PublicKey{raw}, nil
}

func parseJWK(text []byte) ([]ed25519.PublicKey, error) {
	var set struct {
		PublicKey
		PublicKeys
	}
	if err := json.Unmarshal(text, &set); err != nil {
		return nil, wrong("key_malformed", "the key is no JSON: %v", err)
	}
	list := set.Keys
	if list == nil {
		list = []PublicKey{set.PublicKey}
	}
	if len(list) == 0 || len(list) > KeysMax {
		return nil, wrong("key_malformed", "the JWK set has %d keys; it has 1 to %d", len(list), KeysMax)
	}
	keys := make([]ed25519.PublicKey, len(list))
	for i := range list {
		key, err := list[i].Key()
		if err != nil {
			return nil, err
		}
		keys[i] = key
	}
	return keys, nil
}
