package api

// MediaSigned is the media type of a signed receipt.
const MediaSigned = "application/jose"

// Receipts signs receipts as this package needs it.
type Receipts interface {
	// Sign gives the receipt of a closed call in its signed form. It keeps
	// nothing of the receipt.
	Sign(r *Receipt) (string, error)
	// Keys are the public keys of all times, the current one last.
	Keys() []ReceiptKey
	// Rotate makes a new key the current one.
	Rotate() error
}

// ReceiptKey is a public key, as a JSON Web Key.
type ReceiptKey struct {
	KeyType   string `json:"kty" about:"OKP (RFC 8037)"`
	Curve     string `json:"crv" about:"Ed25519"`
	X         string `json:"x" about:"the key, in base64url"`
	KeyID     string `json:"kid" about:"the key's thumbprint (RFC 7638)"`
	Algorithm string `json:"alg" about:"EdDSA"`
	Use       string `json:"use" about:"sig"`
	Since     string `json:"since,omitempty" schema:"time" about:"when it was made"`
	Until     string `json:"until,omitempty" schema:"time" about:"when another one took over; missing on the current key"`
}

// ReceiptKeySet is a JWK set (RFC 7517).
type ReceiptKeySet struct {
	Keys []ReceiptKey `json:"keys"`
}

// plain is an answer that is not JSON.
type plain struct {
	media string
	text  []byte
}

func (q *request) signedReceipt(r *Receipt) (any, error) {
	if q.api.deps.Receipts == nil {
		return nil, refuse("receipts_unsigned", "")
	}
	if r.Call.State == 0 {
		return nil, refuse("receipt_open", "")
	}
	text, err := q.api.deps.Receipts.Sign(r)
	if err != nil {
		return nil, err
	}
	return plain{MediaSigned, []byte(text)}, nil
}

func listReceiptKeys(q *request) (any, error) {
	if q.api.deps.Receipts == nil {
		return nil, refuse("receipts_unsigned", "")
	}
	return &ReceiptKeySet{Keys: q.api.deps.Receipts.Keys()}, nil
}

func createReceiptKey(q *request) (any, error) {
	if q.api.deps.Receipts == nil {
		return nil, refuse("receipts_unsigned", "")
	}
	if q.claim != nil && q.claim.again {
		q.replay = true // the key that was made then is on the list
		return listReceiptKeys(q)
	}
	if err := q.api.deps.Receipts.Rotate(); err != nil {
		return nil, err
	}
	return listReceiptKeys(q)
}
