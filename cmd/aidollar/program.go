package main

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"time"

	"aidollar/api"
	"aidollar/books"
	"aidollar/cmd/aidollar/bookkeeper"
	"aidollar/cmd/aidollar/courier"
	"aidollar/cmd/aidollar/registrar"
	"aidollar/config"
	"aidollar/console"
	"aidollar/core/clearing"
	"aidollar/core/money"
	"aidollar/gateway"
	"aidollar/gateway/batch"
	"aidollar/gateway/cache"
	"aidollar/gateway/limit"
	"aidollar/metering"
	"aidollar/node"
	"aidollar/receipt"
	"aidollar/rules/identity"
	"aidollar/rules/ivms101"
	"aidollar/webhook"
)

// program is a running house: the journal and its machine, the read side, the
// gateway and the API behind one listener. Tests use it as it is.
type program struct {
	config    *config.Server
	log       *slog.Logger
	books     *books.Books
	node      *node.Node
	events    *metering.Projection
	intake    *metering.Intake
	receipts  *receipt.Keyring
	proofs    *vault
	webhooks  *webhook.Service      // nil when none are delivered
	persons   *identity.Store       // nil when none are kept
	registrar *registrar.Identities // of persons
	courier   *courier.Courier      // of persons
	screening *screening            // nil without lists
	house     *ivms101.Person       // who the house is; nil where nobody says
	payments  paymentRelay          // tells the treasury of payments that change
	chains    *chains               // nil when none is configured
	rates     *rateFeeds
	pegs      []*pegFeed
	wallets   *wallets      // nil without chains
	settles   *settles      // nil unless payments of others are settled
	stopping  chan struct{} // closed when the server goes down
	gateway   *gateway.Gateway
	passages  []*gateway.Passage
	batches   *batch.Service
	market    *market
	metrics   *metrics
	console   *console.Console
	listener  net.Listener
	server    *http.Server
}

const (
	journalFolder = "journal"
	booksFile     = "books.sqlite"
	operatorFile  = "operator.key"
	// grace is how long calls in flight may take to finish at shutdown.
	grace = 30 * time.Second
)

// newProgram opens the data directory and the port; nothing is served yet. What
// it opened before a failure is closed again.
func newProgram(c *config.Server, log *slog.Logger) (p *program, err error) {
	return newProgramOn(c, log, func() error { return nil })
}

// newProgramOn is newProgram for a house that brings something along, which is
// started once the directory and the port are known to be good.
func newProgramOn(c *config.Server, log *slog.Logger, bring func() error) (p *program, err error) {
	p = &program{config: c, log: log, stopping: make(chan struct{})}
	defer func() {
		if err != nil {
			err = errors.Join(err, p.close())
		}
	}()
	if err := makeWritable(c.Data); err != nil {
		return p, err
	}
	// The port first: a second server on the same port is the commoner mistake,
	// and nothing has been touched yet.
	if p.listener, err = net.Listen("tcp", c.Listen); err != nil {
		return p, fmt.Errorf("cannot listen on %s: %w; choose another with --listen, port 0 picks a free one", c.Listen, err)
	}
	if err := bring(); err != nil {
		return p, err
	}
	if err := p.open(context.Background()); err != nil {
		return p, err
	}
	if err := p.found(); err != nil {
		return p, err
	}
	if err := p.openPersons(context.Background()); err != nil {
		return p, err
	}
	p.pricePegs(context.Background())
	if err := p.openChainsSoon(); err != nil {
		return p, err
	}
	if p.receipts, err = receipt.OpenKeyring(c.Data, time.Now); err != nil {
		return p, err
	}
	if p.proofs, err = openVault(filepath.Join(c.Data, proofsFolder), p.node, p.receipts); err != nil {
		return p, err
	}
	p.proofs.start(proofsDue{every: c.Proofs.Every, at: c.Proofs.At}, p.chains.publisher(&c.Proofs, log), log)
	p.intake = metering.NewIntake(intakeDesk{p}, p.events, time.Now)
	p.market = &market{node: p.node, now: time.Now}
	p.metrics = newMetrics(p.node, p.books, p.chains)
	if err := p.openCurrencies(context.Background()); err != nil {
		return p, err
	}
	if err := p.openRules(context.Background()); err != nil {
		return p, err
	}
	p.openRates()
	if err := p.openWebhooks(c.Webhooks); err != nil {
		return p, err
	}
	p.openCourier()
	source := newConsoleSource(p.node, p.books, &p.metrics.latencies, p.receipts, p.proofs, p.rates)
	source.signed, source.travels = len(c.Rules.Signers) > 0, p.travelsAPI()
	p.console = console.New(source, log, console.Options{})
	p.gateway, err = gateway.New(gateway.Config{
		Clearing: p.market, Observer: p.metrics, Log: log, Scale: money.USD().Scale, RequestMax: int(c.Limits.BodyMax),
		CallTime: longest(c), HoldTime: c.Limits.Hold, CallsMax: int(c.Limits.CallsMax),
		PartTokens: c.Limits.PartTokens, PauseTime: c.Limits.PartPause,
		Cache: newCache(c),
	})
	if err != nil {
		return p, err
	}
	if err := p.openWallets(); err != nil {
		return p, err
	}
	return p, p.openFacilitator()
}

