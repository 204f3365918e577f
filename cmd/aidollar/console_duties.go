package main

import (
	"context"
	"strings"
	"time"

	"aidollar/books"
	"aidollar/console"
	"aidollar/core/clearing"
	"aidollar/core/duty"
	"aidollar/core/ledger"
)

// booksPatience is how long a page waits for the books to have what was done just now.
const booksPatience = 2 * time.Second

func dutyShown(m *clearing.Machine, d *duty.Duty) console.Duty {
	shown := console.Duty{Duty: *d}
	shown.Of, _ = m.Party(d.Party)
	return shown
}

// Duties implements console.Duties.
func (s *consoleSource) Duties(ctx context.Context, q console.DutyQuery, cursor string, limit int) (page console.DutyPage, err error) {
	list, err := s.books.Duties(ctx, books.DutyFilter{Open: q.Open, State: q.State, Kind: q.Kind, Party: q.Party, To: q.To}, cursor, limit)
	if err != nil {
		return page, consoleError(err)
	}
	page.Next = list.Next
	s.node.View(func(m *clearing.Machine) {
		for i := range list.Duties {
			page.Duties = append(page.Duties, dutyShown(m, &list.Duties[i]))
		}
	})
	return page, nil
}

// Duty implements console.Duties. The machine knows those that are open, the books the rest.
func (s *consoleSource) Duty(ctx context.Context, number uint64) (shown console.Duty, err error) {
	var d duty.Duty
	open := false
	s.node.View(func(m *clearing.Machine) { d, open = m.Duties().Duty(number) })
	if !open {
		// Who has just ended it is shown its end, unless the books take too long.
		seq, _ := s.node.Position()
		wait, cancel := context.WithTimeout(ctx, booksPatience)
		_ = s.books.Visible(wait, seq)
		cancel()
		if d, err = s.books.Duty(ctx, number); err != nil {
			return shown, consoleError(err)
		}
	}
	s.node.View(func(m *clearing.Machine) { shown = dutyShown(m, &d) })
	if open && s.travels != nil {
		for _, m := range s.travels.Missing(number) {
			shown.Missing = append(shown.Missing, strings.TrimSpace(m.Pointer+" "+m.Detail))
		}
	}
	return shown, nil
}

// FinishDuty implements console.Duties.
func (s *consoleSource) FinishDuty(ctx context.Context, number uint64, by ledger.ID, note string) error {
	return s.doInWords(ctx, clearing.FinishDuty{Number: number, By: by, Note: note})
}
