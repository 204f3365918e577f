package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"aidollar/core/money"
)

// TestWallets reads how a seller sells to wallets, and says what is wrong with it.
func TestWallets(t *testing.T) {
	card, err := os.ReadFile("testdata/demo.yaml")
	if err != nil {
		t.Fatal(err)
	}
	read := func(line string) (*Server, error) {
		dir := t.TempDir()
		text := "data: data\ncards: [demo.yaml]\nupstreams:\n  - {name: u, url: \"http://127.0.0.1:9000\", models: [demo-text, demo-large]}\n" +
			"sellers:\n  - {name: s, card: demo, upstreams: [u]" + line + "}\n"
		for name, content := range map[string][]byte{"demo.yaml": card, "serve.yaml": []byte(text)} {
			if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		c, _, err := LoadServer(filepath.Join(dir, "serve.yaml"))
		return c, err
	}
	for line, want := range map[string]struct {
		way   Wallets
		trust money.Amount
	}{
		"":                             {WalletsUpfront, TrustDefault},
		", wallets: off":               {WalletsOff, TrustDefault},
		", wallets: later":             {WalletsLater, TrustDefault},
		", wallets: later, trust: 2.5": {WalletsLater, money.Units(2_500_000_000)},
	} {
		c, err := read(line)
		if err != nil {
			t.Errorf("%q: %v", line, err)
			continue
		}
		if s := c.Sellers[0]; s.Wallets != want.way || s.Trust != want.trust {
			t.Errorf("%q: %s with %s", line, s.Wallets, s.Trust)
		}
	}
	for line, want := range map[string]string{
		", wallets: sometimes":        "wallets is \"sometimes\"; it must be one of upfront, later, off",
		", wallets: later, trust: 1e": "trust is \"1e\"; it must be an amount of dollars",
	} {
		if _, err := read(line); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", line, err)
		}
	}
}
