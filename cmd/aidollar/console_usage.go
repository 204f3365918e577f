package main

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"aidollar/books"
	"aidollar/console"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
)

// usagePagesMax bounds the pages of usage that are read for one view.
const usagePagesMax = 50

// usageBy are the books' words for the console's.
var usageBy = map[console.Dimension]books.Dimensions{
	console.ByModel: books.ByModel, console.ByKey: books.ByKey, console.ByProject: books.ByProject, console.ByBuyer: books.ByBuyer,
	console.BySeller: books.BySeller, console.ByRegion: books.ByRegion, console.ByUpstream: books.ByUpstream,
}

var usageSteps = map[console.Step]books.Dimensions{
	console.StepHour: books.ByHour, console.StepDay: books.ByDay, console.StepMonth: books.ByMonth,
}

// Usage implements console.Source.
func (s *consoleSource) Usage(ctx context.Context, q console.UsageQuery) (u console.Usage, err error) {
	party, ok := viewed(q.View, q.Party)
	if !ok {
		return u, nil
	}
	query := books.UsageQuery{
		By: usageBy[q.By] | usageSteps[q.Step], Key: q.Key, Project: q.Project, Model: q.Model, Region: q.Region,
		Span: books.Span{From: q.From, To: q.To},
	}
	if known, ok := s.Party(party); ok {
		query.Seller, query.Buyer = known.ID, ledger.ID{}
		if known.Role == clearing.RoleBuyer {
			query.Seller, query.Buyer = ledger.ID{}, known.ID
		}
	} else if !party.IsZero() {
		return u, nil
	}
	pages := 0
	for cursor := ""; ; {
		page, err := s.books.Usage(ctx, query, cursor, books.LimitMax)
		if errors.Is(err, books.ErrSpan) {
			return u, console.ErrSpan
		}
		if err != nil {
			return u, consoleError(err)
		}
		s.node.View(func(m *clearing.Machine) {
			for i := range page.Rows {
				u.Rows = append(u.Rows, usageRow(m, q, &page.Rows[i]))
			}
		})
		if cursor = page.Next; cursor == "" {
			break
		}
		if pages++; pages >= usagePagesMax {
			u.More = true
			break
		}
	}
	slices.SortFunc(u.Rows, func(a, b console.UsageRow) int {
		return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Group.Name, b.Group.Name), cmp.Compare(a.Group.ID.Lo, b.Group.ID.Lo), cmp.Compare(a.Asset.Code, b.Asset.Code))
	})
	return u, nil
}

func usageRow(m *clearing.Machine, q console.UsageQuery, r *books.UsageRow) console.UsageRow {
	row := console.UsageRow{At: r.Start, Calls: r.Calls, Failed: r.Failed, Quantities: r.Quantities, Charge: r.Charge, Cost: r.Cost}
	if q.Step == console.StepAll {
		row.At = q.From
	}
	row.Asset, _ = m.Asset(r.Asset)
	switch q.By {
	case console.ByModel:
		row.Group.Name = r.Model
	case console.ByUpstream:
		row.Group.Name = r.Upstream
	case console.ByRegion:
		row.Group.Name = r.Region
	case console.ByBuyer:
		p, _ := m.Party(r.Buyer)
		row.Group = console.Group{ID: r.Buyer, Name: p.Name}
	case console.BySeller:
		p, _ := m.Party(r.Seller)
		row.Group = console.Group{ID: r.Seller, Name: p.Name}
	case console.ByKey:
		k, _ := m.Key(r.Key)
		row.Group = console.Group{ID: r.Key, Name: k.Name}
	case console.ByProject:
		p, _ := m.Project(r.Project)
		row.Group = console.Group{ID: r.Project, Name: p.Name}
	}
	return row
}

// Latency implements console.Source.
func (s *consoleSource) Latency() (hour console.Latency, minutes []console.Latency) {
	return s.latencies.show()
}
