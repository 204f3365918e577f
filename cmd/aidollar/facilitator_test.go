package main

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"aidollar/api"
	"aidollar/config"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/pay/x402/till"

	"github.com/ethereum/go-ethereum/common"
)

// housekeeper is a house on a test chain, whose facilitator serves whom it is told.
func housekeeper(t *testing.T, access config.FacilitatorAccess) (*program, http.Handler) {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	c := config.Default(t.TempDir())
	c.Listen = "127.0.0.1:0"
	var test *devChain
	p, err := newProgramOn(c, log, func() (err error) {
		if test, err = startDevnet(t.Context(), "", devChainID, log); test != nil {
			c.Chains, c.Facilitator.Access = []config.Chain{test.config()}, access
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.close(); err != nil {
			t.Error(err)
		}
		if err := test.close(); err != nil {
			t.Error(err)
		}
	})
	if _, err := p.demo(t.Context()); err != nil {
		t.Fatal(err)
	}
	return p, p.handler()
}

func TestWhoMaySettle(t *testing.T) {
	p, served := housekeeper(t, config.FacilitatorKeys)
	party, err := p.party(t.Context(), clearing.RoleBuyer, "an outside seller", 0)
	if err != nil {
		t.Fatal(err)
	}
	secretOf := func(scopes clearing.Scopes, networks ...string) string {
		secret := api.NewSecret()
		key := clearing.Key{ID: newID(), Hash: api.HashSecret(secret), Party: party.ID, Name: "a key", Scopes: scopes, Terms: clearing.KeyTerms{Networks: networks}}
		if _, err := p.do(t.Context(), clearing.AddKey{Key: key}); err != nil {
			t.Fatal(err)
		}
		return secret
	}
	wallet := till.Wallet{Address: common.Address{0xa1}}
	if err := p.wallets.enter(t.Context(), wallet, &p.wallets.till.Tokens()[0]); err != nil {
		t.Fatal(err)
	}
	session, err := p.key(t.Context(), wallet.Party(), "wallet session", sessionScopes)
	if err != nil {
		t.Fatal(err)
	}
	operator, err := p.key(t.Context(), ledger.ID{}, "an operator's", clearing.ScopeAdmin)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, header string
		status       int
		code         string
	}{
		{"nobody", "", 401, "unauthorized"},
		{"somebody", "Bearer sk-aid-unknown", 401, "unauthorized"},
		{"a buyer", "Bearer " + secretOf(clearing.ScopeCall|clearing.ScopeRead), 403, "scope_missing"},
		{"a wallet", "Bearer " + session, 403, "wallet_key"},
		{"from elsewhere", "Bearer " + secretOf(clearing.ScopeManage, "198.51.100.0/24"), 401, "unauthorized"},
		{"another scheme", "Basic " + secretOf(clearing.ScopeManage), 401, "unauthorized"},
		{"a manager", "bearer " + secretOf(clearing.ScopeManage), 400, ""}, // let in, with nothing to say
		{"an operator", "Bearer " + operator, 400, ""},
	} {
		for _, path := range []string{"/verify", "/settle"} {
			r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, facilitatorPath+path, strings.NewReader("{}"))
			r.Header.Set("Authorization", c.header)
			w := httptest.NewRecorder()
			served.ServeHTTP(w, r)
			var said struct{ Error string }
			if err := json.Unmarshal(w.Body.Bytes(), &said); err != nil || w.Code != c.status || said.Error != c.code {
				t.Errorf("%s at %s: %d %s", c.name, path, w.Code, w.Body)
			}
		}
	}
	for path, want := range map[string]int{"/supported": 200, "/discovery/resources": 200, "/discovery/search?query=fact": 200, "/verify": 405, "/else": 404} {
		w := httptest.NewRecorder()
		served.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, facilitatorPath+path, nil))
		if w.Code != want {
			t.Errorf("GET %s: %d %s", path, w.Code, w.Body)
		}
	}
}

// Unless the operator wants it, nothing is settled for anybody.
func TestFacilitatorIsOff(t *testing.T) {
	p, served := housekeeper(t, config.FacilitatorOff)
	for _, path := range []string{"/verify", "/settle"} {
		w := httptest.NewRecorder()
		served.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodPost, facilitatorPath+path, strings.NewReader("{}")))
		if w.Code != http.StatusNotFound {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
	if p.settles != nil {
		t.Error("it has what it does not need")
	}
}
