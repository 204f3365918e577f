package x402

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
)

// Payment is what a client sends to be served: which of the ways to pay it
// chose, and what it signed.
type Payment struct {
	Version    int
	Resource   *Resource    // version 2, where the client says it
	Accepted   Requirements // the client's copy; version 1 has scheme and network alone
	Payload    Payload
	Extensions json.RawMessage // version 2: an object, or nil

	// Wire is the payment's JSON as it was received: what a server hands on to
	// its facilitator. Who changes a field sets it to nil.
	Wire json.RawMessage
}

// ParsePaymentHeader reads the value of PAYMENT-SIGNATURE or X-PAYMENT.
func ParsePaymentHeader(value string) (*Payment, error) {
	b, err := decodeHeader(value)
	if err != nil {
		return nil, err
	}
	return ParsePayment(b)
}

// ParsePayment reads a payment of either version from JSON. It refers to src.
func ParsePayment(src []byte) (*Payment, error) {
	d, err := scan(src, headerBytesMax)
	if err != nil {
		return nil, err
	}
	defer d.done()
	p := d.root().payment()
	if d.bad != nil {
		return nil, d.bad
	}
	return p, nil
}

func (o object) payment() *Payment {
	if !o.present() {
		return nil
	}
	p := &Payment{Version: o.version(), Wire: o.raw(o.at)}
	switch p.Version {
	case 1:
		p.Accepted.Scheme = o.word("scheme", wordTextMax)
		p.Accepted.Network = Network(o.word("network", wordTextMax))
	case 2:
		p.Resource = o.objectOptional("resource").resource()
		p.Accepted = o.object("accepted").requirements(2)
		p.Extensions = o.open("extensions")
	}
	if s := p.Accepted.Scheme; o.bad == nil && !schemeKnown(s, p.Version) {
		o.wrong(o.at, CodeScheme, "the scheme %q is not known in version %d", s, p.Version)
	}
	if _, evm := p.Accepted.Network.ChainID(); o.bad == nil && !evm {
		o.wrong(o.at, CodeNetwork, "the network %q is no EVM chain", p.Accepted.Network)
	}
	p.Payload = o.object("payload").payload(p.Accepted.Scheme)
	if p.Version == 1 && p.Payload.Permit2 != nil {
		o.wrong(o.at, CodeScheme, "version 1 knows no payments by Permit2")
	}
	return p
}

// Header is the value of PAYMENT-SIGNATURE, or of X-PAYMENT in version 1.
func (p *Payment) Header() (string, error) { return encodeHeader(p.JSON()) }

// HeaderName is where the payment belongs.
func (p *Payment) HeaderName() string {
	if p.Version == 1 {
		return HeaderPaymentV1
	}
	return HeaderPayment
}

// JSON is the payment as facilitators take it.
func (p *Payment) JSON() ([]byte, error) {
	if p.Wire != nil {
		return p.Wire, nil
	}
	if p.Version == 1 {
		return encode(struct {
			Version int     `json:"x402Version"`
			Scheme  string  `json:"scheme"`
			Network Network `json:"network"`
			Payload any     `json:"payload"`
		}{1, p.Accepted.Scheme, p.Accepted.Network, p.Payload.wire(SchemeExact)})
	}
	return encode(struct {
		Version    int             `json:"x402Version"`
		Resource   *Resource       `json:"resource,omitempty"`
		Accepted   any             `json:"accepted"`
		Payload    any             `json:"payload"`
		Extensions json.RawMessage `json:"extensions,omitempty"`
	}{2, p.Resource, p.Accepted.wire(2, nil), p.Payload.wire(p.Accepted.Scheme), p.Extensions})
}

// Fingerprint is the same for the same payment however its JSON is written, and
// another for any other: it covers what was signed. Under one identifier (see
// Identifier) the first fingerprint counts, and another one is a conflict.
func (p *Payment) Fingerprint() [sha256.Size]byte {
	h := sha256.New()
	parts := [][]byte{
		{byte(p.Version)}, []byte(p.Accepted.Scheme), []byte(p.Accepted.Network), []byte(p.Payload.Method()),
		p.Payload.Payer().Bytes(), p.Payload.Nonce().Bytes(), p.Payload.Signature,
	}
	if c := p.Payload.Channel; c != nil {
		parts = append(parts, c.canonical())
	}
	for _, part := range parts {
		var length [4]byte
		binary.BigEndian.PutUint32(length[:], uint32(len(part)))
		h.Write(length[:])
		h.Write(part)
	}
	return [sha256.Size]byte(h.Sum(nil))
}
