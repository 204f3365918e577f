package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"time"

	"aidollar/api"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/gateway"
	"aidollar/gateway/limit"
	"aidollar/pay/x402"
	"aidollar/pay/x402/siwx"
	"aidollar/pay/x402/till"
)

// sessionPath is where wallets sign in.
const sessionPath = "/x402/session"

const (
	sessionTTL     = time.Hour // of a key, unless another is asked for
	sessionTTLMin  = time.Minute
	sessionTTLMax  = 24 * time.Hour
	sessionBodyMax = 1 << 10 // bytes
	sessionTime    = 15 * time.Second

	// What one network address may ask for in a minute, and what one wallet may be
	// given: keys stay in the ledger for good.
	doorRequestsMax = 60
	doorSessionsMax = 6
	doorKeysMax     = 1 << 16 // buckets that are remembered

	sessionStatement = "Sign in to use what this wallet has here. Nothing is paid."
)

// sessionScopes are what a wallet may do with what it has.
const sessionScopes = clearing.ScopeCall | clearing.ScopeRead | clearing.ScopeManage

// walletDoor lets wallets sign in by x402's extension sign-in-with-x: they get an
// API key for what is theirs here, which expires.
type walletDoor struct {
	wallets *wallets
	// accounts asks the accounts of a chain that have code; nil for an unknown one.
	accounts func(chainID uint64) siwx.Accounts
	// origin is where clients find the house; nobody who signed in elsewhere is let
	// in with that. Without one the door is open on this machine alone.
	origin siwx.Origin
	local  bool // whether the house listens on this machine alone
	nonces *nonces
	rates  *limit.Limiter
	log    *slog.Logger
	now    func() time.Time
}

// session is the answer to a wallet that signed in.
type session struct {
	Key     string `json:"key"`
	Secret  string `json:"secret"` // shown once: the server keeps its SHA-256 alone
	Expires string `json:"expires"`
	Party   string `json:"party"`
	Address string `json:"address"`
}

// mountWallets lets wallets sign in where they pay.
func (p *program) mountWallets(mux *http.ServeMux) {
	if p.wallets == nil {
		return
	}
	d := &walletDoor{
		wallets: p.wallets, nonces: newNonces(), rates: limit.New(doorKeysMax), log: p.log, now: time.Now,
		local: isLoopback(p.listener.Addr().String()),
	}
	judges := p.chains.verifier()
	d.accounts = func(chainID uint64) siwx.Accounts {
		if chain := judges.Chains[chainID]; chain != nil {
			return chain.Facts
		}
		return nil
	}
	if p.config.Origin != "" {
		var err error
		if d.origin, err = siwx.ParseOrigin(p.config.Origin); err != nil {
			p.log.Error("wallets cannot sign in", "error", err)
			return
		}
	}
	mux.Handle("POST "+sessionPath, d)
	if p.chains.channels() {
		mux.HandleFunc("GET "+channelPath, d.serveChannel)
	}
}

// isLoopback reports whether host:port is of this machine.
func isLoopback(hostPort string) bool {
	host, found := strings.CutPrefix(hostPort, "localhost")
	if found && (host == "" || host[0] == ':') {
		return true
	}
	if pair, err := netip.ParseAddrPort(hostPort); err == nil {
		return pair.Addr().IsLoopback()
	}
	address, err := netip.ParseAddr(strings.Trim(hostPort, "[]"))
	return err == nil && address.IsLoopback()
}

// at is the origin that a request may sign in at. What the request says is not
// believed: whoever has a wallet sign in at his own server could hand that on.
func (d *walletDoor) at(r *http.Request) (siwx.Origin, *api.Problem) {
	switch {
	case d.origin != (siwx.Origin{}):
		return d.origin, nil
	case d.local && isLoopback(r.Host):
		return siwx.Origin{Scheme: "http", Host: strings.ToLower(r.Host)}, nil
	}
	return siwx.Origin{}, &api.Problem{Status: http.StatusMisdirectedRequest, Code: "origin_unknown",
		Detail: "wallets sign in for an address, and the operator has not said which is this house's; origin in the configuration says it"}
}

func (d *walletDoor) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), sessionTime)
	defer cancel()
	origin, problem := d.at(r)
	if problem == nil {
		problem = d.take(w, addressID(limit.ClientAddress(r.RemoteAddr, nil, nil)), doorRequestsMax, "this address has asked too often")
	}
	if problem != nil {
		refuseSession(w, problem)
		return
	}
	ttl, problem := readTTL(w, r)
	if problem != nil {
		refuseSession(w, problem)
		return
	}
	header := r.Header.Get(siwx.Header)
	if header == "" {
		d.challenge(w, origin, &api.Problem{Code: "sign_in_required",
			Detail: "sign the challenge in " + x402.HeaderRequired + " and send it in " + siwx.Header + ", as x402's extension sign-in-with-x has it; a payment is not taken here"})
		return
	}
	wallet, tokens, problem := d.identify(ctx, origin, header)
	switch {
	case problem != nil && problem.Status == 0:
		d.challenge(w, origin, problem)
		return
	case problem == nil:
		problem = d.take(w, wallet.Party(), doorSessionsMax, "this wallet has signed in too often")
	}
	if problem != nil {
		refuseSession(w, problem)
		return
	}
	answer, err := d.open(ctx, wallet, tokens, ttl)
	if err != nil {
		refuseSession(w, d.problemOf(err))
		return
	}
	writeSession(w, http.StatusCreated, "application/json", answer)
}

