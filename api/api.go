package api

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/payment"
	"aidollar/core/policy/facts"
	"aidollar/core/policy/ruling"
	"aidollar/core/settlement"
	"aidollar/core/tariff"
)

// Node is the single writer as this package needs it.
type Node interface {
	// Submit carries the commands out one after the other with nothing in
	// between and answers when they are durable. It keeps nothing of the
	// commands behind its return. Its errors are classed by Deps.Failure.
	Submit(ctx context.Context, commands ...clearing.Command) ([]clearing.Answer, error)
	// View calls f with the machine for reading; f is quick and keeps nothing.
	View(f func(*clearing.Machine))
	// Position is the last durable record and the hash of the chain up to it.
	Position() (seq uint64, hash [32]byte)
	// Snapshot writes a snapshot now.
	Snapshot() error
	// Err is why the node stopped; nil while it runs.
	Err() error
}

// Mistake is one thing that is wrong in a rate card.
type Mistake struct {
	Line, Column int // from 1 up; zero when the whole card is meant
	Code         string
	Text         string
}

// Deps are what the API stands on. All but Books, Receipts, Proofs, Webhooks, Identities, Preview, Checksum, Wallet, Screen, ScreenPayee, PayeeCooling, RuleSigners, Stopping, Logger and Clock are needed.
type Deps struct {
	Node  Node
	Books Books // nil: what only the books know is answered with books_absent
	// Receipts signs receipts; nil: signed ones are answered with receipts_unsigned.
	Receipts Receipts
	// Proofs makes and keeps proofs of what is owed; nil: its routes are answered
	// with proofs_off.
	Proofs Proofs
	// Webhooks delivers events; nil: its routes are answered with webhooks_off.
	Webhooks Webhooks
	// Identities keeps who parties are; nil: its routes are answered with
	// identities_off.
	Identities Identities

	// Travels keeps what travelled beside money; nil: nothing is kept.
	Travels Travels

	// ParseCard reads a rate card in YAML, or tells everything wrong with it.
	ParseCard func(text []byte) (*tariff.Card, []Mistake)
	// ReadFacts reads facts in YAML that are to be registered beside those that are, of one
	// entity alone unless that is zero, or tells everything wrong with them.
	ReadFacts func(law *ruling.Law, registered []*facts.Entry, only ruling.Entity, text []byte) ([]*facts.Entry, []Mistake)
	// ReadAsk reads what the rules are asked, in YAML, or tells everything wrong with it.
	ReadAsk func(law *ruling.Law, text []byte) (*ruling.Ask, []Mistake)
	// RuleSigners are the Ed25519 keys of those who may sign sets of rules; nil: sets need
	// not be signed.
	RuleSigners [][32]byte
	// Preview prices past calls under a card; nil: it is answered with books_absent.
	Preview Previewer
	// Checksum prints an address with its checksum (EIP-55); nil: in small letters.
	Checksum func([20]byte) string
	// Wallet is the address that a party is, if it is a wallet, which is paid out to
	// itself alone; nil: no party is one.
	Wallet func(clearing.Party) (address [20]byte, ok bool)
	// Screen gives what belongs behind the command that makes somebody a party, in the
	// same record, and what is called once that is carried out; nil: nobody is screened.
	Screen func(clearing.Party) (commands []clearing.Command, entered func())
	// ScreenPayee gives what belongs before the command by which a party is paid at an
	// address, and what is called once both are carried out; nil: addresses are not screened.
	ScreenPayee func(clearing.Party, settlement.Address) (commands []clearing.Command, entered func())
	// CancelPayout gives a batch back that was never carried out; ErrPayoutUnderWay
	// says that it may still be. Nil: nothing is paid out on chains.
	CancelPayout func(context.Context, ledger.ID) error
	// ReturnChannel puts back on a channel what was never given back; ErrGoingBack says
	// that it may still be. Nil: nothing is given back on chains.
	ReturnChannel func(context.Context, payment.ChannelID) error
	// PayOut opens batches with all that can be paid out to sellers, by the rules of
	// the schedule; nil: nothing is paid out on chains.
	PayOut func(context.Context) error
	// PayeeCooling is how long a new address waits before it is paid at.
	PayeeCooling time.Duration
	// Failure classes an error of Node.
	Failure func(error) Failure
	// Window is how long the ledger remembers ids: ledger.Config.Window.
	Window time.Duration

	// Stopping is closed when the server goes down: streams of events end then,
	// which nothing else would end; nil when it never does.
	Stopping <-chan struct{}

	Logger *slog.Logger     // nil for none
	Clock  func() time.Time // nil for the wall clock
}

