package x402

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"strings"
)

// Headers of HTTP. Version 1 carries the 402 in the body.
const (
	HeaderRequired   = "PAYMENT-REQUIRED"   // version 2: what must be paid
	HeaderPayment    = "PAYMENT-SIGNATURE"  // version 2: the payment
	HeaderResult     = "PAYMENT-RESPONSE"   // version 2: what became of it
	HeaderPaymentV1  = "X-PAYMENT"          // version 1: the payment
	HeaderResultV1   = "X-PAYMENT-RESPONSE" // version 1: what became of it
	HeaderExtensions = "EXTENSION-RESPONSES"
)

const (
	headerBytesMax = 64 << 10  // base64 of one header
	bodyBytesMax   = 256 << 10 // JSON of one body
	acceptsMax     = 32
)

// Required is what a 402 says: what is sold and the ways to pay for it.
type Required struct {
	Version    int    // 1 or 2
	Error      string // why the request was not served, a code or a sentence
	Resource   Resource
	Accepts    []Requirements
	Extensions json.RawMessage // version 2 only: an object, or nil
}

// Header is the value of PAYMENT-REQUIRED.
func (r *Required) Header() (string, error) { return encodeHeader(r.JSON()) }

// JSON is the object itself, which is the body of a 402 in version 1. It fails on
// a raw member that is not JSON.
func (r *Required) JSON() ([]byte, error) {
	accepts := make([]any, len(r.Accepts))
	for i := range r.Accepts {
		accepts[i] = r.Accepts[i].wire(r.Version, &r.Resource)
	}
	if r.Version == 1 {
		return encode(struct {
			Version int    `json:"x402Version"`
			Error   string `json:"error,omitempty"`
			Accepts []any  `json:"accepts"`
		}{1, r.Error, accepts})
	}
	return encode(struct {
		Version    int             `json:"x402Version"`
		Error      string          `json:"error,omitempty"`
		Resource   Resource        `json:"resource"`
		Accepts    []any           `json:"accepts"`
		Extensions json.RawMessage `json:"extensions,omitempty"`
	}{2, r.Error, r.Resource, accepts, r.Extensions})
}

// V1 is the same 402 for clients of version 1: the ways to pay that it can
// express, which are those of the scheme exact by EIP-3009 on a chain that it has
// a word for. One that is left in would make old clients refuse them all. It is
// not ok if none is left.
func (r *Required) V1() (Required, bool) {
	v1 := Required{Version: 1, Error: r.Error, Resource: r.Resource}
	for i := range r.Accepts {
		terms, err := r.Accepts[i].Terms(2)
		word, known := r.Accepts[i].Network.V1()
		if err != nil || !known || terms.Scheme != SchemeExact || terms.Method != MethodEIP3009 {
			continue
		}
		way := r.Accepts[i]
		way.Network, way.Wire = word, nil
		v1.Accepts = append(v1.Accepts, way)
	}
	return v1, len(v1.Accepts) > 0
}

// ParseRequiredHeader reads the value of PAYMENT-REQUIRED.
func ParseRequiredHeader(value string) (*Required, error) {
	b, err := decodeHeader(value)
	if err != nil {
		return nil, err
	}
	return ParseRequired(b)
}

// ParseRequired reads a 402 of either version from JSON.
func ParseRequired(src []byte) (*Required, error) {
	d, err := scan(src, bodyBytesMax)
	if err != nil {
		return nil, err
	}
	o := d.root()
	r := &Required{Version: o.version(), Error: o.textOptional("error", proseMax)}
	for _, i := range o.list("accepts", acceptsMax) {
		r.Accepts = append(r.Accepts, d.objectAt(i).requirements(r.Version))
	}
	if len(r.Accepts) == 0 {
		o.wrong(0, CodeMissing, "accepts names no way to pay")
	}
	if r.Version == 2 {
		if of := o.object("resource").resource(); of != nil {
			r.Resource = *of
		}
		r.Extensions = o.open("extensions")
	}
	if d.bad != nil {
		return nil, d.bad
	}
	if r.Version == 1 {
		r.Resource = *r.Accepts[0].resource
	}
	return r, nil
}

// version is x402Version: 1 or 2.
func (o object) version() int {
	v := o.whole("x402Version")
	if o.bad == nil && v != 1 && v != 2 {
		o.wrong(o.find("x402Version"), CodeVersion, "version %d of x402 is not spoken here: 1 and 2 are", v)
	}
	return int(v)
}

// encode writes JSON without HTML's escapes, in which extra and extensions
// would come back other than they went.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, mistake(CodeJSON, "", "a raw member is not JSON: %v", err)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

func encodeHeader(src []byte, err error) (string, error) {
	if err != nil {
		return "", err
	}
	return base64.StdEncoding.EncodeToString(src), nil
}

// decodeHeader reads base64 as the stock libraries do: the standard alphabet,
// with its padding or without.
func decodeHeader(value string) ([]byte, error) {
	if len(value) > headerBytesMax {
		return nil, mistake(CodeTooLarge, "", "the header has %d bytes; at most %d are read", len(value), headerBytesMax)
	}
	bare := strings.TrimRight(value, "=")
	b, err := base64.RawStdEncoding.DecodeString(bare)
	if err != nil || len(value)-len(bare) > 2 || strings.IndexByte(value, '\n') >= 0 || strings.IndexByte(value, '\r') >= 0 {
		return nil, mistake(CodeBase64, "", "the header is not base64 of the standard alphabet")
	}
	return b, nil
}

// Members is the object without its brackets, for an answer that says more.
func (r *Required) Members() ([]byte, error) {
	b, err := r.JSON()
	if err != nil {
		return nil, err
	}
	return b[1 : len(b)-1], nil
}
