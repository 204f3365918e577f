package ledger

import (
	"math/rand/v2"
	"testing"

	"aidollar/core/money"
)

// TestUnsplitIsExact splits and takes back at random: at every moment each share has
// the floor of its part of the net sum, and the carry account the rest of it.
func TestUnsplitIsExact(t *testing.T) {
	for range 20 {
		seed := rand.Uint64()
		rng := rand.New(rand.NewPCG(seed, 3))
		s := newStage(func(c *Config) { c.IDsMax = 1 << 20 })
		weights := []uint64{1 + rng.Uint64N(1_000_000), 1 + rng.Uint64N(1_000), 1 + rng.Uint64N(7)}
		rule, to := ID{Lo: 100}, ID{Lo: 11}
		shares := []Share{{ID{Lo: 2}, weights[0]}, {ID{Lo: 4}, weights[1]}, {ID{Lo: 10}, weights[2]}}
		s.Open(Account{ID: ID{Lo: 10}, Asset: 1})
		s.Open(Account{ID: to, Asset: 1, Flags: LimitDebit})
		if r := s.DefineRule(Rule{ID: rule, Asset: 1, Carry: ID{Lo: 3}, Shares: shares}); r != OK {
			t.Fatal(r)
		}
		net := uint64(0)
		for range 2_000 {
			if n := 1 + rng.Uint64N(40); rng.IntN(2) == 0 || net < n {
				s.one(func(t *Transfer) { t.Flags, t.Credit, t.Amount = Split, rule, money.Units(n) })
				net += n
			} else {
				if most := s.UnsplitMax(rule, money.Units(n)); most != money.Units(n) {
					t.Fatalf("seed %d: the shares can give %s of %d that they got", seed, most, n)
				}
				s.takeBack(t, rule, to, n)
				net -= n
			}
			s.netIs(t, shares, weights[0]+weights[1]+weights[2], net)
			if t.Failed() {
				t.Fatalf("seed %d", seed)
			}
		}
	}
}

// takeBack takes an amount of what was split back, and then out of the account that it
// came to.
func (s *stage) takeBack(t *testing.T, rule, to ID, n uint64) {
	t.Helper()
	before, _ := s.Account(to)
	r := s.Atomic(func() Result {
		moves, _ := s.Unsplit(rule, money.Units(n), to)
		for _, m := range moves {
			if r := s.one(func(t *Transfer) { t.Debit, t.Credit, t.Amount = m.From, m.To, m.Amount }); r.Result != OK {
				return r.Result
			}
		}
		return s.Unsplitted(rule, money.Units(n))
	})
	after, _ := s.Account(to)
	came, _ := after.CreditsPosted.Sub(after.DebitsPosted)
	was, _ := before.CreditsPosted.Sub(before.DebitsPosted)
	if r != OK || came.SubFloor(was) != money.Units(n) {
		t.Errorf("of %d that is taken back %s came: %s", n, came.SubFloor(was), r)
	}
}

func (s *stage) netIs(t *testing.T, shares []Share, whole, net uint64) {
	t.Helper()
	rest := net
	for _, share := range shares {
		a, _ := s.Account(share.Account)
		if has, _ := a.CreditsPosted.Sub(a.DebitsPosted); has != money.Units(net*share.Weight/whole) {
			t.Errorf("of %d net the share of %d/%d has %s", net, share.Weight, whole, has)
		}
		rest -= net * share.Weight / whole
	}
	keep, _ := s.Account(ID{Lo: 3})
	if has, _ := keep.CreditsPosted.Sub(keep.DebitsPosted); has != money.Units(rest) {
		t.Errorf("of %d net the carry account has %s, want %d", net, has, rest)
	}
}

// TestUnsplitMaxIsTheMost takes money away from a share: what it can give back then
// can be posted, and a unit more cannot.
func TestUnsplitMaxIsTheMost(t *testing.T) {
	seed := rand.Uint64()
	rng := rand.New(rand.NewPCG(seed, 4))
	for range 300 {
		s := newStage(nil)
		rule := ID{Lo: 100}
		s.Open(Account{ID: ID{Lo: 10}, Asset: 1, Flags: LimitDebit})
		s.DefineRule(Rule{ID: rule, Asset: 1, Carry: ID{Lo: 3}, Shares: []Share{{ID{Lo: 10}, 1 + rng.Uint64N(999)}, {ID{Lo: 4}, 1 + rng.Uint64N(999)}}})
		sold := 100 + rng.Uint64N(900)
		s.one(func(t *Transfer) { t.Flags, t.Credit, t.Amount = Split, rule, money.Units(sold) })
		if funds := s.Funds(ID{Lo: 10}); funds.Lo > 1 {
			s.one(func(t *Transfer) { t.Debit, t.Amount = ID{Lo: 10}, money.Units(1+rng.Uint64N(funds.Lo)) })
		}
		most := s.UnsplitMax(rule, money.Units(sold))
		gives := func(n money.Amount) money.Amount {
			moves, _ := s.Unsplit(rule, n, ID{Lo: 1})
			for _, m := range moves {
				if m.From == (ID{Lo: 10}) {
					return m.Amount
				}
			}
			return money.Amount{}
		}
		more, _ := most.Add(money.Units(1))
		if funds := s.Funds(ID{Lo: 10}); funds.Less(gives(most)) || (most.Lo < sold && !funds.Less(gives(more))) {
			t.Fatalf("seed %d: with %s a share gives %s of %s, and %s of %s", seed, funds, gives(most), most, gives(more), more)
		}
	}
}
