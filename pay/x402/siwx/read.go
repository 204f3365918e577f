package siwx

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"strings"
	"unicode/utf8"

	"aidollar/pay/x402"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
)

// The bounds of what is read. The signatures of accounts with code are as long as
// their code likes.
const (
	headerLengthMax = 16 << 10
	membersMax      = 32
	textLengthMax   = 2048
	resourcesMax    = 32
	nonceLengthMin  = 8
)

// received is what stands in the header, as it was written.
type received struct {
	Domain, Address, URI, Version, ChainID, Type, Nonce, IssuedAt, Signature string
	ExpirationTime, NotBefore, SignatureScheme                               string
	Statement, RequestID                                                     *string
	Resources                                                                []string
}

// members are where each member of the header goes.
func (r *received) members() map[string]any {
	return map[string]any{
		"domain": &r.Domain, "address": &r.Address, "uri": &r.URI, "version": &r.Version, "chainId": &r.ChainID, "type": &r.Type,
		"nonce": &r.Nonce, "issuedAt": &r.IssuedAt, "signature": &r.Signature,
		"statement": &r.Statement, "expirationTime": &r.ExpirationTime, "notBefore": &r.NotBefore, "requestId": &r.RequestID,
		"resources": &r.Resources, "signatureScheme": &r.SignatureScheme,
	}
}

// ParseHeader reads the value of the header. The error is a *Refusal.
func ParseHeader(value string) (*Message, error) {
	src, err := decode(value)
	if err != nil {
		return nil, err
	}
	var r received
	if err := r.read(src); err != nil {
		return nil, err
	}
	return r.message()
}

// decode reads base64 as the stock library does: the standard alphabet, with its
// padding or without.
func decode(value string) ([]byte, error) {
	if len(value) > headerLengthMax {
		return nil, refuse(ReasonHeader, "the header has %d bytes; at most %d are read", len(value), headerLengthMax)
	}
	bare := strings.TrimRight(value, "=")
	src, err := base64.RawStdEncoding.DecodeString(bare)
	if err != nil || len(value)-len(bare) > 2 || strings.ContainsAny(value, "\r\n") {
		return nil, refuse(ReasonHeader, "the header is not base64 of the standard alphabet")
	}
	if !utf8.Valid(src) {
		return nil, refuse(ReasonHeader, "the header is not UTF-8")
	}
	return src, nil
}

// read takes the object apart member by member, since encoding/json would take
// Domain for domain, and the last of two.
func (r *received) read(src []byte) error {
	malformed := refuse(ReasonHeader, "the header is not one JSON object")
	d := json.NewDecoder(bytes.NewReader(src))
	if open, err := d.Token(); err != nil || open != json.Delim('{') {
		return malformed
	}
	wanted, seen := r.members(), map[string]bool{}
	for d.More() {
		token, err := d.Token()
		name, is := token.(string)
		var raw json.RawMessage
		if err != nil || !is || d.Decode(&raw) != nil {
			return malformed
		}
		if seen[name] || len(seen) == membersMax {
			return refuse(ReasonHeader, "the member %.64q stands twice, or there are more than %d members", name, membersMax)
		}
		seen[name] = true
		into, known := wanted[name]
		if !known {
			continue
		}
		if string(raw) == "null" {
			return refuse(ReasonHeader, "the member %s is null", name)
		}
		if err := json.Unmarshal(raw, into); err != nil {
			return refuse(ReasonHeader, "the member %s is of the wrong kind", name)
		}
	}
	if _, err := d.Token(); err != nil || len(bytes.TrimSpace(src[d.InputOffset():])) > 0 {
		return malformed
	}
	for _, name := range [...]string{"domain", "address", "uri", "version", "chainId", "type", "nonce", "issuedAt", "signature"} {
		if !seen[name] {
			return refuse(ReasonHeader, "the member %s is missing", name)
		}
	}
	return nil
}

