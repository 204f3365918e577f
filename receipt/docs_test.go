package receipt_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const page = "../docs/receipts.md"

// block finds a block of the page by its language.
func block(t *testing.T, text, language string) string {
	t.Helper()
	found := regexp.MustCompile("(?s)```" + language + "\n(.*?)```").FindStringSubmatch(text)
	if found == nil {
		t.Fatalf("%s has no block of %s", page, language)
	}
	return found[1]
}

// TestTheGuidesExample has Node verify what the guide shows, with the program
// that the guide shows.
func TestTheGuidesExample(t *testing.T) {
	raw, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	text := string(raw)
	if shown := strings.TrimSpace(block(t, text, "jose")); shown != signed(t, sample()) {
		t.Fatalf("the guide's receipt is stale; it is now\n%s", signed(t, sample()))
	}
	if testing.Short() {
		t.Skip("short runs go without Node")
	}
	path, err := exec.LookPath("node")
	if err != nil {
		t.Fatalf("%v: scripts/test installs Node; go test -short goes without", err)
	}
	run := func(receipt string) string {
		dir := t.TempDir()
		for name, content := range map[string]string{
			"receipt.jws": receipt, "house.jwk": block(t, text, "json"), "verify.mjs": block(t, text, "js"),
		} {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		c := exec.CommandContext(t.Context(), path, "verify.mjs")
		c.Dir = dir
		out, err := c.CombinedOutput()
		if err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		return strings.TrimSpace(string(out))
	}
	want := regexp.MustCompile("It prints `(.*)`").FindStringSubmatch(text)
	if got := run(block(t, text, "jose")); want == nil || got != want[1] {
		t.Errorf("Node says %q, the guide %q", got, want)
	}
	changed := sample()
	changed.Charge = "0.000021158"
	parts, good := strings.Split(signed(t, changed), "."), strings.Split(signed(t, sample()), ".")
	if got := run(good[0] + "." + parts[1] + "." + good[2]); !strings.HasPrefix(got, "false ") {
		t.Errorf("Node says %q of a changed receipt", got)
	}
}
