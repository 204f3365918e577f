package settlement

import (
	"slices"

	"aidollar/core/ledger"
	"aidollar/core/money"
)

// Obligation is what one participant owes another for a period, before anything is
// set off against it.
type Obligation struct {
	Debtor   ledger.ID
	Creditor ledger.ID
	Amount   money.Amount
}

// Position is how a participant stands at the end of a period with all others
// together. The house stands between them: a participant pays it the net or is
// paid it by it, once, whoever the others are.
type Position struct {
	Party ledger.ID
	Owes  money.Amount // gross, to all others
	Owed  money.Amount // gross, by all others
}

// Pays is what the participant pays; zero when it is paid.
func (p *Position) Pays() money.Amount { return p.Owes.SubFloor(p.Owed) }

// Receives is what the participant is paid; zero when it pays.
func (p *Position) Receives() money.Amount { return p.Owed.SubFloor(p.Owes) }

// Net sets the obligations of all participants off. The positions come in the order
// of the parties' ids, whatever that of the obligations is, and what all pay
// together is what all receive. What a participant owes itself is no obligation. ok
// is false when a sum does not fit 128 bits.
func Net(list []Obligation) (positions []Position, ok bool) {
	type side struct {
		party ledger.ID
		owes  bool
		n     int // of the obligation
	}
	sides := make([]side, 0, 2*len(list))
	for i := range list {
		if o := &list[i]; o.Debtor != o.Creditor && !o.Amount.IsZero() {
			sides = append(sides, side{o.Debtor, true, i}, side{o.Creditor, false, i})
		}
	}
	slices.SortFunc(sides, func(a, b side) int {
		switch {
		case a.party.Less(b.party):
			return -1
		case b.party.Less(a.party):
			return 1
		}
		return 0 // sums do not mind
	})
	for _, s := range sides {
		if n := len(positions); n == 0 || positions[n-1].Party != s.party {
			positions = append(positions, Position{Party: s.party})
		}
		p := &positions[len(positions)-1]
		sum := &p.Owed
		if s.owes {
			sum = &p.Owes
		}
		if *sum, ok = sum.Add(list[s.n].Amount); !ok {
			return nil, false
		}
	}
	return positions, true
}

// SetOff says what of each need is paid out of what is there: the oldest, which
// comes first, in whole before the next gets anything.
func SetOff(there money.Amount, needs []money.Amount) (paid []money.Amount) {
	paid = make([]money.Amount, len(needs))
	for i := range needs {
		paid[i] = needs[i].Min(there)
		there = there.SubFloor(paid[i])
	}
	return paid
}
