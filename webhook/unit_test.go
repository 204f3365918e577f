package webhook

import (
	"bytes"
	"encoding/base64"
	"errors"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"aidollar/core/ledger"
)

// The vectors are what the reference library, standardwebhooks on npm, makes.
func TestSignVectors(t *testing.T) {
	for _, v := range []struct {
		secret, id string
		at         int64
		body, want string
	}{
		{"MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, `{"test": 2432232314}`, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="},
		{base64.StdEncoding.EncodeToString([]byte("0123456789abcdefghijklmnopqrstuv")), "12-3", 1790000000, `{"type":"call.captured","data":{"model":"größe"}}`, "v1,El0emtAVH3F0x7bS4wZ9OssP8GduoaHzgCHf/OrE5CE="},
	} {
		secret, err := base64.StdEncoding.DecodeString(v.secret)
		if err != nil {
			t.Fatal(err)
		}
		if got := sign(secret, v.id, v.at, []byte(v.body)); got != v.want {
			t.Errorf("%s: %s, want %s", v.id, got, v.want)
		}
	}
}

func TestSecretsFollowFromTheKey(t *testing.T) {
	dir := t.TempDir()
	first, err := openKey(dir)
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(filepath.Join(dir, KeyFile))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key's file is %v, %v", info.Mode(), err)
	}
	again, err := openKey(dir)
	if err != nil || again != first {
		t.Errorf("the key is another at the second start: %v", err)
	}
	other, err := openKey(t.TempDir())
	if err != nil || other == first {
		t.Errorf("two houses have one key: %v", err)
	}
	one, two := ledger.ID{Hi: 1}, ledger.ID{Hi: 2}
	seen := map[string]bool{}
	for _, secret := range [][]byte{first.secret(one, 1), first.secret(one, 2), first.secret(two, 1), other.secret(one, 1), first.mark()} {
		if text := printSecret(secret); seen[text] || !strings.HasPrefix(text, "whsec_") || len(secret) < 24 || len(secret) > 64 {
			t.Errorf("the secret %s of %d bytes is no new one", text, len(secret))
		}
		seen[printSecret(secret)] = true
	}
	if !bytes.Equal(first.secret(one, 1), again.secret(one, 1)) {
		t.Error("a secret is another at the second start")
	}
	if err := os.WriteFile(filepath.Join(dir, KeyFile), []byte("short\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := openKey(dir); err == nil || !strings.Contains(err.Error(), "backup") {
		t.Errorf("a damaged key: %v", err)
	}
}

