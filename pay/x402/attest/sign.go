package attest

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"fmt"

	"aidollar/pay/evmsig"
	"aidollar/pay/x402"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
)

// Signer signs statements in one of the two forms. Any number of goroutines may
// use one.
type Signer interface {
	sign(s statement) (*Signed, error)
}

// Signed is an offer or a receipt as it travels.
type Signed struct {
	Format    string          `json:"format"` // "jws" or "eip712"
	Way       *int            `json:"acceptIndex,omitempty"`
	Payload   json.RawMessage `json:"payload,omitempty"` // of eip712; a JWS has it inside
	Signature string          `json:"signature"`
}

const (
	formatJWS    = "jws"
	formatEIP712 = "eip712"
)

// Key signs with an Ed25519 key, as a JWS whose kid is the key's own did:key.
func Key(key ed25519.PrivateKey) Signer {
	public, _ := key.Public().(ed25519.PublicKey)
	return KeyNamed(key, DID(public))
}

// KeyNamed does so under another kid, such as did:web:seller.example#key-1, which
// the seller has to resolve for whoever verifies.
func KeyNamed(key ed25519.PrivateKey, kid string) Signer { return jwsSigner{key, kid} }

type jwsSigner struct {
	key ed25519.PrivateKey
	kid string
}

func (j jwsSigner) sign(s statement) (*Signed, error) {
	coded := base64.RawURLEncoding.EncodeToString
	input := coded([]byte(`{"alg":"EdDSA","kid":`+quoted(j.kid)+`}`)) + "." + coded(s.canonical())
	return &Signed{Format: formatJWS, Signature: input + "." + coded(ed25519.Sign(j.key, []byte(input)))}, nil
}

// Signing is an account that signs digests of EIP-712, such as a wallet.Signer.
type Signing interface {
	Address() common.Address
	Sign(digest common.Hash) (evmsig.Signature, error)
}

// Account signs as an account, by EIP-712.
func Account(a Signing) Signer { return accountSigner{a} }

type accountSigner struct{ Signing }

func (a accountSigner) sign(s statement) (*Signed, error) {
	signature, err := a.Sign(s.digest())
	if err != nil {
		return nil, fmt.Errorf("signing a statement: %w", err)
	}
	// The form's payload has every member, also the empty transaction.
	payload := map[string]any{}
	for i := range s.members {
		if m := &s.members[i]; m.text != nil {
			payload[m.name] = *m.text
		} else {
			payload[m.name] = m.number
		}
	}
	raw, err := json.Marshal(payload)
	if err != nil {
		return nil, fmt.Errorf("writing a statement: %w", err)
	}
	return &Signed{Format: formatEIP712, Payload: raw, Signature: hexutil.Encode(signature[:])}, nil
}

// Offers is the extension of a 402 of version 2: an offer for each way to pay,
// each valid from now (Unix seconds) for as long as the way's payments are.
func Offers(by Signer, r *x402.Required, now int64) (json.RawMessage, error) {
	offers := make([]*Signed, len(r.Accepts))
	for i := range r.Accepts {
		way := &r.Accepts[i]
		o := Offer{version, r.Resource.URL, way.Scheme, string(way.Network), way.Asset, way.PayTo, way.Amount, now + way.MaxTimeoutSeconds}
		signed, err := by.sign(o.statement())
		if err != nil {
			return nil, err
		}
		signed.Way = &i
		offers[i] = signed
	}
	return extension("offers", offers, offerSchema)
}

// AddOffers puts the offers into a 402's extensions beside those it has.
func AddOffers(by Signer, r *x402.Required, now int64) error {
	offers, err := Offers(by, r, now)
	if err != nil {
		return err
	}
	r.Extensions, err = merged(r.Extensions, offers)
	return err
}

// AddReceipt puts a receipt into a settlement's extensions: that its payer was
// served what lies at resource. Without a transaction nobody learns from the
// receipt which payment it was for.
func AddReceipt(by Signer, s *x402.Settlement, resource string, transaction bool, now int64) error {
	network, evm := s.Network.V2()
	if !s.Success || s.Payer == "" || !evm {
		return fmt.Errorf("there is a receipt for a settled payment on an EVM chain, not for %+v", s)
	}
	r := Receipt{Version: version, Network: string(network), ResourceURL: resource, Payer: s.Payer, IssuedAt: now}
	if transaction {
		r.Transaction = s.Transaction
	}
	signed, err := by.sign(r.statement())
	if err != nil {
		return err
	}
	receipt, err := extension("receipt", signed, receiptSchema)
	if err != nil {
		return err
	}
	s.Extensions, err = merged(s.Extensions, receipt)
	return err
}

func extension(name string, info any, schema string) (json.RawMessage, error) {
	raw, err := json.Marshal(map[string]any{"info": map[string]any{name: info}, "schema": json.RawMessage(schema)})
	if err != nil {
		return nil, fmt.Errorf("writing the extension: %w", err)
	}
	return raw, nil
}

func merged(extensions, ours json.RawMessage) (json.RawMessage, error) {
	all := map[string]json.RawMessage{}
	if len(extensions) > 0 {
		if err := json.Unmarshal(extensions, &all); err != nil {
			return nil, fmt.Errorf("the extensions cannot be added to: %w", err)
		}
	}
	all[Extension] = ours
	raw, err := json.Marshal(all)
	if err != nil {
		return nil, fmt.Errorf("writing the extensions: %w", err)
	}
	return raw, nil
}

// The schemas are the extension's own, which every answer carries.
const (
	offerSchema = `{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","properties":{"offers":{"type":"array","items":` +
		`{"type":"object","properties":{"format":{"type":"string"},"acceptIndex":{"type":"integer"},"payload":{"type":"object"},"signature":{"type":"string"}},` +
		`"required":["format","signature"]}}},"required":["offers"]}`
	receiptSchema = `{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","properties":{"receipt":` +
		`{"type":"object","properties":{"format":{"type":"string"},"payload":{"type":"object"},"signature":{"type":"string"}},` +
		`"required":["format","signature"]}},"required":["receipt"]}`
)
