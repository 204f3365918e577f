package webhook

import (
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"syscall"
)

// urlMax bounds an address, in bytes.
const urlMax = 2048

// guard decides which addresses may be called.
type guard struct {
	http     bool           // whether without TLS, too
	networks []netip.Prefix // that may be called though they are not public
}

// inner are ranges that are nobody's public address, or that lead to others in
// disguise: IANA's special-purpose registries (RFC 6890) and what came later. A
// house that called them for a customer would lend it its place in the network.
var inner = func(texts ...string) (list []netip.Prefix) {
	for _, text := range texts {
		list = append(list, netip.MustParsePrefix(text))
	}
	return list
}(
	"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
	"192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
	// Of IPv6 only 2000::/3 is given out; in it these are not, or they carry an
	// address of IPv4 behind which anything may be.
	"2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
)

// outer is what is given out of IPv6.
var outer = netip.MustParsePrefix("2000::/3")

// allows reports whether an address may be called.
func (g *guard) allows(a netip.Addr) bool {
	a = a.Unmap()
	holds := func(p netip.Prefix) bool { return p.Contains(a.WithZone("")) }
	if slices.ContainsFunc(g.networks, holds) {
		return true
	}
	if a.Zone() != "" || (a.Is6() && !outer.Contains(a)) {
		return false
	}
	return !slices.ContainsFunc(inner, holds)
}

// forbidden is the error of a call to an address that may not be called.
type forbidden struct{ address netip.Addr }

func (f *forbidden) Error() string {
	return fmt.Sprintf("the address %s is not public and not among the configured networks", f.address)
}

// control refuses addresses when they are dialled. By then the name has been
// resolved, so no answer of a name server can change between check and use.
func (g *guard) control(_, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return err
	}
	if !g.allows(at.Addr()) {
		return &forbidden{at.Addr()}
	}
	return nil
}

// check says what is wrong with an address as a customer wrote it: a stable code
// and a sentence, or neither.
func (g *guard) check(text string) (code, sentence string) {
	if len(text) > urlMax {
		return "url_too_long", fmt.Sprintf("the address has %d bytes; at most %d are taken", len(text), urlMax)
	}
	u, err := url.Parse(text)
	if err != nil || u.Hostname() == "" || u.Opaque != "" {
		return "url_malformed", "this is no address such as https://example.com/hooks"
	}
	switch {
	case u.Scheme == "http" && !g.http:
		return "url_scheme", "the address begins with http; this house calls https alone"
	case u.Scheme != "https" && u.Scheme != "http":
		return "url_scheme", "the address does not begin with https://"
	case u.User != nil:
		return "url_userinfo", "the address has a user name or a password in it, which would show in logs; the signature says who calls"
	case u.Fragment != "":
		return "url_malformed", "the address has a fragment behind #, which is never sent"
	}
	if port := u.Port(); port != "" {
		if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 {
			return "url_malformed", "the address has no port from 1 to 65535 behind its colon"
		}
	}
	if a, err := netip.ParseAddr(u.Hostname()); err == nil && !g.allows(a) {
		return "url_address", "the address is not a public one; the operator's webhooks.networks would have to name it"
	}
	return "", ""
}
