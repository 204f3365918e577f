package codec

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/holiman/uint256"
)

var (
	errorString = Selector("Error(string)")
	panicCode   = Selector("Panic(uint256)")
)

// panics are the compiler's own reasons (Solidity, "Panic via assert and error via require").
var panics = map[uint64]string{
	0x01: "an assertion is false", 0x11: "a number overflows", 0x12: "division by zero", 0x21: "a value is not of its enumeration",
	0x22: "a stored array is broken", 0x31: "an empty array is popped", 0x32: "an index is out of range", 0x41: "too much memory is asked for",
	0x51: "a function that was never set is called",
}

// revertTextMax bounds what a contract, which may be a stranger's, can make us say.
const revertTextMax = 200

// Reverts tells why a call reverted. The zero value knows the standard reasons.
type Reverts struct{ names map[[4]byte]string }

// NewReverts knows custom errors by their signatures, as in "NotOwner()".
func NewReverts(signatures ...string) Reverts {
	r := Reverts{map[[4]byte]string{}}
	for _, s := range signatures {
		name, _, _ := strings.Cut(s, "(")
		r.names[Selector(s)] = name
	}
	return r
}

// Text is the reason that a revert's data give: the words of Error(string), what
// a Panic's code stands for, or a custom error's name, else its data. It is never "".
func (r Reverts) Text(data []byte) string {
	if len(data) == 0 {
		return "reverted without a reason"
	}
	if len(data) < 4 {
		return fmt.Sprintf("reverted with %#x", data)
	}
	body := data[4:]
	switch selector := [4]byte(data); selector {
	case errorString:
		if at, ok := numberAt(body, 0); ok {
			if text, ok := bytesAt(body, at); ok && len(text) > 0 && utf8.Valid(text) {
				return limited(strings.Map(printable, string(text)))
			}
		}
	case panicCode:
		if w, ok := wordAt(body, 0); ok {
			code := new(uint256.Int).SetBytes(w)
			if why := panics[code.Uint64()]; code.IsUint64() && why != "" {
				return "panic: " + why
			}
			return "panic " + code.Hex()
		}
	default:
		if name := r.names[selector]; name != "" {
			return name
		}
	}
	return limited(fmt.Sprintf("reverted with %#x", data))
}

func printable(c rune) rune {
	if c < ' ' || c == 0x7f {
		return ' '
	}
	return c
}

func limited(text string) string {
	if len(text) > revertTextMax {
		return strings.ToValidUTF8(text[:revertTextMax], "") + "..."
	}
	return text
}
