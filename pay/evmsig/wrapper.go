package evmsig

import (
	"bytes"
	"errors"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
)

// wrapperMagic ends every signature that is wrapped by ERC-6492.
var wrapperMagic = bytes.Repeat([]byte{0x64, 0x92}, wordLength/2)

// ErrWrapper is a signature that ends like ERC-6492's and is none.
var ErrWrapper = errors.New("the signature ends like one of an account that is yet to be deployed (ERC-6492), but what comes before is not abi.encode(address factory, bytes calldata, bytes signature)")

// Wrapper is a signature by ERC-6492: Call sent to Factory deploys the account,
// which then accepts Inner by ERC-1271. Whoever deploys it sends a call that the
// payer wrote, so Factory must be on a list of known ones first.
type Wrapper struct {
	Factory     common.Address
	Call, Inner []byte // shared with what was unwrapped
}

// Unwrap opens ERC-6492's wrapper. It returns nil for a signature without one.
func Unwrap(signature []byte) (*Wrapper, error) {
	body, wrapped := bytes.CutSuffix(signature, wrapperMagic)
	if !wrapped {
		return nil, nil
	}
	if len(body) < 3*wordLength || !allZero(body[:wordLength-common.AddressLength]) {
		return nil, ErrWrapper
	}
	call, okCall := abiBytes(body, wordLength)
	inner, okInner := abiBytes(body, 2*wordLength)
	if !okCall || !okInner {
		return nil, ErrWrapper
	}
	return &Wrapper{common.Address(body[wordLength-common.AddressLength : wordLength]), call, inner}, nil
}

// abiBytes reads the bytes whose offset stands at at.
func abiBytes(body []byte, at int) ([]byte, bool) {
	start, ok := abiLength(body, at)
	if !ok {
		return nil, false
	}
	length, ok := abiLength(body, start)
	if !ok || length > len(body)-start-wordLength {
		return nil, false
	}
	return body[start+wordLength : start+wordLength+length], true
}

// abiLength reads a word that must be no more than the body is long.
func abiLength(body []byte, at int) (int, bool) {
	if at > len(body)-wordLength {
		return 0, false
	}
	var word uint256.Int
	word.SetBytes32(body[at : at+wordLength])
	if !word.IsUint64() || word.Uint64() > uint64(len(body)) {
		return 0, false
	}
	return int(word.Uint64()), true
}

func allZero(b []byte) bool { return len(bytes.Trim(b, "\x00")) == 0 }
