package evmsig

import (
	"crypto/ecdsa"
	"encoding/binary"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
)

func keyNumber(t testing.TB, n uint64) *ecdsa.PrivateKey {
	key, err := crypto.ToECDSA(crypto.Keccak256(binary.BigEndian.AppendUint64([]byte("signer "), n)))
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// Many sign, some of them often, some signatures are another's or bent, and places are
// fought for: every answer is that of a plain recovery.
func TestRecoverFromAnswersAsRecover(t *testing.T) {
	seed := uint64(26)
	t.Logf("seed %d", seed)
	var running sync.WaitGroup
	for worker := range uint64(4) {
		running.Go(func() {
			random := rand.New(rand.NewPCG(seed, worker))
			for range 1500 {
				n := random.Uint64N(8)
				if random.IntN(4) == 0 {
					n = random.Uint64N(4 * signerSets * signerWays)
				}
				key := keyNumber(t, n)
				digest := common.Hash(crypto.Keccak256Hash(binary.BigEndian.AppendUint64(nil, random.Uint64())))
				s, err := Sign(digest, key)
				if err != nil {
					t.Error(err)
					return
				}
				account := crypto.PubkeyToAddress(key.PublicKey)
				switch random.IntN(5) {
				case 0:
					account = crypto.PubkeyToAddress(keyNumber(t, n+1).PublicKey)
				case 1:
					s[random.IntN(64)] ^= 1 << random.IntN(8)
				case 2:
					s[signatureLength-1] ^= vLowest ^ (vLowest + 1)
				}
				if _, err := ParseSignature(s[:]); err != nil {
					continue
				}
				want, wrong := s.Recover(digest)
				got, err := s.RecoverFrom(account, digest)
				if got != want || (err == nil) != (wrong == nil) {
					t.Errorf("signer %d, account %s: %s, %v; a recovery says %s, %v", n, account, got, err, want, wrong)
				}
			}
		})
	}
	running.Wait()
}

// A signer has a table once he has signed often, and keeps it while others sign now
// and then; those who sign more push him out.
func TestPlacesOfSigners(t *testing.T) {
	var set []*ecdsa.PrivateKey // of accounts with the same place
	place := func(key *ecdsa.PrivateKey) uint16 {
		account := crypto.PubkeyToAddress(key.PublicKey)
		return binary.BigEndian.Uint16(account[:]) % signerSets
	}
	for n := uint64(1 << 20); len(set) < signerWays+1; n++ {
		if key := keyNumber(t, n); len(set) == 0 || place(key) == place(set[0]) {
			set = append(set, key)
		}
	}
	sign := func(key *ecdsa.PrivateKey, times int) {
		t.Helper()
		account := crypto.PubkeyToAddress(key.PublicKey)
		for range times {
			s, err := Sign(common.Hash{1}, key)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := s.RecoverFrom(account, common.Hash{1}); err != nil || got != account {
				t.Fatalf("%s, %v", got, err)
			}
		}
	}
	tabled := func(key *ecdsa.PrivateKey) bool {
		known := expected(&signers[place(key)], crypto.PubkeyToAddress(key.PublicKey))
		return known != nil && known.table.Load() != nil
	}
	for i := range signers[place(set[0])] {
		signers[place(set[0])][i].Store(nil)
	}
	sign(set[0], signerOften-1)
	if tabled(set[0]) {
		t.Errorf("a table after %d signatures", signerOften-1)
	}
	sign(set[0], signerWeight)
	if !tabled(set[0]) {
		t.Fatal("no table after many signatures")
	}
	for _, key := range set[1:signerWays] {
		sign(key, 2*signerWeight)
	}
	newcomer := set[signerWays]
	sign(newcomer, signerWeight/2)
	if !tabled(set[0]) || tabled(newcomer) {
		t.Error("who signed often was pushed out by half as many signatures of another")
	}
	sign(newcomer, signerWeight/2+signerOften)
	if tabled(set[0]) || !tabled(newcomer) {
		t.Error("a signer of more has no place")
	}
}