// take takes one of what somebody may do in a minute.
func (d *walletDoor) take(w http.ResponseWriter, who ledger.ID, most uint32, trouble string) *api.Problem {
	_, _, lack := d.rates.Take(who, limit.Rate{Requests: most}, 0, d.now().UnixNano())
	if lack == nil {
		return nil
	}
	limit.SetRetry(w.Header(), lack.Wait)
	return &api.Problem{Status: http.StatusTooManyRequests, Code: "rate_limit_exceeded", Detail: fmt.Sprintf("%s: at most %d a minute", trouble, most)}
}

// ipv6Network is what one holder of IPv6 addresses has, in bits.
const ipv6Network = 64

// addressID is the name of a client's network among what is limited.
func addressID(a netip.Addr) ledger.ID {
	if a.Is6() && !a.Is4In6() {
		network, _ := a.Prefix(ipv6Network) // it has as many bits
		a = network.Addr()
	}
	sum := sha256.Sum256([]byte(a.String()))
	return ledger.ID{Hi: binary.BigEndian.Uint64(sum[:]), Lo: binary.BigEndian.Uint64(sum[8:])}
}

// readTTL reads how long a key is to be good.
func readTTL(w http.ResponseWriter, r *http.Request) (time.Duration, *api.Problem) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, sessionBodyMax))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return 0, &api.Problem{Status: http.StatusRequestEntityTooLarge, Code: "body_too_large", Detail: fmt.Sprintf("the body may have %d bytes", sessionBodyMax)}
	case err != nil:
		return 0, &api.Problem{Status: http.StatusBadRequest, Code: "body_incomplete", Detail: "the body did not arrive in full"}
	case len(bytes.TrimSpace(body)) == 0:
		return sessionTTL, nil
	}
	asked := struct {
		Seconds *int64 `json:"ttl_seconds"`
	}{}
	strict := json.NewDecoder(bytes.NewReader(body))
	strict.DisallowUnknownFields()
	if err := strict.Decode(&asked); err != nil || strict.More() {
		return 0, &api.Problem{Status: http.StatusBadRequest, Code: "body_invalid", Detail: `the body is empty, or a JSON object with ttl_seconds alone, such as {"ttl_seconds": 3600}`}
	}
	if asked.Seconds == nil {
		return sessionTTL, nil
	}
	const least, most = int64(sessionTTLMin / time.Second), int64(sessionTTLMax / time.Second)
	if *asked.Seconds < least || *asked.Seconds > most {
		return 0, &api.Problem{Status: http.StatusUnprocessableEntity, Code: "ttl_invalid", Detail: fmt.Sprintf("ttl_seconds is from %d to %d", least, most)}
	}
	return time.Duration(*asked.Seconds) * time.Second, nil
}

// challenge answers with what is to be signed, in a 402 that the stock clients
// understand: they look for the chain of the first way to pay.
func (d *walletDoor) challenge(w http.ResponseWriter, origin siwx.Origin, problem *api.Problem) {
	now := d.now()
	uri := origin.String() + sessionPath
	required, err := d.wallets.till.Ask(&till.Price{
		Resource: x402.Resource{URL: uri, Description: "an API key for what a wallet has here", MimeType: "application/json"},
		Advance:  true, Timeout: int64(d.wallets.advance / time.Second), Trouble: problem.Code,
	})
	var challenge, header string
	if err == nil {
		var raw []byte
		raw, err = json.Marshal(map[string]any{siwx.Extension: &siwx.Challenge{
			Origin: origin, URI: uri, Statement: sessionStatement, Nonce: d.nonces.issue(now), Resources: []string{uri},
			Issued: now.UnixMilli(), Expires: now.Add(nonceLife).UnixMilli(), Chains: d.chains(),
		}})
		challenge = string(raw)
	}
	if err == nil {
		required.Extensions = json.RawMessage(challenge)
		header, err = required.Header()
	}
	if err != nil {
		refuseSession(w, d.problemOf(err))
		return
	}
	w.Header().Set(x402.HeaderRequired, header)
	problem.Status = http.StatusPaymentRequired
	refuseSession(w, problem)
}

