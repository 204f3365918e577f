package payment

import (
	"slices"

	"aidollar/core/ledger"
	"aidollar/core/money"
)

// Owing is a contract that owes for pushed usage.
type Owing struct {
	Number uint32 // of the contract; the order of first dealings
	Sale   ledger.ID
	Owed   money.Amount
}

// OwedBy lists the contracts by which a buyer's account owes, the oldest first.
func (d *Desk) OwedBy(buyer ledger.ID) []Owing {
	numbers := d.owing[buyer]
	list := make([]Owing, len(numbers))
	for i, n := range numbers {
		c := d.contracts.At(int(n))
		list[i] = Owing{n, c.sale, c.owed}
	}
	return list
}

// noteOwed keeps the list of contracts that owe as they do.
func (d *Desk) noteOwed(number uint32, c *contract) {
	numbers := d.owing[c.buyer]
	at, there := slices.BinarySearch(numbers, number)
	switch owes := !c.owed.IsZero(); {
	case owes == there:
	case owes:
		d.owing[c.buyer] = slices.Insert(numbers, at, number)
	case len(numbers) == 1:
		delete(d.owing, c.buyer)
	default:
		d.owing[c.buyer] = slices.Delete(numbers, at, at+1)
	}
}