// machineConfig is the machine's, with a secret key for its hash tables, so that
// nobody can choose ids that collide. It is no part of the state.
func machineConfig() clearing.Config {
	c := clearing.DefaultConfig()
	var key [8]byte
	_, _ = rand.Read(key[:]) // it cannot fail: crypto/rand
	c.Ledger.HashKey = binary.LittleEndian.Uint64(key[:])
	return c
}

// makeWritable makes the data directory and writes to it once: a database says
// of a directory that it may not write to no more than that it cannot open a file.
func makeWritable(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("the data directory cannot be made: %w", err)
	}
	trial, err := os.CreateTemp(dir, ".trial-")
	if err == nil {
		err = errors.Join(trial.Close(), os.Remove(trial.Name()))
	}
	if err != nil {
		return fmt.Errorf("the data directory cannot be written to: %w", err)
	}
	return nil
}

// longest is the time the slowest call may take; zero without upstreams.
func longest(c *config.Server) (timeout time.Duration) {
	for i := range c.Upstreams {
		timeout = max(timeout, c.Upstreams[i].Timeout)
	}
	for i := range c.Routes {
		timeout = max(timeout, c.Routes[i].Timeout)
	}
	return timeout
}

// newCache is nil when no seller offers answers out of it.
func newCache(c *config.Server) *cache.Cache {
	for i := range c.Sellers {
		if c.Sellers[i].Cache {
			return cache.New(cache.Config{Bytes: int64(c.Cache.Bytes), Entries: int(c.Cache.Entries), Age: c.Cache.Age})
		}
	}
	return nil
}

// found makes sure that the house knows its dollar, and what its tokens are tokens of.
func (p *program) found() error {
	if _, err := p.do(context.Background(), clearing.DefineAsset{Asset: money.USD()}); err != nil {
		return err
	}
	for _, code := range p.config.Currencies() {
		asset, err := money.DefaultAsset(code)
		if err == nil {
			_, err = p.do(context.Background(), clearing.DefineAsset{Asset: asset})
		}
		if err != nil {
			return fmt.Errorf("the asset %s of the configuration: %w", code, err)
		}
	}
	return nil
}

// do submits a command of the house's own, which must not be refused.
func (p *program) do(ctx context.Context, c clearing.Command) (clearing.Answer, error) {
	answer, err := p.node.Do(ctx, c)
	if err != nil {
		return answer, err
	}
	if answer.Refusal != "" {
		return answer, fmt.Errorf("%s: %s", answer.Refusal, clearing.Sentence(answer.Refusal))
	}
	for _, o := range answer.Outcomes {
		if o.Result > 1 {
			return answer, fmt.Errorf("%s: %s", o.Result, o.Result.Sentence())
		}
	}
	return answer, nil
}

