package attest

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"aidollar/pay/evmsig"

	"github.com/ethereum/go-ethereum/common/hexutil"
)

const (
	extensionMax = 64 << 10 // bytes
	offersMax    = 32
)

// ErrNone says that the extensions have no offer or receipt.
var ErrNone = errors.New("there is no signed offer or receipt")

// ReadOffers reads the offers of a 402's extensions.
func ReadOffers(extensions json.RawMessage) ([]Signed, error) {
	var info struct{ Offers []Signed }
	if err := read(extensions, &info); err != nil {
		return nil, err
	}
	switch n := len(info.Offers); {
	case n == 0:
		return nil, ErrNone
	case n > offersMax:
		return nil, fmt.Errorf("%d offers; at most %d are read", n, offersMax)
	}
	return info.Offers, nil
}

// ReadReceipt reads the receipt of a settlement's extensions.
func ReadReceipt(extensions json.RawMessage) (*Signed, error) {
	var info struct{ Receipt *Signed }
	if err := read(extensions, &info); err != nil {
		return nil, err
	}
	if info.Receipt == nil {
		return nil, ErrNone
	}
	return info.Receipt, nil
}

func read(extensions json.RawMessage, info any) error {
	if len(extensions) > extensionMax {
		return fmt.Errorf("the extensions have %d bytes; at most %d are read", len(extensions), extensionMax)
	}
	if len(extensions) == 0 {
		return ErrNone
	}
	var all map[string]json.RawMessage
	if err := json.Unmarshal(extensions, &all); err != nil {
		return fmt.Errorf("the extensions cannot be read: %w", err)
	}
	raw, has := all[Extension]
	if !has {
		return ErrNone
	}
	if err := json.Unmarshal(raw, &struct{ Info any }{info}); err != nil {
		return fmt.Errorf("the extension %s cannot be read: %w", Extension, err)
	}
	return nil
}

// Offer is the offer that was signed, and by whom: an address, or a did:key. It
// is an error if nobody has signed it as it is. Nothing is fetched, so a kid of
// another kind (did:web) needs its key: see OfferBy.
func (s *Signed) Offer() (o Offer, signer string, err error) {
	signer, err = s.open(&o, func() statement { return o.statement() }, nil)
	return o, signer, err
}

// OfferBy is Offer for a JWS by a key that is known.
func (s *Signed) OfferBy(key ed25519.PublicKey) (o Offer, err error) {
	_, err = s.open(&o, func() statement { return o.statement() }, key)
	return o, err
}

// Receipt is the receipt that was signed, and by whom.
func (s *Signed) Receipt() (r Receipt, signer string, err error) {
	signer, err = s.open(&r, func() statement { return r.statement() }, nil)
	return r, signer, err
}

// ReceiptBy is Receipt for a JWS by a key that is known.
func (s *Signed) ReceiptBy(key ed25519.PublicKey) (r Receipt, err error) {
	_, err = s.open(&r, func() statement { return r.statement() }, key)
	return r, err
}

// open reads the statement into a value and tells who has signed it.
func (s *Signed) open(into any, stated func() statement, key ed25519.PublicKey) (string, error) {
	switch s.Format {
	case formatJWS:
		return s.openJWS(into, key)
	case formatEIP712:
		if key != nil {
			return "", errors.New("the statement is signed by an account, not by a key of Ed25519")
		}
		if err := strict(s.Payload, into); err != nil {
			return "", err
		}
		b, err := hexutil.Decode(s.Signature)
		if err != nil {
			return "", errors.New("the signature is not hexadecimal")
		}
		signature, err := evmsig.ParseSignature(b)
		if err != nil {
			return "", err
		}
		statement := stated()
		signer, err := signature.Recover(statement.digest())
		return signer.Hex(), err
	}
	return "", fmt.Errorf("statements are signed as %s or %s, not as %q", formatJWS, formatEIP712, s.Format)
}

func (s *Signed) openJWS(into any, key ed25519.PublicKey) (string, error) {
	parts := strings.Split(s.Signature, ".")
	if len(parts) != 3 || len(s.Payload) > 0 {
		return "", errors.New("a JWS has three parts, and its payload inside")
	}
	var decoded [3][]byte
	for i, part := range parts {
		var err error
		if decoded[i], err = base64.RawURLEncoding.Strict().DecodeString(part); err != nil {
			return "", errors.New("a part of the JWS is not base64url")
		}
	}
	var header struct {
		Alg, Kid string
		Crit     []string
	}
	if err := json.Unmarshal(decoded[0], &header); err != nil || header.Alg != "EdDSA" || header.Crit != nil {
		return "", fmt.Errorf("a JWS by Ed25519 (EdDSA) is read here, not one by %q", header.Alg)
	}
	if key == nil {
		var err error
		if key, err = keyOf(header.Kid); err != nil {
			return "", err
		}
	}
	if len(key) != ed25519.PublicKeySize || !ed25519.Verify(key, []byte(parts[0]+"."+parts[1]), decoded[2]) {
		return "", errors.New("the key has not signed this")
	}
	if err := json.Unmarshal(decoded[1], into); err != nil {
		return "", fmt.Errorf("the statement cannot be read: %w", err)
	}
	did, _, _ := strings.Cut(header.Kid, "#")
	return did, nil
}

// strict reads a statement of which every member is signed for: EIP-712 covers
// those of its type, and any other could have been put in by anybody.
func strict(raw []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return fmt.Errorf("the statement cannot be read: %w", err)
	}
	return nil
}
