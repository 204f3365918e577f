package ledger

// Stats counts what the ledger holds and the memory it takes, in bytes.
type Stats struct {
	Accounts uint64 // ever opened
	Holds    uint64 // open
	IDs      uint64 // remembered, not yet dropped with their bucket
	Budgets  uint64
	Rules    uint64
	Assets   uint64

	AccountBytes      uint64 // records
	AccountIndexBytes uint64
	HoldBytes         uint64 // records, index and queue of deadlines
	IDBytes           uint64 // entries
	IDIndexBytes      uint64
	BudgetBytes       uint64
	RuleBytes         uint64
}

// Stats walks the headers of all tables, not their content.
func (l *Ledger) Stats() Stats {
	s := Stats{
		Accounts: uint64(l.accounts.n), Holds: uint64(l.holds.open), IDs: l.window.count,
		Budgets: uint64(l.budgets.n), Rules: uint64(l.rules.n), Assets: uint64(len(l.assets)),
		AccountBytes:      l.accounts.bytes() + l.rests.bytes(),
		AccountIndexBytes: l.accountIndex.bytes(),
		HoldBytes: l.holds.slab.bytes() + l.holds.index.bytes() + uint64(cap(l.holds.queue))*24 +
			uint64(cap(l.holds.place)+cap(l.holds.free))*4,
		IDBytes:     uint64(len(l.window.ring)) * 8,
		BudgetBytes: l.budgets.bytes() + l.budgetIndex.bytes(),
		RuleBytes:   l.rules.bytes() + l.shares.bytes() + l.ruleIndex.bytes(),
	}
	for _, b := range l.window.ring {
		if b == nil {
			continue
		}
		s.IDBytes += b.entries.bytes() + uint64(cap(b.wide))*16
		s.IDIndexBytes += partLen * 8
		for _, part := range b.parts {
			if part != nil {
				s.IDIndexBytes += part.bytes()
			}
		}
	}
	return s
}
