//go:build !nodevnet

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"aidollar/api"
	rpc "aidollar/chain"
	"aidollar/chain/devnet"
	"aidollar/chain/devnet/devtest"
	"aidollar/contracts"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/proof"

	"github.com/ethereum/go-ethereum/common"
)

// TestRootsOnAChain has a house put its roots on a chain, and a reader ask a node of
// his own whether what he was shown is what stands there, and the newest.
func TestRootsOnAChain(t *testing.T) {
	p, chain := publishingHouse(t)
	buyer := depositOnChain(t, p, chain)
	first := publishedProof(t, p)
	r := newReader(t, p, chain.RPC())
	whole := r.file("first.jws", first.Statement)
	i, _, err := p.proofs.inclusion(mustID(t, first.Period), buyer)
	if err != nil {
		t.Fatal(err)
	}
	part := r.file("mine.json", string(jsonOf(t, i)))
	r.run(0, "since 20", whole, part, "--party", buyer.String(), "--amount", "5")
	r.run(0, "the house had 5 USD in", whole)
	r.run(0, "good", whole, "--registry", contracts.LiabilitiesAddress.Hex())
	r.run(1, "[registry_differs]", whole, "--registry", contracts.TokenAddress.Hex())

	// Another root than the one on the chain, and the same root in other words.
	forged := r.read(first.Statement)
	forged.Leaves++
	r.run(1, "[statement_on_chain_differs]", r.sign("words.jws", forged))
	forged.Root.Hash = strings.Repeat("ab", 32)
	r.run(1, "[root_on_chain_differs]", r.sign("root.jws", forged))
	forged = r.read(first.Statement)
	forged.Number, forged.Previous = 9, proof.Digest("x")
	r.run(1, "[root_not_on_chain]", r.sign("ninth.jws", forged))
	forged = r.read(first.Statement)
	forged.Registry.Contract = "eip155:31337:" + contracts.TokenAddress.Hex()
	r.run(1, "[registry_unknown]", r.sign("elsewhere.jws", forged))
	forged.Registry.Contract = "the town hall"
	r.run(1, "[registry_malformed]", r.sign("nowhere.jws", forged))
	forged.Registry = nil
	r.run(1, "[registry_missing]", r.sign("none.jws", forged))
	statedFalsely(t, r.read(first.Statement), chain.RPC())

	// The old one is shown as the newest.
	second := publishedProof(t, p)
	r.run(0, "number 2", r.file("second.jws", second.Statement))
	r.run(1, "[not_newest]", whole)
	r.run(0, "since 20", whole, "--past")

	// Somebody who restores an old directory and states the period otherwise is told no
	// by the chain.
	third := publishedAs(t, p, func(kept *keptProof) { kept.Number = 2 })
	if third.State != rootFailed || !strings.Contains(third.Reason, "AlreadyPublished") {
		t.Errorf("a number that was published is %+v", third)
	}
	again, err := openVault(p.proofs.dir, p.node, p.receipts)
	if err != nil {
		t.Fatal(err)
	}
	if kept, ok, err := again.Proof(mustID(t, first.Period)); err != nil || !ok || kept.OnChain == nil || *kept.OnChain != *first.OnChain {
		t.Errorf("after a restart: %+v %v", kept.OnChain, err)
	}
}

// publishingHouse is one on a test chain that puts its roots there.
func publishingHouse(t *testing.T) (p *program, chain *devtest.Chain) {
	t.Helper()
	path := served(t, func(owner common.Address) string {
		chain = devtest.Start(t, devnet.Options{Owner: owner})
		return chain.RPC()
	})
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	text = append(text, "proofs: {every: 24h, chain: test, registry: \""+contracts.LiabilitiesAddress.Hex()+"\"}\n"...)
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	p, err = openServed(t, path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.close(); err != nil {
			t.Error(err)
		}
	})
	return p, chain
}

