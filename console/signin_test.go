package console

import (
	"crypto/sha256"
	"crypto/tls"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"aidollar/core/clearing"
)

func TestSession(t *testing.T) {
	h := newHouse(3)
	v := newVisitor(t, h)
	response, _ := v.do(http.MethodGet, "/console/calls?after=5", "", nil)
	if got := response.Header.Get("Location"); response.StatusCode != http.StatusSeeOther || got != "/console/sign-in?next=%2Fconsole%2Fcalls%3Fafter%3D5" {
		t.Fatalf("a stranger is sent to %q with %s", got, response.Status)
	}
	form := url.Values{"key": {"  " + secretAdmin + "\n"}, "next": {"/console/calls?after=5"}}.Encode()
	response, _ = v.do(http.MethodPost, "/console/sign-in", form, map[string]string{"Sec-Fetch-Site": "same-origin"})
	if got := response.Header.Get("Location"); got != "/console/calls?after=5" {
		t.Errorf("after signing in one is sent to %q", got)
	}
	cookie := response.Cookies()[0]
	if cookie.Name != cookieName || !cookie.HttpOnly || cookie.SameSite != http.SameSiteStrictMode || cookie.Path != "/console" || len(cookie.Value) != 43 || cookie.Secure || cookie.MaxAge != 0 {
		t.Errorf("the cookie is %s", cookie)
	}
	v.get("/console")
	if response, _ := v.do(http.MethodGet, "/console/sign-in", "", nil); response.Header.Get("Location") != "/console" {
		t.Error("who is signed in is asked again")
	}
	stale := v.another()
	u, _ := url.Parse(v.base + "/console")
	stale.client.Jar.SetCookies(u, v.client.Jar.Cookies(u))
	stale.get("/console")
	if response, _ := v.do(http.MethodPost, "/console/sign-out", "", map[string]string{"Sec-Fetch-Site": "same-origin"}); response.Header.Get("Location") != "/console/sign-in" {
		t.Error("signing out leads elsewhere")
	}
	v.status("/console", http.StatusSeeOther)
	stale.status("/console", http.StatusSeeOther) // the cookie alone opens nothing
}

func TestSessionIdle(t *testing.T) {
	v := newVisitor(t, newHouse(0)).signIn(secretAdmin)
	for range 3 {
		v.now.Add(int64(sessionIdle - time.Second))
		v.get("/console")
	}
	v.now.Add(int64(sessionIdle))
	v.status("/console", http.StatusSeeOther)
}

func TestSessionEndsWithKey(t *testing.T) {
	h := newHouse(0)
	v := newVisitor(t, h).signIn(secretBuyer)
	h.revoke(secretBuyer)
	v.status("/console", http.StatusSeeOther)
}

func TestSecureCookie(t *testing.T) {
	handler := New(newHouse(0), nil, Options{})
	for name, change := range map[string]func(*http.Request){
		"tls":   func(r *http.Request) { r.TLS = &tls.ConnectionState{} },
		"proxy": func(r *http.Request) { r.Header.Set("X-Forwarded-Proto", "https") },
	} {
		r := httptest.NewRequest(http.MethodPost, "/console/sign-in", strings.NewReader("key="+secretAdmin))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		change(r)
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		if cookies := w.Result().Cookies(); len(cookies) != 1 || !cookies[0].Secure {
			t.Errorf("%s: the cookie is %v", name, cookies)
		}
	}
}

func TestSessionsBounded(t *testing.T) {
	s, now := newSessions(), time.Unix(0, noon)
	one, two := sha256.Sum256([]byte("one")), sha256.Sum256([]byte("two"))
	kept := s.add(two, now)
	first := s.add(one, now)
	for range sessionsPerKey {
		s.add(one, now)
	}
	if _, ok := s.find(first, now, true); ok {
		t.Error("the oldest session of a key outlives its bound")
	}
	if _, ok := s.find(kept, now, true); !ok || s.count() != sessionsPerKey+1 {
		t.Errorf("one key pushed another out, or %d sessions are open", s.count())
	}
	for i := range sessionsMax + 100 {
		s.add(sha256.Sum256([]byte{byte(i), byte(i >> 8)}), now)
		if _, ok := s.find(kept, now, true); !ok {
			t.Fatal("a session in use was pushed out")
		}
	}
	if s.count() != sessionsMax {
		t.Errorf("%d sessions are open", s.count())
	}
	if _, ok := s.find("", now, true); ok {
		t.Error("no token opens a session")
	}
}

