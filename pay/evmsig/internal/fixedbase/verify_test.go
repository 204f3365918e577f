package fixedbase

import (
	"crypto/ecdsa"
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/crypto"
)

func tableOf(key *ecdsa.PublicKey) *Table {
	return NewTable((*[64]byte)(crypto.FromECDSAPub(key)[1:]))
}

// agree holds an answer against the C library's: whether what it recovers is the key.
func agree(t testing.TB, table *Table, key *ecdsa.PublicKey, digest [32]byte, signature [65]byte) (good bool) {
	t.Helper()
	got, err := crypto.Ecrecover(digest[:], signature[:])
	want := err == nil && string(got) == string(crypto.FromECDSAPub(key))
	good = table.Verify(&digest, (*[32]byte)(signature[:32]), (*[32]byte)(signature[32:64]), signature[64] == 1)
	if good != want {
		t.Fatalf("digest %x, signature %x, key %x: %v, and the C library says %v", digest, signature, crypto.FromECDSAPub(key), good, want)
	}
	return good
}

func number(n *big.Int) (b [32]byte) {
	n.FillBytes(b[:])
	return b
}

func TestVerifyAgreesWithTheLibrary(t *testing.T) {
	seed := uint64(20261127)
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 1))
	draw := func() (b [32]byte) {
		for i := range b {
			b[i] = byte(random.Uint32())
		}
		return b
	}
	for range 12 {
		secret := draw()
		key, err := crypto.ToECDSA(secret[:])
		if err != nil {
			t.Fatal(err)
		}
		table := tableOf(&key.PublicKey)
		for range 40 {
			digest := draw()
			signed, err := crypto.Sign(digest[:], key)
			if err != nil {
				t.Fatal(err)
			}
			signature := [65]byte(signed)
			if !agree(t, table, &key.PublicKey, digest, signature) {
				t.Fatal("a good signature is refused")
			}
			bent := signature
			bent[64] ^= 1
			agree(t, table, &key.PublicKey, digest, bent)
			bent = signature
			bent[random.IntN(64)] ^= 1 << random.IntN(8)
			if bent != signature && agree(t, table, &key.PublicKey, digest, bent) {
				t.Fatal("a bent signature passes")
			}
			// The twin with the other s has the other parity, and recovers.
			twin := signature
			s := new(big.Int).Sub(orderBig, new(big.Int).SetBytes(signature[32:64]))
			copy(twin[32:64], s.FillBytes(make([]byte, 32)))
			twin[64] ^= 1
			if !agree(t, table, &key.PublicKey, digest, twin) {
				t.Fatal("a signature's twin is no signature")
			}
		}
	}
}

// The numbers at the edges: small keys, whose multiples meet those of the base point,
// digests of zero and around the order, and halves of both kinds.
func TestVerifyAtTheEdges(t *testing.T) {
	edges := []*big.Int{big.NewInt(0), big.NewInt(1), big.NewInt(2), big.NewInt(8), big.NewInt(16), big.NewInt(255)}
	for _, d := range []int64{-2, -1, 0, 1} {
		edges = append(edges, new(big.Int).Add(orderBig, big.NewInt(d)), new(big.Int).Add(orderHalf.ToBig(), big.NewInt(d)))
	}
	top := new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 256), big.NewInt(1))
	edges = append(edges, top, new(big.Int).Lsh(big.NewInt(1), 255), new(big.Int).Set(prime))
	good := 0
	for _, secret := range edges {
		b := number(secret)
		key, err := crypto.ToECDSA(b[:])
		if err != nil {
			continue // no key
		}
		table := tableOf(&key.PublicKey)
		for _, digest := range edges {
			d := number(digest)
			if signed, err := crypto.Sign(d[:], key); err == nil && agree(t, table, &key.PublicKey, d, [65]byte(signed)) {
				good++
			}
			for _, r := range edges[1:] {
				if r.Cmp(orderBig) >= 0 {
					continue // callers refuse it
				}
				for _, s := range []*big.Int{big.NewInt(1), big.NewInt(2), orderHalf.ToBig(), new(big.Int).Sub(orderBig, big.NewInt(1))} {
					rb, sb := number(r), number(s)
					agree(t, table, &key.PublicKey, d, [65]byte(append(append(rb[:], sb[:]...), 0)))
					agree(t, table, &key.PublicKey, d, [65]byte(append(append(rb[:], sb[:]...), 1)))
				}
			}
		}
	}
	if good == 0 {
		t.Error("nothing was signed")
	}
}