func mustID(t *testing.T, text string) ledger.ID {
	t.Helper()
	id, err := ledger.ParseID(text)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// depositOnChain has somebody pay in 5 dollars, and waits until they are in custody.
func depositOnChain(t *testing.T, p *program, chain *devtest.Chain) ledger.ID {
	t.Helper()
	buyer, err := p.party(t.Context(), clearing.RoleBuyer, "buyer", 0)
	if err != nil {
		t.Fatal(err)
	}
	payDeposit(chain, buyer.ID)
	soon(t, "the deposit is compared", func() bool {
		s, _, err := p.proofs.moment(t.Context(), 1)
		if err != nil {
			t.Fatal(err)
		}
		held, err := s.Held(proof.Terms{})
		return err == nil && held == money.Units(5_000_000_000)
	})
	return buyer.ID
}

// publishedProof makes a statement and waits until its root is final on the chain.
func publishedProof(t *testing.T, p *program) (made api.Proof) {
	t.Helper()
	made, _, err := p.proofs.Make(t.Context(), newID(), 1)
	if err != nil {
		t.Fatal(err)
	}
	soon(t, "the root is final", func() bool {
		if made, _, err = p.proofs.Proof(mustID(t, made.Period)); err != nil {
			t.Fatal(err)
		}
		return made.OnChain != nil && made.OnChain.State == rootFinal
	})
	if made.OnChain.Tx == "" || made.OnChain.Block == 0 {
		t.Errorf("it is %+v", made.OnChain)
	}
	return made
}

// publishedAs makes a statement and publishes it as another one.
func publishedAs(t *testing.T, p *program, change func(*keptProof)) (k keptPublication) {
	t.Helper()
	kept := *p.proofs.last["USD"]
	kept.Period, kept.Root = newID().String(), strings.Repeat("cd", 32)
	change(&kept)
	soon(t, "it is refused", func() bool {
		done, err := p.proofs.root.publish(t.Context(), p.proofs, &kept)
		if err != nil {
			t.Fatal(err)
		}
		return done
	})
	if there, err := readProofIfThere(p.proofs.path(mustID(t, kept.Period), chainSuffix), &k); err != nil || !there {
		t.Fatal(there, err)
	}
	return k
}

func soon(t *testing.T, what string, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(60 * time.Second); !is(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("not within a minute: %s", what)
		}
	}
}

// statedFalsely has a statement say another balance, and another block, than the
// chain has.
func statedFalsely(t *testing.T, s *proof.Statement, url string) {
	t.Helper()
	client, err := rpc.Open(t.Context(), rpc.Config{ID: 31337, URLs: []string{url}})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	k := s.Custody.Tokens[0]
	if said, err := heldOnChain(t.Context(), client, 31337, s, &k); err != nil || said == "" {
		t.Fatal(said, err)
	}
	is := *k.Compared
	for want, c := range map[string]proof.Comparison{
		"[balance_differs]": {Block: is.Block, Hash: is.Hash, OnChain: "6"},
		"[block_differs]":   {Block: is.Block - 1, Hash: is.Hash, OnChain: is.OnChain},
	} {
		k.Compared = &c
		if _, err := heldOnChain(t.Context(), client, 31337, s, &k); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
	k.Compared = nil
	if said, err := heldOnChain(t.Context(), client, 31337, s, &k); said != "" || err != nil {
		t.Errorf("of what was never compared: %q %v", said, err)
	}
}

// reader runs aidollar verify with the house's key and a node.
type reader struct {
	t        *testing.T
	p        *program
	dir, rpc string
	key      string
}

func newReader(t *testing.T, p *program, rpc string) *reader {
	r := &reader{t: t, p: p, dir: t.TempDir(), rpc: rpc}
	_, jwk, _ := runLine(t, "receipt", "key", "--data", p.config.Data)
	r.key = r.file("house.jwk", jwk)
	return r
}

func (r *reader) file(name, text string) string {
	r.t.Helper()
	path := filepath.Join(r.dir, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		r.t.Fatal(err)
	}
	return path
}

func (r *reader) read(text string) *proof.Statement {
	r.t.Helper()
	s, err := proof.Read(text)
	if err != nil {
		r.t.Fatal(err)
	}
	return s
}

func (r *reader) sign(name string, s *proof.Statement) string {
	r.t.Helper()
	text, err := proof.Sign(s, r.p.receipts.Key())
	if err != nil {
		r.t.Fatal(err)
	}
	return r.file(name, text)
}

func (r *reader) run(want int, say string, args ...string) {
	r.t.Helper()
	code, out, complaint := runLine(r.t, append([]string{"verify", "--key", r.key, "--rpc", r.rpc}, args...)...)
	if code != want || !strings.Contains(out+complaint, say) {
		r.t.Errorf("%s: exit code %d, want %d with %q: %s", strings.Join(args, " "), code, want, say, out+complaint)
	}
}