// url is where the program answers.
func (p *program) url() string { return "http://" + p.listener.Addr().String() }

// serve answers until ctx ends or the node fails, then lets calls in flight
// finish.
func (p *program) serve(ctx context.Context) error {
	if err := p.openBatches(); err != nil {
		return errors.Join(err, p.close())
	}
	if p.webhooks != nil {
		if err := p.webhooks.Run(); err != nil {
			return errors.Join(err, p.close())
		}
	}
	p.server = gateway.NewServer(p.handler())
	p.server.ErrorLog = slog.NewLogLogger(p.log.Handler(), slog.LevelWarn)
	p.server.RegisterOnShutdown(p.console.Close)
	p.server.RegisterOnShutdown(func() { close(p.stopping) })
	failed := make(chan error, 1)
	go func() { failed <- p.server.Serve(p.listener) }()
	p.log.Info("serving", "url", p.url(), "data", p.config.Data)
	var err error
	select {
	case <-ctx.Done():
	case <-p.node.Failed():
		err = fmt.Errorf("the journal stopped: %w", p.node.Err())
	case err = <-failed:
	}
	p.log.Info("stopping; calls in flight may finish", "at_most", grace)
	stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer cancel()
	return errors.Join(err, p.server.Shutdown(stopping), p.batches.Close(stopping), p.gateway.Wait(stopping), p.close())
}

// handler is all that is served, to clients whose addresses are their own: the
// proxies that the operator lists say where a request comes from.
func (p *program) handler() http.Handler { return proxied(p.mux(), p.config.Proxies) }

// proxied hands requests on with their clients' own addresses.
func proxied(mux http.Handler, proxies limit.Networks) http.Handler {
	if len(proxies) == 0 {
		return mux
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		direct := *r
		direct.RemoteAddr = "" // of nobody, where a proxy's word cannot be read
		if from := limit.ClientAddress(r.RemoteAddr, r.Header["X-Forwarded-For"], proxies); from.IsValid() {
			direct.RemoteAddr = netip.AddrPortFrom(from, 0).String()
		}
		mux.ServeHTTP(w, &direct)
	})
}

// mux joins what is served under one address.
func (p *program) mux() *http.ServeMux {
	mux := http.NewServeMux()
	house := p.api(bookkeeper.Books{Books: p.books})
	mux.Handle(api.Prefix+"/", house)
	mux.Handle("/v1/", p.gateway)
	if p.batches != nil {
		files := p.batches.Handler()
		for _, path := range []string{"/v1/files", "/v1/files/", "/v1/batches", "/v1/batches/"} {
			mux.Handle(path, files)
		}
	}
	mux.Handle(metering.Path, p.eventsHandler())
	for _, passage := range p.passages {
		for _, method := range passage.Methods {
			mux.Handle(method+" "+passage.Path, passage)
		}
	}
	p.mountGateways(mux)
	p.mountWallets(mux)
	p.mountFacilitator(mux)
	p.mountSold(mux)
	// A receipt is one thing, whether a client of models asks or one of the API.
	mux.HandleFunc("GET /v1/receipts/{id}", func(w http.ResponseWriter, r *http.Request) {
		moved := r.Clone(r.Context())
		moved.URL.Path, moved.URL.RawPath = api.Prefix+"/receipts/"+r.PathValue("id"), ""
		house.ServeHTTP(w, moved)
	})
	mux.Handle("/console", p.console)
	mux.Handle("/console/", p.console)
	mux.Handle("GET /metrics", p.operatorOnly(p.metrics))
	mux.Handle("GET /healthz", api.Healthz())
	mux.Handle("GET /readyz", api.Readyz(p.ready))
	return mux
}

