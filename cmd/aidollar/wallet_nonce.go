package main

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"sync"
	"time"
)

const (
	nonceLife    = 5 * time.Minute
	noncesMax    = 1 << 16 // used ones that are remembered, in one of two halves
	nonceRandom  = 8       // bytes
	nonceLength  = 8 + nonceRandom + nonceSeal
	nonceSeal    = 16 // bytes of the HMAC
	nonceKeySize = 32
)

// nonces are good once and for some minutes. Each carries its time and a seal, so
// that those given out take no memory: anybody may ask for challenges, as often as
// he likes. Those used are remembered as long as they could be used again.
type nonces struct {
	key [nonceKeySize]byte

	mu            sync.Mutex
	used, earlier map[string]bool
	turned        time.Time // when used was begun
}

func newNonces() *nonces {
	n := &nonces{used: map[string]bool{}}
	_, _ = rand.Read(n.key[:]) // it cannot fail: crypto/rand
	return n
}

// issue makes a nonce of letters and digits.
func (n *nonces) issue(now time.Time) string {
	var b [nonceLength]byte
	binary.BigEndian.PutUint64(b[:], uint64(now.UnixMilli()))
	_, _ = rand.Read(b[8 : 8+nonceRandom]) // it cannot fail: crypto/rand
	copy(b[8+nonceRandom:], n.seal(b[:8+nonceRandom]))
	return hex.EncodeToString(b[:])
}

func (n *nonces) seal(b []byte) []byte {
	h := hmac.New(sha256.New, n.key[:])
	h.Write(b)
	return h.Sum(nil)[:nonceSeal]
}

// take uses a nonce up; it is not ok for one that is not from here, too old, or
// used before. When too many were used it is not ok either: a nonce that is
// forgotten could be used again.
func (n *nonces) take(nonce string, now time.Time) bool {
	b, err := hex.DecodeString(nonce)
	if err != nil || len(b) != nonceLength || hex.EncodeToString(b) != nonce || !hmac.Equal(b[8+nonceRandom:], n.seal(b[:8+nonceRandom])) {
		return false
	}
	issued := time.UnixMilli(int64(binary.BigEndian.Uint64(b)))
	if age := now.Sub(issued); age > nonceLife {
		return false
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	// What was used before the last turn but one is too old to be used again.
	if now.Sub(n.turned) >= nonceLife {
		n.used, n.earlier, n.turned = map[string]bool{}, n.used, now
	}
	if n.used[nonce] || n.earlier[nonce] || len(n.used) >= noncesMax {
		return false
	}
	n.used[nonce] = true
	return true
}
