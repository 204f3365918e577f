package e2e

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// output gathers what a process writes, to be read while it runs.
type output struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.String()
}

// process is the program while it runs.
type process struct {
	t        *testing.T
	cmd      *exec.Cmd
	out, err output
	done     chan struct{}
	ended    error // once done is closed
}

// start runs the program until the test ends, at the latest.
func start(t *testing.T, args ...string) *process {
	t.Helper()
	p := &process{t: t, cmd: exec.Command(binary(t), args...), done: make(chan struct{})}
	p.cmd.Stdout, p.cmd.Stderr = &p.out, &p.err
	p.cmd.Env = append(os.Environ(), "TMPDIR="+t.TempDir()) // what a killed program leaves goes with the test
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		p.ended = p.cmd.Wait()
		close(p.done)
	}()
	t.Cleanup(func() {
		p.kill()
		if t.Failed() {
			t.Logf("aidollar %s\nstandard output:\n%s\nstandard error:\n%s", strings.Join(args, " "), tail(p.out.String()), tail(p.err.String()))
		}
	})
	return p
}

// tail is the last that a failing test shows of a log, without its line for
// each request that was answered.
func tail(text string) string {
	const most = 16 << 10
	var kept strings.Builder
	for line := range strings.Lines(text) {
		if !strings.Contains(line, `"msg":"request"`) {
			kept.WriteString(line)
		}
	}
	text = kept.String()
	if len(text) > most {
		return "…" + text[len(text)-most:]
	}
	return text
}

// kill ends the process as a power cut would, and waits for its end.
func (p *process) kill() {
	_ = p.cmd.Process.Kill() // it may have ended already
	<-p.done
}

// stop asks the process to end and wants it to do so properly.
func (p *process) stop() {
	p.t.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		p.t.Fatal(err)
	}
	select {
	case <-p.done:
	case <-time.After(patience):
		p.t.Fatal("the program does not stop")
	}
	if p.ended != nil {
		p.t.Fatalf("the program stopped with %v", p.ended)
	}
}

// running reports whether the process is there yet.
func (p *process) running() bool {
	select {
	case <-p.done:
		return false
	default:
		return true
	}
}

// line waits for a line of text that a reader of it accepts.
func (p *process) line(from *output, accept func(line string) bool) {
	p.t.Helper()
	seen := 0
	await(p.t, "a line that the program prints", func() bool {
		alive := p.running() // before reading: what it wrote last counts
		text := from.String()
		for {
			length := strings.IndexByte(text[seen:], '\n')
			if length < 0 {
				break
			}
			begin := seen
			seen += length + 1
			if accept(text[begin : begin+length]) {
				return true
			}
		}
		if !alive {
			p.t.Fatalf("the program ended early: %v", p.ended)
		}
		return false
	})
}

// result is what became of a program that ends by itself.
type result struct {
	code     int
	out, err string
}

// run runs the program to its end.
func run(t *testing.T, args ...string) result {
	t.Helper()
	path := binary(t) // which may take its time
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	return finish(exec.CommandContext(ctx, path, args...))
}

func finish(cmd *exec.Cmd) result {
	var out, errOut bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errOut
	code := exitCode(cmd.Run())
	return result{code: code, out: out.String(), err: errOut.String()}
}

// want checks the exit code and that standard error says each of the parts.
func (r result) want(t *testing.T, code int, parts ...string) {
	t.Helper()
	show := func() { t.Logf("standard output:\n%s\nstandard error:\n%s", r.out, r.err) }
	if r.code != code {
		defer show()
		t.Errorf("exit code %d, want %d", r.code, code)
	}
	for _, part := range parts {
		if !strings.Contains(r.err, part) {
			defer show()
			t.Errorf("standard error does not say %q", part)
		}
	}
}
