package receipt

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
)

// Form names the version of the receipt's members. Readers refuse others.
const Form = "aidollar.receipt/1"

// SizeMax bounds a signed receipt, in bytes.
const SizeMax = 1 << 20

// Receipt is everything about a closed call that its charge follows from.
// Amounts, prices and quantities are plain decimals in texts, times are RFC 3339
// in UTC, ids are UUIDs. The order of the members is the order of the fields.
type Receipt struct {
	Form     string `json:"form"`
	Call     string `json:"call"`
	State    string `json:"state"` // captured, voided or expired
	Opened   string `json:"opened_at"`
	Closed   string `json:"closed_at"`
	Buyer    string `json:"buyer"`  // the party
	Seller   string `json:"seller"` // the party
	Key      string `json:"key"`    // the API key that made the call
	Model    string `json:"model"`
	Region   string `json:"region,omitempty"`
	Service  string `json:"service,omitempty"`
	Asset    Asset  `json:"asset"`
	Card     Card   `json:"card"`
	Usage    Usage  `json:"usage"`
	Policy   string `json:"policy"` // measured, reservation or waive
	Lines    []Line `json:"lines"`
	Exact    string `json:"exact"`     // sum of the lines
	CarryIn  string `json:"carry_in"`  // part of a ledger unit from earlier calls
	CarryOut string `json:"carry_out"` // part of a ledger unit to the next call
	// CreditIn and CreditOut are what a lower tier reached later gives back, and
	// what of it is left for the next call.
	CreditIn  string    `json:"credit_in,omitempty"`
	CreditOut string    `json:"credit_out,omitempty"`
	Waived    string    `json:"waived"` // used beyond the reservation, not charged
	Reserved  string    `json:"reserved"`
	Charge    string    `json:"charge"`
	Returned  string    `json:"returned,omitempty"` // of the charge, by refunds and disputes until it was signed; empty for none
	Channel   *Channel  `json:"channel,omitempty"`  // that paid; nil for none
	Grants    []Grant   `json:"grants,omitempty"`   // that paid of the charge before money did
	Postings  []Posting `json:"postings"`
}

// The policies of a charge.
const (
	Measured    = "measured"    // usage times prices
	Reservation = "reservation" // the whole reservation, as usage is not known
	Waive       = "waive"       // nothing, as usage is not known
)

// Asset is the currency of all amounts.
type Asset struct {
	Code  string `json:"code"`
	Scale uint8  `json:"scale"` // decimals of a ledger unit
}

// Card is the rate card that was agreed upon.
type Card struct {
	Number  uint32 `json:"number"`
	Name    string `json:"name"`
	Version uint32 `json:"version"`
	Variant string `json:"variant,omitempty"`
}

// Channel is the payment channel that a call was paid from, and with which of its
// vouchers.
type Channel struct {
	ID      string `json:"id"`      // what its escrow calls it: 0x and 64 hexadecimal digits
	Voucher string `json:"voucher"` // what the payer had signed for over all time
}

// Grant is what credit that was given beforehand paid of the charge.
type Grant struct {
	Grant   string `json:"grant"`
	Account string `json:"account"` // of its own
	Amount  string `json:"amount"`
}

// Usage is what was counted, and where it was read.
type Usage struct {
	Dialect string  `json:"dialect,omitempty"` // of the answer, such as chat
	Source  string  `json:"source"`            // reported, estimated or bound
	Cut     bool    `json:"cut"`               // the client left before the end
	Meters  []Meter `json:"meters"`
}

// Meter is one quantity.
type Meter struct {
	Meter    string   `json:"meter"`
	Unit     string   `json:"unit"`
	Quantity string   `json:"quantity"`
	From     []string `json:"from,omitempty"` // members of the answer that it follows from
}

// Line is one product of the charge: amount = quantity * price. The amounts of
// credit lines are taken off.
type Line struct {
	Meter    string `json:"meter"`          // several that are priced together have plus signs between them
	Kind     string `json:"kind,omitempty"` // fee, package, reprice or minimum; empty: units
	Tier     uint8  `json:"tier,omitempty"` // from one up, of a price with tiers
	Quantity string `json:"quantity"`       // units, packages, or 1
	Price    string `json:"price"`          // of one of them
	Credit   bool   `json:"credit,omitempty"`
	Amount   string `json:"amount"`
}

// Posting is one movement of the call.
type Posting struct {
	ID     string `json:"id"`
	Kind   string `json:"kind"` // hold, capture, release, split or share
	Debit  string `json:"debit"`
	Credit string `json:"credit"`
	Amount string `json:"amount"`
	At     string `json:"at"`
}

// The kinds of postings.
const (
	Hold    = "hold"    // set aside
	Capture = "capture" // posted out of the hold
	Release = "release" // of a hold of which nothing is posted
	Split   = "split"   // of the charge by the seller's rule; its shares follow
	Share   = "share"   // one account's part, or what the rule carries
)

// bytes is the canonical JSON: members in order, no spaces, no escapes that are
// not needed.
func (r *Receipt) bytes() ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(r); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// parse reads canonical JSON, and only that: a member that this version does not
// know could say something else than what is checked.
func parse(text []byte) (*Receipt, error) {
	var head struct {
		Form string `json:"form"`
	}
	if err := json.Unmarshal(text, &head); err != nil {
		return nil, wrong("receipt_malformed", "what is signed is no JSON: %v", err)
	}
	if head.Form != Form {
		return nil, wrong("form_unknown", "the receipt's form is %q; this program reads %q", head.Form, Form)
	}
	var r Receipt
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&r); err != nil {
		return nil, wrong("receipt_malformed", "the receipt cannot be read: %v", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, wrong("receipt_malformed", "something follows the receipt's JSON")
	}
	again, err := r.bytes()
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(again, text) {
		return nil, wrong("receipt_not_canonical", "the receipt is not written as a house writes it: members in order, each once, no spaces")
	}
	return &r, nil
}
