package chain

import (
	"context"
	"net/url"
	"sync"
	"time"

	"aidollar/chain/codec"

	"github.com/ethereum/go-ethereum/common"
)

const (
	endpointsMax = 2
	batchMax     = 100 // requests in one HTTP request, which most providers take

	idleConnectionsMax = 64 // kept for the next questions

	timeoutDefault = 10 * time.Second
	lagDefault     = 15 * time.Second
	answerDefault  = 32 << 20
	triesDefault   = 4
	pauseMin       = 100 * time.Millisecond // before a transient error's second try; doubled from there
	pauseMax       = 2 * time.Second
)

// Config is one chain. What is zero gets a default.
type Config struct {
	ID   uint64   // the chain id, which every endpoint must have
	URLs []string // one endpoint, or two that watch each other; HTTP or HTTPS

	Timeout   time.Duration // of one HTTP request: 10 s
	LagMax    time.Duration // how long an endpoint may be behind the other: 15 s
	AnswerMax int64         // bytes read of one answer: 32 MiB
	Tries     int           // of a request that fails transiently: 4

	// Errors are custom errors of contracts beyond those that are known, as in
	// "NotOwner(address)", so that a revert can be told by name.
	Errors []string
	// SenderFree are contracts that do the same whoever calls them, such as
	// factories. Where a node cannot try several calls in one block itself, only
	// calls of which that is known are tried through Multicall3.
	SenderFree []common.Address
	// Report is told when an endpoint fails and when it is back, or may be nil.
	// It must not block.
	Report func(Report)
}

// Report is an endpoint's change for the worse or the better.
type Report struct {
	Endpoint string // its host
	Err      error  // nil when it answers again
}

// Client is one chain. Any number of goroutines may use it.
type Client struct {
	cfg        Config
	endpoints  []*endpoint
	reverts    codec.Reverts
	senderFree map[common.Address]bool

	mu          sync.Mutex
	simulateOff bool            // the node has no eth_simulateV1
	marks       map[string]mark // by tag: where the endpoint ahead was
}

// Open checks the configuration and asks the endpoints for their chain id. One
// of another chain is an error. One that cannot be reached is reported, and asked
// again before it is first used: a house must be able to start without its chain.
func Open(ctx context.Context, cfg Config) (*Client, error) {
	defaults(&cfg)
	if cfg.ID == 0 || len(cfg.URLs) == 0 || len(cfg.URLs) > endpointsMax {
		return nil, Errorf(Stop, CodeConfig, "a chain has an id and one or two endpoints")
	}
	c := &Client{cfg: cfg, senderFree: map[common.Address]bool{}, marks: map[string]mark{}, reverts: codec.NewReverts(append(customErrors(), cfg.Errors...)...)}
	for _, a := range cfg.SenderFree {
		c.senderFree[a] = true
	}
	for i, address := range cfg.URLs {
		e, err := newEndpoint(i, address, &c.cfg)
		if err != nil {
			c.Close()
			return nil, err
		}
		c.endpoints = append(c.endpoints, e)
	}
	for _, e := range c.endpoints {
		if err := e.identify(ctx); err != nil && ClassOf(err) == Stop {
			c.Close()
			return nil, err
		}
	}
	return c, nil
}

func defaults(cfg *Config) {
	if cfg.Timeout <= 0 {
		cfg.Timeout = timeoutDefault
	}
	if cfg.LagMax <= 0 {
		cfg.LagMax = lagDefault
	}
	if cfg.AnswerMax <= 0 {
		cfg.AnswerMax = answerDefault
	}
	if cfg.Tries <= 0 {
		cfg.Tries = triesDefault
	}
	if cfg.Report == nil {
		cfg.Report = func(Report) {}
	}
}

// hostOf is what may be shown of an endpoint's URL: providers put keys into the
// path, the query and the user.
func hostOf(address string) (string, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return "", Errorf(Stop, CodeConfig, "an endpoint is an http or https URL")
	}
	return u.Host, nil
}

// ID is the chain id.
func (c *Client) ID() uint64 { return c.cfg.ID }

// Close lets go of idle connections.
func (c *Client) Close() {
	for _, e := range c.endpoints {
		e.close()
	}
}

// Health is how an endpoint has been doing.
type Health struct {
	Endpoint string    // its host
	OK       bool      // it answered last
	Err      error     // why not
	Since    time.Time // since when that is so
}

// Health is how the endpoints have been doing, in the order of their URLs.
func (c *Client) Health() []Health {
	all := make([]Health, 0, len(c.endpoints))
	for _, e := range c.endpoints {
		all = append(all, e.health())
	}
	return all
}
