package main

import (
	"context"
	"errors"
	"sync"
	"time"

	"aidollar/books"
	"aidollar/console"
	"aidollar/core/clearing"
	"aidollar/core/licence"
	"aidollar/core/policy/ruling"
)

// RuleSets implements console.Rules. What has passed is left out, though the machine may
// keep it until it decides again.
func (s *consoleSource) RuleSets(context.Context) (list []*ruling.Installed, err error) {
	s.node.View(func(m *clearing.Machine) {
		now := time.Now().UnixNano()
		in := m.Rules().InForce(now)
		m.Rules().Sets(func(i *ruling.Installed) bool {
			if i == in || i.From > now {
				list = append(list, i)
			}
			return true
		})
	})
	return list, nil
}

// Quotas implements console.Rules.
func (s *consoleSource) Quotas(context.Context) (list []licence.Standing, err error) {
	s.node.View(func(m *clearing.Machine) {
		m.Quotas().Standings(max(m.Now(), time.Now().UnixNano()), func(q licence.Standing) bool {
			list = append(list, q)
			return true
		})
	})
	return list, nil
}

// Quota implements console.Rules.
func (s *consoleSource) Quota(_ context.Context, name string) (q licence.Standing, err error) {
	err = console.ErrNotFound
	s.node.View(func(m *clearing.Machine) {
		if found, known := m.Quotas().Standing(name, max(m.Now(), time.Now().UnixNano())); known {
			q, err = found, nil
		}
	})
	return q, err
}

// lawsMax bounds the sets of the past that are kept ready.
const lawsMax = 4

// laws are sets of the past by their numbers.
type laws struct {
	mu     sync.Mutex
	byPast map[uint32]*ruling.Law
}

// law finds the rules of a set, be it past; nil where there are none, or the books have not
// got so far.
func (s *consoleSource) law(ctx context.Context, number uint32) (law *ruling.Law, err error) {
	s.node.View(func(m *clearing.Machine) {
		m.Rules().Sets(func(i *ruling.Installed) bool {
			if i.Number == number {
				law = i.Law()
			}
			return law == nil
		})
	})
	if law != nil {
		return law, nil
	}
	s.laws.mu.Lock()
	defer s.laws.mu.Unlock()
	if law = s.laws.byPast[number]; law != nil {
		return law, nil
	}
	set, err := s.books.RuleSet(ctx, number)
	if errors.Is(err, books.ErrNotFound) || err == nil && len(set.Archive) == 0 {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if law, err = ruling.Compile(set.Archive); err != nil {
		return nil, err
	}
	if len(s.laws.byPast) >= lawsMax {
		clear(s.laws.byPast)
	}
	s.laws.byPast[number] = law
	return law, nil
}

// decidedBy are the rules that made a decision, in words; none while the books do not have it.
func (s *consoleSource) decidedBy(ctx context.Context, number uint64) (rules []ruling.Cited, set uint32, err error) {
	d, err := s.books.Decision(ctx, number)
	if errors.Is(err, books.ErrNotFound) {
		return nil, 0, nil
	}
	if err != nil {
		return nil, 0, err
	}
	law, err := s.law(ctx, d.Set)
	return citedBy(law, d.Rules), d.Set, err
}

// citedBy puts rules into words; of one that the law does not know there is its id.
func citedBy(law *ruling.Law, ids []string) (all []ruling.Cited) {
	for _, id := range ids {
		c := ruling.Cited{ID: id}
		if law != nil {
			if rule, known := law.Set.Rule(id); known {
				c.Title, c.Remedy = rule.Title, rule.Remedy
				c.Source, _ = law.Source(rule)
			}
		}
		all = append(all, c)
	}
	return all
}
