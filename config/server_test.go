package config

import (
	"errors"
	"log/slog"
	"net/netip"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"aidollar/core/money"
)

func glob(t testing.TB, pattern string) []string {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("no files for %s: %v", pattern, err)
	}
	return files
}

func TestLoadServer(t *testing.T) {
	s, cards, err := LoadServer("testdata/server.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if len(cards) != 1 || cards[0].Name != "demo" {
		t.Errorf("the cards are %v", cards)
	}
	urls := []string{s.Upstreams[0].URL.String(), s.Upstreams[1].URL.String()}
	if !slices.Equal(urls, []string{"https://api.openai.com/v1", "http://127.0.0.1:9000"}) {
		t.Errorf("the addresses are %v", urls)
	}
	want := &Server{
		Listen: "127.0.0.1:0", Data: "data", Books: "/var/lib/books.sqlite", Cards: []string{"testdata/demo.yaml"},
		Sellers: []Seller{{Name: "acme", Card: "demo", CommissionPPM: 25_000, Upstreams: []string{"openai", "local"}, UsageMissing: ChargeBound, Trust: TrustDefault}},
		Upstreams: []Upstream{
			{Name: "openai", URL: s.Upstreams[0].URL, Key: UpstreamKey{Env: "OPENAI_API_KEY"}, Models: []UpstreamModel{{"demo-large", "gpt-large-2"}}, LimitField: "max_completion_tokens", Weight: 3, Timeout: 150 * time.Second},
			{Name: "local", URL: s.Upstreams[1].URL, Key: UpstreamKey{File: "testdata/local.key"}, Models: []UpstreamModel{{"demo-text", "demo-text"}, {"demo-large", "demo-large"}}, LimitField: "max_tokens", Weight: 1, Timeout: TimeoutDefault},
		},
		Cache:      Cache{Bytes: 64 << 20, Entries: 10_000, Age: 10 * time.Minute},
		Limits:     Limits{BodyMax: 20 << 20, CallsMax: 500, Hold: 20 * time.Minute, PartTokens: 64, PartPause: 5 * time.Second},
		Snapshots:  Snapshots{Every: 64 << 20, Keep: 3},
		Log:        Log{Level: slog.LevelWarn, JSON: true},
		Payouts:    Payouts{Min: money.Units(1_000_000_000), Cooling: CoolingDefault},
		Identities: Identities{Key: "testdata/secrets/identity.key", House: "testdata/house.json"},
		Webhooks: &Webhooks{
			HTTP: true, Networks: []netip.Prefix{netip.MustParsePrefix("10.1.0.0/16"), netip.MustParsePrefix("192.0.2.7/32")},
			Timeout: 20 * time.Second, Retries: []time.Duration{time.Second, time.Minute},
		},
	}
	if !reflect.DeepEqual(s, want) {
		t.Errorf("got  %+v\nwant %+v", s, want)
	}
}

const serverLeast = `
cards: [demo.yaml]
sellers: [{name: s, card: demo, upstreams: [u]}]
upstreams: [{name: u, url: "https://example.com", models: [demo-text, demo-large]}]
`

func TestServerDefaults(t *testing.T) {
	s, err := ParseServer("/etc/aidollar/server.yaml", []byte(serverLeast))
	if err != nil {
		t.Fatal(err)
	}
	d := Default("/etc/aidollar")
	if d.Data != "/etc/aidollar/data" || d.Books != "/etc/aidollar/data/books.sqlite" || d.Listen != "127.0.0.1:8080" {
		t.Errorf("the defaults are %+v", d)
	}
	d.Cards, d.Sellers, d.Upstreams = s.Cards, s.Sellers, s.Upstreams
	if !reflect.DeepEqual(s, d) {
		t.Errorf("got  %+v\nwant %+v", s, d)
	}
	u, ok := s.Upstream("u")
	if !ok || u.Weight != WeightDefault || u.Timeout != TimeoutDefault || u.Timeout >= s.Limits.Hold {
		t.Errorf("the upstream is %+v", u)
	}
	if _, ok := s.Upstream("v"); ok {
		t.Error("an unknown upstream was found")
	}
	// Nothing is delivered unless the section is there; an empty one is enough.
	s, err = ParseServer("s.yaml", []byte("webhooks: {}\n"+serverLeast))
	if err != nil || !reflect.DeepEqual(s.Webhooks, WebhooksDefault()) || len(s.Webhooks.Retries) != 9 || s.Webhooks.Timeout != 15*time.Second {
		t.Errorf("got %+v, %v", s, err)
	}
	// The read side follows the data directory when only that is given.
	s, err = ParseServer("conf/s.yaml", []byte("data: /d\n"+serverLeast))
	if err != nil || s.Books != "/d/books.sqlite" || s.Cards[0] != "conf/demo.yaml" {
		t.Errorf("got %+v, %v", s, err)
	}
}

