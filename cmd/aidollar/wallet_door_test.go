package main

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"encoding/base64"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"aidollar/api"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/settlement"
	"aidollar/gateway/limit"
	"aidollar/pay/evmsig"
	"aidollar/pay/x402"
	"aidollar/pay/x402/facilitator"
	"aidollar/pay/x402/siwx"
	"aidollar/pay/x402/till"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
)

// doorChain has accounts with code that say yes, or no, or nothing.
type doorChain struct {
	facilitator.Facts

	valid bool
	err   error
	asked int
}

func (c *doorChain) ValidSignature(context.Context, common.Address, common.Hash, []byte) (bool, error) {
	c.asked++
	return c.valid, c.err
}

// doorHouse is a house with a token on each of two chains and a door for wallets.
type doorHouse struct {
	*testing.T
	p      *program
	door   *walletDoor
	chain  *doorChain
	clock  time.Time
	host   string
	remote string
	key    *ecdsa.PrivateKey
	wallet common.Address
}

const doorChainID = 84532

func newDoorHouse(t *testing.T) *doorHouse {
	p, err := openDir(t.TempDir(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.close(); err != nil {
			t.Error(err)
		}
	})
	h := &doorHouse{T: t, p: p, chain: &doorChain{}, host: "127.0.0.1:8080", remote: "192.0.2.1:1000"}
	h.clock = time.Now()
	h.key, err = crypto.ToECDSA(crypto.Keccak256([]byte("a wallet of the tests")))
	if err != nil {
		t.Fatal(err)
	}
	h.wallet = crypto.PubkeyToAddress(h.key.PublicKey)
	judges := &facilitator.Verifier{Chains: map[uint64]*facilitator.Chain{}}
	var tokens []till.Token
	for i, id := range []uint64{doorChainID, 8453} {
		contract, house := common.Address{byte(i + 1)}, common.Address{byte(i + 11)}
		answer, err := p.do(t.Context(), clearing.DefineToken{ChainID: id, Contract: settlement.Address(contract), House: settlement.Address(house), Decimals: 6, Asset: 1})
		if err != nil {
			t.Fatal(err)
		}
		judges.Chains[id] = &facilitator.Chain{Facts: h.chain}
		tokens = append(tokens, till.Token{Number: answer.Number, Currency: 1, ChainID: id, Asset: contract, House: house, Name: "USDC", Version: "2", Unit: 1000})
	}
	taken, err := till.New(tokens, judges)
	if err != nil {
		t.Fatal(err)
	}
	h.door = &walletDoor{
		wallets:  &wallets{till: taken, node: p.node, advance: advanceTimeout},
		accounts: func(uint64) siwx.Accounts { return h.chain }, local: true,
		nonces: newNonces(), rates: limit.New(0), log: p.log, now: func() time.Time { return h.clock },
	}
	return h
}

// answer is what the door said.
type doorAnswer struct {
	*httptest.ResponseRecorder
	problem api.Problem
	session session
}

func (h *doorHouse) post(header, body string) *doorAnswer {
	h.Helper()
	r := httptest.NewRequestWithContext(h.Context(), http.MethodPost, sessionPath, strings.NewReader(body))
	r.Host, r.RemoteAddr = h.host, h.remote
	if header != "" {
		r.Header.Set(siwx.Header, header)
	}
	a := &doorAnswer{ResponseRecorder: httptest.NewRecorder()}
	h.door.ServeHTTP(a, r)
	var into any = &a.problem
	if a.Code == http.StatusCreated {
		into = &a.session
	}
	if err := json.Unmarshal(a.Body.Bytes(), into); err != nil {
		h.Fatalf("%d: %s", a.Code, a.Body)
	}
	return a
}

// want fails unless the door refused with a code, and for reasons of the
// signature with another challenge.
func (a *doorAnswer) want(h *doorHouse, what string, status int, code string) {
	h.Helper()
	if a.Code != status || a.problem.Code != code || a.problem.Detail == "" || a.problem.Status != status {
		h.Errorf("%s: %d %s: %s; wanted %d %s", what, a.Code, a.problem.Code, a.problem.Detail, status, code)
	}
	if (a.Header().Get(x402.HeaderRequired) != "") != (status == http.StatusPaymentRequired) {
		h.Errorf("%s: a challenge comes with 402 and with nothing else", what)
	}
}

