package codec

import (
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/holiman/uint256"
)

// wordLength is the unit of the contract ABI.
const wordLength = 32

// Selector is the first four bytes of a call, or of a custom error.
func Selector(signature string) [4]byte { return [4]byte(crypto.Keccak256([]byte(signature))) }

// Topic is the first topic of an event's logs.
func Topic(signature string) common.Hash { return crypto.Keccak256Hash([]byte(signature)) }

// call is a call's data, written front to back.
type call []byte

func begin(selector [4]byte, words int) call {
	return append(make(call, 0, 4+words*wordLength), selector[:]...)
}

func (c *call) word(b []byte) {
	var w [wordLength]byte
	copy(w[wordLength-len(b):], b)
	*c = append(*c, w[:]...)
}

func (c *call) address(a common.Address) { c.word(a[:]) }
func (c *call) uint(v *uint256.Int)      { w := v.Bytes32(); c.word(w[:]) }
func (c *call) number(v uint64)          { c.uint(uint256.NewInt(v)) }

func (c *call) bool(v bool) {
	if v {
		c.number(1)
		return
	}
	c.number(0)
}

// bytes is a length and the bytes, in whole words.
func (c *call) bytes(b []byte) {
	c.number(uint64(len(b)))
	*c = append(*c, b...)
	*c = append(*c, make([]byte, padded(len(b))-len(b))...)
}

func padded(n int) int { return (n + wordLength - 1) / wordLength * wordLength }

// wordAt is the word that begins at an offset, or false if data ends before it.
func wordAt(data []byte, at uint64) ([]byte, bool) {
	if at > uint64(len(data)) || uint64(len(data))-at < wordLength {
		return nil, false
	}
	return data[at : at+wordLength], true
}

// numberAt is a word that must fit 64 bits: an offset, a length or a flag.
func numberAt(data []byte, at uint64) (uint64, bool) {
	w, is := wordAt(data, at)
	if !is {
		return 0, false
	}
	v := new(uint256.Int).SetBytes(w)
	return v.Uint64(), v.IsUint64()
}

// bytesAt is a length at an offset and the bytes behind it.
func bytesAt(data []byte, at uint64) ([]byte, bool) {
	n, is := numberAt(data, at)
	if !is {
		return nil, false
	}
	rest := data[at+wordLength:]
	if n > uint64(len(rest)) {
		return nil, false
	}
	return rest[:n], true
}