// The field against big numbers, at its edges and beside them.
func TestField(t *testing.T) {
	seed := uint64(7)
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 2))
	var all []element
	for _, w := range []uint64{0, 1, 2, fold - 1, fold, fold + 1, 1 << 63, ^uint64(0), ^uint64(fold) + 1, ^uint64(fold), ^uint64(fold) + 2} {
		all = append(all, element{w}, element{w, ^uint64(0), ^uint64(0), ^uint64(0)}, element{w, 0, 0, 1 << 63}, element{0, 0, 0, w}, element{w, w, w, w})
	}
	for range 60 {
		all = append(all, element{random.Uint64(), random.Uint64(), random.Uint64(), random.Uint64()})
	}
	value := func(e element) *big.Int {
		var b [32]byte
		return new(big.Int).SetBytes(e.put(&b))
	}
	same := func(what string, x, y, got element, want *big.Int) {
		t.Helper()
		if want.Mod(want, prime); value(got.reduced()).Cmp(want) != 0 {
			t.Fatalf("%x %s %x is %x, want %x", value(x), what, value(y), value(got), want)
		}
	}
	for _, x := range all {
		for _, y := range all {
			var z element
			z.mul(&x, &y)
			same("times", x, y, z, new(big.Int).Mul(value(x), value(y)))
			z.add(&x, &y)
			same("plus", x, y, z, new(big.Int).Add(value(x), value(y)))
			z.sub(&x, &y)
			same("less", x, y, z, new(big.Int).Sub(value(x), value(y)))
		}
		var z element
		z.square(&x)
		same("times", x, x, z, new(big.Int).Mul(value(x), value(x)))
		if !x.isZero() {
			var z element
			z.invert(&x)
			z.mul(&z, &x)
			same("over", x, x, z, big.NewInt(1))
		}
	}
}

func FuzzVerify(f *testing.F) {
	f.Add([]byte("a key"), []byte("a digest"), []byte{}, byte(0))
	f.Fuzz(func(t *testing.T, secret, said, bend []byte, at byte) {
		key, err := crypto.ToECDSA(crypto.Keccak256(secret))
		if err != nil {
			return
		}
		digest := [32]byte(crypto.Keccak256(said))
		signed, err := crypto.Sign(digest[:], key)
		if err != nil {
			return
		}
		signature := [65]byte(signed)
		copy(signature[int(at)%64:64], bend)
		r, s := new(big.Int).SetBytes(signature[:32]), new(big.Int).SetBytes(signature[32:64])
		if r.Sign() == 0 || s.Sign() == 0 || r.Cmp(orderBig) >= 0 || s.Cmp(orderBig) >= 0 {
			return // callers refuse it
		}
		agree(t, tableOf(&key.PublicKey), &key.PublicKey, digest, signature)
	})
}

// BenchmarkVerify measures a check in turns with the C library's recovery of the same
// signature, by medians: x-recover is how many times its rate a check reaches. Many keys
// want more of the processor's caches than one.
func BenchmarkVerify(b *testing.B) {
	for _, keys := range []int{1, 32, 256} {
		b.Run(fmt.Sprintf("keys=%d", keys), func(b *testing.B) { benchVerify(b, keys) })
	}
}

func benchVerify(b *testing.B, keys int) {
	digest := [32]byte(crypto.Keccak256([]byte("what is signed")))
	tables, signatures := make([]*Table, keys), make([][]byte, keys)
	for i := range keys {
		key, err := crypto.ToECDSA(crypto.Keccak256([]byte{byte(i), byte(i >> 8)}))
		if err != nil {
			b.Fatal(err)
		}
		tables[i] = tableOf(&key.PublicKey)
		if signatures[i], err = crypto.Sign(digest[:], key); err != nil {
			b.Fatal(err)
		}
	}
	turn := 0
	b.ReportAllocs()
	benchInTurns(b, func() {
		s := signatures[turn]
		if !tables[turn].Verify(&digest, (*[32]byte)(s[:32]), (*[32]byte)(s[32:64]), s[64] == 1) {
			b.Fatal("refused")
		}
	}, func() {
		if _, err := crypto.Ecrecover(digest[:], signatures[turn]); err != nil {
			b.Fatal(err)
		}
		turn = (turn + 1) % keys
	})
}

func BenchmarkNewTable(b *testing.B) {
	key, err := crypto.ToECDSA(crypto.Keccak256([]byte("a signer")))
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		tableOf(&key.PublicKey)
	}
}

func benchInTurns(b *testing.B, ours, theirs func()) {
	var one, other []time.Duration
	for b.Loop() {
		start := time.Now()
		ours()
		middle := time.Now()
		theirs()
		one, other = append(one, middle.Sub(start)), append(other, time.Since(middle))
	}
	slices.Sort(one)
	slices.Sort(other)
	middle := len(one) / 2
	b.ReportMetric(float64(one[middle].Nanoseconds()), "ns/check")
	b.ReportMetric(other[middle].Seconds()/one[middle].Seconds(), "x-recover")
}
