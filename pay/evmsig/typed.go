package evmsig

import (
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/holiman/uint256"
)

const wordLength = 32 // of EIP-712's encodeData and of the ABI

// typeHash is the hash of a struct's type as EIP-712 writes it (encodeType).
func typeHash(encodedType string) common.Hash {
	return crypto.Keccak256Hash([]byte(encodedType))
}

// words is the encodeData of one struct: its fields, 32 bytes each, on the stack.
type words struct {
	room [9 * wordLength]byte // the longest is a domain or a transfer with its type
	used int
}

func (w *words) hash(h common.Hash) {
	copy(w.room[w.used:], h[:])
	w.used += wordLength
}

func (w *words) address(a common.Address) {
	copy(w.room[w.used+wordLength-common.AddressLength:], a[:])
	w.used += wordLength
}

func (w *words) uint(v *uint256.Int) {
	v.PutUint256(w.room[w.used:])
	w.used += wordLength
}

// sum is the struct's hash (hashStruct).
func (w *words) sum() common.Hash { return crypto.Keccak256Hash(w.room[:w.used]) }

// digest is what is signed: the prefix 0x1901, the domain and the struct's hash.
func digest(separator, structHash common.Hash) common.Hash {
	var message [2 + 2*wordLength]byte
	message[0], message[1] = 0x19, 0x01
	copy(message[2:], separator[:])
	copy(message[2+wordLength:], structHash[:])
	return crypto.Keccak256Hash(message[:])
}
