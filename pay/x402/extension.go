package x402

import (
	"bytes"
	"encoding/json"
	"strings"
)

// ExtensionIdentifier is the key of the extension by which a client names its
// payment, so that a retry is known for one.
const ExtensionIdentifier = "payment-identifier"

// Lengths of a payment's identifier, in characters, which are letters, digits,
// hyphens and underscores.
const (
	IdentifierLengthMin = 16
	IdentifierLengthMax = 128
)

const identifierLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"

// IdentifierValid reports whether id may name a payment.
func IdentifierValid(id string) bool {
	return len(id) >= IdentifierLengthMin && len(id) <= IdentifierLengthMax && strings.Trim(id, identifierLetters) == ""
}

// IdentifierExtension is what a server puts under ExtensionIdentifier to offer
// the extension, or to insist on it.
func IdentifierExtension(required bool) json.RawMessage {
	insist := "false"
	if required {
		insist = "true"
	}
	return json.RawMessage(`{"info":{"required":` + insist + `},"schema":{"$schema":"https://json-schema.org/draft/2020-12/schema",` +
		`"type":"object","properties":{"required":{"type":"boolean"},"id":{"type":"string","minLength":16,"maxLength":128,` +
		`"pattern":"^[a-zA-Z0-9_-]+$"}},"required":["required"]}}`)
}

// Identifier is the id that the client gave the payment, or "" if it gave none.
// One that breaks the rules is a Mistake.
func (p *Payment) Identifier() (string, error) {
	d, extensions, err := openExtensions(p.Extensions)
	defer d.done()
	if err != nil || !extensions.present() {
		return "", err
	}
	info := extensions.objectOptional(ExtensionIdentifier).objectOptional("info")
	i := info.find("id")
	if i < 0 {
		return "", d.problem()
	}
	id := d.textAt(i, proseMax)
	if d.bad == nil && !IdentifierValid(id) {
		d.wrong(i, CodeIdentifier, "a payment's id has %d to %d letters, digits, hyphens and underscores; this one does not", IdentifierLengthMin, IdentifierLengthMax)
	}
	if d.bad != nil {
		return "", d.problem()
	}
	return id, nil
}

// openExtensions scans an extensions object, which may be nil; so is the document
// then.
func openExtensions(extensions []byte) (*document, object, error) {
	if len(extensions) == 0 {
		return nil, object{at: -1}, nil
	}
	d, err := scan(extensions, openLengthMax)
	if err != nil {
		return nil, object{at: -1}, err
	}
	o := d.root()
	return d, o, d.problem()
}

// problem is the document's first mistake, with the way to it from the message.
func (d *document) problem() error {
	if d.bad == nil {
		return nil
	}
	inside := *d.bad
	inside.Path = strings.TrimSuffix("extensions."+inside.Path, ".")
	return &inside
}

// Echoes checks that a payment repeats what the server said in its extensions:
// of each extension that both name, the info may only have been added to. A
// client that leaves extensions out altogether is fine.
func Echoes(advertised json.RawMessage, p *Payment) error {
	if bytes.Equal(advertised, p.Extensions) {
		return nil // as most clients do, and without reading the schemas twice
	}
	ours, want, err := openExtensions(advertised)
	defer ours.done()
	if err != nil {
		return err
	}
	theirs, got, err := openExtensions(p.Extensions)
	defer theirs.done()
	if err != nil || !want.present() || !got.present() {
		return err
	}
	for i, end := got.at+1, theirs.nodes[got.at].next; i < end; i = theirs.nodes[i+1].next {
		name := theirs.bytes(i)
		at := want.any(name)
		if at >= 0 && !ours.contains(ours.info(at), theirs, theirs.info(i+1)) {
			return mistake(CodeEcho, "extensions."+string(name), "the client has changed what the server said; it may only add to it")
		}
	}
	return nil
}

// info is an extension's info, or the extension itself if it has none.
func (d *document) info(i int32) int32 {
	if d.nodes[i].kind != '{' {
		return i
	}
	if at := (object{d, i}).any([]byte("info")); at >= 0 {
		return at
	}
	return i
}

// withIdentifier is a server's extensions as a client echoes them: unchanged but
// for the payment's id, which is added where the server offers the extension.
func withIdentifier(extensions json.RawMessage, id string) (json.RawMessage, error) {
	d, o, err := openExtensions(extensions)
	defer d.done()
	if err != nil || !o.present() || id == "" {
		return extensions, err
	}
	info := o.objectOptional(ExtensionIdentifier).objectOptional("info")
	if !info.present() || info.find("id") >= 0 {
		return extensions, d.problem()
	}
	// The id goes right behind the bracket that opens info.
	member := `"id":"` + id + `"`
	if d.nodes[info.at].next > info.at+1 {
		member += ","
	}
	cut := d.nodes[info.at].start + 1
	out := append(json.RawMessage{}, extensions[:cut]...)
	return append(append(out, member...), extensions[cut:]...), nil
}

// IdentifierOffered tells whether a 402's extensions have payment identifiers,
// and whether a payment without one is refused.
func IdentifierOffered(extensions json.RawMessage) (offered, required bool, err error) {
	d, o, err := openExtensions(extensions)
	defer d.done()
	if err != nil || !o.present() {
		return false, false, err
	}
	info := o.objectOptional(ExtensionIdentifier).objectOptional("info")
	if !info.present() {
		return false, false, d.problem()
	}
	required = info.truth("required")
	return d.bad == nil, required, d.problem()
}
