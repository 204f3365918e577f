package settlement_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/settlement"
)

// randomObligations are between so many participants; some are to oneself, some of
// nothing.
func randomObligations(random *rand.Rand, participants, count int) (list []settlement.Obligation) {
	party := func() ledger.ID { return ledger.ID{Hi: 7, Lo: uint64(random.IntN(participants))} }
	for range count {
		amount := money.Amount{Hi: random.Uint64N(1 << 20), Lo: random.Uint64()}
		if random.IntN(8) == 0 {
			amount = money.Units(random.Uint64N(3))
		}
		list = append(list, settlement.Obligation{Debtor: party(), Creditor: party(), Amount: amount})
	}
	return list
}

// TestNet holds what must be so of any obligations: nothing is made or lost, nobody's
// net is beyond its gross, and the order does not matter.
func TestNet(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 1))
	for range 2000 {
		list := randomObligations(random, 1+random.IntN(12), random.IntN(60))
		positions, ok := settlement.Net(list)
		if !ok {
			t.Fatal("the sums fit, and it says otherwise")
		}
		var pays, receives money.Amount
		for i := range positions {
			p := &positions[i]
			pays, _ = pays.Add(p.Pays())
			receives, _ = receives.Add(p.Receives())
			if p.Owes.Less(p.Pays()) || p.Owed.Less(p.Receives()) || (!p.Pays().IsZero() && !p.Receives().IsZero()) {
				t.Fatalf("the net of %+v is beyond its gross", p)
			}
			if p.Owes.IsZero() && p.Owed.IsZero() || i > 0 && !positions[i-1].Party.Less(p.Party) {
				t.Fatalf("position %d is %+v behind %+v", i, p, positions[max(0, i-1)])
			}
			if owes, owed := plainly(list, p.Party); owes != p.Owes || owed != p.Owed {
				t.Fatalf("%s owes %s and is owed %s, the position says %+v", p.Party, owes, owed, p)
			}
		}
		if pays != receives {
			t.Fatalf("%s is paid and %s received", pays, receives)
		}
		random.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		if again, _ := settlement.Net(list); !slices.Equal(again, positions) {
			t.Fatalf("another order has %+v, this one %+v", again, positions)
		}
	}
}

// plainly adds up what one party owes and is owed, from the list alone.
func plainly(list []settlement.Obligation, party ledger.ID) (owes, owed money.Amount) {
	for _, o := range list {
		switch {
		case o.Debtor == o.Creditor:
		case o.Debtor == party:
			owes, _ = owes.Add(o.Amount)
		case o.Creditor == party:
			owed, _ = owed.Add(o.Amount)
		}
	}
	return owes, owed
}

func TestNetOverflows(t *testing.T) {
	one, other, third := ledger.ID{Lo: 1}, ledger.ID{Lo: 2}, ledger.ID{Lo: 3}
	list := []settlement.Obligation{{Debtor: one, Creditor: other, Amount: money.AmountMax}, {Debtor: one, Creditor: third, Amount: money.Units(1)}}
	if _, ok := settlement.Net(list); ok {
		t.Error("a sum beyond 128 bits is taken")
	}
	list[1].Debtor = one
	list[1].Creditor = one // to oneself is nothing
	if positions, ok := settlement.Net(list); !ok || len(positions) != 2 || positions[0].Pays() != money.AmountMax || positions[1].Receives() != money.AmountMax {
		t.Errorf("the largest amount: %+v", positions)
	}
}

// TestSetOff pays all there is, to the oldest first, and no need beyond itself.
func TestSetOff(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 2))
	for range 2000 {
		needs := make([]money.Amount, random.IntN(6))
		var all money.Amount
		for i := range needs {
			needs[i] = money.Units(random.Uint64N(100))
			all, _ = all.Add(needs[i])
		}
		there := money.Units(random.Uint64N(400))
		paid := settlement.SetOff(there, needs)
		var sum money.Amount
		for i := range paid {
			sum, _ = sum.Add(paid[i])
			if needs[i].Less(paid[i]) {
				t.Fatalf("a need of %s is paid %s", needs[i], paid[i])
			}
			if i > 0 && !paid[i].IsZero() && paid[i-1] != needs[i-1] {
				t.Fatalf("of %v, %v is paid: a later one before the one that is older", needs, paid)
			}
		}
		if sum != all.Min(there) || len(paid) != len(needs) {
			t.Fatalf("of %s, %v need %s, and %v is paid", there, needs, all, paid)
		}
	}
}
