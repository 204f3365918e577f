package credit

import (
	"aidollar/core/ledger"
	"aidollar/core/money"
)

// SetLine grants a line on a party's account, or replaces its terms. An amount below
// what is drawn stops new draws and takes nothing back. Invoices that were written
// keep their dates.
func (b *Book) SetLine(party, account ledger.ID, asset ledger.AssetID, terms Terms) (Line, Refusal) {
	if refusal := terms.refusal(); refusal != "" {
		return Line{}, refusal
	}
	now := b.ledger.Now()
	i, known := b.linesByAccount[account]
	switch {
	case known && b.lines.At(i).Terms == terms:
		return *b.lines.At(i), Exists
	case known:
	case b.lines.Len() >= LinesMax:
		return Line{}, LinesFull
	default:
		// What was debited before has been paid by what was there.
		a, _ := b.ledger.Account(account)
		i = b.lines.Append(Line{
			Number: uint32(b.lines.Len()) + 1, Party: party, Account: account, Asset: asset, begun: now, billed: a.DebitsPosted,
		})
		b.linesByAccount[account] = i
	}
	l := b.lines.Change(i)
	if l.Terms.Period != terms.Period {
		l.Ends = PeriodEnd(terms.Period, now)
	}
	l.Terms, l.Since = terms, now
	b.rest(i)
	b.tellLine(b.lines.At(i))
	return *b.lines.At(i), ""
}

// LineOf finds the line of an account and how it stands.
func (b *Book) LineOf(account ledger.ID) (s Standing, ok bool) {
	i, ok := b.linesByAccount[account]
	if !ok {
		return s, false
	}
	s.Line = *b.lines.At(i)
	a, _ := b.ledger.Account(account)
	posted, used := drawn(&a)
	s.Drawn, s.Open = posted, s.Line.open
	s.Room = s.Line.limit(b.ledger.Now()).SubFloor(used)
	s.Left = make([]money.Amount, len(s.Open))
	for j := range s.Open {
		left := s.Open[j].left(a.CreditsPosted)
		s.Left[j] = left
		s.Due, _ = s.Due.Add(left) // a part of what is drawn
		if s.Open[j].State == InvoiceOverdue {
			s.Overdue, _ = s.Overdue.Add(left)
		}
	}
	return s, true
}

// Lines calls f for each line in the order of granting until it returns false.
func (b *Book) Lines(f func(*Line) bool) {
	for i := range b.lines.Len() {
		if !f(b.lines.At(i)) {
			return
		}
	}
}

// Ready brings the limit of an account up to date before something is drawn from it,
// and says whether calls are refused.
func (b *Book) Ready(account ledger.ID) Refusal {
	i, ok := b.linesByAccount[account]
	if !ok {
		return ""
	}
	b.fit(i)
	if b.lines.At(i).Stopped {
		return CreditOverdue
	}
	return ""
}

// Watches reports whether what accounts are credited matters to any line.
func (b *Book) Watches() bool { return b.lines.Len() > 0 }

// Credited notes that an account was credited, so that Settle looks at its line.
func (b *Book) Credited(account ledger.ID) {
	if i, ok := b.linesByAccount[account]; ok {
		b.dirty = append(b.dirty, i)
	}
}

// CreditedAny notes that accounts were credited which are not known.
func (b *Book) CreditedAny() {
	for i := range b.lines.Len() {
		if l := b.lines.At(i); len(l.open) > 0 || l.excess {
			b.dirty = append(b.dirty, i)
		}
	}
}

// Settle looks at the lines whose accounts were credited: invoices are paid, calls
// go on, and what was drawn beyond the terms is not drawn again.
func (b *Book) Settle() {
	for len(b.dirty) > 0 {
		i := b.dirty[0]
		b.dirty = b.dirty[1:]
		if l := b.lines.At(i); len(l.open) > 0 || l.excess {
			b.rest(i)
		}
	}
	b.dirty = nil
}

// Refit puts the limit of an account back to what its line says, after somebody
// else changed it.
func (b *Book) Refit(account ledger.ID) {
	if i, ok := b.linesByAccount[account]; ok {
		b.fit(i)
	}
}

// fit sets the ledger's limit: what the terms allow or, if that is more, what is
// used already, so that nothing more is drawn and nothing has to be taken back.
func (b *Book) fit(i int) {
	l := b.lines.At(i)
	a, ok := b.ledger.Account(l.Account)
	if !ok {
		return
	}
	_, used := drawn(&a)
	want := l.limit(b.ledger.Now())
	excess := want.Less(used)
	if excess {
		want = used
	}
	if l.excess != excess {
		b.lines.Change(i).excess = excess
	}
	if a.Flags&ledger.LimitDebit == 0 || a.DebitMax != want {
		b.ledger.SetLimits(a.ID, a.Flags|ledger.LimitDebit, want, a.CreditMax)
	}
}
