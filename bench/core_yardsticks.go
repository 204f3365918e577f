package bench

import (
	"math/bits"

	"aidollar/core/ledger"
	"aidollar/core/money"
)

// flatTable is the least that can be called a ledger: an open-addressing table
// of ids and sums, with no idempotency, no limits, no checks.
type flatTable struct {
	slots []flatAccount
	mask  uint64
}

type flatAccount struct {
	id              ledger.ID
	debits, credits money.Amount
}

func newFlatTable(accounts int) *flatTable {
	n := 1 << bits.Len(uint(accounts*3/2))
	return &flatTable{make([]flatAccount, n), uint64(n - 1)}
}

func (f *flatTable) find(id ledger.ID) *flatAccount {
	hi, lo := bits.Mul64(id.Lo^0x9e3779b97f4a7c15, id.Hi^0xd6e8feb86659fd93)
	for i := hi ^ lo; ; i++ {
		a := &f.slots[i&f.mask]
		if a.id == id || a.id.IsZero() {
			return a
		}
	}
}

func (f *flatTable) open(id ledger.ID) { f.find(id).id = id }

func (f *flatTable) apply(b []byte) {
	for ; len(b) > 0; b = b[ledger.TransferSize:] {
		amount := money.AmountAt(b[48:])
		debit := f.find(ledger.IDAt(b[16:]))
		credit := f.find(ledger.IDAt(b[32:]))
		debit.debits, _ = debit.debits.Add(amount)
		credit.credits, _ = credit.credits.Add(amount)
	}
}

// mapLedger is what one writes first: Go maps of accounts and of ids seen. The
// accounts lie in a slice, so that the garbage collector has no million
// pointers to follow at the expense of its neighbours.
type mapLedger struct {
	index    map[ledger.ID]int
	accounts []flatAccount
	seen     map[ledger.ID]money.Amount
}

func newMapLedger(accounts int) *mapLedger {
	return &mapLedger{make(map[ledger.ID]int, accounts), nil, map[ledger.ID]money.Amount{}}
}

func (m *mapLedger) open(id ledger.ID) {
	m.index[id] = len(m.accounts)
	m.accounts = append(m.accounts, flatAccount{id: id})
}

func (m *mapLedger) apply(b []byte) {
	for ; len(b) > 0; b = b[ledger.TransferSize:] {
		id := ledger.IDAt(b)
		if _, twice := m.seen[id]; twice {
			continue
		}
		amount := money.AmountAt(b[48:])
		d, ok1 := m.index[ledger.IDAt(b[16:])]
		c, ok2 := m.index[ledger.IDAt(b[32:])]
		if !ok1 || !ok2 {
			continue
		}
		m.seen[id] = amount
		debit, credit := &m.accounts[d], &m.accounts[c]
		debit.debits, _ = debit.debits.Add(amount)
		credit.credits, _ = credit.credits.Add(amount)
	}
}
