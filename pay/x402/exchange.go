package x402

import (
	"encoding/json"
)

const (
	kindsMax   = 256
	signersMax = 64
)

// Request is what a server asks a facilitator, by /verify and /settle alike.
type Request struct {
	Version      int
	Payment      *Payment
	Requirements Requirements // the server's own; with upto, /settle says the actual amount in them
}

// ParseRequest reads the body of /verify or /settle.
func ParseRequest(src []byte) (*Request, error) {
	d, err := scan(src, bodyBytesMax)
	if err != nil {
		return nil, err
	}
	defer d.done()
	o := d.root()
	r := &Request{Payment: o.object("paymentPayload").payment()}
	if r.Payment != nil {
		// Some servers leave the outer version out; the payment's own counts.
		r.Version = r.Payment.Version
		if o.find("x402Version") >= 0 && o.version() != r.Version {
			o.wrong(o.find("x402Version"), CodeVersion, "the request and its payment name different versions")
		}
	}
	r.Requirements = o.object("paymentRequirements").requirements(r.Version)
	if d.bad != nil {
		return nil, d.bad
	}
	return r, nil
}

// JSON is the body to send to a facilitator.
func (r *Request) JSON() ([]byte, error) {
	payment, err := r.Payment.JSON()
	if err != nil {
		return nil, err
	}
	of := &Resource{}
	if r.Payment.Resource != nil {
		of = r.Payment.Resource
	}
	return encode(struct {
		Version      int             `json:"x402Version"`
		Payment      json.RawMessage `json:"paymentPayload"`
		Requirements any             `json:"paymentRequirements"`
	}{r.Version, payment, r.Requirements.wire(r.Version, of)})
}

// Kind is one way to pay that a facilitator settles.
type Kind struct {
	Version int             `json:"x402Version"`
	Scheme  string          `json:"scheme"`
	Network Network         `json:"network"`
	Extra   json.RawMessage `json:"extra,omitempty"` // with upto {"facilitatorAddress":"0x…"}
}

// Supported is a facilitator's answer to /supported.
type Supported struct {
	Kinds      []Kind              `json:"kinds"`
	Extensions []string            `json:"extensions"` // keys
	Signers    map[string][]string `json:"signers"`    // by pattern of networks, such as eip155:*
}

// JSON is the body that a facilitator answers with.
func (s *Supported) JSON() ([]byte, error) {
	full := Supported{s.Kinds, s.Extensions, s.Signers}
	if full.Kinds == nil {
		full.Kinds = []Kind{}
	}
	if full.Extensions == nil {
		full.Extensions = []string{}
	}
	if full.Signers == nil {
		full.Signers = map[string][]string{}
	}
	return encode(full)
}

// ParseSupported reads a facilitator's answer to /supported. Those of version 1
// name no extensions and no signers.
func ParseSupported(src []byte) (*Supported, error) {
	d, err := scan(src, bodyBytesMax)
	if err != nil {
		return nil, err
	}
	o := d.root()
	s := &Supported{Signers: map[string][]string{}}
	for _, i := range o.list("kinds", kindsMax) {
		k := d.objectAt(i)
		s.Kinds = append(s.Kinds, Kind{k.version(), k.word("scheme", wordTextMax), Network(k.word("network", wordTextMax)), k.open("extra")})
	}
	s.Extensions = o.texts("extensions", kindsMax)
	if signers := o.objectOptional("signers"); signers.present() {
		for i, end := signers.at+1, d.nodes[signers.at].next; i < end && d.bad == nil; i = d.nodes[i+1].next {
			pattern := string(d.bytes(i))
			s.Signers[pattern] = signers.texts(pattern, signersMax)
		}
	}
	if d.bad != nil {
		return nil, d.bad
	}
	return s, nil
}

// texts is an array of strings, or nil.
func (o object) texts(name string, max int) []string {
	if o.find(name) < 0 {
		return nil
	}
	var all []string
	for _, i := range o.list(name, max) {
		all = append(all, o.textAt(i, wordTextMax))
	}
	return all
}
