package limit

import (
	"sync"

	"aidollar/core/ledger"
)

// Rate is what a key may do in a minute. Zero is no limit.
type Rate struct {
	Requests uint32
	Tokens   uint32
}

// None reports whether nothing is limited.
func (r Rate) None() bool { return r == Rate{} }

// State is where a key stands after a take, for the headers of the answer. A
// part of it means something only where the rate has a limit.
type State struct {
	RequestsLeft  uint32
	TokensLeft    uint32
	RequestsReset int64 // nanoseconds until all requests are there again
	TokensReset   int64 // nanoseconds until all tokens are there again
}

// Grant is what a take took; it is given back to Settle or Return.
type Grant struct {
	key    ledger.ID
	rate   Rate
	tokens uint64
	at     int64
}

// What a take can lack.
const (
	LackRequests = "requests"
	LackTokens   = "tokens"
)

// Lack is why a take took nothing.
type Lack struct {
	What string // LackRequests or LackTokens
	Wait int64  // nanoseconds until the same take finds what it needs
}

const (
	shardCount = 64 // a power of two
	// KeysMax bounds the keys whose buckets are remembered: about 100 bytes each.
	KeysMax = 1 << 20
	// sweepLook is how many buckets an insert looks at for one to forget.
	sweepLook = 8
)

// Limiter keeps the buckets of all keys. It is safe for use from many
// goroutines. It is made by New.
type Limiter struct {
	shards  [shardCount]shard
	perMost int // keys in one shard
}

type shard struct {
	mu   sync.Mutex
	keys map[ledger.ID]*account
	_    [40]byte // shards of different processors share no cache line
}

type account struct{ requests, tokens bucket }

// New makes a limiter that remembers at most so many keys at a time; zero is
// KeysMax. Beyond that the keys nearest to full buckets are forgotten, which
// errs on the side of the buyer.
func New(keysMax int) *Limiter {
	if keysMax <= 0 {
		keysMax = KeysMax
	}
	l := &Limiter{perMost: max(keysMax/shardCount, 1)}
	for i := range l.shards {
		l.shards[i].keys = map[ledger.ID]*account{}
	}
	return l
}

func (l *Limiter) shard(key ledger.ID) *shard {
	return &l.shards[(key.Lo^key.Lo>>32^key.Hi>>16)%shardCount]
}

// Take takes a request and as many tokens as the call may use. With a Lack
// nothing is taken. Both the state and the grant are of no use without a limit.
func (l *Limiter) Take(key ledger.ID, rate Rate, tokens uint64, now int64) (Grant, State, *Lack) {
	if rate.None() {
		return Grant{}, State{}, nil
	}
	s := l.shard(key)
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.account(key, l.perMost, now)
	before := a.requests
	if rate.Requests > 0 {
		if _, wait := a.requests.take(1, rate.Requests, now); wait > 0 {
			return Grant{}, a.state(rate, now), &Lack{LackRequests, wait}
		}
	}
	g := Grant{key: key, rate: rate, at: now}
	if rate.Tokens > 0 {
		taken, wait := a.tokens.take(tokens, rate.Tokens, now)
		if wait > 0 {
			a.requests = before
			return Grant{}, a.state(rate, now), &Lack{LackTokens, wait}
		}
		g.tokens = taken
	}
	return g, a.state(rate, now), nil
}

// Settle replaces what was taken by the tokens that were used. Call it once for
// each grant.
func (l *Limiter) Settle(g Grant, used uint64, now int64) {
	if g.rate.Tokens == 0 {
		return
	}
	s := l.shard(g.key)
	s.mu.Lock()
	defer s.mu.Unlock()
	if a, ok := s.keys[g.key]; ok || used > g.tokens {
		if !ok {
			a = s.account(g.key, l.perMost, now)
		}
		a.tokens.correct(g.tokens, used, g.rate.Tokens, g.at, now)
	}
}

// Return gives all of a grant back, in place of Settle: the call did not run,
// through no fault of its caller.
func (l *Limiter) Return(g Grant, now int64) {
	if g.rate.None() {
		return
	}
	s := l.shard(g.key)
	s.mu.Lock()
	defer s.mu.Unlock()
	a, ok := s.keys[g.key]
	if !ok {
		return // forgotten, so its buckets are full
	}
	if g.rate.Requests > 0 {
		a.requests.correct(1, 0, g.rate.Requests, g.at, now)
	}
	if g.rate.Tokens > 0 {
		a.tokens.correct(g.tokens, 0, g.rate.Tokens, g.at, now)
	}
}

// Keys is the number of keys that are remembered.
func (l *Limiter) Keys() (n int) {
	for i := range l.shards {
		l.shards[i].mu.Lock()
		n += len(l.shards[i].keys)
		l.shards[i].mu.Unlock()
	}
	return n
}

func (a *account) fullAt() int64 { return max(a.requests.full, a.tokens.full) }

func (a *account) state(r Rate, now int64) (s State) {
	if r.Requests > 0 {
		s.RequestsLeft, s.RequestsReset = a.requests.left(r.Requests, now), max(a.requests.full-now, 0)
	}
	if r.Tokens > 0 {
		s.TokensLeft, s.TokensReset = a.tokens.left(r.Tokens, now), max(a.tokens.full-now, 0)
	}
	return s
}

// account finds a key's buckets or makes full ones. Each insert forgets idle
// keys that it comes across, and one that is not idle when there is no room.
func (s *shard) account(key ledger.ID, most int, now int64) *account {
	if a, ok := s.keys[key]; ok {
		return a
	}
	var nearest ledger.ID
	soonest, looked := int64(0), 0
	for id, a := range s.keys { // begins anywhere, which is what a sample needs
		if a.fullAt() <= now {
			delete(s.keys, id)
		} else if soonest == 0 || a.fullAt() < soonest {
			nearest, soonest = id, a.fullAt()
		}
		if looked++; looked == sweepLook {
			break
		}
	}
	if len(s.keys) >= most {
		delete(s.keys, nearest)
	}
	a := &account{}
	s.keys[key] = a
	return a
}
