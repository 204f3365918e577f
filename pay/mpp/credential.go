package mpp

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"

	"aidollar/pay/evmsig"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
)

const (
	credentialLengthMax = 32 << 10 // bytes of base64url
	// signatureBytesMax holds a wallet's wrapped signature with the call that
	// deploys it; by a key it has 65.
	signatureBytesMax = 8 << 10
	decimalMax        = 78 // digits of the largest number of 256 bits
)

// payloadAuthorization is the type of payloads by EIP-3009, the only one that the
// stock client makes.
const payloadAuthorization = "authorization"

// Credential is what a client pays with: the challenge that it answers, and what it
// signed.
type Credential struct {
	Challenge Challenge
	Source    string // who pays, did:pkh:eip155:<chain>:<address>; "" if it is not said
	Transfer  evmsig.Authorization
	Signature []byte
	Print     [sha256.Size]byte // the same for the same header alone
}

// cutScheme is what stands behind the scheme; ok is false for another one.
func cutScheme(value string) (rest string, ok bool) {
	word, rest, _ := strings.Cut(strings.TrimSpace(value), " ")
	return strings.TrimSpace(rest), strings.EqualFold(word, scheme)
}

// ReadCredential reads the credential of a request, or nil if it has none. values
// are those of a header, such as http.Header.Values. More than one is a Mistake:
// nobody knows which is meant to pay.
func ReadCredential(values func(name string) []string) (*Credential, error) {
	found, text := 0, ""
	for _, name := range []string{HeaderCredential, HeaderCredentialBesides} {
		for _, value := range values(name) {
			rest, ok := cutScheme(value)
			if !ok && name == HeaderCredential {
				continue // somebody else's scheme
			}
			found, text = found+1, rest
		}
	}
	switch found {
	case 0:
		return nil, nil
	case 1:
		return ParseCredential(text)
	}
	return nil, mistake(CodeMalformed, "the request has %d credentials of the scheme %s; one is wanted", found, scheme)
}

// ParseCredential reads what stands behind the scheme.
func ParseCredential(text string) (*Credential, error) {
	if len(text) > credentialLengthMax {
		return nil, mistake(CodeMalformed, "the credential has %d bytes; at most %d are taken", len(text), credentialLengthMax)
	}
	src, err := encoding.DecodeString(text)
	if err != nil {
		return nil, mistake(CodeMalformed, "the credential is no base64url without padding")
	}
	top, err := readMembers(src)
	if err != nil {
		return nil, mistake(CodeMalformed, "the credential %s", err)
	}
	said, payload := top["challenge"].object, top["payload"].object
	c := &Credential{
		Challenge: Challenge{
			ID: said.text("id"), Realm: said.text("realm"), Method: said.text("method"), Intent: said.text("intent"),
			Request: said.text("request"), Expires: said.text("expires"), Digest: said.text("digest"), Opaque: said.text("opaque"),
		},
		Source: top.text("source"), Print: sha256.Sum256(src),
	}
	if m, i := c.Challenge.Method, c.Challenge.Intent; m != MethodEVM || i != IntentCharge {
		return nil, mistake(CodeMethod, "the method %q with the intent %q is not taken here: %s with %s is", m, i, MethodEVM, IntentCharge)
	}
	if kind := payload.text("type"); kind != payloadAuthorization {
		return nil, mistake(CodeMethod, "a payload of the type %q is not taken here: %s is", kind, payloadAuthorization)
	}
	if err := c.read(payload); err != nil {
		return nil, err
	}
	return c, nil
}

// read takes what was signed.
func (c *Credential) read(payload members) error {
	t := &c.Transfer
	for name, into := range map[string][]byte{"from": t.From[:], "to": t.To[:], "nonce": t.Nonce[:]} {
		b, ok := fromHex(payload.text(name))
		if !ok || len(b) != len(into) {
			return mistake(CodeMalformed, "payload.%s is not 0x and %d hexadecimal digits", name, 2*len(into))
		}
		copy(into, b)
	}
	for name, into := range map[string]*uint256.Int{"value": &t.Value, "validAfter": &t.ValidAfter, "validBefore": &t.ValidBefore} {
		if !fromDecimal(into, payload.text(name)) {
			return mistake(CodeMalformed, "payload.%s is no whole number: digits without leading zeros are wanted, and at most 256 bits", name)
		}
	}
	var ok bool
	if c.Signature, ok = fromHex(payload.text("signature")); !ok || len(c.Signature) == 0 || len(c.Signature) > signatureBytesMax {
		return mistake(CodeMalformed, "payload.signature is not 0x and the hexadecimal digits of 1 to %d bytes", signatureBytesMax)
	}
	return nil
}

// From reports whether the source, if there is one, is the payer on a chain.
func (c *Credential) From(chainID uint64) bool {
	return c.Source == "" || strings.EqualFold(c.Source, source(chainID, c.Transfer.From))
}

func source(chainID uint64, payer common.Address) string {
	return "did:pkh:eip155:" + strconv.FormatUint(chainID, 10) + ":" + payer.Hex()
}

func fromHex(s string) ([]byte, bool) {
	digits, prefixed := strings.CutPrefix(s, "0x")
	b, err := hex.DecodeString(digits)
	return b, prefixed && err == nil
}

// fromDecimal reads digits alone: no sign, point, space or leading zero.
func fromDecimal(into *uint256.Int, s string) bool {
	if s == "" || len(s) > decimalMax || s[0] == '0' && s != "0" || strings.Trim(s, "0123456789") != "" {
		return false
	}
	return into.SetFromDecimal(s) == nil
}
