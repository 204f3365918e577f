package sender

import (
	"context"
	"time"

	"aidollar/chain"
)

const (
	pruneEvery = time.Hour
	pauseMost  = 30 * time.Second // between rounds while they fail
)

// Run sends and follows until ctx ends, which is no error, or something happens
// that a person has to look at. What is under way at the end goes on when Run is
// called again, in this process or another.
func (s *Sender) Run(ctx context.Context) error {
	if !s.running.TryLock() {
		return chain.Errorf(chain.Stop, chain.CodeConfig, "the sender runs already")
	}
	defer s.running.Unlock()
	if err := s.begin(); err != nil {
		return err
	}
	pause := s.cfg.Interval
	for {
		err := s.round(ctx)
		s.spread()
		switch {
		case ctx.Err() != nil:
			return nil
		case err == nil:
			pause = s.cfg.Interval
		case chain.ClassOf(err) == chain.Stop:
			return err
		default:
			s.cfg.Report(err)
			pause = min(2*pause, max(pauseMost, s.cfg.Interval))
		}
		if !s.rest(ctx, pause) {
			return nil
		}
	}
}

// begin tells what is open.
func (s *Sender) begin() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return chain.Errorf(chain.Stop, CodeClosed, "the sender was closed")
	}
	s.told = nil
	for _, r := range s.inOrder() {
		s.told = append(s.told, r.status())
	}
	return nil
}

// rest waits for the next round, a nudge or the end; false is the end.
func (s *Sender) rest(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
	case <-s.wake:
	}
	return true
}

// spread tells the changes, outside the lock: who is told may ask back.
func (s *Sender) spread() {
	for {
		s.mu.Lock()
		told := s.told
		s.told = nil
		s.mu.Unlock()
		if len(told) == 0 {
			return
		}
		for _, status := range told {
			s.cfg.Changed(status)
		}
	}
}

// round looks at the chain once and does what is due: first what became of what
// is under way, so that nothing is sent on an old view.
func (s *Sender) round(ctx context.Context) error {
	if s.idle() {
		return s.tidy()
	}
	v, err := s.look(ctx)
	if err != nil {
		return err
	}
	if err := s.track(ctx, v); err != nil {
		return err
	}
	s.spread()
	if !s.Paused() {
		if err := s.push(ctx, v); err != nil {
			return err
		}
		if err := s.submit(ctx, v); err != nil {
			return err
		}
	}
	return s.tidy()
}

// idle reports whether nothing is open. The chain is then left in peace.
func (s *Sender) idle() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.open) == 0
}

// tidy forgets what ended long ago.
func (s *Sender) tidy() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	if now.Sub(s.pruned) < pruneEvery {
		return nil
	}
	more, err := s.outbox.prune(now.Add(-s.cfg.Retain))
	if !more {
		s.pruned = now
	}
	return err
}

// view is what one round knows of the chain.
type view struct {
	count uint64      // transactions of the account that have been carried out
	head  chain.Block // the newest block of all endpoints
	fees  *chain.Fees // nil until somebody needs them
}

// look asks for the account's nonce, and finds out whether the outbox and the
// chain speak of the same account.
func (s *Sender) look(ctx context.Context) (*view, error) {
	head, err := s.cfg.Client.Head(ctx)
	if err != nil {
		return nil, err
	}
	count, err := s.cfg.Client.Nonce(ctx, s.cfg.Signer.Address())
	if err != nil {
		return nil, err
	}
	v := &view{count: count, head: head}
	s.mu.Lock()
	fresh := s.next == nil
	s.mu.Unlock()
	if fresh {
		return v, s.adopt(ctx, v) // before the first nonce is given
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	least := *s.next
	for _, r := range s.open {
		if r.Nonce != nil {
			least = min(least, *r.Nonce)
		}
	}
	if count > *s.next {
		return nil, chain.Errorf(chain.Stop, CodeNonceForeign,
			"%s has used nonce %d, which is not in its outbox: somebody else sends from it, or the outbox is an old copy",
			s.cfg.Signer.Address(), count-1)
	}
	if count < least {
		return nil, chain.Errorf(chain.Retry, CodeNonceBehind,
			"%s has used %d nonces, the outbox knows of %d that were final: the endpoint lags, or its chain is another one",
			s.cfg.Signer.Address(), count, least)
	}
	return v, nil
}

// adopt takes the account over as it is: a new outbox begins behind whatever the
// chain has, or has waiting.
func (s *Sender) adopt(ctx context.Context, v *view) error {
	pending, err := s.cfg.Client.NoncePending(ctx, s.cfg.Signer.Address())
	if err != nil {
		return err
	}
	next := max(v.count, pending)
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.outbox.setNext(next); err != nil {
		return err
	}
	s.next = &next
	return nil
}

// price is what the next block asks for, asked for once a round.
func (s *Sender) price(ctx context.Context, v *view) (chain.Fees, error) {
	if v.fees == nil {
		fees, err := s.cfg.Client.Fees(ctx)
		if err != nil {
			return chain.Fees{}, err
		}
		v.fees = &fees
	}
	return *v.fees, nil
}
