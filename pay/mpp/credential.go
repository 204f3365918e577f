package mpp

import (
	"crypto/sha256"
	"strconv"
	"strings"

	"aidollar/pay/evmsig"

	"github.com/ethereum/go-ethereum/common"
)

const credentialLengthMax = 32 << 10 // bytes of base64url

// Credential is what a client pays with: the challenge that it answers, and what it
// signed: a Transfer with its Signature by the intent charge, an Act by session.
type Credential struct {
	Challenge Challenge
	Source    string // who pays, did:pkh:eip155:<chain>:<address>; "" if it is not said
	Transfer  evmsig.Authorization
	Signature []byte
	Act       *Act              // nil for a charge
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
	src, err := decode(text)
	if err != nil {
		return nil, mistake(CodeMalformed, "the credential %s", err)
	}
	top, err := readMembers(src)
	if err != nil {
		return nil, mistake(CodeMalformed, "the credential %s", err)
	}
	c := &Credential{Source: top.text("source"), Print: sha256.Sum256(src)}
	said, payload := top["challenge"].object, top["payload"].object
	for _, p := range c.Challenge.parameters() {
		*p.text = said.text(p.name)
	}
	for name, text := range map[string]string{"id": c.Challenge.ID, "realm": c.Challenge.Realm, "method": c.Challenge.Method, "intent": c.Challenge.Intent, "request": c.Challenge.Request} {
		if text == "" {
			return nil, mistake(CodeMalformed, "the credential has no challenge.%s; the challenge is sent back as it came", name)
		}
	}
	switch m, i := c.Challenge.Method, c.Challenge.Intent; {
	case payload == nil:
		return nil, mistake(CodeMalformed, "the credential has no payload")
	case m == MethodEVM && i == IntentCharge:
		err = c.readCharge(payload)
	case m == MethodEVM && i == IntentSession:
		c.Act, err = readAct(payload)
	default:
		err = mistake(CodeMethod, "the method %q with the intent %q is not taken here: %s with %s or %s is", m, i, MethodEVM, IntentCharge, IntentSession)
	}
	if err != nil {
		return nil, err
	}
	return c, nil
}

// readCharge takes what was signed.
func (c *Credential) readCharge(payload members) (err error) {
	if kind := payload.text("type"); kind != kindAuthorization {
		return mistake(CodeMethod, "a payload of the type %q is not taken here: %s is", kind, kindAuthorization)
	}
	f := &fields{members: payload, place: "payload."}
	f.transfer(&c.Transfer)
	f.signature("signature", &c.Signature)
	return f.err
}

// From reports whether the source, if there is one, is the payer on a chain.
func (c *Credential) From(chainID uint64) bool {
	return c.Source == "" || strings.EqualFold(c.Source, Source(chainID, c.Transfer.From))
}

// Source is how a credential names who pays.
func Source(chainID uint64, payer common.Address) string {
	return "did:pkh:eip155:" + strconv.FormatUint(chainID, 10) + ":" + payer.Hex()
}

// Answer is the value of the header with which a client answers a challenge by the
// intent session. The header's name is the challenge's Field, or HeaderCredential.
func (c *Challenge) Answer(source string, a *Act) (string, error) {
	said := map[string]string{}
	for _, p := range c.parameters() {
		if *p.text != "" {
			said[p.name] = *p.text
		}
	}
	whole := map[string]any{"challenge": said, "payload": a.payload()}
	if source != "" {
		whole["source"] = source
	}
	b, err := canonical(whole)
	return scheme + " " + encoding.EncodeToString(b), err
}