// operatorOnly serves who shows an operator's key. What a house turns over is
// nobody else's business, and a proxy in front makes everybody look local.
func (p *program) operatorOnly(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		secret, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		if key, ok := p.liveKey(secret); !ok || key.Scopes&clearing.ScopeAdmin == 0 {
			w.Header().Set("WWW-Authenticate", `Bearer realm="aidollar"`)
			http.Error(w, "an operator's key is needed: Authorization: Bearer sk-aid-…", http.StatusUnauthorized)
			return
		}
		h.ServeHTTP(w, r)
	})
}

// liveKey finds the key of a secret; ok is false unless it is good now.
func (p *program) liveKey(secret string) (key clearing.Key, ok bool) {
	p.node.View(func(m *clearing.Machine) { key, ok = m.KeyByHash(api.HashSecret(secret)) })
	return key, ok && key.Live(time.Now().UnixNano())
}

// api is the public API over the node.
func (p *program) api(b api.Books) http.Handler {
	return api.Handler(api.Deps{
		Node: p.node, Books: b, Receipts: notary{p.receipts}, Proofs: p.proofs, Stopping: p.stopping, ParseCard: cardFromYAML, ReadFacts: factsFromYAML, ReadAsk: askFromYAML, RuleSigners: p.config.Rules.Signers, Failure: nodeFailure,
		Window: time.Duration(clearing.DefaultConfig().Ledger.Window), Logger: p.log,
		Preview: previewer{node: p.node, books: p.books}.forAPI, Webhooks: p.webhooksAPI(), Screen: p.screening.party, ScreenPayee: p.screening.payee, Identities: p.identitiesAPI(), Travels: p.travelsAPI(),
		CancelPayout: p.cancelPayout(), ReturnChannel: p.returnChannel(), PayOut: p.payOutNow(), Checksum: checksum, Wallet: walletAddress, PayeeCooling: p.config.Payouts.Cooling,
	})
}

// ready says whether calls can be taken: the journal writes and the books
// follow. What stopped them is for the operator's log, not for whoever asks.
func (p *program) ready() error {
	if err := errors.Join(p.node.Err(), p.books.Err(), p.events.Err()); err != nil {
		p.log.Error("not ready", "error", err)
		return errors.New("the journal, the books or the memory of events have stopped; the log says why")
	}
	return nil
}

// close closes what is open, each thing once.
func (p *program) close() error {
	var errs []error
	if p.settles != nil { // before the chains, which send for it
		errs = append(errs, p.settles.settler.Close())
		p.settles = nil
	}
	if p.rates != nil { // before the node, which it tells
		p.rates.close()
		p.rates = nil
	}
	if p.proofs != nil { // before the chains and the node, which it reads
		p.proofs.close()
		p.proofs = nil
	}
	if p.chains != nil { // before the node, which it reports to
		errs = append(errs, p.chains.close())
		p.chains = nil
	}
	if p.webhooks != nil { // before the books, which it reads
		errs = append(errs, p.webhooks.Close())
		p.webhooks = nil
	}
	if p.screening != nil { // before the node, which it tells
		p.screening.close()
		p.screening = nil
	}
	if p.courier != nil { // before the identities and the node, which it tells
		p.courier.Close()
		p.courier = nil
	}
	if p.persons != nil {
		errs = append(errs, p.persons.Close())
		p.persons = nil
	}
	if p.node != nil {
		errs = append(errs, p.node.Close())
		p.node = nil
	}
	if p.events != nil {
		errs = append(errs, p.events.Close())
		p.events = nil
	}
	if p.books != nil {
		errs = append(errs, p.books.Close())
		p.books = nil
	}
	if p.listener != nil {
		if err := p.listener.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
			errs = append(errs, err)
		}
		p.listener = nil
	}
	return errors.Join(errs...)
}
