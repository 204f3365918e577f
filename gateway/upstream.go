package gateway

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"aidollar/gateway/credential"
	"aidollar/gateway/dialect"
)

// UpstreamConfig describes a server that answers a model API.
type UpstreamConfig struct {
	Name string // for books, logs and metrics
	URL  string // its base, such as https://api.example.com/v1
	Kind string // the API it speaks: dialect.KindOpenAI, which empty is, KindAnthropic, or KindAny
	// Credential is the secret the upstream is called with, as the bearer token;
	// empty for none. The client's own never leaves the gateway.
	Credential string
	// Secret is a credential that may change while the gateway runs, in place of
	// Credential; nil for none.
	Secret *credential.Credential
	Header http.Header // further headers, set on every request
	// LimitField is the member that limits output where the client gave none;
	// empty is "max_completion_tokens". Older servers know only "max_tokens".
	LimitField string
	// Timeout bounds the whole of an answer; zero leaves it to the gateway.
	Timeout time.Duration
	// Begin bounds the time until an answer begins; zero leaves it to the gateway.
	Begin time.Duration
	// RoundTripper carries the requests; nil is the gateway's own transport.
	RoundTripper http.RoundTripper
}

// Upstream is such a server with what is known of its health. It is shared by
// the routes that lead to it.
type Upstream struct {
	name       string
	kind       string
	urls       []*url.URL // of each dialect, by its place in the table
	header     http.Header
	base       *url.URL
	hash       uint64 // of the name
	secret     *credential.Credential
	limitField string
	timeout    time.Duration
	begin      time.Duration
	transport  http.RoundTripper

	failures  atomic.Int32 // in a row
	restUntil atomic.Int64 // Unix nanoseconds; no calls before it
}

// NewUpstream checks a description.
func NewUpstream(c UpstreamConfig) (*Upstream, error) {
	base, err := url.Parse(c.URL)
	if err != nil {
		return nil, fmt.Errorf("upstream %q: its URL is malformed", c.Name)
	}
	switch {
	case c.Name == "":
		return nil, errors.New("an upstream has no name; the books need one")
	case (base.Scheme != "http" && base.Scheme != "https") || base.Host == "":
		return nil, fmt.Errorf("upstream %q: its URL must be http or https with a host, such as https://api.example.com/v1", c.Name)
	case base.User != nil || base.RawQuery != "" || base.Fragment != "":
		return nil, fmt.Errorf("upstream %q: its URL must have no user, query or fragment; the secret has a place of its own", c.Name)
	case strings.ContainsAny(c.Credential, "\r\n"):
		return nil, fmt.Errorf("upstream %q: its credential has a line break in it", c.Name)
	}
	u := &Upstream{name: c.Name, hash: nameHash(c.Name), base: base, secret: c.Secret, limitField: c.LimitField,
		timeout: c.Timeout, begin: c.Begin, transport: c.RoundTripper, header: http.Header{}}
	base.Path, base.RawPath = strings.TrimSuffix(base.Path, "/"), ""
	for _, d := range dialect.All() {
		place := *base
		place.Path = base.Path + d.Path
		u.urls = append(u.urls, &place)
	}
	switch c.Kind {
	case "":
		u.kind = dialect.KindOpenAI
	case dialect.KindOpenAI, dialect.KindAnthropic, dialect.KindAny:
		u.kind = c.Kind
	default:
		return nil, fmt.Errorf("upstream %q: its kind is %q, and may be %s, %s or %s", c.Name, c.Kind, dialect.KindOpenAI, dialect.KindAnthropic, dialect.KindAny)
	}
	switch c.LimitField {
	case "", "max_completion_tokens", "max_tokens":
	default:
		return nil, fmt.Errorf("upstream %q: its limit field is %q, and may be max_completion_tokens or max_tokens", c.Name, c.LimitField)
	}
	for name, values := range c.Header {
		u.header[http.CanonicalHeaderKey(name)] = append([]string(nil), values...)
	}
	u.authorize(u.header, c.Credential)
	if u.transport == nil {
		u.transport = sharedTransport
	}
	return u, nil
}

// anthropicVersion is sent where neither client nor operator names one.
const anthropicVersion = "2023-06-01"

// authorize puts a credential where the upstream looks for it.
func (u *Upstream) authorize(header http.Header, credential string) {
	switch {
	case credential == "":
	case u.kind == dialect.KindAnthropic:
		header["X-Api-Key"] = []string{credential}
	default:
		header["Authorization"] = []string{"Bearer " + credential}
	}
}

// speaks reports whether the upstream answers the dialect as it is.
func (u *Upstream) speaks(d *dialect.Dialect) bool {
	return u.kind == d.Kind || u.kind == dialect.KindAny
}

// Name is the upstream's name.
func (u *Upstream) Name() string { return u.name }

// sharedTransport keeps enough idle connections for a busy gateway: the
// standard library's two for each host would dial for nearly every call.
var sharedTransport = NewTransport()

// NewTransport makes a transport fit for a proxy to a few busy hosts. It asks
// for no compression, because the gateway reads what passes.
func NewTransport() *http.Transport {
	return &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           (&net.Dialer{Timeout: 5 * time.Second, KeepAlive: 30 * time.Second}).DialContext,
		TLSHandshakeTimeout:   10 * time.Second,
		ForceAttemptHTTP2:     true,
		DisableCompression:    true,
		MaxIdleConns:          4096,
		MaxIdleConnsPerHost:   1024,
		IdleConnTimeout:       90 * time.Second,
		ExpectContinueTimeout: time.Second,
	}
}

// An upstream that failed failuresMax times in a row rests, twice as long after
// each further failure, and then gets one call to show that it is back.
const (
	failuresMax = 5
	restMin     = time.Second
	restMax     = 30 * time.Second
)

func (u *Upstream) ready(now int64) bool { return u.restUntil.Load() <= now }

// admit takes the one trial call of an upstream that has rested; it is true at
// once for a healthy one.
func (u *Upstream) admit(now int64) bool {
	if u.failures.Load() < failuresMax {
		return true
	}
	until := u.restUntil.Load()
	return until <= now && u.restUntil.CompareAndSwap(until, now+int64(restMin))
}

func (u *Upstream) succeeded() {
	if u.failures.Load() != 0 {
		u.failures.Store(0)
		u.restUntil.Store(0)
	}
}

func (u *Upstream) failed(now int64) {
	if over := u.failures.Add(1) - failuresMax; over >= 0 {
		u.restUntil.Store(now + int64(min(restMin<<min(over, 8), restMax)))
	}
}