func TestSignInRefused(t *testing.T) {
	h := newHouse(0)
	for secret, say := range map[string]string{
		"": sayUnknown, "sk-aid-wrong": sayUnknown, secretOld: sayUnknown, secretCall: sayScope, secretLoose: sayScope,
	} {
		v := newVisitor(t, h)
		response, page := v.do(http.MethodPost, "/console/sign-in", url.Values{"key": {secret}}.Encode(), nil)
		if response.StatusCode != http.StatusForbidden || len(response.Cookies()) != 0 {
			t.Errorf("%q: %s, cookies %v", secret, response.Status, response.Cookies())
		}
		if got := texts(t, page, "p", "alert"); len(got) != 1 || got[0] != say {
			t.Errorf("%q is told %q", secret, got)
		}
		if secret != "" && strings.Contains(page, secret) {
			t.Errorf("the page repeats the secret %s", secret)
		}
	}
	v := newVisitor(t, h)
	if response, _ := v.do(http.MethodPost, "/console/sign-in", "key="+strings.Repeat("x", formSizeMax), nil); response.StatusCode != http.StatusBadRequest {
		t.Errorf("a huge form: %s", response.Status)
	}
}

func TestFailuresLimited(t *testing.T) {
	v := newVisitor(t, newHouse(0))
	try := func(secret string) answer {
		response, _ := v.do(http.MethodPost, "/console/sign-in", "key="+secret, nil)
		return response
	}
	for range failuresMax {
		if got := try("wrong").StatusCode; got != http.StatusForbidden {
			t.Fatalf("a failure is answered %d", got)
		}
	}
	if r := try(secretAdmin); r.StatusCode != http.StatusTooManyRequests || r.Header.Get("Retry-After") != "6" {
		t.Errorf("after %d failures: %s, Retry-After %q", failuresMax, r.Status, r.Header.Get("Retry-After"))
	}
	v.now.Add(int64(failureLife))
	if r := try(secretAdmin); r.StatusCode != http.StatusSeeOther {
		t.Errorf("after the wait: %s", r.Status)
	}
}

func TestFailuresBounded(t *testing.T) {
	f, now := newFailures(), time.Unix(0, noon)
	for i := range 3 * addressesMax {
		r := httptest.NewRequest(http.MethodPost, "/", nil)
		r.RemoteAddr = "[2001:db8:" + hex16(i>>16) + ":" + hex16(i) + "::1]:1"
		f.add(addressOf(r), now)
		if len(f.until) > addressesMax {
			t.Fatalf("%d addresses are remembered", len(f.until))
		}
	}
}

func hex16(n int) string {
	const digits = "0123456789abcdef"
	return string([]byte{digits[n>>12&15], digits[n>>8&15], digits[n>>4&15], digits[n&15]})
}

func TestAddressOf(t *testing.T) {
	for remote, want := range map[string]string{
		"192.0.2.1:80": "192.0.2.1/32", "[::ffff:192.0.2.1]:80": "192.0.2.1/32",
		"[2001:db8:1:2:3::4]:80": "2001:db8:1:2::/64", "[fe80::1%eth0]:80": "fe80::/64",
	} {
		if got := addressOf(&http.Request{RemoteAddr: remote}); got.String() != want {
			t.Errorf("%s counts as %s, want %s", remote, got, want)
		}
	}
	if addressOf(&http.Request{RemoteAddr: "@"}).IsValid() {
		t.Error("what is no address counts as one")
	}
}

