package siwx

import (
	"bytes"
	"encoding/json"

	"aidollar/pay/x402"
)

const (
	// Extension is the extension's name in a 402.
	Extension = "sign-in-with-x"
	// Header is the header that a client signs in with: base64 of JSON.
	Header = "SIGN-IN-WITH-X"

	version  = "1"      // of EIP-4361
	kindEVM  = "eip191" // how accounts of EVM chains sign
	language = "https://json-schema.org/draft/2020-12/schema"
)

// Challenge is what a server asks a wallet to sign.
type Challenge struct {
	Origin    Origin
	URI       string // of the resource, at the origin
	Statement string // for people; empty for none. A line of printable ASCII
	Nonce     string // eight letters and digits or more, good for one sign-in
	Resources []string
	Issued    int64    // Unix milliseconds
	Expires   int64    // Unix milliseconds; zero: never
	Chains    []uint64 // whose accounts may sign in, the preferred one first
}

type challengeInfo struct {
	Domain     string   `json:"domain"`
	URI        string   `json:"uri"`
	Version    string   `json:"version"`
	Nonce      string   `json:"nonce"`
	IssuedAt   string   `json:"issuedAt"`
	Resources  []string `json:"resources,omitempty"`
	Expiration string   `json:"expirationTime,omitempty"`
	Statement  string   `json:"statement,omitempty"`
}

type challengeChain struct {
	ID   x402.Network `json:"chainId"`
	Kind string       `json:"type"`
}

// MarshalJSON is the challenge as it stands under Extension in a 402.
func (c *Challenge) MarshalJSON() ([]byte, error) {
	info := challengeInfo{
		Domain: c.Origin.Host, URI: c.URI, Version: version, Nonce: c.Nonce, IssuedAt: moment(c.Issued).text(),
		Resources: c.Resources, Statement: c.Statement,
	}
	if c.Expires != 0 {
		info.Expiration = moment(c.Expires).text()
	}
	chains := make([]challengeChain, len(c.Chains))
	for i, id := range c.Chains {
		chains[i] = challengeChain{x402.EVM(id), kindEVM}
	}
	return encode(struct {
		Info   challengeInfo    `json:"info"`
		Chains []challengeChain `json:"supportedChains"`
		Schema json.RawMessage  `json:"schema"`
	}{info, chains, schema})
}

// encode leaves < > & as they are: a client signs them so.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimRight(b.Bytes(), "\n"), err
}

// schema is the stock library's, of what stands in the header.
var schema = json.RawMessage(`{"$schema":"` + language + `","type":"object","properties":{` +
	`"domain":{"type":"string"},"address":{"type":"string"},"statement":{"type":"string"},"uri":{"type":"string","format":"uri"},` +
	`"version":{"type":"string"},"chainId":{"type":"string"},"type":{"type":"string"},"nonce":{"type":"string"},` +
	`"issuedAt":{"type":"string","format":"date-time"},"expirationTime":{"type":"string","format":"date-time"},` +
	`"notBefore":{"type":"string","format":"date-time"},"requestId":{"type":"string"},` +
	`"resources":{"type":"array","items":{"type":"string","format":"uri"}},"signature":{"type":"string"}},` +
	`"required":["domain","address","uri","version","chainId","type","nonce","issuedAt","signature"]}`)
