package console

import (
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"aidollar/core/clearing"

	"golang.org/x/net/html"
)

// visitor is somebody with a browser of their own, at a console whose clock
// the test moves.
type visitor struct {
	t      *testing.T
	client *http.Client
	base   string
	now    *atomic.Int64
}

func newVisitor(t *testing.T, h *house) *visitor {
	now := &atomic.Int64{}
	now.Store(noon)
	server := httptest.NewServer(New(h, nil, Options{Clock: func() time.Time { return time.Unix(0, now.Load()) }}))
	t.Cleanup(server.Close)
	v := &visitor{t: t, base: server.URL, now: now}
	return v.another()
}

// another is somebody else at the same console.
func (v *visitor) another() *visitor {
	jar, err := cookiejar.New(nil)
	if err != nil {
		v.t.Fatal(err)
	}
	fresh := *v
	fresh.client = &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return &fresh
}

// answer is a response whose body has been read.
type answer struct {
	Status     string
	StatusCode int
	Header     http.Header
}

// Cookies are those that the answer sets.
func (a answer) Cookies() []*http.Cookie {
	var list []*http.Cookie
	for _, line := range a.Header.Values("Set-Cookie") {
		if c, err := http.ParseSetCookie(line); err == nil {
			list = append(list, c)
		}
	}
	return list
}

func (v *visitor) do(method, path, form string, header map[string]string) (answer, string) {
	v.t.Helper()
	request, err := http.NewRequest(method, v.base+path, strings.NewReader(form))
	if err != nil {
		v.t.Fatal(err)
	}
	if method == http.MethodPost {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for name, value := range header {
		request.Header.Set(name, value)
	}
	response, err := v.client.Do(request)
	if err != nil {
		v.t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	return answer{response.Status, response.StatusCode, response.Header}, string(body)
}

// get gives a page that must be there.
func (v *visitor) get(path string) string {
	v.t.Helper()
	response, body := v.do(http.MethodGet, path, "", nil)
	if response.StatusCode != http.StatusOK {
		v.t.Fatalf("GET %s: %s: %s", path, response.Status, body)
	}
	return body
}

func (v *visitor) status(path string, want int) string {
	v.t.Helper()
	response, body := v.do(http.MethodGet, path, "", nil)
	if response.StatusCode != want {
		v.t.Errorf("GET %s: %s, want %d", path, response.Status, want)
	}
	return body
}

func (v *visitor) signIn(secret string) *visitor {
	v.t.Helper()
	response, body := v.do(http.MethodPost, "/console/sign-in", url.Values{"key": {secret}}.Encode(), map[string]string{"Sec-Fetch-Site": "same-origin"})
	if response.StatusCode != http.StatusSeeOther || response.Header.Get("Location") != "/console" {
		v.t.Fatalf("signing in: %s to %q: %s", response.Status, response.Header.Get("Location"), body)
	}
	return v
}

// texts gives what a page says in elements of a name, with or without a class.
func texts(t *testing.T, page, element, class string) (list []string) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for n := range root.Descendants() {
		if n.Type != html.ElementNode || n.Data != element {
			continue
		}
		if class != "" && !strings.Contains(" "+attribute(n, "class")+" ", " "+class+" ") {
			continue
		}
		var b strings.Builder
		for d := range n.Descendants() {
			if d.Type == html.TextNode {
				b.WriteString(d.Data)
			}
		}
		list = append(list, strings.Join(strings.Fields(b.String()), " "))
	}
	return list
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// hrefs gives where a page leads.
func hrefs(t *testing.T, page string) (list []string) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && n.Data == "a" {
			list = append(list, attribute(n, "href"))
		}
	}
	return list
}

var everyPath = []string{
	"/console", "/console/calls", "/console/calls/" + testID(1006).String(), "/console/accounts",
	"/console/accounts/" + clearing.PartyAccount(partyBuyer.ID, clearing.AccountBuyer).String(),
	"/console/accounts/" + clearing.PartyAccount(partyBuyer.ID, clearing.AccountBuyer).String() + "/statement",
	"/console/usage", "/console/events", "/console/keys", "/console/keys/" + testID(102).String(), "/console/cards", "/console/cards/2", "/console/search?q=s",
}

func TestHeaders(t *testing.T) {
	v := newVisitor(t, newHouse(10)).signIn(secretAdmin)
	paths := append([]string{"/console/nothing", "/console/", "/console/sign-in"}, everyPath...)
	paths = append(paths, regexp.MustCompile(`/console/assets/[a-z.]+\?v=[0-9a-f]+`).FindAllString(v.get("/console"), -1)...)
	if len(paths) < 10 {
		t.Fatalf("the pages refer to no assets: %q", paths)
	}
	for _, path := range paths {
		response, _ := v.do(http.MethodGet, path, "", nil)
		want := map[string]string{
			"Content-Security-Policy":      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
			"Cross-Origin-Opener-Policy":   "same-origin",
			"Cross-Origin-Resource-Policy": "same-origin",
			"Permissions-Policy":           "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
			"Referrer-Policy":              "same-origin",
			"X-Content-Type-Options":       "nosniff",
			"X-Frame-Options":              "DENY",
			"Cache-Control":                "no-store",
		}
		if strings.Contains(path, "/assets/") {
			want["Cache-Control"] = "public, max-age=31536000, immutable"
		}
		for name, value := range want {
			if got := response.Header.Get(name); got != value {
				t.Errorf("GET %s: %s is %q, want %q", path, name, got, value)
			}
		}
	}
}

