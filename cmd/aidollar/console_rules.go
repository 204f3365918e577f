package main

import (
	"context"
	"time"

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
