package attest

import (
	"fmt"
	"slices"
	"strings"

	"aidollar/pay/x402"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/holiman/uint256"
)

// Extension is the extension's key.
const Extension = "offer-receipt"

const version = 1 // of both statements

// Offer is what a seller asks for, until a time.
type Offer struct {
	Version     int64  `json:"version"`
	ResourceURL string `json:"resourceUrl"`
	Scheme      string `json:"scheme"`
	Network     string `json:"network"`
	Asset       string `json:"asset"`
	PayTo       string `json:"payTo"`
	Amount      string `json:"amount"`
	ValidUntil  int64  `json:"validUntil"` // Unix seconds
}

// Receipt is that a payer was served.
type Receipt struct {
	Version     int64  `json:"version"`
	Network     string `json:"network"`
	ResourceURL string `json:"resourceUrl"`
	Payer       string `json:"payer"`
	IssuedAt    int64  `json:"issuedAt"`              // Unix seconds
	Transaction string `json:"transaction,omitempty"` // "" keeps it private
}

// Of tells whether an offer is what a way to pay asks for.
func (o *Offer) Of(r *x402.Requirements) bool {
	return o.Scheme == r.Scheme && o.Network == string(r.Network) && o.Asset == r.Asset && o.PayTo == r.PayTo && o.Amount == r.Amount
}

// For tells whether a receipt is for an offer and a payer.
func (r *Receipt) For(o *Offer, payer string) bool {
	return r.ResourceURL == o.ResourceURL && r.Network == o.Network && strings.EqualFold(r.Payer, payer)
}

// member is one member of a statement: text or, if that is nil, a number.
type member struct {
	name   string
	text   *string
	number int64
}

// statement is what is signed: its members in the order of its EIP-712 type, and
// the type itself.
type statement struct {
	domain, kind string
	members      []member
}

func text(name, value string) member         { return member{name, &value, 0} }
func number(name string, value int64) member { return member{name, nil, value} }

func (o *Offer) statement() statement {
	return statement{"x402 offer",
		"Offer(uint256 version,string resourceUrl,string scheme,string network,string asset,string payTo,string amount,uint256 validUntil)",
		[]member{number("version", o.Version), text("resourceUrl", o.ResourceURL), text("scheme", o.Scheme), text("network", o.Network),
			text("asset", o.Asset), text("payTo", o.PayTo), text("amount", o.Amount), number("validUntil", o.ValidUntil)}}
}

func (r *Receipt) statement() statement {
	return statement{"x402 receipt",
		"Receipt(uint256 version,string network,string resourceUrl,string payer,uint256 issuedAt,string transaction)",
		[]member{number("version", r.Version), text("network", r.Network), text("resourceUrl", r.ResourceURL), text("payer", r.Payer),
			number("issuedAt", r.IssuedAt), text("transaction", r.Transaction)}}
}

// digest is what an account signs (EIP-712). The chain's id is always 1: the
// statement names its network itself.
func (s *statement) digest() common.Hash {
	hashed := func(t string) []byte { return crypto.Keccak256([]byte(t)) }
	word := func(n int64) []byte {
		w := uint256.NewInt(uint64(n)).Bytes32()
		return w[:]
	}
	domain := crypto.Keccak256(hashed("EIP712Domain(string name,string version,uint256 chainId)"), hashed(s.domain), hashed("1"), word(1))
	fields := hashed(s.kind)
	for i := range s.members {
		if m := &s.members[i]; m.text != nil {
			fields = append(fields, hashed(*m.text)...)
		} else {
			fields = append(fields, word(m.number)...)
		}
	}
	return crypto.Keccak256Hash([]byte{0x19, 0x01}, domain, crypto.Keccak256(fields))
}

// canonical is the statement as canonical JSON (RFC 8785), for a JWS.
func (s *statement) canonical() []byte {
	sorted := slices.SortedFunc(slices.Values(s.members), func(a, b member) int { return strings.Compare(a.name, b.name) })
	var b strings.Builder
	for i := range sorted {
		switch m := &sorted[i]; {
		case m.text == nil:
			fmt.Fprintf(&b, `,"%s":%d`, m.name, m.number)
		case *m.text != "" || m.name != "transaction": // a JWS leaves out the one that is optional
			fmt.Fprintf(&b, `,"%s":%s`, m.name, quoted(*m.text))
		}
	}
	return []byte("{" + strings.TrimPrefix(b.String(), ",") + "}")
}

// quoted is text as canonical JSON writes it: what need not be escaped is not.
func quoted(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteString(`\` + string(r))
		case r < ' ':
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
