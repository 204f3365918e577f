package main

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"time"

	"aidollar/api"
	"aidollar/config"
	"aidollar/core/clearing"
	"aidollar/core/money"
	"aidollar/core/tariff"
	"aidollar/gateway"
	"aidollar/gateway/credential"
	"aidollar/gateway/outpost"

	"github.com/spf13/cobra"
)

// branch is a running gateway at a seller's: it has the seller's upstreams and no
// ledger, and asks the house for everything that needs one.
type branch struct {
	config   *config.Gateway
	log      *slog.Logger
	secret   *credential.Credential
	client   *outpost.Client
	gateway  *gateway.Gateway
	stand    *stand
	passages []*gateway.Passage
	products map[string]bool
	metrics  *branchMetrics
	listener net.Listener
}

const (
	branchKept = "kept" // folder of the data directory: captures that wait
	// branchLedgerTime bounds each step at the house: a client waits for it.
	branchLedgerTime = 10 * time.Second
)

func gatewayCommand() *cobra.Command {
	var file, data, listen string
	c := &cobra.Command{
		Use:   "gateway --config FILE",
		Short: "Serve a seller's upstreams for a house that is elsewhere",
		Long: `Serve what a seller sells at his own site. Who calls, what it costs and who is paid
are decided by the house, which is asked for every call; docs/instances.md has an example.
The key in the configuration's key_file has the scope gateway and is the seller's: the
house's operator makes it with aidollar keys add --party SELLER --scope gateway.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if file == "" {
				return &usageError{errors.New("gateway needs --config FILE; docs/instances.md has an example")}
			}
			c, err := config.LoadGateway(file)
			if err != nil {
				return err
			}
			if data != "" {
				c.Data = data
			}
			if listen != "" {
				c.Listen = listen
			}
			b, err := newBranch(c, newLogger(c.Log, cmd.ErrOrStderr()))
			if err != nil {
				return err
			}
			return b.serve(cmd.Context())
		},
	}
	c.Flags().StringVar(&file, "config", "", "configuration file")
	c.Flags().StringVar(&data, "data", "", "directory for captures that wait, in place of the configuration's")
	c.Flags().StringVar(&listen, "listen", "", "address to listen on, in place of the configuration's; port 0 picks one")
	return c
}

// newBranch opens the port and the directory; nothing is served yet.
func newBranch(c *config.Gateway, log *slog.Logger) (b *branch, err error) {
	b = &branch{config: c, log: log}
	defer func() {
		if err != nil {
			err = errors.Join(err, b.close())
		}
	}()
	if err := makeWritable(c.Data); err != nil {
		return b, err
	}
	if b.listener, err = net.Listen("tcp", c.Listen); err != nil {
		return b, fmt.Errorf("cannot listen on %s: %w; choose another with --listen, port 0 picks a free one", c.Listen, err)
	}
	if b.secret, err = credential.File(c.KeyFile); err != nil {
		return b, fmt.Errorf("the key for the house: %w", err)
	}
	b.metrics = newBranchMetrics()
	b.client, err = outpost.New(outpost.Config{
		URL: c.House.String(), Secret: b.secret.Get, Dir: filepath.Join(c.Data, branchKept),
		Table: b.table, Observe: b.metrics.House, Log: log,
	})
	if err != nil {
		return b, err
	}
	b.metrics.client(b.client)
	b.gateway, err = gateway.New(gateway.Config{
		Clearing: b.client, Observer: b.metrics, Log: log, Scale: money.USD().Scale, RequestMax: int(c.Limits.BodyMax),
		CallTime: longest(&c.Server), HoldTime: c.Limits.Hold, CallsMax: int(c.Limits.CallsMax), LedgerTime: branchLedgerTime,
		Cache:   newCache(&c.Server),
		Wallets: &outpost.Wallets{Client: b.client, Payment: readPayment, Headers: walletHeaders, Origin: c.Origin},
	})
	if err != nil {
		return b, err
	}
	b.client.HoldTime = b.gateway.HoldTime
	if b.stand, err = newStand(&c.Server, b.gateway, time.Now); err != nil {
		return b, err
	}
	b.passages, b.products, err = b.stand.passages(&c.Sellers[0])
	return b, err
}

// table is what is sold here of what is on the card.
func (b *branch) table(o *outpost.Offer) *outpost.Table {
	seller := &b.config.Sellers[0]
	own := &offer{
		Seller: o.Seller, Name: o.Name, UsageMissing: missing(seller.UsageMissing), Targets: b.stand.targets(seller),
		Products: b.products, HedgeAfter: seller.HedgeAfter, Cache: seller.Cache,
	}
	t := newRouteTable()
	if o.Card != nil {
		t.add(own, clearing.SellerCard{Seller: o.Seller, Card: o.Card, Since: o.Since})
	}
	t.sort()
	for name := range own.Targets {
		b.unpriced(t, name)
	}
	for name := range own.Products {
		b.unpriced(t, name)
	}
	routes := map[string]*gateway.Route{}
	for name, r := range t.routes {
		routes[name] = &r.Route
	}
	return &outpost.Table{Routes: routes, Models: t.models, Price: func(r *gateway.Route, limits []tariff.Limit) (money.Amount, bool) {
		known := t.routes[r.Model]
		if known == nil {
			return money.Amount{}, false
		}
		return known.price(limits)
	}}
}

// unpriced says so of what is served here and has no price at the house.
func (b *branch) unpriced(t *routeTable, name string) {
	if t.routes[name] == nil {
		b.log.Warn("what has no price on the seller's card is not sold", "product", name)
	}
}

// serve answers until ctx ends, then lets calls in flight finish. A house that is
// away is waited for; one that does not want this gateway ends it.
func (b *branch) serve(ctx context.Context) error {
	var denied *outpost.Denied
	err := b.client.Refresh(ctx)
	if errors.As(err, &denied) || errors.Is(err, outpost.ErrHold) {
		return errors.Join(err, b.close())
	}
	asking, stop := context.WithCancel(context.WithoutCancel(ctx))
	asked := make(chan struct{})
	go func() {
		defer close(asked)
		b.client.Run(asking)
	}()
	server := gateway.NewServer(proxied(b.mux(), b.config.Proxies))
	server.ErrorLog = slog.NewLogLogger(b.log.Handler(), slog.LevelWarn)
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(b.listener) }()
	b.log.Info("serving", "url", "http://"+b.listener.Addr().String(), "house", b.config.House.String(), "data", b.config.Data)
	err = nil
	select {
	case <-ctx.Done():
	case err = <-failed:
	}
	b.log.Info("stopping; calls in flight may finish", "at_most", grace)
	stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer cancel()
	err = errors.Join(err, server.Shutdown(stopping), b.gateway.Wait(stopping))
	stop()
	<-asked
	if s := b.client.Standing(); s.Kept > 0 {
		b.log.Warn("captures wait to be sent; start this gateway again before their holds run out", "kept", s.Kept)
	}
	return errors.Join(err, b.close())
}

func (b *branch) mux() *http.ServeMux {
	mux := http.NewServeMux()
	mux.Handle("/v1/", b.selling(b.gateway))
	for _, passage := range b.passages {
		for _, method := range passage.Methods {
			mux.Handle(method+" "+passage.Path, b.selling(passage))
		}
	}
	mux.Handle("GET /metrics", b.ownKeyOnly(b.metrics))
	mux.Handle("GET /healthz", api.Healthz())
	mux.Handle("GET /readyz", api.Readyz(b.client.Ready))
	return mux
}

// selling answers for what is sold here once the house has said what that is.
func (b *branch) selling(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !b.client.Sells() {
			w.Header().Set("Retry-After", "2")
			refuseSession(w, &api.Problem{Status: http.StatusServiceUnavailable, Code: "house_away",
				Detail: "the clearing house was not reached yet, so nobody knows what is sold here at which price; try again in a moment"})
			return
		}
		h.ServeHTTP(w, r)
	})
}

// ownKeyOnly serves who shows this gateway's own key: there is no other here, and
// what a seller turns over is nobody else's business.
func (b *branch) ownKeyOnly(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		secret, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		own, err := b.secret.Get(r.Context())
		shown, wanted := sha256.Sum256([]byte(secret)), sha256.Sum256([]byte(own))
		if err != nil || subtle.ConstantTimeCompare(shown[:], wanted[:]) != 1 {
			w.Header().Set("WWW-Authenticate", `Bearer realm="aidollar"`)
			http.Error(w, "this gateway's own key is needed: Authorization: Bearer sk-aid-…", http.StatusUnauthorized)
			return
		}
		h.ServeHTTP(w, r)
	})
}

// close closes what is open, each thing once.
func (b *branch) close() (err error) {
	if b.client != nil {
		err = b.client.Close()
		b.client = nil
	}
	if b.listener != nil {
		if closed := b.listener.Close(); !errors.Is(closed, net.ErrClosed) {
			err = errors.Join(err, closed)
		}
		b.listener = nil
	}
	return err
}
