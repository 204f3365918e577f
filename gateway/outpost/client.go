package outpost

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"aidollar/core/ledger"
	"aidollar/gateway"
)

// How long things are used, and waited for.
const (
	OfferEvery     = 2 * time.Second // what is sold is asked for so often
	KeyLife        = 5 * time.Second // a key that was looked up is used for so long
	KeyLifeUnknown = time.Second     // and one that was not found is refused for so long

	dialTime    = 2 * time.Second
	lookTime    = 5 * time.Second // a look-up
	captureTime = 5 * time.Second // a capture or a void, before it is kept
	offerLate   = 15 * OfferEvery // without an offer for so long the gateway is not ready
	lookupsMax  = 64              // look-ups at a time
	idlesMax    = 1024            // connections that wait for a next use
	idleTime    = time.Minute     // below what a server lets them
	skewMax     = 30 * time.Second
)

// Config is what a client is made of.
type Config struct {
	URL string // the house's, without Prefix
	// Secret gives the gateway's own key, whose scope is gateway.
	Secret func(ctx context.Context) (string, error)
	// Dir is where captures are kept; it is this process's alone.
	Dir string
	// HoldTime is at most how long the gateway's holds last: its own HoldTime.
	HoldTime time.Duration
	// Table makes of an offer what is sold here.
	Table func(*Offer) *Table
	// Observe is told of each request to the house; it may be nil. The outcome is
	// "taken", "refused", "denied", "malformed" or "away".
	Observe func(step, outcome string, took time.Duration)
	Log     *slog.Logger
}

// Client asks the house. It implements gateway.Clearing.
type Client struct {
	Config
	now       func() time.Time
	transport *http.Transport
	base      string
	table     atomic.Pointer[served]
	keys      keyCache
	lookups   chan struct{}
	kept      *keep
	takings   sync.Map // of ledger.ID: *taking
	tries     tries

	seen   atomic.Int64 // when the house last told what is sold, Unix nanoseconds
	lost   atomic.Uint64
	denied atomic.Bool
	away   atomic.Bool // said in the log
}

// served is what is sold, and the offer it comes from.
type served struct {
	*Table
	offer *Offer
	tag   string
}

// New makes a client and opens its directory. Nothing is asked yet.
func New(c Config) (*Client, error) {
	u, err := url.Parse(c.URL)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return nil, fmt.Errorf("the house's URL %q is not a web address such as https://house.example", c.URL)
	}
	kept, err := openKeep(c.Dir)
	if err != nil {
		return nil, err
	}
	transport := &http.Transport{
		Proxy: http.ProxyFromEnvironment, DialContext: (&net.Dialer{Timeout: dialTime}).DialContext,
		MaxIdleConns: idlesMax, MaxIdleConnsPerHost: idlesMax, IdleConnTimeout: idleTime,
		TLSHandshakeTimeout: lookTime, DisableCompression: true, MaxResponseHeaderBytes: bodyMax,
	}
	return &Client{Config: c, now: time.Now, transport: transport, base: u.JoinPath(Prefix).String() + "/", kept: kept, lookups: make(chan struct{}, lookupsMax)}, nil
}

// Close lets go of the directory and of idle connections. What is kept stays.
func (c *Client) Close() error {
	c.transport.CloseIdleConnections()
	return c.kept.close()
}

// Denied says that the house does not take this gateway's key.
type Denied struct{ Code, Detail string }

func (d *Denied) Error() string {
	return "the house does not take this gateway's key: " + d.Detail + " (" + d.Code + ")"
}

// Unwrap makes it a gateway.ErrAway: nothing was done.
func (d *Denied) Unwrap() error { return gateway.ErrAway }

// malformed is an answer that will be the same however often one asks.
type malformed struct {
	status       int
	code, detail string
}

func (m *malformed) Error() string {
	return fmt.Sprintf("the house answered %d: %s (%s)", m.status, m.detail, m.code)
}

// step asks the house to take one. The error is a *gateway.Refusal, a *Denied, a
// *malformed, a gateway.ErrAway when the question was not sent, or else one after
// which nobody knows.
func (c *Client) step(ctx context.Context, name string, question, answer any) error {
	body, err := json.Marshal(question)
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base+name, bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header["Content-Type"] = []string{"application/json"}
	switch name {
	case stepReserve, stepCapture, stepVoid:
		// These are the same however often they are sent, and this has the transport
		// send them again where the house closed an idle connection. Without a value it
		// is not sent itself.
		request.Header["Idempotency-Key"] = []string{}
	}
	begin := time.Now()
	_, raw, err := c.send(request, bodyMax) //nolint:bodyclose // send has read and closed it
	if c.Observe != nil {
		c.Observe(name, outcome(err), time.Since(begin))
	}
	if err == nil && answer != nil {
		err = json.Unmarshal(raw, answer)
	}
	return err
}

func outcome(err error) string {
	switch {
	case err == nil:
		return "taken"
	case errors.As(err, new(*gateway.Refusal)):
		return "refused"
	case errors.As(err, new(*Denied)):
		return "denied"
	case errors.As(err, new(*malformed)):
		return "malformed"
	}
	return "away"
}

