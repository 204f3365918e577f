package main

import (
	"context"
	"slices"
	"strconv"
	"time"

	"aidollar/console"
	"aidollar/core/attest"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/review"
)

// Reviews implements console.Reviews. Cursors are numbers of items: what is new, or
// decided meanwhile, moves no page.
func (s *consoleSource) Reviews(_ context.Context, q console.ReviewQuery, cursor string, limit int) (page console.ReviewPage, err error) {
	after, err := placeOf(cursor)
	if err != nil {
		return page, err
	}
	s.node.View(func(m *clearing.Machine) {
		var items []review.Item
		wanted := func(i *review.Item) bool { return q.Kind == 0 || i.Kind == q.Kind }
		if q.Decided {
			m.Reviews().Items(0, func(i *review.Item) bool {
				if i.State != review.Open && wanted(i) && (after == 0 || uint64(i.Number) < after) {
					items = append(items, *i)
				}
				return after == 0 || uint64(i.Number) < after
			})
			slices.Reverse(items)
			items = items[:min(len(items), limit+1)]
		} else {
			m.Reviews().Queue(uint32(after), func(i *review.Item) bool {
				if wanted(i) {
					items = append(items, *i)
				}
				return len(items) <= limit
			})
		}
		if len(items) > limit {
			items = items[:limit]
			page.Next = strconv.FormatUint(uint64(items[limit-1].Number), 10)
		}
		for i := range items {
			page.Reviews = append(page.Reviews, reviewShown(m, &items[i]))
		}
	})
	return page, nil
}

func reviewShown(m *clearing.Machine, i *review.Item) console.Review {
	r := console.Review{Item: *i}
	r.Of, _ = m.Party(i.Party)
	return r
}

// Review implements console.Reviews.
func (s *consoleSource) Review(ctx context.Context, id ledger.ID) (r console.Review, err error) {
	err = console.ErrNotFound
	s.node.View(func(m *clearing.Machine) {
		if i, known := m.Reviews().Item(id); known {
			r, err = reviewShown(m, &i), nil
		}
	})
	if err == nil && r.Item.Decision != 0 {
		r.Deciding, r.Set, err = s.decidedBy(ctx, r.Item.Decision)
	}
	return r, err
}

// FourEyes implements console.Reviews.
func (s *consoleSource) FourEyes(context.Context) (on bool, err error) {
	s.node.View(func(m *clearing.Machine) { on = m.Reviews().FourEyes() })
	return on, nil
}

// DecideReview implements console.Reviews.
func (s *consoleSource) DecideReview(ctx context.Context, id, by ledger.ID, verdict review.Verdict, reason string, until int64) error {
	_, err := s.do(ctx, clearing.DecideReview{ID: id, Verdict: verdict, By: by, Reason: reason, Until: until})
	return err
}

// WithdrawReview implements console.Reviews.
func (s *consoleSource) WithdrawReview(ctx context.Context, id, by ledger.ID, reason string) error {
	_, err := s.do(ctx, clearing.WithdrawReview{ID: id, By: by, Reason: reason})
	return err
}

// Auditors implements console.Reviews.
func (s *consoleSource) Auditors(context.Context) (list []attest.Auditor, err error) {
	s.node.View(func(m *clearing.Machine) {
		m.Attestations().Auditors(func(a *attest.Auditor) bool {
			list = append(list, *a)
			return true
		})
	})
	return list, nil
}

// Attestations implements console.Reviews.
func (s *consoleSource) Attestations(_ context.Context, cursor string, limit int) (page console.AttestationPage, err error) {
	after, err := placeOf(cursor)
	if err != nil {
		return page, err
	}
	now := time.Now().UnixNano()
	s.node.View(func(m *clearing.Machine) {
		m.Attestations().Entries(uint32(after), func(e *attest.Entry) bool {
			if m.Attestations().Holds(e.ID, now) {
				page.Entries = append(page.Entries, *e)
			}
			return len(page.Entries) <= limit
		})
	})
	if len(page.Entries) > limit {
		page.Entries = page.Entries[:limit]
		page.Next = strconv.FormatUint(uint64(page.Entries[limit-1].Number), 10)
	}
	return page, nil
}
