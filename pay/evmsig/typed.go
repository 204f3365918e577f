package evmsig

import (
	"sync"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/holiman/uint256"
)

const wordLength = 32 // of EIP-712's encodeData and of the ABI

// typeHash is the hash of a struct's type as EIP-712 writes it (encodeType).
func typeHash(encodedType string) common.Hash {
	return crypto.Keccak256Hash([]byte(encodedType))
}

// words is the encodeData of one struct: its fields, 32 bytes each. It comes with
// its own hash function, for what is handed to one through an interface would be
// allocated anew each time, and a digest takes three to six of them.
type words struct {
	room   [8*wordLength + 2]byte // the longest is a channel with its type
	used   int
	keccak crypto.KeccakState
}

var wordsPool = sync.Pool{New: func() any { return &words{keccak: crypto.NewKeccakState()} }}

// begin is an empty struct, or what else is hashed; sum ends it.
func begin() *words {
	w := wordsPool.Get().(*words)
	w.used = 0
	return w
}

func (w *words) bytes(b ...byte) { w.used += copy(w.room[w.used:], b) }

func (w *words) hash(h common.Hash) { w.used += copy(w.room[w.used:], h[:]) }

func (w *words) address(a common.Address) {
	const before = wordLength - common.AddressLength
	clear(w.room[w.used : w.used+before])
	copy(w.room[w.used+before:], a[:])
	w.used += wordLength
}

func (w *words) uint(v *uint256.Int) {
	v.PutUint256(w.room[w.used:])
	w.used += wordLength
}

// sum is the hash of what was put in (hashStruct), after which w is gone.
func (w *words) sum() (h common.Hash) {
	w.keccak.Reset()
	_, _ = w.keccak.Write(w.room[:w.used]) // a hash takes everything
	_, _ = w.keccak.Read(w.room[:wordLength])
	copy(h[:], w.room[:wordLength])
	wordsPool.Put(w)
	return h
}

// digest is what is signed: the prefix 0x1901, the domain and the struct's hash.
func digest(separator, structHash common.Hash) common.Hash {
	w := begin()
	w.bytes(0x19, 0x01)
	w.hash(separator)
	w.hash(structHash)
	return w.sum()
}