// challenge is a message as the house wants it signed.
func (h *doorHouse) challenge() *siwx.Message {
	h.Helper()
	a := h.post("", "")
	a.want(h, "without anything", http.StatusPaymentRequired, "sign_in_required")
	required, err := x402.ParseRequiredHeader(a.Header().Get(x402.HeaderRequired))
	if err != nil {
		h.Fatal(err)
	}
	var extensions struct {
		SIWX struct {
			Info struct {
				Domain, URI, Version, Statement, Nonce, IssuedAt, ExpirationTime string
				Resources                                                        []string
			}
			SupportedChains []struct{ ChainID, Type string }
		} `json:"sign-in-with-x"`
	}
	if err := json.Unmarshal(required.Extensions, &extensions); err != nil {
		h.Fatal(err)
	}
	info, chains := &extensions.SIWX.Info, extensions.SIWX.SupportedChains
	if len(chains) != 2 || chains[0].ChainID != string(required.Accepts[0].Network) || required.Accepts[0].Amount != "1" || required.Resource.URL != info.URI {
		h.Errorf("asked is %+v with %+v", required, extensions)
	}
	return &siwx.Message{
		Domain: info.Domain, Address: h.wallet, Statement: &info.Statement, URI: info.URI, Version: info.Version, ChainID: doorChainID,
		Nonce: info.Nonce, IssuedAt: info.IssuedAt, ExpirationTime: info.ExpirationTime, Resources: info.Resources,
	}
}

// sign makes the header of a message, by the wallet's key unless it is signed.
func (h *doorHouse) sign(m *siwx.Message) string {
	h.Helper()
	if m.Signature == nil {
		signature, err := evmsig.Sign(m.Digest(), h.key)
		if err != nil {
			h.Fatal(err)
		}
		m.Signature = signature[:]
	}
	b, err := json.Marshal(map[string]any{
		"domain": m.Domain, "address": m.Address.Hex(), "statement": m.Statement, "uri": m.URI, "version": m.Version, "chainId": x402.EVM(m.ChainID),
		"type": "eip191", "nonce": m.Nonce, "issuedAt": m.IssuedAt, "expirationTime": m.ExpirationTime, "resources": m.Resources,
		"signature": "0x" + common.Bytes2Hex(m.Signature),
	})
	if err != nil {
		h.Fatal(err)
	}
	return base64.StdEncoding.EncodeToString(b)
}

func (h *doorHouse) keyOf(secret string) (key clearing.Key) {
	h.p.node.View(func(m *clearing.Machine) { key, _ = m.KeyByHash(api.HashSecret(secret)) })
	return key
}

func TestAWalletSignsIn(t *testing.T) {
	h := newDoorHouse(t)
	a := h.post(h.sign(h.challenge()), "")
	if a.Code != http.StatusCreated {
		t.Fatalf("%d: %s", a.Code, a.Body)
	}
	s := a.session
	key := h.keyOf(s.Secret)
	expires, err := time.Parse(time.RFC3339, s.Expires)
	if err != nil || expires.UnixNano() != key.Terms.Expires || expires.Sub(h.clock) > sessionTTL || expires.Sub(h.clock) < sessionTTL-time.Second {
		t.Errorf("it expires %s: %v", s.Expires, err)
	}
	id := till.Wallet{Address: h.wallet}.Party()
	if key.Party != id || s.Party != id.String() || s.Address != h.wallet.Hex() || key.ID.String() != s.Key || key.Scopes != sessionScopes {
		t.Errorf("the key is %+v, the session %+v", key, s)
	}
	if a.Header().Get("Cache-Control") != "no-store" {
		t.Error("a secret may be kept on its way")
	}
	h.p.node.View(func(m *clearing.Machine) {
		party, _ := m.Party(id)
		if own, is := walletAddress(party); !is || own != h.wallet {
			t.Errorf("the party is %+v", party)
		}
		for _, token := range h.door.wallets.till.Tokens() {
			if p, ok := m.Settlement().PayeeOf(id, token.Number); !ok || p.To != settlement.Address(h.wallet) {
				t.Errorf("in token %d it is paid at %+v", token.Number, p)
			}
		}
	})
	again := h.post(h.sign(h.challenge()), `{"ttl_seconds": 86400}`)
	if expires, err := time.Parse(time.RFC3339, again.session.Expires); err != nil || expires.Sub(h.clock) < sessionTTLMax-time.Second {
		t.Errorf("a day ends %s: %v", again.session.Expires, err)
	}
}

