package gateway

import (
	"context"
	"crypto/sha256"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"aidollar/gateway/cache"
	"aidollar/gateway/dialect"
	"aidollar/gateway/limit"
)

// Config is what a gateway is made of. Zero numbers and times take the default
// named beside them.
type Config struct {
	Clearing Clearing
	Wallets  Wallets      // takes payments of callers without a key; nil for none
	Observer Observer     // may be nil
	Log      *slog.Logger // nil is slog.Default
	Scale    uint8        // decimals of the ledger's dollar, for amounts in answers

	RequestMax  int           // bytes of a request's body; 4 MiB
	UploadMax   int           // bytes of a request that uploads files; 32 MiB
	AnswerMax   int           // bytes of an answer that is not streamed; 16 MiB
	EventMax    int           // bytes of one event of a stream; 1 MiB
	AttemptsMax int           // upstreams tried for one call; 3
	BodyTime    time.Duration // for a request's body to arrive; 30 s
	HeaderTime  time.Duration // for an upstream to begin its answer; 5 min
	IdleTime    time.Duration // between two reads of an answer; 2 min
	CallTime    time.Duration // for the whole of an answer; 15 min
	HoldTime    time.Duration // until a hold returns by itself; at least CallTime and 2 min
	CallsMax    int           // calls in flight; 4,096
	LedgerTime  time.Duration // for each step at the Clearing; 30 s
	PartTokens  uint64        // of output, in a part of a stream that is paid for as it goes; 256
	PauseTime   time.Duration // that such a stream waits for its next part to be paid for; 30 s

	Cache *cache.Cache // for routes with Cache; nil for none
}

// Gateway answers under /v1. It is made by New.
type Gateway struct {
	Config
	scale uint8
	calls sync.WaitGroup
	slots chan struct{} // one for each call in flight
	rates *limit.Limiter

	repeats repeats // of payments by wallets
}

// deadlineSlack is how long a hold outlives the longest call, so that a capture
// that is on its way is not overtaken by its deadline.
const deadlineSlack = 2 * time.Minute

// New makes a gateway.
func New(c Config) (*Gateway, error) {
	if c.Clearing == nil {
		return nil, errors.New("a gateway needs a Clearing")
	}
	if c.Log == nil {
		c.Log = slog.Default()
	}
	if c.Observer == nil {
		c.Observer = noObserver{}
	}
	number := func(n *int, fallback int) {
		if *n <= 0 {
			*n = fallback
		}
	}
	duration := func(d *time.Duration, fallback time.Duration) {
		if *d <= 0 {
			*d = fallback
		}
	}
	number(&c.RequestMax, 4<<20)
	number(&c.UploadMax, 32<<20)
	number(&c.AnswerMax, 16<<20)
	number(&c.EventMax, 1<<20)
	number(&c.AttemptsMax, 3)
	duration(&c.BodyTime, 30*time.Second)
	duration(&c.HeaderTime, 5*time.Minute)
	duration(&c.IdleTime, 2*time.Minute)
	duration(&c.CallTime, 15*time.Minute)
	c.HoldTime = max(c.HoldTime, c.CallTime+deadlineSlack)
	number(&c.CallsMax, 4096)
	duration(&c.LedgerTime, 30*time.Second)
	duration(&c.PauseTime, 30*time.Second)
	if c.PartTokens == 0 {
		c.PartTokens = 256
	}
	return &Gateway{Config: c, scale: c.Scale, slots: make(chan struct{}, c.CallsMax), rates: limit.New(0)}, nil
}

// NewServer makes an HTTP server with bounds fit for a public port. It sets no
// write limit, because answers may stream for as long as CallTime.
func NewServer(h http.Handler) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    32 << 10,
	}
}

// Wait returns when no call is in flight, its capture included, or when ctx
// ends. Stop the server first: http.Server.Shutdown.
func (g *Gateway) Wait(ctx context.Context) error {
	done := make(chan struct{})
	go func() {
		g.calls.Wait()
		close(done)
	}()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

const (
	apiPath    = "/v1"
	modelsPath = apiPath + "/models"
)

// routesThere lists what is served, for whoever asks for something else.
var routesThere = func() string {
	var b strings.Builder
	for _, d := range dialect.All() {
		b.WriteString("POST " + apiPath + d.Path + ", ")
	}
	return b.String() + "and GET " + modelsPath
}()

// ServeHTTP implements http.Handler.
func (g *Gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path := r.URL.Path
	if below, ok := strings.CutPrefix(path, apiPath); ok {
		if d, place, ok := dialect.ByPath(below); ok {
			if g.allow(w, r, d.Shape, http.MethodPost) {
				g.serve(w, r, d, place)
			}
			return
		}
	}
	switch {
	case path == modelsPath || strings.HasPrefix(path, modelsPath+"/"):
		if g.allow(w, r, dialect.ShapeOpenAI, http.MethodGet) {
			g.models(w, r, strings.TrimPrefix(path[len(modelsPath):], "/"))
		}
	default:
		g.refuse(w, dialect.ShapeOpenAI, &problem{Status: http.StatusNotFound, Code: "route_unknown",
			Detail: "there is no " + r.Method + " " + path + " here; there are " + routesThere})
	}
}

func (g *Gateway) allow(w http.ResponseWriter, r *http.Request, shape dialect.Shape, method string) bool {
	if r.Method == method {
		return true
	}
	w.Header().Set("Allow", method)
	g.refuse(w, shape, &problem{Status: http.StatusMethodNotAllowed, Code: "method_not_allowed",
		Detail: r.URL.Path + " answers " + method + " only, not " + r.Method})
	return false
}

// secretLengthMax bounds the API key that is hashed.
const secretLengthMax = 512

// authenticate finds who calls. Keys are found by their hash, so that neither
// the books nor the time it takes tell anything about a secret.
func (g *Gateway) authenticate(r *http.Request) (Key, *problem) {
	refuse := func(code, detail string) (Key, *problem) {
		return Key{}, &problem{Status: http.StatusUnauthorized, Code: code, Detail: detail}
	}
	var secret string
	bearer, plain := r.Header["Authorization"], r.Header["X-Api-Key"]
	switch {
	case len(bearer) == 1:
		scheme, rest, _ := strings.Cut(bearer[0], " ")
		if !strings.EqualFold(scheme, "Bearer") {
			rest = ""
		}
		secret = strings.TrimSpace(rest)
	case len(bearer) == 0 && len(plain) == 1:
		secret = strings.TrimSpace(plain[0])
	case len(bearer)+len(plain) == 0:
		return Key{}, keyMissing
	}
	if secret == "" || len(secret) > secretLengthMax {
		return refuse("api_key_malformed", "the Authorization header is not of the form Bearer sk-..., nor x-api-key of the form sk-...")
	}
	key, ok, err := g.Clearing.Key(r.Context(), sha256.Sum256([]byte(secret)))
	switch {
	case err != nil:
		g.Log.Warn("a key could not be looked up", "error", err)
		return Key{}, away
	case !ok:
		return refuse("invalid_api_key", "the API key is unknown or was revoked")
	}
	return key, fromNetwork(r, &key)
}
