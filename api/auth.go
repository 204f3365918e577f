package api

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"net/netip"
	"strings"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
)

// access says who may call a route.
type access uint8

const (
	accessOpen     access = iota // anybody
	accessOwn                    // any key, for what is its own party's; the route checks whose it is
	accessRead                   // keys with read, for what is its own party's; admin for everything
	accessManage                 // keys with manage, for what is its own party's; admin for everything
	accessRecourse               // keys with recourse, for what is its own party's; admin for everything
	accessAdmin                  // the operator's keys
)

func (a access) String() string {
	return [...]string{"anybody", "any key, for its own party; admin for all", "scope read, for its own party; admin for all", "scope manage, for its own party; admin for all", "scope recourse, for its own party; admin for all", "scope admin"}[a]
}

// secretPrefix begins each secret, so that scanners of leaked keys know it.
const secretPrefix = "sk-aid-"

// secretBytes of a random source make a secret: beyond any guessing.
const secretBytes = 32

// NewSecret makes the secret of an API key: 256 random bits behind a prefix by
// which scanners for leaked secrets can tell it.
func NewSecret() string {
	var raw [secretBytes]byte
	_, _ = rand.Read(raw[:]) // it cannot fail: crypto/rand
	return secretPrefix + strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(raw[:]))
}

// HashSecret is what the machine knows a key by.
func HashSecret(secret string) [sha256.Size]byte { return sha256.Sum256([]byte(secret)) }

// authorizationMax bounds what is looked at of the header.
const authorizationMax = 256

func (a *API) authenticate(q *request) error {
	if q.route.access == accessOpen {
		return nil
	}
	header := q.Header.Get("Authorization")
	if header == "" {
		return refuse("key_missing", "")
	}
	scheme, secret, ok := strings.Cut(header, " ")
	if !ok || !strings.EqualFold(scheme, "Bearer") || len(header) > authorizationMax {
		return refuse("key_missing", "the Authorization header is not Bearer and a key; send Authorization: Bearer sk-aid-…")
	}
	hash := HashSecret(strings.TrimSpace(secret))
	a.deps.Node.View(func(m *clearing.Machine) { q.key, ok = m.KeyByHash(hash) })
	// Nobody who guesses is told whether a key once was good.
	expires := q.key.Terms.Expires
	if !ok || q.key.Revoked != 0 || (expires != 0 && a.now().UnixNano() >= expires) {
		return refuse("key_invalid", "")
	}
	if !q.fromNetwork() {
		return refuse("key_network", "")
	}
	var needed clearing.Scopes
	switch q.route.access {
	case accessRead:
		needed = clearing.ScopeRead | clearing.ScopeAdmin
	case accessManage:
		needed = clearing.ScopeManage | clearing.ScopeAdmin
	case accessRecourse:
		needed = clearing.ScopeRecourse | clearing.ScopeAdmin
	case accessAdmin:
		needed = clearing.ScopeAdmin
	default:
		return nil
	}
	if q.key.Scopes&needed == 0 {
		return refuse("key_scope", "the key may not do this; it takes: %s", q.route.access)
	}
	return nil
}

func (q *request) admin() bool { return q.key.Scopes&clearing.ScopeAdmin != 0 }

// fromNetwork reports whether the request comes from where its key may be used.
func (q *request) fromNetwork() bool {
	networks := q.key.Terms.Networks
	if len(networks) == 0 {
		return true
	}
	from, err := netip.ParseAddrPort(q.RemoteAddr)
	if err != nil {
		return false
	}
	for _, text := range networks {
		// What cannot be read came in beside this package, and lets nobody in.
		if n, err := netip.ParsePrefix(text); err == nil && n.Contains(from.Addr().Unmap()) {
			return true
		}
	}
	return false
}

// mine refuses what belongs to another party, whether it exists or not, so that
// nobody learns what others have.
func (q *request) mine(parties ...ledger.ID) error {
	if q.admin() {
		return nil
	}
	for _, p := range parties {
		if !p.IsZero() && p == q.key.Party {
			return nil
		}
	}
	return errForeign
}

var errForeign = refuse("key_scope", "the key may see what belongs to its own party, and this does not")

// accountCodes are the accounts that a party has.
var accountCodes = [...]uint16{clearing.AccountBuyer, clearing.AccountSeller, clearing.AccountSale, clearing.AccountCarry}

// myAccount refuses accounts of others.
func (q *request) myAccount(ids ...ledger.ID) error {
	if q.admin() {
		return nil
	}
	for _, code := range accountCodes {
		own := clearing.PartyAccount(q.key.Party, code)
		for _, id := range ids {
			if id == own {
				return nil
			}
		}
	}
	return errForeign
}