func TestTheDoorRefuses(t *testing.T) {
	h := newDoorHouse(t)
	const again = http.StatusPaymentRequired
	used := h.sign(h.challenge())
	if a := h.post(used, ""); a.Code != http.StatusCreated {
		t.Fatalf("%d: %s", a.Code, a.Body)
	}
	h.post(used, "").want(h, "the same once more", again, siwx.ReasonNonce)
	h.post("not base64!", "").want(h, "no header", again, siwx.ReasonHeader)
	change := func(f func(*siwx.Message)) string {
		m := h.challenge()
		f(m)
		return h.sign(m)
	}
	for reason, f := range map[string]func(*siwx.Message){
		siwx.ReasonDomain:    func(m *siwx.Message) { m.Domain = "evil.example" },
		siwx.ReasonURI:       func(m *siwx.Message) { m.URI = "http://evil.example" + sessionPath },
		siwx.ReasonOld:       func(m *siwx.Message) { m.IssuedAt = h.clock.Add(-6 * time.Minute).UTC().Format(time.RFC3339) },
		siwx.ReasonFuture:    func(m *siwx.Message) { m.IssuedAt = h.clock.Add(time.Minute).UTC().Format(time.RFC3339) },
		siwx.ReasonExpired:   func(m *siwx.Message) { m.ExpirationTime = h.clock.Add(-time.Minute).UTC().Format(time.RFC3339) },
		siwx.ReasonNonce:     func(m *siwx.Message) { m.Nonce = strings.Repeat("0", len(m.Nonce)) },
		siwx.ReasonChain:     func(m *siwx.Message) { m.ChainID = 1 },
		siwx.ReasonSignature: func(m *siwx.Message) { m.Address = common.Address{1} },
	} {
		h.post(change(f), "").want(h, reason, again, reason)
	}
	other := h.challenge()
	_ = h.sign(other)
	h.post(change(func(m *siwx.Message) { m.Signature = other.Signature }), "").want(h, "the signature of another message", again, siwx.ReasonSignature)
	late := h.challenge()
	h.clock = h.clock.Add(nonceLife + time.Second)
	late.IssuedAt, late.ExpirationTime = h.clock.UTC().Format(time.RFC3339), h.clock.Add(time.Minute).UTC().Format(time.RFC3339)
	h.post(h.sign(late), "").want(h, "a nonce that is too old, in a message that is not", again, siwx.ReasonNonce)
	for body, code := range map[string]string{
		"[]": "body_invalid", `{"ttl":1}`: "body_invalid", `{"ttl_seconds":"1h"}`: "body_invalid", `{} {}`: "body_invalid",
	} {
		h.post("", body).want(h, body, http.StatusBadRequest, code)
	}
	h.post("", `{"ttl_seconds":59}`).want(h, "a short one", http.StatusUnprocessableEntity, "ttl_invalid")
	h.post("", `{"ttl_seconds":86401}`).want(h, "a long one", http.StatusUnprocessableEntity, "ttl_invalid")
	h.post("", strings.Repeat(" ", sessionBodyMax+1)).want(h, "a large body", http.StatusRequestEntityTooLarge, "body_too_large")
}

func TestAccountsWithCodeSignIn(t *testing.T) {
	h := newDoorHouse(t)
	h.wallet = common.HexToAddress("0x209693Bc6afc0C5328bA36FaF03C514EF312287C")
	byCode := func(chain uint64) *doorAnswer {
		t.Helper()
		m := h.challenge()
		m.ChainID, m.Signature = chain, bytes.Repeat([]byte{7}, 100)
		return h.post(h.sign(m), "")
	}
	byCode(doorChainID).want(h, "code that says no", http.StatusPaymentRequired, siwx.ReasonSignature)
	h.chain.err = errors.New("away")
	byCode(doorChainID).want(h, "a chain that is away", http.StatusServiceUnavailable, "chain_unreachable")
	h.chain.valid, h.chain.err = true, nil
	if a := byCode(doorChainID); a.Code != http.StatusCreated || h.chain.asked != 3 {
		t.Errorf("code that says yes: %d, asked %d times: %s", a.Code, h.chain.asked, a.Body)
	}
	h.p.node.View(func(m *clearing.Machine) {
		for i, token := range h.door.wallets.till.Tokens() {
			there := till.Wallet{Address: h.wallet, ChainID: doorChainID}
			if _, paid := m.Settlement().PayeeOf(there.Party(), token.Number); paid != (i == 0) {
				t.Errorf("by its code it is paid in token %d: %t", token.Number, paid)
			}
		}
	})
	// Somebody else's code may lie at the same address of another chain: it is
	// another wallet.
	first, other := byCode(doorChainID), byCode(8453)
	if other.Code != http.StatusCreated || other.session.Party == first.session.Party {
		t.Errorf("code on another chain: %d, the party %s and %s", other.Code, other.session.Party, first.session.Party)
	}
}

