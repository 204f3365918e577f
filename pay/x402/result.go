package x402

import (
	"encoding/json"
	"errors"
	"strconv"
)

// ReasonPending says that a transaction was sent and is not yet known to be
// included. It is the one failure that is not final: the server sends the same
// payload once more.
const ReasonPending = "settlement_pending"

// settlementLength is more than most come to without extensions and extra, in bytes.
const settlementLength = 320

// Settlement is what became of a payment: the facilitator's answer to /settle,
// and the value of PAYMENT-RESPONSE (X-PAYMENT-RESPONSE).
type Settlement struct {
	Success      bool            `json:"success"`
	ErrorReason  string          `json:"errorReason,omitempty"` // a stable code
	ErrorMessage string          `json:"errorMessage,omitempty"`
	Payer        string          `json:"payer,omitempty"`
	Transaction  string          `json:"transaction"` // its hash; "" where none was needed
	Network      Network         `json:"network"`
	Amount       string          `json:"amount,omitempty"`     // settled, smallest units; with upto it may be less than signed
	Extensions   json.RawMessage `json:"extensions,omitempty"` // an object, or nil
	Extra        json.RawMessage `json:"extra,omitempty"`      // an object, or nil
}

// JSON is the body that a facilitator answers with.
func (s *Settlement) JSON() ([]byte, error) {
	w := make(writer, 0, settlementLength+len(s.Extensions)+len(s.Extra))
	w.raw("success", strconv.AppendBool(nil, s.Success))
	w.textOptional("errorReason", s.ErrorReason)
	w.textOptional("errorMessage", s.ErrorMessage)
	w.textOptional("payer", s.Payer)
	w.text("transaction", s.Transaction)
	w.text("network", string(s.Network))
	w.textOptional("amount", s.Amount)
	err := errors.Join(w.rawOptional("extensions", s.Extensions), w.rawOptional("extra", s.Extra))
	return w.object(), err
}

// Header is the value of PAYMENT-RESPONSE or X-PAYMENT-RESPONSE.
func (s *Settlement) Header() (string, error) { return encodeHeader(s.JSON()) }

// ParseSettlementHeader reads the value of PAYMENT-RESPONSE or X-PAYMENT-RESPONSE.
func ParseSettlementHeader(value string) (*Settlement, error) {
	b, err := decodeHeader(value)
	if err != nil {
		return nil, err
	}
	return ParseSettlement(b)
}

// ParseSettlement reads a facilitator's answer to /settle.
func ParseSettlement(src []byte) (*Settlement, error) {
	d, err := scan(src, bodyBytesMax)
	if err != nil {
		return nil, err
	}
	o := d.root()
	s := &Settlement{
		Success: o.truth("success"), ErrorReason: o.textOptional("errorReason", proseMax),
		ErrorMessage: o.textOptional("errorMessage", proseMax), Payer: o.textOptional("payer", wordTextMax),
		Transaction: o.textOptional("transaction", wordTextMax), Network: Network(o.textOptional("network", wordTextMax)),
		Amount: o.textOptional("amount", wordTextMax), Extensions: o.open("extensions"), Extra: o.open("extra"),
	}
	if s.Amount != "" {
		o.number("amount")
	}
	if d.bad != nil {
		return nil, d.bad
	}
	return s, nil
}

// Verification is a facilitator's answer to /verify.
type Verification struct {
	Valid          bool            `json:"isValid"`
	InvalidReason  string          `json:"invalidReason,omitempty"` // a stable code
	InvalidMessage string          `json:"invalidMessage,omitempty"`
	Payer          string          `json:"payer,omitempty"`
	Extensions     json.RawMessage `json:"extensions,omitempty"` // an object, or nil
	Extra          json.RawMessage `json:"extra,omitempty"`      // an object, or nil
}

// JSON is the body that a facilitator answers with.
func (v *Verification) JSON() ([]byte, error) { return encode(v) }

// ParseVerification reads a facilitator's answer to /verify.
func ParseVerification(src []byte) (*Verification, error) {
	d, err := scan(src, bodyBytesMax)
	if err != nil {
		return nil, err
	}
	o := d.root()
	v := &Verification{
		Valid: o.truth("isValid"), InvalidReason: o.textOptional("invalidReason", proseMax),
		InvalidMessage: o.textOptional("invalidMessage", proseMax), Payer: o.textOptional("payer", wordTextMax),
		Extensions: o.open("extensions"), Extra: o.open("extra"),
	}
	if d.bad != nil {
		return nil, d.bad
	}
	return v, nil
}