// Books in PostgreSQL are named by a URL, which is no path and has no password.
func TestBooksByURL(t *testing.T) {
	const at = "postgres://aidollar@db.example/house?search_path=one"
	s, err := ParseServer("conf/s.yaml", []byte("books: "+at+"\n"+serverLeast))
	if err != nil || s.Books != at {
		t.Errorf("got %+v, %v", s, err)
	}
	for text, code := range map[string]string{
		"postgres://aidollar:secret@db/house": "books_password", "postgres://a@db/house?password=secret": "books_password", "postgres://db": "books_url",
	} {
		_, err := ParseServer("s.yaml", []byte("books: "+text+"\n"+serverLeast))
		var mistakes Mistakes
		if !errors.As(err, &mistakes) || mistakes[0].Code != code || mistakes[0].Line != 1 || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// write makes a directory of files.
func write(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestLoadServerChecksAcrossFiles(t *testing.T) {
	demo, err := os.ReadFile("testdata/demo.yaml")
	if err != nil {
		t.Fatal(err)
	}
	bad := "card: bad\nversion: 1\ncurrency: USD\nmodels:\n  - {model: m, output_max: 1, prices: {input: -1}}\n"
	cases := []struct {
		name, server string
		want         []string // place and code of each mistake
	}{
		{"all is well", serverLeast, nil},
		{"a card file is missing", strings.Replace(serverLeast, "[demo.yaml]", "[demo.yaml, none.yaml]", 1), []string{"s.yaml:2:20 file_missing"}},
		{"a card has a mistake", strings.Replace(serverLeast, "[demo.yaml]", "[demo.yaml, bad.yaml]", 1), []string{"bad.yaml:5:47 price_negative"}},
		{"two cards have one name", strings.Replace(serverLeast, "[demo.yaml]", "[demo.yaml, copy.yaml]", 1), []string{"s.yaml:2:20 card_duplicate"}},
		{"a card is unknown", strings.Replace(serverLeast, "card: demo", "card: dmeo", 1), []string{"s.yaml:3:27 card_unknown"}},
		{"a model is not served", strings.Replace(serverLeast, ", demo-large", "", 1), []string{"s.yaml:3:27 model_unserved"}},
		{"both files are wrong", strings.Replace(serverLeast, "[demo.yaml]", "[bad.yaml]\nlisten: x", 1), []string{"bad.yaml:5:47 price_negative", "s.yaml:3:9 address_malformed"}},
	}
	for _, c := range cases {
		dir := write(t, map[string]string{"s.yaml": c.server, "demo.yaml": string(demo), "copy.yaml": string(demo), "bad.yaml": bad})
		_, _, err := LoadServer(filepath.Join(dir, "s.yaml"))
		var all Mistakes
		errors.As(err, &all)
		var got []string
		for _, m := range all {
			place := Mistake{File: filepath.Base(m.File), Line: m.Line, Column: m.Column}.Error()
			got = append(got, strings.TrimSuffix(place, ":  []")+" "+m.Code)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
	if _, _, err := LoadServer(filepath.Join(t.TempDir(), "s.yaml")); err == nil || !strings.Contains(err.Error(), "file_missing") {
		t.Errorf("a missing configuration: %v", err)
	}
}

func TestUsageMissingNames(t *testing.T) {
	for i, want := range []string{"estimate", "bound", "waive", "unknown"} {
		if got := UsageMissing(i).String(); got != want {
			t.Errorf("policy %d is %q, want %q", i, got, want)
		}
	}
}
