package outpost

import (
	"context"
	"errors"
	"net/netip"
	"sync"
	"time"

	"aidollar/core/ledger"
	"aidollar/gateway"
	"aidollar/gateway/limit"
)

// keysMax bounds the keys that are remembered.
const keysMax = 1 << 16

// keyCache remembers keys that were looked up, for a short time.
type keyCache struct {
	mu     sync.Mutex
	byHash map[[32]byte]knownKey
}

type knownKey struct {
	key   gateway.Key
	ok    bool
	until time.Time
}

func (k *keyCache) get(hash [32]byte, now time.Time) (knownKey, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	known, ok := k.byHash[hash]
	return known, ok && now.Before(known.until)
}

func (k *keyCache) put(hash [32]byte, known knownKey, now time.Time) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.byHash == nil || len(k.byHash) >= keysMax {
		old := k.byHash
		k.byHash = map[[32]byte]knownKey{}
		for h, e := range old {
			if e.ok && now.Before(e.until) && len(k.byHash) < keysMax/2 {
				k.byHash[h] = e
			}
		}
	}
	k.byHash[hash] = known
}

// Key implements gateway.Clearing.
func (c *Client) Key(ctx context.Context, hash [32]byte) (gateway.Key, bool, error) {
	begin := c.now()
	if known, ok := c.keys.get(hash, begin); ok {
		return known.key, known.ok, nil
	}
	ctx, cancel := context.WithTimeout(ctx, lookTime)
	defer cancel()
	select {
	case c.lookups <- struct{}{}:
		defer func() { <-c.lookups }()
	case <-ctx.Done():
		return gateway.Key{}, false, errors.Join(gateway.ErrAway, errors.New("as many keys are being looked up as is done at once"))
	}
	var a keyAnswer
	err := c.step(ctx, stepKey, keyQuestion{wireHash(hash)}, &a)
	var no *malformed
	switch {
	case err == nil:
		// Counted from before the question: what is revoked meanwhile stops in time.
		known := knownKey{a.key(hash), true, begin.Add(KeyLife)}
		c.keys.put(hash, known, begin)
		return known.key, true, nil
	case errors.As(err, &no) && no.code == codeKeyUnknown:
		c.keys.put(hash, knownKey{until: begin.Add(KeyLifeUnknown)}, begin)
		return gateway.Key{}, false, nil
	}
	return gateway.Key{}, false, errors.Join(gateway.ErrAway, err) // a look-up changes nothing
}

func (a *keyAnswer) key(hash [32]byte) gateway.Key {
	k := gateway.Key{
		ID: ledger.ID(a.ID), Party: ledger.ID(a.Party), Calls: a.Calls, Secret: hash,
		Rate: limit.Rate{Requests: a.Requests, Tokens: a.Tokens},
	}
	var err error
	if k.Networks, err = limit.ParseNetworks(a.Networks); err != nil {
		k.Networks = limit.Networks{netip.Prefix{}} // good from nowhere
	}
	return k
}
