package limit

import (
	"net/netip"
	"testing"
)

func networks(t *testing.T, texts ...string) Networks {
	t.Helper()
	n, err := ParseNetworks(texts)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestNetworks(t *testing.T) {
	n := networks(t, "10.0.0.0/8", "192.0.2.7", "2001:db8::/32", "::ffff:198.51.100.0/120")
	for text, want := range map[string]bool{
		"10.255.0.1": true, "11.0.0.1": false, "192.0.2.7": true, "192.0.2.8": false,
		"::ffff:10.1.2.3": true, "2001:db8:1::1": true, "2001:db9::1": false, "198.51.100.9": true, "198.51.101.9": false,
	} {
		if got := n.Contains(netip.MustParseAddr(text)); got != want {
			t.Errorf("%s: %v", text, got)
		}
	}
	if n.Contains(netip.Addr{}) {
		t.Error("no address is in a network")
	}
	for _, text := range []string{"", "10.0.0.0/33", "10.0.0.1/8", "example.com", "fe80::1%eth0", "::ffff:0:0/95", "10.0.0.0/8 "} {
		if p, err := ParseNetwork(text); err == nil {
			t.Errorf("%q was read as %s", text, p)
		}
	}
	if _, err := ParseNetworks(make([]string, NetworksMax+1)); err == nil {
		t.Error("a list without bound was read")
	}
}

func TestClientAddress(t *testing.T) {
	proxies := networks(t, "127.0.0.0/8", "10.0.0.0/8")
	for _, c := range []struct {
		name, remote string
		forwarded    []string
		proxies      Networks
		want         string
	}{
		{"no proxy is known", "203.0.113.9:1234", []string{"10.0.0.1"}, nil, "203.0.113.9"},
		{"a stranger claims to be somebody", "203.0.113.9:1234", []string{"10.0.0.1"}, proxies, "203.0.113.9"},
		{"one proxy", "127.0.0.1:1", []string{"203.0.113.9"}, proxies, "203.0.113.9"},
		{"the client's own claim stands left", "127.0.0.1:1", []string{"8.8.8.8, 203.0.113.9"}, proxies, "203.0.113.9"},
		{"two proxies, two headers", "127.0.0.1:1", []string{"8.8.8.8,203.0.113.9", " 10.1.1.1 "}, proxies, "203.0.113.9"},
		{"with a port", "[::ffff:127.0.0.1]:1", []string{"[2001:db8::1]:99"}, proxies, "2001:db8::1"},
		{"proxies alone", "127.0.0.1:1", []string{"10.0.0.5"}, proxies, "10.0.0.5"},
		{"no header", "127.0.0.1:1", nil, proxies, "127.0.0.1"},
		{"nonsense from a proxy", "127.0.0.1:1", []string{"203.0.113.9, unknown"}, proxies, ""},
		{"a long tail of proxies", "127.0.0.1:1", []string{"203.0.113.9" + commas(100)}, proxies, ""},
	} {
		got := ClientAddress(c.remote, c.forwarded, c.proxies)
		if (c.want == "") == got.IsValid() || (got.IsValid() && got.String() != c.want) {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func commas(n int) (text string) {
	for range n {
		text += ",10.0.0.1"
	}
	return text
}
