package credential

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// clock is a time that moves when it is told to.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

// onClock puts a credential on a clock of its own.
func onClock(c *Credential) *clock {
	k := &clock{t: time.Now()}
	c.now = k.now
	return k
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func want(t *testing.T, c *Credential, secret string) {
	t.Helper()
	if got, err := c.Get(context.Background()); err != nil || got != secret {
		t.Errorf("got %q, %v, want %q", got, err, secret)
	}
}

func TestFileIsReadAgainWhenItChanges(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key")
	write(t, path, " sk-one\n")
	c, err := File(path)
	if err != nil {
		t.Fatal(err)
	}
	k := onClock(c)
	want(t, c, "sk-one")
	write(t, path, "sk-number-two\n")
	want(t, c, "sk-one") // nobody has looked yet
	k.pass(fileLook)
	want(t, c, "sk-number-two")
	// A writer that renames a file into place, as most secret stores do.
	write(t, path+".new", "sk-number-six\n")
	if err := os.Rename(path+".new", path); err != nil {
		t.Fatal(err)
	}
	k.pass(fileLook)
	want(t, c, "sk-number-six")
	// A file that is being written, or gone, leaves the secret that was good.
	for _, broken := range []func(){func() { write(t, path, "") }, func() { _ = os.Remove(path) }} {
		broken()
		k.pass(fileLook)
		want(t, c, "sk-number-six")
	}
	write(t, path, "sk-seven")
	k.pass(refreshPause)
	want(t, c, "sk-seven")
}

// script is a program that counts its runs in a file and prints what the text says.
func script(t *testing.T, text string) (path string, runs func() int) {
	t.Helper()
	dir := t.TempDir()
	path = filepath.Join(dir, "secret")
	write(t, path, "#!/bin/sh\necho run >>"+dir+"/runs\n"+text+"\n")
	if err := os.Chmod(path, 0o700); err != nil {
		t.Fatal(err)
	}
	return path, func() int {
		data, err := os.ReadFile(filepath.Join(dir, "runs"))
		if err != nil {
			return 0
		}
		return strings.Count(string(data), "run")
	}
}

func TestCommandRunsOncePerLife(t *testing.T) {
	path, runs := script(t, "echo sk-$(wc -l <$(dirname $0)/runs)")
	c, err := Command(Program{Args: []string{path}, Life: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	k := onClock(c)
	for range 100 {
		want(t, c, "sk-1")
	}
	k.pass(time.Minute)
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			if got, err := c.Get(context.Background()); err != nil || (got != "sk-1" && got != "sk-2") {
				t.Errorf("%q, %v", got, err)
			}
		})
	}
	wg.Wait()
	want(t, c, "sk-2")
	if n := runs(); n != 2 {
		t.Errorf("the command ran %d times, want 2", n)
	}
}

func TestRefusedSecretIsRefreshed(t *testing.T) {
	path, runs := script(t, "echo sk-$(wc -l <$(dirname $0)/runs)")
	c, err := Command(Program{Args: []string{path}})
	if err != nil {
		t.Fatal(err)
	}
	k, ctx := onClock(c), context.Background()
	k.pass(refreshPause)
	want(t, c, "sk-1")
	if other, ok := c.Refused(ctx, "sk-1"); !ok || other != "sk-2" {
		t.Errorf("got %q, %v", other, ok)
	}
	// A call that was under way with the old one learns of the new one for free.
	if other, ok := c.Refused(ctx, "sk-1"); !ok || other != "sk-2" {
		t.Errorf("got %q, %v", other, ok)
	}
	// An upstream that refuses everything does not start a process for each call.
	for range 50 {
		if other, ok := c.Refused(ctx, "sk-2"); ok {
			t.Errorf("got %q", other)
		}
	}
	if n := runs(); n != 2 {
		t.Errorf("the command ran %d times, want 2", n)
	}
	if _, ok := Fixed("sk-1").Refused(ctx, "sk-1"); ok {
		t.Error("a fixed secret has another one")
	}
}

// No error shows a secret or what a command wrote.
func TestErrorsHoldNoSecret(t *testing.T) {
	dir := t.TempDir()
	command := func(text string) (*Credential, error) {
		path, _ := script(t, text)
		return Command(Program{Args: []string{path}, Timeout: 500 * time.Millisecond})
	}
	t.Setenv("CREDENTIAL_TEST", "sk-secret two")
	for name, c := range map[string]struct {
		make func() (*Credential, error)
		says string
	}{
		"fails":         {func() (*Credential, error) { return command("echo sk-secret; echo sk-secret >&2; exit 3") }, "exit status 3"},
		"says nothing":  {func() (*Credential, error) { return command("echo sk-secret >&2") }, "is empty"},
		"says too much": {func() (*Credential, error) { return command("yes sk-secret | head -c 100000") }, "longer than"},
		"two words":     {func() (*Credential, error) { return command("echo sk-secret two") }, "more than one word"},
		"hangs":         {func() (*Credential, error) { return command("sleep 60") }, "did not end within"},
		"hangs behind":  {func() (*Credential, error) { return command("sleep 60 & wait") }, "did not end within"},
		"is not there":  {func() (*Credential, error) { return Command(Program{Args: []string{"/nowhere/sk"}}) }, "does not exist"},
		"is empty":      {func() (*Credential, error) { return Command(Program{}) }, "is empty"},
		"no file":       {func() (*Credential, error) { return File(filepath.Join(dir, "none")) }, "does not exist"},
		"a folder":      {func() (*Credential, error) { return File(dir) }, "cannot be read"},
		"no variable":   {func() (*Credential, error) { return Environment("CREDENTIAL_TEST_UNSET") }, "is empty"},
		"two words env": {func() (*Credential, error) { return Environment("CREDENTIAL_TEST") }, "more than one word"},
	} {
		_, err := c.make()
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want it to say %q", name, err, c.says)
		}
		if strings.Contains(fmt.Sprint(err), "sk-secret") {
			t.Errorf("%s: the error shows the secret: %v", name, err)
		}
	}
}

func TestEnvironment(t *testing.T) {
	t.Setenv("CREDENTIAL_TEST", " sk-1 ")
	c, err := Environment("CREDENTIAL_TEST")
	if err != nil {
		t.Fatal(err)
	}
	want(t, c, "sk-1")
}
