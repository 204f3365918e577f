package treasury

import (
	"context"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/settlement"
)

// Status is how the treasury does on one chain.
type Status struct {
	Chain     uint64
	Name      string
	Head      Block // the newest block that was looked at
	Final     Block // the newest that is final in the ledger
	Endpoints []Endpoint
	Sender    settlement.Address
	Due       int // payments that are to be collected, or are not final yet
	UnderWay  int // transactions that collect
	Payouts   int // open batches
	Arriving  int // transfers that are not final
	Tokens    []settlement.TokenState
	Trouble   string // what went wrong last; empty while all is well
	TroubleAt time.Time
}

// Lag is how old the newest final block was at a moment; zero before there was one.
func (s *Status) Lag(now time.Time) time.Duration {
	if s.Final.Time == 0 {
		return 0
	}
	return max(0, now.Sub(time.Unix(int64(s.Final.Time), 0)))
}

// Status is how the treasury does, chain by chain in the configuration's order.
func (t *Treasury) Status() []Status {
	all := make([]Status, 0, len(t.branches))
	for _, b := range t.branches {
		b.mu.Lock()
		s := Status{Chain: b.id, Name: b.Name, Head: newer(b.head, b.tip), Final: b.final, Sender: b.Chain.Sender()}
		for _, trouble := range b.trouble {
			if trouble.at.After(s.TroubleAt) {
				s.Trouble, s.TroubleAt = trouble.text, trouble.at
			}
		}
		b.mu.Unlock()
		if at, err := b.Chain.Trouble(); err != nil && s.Trouble == "" {
			s.Trouble, s.TroubleAt = err.Error(), at
		}
		s.Endpoints, s.Due, s.UnderWay = b.Chain.Endpoints(), b.owed.count(), b.flights.len()
		b.node.View(func(m *clearing.Machine) {
			book := m.Settlement()
			book.Payouts(func(p *settlement.Payout) bool {
				if b.token(p.Token) != nil {
					s.Payouts++
				}
				return true
			})
			book.Arrivals(func(a *settlement.Arrival) bool {
				if b.token(a.Token) != nil {
					s.Arriving++
				}
				return true
			})
			for i := range b.Tokens {
				if state, ok := book.TokenAt(b.id, b.Tokens[i].Contract); ok {
					s.Tokens = append(s.Tokens, state)
				}
			}
		})
		all = append(all, s)
	}
	return all
}

// lookAtHead keeps the newest block in view while nothing happens in it that
// concerns the house.
func (b *branch) lookAtHead(ctx context.Context) {
	for rest(ctx, headEvery, nil) {
		if head, err := b.Chain.Head(ctx); err == nil {
			b.mu.Lock()
			b.tip = head
			b.mu.Unlock()
		}
	}
}
