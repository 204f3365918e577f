package console

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"aidollar/core/clearing"
)

// browserPatience bounds each step in the browser; it decides nothing else.
const browserPatience = 60 * time.Second

// browser is Debian's chromium, spoken to over a pipe in the DevTools protocol:
// messages of JSON that end with a zero byte.
type browser struct {
	t       *testing.T
	in      *os.File
	out     *bufio.Reader
	session string
	next    int
	events  []string // methods of what was told unasked
}

type message struct {
	ID     int             `json:"id,omitempty"`
	Method string          `json:"method,omitempty"`
	Result json.RawMessage `json:"result,omitempty"`
	Error  *struct {
		Message string `json:"message"`
	} `json:"error,omitempty"`
}

// startBrowser starts chromium such that every host is this machine: the console
// must work at plain names, where browsers send less than to localhost.
func startBrowser(t *testing.T) *browser {
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
	b := &browser{t: t, in: theirs, out: bufio.NewReaderSize(answers, 1<<20)}
	t.Cleanup(func() {
		_ = b.send("Browser.close", nil)
		gone := make(chan struct{})
		go func() {
			defer close(gone)
			_ = command.Wait() // how it ends does not matter
		}()
		select {
		case <-gone:
		case <-time.After(browserPatience):
			_ = command.Process.Kill()
			<-gone
		}
		_ = theirs.Close()
		_ = answers.Close()
	})
	var target struct{ TargetID string }
	b.call("Target.createTarget", map[string]any{"url": "about:blank"}, &target)
	var attached struct{ SessionID string }
	b.call("Target.attachToTarget", map[string]any{"targetId": target.TargetID, "flatten": true}, &attached)
	b.session = attached.SessionID
	b.call("Emulation.setFocusEmulationEnabled", map[string]any{"enabled": true}, nil)
	for _, domain := range []string{"Page", "Log", "Runtime"} {
		b.call(domain+".enable", nil, nil)
	}
	return b
}

func (b *browser) send(method string, params any) error {
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

// read gives the next message.
func (b *browser) read() (m message, text string, err error) {
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
		return m, string(raw), json.Unmarshal(raw, &m)
	case <-time.After(browserPatience):
		return m, "", errors.New("the browser does not answer")
	}
}

