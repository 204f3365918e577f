package keccak

import (
	"crypto/rand"
	"testing"

	"github.com/ethereum/go-ethereum/crypto"
)

// Every length around the block's is the same as go-ethereum's.
func TestSameAsEthereums(t *testing.T) {
	for n := range 3*rate + 2 {
		data := make([]byte, n)
		_, _ = rand.Read(data)
		if got, want := Sum256(data), [32]byte(crypto.Keccak256(data)); got != want {
			t.Fatalf("%d bytes: %x, want %x", n, got, want)
		}
	}
}
