package main

import (
	"bytes"
	"path/filepath"
	"testing"
)

// A key is made once, under a passphrase that is made with it, and is shown again.
func TestWalletNew(t *testing.T) {
	dir := t.TempDir()
	key, passphrase := filepath.Join(dir, "key.json"), filepath.Join(dir, "pass")
	var made, shown, said bytes.Buffer
	if code := run(t.Context(), []string{"wallet", "new", "--out", key, "--passphrase-file", passphrase}, &made, &said); code != 0 {
		t.Fatalf("exit %d: %s", code, &said)
	}
	if code := run(t.Context(), []string{"wallet", "show", key}, &shown, &said); code != 0 || shown.String() != made.String() || shown.Len() != 43 {
		t.Fatalf("exit %d: made %q, shown %q", code, &made, &shown)
	}
	if code := run(t.Context(), []string{"wallet", "new", "--out", key, "--passphrase-file", passphrase}, &made, &said); code == 0 {
		t.Error("a key was overwritten")
	}
	if code := run(t.Context(), []string{"wallet", "new", "--out", key}, &made, &said); code != 2 {
		t.Errorf("without a passphrase the exit is %d", code)
	}
}