func TestScheduleWaits(t *testing.T) {
	s, id := DefaultSchedule(), ledger.ID{Hi: 7, Lo: 9}
	total := time.Duration(0)
	for n := 1; n <= len(s); n++ {
		d, ok := s.wait(id, "1-2", n)
		if again, _ := s.wait(id, "1-2", n); !ok || d != again || d < s[n-1] || d > s[n-1]*6/5 {
			t.Errorf("wait %d is %s, then %s; planned is %s", n, d, again, s[n-1])
		}
		total += s[n-1]
	}
	if total < 72*time.Hour || total > 80*time.Hour {
		t.Errorf("the schedule is over after %s", total)
	}
	for _, n := range []int{0, len(s) + 1} {
		if _, ok := s.wait(id, "1-2", n); ok {
			t.Errorf("there is a wait %d", n)
		}
	}
	a, _ := s.wait(id, "1-2", 4)
	b, _ := s.wait(ledger.ID{Hi: 8}, "1-2", 4)
	c, _ := s.wait(id, "1-3", 4)
	if a == b || a == c {
		t.Error("two endpoints, or two events, come back at the same moment")
	}
}

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for text, want := range map[string]time.Duration{
		"": 0, "7": 7 * time.Second, "-1": 0, "x": 0, "999999999": retryAfterMax, "99999999999999": 0,
		"Sun, 01 Mar 2026 12:01:30 GMT": 90 * time.Second, "Sun, 01 Mar 2026 11:00:00 GMT": 0, "Sun, 01 Mar 2099 12:00:00 GMT": retryAfterMax,
	} {
		if got := retryAfter(http.Header{"Retry-After": {text}}, now); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

// What becomes of an endpoint is decided by attempts and the clock that comes
// with them, and by nothing else.
func TestSettle(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	s := Schedule{time.Second, time.Minute}
	r := record{Endpoint: Endpoint{ID: ledger.ID{Hi: 1}, Enabled: true}, Progress: Progress{Cursor: "1-0"}}
	fails := func(outcome string, ask time.Duration) *Attempt {
		a := &Attempt{Event: "2-0", Outcome: outcome}
		r.settle(a, s, ask, now)
		return a
	}
	a := fails(Refused, 0)
	if wait, _ := s.wait(r.ID, "2-0", 1); r.Failures != 1 || r.Failing != now.UnixNano() || a.Next != now.Add(wait).UnixNano() || r.Next != a.Next || r.Cursor != "1-0" {
		t.Errorf("after one failure: %+v, %+v", r, a)
	}
	began := r.Failing
	now = now.Add(time.Minute)
	if a := fails(Refused, time.Hour); a.Next != now.Add(time.Hour).UnixNano() || r.Failing != began {
		t.Errorf("the receiver's own wish: %+v, %+v", r, a)
	}
	if a := fails(Late, 0); a.Next != 0 || r.Enabled || r.Reason != ReasonExhausted || r.Disabled != now.UnixNano() || r.Cursor != "1-0" {
		t.Errorf("after the schedule: %+v, %+v", r, a)
	}
	yes := true
	if r.change(Change{Enabled: &yes}, now); !r.Enabled || r.Reason != "" || r.Disabled != 0 || r.Failures != 0 || r.Failing != 0 {
		t.Errorf("enabled again: %+v", r)
	}
	if a := fails(Refused, time.Millisecond); a.Next < now.Add(time.Second).UnixNano() {
		t.Error("a receiver that asks for less than the schedule gets it")
	}
	if r.settle(&Attempt{Event: "2-0", Outcome: Delivered}, s, 0, now); r.Cursor != "2-0" || r.Failures != 0 || r.Next != 0 || r.Failing != 0 {
		t.Errorf("after a delivery: %+v", r)
	}
	if fails(Gone, 0); r.Enabled || r.Reason != ReasonGone {
		t.Errorf("after 410: %+v", r)
	}
}

func TestRotateKeepsWhatIsInGrace(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	r := record{Version: 1}
	rotate := func(name uint64, grace time.Duration) error { return r.rotate(ledger.ID{Hi: name}, grace, now) }
	for n := range uint64(3) {
		if err := rotate(n+1, time.Hour); err != nil {
			t.Fatal(err)
		}
	}
	if got := r.versions(now); !slices.Equal(got, []uint32{4, 1, 2, 3}) {
		t.Errorf("%v sign", got)
	}
	if err := rotate(4, time.Hour); !errors.Is(err, ErrSecrets) || r.Version != 4 {
		t.Errorf("a fifth secret: %v", err)
	}
	if err := rotate(5, time.Minute); !errors.Is(err, ErrSecrets) {
		t.Errorf("a fifth secret: %v", err)
	}
	if err := rotate(6, 0); err != nil || !slices.Equal(r.versions(now), []uint32{5}) {
		t.Errorf("without a grace %v sign, %v", r.versions(now), err)
	}
	if err := rotate(7, time.Minute); err != nil || len(r.versions(now.Add(time.Minute))) != 1 || len(r.versions(now)) != 2 {
		t.Errorf("%v, %+v", err, r)
	}
}

func TestGuard(t *testing.T) {
	g := &guard{networks: []netip.Prefix{netip.MustParsePrefix("10.1.0.0/16")}}
	for text, want := range map[string]bool{
		"93.184.215.14": true, "2606:4700::1111": true, "10.1.2.3": true, "::ffff:10.1.2.3": true,
		"10.2.0.1": false, "127.0.0.1": false, "127.9.9.9": false, "0.0.0.0": false, "::": false, "::1": false, "::ffff:127.0.0.1": false,
		"169.254.169.254": false, "fe80::1": false, "fe80::1%eth0": false, "2606:4700::1111%eth0": false, "192.168.1.1": false, "172.31.0.1": false, "100.64.0.1": false,
		"224.0.0.1": false, "255.255.255.255": false, "ff02::1": false, "fd00::1": false, "64:ff9b::7f00:1": false, "2002:7f00:1::": false,
		"2001::7f00:1": false, "2001:db8::1": false, "fec0::1": false,
	} {
		if got := g.allows(netip.MustParseAddr(text)); got != want {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
	}
	for text, want := range map[string]string{
		"https://example.com/hooks?x=1": "", "https://example.com:8443": "", "https://10.1.2.3/x": "", "https://[2606:4700::1111]/": "",
		"http://example.com": "url_scheme", "ftp://example.com": "url_scheme", "example.com": "url_malformed", "https:///x": "url_malformed",
		"https://user@example.com": "url_userinfo", "https://user:pass@example.com": "url_userinfo", "https://example.com/#x": "url_malformed",
		"https://example.com:0": "url_malformed", "https://example.com:99999": "url_malformed", "https://127.0.0.1/": "url_address", "https://[::1]/": "url_address",
		"https://[::ffff:169.254.169.254]/": "url_address", "https:example.com": "url_malformed", "https://exa mple.com": "url_malformed",
		"https://example.com/" + strings.Repeat("x", urlMax): "url_too_long",
	} {
		if got, sentence := g.check(text); got != want || (got == "") != (sentence == "") {
			t.Errorf("%.60s: %q %q, want %q", text, got, sentence, want)
		}
	}
	if code, _ := (&guard{http: true}).check("http://example.com"); code != "" {
		t.Errorf("http where it is allowed: %s", code)
	}
}
