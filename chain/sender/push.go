package sender

import (
	"cmp"
	"context"
	"math/big"
	"slices"
	"time"

	"aidollar/chain"
)

// push keeps what is under way on its way: it hands over again what a node may
// have forgotten, which also closes a gap that a dropped transaction left in the
// nonces, and replaces what is stuck.
func (s *Sender) push(ctx context.Context, v *view) error {
	var trouble error
	for _, r := range s.flying(v.count) {
		if ctx.Err() != nil || s.Paused() {
			return nil
		}
		now := time.Now()
		if s.stuck(r, v, now) {
			replaced, err := s.replaceStuck(ctx, v, r)
			if err != nil {
				trouble = err // the others may still get through
			}
			if replaced {
				continue
			}
		}
		if now.Sub(r.broadcast) >= s.cfg.ResendAfter {
			s.handOver(ctx, r)
		}
	}
	return trouble
}

// stuck reports whether blocks have gone by without a transaction for long enough
// to offer more. While a chain stands still no offer helps.
func (s *Sender) stuck(r *record, v *view, now time.Time) bool {
	last := r.newest()
	return now.Sub(last.At) >= s.cfg.StuckAfter && v.head.Number > last.Head && len(r.Attempts) < attemptsMax && last.Cap != nil
}

// flying is what has been sent and not been carried out, in the order of nonces.
func (s *Sender) flying(count uint64) []*record {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []*record
	for _, r := range s.open {
		if r.State == Sent && *r.Nonce >= count {
			all = append(all, r)
		}
	}
	slices.SortFunc(all, func(a, b *record) int { return cmp.Compare(*a.Nonce, *b.Nonce) })
	return all
}

// replaceStuck offers more for a transaction that is next in turn, or that offers
// less than a block asks for. The others only wait for the first.
func (s *Sender) replaceStuck(ctx context.Context, v *view, r *record) (bool, error) {
	now, err := s.price(ctx, v)
	if err != nil {
		return false, err
	}
	old := price{(*big.Int)(r.newest().Tip), (*big.Int)(r.newest().Cap)}
	if *r.Nonce != v.count && old.cap.Cmp(now.Base) >= 0 {
		return false, nil
	}
	offer, ok := s.cfg.Fees.replace(old, now)
	if !ok {
		return false, s.wait(r, chain.Errorf(chain.Retry, CodeFeeCapped, "the transaction with nonce %d is stuck, and the limits allow no higher fee", *r.Nonce))
	}
	if err := s.withinDay(new(big.Int).Sub(cost(r.Gas, offer.cap), r.worst())); err != nil {
		return false, s.wait(r, err)
	}
	signed, err := s.sign(ctx, r, *r.Nonce, r.Gas, offer, v.head.Number)
	if err != nil {
		return false, s.wait(r, err)
	}
	s.mu.Lock()
	more := *r
	more.Reason, more.Message = "", ""
	more.Attempts = append(slices.Clone(r.Attempts), *signed)
	if s.paused {
		s.mu.Unlock()
		return false, nil
	}
	if err := s.outbox.put(&more, nil); err != nil {
		s.mu.Unlock()
		return false, err
	}
	*r = more
	s.tell(r)
	s.mu.Unlock()
	s.fault("replaced")
	s.handOver(ctx, r)
	return true, nil
}

// handOver gives an intent's newest transaction to the chain. Whatever the nodes
// answer, the transaction may be under way: it is looked for, and handed over
// again, and an answer is at most a hint for a person.
func (s *Sender) handOver(ctx context.Context, r *record) {
	raw := r.newest().Raw
	if len(raw) == 0 {
		return // found on the chain, not signed here
	}
	s.fault("broadcasting")
	delivery, err := s.cfg.Client.Broadcast(ctx, raw)
	s.fault("broadcast")
	s.mu.Lock()
	defer s.mu.Unlock()
	r.broadcast = time.Now()
	switch {
	case delivery == chain.Accepted || delivery == chain.NonceUsed:
		if r.Reason != "" {
			r.Reason, r.Message = "", ""
			s.tell(r)
		}
	case delivery == chain.Underpriced && len(r.Attempts) > 1:
		// A node has an earlier one of the same intent.
	case ctx.Err() == nil:
		if code := chain.Code(err); code != r.Reason {
			r.Reason, r.Message = code, message(err)
			s.tell(r)
		}
		s.cfg.Report(err)
	}
}
