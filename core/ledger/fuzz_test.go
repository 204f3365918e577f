package ledger

import (
	"slices"
	"testing"

	"aidollar/core/money"
)

// FuzzWire gives any bytes to the ledger as transfers, and the same to its
// twin. Accounts, rules and recent ids are few, so that mutations meet them.
func FuzzWire(f *testing.F) {
	s := newStage(nil)
	var b []byte
	hold := s.base(func(t *Transfer) { t.Flags, t.Deadline = Pending, start+second })
	for _, t := range []Transfer{
		s.base(nil), hold, {ID: s.id(), Hold: hold.ID, Flags: Post, Amount: money.Units(3)},
		s.base(func(t *Transfer) { t.Flags, t.Credit = Split|Linked, ID{Lo: 100} }),
		s.base(func(t *Transfer) { t.Flags, t.Debit, t.Amount = BalancingDebit, ID{Lo: 7}, money.AmountMax }),
	} {
		var one [TransferSize]byte
		t.Put(one[:])
		b = append(b, one[:]...)
	}
	f.Add(b, uint8(1))
	f.Fuzz(func(t *testing.T, b []byte, wait uint8) {
		b = b[:len(b)/TransferSize*TransferSize]
		s := newStage(nil)
		s.rule(nil)
		w := newTwin(s.config)
		w.advance(start)
		for a := range s.Freeze().Accounts {
			a.Flags &^= Closed
			w.open(a)
			if a.ID.Lo == 6 {
				w.close(a.ID)
			}
		}
		w.defineRule(Rule{ID: ID{Lo: 100}, Asset: 1, Carry: ID{Lo: 3}, Shares: []Share{{ID{Lo: 2}, 1}, {ID{Lo: 4}, 3}}})
		for range 2 {
			var ts []Transfer
			for at := 0; at < len(b); at += TransferSize {
				var one Transfer
				if !one.Read(b[at:]) {
					clear(b[at+TransferSize-4 : at+TransferSize]) // the twin has no reserved bytes
				}
				ts = append(ts, one)
			}
			if got, want := s.TransfersWire(b, nil), w.transfers(ts); !slices.Equal(got, want) {
				t.Fatalf("the ledger says %v, the twin %v", got, want)
			}
			s.Advance(start + int64(wait)*second/4)
			w.advance(start + int64(wait)*second/4)
			if !slices.Equal(s.Derived(), w.derived) {
				t.Fatalf("derived: the ledger has %v, the twin %v", s.Derived(), w.derived)
			}
		}
	})
}