// chains are those that payments are taken on, in the order in which they are
// asked for.
func (d *walletDoor) chains() (ids []uint64) {
	for _, t := range d.wallets.till.Tokens() {
		if !slices.Contains(ids, t.ChainID) {
			ids = append(ids, t.ChainID)
		}
	}
	return ids
}

// identify tells which wallet signed in, and in which tokens it can be paid. A
// problem without a status is one that another challenge may solve.
func (d *walletDoor) identify(ctx context.Context, origin siwx.Origin, header string) (till.Wallet, []*till.Token, *api.Problem) {
	now := d.now()
	m, err := siwx.ParseHeader(header)
	if err == nil {
		err = m.Check(&siwx.Expectation{
			Origin: origin, Chains: d.chains(), Now: now.UnixMilli(),
			Nonce: func(nonce string) bool { return d.nonces.take(nonce, now) },
		})
	}
	var way siwx.Way
	if err == nil {
		way, err = m.Verify(ctx, d.accounts(m.ChainID))
	}
	var refusal *siwx.Refusal
	switch {
	case errors.As(err, &refusal):
		return till.Wallet{}, nil, &api.Problem{Code: refusal.Reason, Detail: refusal.Text}
	case err != nil:
		d.log.Warn("a wallet could not be asked for its signature", "chain", m.ChainID, "error", err)
		return till.Wallet{}, nil, &api.Problem{Status: http.StatusServiceUnavailable, Code: "chain_unreachable",
			Detail: "the chain could not be asked about the account's signature; try again"}
	}
	wallet := till.Wallet{Address: m.Address}
	if way != siwx.ByKey {
		wallet.ChainID = m.ChainID
	}
	return wallet, d.tokensOf(wallet), nil
}

// tokensOf are the tokens in which a wallet can be paid: all, if it has a key,
// which is its own on every chain.
func (d *walletDoor) tokensOf(wallet till.Wallet) (tokens []*till.Token) {
	all := d.wallets.till.Tokens()
	for i := range all {
		if t := &all[i]; wallet.ChainID == 0 || t.ChainID == wallet.ChainID {
			tokens = append(tokens, t)
		}
	}
	return tokens
}

// open enters a wallet that is new and makes its key.
func (d *walletDoor) open(ctx context.Context, wallet till.Wallet, tokens []*till.Token, ttl time.Duration) (*session, error) {
	if err := d.wallets.enter(ctx, wallet, tokens...); err != nil {
		return nil, err
	}
	expires := d.now().Add(ttl).Truncate(time.Second)
	secret, party := api.NewSecret(), wallet.Party()
	key := clearing.Key{
		ID: newID(), Hash: api.HashSecret(secret), Party: party, Name: "wallet session", Scopes: sessionScopes,
		Terms: clearing.KeyTerms{Expires: expires.UnixNano()},
	}
	answer, err := d.wallets.node.Do(ctx, clearing.AddKey{Key: key})
	if err != nil {
		return nil, err
	}
	if answer.Refusal != "" {
		return nil, &gateway.Refusal{Kind: gateway.RefusalForbidden, Code: answer.Refusal, Detail: clearing.Sentence(answer.Refusal)}
	}
	return &session{
		Key: key.ID.String(), Secret: secret, Expires: expires.UTC().Format(time.RFC3339), Party: party.String(), Address: wallet.Address.Hex(),
	}, nil
}

// problemOf makes a problem of what went wrong behind the door.
func (d *walletDoor) problemOf(err error) *api.Problem {
	var refusal *gateway.Refusal
	if errors.As(err, &refusal) {
		return &api.Problem{Status: http.StatusForbidden, Code: refusal.Code, Detail: refusal.Detail}
	}
	if nodeFailure(err) != api.FailureNone || errors.Is(err, context.DeadlineExceeded) {
		return &api.Problem{Status: http.StatusServiceUnavailable, Code: "busy", Detail: "the house could not make a key now; sign in again"}
	}
	d.log.Error("a wallet could not sign in", "error", err)
	return &api.Problem{Status: http.StatusInternalServerError, Code: "internal", Detail: "something broke here; the log says what"}
}

func refuseSession(w http.ResponseWriter, p *api.Problem) {
	p.Type, p.Title = "urn:aidollar:problem:"+p.Code, http.StatusText(p.Status)
	writeSession(w, p.Status, "application/problem+json", p)
}

func writeSession(w http.ResponseWriter, status int, media string, v any) {
	body, err := json.Marshal(v)
	if err != nil {
		panic(err) // strings and numbers only: there is nothing that can fail
	}
	w.Header().Set("Content-Type", media)
	w.WriteHeader(status)
	_, _ = w.Write(body) // the client may be gone
}

// walletAddress is the address that a party is, if it is a wallet: its id follows from
// it. A wallet is paid out to itself and nowhere else.
func walletAddress(p clearing.Party) (address [20]byte, ok bool) {
	wallet, ok := till.WalletNamed(p.Name)
	return wallet.Address, ok && wallet.Party() == p.ID
}
