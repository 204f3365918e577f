package main

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"aidollar/books"
	"aidollar/console"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/meter"
)

// usageCallsMax bounds the calls that are read to sum them up.
const usageCallsMax = 20_000

// usageKey is what the rows of usage are told apart by.
type usageKey struct {
	at    int64
	group console.Group
	asset ledger.AssetID
}

// Usage implements console.Source.
func (s *consoleSource) Usage(ctx context.Context, q console.UsageQuery) (u console.Usage, err error) {
	party, ok := viewed(q.View, q.Party)
	if !ok {
		return u, nil
	}
	filter := books.CallFilter{Party: party, Key: q.Key, Model: q.Model, Span: books.Span{From: q.From, To: q.To}}
	rows := map[usageKey]*console.UsageRow{}
	read := 0
	for cursor := ""; ; {
		page, err := s.books.Calls(ctx, filter, cursor, books.LimitMax)
		if errors.Is(err, books.ErrNotFound) {
			break // the party is newer than the books
		}
		if err != nil {
			return u, err
		}
		s.node.View(func(m *clearing.Machine) {
			for i := range page.Calls {
				c := &page.Calls[i]
				key := usageKey{at: stepOf(q, c.OpenedAt), group: s.groupOf(m, q.By, c), asset: c.Asset}
				if rows[key] == nil {
					asset, _ := m.Asset(c.Asset)
					rows[key] = &console.UsageRow{At: key.at, Group: key.group, Asset: asset}
				}
				addCall(rows[key], c)
			}
		})
		read += len(page.Calls)
		if cursor = page.Next; cursor == "" {
			break
		}
		if read >= usageCallsMax {
			u.More = true
			break
		}
	}
	for _, row := range rows {
		u.Rows = append(u.Rows, *row)
	}
	slices.SortFunc(u.Rows, func(a, b console.UsageRow) int {
		return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Group.Name, b.Group.Name), cmp.Compare(a.Group.ID.Lo, b.Group.ID.Lo), cmp.Compare(a.Asset.Code, b.Asset.Code))
	})
	return u, nil
}

func addCall(r *console.UsageRow, c *books.Call) {
	r.Calls++
	r.Charge, _ = r.Charge.Add(c.Charge) // part of the ledger's total
	for m := range meter.Meter(meter.MeterCount) {
		r.Quantities[m] += c.Usage.Quantities[m]
	}
}

// stepOf is the beginning of the step that a time is in.
func stepOf(q console.UsageQuery, at int64) int64 {
	if q.Step == console.StepAll {
		return q.From
	}
	return q.Step.Floor(time.Unix(0, at)).UnixNano()
}

// groupOf is a call's value of a dimension.
func (s *consoleSource) groupOf(m *clearing.Machine, by console.Dimension, c *books.Call) (g console.Group) {
	party := func(id ledger.ID) console.Group {
		p, _ := m.Party(id)
		return console.Group{ID: id, Name: p.Name}
	}
	switch by {
	case console.ByModel:
		g.Name = c.Model
	case console.ByUpstream:
		g.Name = c.Upstream
	case console.ByBuyer:
		g = party(c.Buyer)
	case console.BySeller:
		g = party(c.Seller)
	case console.ByKey:
		key, _ := m.Key(c.Key)
		g = console.Group{ID: c.Key, Name: key.Name}
	case console.ByProject:
		key, _ := m.Key(c.Key)
		project, _ := m.Project(key.Terms.Project)
		g = console.Group{ID: project.ID, Name: project.Name}
	}
	return g
}

// Latency implements console.Source.
func (s *consoleSource) Latency() (hour console.Latency, minutes []console.Latency) {
	return s.latencies.show()
}