// A form that another site sends must neither sign anybody in nor out.
func TestOtherSites(t *testing.T) {
	v := newVisitor(t, newHouse(0)).signIn(secretAdmin)
	for _, header := range []map[string]string{
		{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"},
		{"Origin": "https://evil.example"}, {"Origin": "null"},
		{"Sec-Fetch-Site": "cross-site", "Origin": v.base},
	} {
		for _, path := range []string{"/console/sign-in", "/console/sign-out"} {
			if response, _ := v.do(http.MethodPost, path, "key="+secretBuyer, header); response.StatusCode != http.StatusForbidden || len(response.Cookies()) != 0 {
				t.Errorf("POST %s with %v: %s", path, header, response.Status)
			}
		}
	}
	v.get("/console")
	if response, _ := v.do(http.MethodPost, "/console/sign-out", "", map[string]string{"Origin": v.base}); response.StatusCode != http.StatusSeeOther {
		t.Errorf("a form of the console's own: %s", response.Status)
	}
	if response, _ := v.do(http.MethodGet, "/console/sign-out", "", nil); response.StatusCode == http.StatusOK {
		t.Error("a link signs out")
	}
}

func TestLocalTarget(t *testing.T) {
	for target, want := range map[string]string{
		"/console/calls?after=3": "/console/calls?after=3", "": "/console", "//evil.example/console/": "/console",
		"https://evil.example/console/x": "/console", `/console/\evil`: "/console", "/consolexyz": "/console",
		"/console/../v1/models": "/console", "/console/sign-out": "/console", "/console/%2e%2e/x": "/console", "javascript:alert(1)": "/console",
	} {
		if got := localTarget(target); got != want {
			t.Errorf("%q leads to %q, want %q", target, got, want)
		}
	}
}

// Each sees what is its own, and of the rest not even whether it exists.
func TestViews(t *testing.T) {
	h := newHouse(12)
	mine, others := h.calls[1], h.calls[0]
	if mine.Buyer.ID != partyBuyer.ID || others.Buyer.ID != partyOther.ID {
		t.Fatal("the test house changed")
	}
	account := func(of clearing.Party, code uint16) string {
		return "/console/accounts/" + clearing.PartyAccount(of.ID, code).String()
	}
	revenue := "/console/accounts/" + clearing.HouseAccount(clearing.AccountRevenue, 1).String()
	buyerPage, otherPage := account(partyBuyer, clearing.AccountBuyer), account(partyOther, clearing.AccountBuyer)
	call := func(c Call) string { return "/console/calls/" + c.ID.String() }
	for _, test := range []struct {
		secret       string
		open, closed []string
	}{
		{secretAdmin, []string{call(mine), call(others), buyerPage, otherPage, revenue}, []string{"/console/calls/" + testID(9).String(), "/console/calls/x", "/console/accounts/x"}},
		{secretBuyer, []string{call(mine), buyerPage}, []string{call(others), otherPage, revenue, account(partySeller, clearing.AccountSeller)}},
		{secretSeller, []string{call(mine), call(others), account(partySeller, clearing.AccountSeller)}, []string{buyerPage, revenue}},
	} {
		v := newVisitor(t, h).signIn(test.secret)
		for _, path := range test.open {
			page := v.get(path)
			for _, href := range hrefs(t, page) {
				if strings.HasPrefix(href, "/console/accounts/") || strings.HasPrefix(href, "/console/calls/") {
					v.status(href, http.StatusOK) // what is linked can be seen
				}
			}
		}
		for _, path := range test.closed {
			v.status(path, http.StatusNotFound)
		}
	}
	page := newVisitor(t, h).signIn(secretBuyer).get("/console/calls")
	if strings.Contains(page, others.ID.String()) || strings.Contains(page, partyOther.Name) || !strings.Contains(page, mine.ID.String()) {
		t.Error("a buyer's list has somebody else's calls, or not its own")
	}
	if (View{}).Covers(partyBuyer.ID) || (View{}).Covers(clearing.Party{}.ID) || (View{Party: partyBuyer}).Covers(partyOther.ID, clearing.Party{}.ID) {
		t.Error("a view covers what it must not")
	}
}