func TestTheDoorIsAtOneAddress(t *testing.T) {
	h := newDoorHouse(t)
	for _, host := range []string{"localhost", "localhost:8080", "127.0.0.1", "[::1]:8080"} {
		h.host = host
		if m := h.challenge(); m.Domain != host {
			t.Errorf("%s is asked to sign for %s", host, m.Domain)
		}
	}
	for _, host := range []string{"evil.example", "localhost.evil.example", "localhosts", "10.0.0.1:8080", ""} {
		h.host = host
		h.post("", "").want(h, host, http.StatusMisdirectedRequest, "origin_unknown")
	}
	h.door.local, h.host = false, "127.0.0.1:8080"
	h.post("", "").want(h, "a house that listens elsewhere", http.StatusMisdirectedRequest, "origin_unknown")
	h.door.origin = siwx.Origin{Scheme: "https", Host: "api.example.com"}
	if m := h.challenge(); m.Domain != "api.example.com" || m.URI != "https://api.example.com"+sessionPath {
		t.Errorf("with an origin: %+v", m)
	}
}

func TestTheDoorIsNotStormed(t *testing.T) {
	h := newDoorHouse(t)
	refused := 0
	for range doorRequestsMax + 5 {
		if a := h.post("", ""); a.Code == http.StatusTooManyRequests && a.Header().Get("Retry-After") != "" {
			refused++
		}
	}
	if refused != 5 {
		t.Errorf("%d requests of one address are refused", refused)
	}
	refused = 0
	for i := range doorSessionsMax + 2 {
		h.remote = "[2001:db8:0:" + string(rune('a'+i%6)) + "::1]:1" // another network each time
		if a := h.post(h.sign(h.challenge()), ""); a.Code == http.StatusTooManyRequests {
			refused++
		}
	}
	if refused != 2 {
		t.Errorf("%d sign-ins of one wallet are refused", refused)
	}
}

func TestNoncesAreGoodOnce(t *testing.T) {
	n, now := newNonces(), time.Now()
	nonce := n.issue(now)
	if n.take(nonce, now.Add(nonceLife+time.Second)) || !n.take(nonce, now) || n.take(nonce, now) || n.take(strings.ToUpper(nonce), now) || newNonces().take(n.issue(now), now) {
		t.Error("a nonce is good once, here, and for five minutes")
	}
	// It stays used while it is young enough, whatever turns.
	nonce = n.issue(now.Add(nonceLife - time.Second))
	if !n.take(nonce, now.Add(nonceLife-time.Second)) || n.take(nonce, now.Add(nonceLife+time.Second)) || n.take(nonce, now.Add(2*nonceLife-2*time.Second)) {
		t.Error("a nonce is forgotten too early")
	}
	n.used = make(map[string]bool, noncesMax)
	for len(n.used) < noncesMax {
		n.used[newID().String()] = true
	}
	if fresh := n.issue(now); n.take(fresh, now) {
		t.Error("more nonces are remembered than there is room for")
	}
}

func TestWalletsAreKnownByTheirID(t *testing.T) {
	wallet := common.Address{7}
	for name, p := range map[string]clearing.Party{
		"another id": {ID: ledger.ID{Lo: 1}, Name: wallet.Hex()}, "another name": {ID: till.Wallet{Address: wallet}.Party(), Name: "Ann"}, "nobody": {},
	} {
		if _, is := walletAddress(p); is {
			t.Errorf("%s is taken for a wallet", name)
		}
	}
}
