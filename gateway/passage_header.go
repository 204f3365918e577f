package gateway

import (
	"net/http"
	"strings"
)

// Headers that belong to one connection (RFC 9110, 7.6.1), with some that are
// older than the rule.
var headersHop = [...]string{
	"Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authenticate", "Proxy-Authorization", "Te", "Trailer", "Transfer-Encoding", "Upgrade",
}

// Headers of a client that stay here: its key or payment, what a browser keeps for this
// house, and where it is.
var headersSecret = [...]string{
	"Authorization", "X-Api-Key", "Api-Key", "Cookie", "Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip", "Origin", "Referer",
	"Payment-Signature", "X-Payment", "Payment-Authorization", // an upstream could collect it
}

// Headers of an upstream that stay here: they would act on this house's own
// origin, or on the seller's account.
var headersForeign = [...]string{
	"Set-Cookie", "Www-Authenticate", "Strict-Transport-Security", "Public-Key-Pins", "Alt-Svc", "Clear-Site-Data", "Content-Security-Policy",
	"Service-Worker-Allowed", "Access-Control-Allow-Origin", "Access-Control-Allow-Credentials", "X-Content-Type-Options", "Content-Length",
	"Payment-Required", "Payment-Response", "X-Payment-Response", "Payment-Receipt",
}

// housePrefix begins the names of headers between a client and this house.
const housePrefix = "X-Aidollar-"

// headerUp is what an upstream gets of a client's header.
func headerUp(from http.Header, u *Upstream) http.Header {
	h := from.Clone()
	dropHop(h)
	for _, name := range headersSecret {
		delete(h, name)
	}
	for name := range h {
		if strings.HasPrefix(name, housePrefix) {
			delete(h, name)
		}
	}
	for name, v := range u.header {
		h[name] = v
	}
	if h["User-Agent"] == nil {
		h["User-Agent"] = []string{"aidollar"}
	}
	return h
}

// headerDown is what a client gets of an upstream's header. A page of somebody
// else's must not act as one of this house.
func headerDown(into, from http.Header) {
	h := from.Clone()
	dropHop(h)
	for _, name := range headersForeign {
		delete(h, name)
	}
	for name, values := range h {
		if !strings.HasPrefix(name, housePrefix) && !strings.HasPrefix(name, "X-Ratelimit-") {
			into[name] = values
		}
	}
	into["Content-Security-Policy"] = []string{"sandbox; default-src 'none'"}
	into["X-Content-Type-Options"] = []string{"nosniff"}
}

// dropHop takes the headers of the connection away, and those it names.
func dropHop(h http.Header) {
	for _, value := range h["Connection"] {
		for name := range strings.SplitSeq(value, ",") {
			delete(h, http.CanonicalHeaderKey(strings.TrimSpace(name)))
		}
	}
	for _, name := range headersHop {
		delete(h, name)
	}
}