// message holds what was read against EIP-4361's grammar, as far as lines could
// be read in more than one way.
func (r *received) message() (*Message, error) {
	if err := r.grammar(); err != nil {
		return nil, err
	}
	m := &Message{
		Domain: r.Domain, Statement: r.Statement, URI: r.URI, Version: r.Version, Nonce: r.Nonce, IssuedAt: r.IssuedAt,
		ExpirationTime: r.ExpirationTime, NotBefore: r.NotBefore, RequestID: r.RequestID, Resources: r.Resources,
	}
	if !strings.HasPrefix(r.ChainID, "eip155:") {
		return nil, refuse(ReasonChain, "accounts of EVM chains (eip155) sign in here, not those of %.64q", r.ChainID)
	}
	var ok bool
	if m.ChainID, ok = x402.Network(r.ChainID).ChainID(); !ok {
		return nil, refuse(ReasonChainID, "%.64q is no chain: eip155: and a number is wanted", r.ChainID)
	}
	if r.Type != kindEVM {
		return nil, refuse(ReasonHeader, "type must be %s, as accounts of EVM chains sign", kindEVM)
	}
	var err error
	if m.Address, err = address(r.Address); err != nil {
		return nil, err
	}
	if m.Signature, err = hexutil.Decode(r.Signature); err != nil {
		return nil, refuse(ReasonSignature, "the signature is not 0x and an even number of hexadecimal digits")
	}
	return m, nil
}

// address reads an account; capital letters beside small ones are its checksum
// (EIP-55).
func address(text string) (common.Address, error) {
	digits, prefixed := strings.CutPrefix(text, "0x")
	if !prefixed || !common.IsHexAddress(text) {
		return common.Address{}, refuse(ReasonHeader, "the address is not 0x and 40 hexadecimal digits")
	}
	a := common.HexToAddress(text)
	if text != a.Hex() && digits != strings.ToLower(digits) && digits != strings.ToUpper(digits) {
		return common.Address{}, refuse(ReasonHeader, "the address %s is mistyped: its capital letters are not its checksum (EIP-55)", text)
	}
	return a, nil
}

// The characters of EIP-4361's grammar.
const (
	letters    = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
	unreserved = letters + "-._~"
	ofID       = unreserved + "%!$&'()*+,;=:@"
	ofURI      = ofID + "/?#[]"
	ofProse    = unreserved + ":/?#[]@!$&'()*+,;= "
)

func (r *received) grammar() error {
	type check struct{ name, text, characters string }
	checks := []check{
		{"domain", r.Domain, ofURI}, {"uri", r.URI, ofURI}, {"nonce", r.Nonce, letters},
		{"issuedAt", r.IssuedAt, ofURI}, {"expirationTime", r.ExpirationTime, ofURI}, {"notBefore", r.NotBefore, ofURI},
	}
	if r.Statement != nil {
		checks = append(checks, check{"statement", *r.Statement, ofProse})
	}
	if r.RequestID != nil {
		checks = append(checks, check{"requestId", *r.RequestID, ofID})
	}
	for _, resource := range r.Resources {
		checks = append(checks, check{"resources", resource, ofURI})
	}
	for _, c := range checks {
		if len(c.text) > textLengthMax {
			return refuse(ReasonHeader, "%s has %d bytes; at most %d are read", c.name, len(c.text), textLengthMax)
		}
		if strings.Trim(c.text, c.characters) != "" {
			return refuse(ReasonHeader, "%s has characters that cannot stand in it (EIP-4361)", c.name)
		}
	}
	switch {
	case r.Version != version:
		return refuse(ReasonHeader, "version must be %s", version)
	case len(r.Nonce) < nonceLengthMin:
		return refuse(ReasonHeader, "a nonce has %d letters and digits or more", nonceLengthMin)
	case len(r.Resources) > resourcesMax:
		return refuse(ReasonHeader, "there are more than %d resources", resourcesMax)
	}
	return r.schemeKnown()
}

// schemeKnown refuses hints that the stock library does not know. The hint is
// not needed: the account itself says how it signs.
func (r *received) schemeKnown() error {
	switch r.SignatureScheme {
	case "", kindEVM, "eip1271", "eip6492":
		return nil
	}
	return refuse(ReasonHeader, "signatureScheme must be eip191, eip1271 or eip6492, or be left out")
}
