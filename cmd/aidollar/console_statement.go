package main

import (
	"context"
	"errors"
	"strings"

	"aidollar/books"
	"aidollar/console"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
)

// Statement implements console.Source.
func (s *consoleSource) Statement(ctx context.Context, account ledger.ID, from, to int64) (out console.Statement, err error) {
	made, err := s.books.Statement(ctx, account, books.Span{From: from, To: to})
	if err != nil {
		return out, consoleError(err)
	}
	out = console.Statement{
		Opening: console.BalanceOf(made.Opening.Debits, made.Opening.Credits), Closing: console.BalanceOf(made.Closing.Debits, made.Closing.Credits),
		Debits: made.Closing.Debits.SubFloor(made.Opening.Debits), Credits: made.Closing.Credits.SubFloor(made.Opening.Credits),
		Rest: made.Rest, Less: made.Less,
	}
	for _, t := range made.Turnovers {
		out.Sums = append(out.Sums, console.StatementSum{Code: t.Code, Debits: t.Debits, Credits: t.Credits, Movements: t.Count})
	}
	for i := range made.Lines {
		l := &made.Lines[i]
		out.Lines = append(out.Lines, console.UsageRow{
			At: from, Group: console.Group{Name: l.Model}, Asset: made.Asset, Calls: l.Calls, Failed: l.Failed, Quantities: l.Quantities, Charge: l.Charge,
		})
	}
	return out, nil
}

// Find implements console.Source.
func (s *consoleSource) Find(ctx context.Context, view console.View, text string, limit int) (hits []console.Hit, err error) {
	add := func(h console.Hit) bool {
		if view.Covers(h.Of...) {
			hits = append(hits, h)
		}
		return len(hits) < limit
	}
	id, err := ledger.ParseID(text)
	if err != nil {
		s.findNames(strings.ToLower(text), add)
		if !strings.HasPrefix(text, "0x") {
			return hits, nil
		}
		return hits, s.addChainHits(ctx, text, &hits, add)
	}
	s.findID(id, add)
	if err := s.addChainHits(ctx, text, &hits, add); err != nil {
		return hits, err
	}
	call, err := s.books.Call(ctx, id)
	if err == nil {
		add(console.Hit{Kind: "call", ID: id, Name: call.Model, Of: []ledger.ID{call.Buyer, call.Seller}})
		return hits, nil
	}
	if !errors.Is(err, books.ErrNotFound) {
		return hits, err
	}
	posting, err := s.books.Posting(ctx, id)
	if errors.Is(err, books.ErrNotFound) {
		return hits, nil
	}
	if err != nil {
		return hits, err
	}
	hit, err := s.postingHit(ctx, &posting)
	add(hit)
	return hits, err
}

// postingHit shows a posting where it belongs: with its call, or on the account
// that it credits.
func (s *consoleSource) postingHit(ctx context.Context, p *books.Posting) (hit console.Hit, err error) {
	call, err := s.callOf(ctx, p)
	if err != nil {
		return hit, err
	}
	s.node.View(func(m *clearing.Machine) {
		shown := s.posting(m, p, call)
		hit = console.Hit{Kind: "posting", ID: p.ID, At: p.Credit, Name: console.Purpose(shown), Of: []ledger.ID{shown.Debit.Owner.ID, shown.Credit.Owner.ID}}
		if !call.IsZero() {
			hit.At, hit.OfCall = call, true
		}
	})
	return hit, nil
}

// findID looks for an id in the registry and among the accounts.
func (s *consoleSource) findID(id ledger.ID, add func(console.Hit) bool) {
	s.node.View(func(m *clearing.Machine) {
		if p, ok := m.Party(id); ok {
			add(partyHit(p))
		}
		if k, ok := m.Key(id); ok {
			add(console.Hit{Kind: "key", ID: id, Name: k.Name, Of: []ledger.ID{k.Party}})
		}
		if p, ok := m.Project(id); ok {
			add(console.Hit{Kind: "project", ID: id, Name: p.Name, Of: []ledger.ID{p.Party}})
		}
		if _, ok := m.Ledger().Account(id); ok {
			owner := s.owners.find(m, id)
			add(console.Hit{Kind: "account", ID: id, Name: owner.Name, Of: []ledger.ID{owner.ID}})
		}
	})
}

func partyHit(p clearing.Party) console.Hit {
	return console.Hit{Kind: "party", ID: p.ID, At: clearing.PartyAccount(p.ID, partyCodes(p.Role)[0]), Name: p.Name, About: p.Role.String(), Of: []ledger.ID{p.ID}}
}

// findNames looks for a part of a name, in small letters.
func (s *consoleSource) findNames(part string, add func(console.Hit) bool) {
	in := func(name string) bool { return strings.Contains(strings.ToLower(name), part) }
	s.node.View(func(m *clearing.Machine) {
		m.Parties(func(p clearing.Party) bool { return !in(p.Name) || add(partyHit(p)) })
		m.Projects(func(p clearing.Project) bool {
			return !in(p.Name) || add(console.Hit{Kind: "project", ID: p.ID, Name: p.Name, Of: []ledger.ID{p.Party}})
		})
		m.Keys(func(k clearing.Key) bool {
			owner, _ := m.Party(k.Party)
			return !in(k.Name) || add(console.Hit{Kind: "key", ID: k.ID, Name: k.Name, About: owner.Name, Of: []ledger.ID{k.Party}})
		})
		m.Cards(func(number uint32, c clearing.SellerCard) bool {
			seller, _ := m.Party(c.Seller)
			named := in(c.Card.Name)
			for i := range c.Card.Models {
				named = named || in(c.Card.Models[i].Name)
			}
			return !named || add(console.Hit{Kind: "card", Number: number, Name: c.Card.Name, About: seller.Name, Of: []ledger.ID{c.Seller}})
		})
	})
}
