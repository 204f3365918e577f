//go:build !nodevnet

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"aidollar/chain/devnet"
	"aidollar/chain/devnet/devtest"
	"aidollar/core/clearing"
	"aidollar/core/settlement"

	"github.com/ethereum/go-ethereum/common"
)

// untilIt waits for something that the machine is to come to.
func untilIt(t *testing.T, p *program, what string, f func(*clearing.Machine) bool) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		done := false
		p.node.View(func(m *clearing.Machine) { done = f(m) })
		if done {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("it never came to this: %s", what)
		}
	}
}

// TestAPegFromTheConfiguration is a house whose token's guard and price are in its
// configuration, while the price falls, jumps and comes back, and over a restart.
func TestAPegFromTheConfiguration(t *testing.T) {
	var chain *devtest.Chain
	path := served(t, func(owner common.Address) string {
		chain = devtest.Start(t, devnet.Options{Owner: owner})
		return chain.RPC()
	})
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	worth := filepath.Join(filepath.Dir(path), "worth.json")
	write := func(path, text string) { replaced(t, path, text) }
	write(path, strings.Replace(string(text), "trust_below: 100}", "trust_below: 100, peg: {close_bps: 100, open_bps: 20, payouts: true, price: {file: worth.json, pointer: /usd, interval: 100ms}}}", 1))
	write(worth, `{"usd": "0.9995"}`)
	p, err := openServed(t, path)
	if err != nil {
		t.Fatal(err)
	}
	peg := func(m *clearing.Machine) settlement.Peg { s, _ := m.Settlement().Token(1); return s.Peg }
	is := func(trouble settlement.Refusal) func(*clearing.Machine) bool {
		return func(m *clearing.Machine) bool { p := peg(m); return p.Trouble(time.Now().UnixNano()) == trouble }
	}
	untilIt(t, p, "the token is taken", is(""))
	p.node.View(func(m *clearing.Machine) {
		if p := peg(m); p.Guard != (settlement.Guard{CloseBPS: 100, OpenBPS: 20, JumpBPS: 500, Payouts: true}) || p.Price.Source != "file" {
			t.Errorf("%+v", p)
		}
	})
	write(worth, `{"usd": "0.97"}`)
	untilIt(t, p, "it fell", is(settlement.PegAway))
	buyer, err := p.party(t.Context(), clearing.RoleBuyer, "buyer", 0)
	if err != nil {
		t.Fatal(err)
	}
	payDeposit(chain, buyer.ID)
	untilIt(t, p, "the deposit is nobody's", func(m *clearing.Machine) bool {
		a, _ := m.Ledger().Account(clearing.TokenAccount(clearing.AccountUnallocated, 1))
		return a.CreditsPosted.Lo == 5_000_000_000
	})
	write(worth, `{"usd": "4"}`)
	untilIt(t, p, "a price jumped", is(settlement.PegJumped))
	inTrouble(t, p, "a price is held back")
	if err := p.close(); err != nil {
		t.Fatal(err)
	}
	// Another start knows what it knew, and a source that was mended meanwhile is asked
	// before anything is looked at.
	write(worth, `{"usd": "1.001"}`)
	if p, err = openServed(t, path); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := p.close(); err != nil {
			t.Error(err)
		}
	}()
	p.node.View(func(m *clearing.Machine) {
		if !is("")(m) {
			t.Errorf("after the start: %+v", peg(m))
		}
	})
	write(worth, `{"usd": "none"}`)
	inTrouble(t, p, "a source fails")
}

// inTrouble waits until the house knows of a trouble with its source.
func inTrouble(t *testing.T, p *program, what string) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); p.pegs[0].troubled() == 0; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("nobody is told that " + what)
		}
	}
}

// replaced writes a file whole or not at all, as a source should.
func replaced(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path+".new", []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(path+".new", path); err != nil {
		t.Fatal(err)
	}
}
