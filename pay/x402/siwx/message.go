package siwx

import (
	"strconv"
	"strings"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
)

// Message is what a wallet signed to sign in, and its signature. Times stand as
// they were written, since their text was signed.
type Message struct {
	Domain         string
	Address        common.Address
	Statement      *string // nil for none; an empty one is written, too
	URI            string
	Version        string
	ChainID        uint64
	Nonce          string
	IssuedAt       string
	ExpirationTime string // empty for none
	NotBefore      string // empty for none
	RequestID      *string
	Resources      []string // nil for none; an empty list is written, too
	Signature      []byte
}

// Text is what was signed (EIP-4361).
func (m *Message) Text() string {
	var b strings.Builder
	line := func(parts ...string) {
		for _, part := range parts {
			b.WriteString(part)
		}
		b.WriteByte('\n')
	}
	line(m.Domain, " wants you to sign in with your Ethereum account:")
	line(m.Address.Hex())
	line()
	if m.Statement != nil {
		line(*m.Statement)
	}
	line()
	line("URI: ", m.URI)
	line("Version: ", m.Version)
	line("Chain ID: ", strconv.FormatUint(m.ChainID, 10))
	line("Nonce: ", m.Nonce)
	line("Issued At: ", m.IssuedAt)
	if m.ExpirationTime != "" {
		line("Expiration Time: ", m.ExpirationTime)
	}
	if m.NotBefore != "" {
		line("Not Before: ", m.NotBefore)
	}
	if m.RequestID != nil {
		line("Request ID: ", *m.RequestID)
	}
	if m.Resources != nil {
		line("Resources:")
		for _, r := range m.Resources {
			line("- ", r)
		}
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// Digest is the hash of the text that the wallet's key signed (EIP-191).
func (m *Message) Digest() common.Hash {
	text := m.Text()
	return crypto.Keccak256Hash([]byte("\x19Ethereum Signed Message:\n"+strconv.Itoa(len(text))), []byte(text))
}