// call has the browser do something and waits for its answer.
func (b *browser) call(method string, params, into any) {
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

// loaded waits until a page is there that was asked for by do.
func (b *browser) loaded(do func()) {
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
	expected := regexp.MustCompile(`status of 40[34]|Cross-Origin-Opener-Policy header has been ignored`)
	for _, e := range b.events {
		if strings.Contains(e, `"Log.entryAdded"`) && strings.Contains(e, `"level":"error"`) && !expected.MatchString(e) {
			b.t.Errorf("the browser complains: %s", e)
		}
	}
}

func (b *browser) open(url string) {
	b.t.Helper()
	b.loaded(func() { b.call("Page.navigate", map[string]any{"url": url}, nil) })
}

// eval runs an expression in the page, as a person at the developer's console would.
func (b *browser) eval(expression string, into any) {
	b.t.Helper()
	var answer struct {
		Result           struct{ Value json.RawMessage }
		ExceptionDetails *struct{ Text string }
	}
	b.call("Runtime.evaluate", map[string]any{"expression": expression, "returnByValue": true}, &answer)
	if answer.ExceptionDetails != nil {
		b.t.Fatalf("%s: %s", expression, answer.ExceptionDetails.Text)
	}
	if into != nil {
		if err := json.Unmarshal(answer.Result.Value, into); err != nil {
			b.t.Fatalf("%s: %v in %s", expression, err, answer.Result.Value)
		}
	}
}

// typeKey types into the field for the key, which has the focus by itself: the
// browser gives it when it first paints the page.
func (b *browser) typeKey(text string) {
	b.t.Helper()
	var focus string
	for end := time.Now().Add(browserPatience); focus != "key"; {
		b.eval(`document.activeElement.id`, &focus)
		if time.Now().After(end) {
			b.t.Fatalf("the focus is on %q, not on the field for the key", focus)
		}
	}
	b.call("Input.insertText", map[string]any{"text": text}, nil)
}

func (b *browser) press(key string, code int) {
	b.t.Helper()
	for _, kind := range []string{"keyDown", "keyUp"} {
		params := map[string]any{"type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code}
		if key == "Enter" && kind == "keyDown" {
			params["text"] = "\r"
		}
		b.call("Input.dispatchKeyEvent", params, nil)
	}
}

// look sets the window's width and the colour scheme.
func (b *browser) look(width int, scheme string) {
	b.t.Helper()
	b.call("Emulation.setDeviceMetricsOverride", map[string]any{"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 600}, nil)
	b.call("Emulation.setEmulatedMedia", map[string]any{"features": []map[string]string{{"name": "prefers-color-scheme", "value": scheme}}}, nil)
}

// keep takes a picture of the whole page.
func (b *browser) keep(path string) {
	b.t.Helper()
	var picture struct{ Data string }
	b.call("Page.captureScreenshot", map[string]any{"format": "png", "captureBeyondViewport": true}, &picture)
	raw, err := base64.StdEncoding.DecodeString(picture.Data)
	if err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		b.t.Fatal(err)
	}
}

// signInBy signs in with the keyboard alone.
func (b *browser) signInBy(base, secret string) {
	b.t.Helper()
	b.call("Network.clearBrowserCookies", nil, nil)
	b.open(base + "/console")
	b.typeKey(secret)
	b.loaded(func() { b.press("Enter", 13) })
	var path string
	b.eval("location.pathname", &path)
	if path != "/console" {
		b.t.Fatalf("signing in led to %s", path)
	}
}

// check refuses a page that is wider than the window, has text that is cut off,
// or text that cannot be read against its ground.
func (b *browser) check(name string, width int) {
	b.t.Helper()
	var size struct{ Page, Window int }
	b.eval(`({Page: document.documentElement.scrollWidth, Window: window.innerWidth})`, &size)
	if size.Window != width || size.Page > size.Window {
		b.t.Errorf("%s: the page is %d wide in a window of %d, which was to be %d", name, size.Page, size.Window, width)
	}
	var cut []string
	b.eval(`[...document.querySelectorAll("main *, .bar > *")].filter(e => {
		const r = e.getBoundingClientRect();
		return !e.closest(".hidden, thead") && r.width > 0 && (r.right > innerWidth + .5 || r.left < -.5);
	}).map(e => e.outerHTML.slice(0, 120))`, &cut)
	if len(cut) > 0 {
		b.t.Errorf("%s at %d: beyond the edge: %q", name, width, cut)
	}
	var overlaps []string
	b.eval(`[...document.querySelectorAll("td, tbody th, tfoot th, dd")].filter(e => !e.closest(".hidden") && e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0).map(e => e.outerHTML.slice(0, 160))`, &overlaps)
	if len(overlaps) > 0 {
		b.t.Errorf("%s at %d: wider than its cell: %q", name, width, overlaps)
	}
}

func screenshotFolder(t *testing.T) string {
	folder := os.Getenv("CONSOLE_SCREENSHOTS")
	if folder == "" {
		return t.TempDir()
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	return folder
}

// serveConsole gives the address of a console at a plain name.
func serveConsole(t *testing.T, h *house) string {
	server := httptest.NewServer(New(h, nil, Options{Clock: func() time.Time { return time.Unix(0, noon) }}))
	t.Cleanup(server.Close)
	_, port, err := net.SplitHostPort(server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return "http://house.example:" + port
}

// TestBrowser opens every page in chromium at the widths of a desk and of a
// phone. CONSOLE_SCREENSHOTS names a folder to keep the pictures in.
func TestBrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("a browser is started; not with -short")
	}
	b := startBrowser(t)
	folder := screenshotFolder(t)
	full, bare := serveConsole(t, newHouse(120)), serveConsole(t, newHouse(0))
	receipt := testID(1000 + 118).String()
	own := clearing.PartyAccount(partyBuyer.ID, clearing.AccountBuyer).String()
	visits := []struct {
		who, base, secret string
		pages             map[string]string
	}{
		{"house", full, secretAdmin, map[string]string{
			"overview": "", "calls": "/calls?after=50", "receipt": "/calls/" + receipt, "accounts": "/accounts",
			"account": "/accounts/" + own, "missing": "/nothing",
		}},
		{"buyer", full, secretBuyer, map[string]string{"overview": "", "calls": "/calls", "accounts": "/accounts", "account": "/accounts/" + own}},
		{"seller", full, secretSeller, map[string]string{"overview": "", "calls": "/calls", "receipt": "/calls/" + receipt, "accounts": "/accounts"}},
		{"fresh", bare, secretBuyer, map[string]string{"overview": "", "calls": "/calls", "account": "/accounts/" + own}},
	}
	for _, scene := range []struct {
		width  int
		scheme string
	}{{1280, "light"}, {390, "light"}, {1280, "dark"}, {390, "dark"}} {
		b.look(scene.width, scene.scheme)
		shot := func(name string) {
			b.keep(filepath.Join(folder, fmt.Sprintf("%s-%d-%s.png", name, scene.width, scene.scheme)))
			b.check(name, scene.width)
		}
		b.call("Network.clearBrowserCookies", nil, nil)
		b.open(full + "/console")
		b.typeKey("sk-aid-wrong")
		b.loaded(func() { b.press("Enter", 13) })
		shot("signin-refused")
		for i, v := range visits {
			if scene.scheme == "dark" && i > 0 {
				break // the layout is the same, and one visit shows all colours
			}
			b.signInBy(v.base, v.secret)
			for name, path := range v.pages {
				b.open(v.base + "/console" + path)
				shot(v.who + "-" + name)
			}
		}
	}
	var scripts int
	b.eval("document.scripts.length", &scripts)
	if scripts != 0 {
		t.Errorf("a page has %d scripts", scripts)
	}
}
