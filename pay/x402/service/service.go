package service

import (
	"crypto/sha256"
	"errors"
	"net/http"
	"sync"
	"time"

	"aidollar/pay/x402"
	"aidollar/pay/x402/facilitator"

	"github.com/ethereum/go-ethereum/common"
)

// Defaults and bounds.
const (
	bodyBytesMax    = 256 << 10
	verifyTimeout   = 10 * time.Second
	settleWait      = 60 * time.Second // stock servers give up after 90
	concurrencyMax  = 256
	holdsMax        = 100_000
	holdLongest     = 5 * time.Minute
	rememberSeconds = 3600 // how long an answer is remembered beyond the payment's deadline
)

// ReasonInUse refuses a payment that another request is being served for.
const ReasonInUse = "payment_in_use"

// Options are what a service is made of. Verifier and Settler must be there; what
// else is zero has a default.
type Options struct {
	Verifier *facilitator.Verifier
	Settler  Settler
	Witness  Witness   // nil: a payment that somebody else has submitted counts as used
	Listing  Catalogue // nil: nothing is listed

	// Extensions are named in /supported beside those that the verifier knows.
	Extensions []string
	// Tokens are the SHA-256 of the bearer tokens that may verify and settle; with
	// none everybody may. What is supported and listed is public.
	Tokens [][sha256.Size]byte

	VerifyTimeout  time.Duration // for the chain's facts, with the wait for a turn; 10 s
	SettleWait     time.Duration // until settlement_pending is answered; 60 s
	ConcurrencyMax int           // verifications at a time; 256
	HoldsMax       int           // payments held and remembered at a time; 100,000
	// HoldLongest bounds how long a verified payment is held for its request, which
	// is the seller's maxTimeoutSeconds; 5 min. Negative holds nothing, as the stock
	// facilitator: then every request verifies, and a success is told once.
	HoldLongest time.Duration

	Observe func(Event)      // called after each answer, by many at a time; nil: nobody
	Now     func() time.Time // time.Now
}

// Event is what was answered, for metrics.
type Event struct {
	Kind    string // "verify" or "settle"
	Status  int    // of HTTP
	Reason  string // "" where the answer is yes, else a stable code
	Version int    // of x402; 0 if the request could not be read
	Scheme  string
	ChainID uint64
	Took    time.Duration
}

// Service is the facilitator as an http.Handler. Its paths begin at /verify; who
// mounts it under a prefix strips that first.
type Service struct {
	o         Options
	verifier  *facilitator.Verifier
	holds     *holds
	turns     chan struct{}
	supported []byte
	mux       *http.ServeMux

	mu      sync.Mutex
	flights map[common.Hash]*flight  // by order: the settlements that run
	owing   map[receipts]common.Hash // orders of chores of the type settle that were left on their way
}

// New makes the service.
func New(o Options) (*Service, error) {
	if o.Verifier == nil || o.Settler == nil {
		return nil, errors.New("a facilitator needs a verifier and a settler")
	}
	fill(&o.VerifyTimeout, verifyTimeout)
	fill(&o.SettleWait, settleWait)
	fill(&o.ConcurrencyMax, concurrencyMax)
	fill(&o.HoldsMax, holdsMax)
	fill(&o.HoldLongest, holdLongest)
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Observe == nil {
		o.Observe = func(Event) {}
	}
	if o.Listing == nil {
		o.Listing = Shelf(nil)
	}
	supported := o.Verifier.Supported()
	supported.Extensions = append(supported.Extensions, o.Extensions...)
	body, err := supported.JSON()
	if err != nil {
		return nil, err
	}
	s := &Service{
		o: o, verifier: watched(o.Verifier), holds: newHolds(o.HoldsMax), turns: make(chan struct{}, o.ConcurrencyMax),
		supported: body, mux: http.NewServeMux(), flights: map[common.Hash]*flight{}, owing: map[receipts]common.Hash{},
	}
	s.mux.HandleFunc("POST /verify", s.trusted(s.serveVerify))
	s.mux.HandleFunc("POST /settle", s.trusted(s.serveSettle))
	s.mux.HandleFunc("GET /supported", func(w http.ResponseWriter, _ *http.Request) { write(w, http.StatusOK, s.supported) })
	s.mux.HandleFunc("GET /discovery/resources", s.serveResources)
	s.mux.HandleFunc("GET /discovery/search", s.serveSearch)
	return s, nil
}

func fill[T comparable](field *T, standard T) {
	var zero T
	if *field == zero {
		*field = standard
	}
}

func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }

func (s *Service) now() uint64 { return uint64(max(s.o.Now().Unix(), 0)) }

// question is a request that could be read.
type question struct {
	*x402.Request
	terms *x402.Terms
	print [sha256.Size]byte
	key   common.Hash
}

// ask reads a request of /verify or /settle. The error is a *x402.Mistake.
func ask(body []byte) (*question, error) {
	r, err := x402.ParseRequest(body)
	if err != nil {
		return nil, err
	}
	payload := &r.Payment.Payload
	read := r.Requirements.Terms
	if payload.Chore() {
		read = r.Requirements.Place
	}
	terms, err := read(r.Version)
	if err != nil {
		var m *x402.Mistake
		if errors.As(err, &m) {
			placed := *m
			placed.Path = "paymentRequirements." + m.Path
			return nil, &placed
		}
		return nil, err
	}
	if c := payload.Channel; c != nil && c.Deposit != nil {
		terms.Amount = c.Deposit.Amount // what moves; what the request costs is between server and client
	}
	return &question{r, terms, r.Payment.Fingerprint(), facilitator.Key(r.Payment, terms)}, nil
}

func (q *question) account() account {
	return account{q.terms.ChainID, q.terms.Asset, q.Payment.Payload.Payer()}
}
