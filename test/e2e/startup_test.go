package e2e

import (
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

const (
	exitFailed = 1 // it could not do what was asked
	exitUsage  = 2 // it was asked wrongly
)

// TestUsage wants a command line that says nothing that can be done to be told
// apart by its exit code.
func TestUsage(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		args []string
		says string
	}{
		{[]string{"dev", "--jsno"}, "--jsno"},
		{[]string{"--frobnicate"}, "--frobnicate"},
		{[]string{"serve", "--config"}, "--config"},
		{[]string{"serve"}, "serve needs --config FILE"},
		{[]string{"audit"}, "audit takes one data directory: aidollar audit DIR"},
		{[]string{"books", "rebuild"}, "books rebuild needs --data DIR"},
		{[]string{"frobnicate"}, `unknown command "frobnicate"`},
		{[]string{"dev", "extra"}, `"extra"`},
	} {
		t.Run(strings.Join(c.args, " "), func(t *testing.T) {
			r := run(t, c.args...)
			r.want(t, exitUsage, "aidollar: ", c.says)
			if r.out != "" {
				t.Errorf("standard output has %q", r.out)
			}
		})
	}
}

// TestConfigurationMistakes wants mistakes to be told in their place before
// anything is touched.
func TestConfigurationMistakes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, file, from, to string
		says                 []string
	}{
		{"card", "card.yaml", "request: {price: 0.000000012345678901, per: 1}", "reqest: {price: 0.1, per: 1}",
			[]string{"card.yaml:15:7: ", `there is no meter "reqest" to price; did you mean "request"?`, "[meter_unknown]"}},
		{"card, line 12", "card.yaml", "input_cached: 0.0333333333", "input_cached: -0.03",
			[]string{"card.yaml:12:21: ", `the price "-0.03" is negative`, "[price_negative]"}},
		{"server", "aidollar.yaml", "body_max: 64KiB", "body_max: 64 parsecs",
			[]string{"aidollar.yaml:10:20: ", "64 parsecs", "[size_malformed]"}},
		{"server without its card", "aidollar.yaml", "cards: [card.yaml]", "cards: [cadr.yaml]",
			[]string{"aidollar.yaml:4:9: ", "cadr.yaml"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			config := writeConfig(t, dir, "http://127.0.0.1:9")
			path := filepath.Join(dir, c.file)
			text := string(must[[]byte](t)(os.ReadFile(path)))
			if strings.Count(text, c.from) != 1 {
				t.Fatalf("%s has not one %q", c.file, c.from)
			}
			write(t, path, strings.Replace(text, c.from, c.to, 1))
			run(t, "serve", "--config", config).want(t, exitFailed, c.says...)
			if _, err := os.Stat(filepath.Join(dir, "data")); !os.IsNotExist(err) {
				t.Errorf("the data directory was touched: %v", err)
			}
		})
	}
}

// TestPortInUse wants the address named and nothing written.
func TestPortInUse(t *testing.T) {
	t.Parallel()
	taken := must[net.Listener](t)(net.Listen("tcp", "127.0.0.1:0"))
	defer taken.Close()
	dir := t.TempDir()
	config := writeConfig(t, dir, "http://127.0.0.1:9")
	address := taken.Addr().String()
	run(t, "serve", "--config", config, "--listen", address).want(t, exitFailed,
		"cannot listen on "+address, "address already in use", "--listen")
	run(t, "dev", "--data", filepath.Join(dir, "data"), "--listen", address).want(t, exitFailed,
		"cannot listen on "+address, "address already in use")
	if found := must[[]os.DirEntry](t)(os.ReadDir(filepath.Join(dir, "data"))); len(found) != 0 {
		t.Errorf("the data directory holds %v", found)
	}
}

// TestDataDirectoryUnusable wants the path named that cannot be a directory.
func TestDataDirectoryUnusable(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	config := writeConfig(t, dir, "http://127.0.0.1:9")
	data := filepath.Join(write(t, filepath.Join(dir, "file"), "not a directory"), "data")
	run(t, "serve", "--config", config, "--data", data).want(t, exitFailed, "data directory", filepath.Dir(data), "not a directory")
	run(t, "dev", "--data", data, "--listen", "127.0.0.1:0").want(t, exitFailed, "data directory", filepath.Dir(data), "not a directory")
	run(t, "audit", filepath.Join(dir, "nowhere")).want(t, exitFailed, filepath.Join(dir, "nowhere"), "does not pass the audit")
}

// TestDataDirectoryReadOnly starts the program as a user whom permissions bind.
func TestDataDirectoryReadOnly(t *testing.T) {
	t.Parallel()
	dir := must[string](t)(os.MkdirTemp("", "aidollar-e2e-read-only-")) // t.TempDir is closed to others
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	const readable = 0o555
	if err := os.Chmod(dir, readable); err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string]string{"there": dir, "to be made": filepath.Join(dir, "data")} {
		t.Run(name, func(t *testing.T) {
			cmd := exec.CommandContext(t.Context(), binary(t), "dev", "--data", data, "--listen", "127.0.0.1:0")
			if os.Getuid() == 0 {
				const nobody = 65534
				cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
			}
			cmd.Dir = "/"
			finish(cmd).want(t, exitFailed, "the data directory cannot be", data, "permission denied")
		})
	}
}

// TestSecondProcess wants the second program on a directory to be refused, the
// auditor too, and the first not to notice.
func TestSecondProcess(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	b := newBuyer(t, h.operator, "undisturbed", "1")
	run(t, "serve", "--config", h.config).want(t, exitFailed, h.data, "another process")
	run(t, "dev", "--data", h.data, "--listen", "127.0.0.1:0").want(t, exitFailed, h.data, "another process")
	run(t, "audit", h.data).want(t, exitFailed, h.data)
	a := must[answer](t)(b.send(http.MethodPost, chatPath, question("ticket", nil)))
	if a.status != http.StatusOK || a.header.Get("X-Aidollar-Balance") != "0.999" {
		t.Errorf("the first process answers %d %v: %s", a.status, a.header, a.body)
	}
	settle(t, h.process, h.operator, h.data)
}
