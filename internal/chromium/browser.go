package chromium

import (
	"bufio"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// Patience bounds each step in the browser; it decides nothing else.
const Patience = 60 * time.Second

// Browser is a running browser with one page.
type Browser struct {
	t       *testing.T
	in      *os.File
	out     *bufio.Reader
	session string
	next    int
	events  []string // what was told unasked since the last step
}

type message struct {
	ID     int             `json:"id,omitempty"`
	Method string          `json:"method,omitempty"`
	Result json.RawMessage `json:"result,omitempty"`
	Error  *struct {
		Message string `json:"message"`
	} `json:"error,omitempty"`
}

// Start starts chromium such that every host is this machine: pages must work
// at plain names, where browsers send less than to localhost. The test is
// skipped where there is no chromium.
func Start(t *testing.T) *Browser {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("chromium is not installed; scripts/test installs it, or: apt-get install --no-install-recommends chromium")
	}
	ours, theirs, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	answers, answersIn, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	command := exec.Command(path, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars",
		"--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--password-store=basic",
		"--host-resolver-rules=MAP * 127.0.0.1", "--user-data-dir="+t.TempDir(), "--remote-debugging-pipe", "about:blank")
	command.ExtraFiles = []*os.File{ours, answersIn}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	_ = ours.Close()
	_ = answersIn.Close()
	b := &Browser{t: t, in: theirs, out: bufio.NewReaderSize(answers, 1<<20)}
	t.Cleanup(func() {
		_ = b.send("Browser.close", nil)
		gone := make(chan struct{})
		go func() {
			defer close(gone)
			_ = command.Wait() // how it ends does not matter
		}()
		select {
		case <-gone:
		case <-time.After(Patience):
			_ = command.Process.Kill()
			<-gone
		}
		_ = theirs.Close()
		_ = answers.Close()
	})
	var target struct{ TargetID string }
	b.Call("Target.createTarget", map[string]any{"url": "about:blank"}, &target)
	var attached struct{ SessionID string }
	b.Call("Target.attachToTarget", map[string]any{"targetId": target.TargetID, "flatten": true}, &attached)
	b.session = attached.SessionID
	b.Call("Emulation.setFocusEmulationEnabled", map[string]any{"enabled": true}, nil)
	for _, domain := range []string{"Page", "Log", "Runtime"} {
		b.Call(domain+".enable", nil, nil)
	}
	return b
}

func (b *Browser) send(method string, params any) error {
	b.next++
	text, err := json.Marshal(map[string]any{"id": b.next, "method": method, "params": params, "sessionId": b.session})
	if params == nil {
		text, err = json.Marshal(map[string]any{"id": b.next, "method": method, "sessionId": b.session})
	}
	if err != nil {
		return err
	}
	_, err = b.in.Write(append(text, 0))
	return err
}

// expected is what a browser says though all is well: of pages that are not
// there or refused, and of headers that a plain name without TLS has no use for.
var expected = regexp.MustCompile(`status of 4\d\d|Cross-Origin-Opener-Policy header has been ignored`)

// read gives the next message; what the browser complains about fails the test.
func (b *Browser) read() (m message, text string, err error) {
	type line struct {
		text []byte
		err  error
	}
	lines := make(chan line, 1)
	go func() {
		text, err := b.out.ReadBytes(0)
		lines <- line{text, err}
	}()
	select {
	case l := <-lines:
		if l.err != nil {
			return m, "", l.err
		}
		raw := l.text[:len(l.text)-1]
		err = json.Unmarshal(raw, &m)
		text = string(raw)
	case <-time.After(Patience):
		return m, "", errors.New("the browser does not answer")
	}
	complaint := m.Method == "Runtime.exceptionThrown" ||
		m.Method == "Log.entryAdded" && strings.Contains(text, `"level":"error"`) ||
		m.Method == "Runtime.consoleAPICalled" && (strings.Contains(text, `"type":"error"`) || strings.Contains(text, `"type":"warning"`))
	if complaint && !expected.MatchString(text) {
		b.t.Errorf("the browser complains: %s", text)
	}
	return m, text, err
}

// Call has the browser do something and waits for its answer.
func (b *Browser) Call(method string, params, into any) {
	b.t.Helper()
	if err := b.send(method, params); err != nil {
		b.t.Fatal(err)
	}
	want := b.next
	for {
		m, text, err := b.read()
		if err != nil {
			b.t.Fatal(err)
		}
		if m.ID != want {
			b.events = append(b.events, text)
			continue
		}
		if m.Error != nil {
			b.t.Fatalf("%s: %s", method, m.Error.Message)
		}
		if into != nil {
			if err := json.Unmarshal(m.Result, into); err != nil {
				b.t.Fatal(err)
			}
		}
		return
	}
}

// Loaded waits until a page is there that was asked for by do.
func (b *Browser) Loaded(do func()) {
	b.t.Helper()
	b.events = nil
	do()
	is := func(text string) bool { return strings.Contains(text, `"Page.loadEventFired"`) }
	for !slices.ContainsFunc(b.events, is) {
		_, text, err := b.read()
		if err != nil {
			b.t.Fatalf("%v after %s", err, strings.Join(b.events, "\n"))
		}
		b.events = append(b.events, text)
	}
}

// Open goes to an address.
func (b *Browser) Open(url string) {
	b.t.Helper()
	b.Loaded(func() { b.Call("Page.navigate", map[string]any{"url": url}, nil) })
}

// Eval runs an expression in the page, as a person at the developer's console
// would; promises are waited for.
func (b *Browser) Eval(expression string, into any) {
	b.t.Helper()
	var answer struct {
		Result           struct{ Value json.RawMessage }
		ExceptionDetails *struct{ Text string }
	}
	b.Call("Runtime.evaluate", map[string]any{"expression": expression, "returnByValue": true, "awaitPromise": true}, &answer)
	if answer.ExceptionDetails != nil {
		b.t.Fatalf("%s: %s", expression, answer.ExceptionDetails.Text)
	}
	if into != nil {
		if err := json.Unmarshal(answer.Result.Value, into); err != nil {
			b.t.Fatalf("%s: %v in %s", expression, err, answer.Result.Value)
		}
	}
}

// Await waits until an expression is true in the page.
func (b *Browser) Await(expression string) {
	b.t.Helper()
	for end := time.Now().Add(Patience); ; time.Sleep(20 * time.Millisecond) {
		var met bool
		if b.Eval("!!("+expression+")", &met); met {
			return
		}
		if time.Now().After(end) {
			var text string
			b.Eval("document.body.innerText", &text)
			b.t.Fatalf("never came true: %s; the page says: %s", expression, text)
		}
	}
}
