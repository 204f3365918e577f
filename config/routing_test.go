package config

import (
	"errors"
	"net/netip"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestLoadRouting(t *testing.T) {
	s, _, err := LoadServer("testdata/routing/serve.yaml")
	if err != nil {
		t.Fatal(err)
	}
	seller := Seller{Name: "acme", Card: "rates", Upstreams: []string{"first", "second"}, Cache: true, HedgeAfter: 1500 * time.Millisecond, Trust: TrustDefault}
	if !reflect.DeepEqual(s.Sellers[0], seller) {
		t.Errorf("the seller is %+v", s.Sellers[0])
	}
	first, second, weather := s.Upstreams[0], s.Upstreams[1], s.Upstreams[2]
	if want := (UpstreamKey{Command: &KeyCommand{[]string{"vault", "read", "-field=key", "secret/first"}, KeyTimeoutDefault, KeyLifeDefault}}); !reflect.DeepEqual(first.Key, want) {
		t.Errorf("the first key is %+v", first.Key)
	}
	if want := (UpstreamKey{Command: &KeyCommand{[]string{"testdata/routing/bin/secret", "second"}, 3 * time.Second, time.Minute}}); !reflect.DeepEqual(second.Key, want) {
		t.Errorf("the second key is %+v", second.Key)
	}
	if first.Rank != 0 || first.Region != "eu" || first.Begin != 20*time.Second || first.CostCard == nil || first.CostCard.Name != "first-cost" {
		t.Errorf("the first upstream is %+v", first)
	}
	if second.Rank != 1 || second.Region != "us" || second.CostCard != nil || weather.Models != nil {
		t.Errorf("the others are %+v and %+v", second, weather)
	}
	routes := []Route{
		{Path: "/weather/{city}", Methods: []string{"GET"}, Seller: "acme", Upstream: "weather", To: "/forecast/{city}", Product: "forecast",
			BytesMax: RouteBytesMaxDefault, Timeout: 30 * time.Second},
		{Path: "/reports/{rest...}", Methods: []string{"GET", "POST"}, Seller: "acme", Upstream: "weather", Product: "reports",
			Unit: &RouteUnit{"/usage/pages", 2, 5000, UnitWaive}, BytesMax: 1 << 20, Timeout: 5 * time.Second},
	}
	if !reflect.DeepEqual(s.Routes, routes) {
		t.Errorf("the routes are %+v", s.Routes)
	}
	if s.Cache != (Cache{8 << 20, 500, time.Hour}) {
		t.Errorf("the cache is %+v", s.Cache)
	}
	if want := []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("2001:db8::/32"), netip.MustParsePrefix("192.0.2.7/32")}; !slices.Equal(s.Proxies, want) {
		t.Errorf("the proxies are %v", s.Proxies)
	}
}

// Wallets sign in for the letters of the origin.
func TestOrigin(t *testing.T) {
	text, err := os.ReadFile("testdata/routing/serve.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for written, want := range map[string]string{
		"https://API.example.com/": "https://api.example.com", "http://127.0.0.1:8080": "http://127.0.0.1:8080",
		"api.example.com": "", "ftp://api.example.com": "", "https://api.example.com/v1": "", "https://u@api.example.com": "", "https://": "", `"https://a.example?"`: "",
	} {
		s, err := ParseServer("serve.yaml", append([]byte("origin: "+written+"\n"), text...))
		if want == "" {
			if err == nil || !strings.Contains(err.Error(), "[origin_malformed]") {
				t.Errorf("%s: %v", written, err)
			}
		} else if err != nil || s.Origin != want {
			t.Errorf("%s is read as %+v: %v", written, s, err)
		}
	}
}

// What is sold must have a price and what is priced must be measured; otherwise
// the server does not start, and says where it is written.
func TestRoutesFailClosed(t *testing.T) {
	files := map[string]string{}
	for _, name := range []string{"serve.yaml", "rates.yaml", "cost.yaml"} {
		data, err := os.ReadFile("testdata/routing/" + name)
		if err != nil {
			t.Fatal(err)
		}
		files[name] = string(data)
	}
	for _, c := range []struct{ name, file, old, new, want string }{
		{"no price", "rates.yaml", "model: forecast", "model: forecasts", "serve.yaml:33:14: the card \"rates\" has no product \"forecast\", and a route without a price is not served; did you mean \"forecasts\"? [route_unpriced]"},
		{"units are not priced", "rates.yaml", "unit: {price: 0.03, per: 100}, ", "", "serve.yaml:39:11: the route counts units"},
		{"units are not read", "rates.yaml", "request: {price: 0.002, per: 1}", "unit: {price: 1, per: 1}", "serve.yaml:33:14: the product \"forecast\" has a price for units"},
		{"tokens of a route", "rates.yaml", "request: {price: 0.002, per: 1}", "input: 1", "serve.yaml:33:14: the product \"forecast\" has a price for input, which a route cannot measure"},
		{"a product nobody sells", "serve.yaml", "product: forecast", "product: reports", "serve.yaml:6:11: the card \"rates\" sells model \"forecast\""},
		{"a model at a route's price", "serve.yaml", "product: forecast", "product: chat", "serve.yaml:33:14: the route's product \"chat\" is also a model"},
		{"cost in another currency", "cost.yaml", "USD", "EUR", "serve.yaml:16:11: the cost card \"first-cost\" is in EUR"},
		{"cost of a model is not known", "cost.yaml", "chat-large", "chat", "serve.yaml:16:11: the cost card \"first-cost\" has no model \"chat-large\""},
		{"no cost card", "serve.yaml", "cost: cost.yaml", "cost: none.yaml", "serve.yaml:16:11: the cost card"},
		{"a mistake in a cost card", "cost.yaml", "output: 2", "output: -2", "cost.yaml:5:"},
		{"an unknown seller", "serve.yaml", "    seller: acme\n    upstream: weather\n    to", "    seller: acne\n    upstream: weather\n    to", "serve.yaml:30:13: there is no seller \"acne\"; did you mean \"acme\"?"},
		{"an upstream without use", "serve.yaml", "[first, second]\n    cache", "[first]\n    cache", ""},
		{"an upstream of nothing", "serve.yaml", "    models: [chat]\n", "", "serve.yaml:18:5: an upstream has no \"models\""},
	} {
		changed := map[string]string{}
		for name, text := range files {
			changed[name] = text
		}
		if !strings.Contains(files[c.file], c.old) {
			t.Fatalf("%s: %q is not in %s", c.name, c.old, c.file)
		}
		changed[c.file] = strings.Replace(files[c.file], c.old, c.new, 1)
		dir := write(t, changed)
		_, _, err := LoadServer(dir + "/serve.yaml")
		got := ""
		var all Mistakes
		if errors.As(err, &all) {
			got = strings.ReplaceAll(FormatError(err), dir+"/", "")
		}
		if !strings.Contains(got, c.want) || (c.want == "") != (err == nil) {
			t.Errorf("%s:\n%swant %s", c.name, got, c.want)
		}
	}
}

func TestUnitMissingNames(t *testing.T) {
	for i, want := range []string{"bound", "waive", "refuse", "unknown"} {
		if got := UnitMissing(i).String(); got != want {
			t.Errorf("policy %d is %q, want %q", i, got, want)
		}
	}
}