// Prefix is where the API lives.
const Prefix = "/api/v1"

// The bounds of what is served at once, and of bodies in bytes.
const (
	requestsMax   = 4096 // beyond it the answer is busy
	largeMax      = 32   // requests with bodies above bodyMax
	bodyMax       = 64 << 10
	bodyCardMax   = 1 << 20
	bodyListMax   = 4 << 20
	bodyTimeout   = 30 * time.Second // for a body to arrive
	submitTimeout = 30 * time.Second // for an answer of the node
)

// API serves the routes.
type API struct {
	deps        Deps
	log         *slog.Logger
	now         func() time.Time
	memory      *memory
	laws        laws
	feed        *Feed
	streams     chan struct{} // one for each stream of events
	description []byte        // the OpenAPI document
	slots       chan struct{} // one for each request being served
	large       chan struct{} // one for each request with a large body
	changing    sync.Mutex    // held from reading what is changed until it is
}

// Handler serves Deps under Prefix. The patterns include the prefix, so it is
// mounted as it is.
func Handler(deps Deps) http.Handler {
	a := &API{
		deps: deps, log: deps.Logger, now: deps.Clock,
		slots: make(chan struct{}, requestsMax),
		large: make(chan struct{}, largeMax), streams: make(chan struct{}, streamsMax),
	}
	if a.log == nil {
		a.log = slog.New(slog.DiscardHandler)
	}
	if a.now == nil {
		a.now = time.Now
	}
	if a.deps.Books == nil {
		a.deps.Books = noBooks{}
	}
	a.memory = newMemory(a.now)
	a.feed = NewFeed(a.deps.Books, a.deps.Node)
	table := routes()
	a.description = describe(table)
	return a.outer(a.mux(table))
}

// mux joins the routes, and answers for paths and methods that are none.
func (a *API) mux(table []route) *http.ServeMux {
	mux := http.NewServeMux()
	for i := range table {
		r := &table[i]
		mux.HandleFunc(r.method+" "+Prefix+r.path, func(w http.ResponseWriter, hr *http.Request) { a.serve(w, hr, r) })
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, hr *http.Request) {
		allowed := methodsOf(mux, hr)
		if allowed == "" {
			writeProblem(w, refuse("not_found", ""), requestID(hr))
			return
		}
		w.Header()["Allow"] = []string{allowed}
		writeProblem(w, refuse("method_not_allowed", "%s is not served here; %s is", clip(hr.Method), allowed), requestID(hr))
	})
	return mux
}

// methodsOf lists the methods that are served under a request's path.
func methodsOf(mux *http.ServeMux, r *http.Request) string {
	var served []string
	for _, method := range [...]string{http.MethodDelete, http.MethodGet, http.MethodPatch, http.MethodPost, http.MethodPut} {
		other := r.Clone(r.Context())
		other.Method = method
		if _, pattern := mux.Handler(other); pattern != "/" {
			served = append(served, method)
		}
	}
	return strings.Join(served, ", ")
}

// submit has commands carried out. A client that hangs up does not leave the
// outcome open: the time limit is the server's own.
func (a *API) submit(ctx context.Context, commands ...clearing.Command) ([]clearing.Answer, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), submitTimeout)
	defer cancel()
	return a.deps.Node.Submit(ctx, commands...)
}

// whole is for what must not be left half done when the client hangs up.
func (q *request) whole() (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(q.Context()), submitTimeout)
}

// do submits one command and turns its refusal into a problem.
func (q *request) do(command clearing.Command) (clearing.Answer, error) {
	answers, err := q.api.submit(q.Context(), command)
	if err != nil {
		return clearing.Answer{}, err
	}
	return answers[0], q.refusal(answers[0].Refusal)
}

// refusal makes a problem of a machine's code. When the Idempotency-Key named
// the thing, a collision is the key's.
func (q *request) refusal(code string) error {
	switch {
	case code == "":
		return nil
	case q.named && collisions[code]:
		return refuse("idempotency_key_reused", "")
	}
	return refuse(code, "")
}

// collisions are the refusals that say an id is taken by something else.
var collisions = map[string]bool{
	"id_reused": true, "party_differs": true, "key_differs": true, "account_differs": true, "rule_differs": true,
	"project_differs": true, "webhook_differs": true, "payout_differs": true, "grant_differs": true, "refund_differs": true, "dispute_differs": true,
}

var errBooksAbsent = refuse("books_absent", "this server keeps no books to answer from")

// isProblem reports whether err is a refusal with this code.
func isProblem(err error, code string) bool {
	var p *Problem
	return errors.As(err, &p) && p.Code == code
}
