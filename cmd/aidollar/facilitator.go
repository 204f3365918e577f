package main

import (
	"context"
	"encoding/json"
	"net/http"
	"path/filepath"
	"strings"

	"aidollar/cmd/aidollar/onchain"
	"aidollar/config"
	"aidollar/core/clearing"
	"aidollar/pay/x402/service"
)

const (
	facilitatorPath = "/x402"
	settlementsFile = "settlements.bolt" // which order was accepted for which payment
)

// settles is the facilitator for other people's servers, and what it sends with.
type settles struct {
	settler *onchain.Settler
	service *service.Service
	access  config.FacilitatorAccess
}

// openFacilitator settles payments for others, where the operator wants that.
func (p *program) openFacilitator() error {
	access := p.config.Facilitator.Access
	if access == config.FacilitatorOff || p.chains == nil {
		return nil
	}
	o := onchain.SettlerOptions{
		File: filepath.Join(p.config.Data, settlementsFile), Confirmations: p.config.Facilitator.Confirmations,
		Report: func(err error) { p.log.Warn("the facilitator is in trouble", "error", err) },
	}
	for _, c := range p.chains.open {
		o.Chains = append(o.Chains, c.joined)
	}
	settler, err := onchain.OpenSettler(o)
	if err != nil {
		return err
	}
	p.settles = &settles{settler: settler, access: access}
	p.settles.service, err = service.New(service.Options{
		Verifier: p.chains.stranger(), Settler: settler, Witness: settler, Listing: shop{p}, Observe: p.metrics.Facilitator,
	})
	return err
}

// mountFacilitator serves it. What is supported and sold is public.
func (p *program) mountFacilitator(mux *http.ServeMux) {
	if p.settles == nil {
		return
	}
	served := http.StripPrefix(facilitatorPath, p.settles.service)
	for _, path := range []string{"/verify", "/settle"} {
		mux.Handle("POST "+facilitatorPath+path, p.customersOnly(served))
	}
	mux.Handle("GET "+facilitatorPath+"/supported", served)
	for _, path := range []string{"/discovery/resources", "/discovery/search"} {
		mux.HandleFunc("GET "+facilitatorPath+path, func(w http.ResponseWriter, r *http.Request) {
			base := strings.TrimSuffix(p.wallets.resourceURL(r), r.URL.Path)
			served.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), shopURL{}, base)))
		})
	}
}

// customersOnly serves those for whom the house pays gas.
func (p *program) customersOnly(h http.Handler) http.Handler {
	if p.settles.access == config.FacilitatorOpen {
		return h
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		scheme, secret, _ := strings.Cut(r.Header.Get("Authorization"), " ")
		key, live := p.liveKey(secret)
		switch {
		case !strings.EqualFold(scheme, "Bearer") || !live || !allowedFrom(&key, r):
			w.Header().Set("WWW-Authenticate", `Bearer realm="aidollar"`)
			refuseSettling(w, http.StatusUnauthorized, "unauthorized", "verifying and settling need an API key of this house: Authorization: Bearer sk-aid-…")
		case key.Scopes&(clearing.ScopeManage|clearing.ScopeAdmin) == 0:
			refuseSettling(w, http.StatusForbidden, "scope_missing", "verifying and settling need a key with the scope manage")
		case p.isWallets(&key):
			refuseSettling(w, http.StatusForbidden, "wallet_key", "a wallet's own key settles nothing: the operator makes a key for a party that he has entered")
		default:
			h.ServeHTTP(w, r)
		}
	})
}

// isWallets reports whether a key belongs to a wallet, which gets one for a
// signature. If that were enough, keys would keep nobody out; and a payer who may
// settle could settle less than the seller is owed.
func (p *program) isWallets(key *clearing.Key) (is bool) {
	if key.Scopes&clearing.ScopeAdmin != 0 {
		return false
	}
	p.node.View(func(m *clearing.Machine) {
		if party, known := m.Party(key.Party); known {
			_, is = walletAddress(party)
		}
	})
	return is
}

// refuseSettling answers as the facilitator does, whose clients show the text.
func refuseSettling(w http.ResponseWriter, status int, code, text string) {
	body, err := json.Marshal(map[string]string{"error": code, "message": text})
	if err != nil {
		panic(err) // two strings: there is nothing that can fail
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(body) // the client may be gone
}
