package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
)

// TestConsoleProofsInBrowser has a customer look whether it is counted, step by
// step, and check what it downloads without the house.
func TestConsoleProofsInBrowser(t *testing.T) {
	s := newConsoleStage(t)
	for range 2 {
		if _, _, err := s.p.proofs.Make(t.Context(), newID(), 1); err != nil {
			t.Fatal(err)
		}
	}
	s.b.Look(1280, "light")
	s.signIn(s.d.Key)
	s.open("/accounts")
	s.b.Loaded(func() { s.b.Click(`.tabs a[href="/console/proofs"]`) })
	s.b.Await(`document.querySelectorAll("table.proofs tbody tr").length === 2 && document.querySelector("table.proofs .state").textContent === "covered"`)
	s.shot("proofs-phone", 390, "light")
	s.b.Look(1280, "light")
	s.b.Loaded(func() { s.b.Click("table.proofs tbody a") })
	s.b.Await(`document.querySelector(".verdict .state").textContent === "counted"`)
	// The way that is shown ends at the root that is signed.
	end := `(row => row.querySelector(".charge").textContent + row.querySelector(".tx code").title)`
	s.b.Await(end + `(document.querySelector("table.trace tbody tr:last-child")) === ` + end + `(document.querySelector("table.trace tfoot tr"))`)
	s.shot("proof", 1280, "light")
	s.shot("proof-phone", 390, "dark")

	var buyer ledger.ID
	s.p.node.View(func(m *clearing.Machine) {
		m.Parties(func(p clearing.Party) bool {
			buyer = p.ID
			return p.Role != clearing.RoleBuyer
		})
	})
	dir := t.TempDir()
	for i, name := range []string{"statement.jws", "inclusion.json"} {
		var text string
		s.b.Eval(`fetch([...document.querySelectorAll("a[download]")][`+string(rune('0'+i))+`].href).then(r => r.text())`, &text)
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	_, jwk, _ := runLine(t, "receipt", "key", "--data", s.p.config.Data)
	if err := os.WriteFile(filepath.Join(dir, "house.jwk"), []byte(jwk), 0o600); err != nil {
		t.Fatal(err)
	}
	code, out, complaint := runLine(t, "verify", filepath.Join(dir, "statement.jws"), filepath.Join(dir, "inclusion.json"),
		"--key", filepath.Join(dir, "house.jwk"), "--party", buyer.String(), "--amount", postedOf(s.p, buyer))
	if code != 0 || strings.Count(out, "good: ") != 2 {
		t.Errorf("exit code %d: %s%s", code, out, complaint)
	}
	// The house looks for somebody, by an id.
	s.operator()
	s.b.Look(1280, "light")
	s.open("/proofs")
	s.b.Loaded(func() { s.b.Click("table.proofs tbody a") })
	s.b.Fill("#party", buyer.String())
	s.b.Loaded(func() { s.b.Click("form.filter button[type=submit]") })
	s.b.Await(`document.querySelector(".verdict").textContent.includes("` + devBuyer + `")`)
}