// The policy forbids what is inline; pages must not count on it, nor on others.
func TestNothingInline(t *testing.T) {
	v := newVisitor(t, newHouse(10)).signIn(secretAdmin)
	pages := []string{}
	for _, path := range everyPath {
		pages = append(pages, v.get(path))
	}
	pages = append(pages, v.another().get("/console/sign-in"))
	for _, page := range pages {
		root, err := html.Parse(strings.NewReader(page))
		if err != nil {
			t.Fatal(err)
		}
		for n := range root.Descendants() {
			if n.Type != html.ElementNode {
				continue
			}
			if n.Data == "style" || n.Data == "script" && (n.FirstChild != nil || attribute(n, "src") == "") {
				t.Errorf("there is an inline <%s> on %q", n.Data, texts(t, page, "title", ""))
			}
			for _, a := range n.Attr {
				if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
					t.Errorf("<%s %s> on %q", n.Data, a.Key, texts(t, page, "title", ""))
				}
				if (a.Key == "href" || a.Key == "src" || a.Key == "action") && !strings.HasPrefix(a.Val, "/console") && !strings.HasPrefix(a.Val, "#") {
					t.Errorf("<%s> on %q leads to %s", n.Data, texts(t, page, "title", ""), a.Val)
				}
			}
		}
	}
}

// Those who listen find a language, a title, one heading of the first level, a
// main part, and tables with captions and headers.
func TestStructure(t *testing.T) {
	v := newVisitor(t, newHouse(10)).signIn(secretAdmin)
	for _, path := range everyPath {
		page := v.get(path)
		if !strings.Contains(page, `<html lang="en">`) || len(texts(t, page, "h1", "")) != 1 || len(texts(t, page, "main", "")) != 1 {
			t.Errorf("%s lacks a language, a heading or a main part", path)
		}
		tables := len(texts(t, page, "table", ""))
		if captions := texts(t, page, "caption", ""); len(captions) != tables {
			t.Errorf("%s has %d tables and %d captions", path, tables, len(captions))
		}
		if texts(t, page, "title", "")[0] == "" {
			t.Errorf("%s has no title", path)
		}
	}
}

func TestHostileNames(t *testing.T) {
	h := newHouse(10)
	for _, secret := range []string{secretAdmin, secretBuyer, secretSeller} {
		v := newVisitor(t, h).signIn(secret)
		seen := 0
		for _, path := range everyPath {
			_, page := v.do(http.MethodGet, path, "", nil)
			if strings.Contains(page, "<script>") {
				t.Errorf("%s shows a name as markup", path)
			}
			seen += strings.Count(page, "&lt;script&gt;alert(&#34;x&#34;)&lt;/script&gt;")
		}
		if seen == 0 {
			t.Errorf("no page shows the name to %s: the test sees nothing", secret)
		}
	}
	v := newVisitor(t, h)
	_, page := v.do(http.MethodGet, "/console/sign-in?next="+url.QueryEscape(`/console/"><script>`), "", nil)
	if strings.Contains(page, "<script") {
		t.Error("the sign-in shows its target as markup")
	}
}

func TestPaging(t *testing.T) {
	const total = 120
	v := newVisitor(t, newHouse(total)).signIn(secretAdmin)
	seen, path := map[string]bool{}, "/console/calls"
	var pages []int
	for path != "" {
		page := v.get(path)
		rows, next := 0, ""
		for _, href := range hrefs(t, page) {
			switch {
			case strings.HasPrefix(href, "/console/calls/"):
				if seen[href] {
					t.Errorf("%s is on two pages", href)
				}
				seen[href] = true
				rows++
			case strings.HasPrefix(href, "/console/calls?after="):
				next = href
			}
		}
		pages, path = append(pages, rows), next
	}
	if len(seen) != total || fmt.Sprint(pages) != "[50 50 20]" {
		t.Errorf("%d calls on pages of %v", len(seen), pages)
	}
	v.status("/console/calls?after=nonsense", http.StatusBadRequest)
	v.status("/console/accounts/"+clearing.PartyAccount(partyBuyer.ID, clearing.AccountBuyer).String()+"?after=x", http.StatusBadRequest)
}

func TestBreakageShown(t *testing.T) {
	h := newHouse(10)
	v := newVisitor(t, h).signIn(secretAdmin)
	h.err = fmt.Errorf("disk 7 is on fire")
	for _, path := range everyPath {
		if page := v.status(path, http.StatusInternalServerError); strings.Contains(page, "disk 7") || !strings.Contains(page, "server&#39;s log") {
			t.Errorf("%s does not say what to do, or says too much: %s", path, page)
		}
	}
}

func TestLagShown(t *testing.T) {
	h := newHouse(3)
	h.position = Position{Log: 1500, Books: 200}
	page := newVisitor(t, h).signIn(secretAdmin).get("/console")
	if got := texts(t, page, "strong", ""); len(got) != 1 || !strings.Contains(got[0], "1300 records behind") {
		t.Errorf("the lag is told as %q", got)
	}
}