// send sends a request with the gateway's key and reads the answer.
func (c *Client) send(r *http.Request, most int64) (*http.Response, []byte, error) {
	secret, err := c.Secret(r.Context())
	if err != nil {
		return nil, nil, errors.Join(gateway.ErrAway, err)
	}
	r.Header["Authorization"] = []string{"Bearer " + secret}
	response, err := c.transport.RoundTrip(r) // no client: where to go is not for the answer to say
	if err != nil {
		var dialed *net.OpError
		if errors.As(err, &dialed) && dialed.Op == "dial" {
			err = errors.Join(gateway.ErrAway, err)
		}
		return nil, nil, err
	}
	defer response.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(response.Body, most+1))
	switch {
	case err != nil:
		return response, nil, err
	case int64(len(raw)) > most:
		return response, nil, &malformed{response.StatusCode, "answer_too_large", fmt.Sprintf("more than %d bytes", most)}
	case response.StatusCode == http.StatusOK || response.StatusCode == http.StatusNotModified:
		c.denied.Store(false)
		return response, raw, nil
	}
	return response, nil, c.problem(response.StatusCode, raw)
}

// problem reads an answer that says no.
func (c *Client) problem(status int, raw []byte) error {
	var p problem
	if json.Unmarshal(raw, &p) != nil || p.Code == "" {
		p = problem{Code: "no_house", Detail: "there is no house's answer at this address"}
	}
	if r := p.refusal(); r != nil {
		return r
	}
	switch {
	case status == http.StatusUnauthorized, status == http.StatusForbidden && p.Code == codeInstance, status == http.StatusNotFound && p.Code != codeKeyUnknown:
		if !c.denied.Swap(true) {
			c.Log.Error("the house does not serve this gateway", "house", c.URL, "status", status, "code", p.Code, "detail", p.Detail)
		}
		return &Denied{p.Code, p.Detail}
	case status == http.StatusServiceUnavailable && p.Code == codeBusy:
		return fmt.Errorf("%w: %s", gateway.ErrAway, p.Detail)
	case status/100 == 4 && status != http.StatusTooManyRequests && status != http.StatusRequestTimeout:
		return &malformed{status, p.Code, p.Detail}
	}
	return fmt.Errorf("the house answered %d: %s (%s)", status, p.Detail, p.Code)
}

// ErrHold says that holds may last longer here than the house lets them.
var ErrHold = errors.New("calls may hold money for longer than the house allows")

// Refresh asks what is sold.
func (c *Client) Refresh(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, lookTime)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base+stepOffer, nil)
	if err != nil {
		return err
	}
	now := c.table.Load()
	if now != nil {
		request.Header["If-None-Match"] = []string{now.tag}
	}
	begin := c.now()
	response, raw, err := c.send(request, offerMax) //nolint:bodyclose // send has read and closed it
	if c.Observe != nil {
		c.Observe(stepOffer, outcome(err), c.now().Sub(begin))
	}
	if err != nil {
		return err
	}
	c.seen.Store(begin.UnixNano())
	c.clock(response, begin)
	if response.StatusCode == http.StatusNotModified {
		return nil
	}
	o, err := decodeOffer(raw)
	if err != nil {
		return err
	}
	if c.HoldTime > o.HoldMax {
		return fmt.Errorf("%w: for %s here, and for %s there; lower limits.hold and the timeouts of the upstreams, or raise limits.hold of the house", ErrHold, c.HoldTime, o.HoldMax)
	}
	c.table.Store(&served{c.Table(o), o, response.Header.Get("ETag")})
	version := uint32(0)
	if o.Card != nil {
		version = o.Card.Version
	}
	c.Log.Info("the house tells what is sold", "seller", o.Name, "card_version", version, "wallets", o.Wallets)
	return nil
}

// clock compares the clocks: the ids of calls carry their time, and the ledger takes
// those of its last hour.
func (c *Client) clock(response *http.Response, now time.Time) {
	said, err := http.ParseTime(response.Header.Get("Date"))
	if skew := now.Sub(said).Abs(); err == nil && skew > skewMax {
		c.Log.Error("the clocks here and at the house differ; calls may be refused", "by", skew.Round(time.Second))
	}
}

// Run asks what is sold every now and then, and sends what is kept, until ctx ends.
func (c *Client) Run(ctx context.Context) {
	tick := time.NewTicker(OfferEvery)
	defer tick.Stop()
	for {
		err := c.Refresh(ctx)
		switch {
		case err == nil && c.away.Swap(false):
			c.Log.Info("the house is back", "house", c.URL)
		case err != nil && ctx.Err() == nil && !c.away.Swap(true):
			c.Log.Error("the house is away: nothing is run until it is back", "house", c.URL, "error", err)
		}
		c.resend(ctx, err == nil)
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Standing is how the client stands, for metrics.
type Standing struct {
	Kept   int       // captures and voids that wait to be sent
	Oldest time.Time // when the first of them came; zero without any
	Lost   uint64    // captures that will not be made, since the start
	Seen   time.Time // when the house last told what is sold
}

// Standing tells how the client stands.
func (c *Client) Standing() Standing {
	s := Standing{Lost: c.lost.Load(), Seen: time.Unix(0, c.seen.Load())}
	s.Kept, s.Oldest = c.kept.standing()
	return s
}

// Sells reports whether the house ever told what is sold.
func (c *Client) Sells() bool { return c.table.Load() != nil }

// Ready is nil while calls can be served.
func (c *Client) Ready() error {
	switch {
	case c.denied.Load():
		return errors.New("the house does not take this gateway's key")
	case !c.Sells() || c.now().Sub(time.Unix(0, c.seen.Load())) > offerLate:
		return errors.New("the house cannot be reached")
	}
	return nil
}

// KeyByID implements gateway.Clearing: nobody makes calls on a key's behalf here.
func (c *Client) KeyByID(ledger.ID) (gateway.Key, bool) { return gateway.Key{}, false }
