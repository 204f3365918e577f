package main

import (
	"context"
	"strconv"

	"aidollar/api"
	"aidollar/console"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
)

// placeOf reads a cursor that is a place in the order of entry.
func placeOf(cursor string) (uint64, error) {
	if cursor == "" {
		return 0, nil
	}
	from, err := strconv.ParseUint(cursor, 10, 32)
	if err != nil {
		return 0, console.ErrCursor
	}
	return from, nil
}

// Keys implements console.Source. Its cursors are places in the order of entry.
func (s *consoleSource) Keys(_ context.Context, party ledger.ID, cursor string, limit int) (page console.KeyPage, err error) {
	from, err := placeOf(cursor)
	if err != nil {
		return page, err
	}
	place := uint64(0)
	s.node.View(func(m *clearing.Machine) {
		m.Keys(func(k clearing.Key) bool {
			place++
			switch {
			case place <= from || !party.IsZero() && k.Party != party:
				return true
			case len(page.Keys) == limit:
				page.Next = strconv.FormatUint(place-1, 10)
				return false
			}
			page.Keys = append(page.Keys, consoleKey(m, k))
			return true
		})
	})
	return page, nil
}

// KeyByID implements console.Source.
func (s *consoleSource) KeyByID(_ context.Context, id ledger.ID) (info console.KeyInfo, err error) {
	err = console.ErrNotFound
	s.node.View(func(m *clearing.Machine) {
		if k, ok := m.Key(id); ok {
			info, err = consoleKey(m, k), nil
		}
	})
	return info, err
}

func consoleKey(m *clearing.Machine, k clearing.Key) console.KeyInfo {
	info := console.KeyInfo{Key: k}
	if spending, ok := m.KeySpending(k.ID); ok {
		info.Budgets = consoleBudgets(spending)
	}
	info.Owner, _ = m.Party(k.Party)
	info.Asset, _ = m.Asset(info.Owner.Asset)
	project, _ := m.Project(k.Terms.Project)
	info.Project = project.Name
	return info
}

// consoleBudgets lists what is limited, with what is left of it.
func consoleBudgets(s clearing.Spending) (list []console.Budget) {
	add := func(period string, of clearing.Spend) {
		if of.Max != money.AmountMax {
			list = append(list, console.Budget{Period: period, Max: of.Max, Spent: of.Spent})
		}
	}
	add("day", s.Day)
	add("month", s.Month)
	add("total", s.Total)
	return list
}

// Projects implements console.Source.
func (s *consoleSource) Projects(_ context.Context, party ledger.ID) (list []console.ProjectInfo, err error) {
	s.node.View(func(m *clearing.Machine) {
		m.Projects(func(p clearing.Project) bool {
			if party.IsZero() || p.Party == party {
				spending, _ := m.ProjectSpending(p.ID)
				info := console.ProjectInfo{Project: p, Budgets: consoleBudgets(spending)}
				info.Owner, _ = m.Party(p.Party)
				info.Asset, _ = m.Asset(info.Owner.Asset)
				list = append(list, info)
			}
			return true
		})
	})
	return list, nil
}

// do submits a command for a visitor of the console.
func (s *consoleSource) do(ctx context.Context, c clearing.Command) (clearing.Answer, error) {
	answer, err := s.node.Do(ctx, c)
	if err == nil && answer.Refusal != "" {
		err = &console.Refusal{Code: answer.Refusal, Sentence: clearing.Sentence(answer.Refusal)}
	}
	return answer, err
}

// CreateKey implements console.Source. A secret is random, so that a key of the
// same id that is there already always differs.
func (s *consoleSource) CreateKey(ctx context.Context, key clearing.Key) (secret string, err error) {
	if _, err := s.KeyByID(ctx, key.ID); err == nil {
		return "", &console.Refusal{Code: "key_exists", Sentence: "There is a key of that id already; its secret was shown when it was made."}
	}
	secret = api.NewSecret()
	key.Hash, key.Since, key.Revoked = api.HashSecret(secret), 0, 0
	_, err = s.do(ctx, clearing.AddKey{Key: key})
	return secret, err
}

// RevokeKey implements console.Source.
func (s *consoleSource) RevokeKey(ctx context.Context, id ledger.ID) error {
	_, err := s.do(ctx, clearing.RevokeKey{ID: id})
	return err
}
