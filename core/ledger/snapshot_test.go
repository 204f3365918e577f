package ledger

import (
	"bytes"
	"crypto/sha256"
	"math/rand/v2"
	"sync"
	"testing"

	"aidollar/core/money"
)

// lived is a ledger with some of everything in it.
func lived(t testing.TB, steps int) *pair {
	p := &pair{t: t, l: New(twinConfig()), w: newTwin(twinConfig())}
	c := &chaos{Rand: rand.New(rand.NewPCG(1, 2)), now: start}
	p.l.Advance(start)
	p.w.advance(start)
	for range 60 {
		a := c.newAccount()
		p.same("open", p.l.Open(a), p.w.open(a))
	}
	for range 30 {
		r, b := c.newRule(), c.newBudget()
		p.same("define rule", p.l.DefineRule(r), p.w.defineRule(r))
		p.same("define budget", p.l.DefineBudget(b), p.w.defineBudget(b))
	}
	for range steps {
		p.step(c)
	}
	if s := p.l.Stats(); s.Holds == 0 || s.IDs == 0 || s.Rules == 0 || s.Budgets == 0 {
		t.Fatalf("a ledger that lacks something: %+v", s)
	}
	return p
}

// TestRestoreDamaged cuts a snapshot everywhere and flips its bits: each is an
// error. With the hash made right again, what Restore accepts must work.
func TestRestoreDamaged(t *testing.T) {
	p := lived(t, 400)
	whole := encode(t, p.l.Freeze())
	for n := 0; n < len(whole); n += 1 + n/200 {
		if _, err := Restore(bytes.NewReader(whole[:n]), twinConfig()); err == nil {
			t.Fatalf("the first %d bytes of %d pass for a snapshot", n, len(whole))
		}
	}
	if _, err := Restore(bytes.NewReader(append(bytes.Clone(whole), 0)), twinConfig()); err == nil {
		t.Error("a snapshot with a byte behind it passes")
	}
	r := rand.New(rand.NewPCG(seed(t), 0))
	accepted := 0
	for range 800 {
		broken := bytes.Clone(whole)
		at := r.IntN(len(broken))
		broken[at] ^= 1 << r.IntN(8)
		if _, err := Restore(bytes.NewReader(broken), twinConfig()); err == nil {
			t.Fatalf("a flipped bit in byte %d of %d passes", at, len(whole))
		}
		body := broken[:len(broken)-sha256.Size]
		sealed := sha256.Sum256(body)
		l, err := Restore(bytes.NewReader(append(body, sealed[:]...)), twinConfig())
		if err != nil {
			continue
		}
		accepted++
		if again := encode(t, l.Freeze()); !bytes.Equal(again, broken) {
			t.Fatalf("with byte %d changed, Restore took something else than it was given", at)
		}
		c := &chaos{Rand: rand.New(rand.NewPCG(r.Uint64(), 0)), now: l.Now()}
		for range 5 {
			l.Transfers(c.batch(), nil)
		}
		l.Advance(l.Now() + 100*second)
	}
	if accepted == 0 || accepted == 800 {
		t.Errorf("%d of 800 changed snapshots were accepted", accepted)
	}
}

func TestRestoreUnderOtherConfig(t *testing.T) {
	whole := encode(t, lived(t, 300).l.Freeze())
	for name, change := range map[string]func(*Config){
		"window":   func(c *Config) { c.Window++ },
		"skew":     func(c *Config) { c.Skew++ },
		"accounts": func(c *Config) { c.AccountsMax = 3 },
		"holds":    func(c *Config) { c.HoldsMax = 0 },
		"ids":      func(c *Config) { c.IDsMax = 3 },
	} {
		c := twinConfig()
		change(&c)
		if _, err := Restore(bytes.NewReader(whole), c); err == nil {
			t.Errorf("a snapshot is restored under another bound: %s", name)
		}
	}
	c := twinConfig()
	c.HashKey, c.AccountsMax = 99, 5000
	l, err := Restore(bytes.NewReader(whole), c)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(whole, encode(t, l.Freeze())) {
		t.Error("the key of the indexes shows in the snapshot")
	}
}

// TestViewFromAnotherGoroutine reads a view while the ledger goes on. The race
// detector sees any page that both touch.
func TestViewFromAnotherGoroutine(t *testing.T) {
	p := lived(t, 200)
	c := &chaos{Rand: rand.New(rand.NewPCG(seed(t), 0)), now: p.l.Now()}
	for range 5 {
		view := p.l.Freeze()
		want := encode(t, view)
		var wait sync.WaitGroup
		for range 2 {
			wait.Go(func() {
				for range 5 {
					if !bytes.Equal(want, encode(t, view)) {
						t.Error("the view changed while the ledger went on")
					}
				}
			})
		}
		for range 60 {
			p.step(c)
		}
		wait.Wait()
	}
}

// TestViewLists compares the lists of a view with the ledger's answers.
func TestViewLists(t *testing.T) {
	l := lived(t, 300).l
	view := l.Freeze()
	accounts, pending := 0, money.Amount{}
	for a := range view.Accounts {
		if got, ok := l.Account(a.ID); !ok || got != a {
			t.Errorf("the view has account %+v, the ledger %+v", a, got)
		}
		pending = saturatingAdd(pending, a.DebitsPending)
		accounts++
	}
	for h := range view.Holds {
		if got, ok := l.Hold(h.ID); !ok || got != h {
			t.Errorf("the view has hold %+v, the ledger %+v", h, got)
		}
		pending, _ = pending.Sub(h.Amount)
	}
	if uint64(accounts) != l.Stats().Accounts || !pending.IsZero() {
		t.Errorf("the view lists %d accounts, and %v pending that no hold explains", accounts, pending)
	}
	for range view.Accounts {
		break // stopping early must not panic
	}
}
