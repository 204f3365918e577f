package mpp

import (
	"encoding/hex"
	"strings"

	"aidollar/pay/evmsig"

	"github.com/holiman/uint256"
)

const (
	// signatureBytesMax holds a wallet's wrapped signature with the call that
	// deploys it; by a key it has 65.
	signatureBytesMax = 8 << 10
	decimalMax        = 78  // digits of the largest number of 256 bits
	amountBitsMax     = 128 // of an amount in a channel
)

// kindAuthorization is the type of payloads by EIP-3009, the only one that the stock
// client makes.
const kindAuthorization = "authorization"

// fields reads the members of a payload and keeps the first Mistake.
type fields struct {
	members
	place string // in front of their names, for people
	err   error
}

func (f *fields) wrong(name, format string, arguments ...any) {
	if f.err == nil {
		f.err = mistake(CodeMalformed, f.place+name+" "+format, arguments...)
	}
}

// bytes reads as many bytes as into has.
func (f *fields) bytes(name string, into []byte) {
	b, ok := fromHex(f.text(name))
	if !ok || len(b) != len(into) {
		f.wrong(name, "is not 0x and %d hexadecimal digits", 2*len(into))
		return
	}
	copy(into, b)
}

func (f *fields) number(name string, into *uint256.Int) {
	if !fromDecimal(into, f.text(name)) {
		f.wrong(name, "is no whole number: digits without leading zeros are wanted, and at most 256 bits")
	}
}

// amount is a number that a channel can have.
func (f *fields) amount(name string, into *uint256.Int) {
	if f.number(name, into); into.BitLen() > amountBitsMax {
		f.wrong(name, "has more than %d bits", amountBitsMax)
	}
}

func (f *fields) signature(name string, into *[]byte) {
	b, ok := fromHex(f.text(name))
	if !ok || len(b) == 0 || len(b) > signatureBytesMax {
		f.wrong(name, "is not 0x and the hexadecimal digits of 1 to %d bytes", signatureBytesMax)
	}
	*into = b
}

// transfer reads EIP-3009's message.
func (f *fields) transfer(t *evmsig.Authorization) {
	f.bytes("from", t.From[:])
	f.bytes("to", t.To[:])
	f.bytes("nonce", t.Nonce[:])
	f.number("value", &t.Value)
	f.number("validAfter", &t.ValidAfter)
	f.number("validBefore", &t.ValidBefore)
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
