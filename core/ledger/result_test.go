package ledger

import (
	"strings"
	"testing"

	"aidollar/core/money"
)

// stage is a small ledger with what the table tests need: accounts 1 to 4 in
// asset 1, account 5 in asset 2, account 6 closed, 7 limited both ways.
type stage struct {
	*Ledger
	serial uint64
}

func newStage(change func(*Config)) *stage {
	c := Config{Window: 100 * second, Skew: second, AccountsMax: 100, HoldsMax: 10, IDsMax: 1000, BudgetsMax: 10, RulesMax: 10}
	if change != nil {
		change(&c)
	}
	s := &stage{Ledger: New(c)}
	s.Advance(start)
	for n := uint64(1); n <= 4; n++ {
		s.Open(Account{ID: ID{Lo: n}, Asset: 1})
	}
	s.Open(Account{ID: ID{Lo: 5}, Asset: 2})
	s.Open(Account{ID: ID{Lo: 6}, Asset: 1})
	s.Close(ID{Lo: 6})
	s.Open(Account{ID: ID{Lo: 7}, Asset: 1, Flags: LimitDebit | LimitCredit, DebitMax: money.Units(10), CreditMax: money.Units(10)})
	return s
}

// id is a new id of the present.
func (s *stage) id() ID {
	s.serial++
	return ID{Hi: uint64(s.Now()/1_000_000) << 16, Lo: s.serial}
}

// base is a transfer of 5 from account 1 to account 2, changed as told.
func (s *stage) base(change func(*Transfer)) Transfer {
	t := Transfer{ID: s.id(), Debit: ID{Lo: 1}, Credit: ID{Lo: 2}, Amount: money.Units(5), Asset: 1}
	if change != nil {
		change(&t)
	}
	return t
}

func (s *stage) one(change func(*Transfer)) Outcome {
	return s.Transfers([]Transfer{s.base(change)}, nil)[0]
}

// hold makes a hold of 5 and returns its id.
func (s *stage) hold() ID {
	t := s.base(func(t *Transfer) { t.Flags, t.Code = Pending, 3 })
	s.Transfers([]Transfer{t}, nil)
	return t.ID
}

func (s *stage) post(hold ID, change func(*Transfer)) Outcome {
	t := Transfer{ID: s.id(), Hold: hold, Flags: Post, Amount: money.AmountMax}
	if change != nil {
		change(&t)
	}
	return s.Transfers([]Transfer{t}, nil)[0]
}

func (s *stage) rule(change func(*Rule)) Result {
	r := Rule{ID: ID{Lo: 100}, Asset: 1, Carry: ID{Lo: 3}, Shares: []Share{{ID{Lo: 2}, 1}, {ID{Lo: 4}, 3}}}
	if change != nil {
		change(&r)
	}
	return s.DefineRule(r)
}

func (s *stage) budget(change func(*Budget)) Result {
	b := Budget{ID: 1, Asset: 1, Period: PeriodDay, AmountMax: money.Units(7)}
	if change != nil {
		change(&b)
	}
	return s.DefineBudget(b)
}

// each result once, by the shortest way to it.
var ways = map[Result]func(s *stage) Result{
	OK: func(s *stage) Result { return s.one(nil).Result },
	Exists: func(s *stage) Result {
		t := s.base(nil)
		return s.Transfers([]Transfer{t, t}, nil)[1].Result
	},
	LinkedRefused: func(s *stage) Result {
		return s.Transfers([]Transfer{s.base(func(t *Transfer) { t.Flags = Linked }), s.base(func(t *Transfer) { t.Asset = 9 })}, nil)[0].Result
	},
	ChainOpen: func(s *stage) Result { return s.one(func(t *Transfer) { t.Flags = Linked }).Result },
	ChainTooLong: func(s *stage) Result {
		ts := make([]Transfer, ChainMax+1)
		for i := range ts {
			ts[i] = s.base(func(t *Transfer) { t.Flags = Linked })
		}
		ts[ChainMax].Flags = 0
		return s.Transfers(ts, nil)[0].Result
	},
	IDZero:     func(s *stage) Result { return s.one(func(t *Transfer) { t.ID = ID{} }).Result },
	IDTooOld:   func(s *stage) Result { return s.one(func(t *Transfer) { t.ID.Hi -= 100_001 << 16 }).Result },
	IDInFuture: func(s *stage) Result { return s.one(func(t *Transfer) { t.ID.Hi += 1001 << 16 }).Result },
	IDReused: func(s *stage) Result {
		t := s.base(nil)
		u := t
		u.Amount = money.Units(6)
		return s.Transfers([]Transfer{t, u}, nil)[1].Result
	},
	WindowFull: func(*stage) Result {
		s := newStage(func(c *Config) { c.IDsMax = 2 })
		s.one(nil)
		s.one(nil)
		return s.one(nil).Result
	},
	FlagsUnknown:  func(s *stage) Result { return s.one(func(t *Transfer) { t.Flags = transferFlagsEnd }).Result },
	FlagsConflict: func(s *stage) Result { return s.one(func(t *Transfer) { t.Flags = Pending | Split }).Result },
	ReservedNotZero: func(s *stage) Result {
		var b [TransferSize]byte
		t := s.base(nil)
		t.Put(b[:])
		b[127] = 1
		return s.TransfersWire(b[:], nil)[0].Result
	},
	BudgetManaged: func(s *stage) Result { return s.budget(func(b *Budget) { b.ID = BudgetHouse }) },
	AmountZero:    func(s *stage) Result { return s.one(func(t *Transfer) { t.Amount = money.Amount{} }).Result },
	AssetUnknown:  func(s *stage) Result { return s.one(func(t *Transfer) { t.Asset = 0 }).Result },
	AssetMismatch: func(s *stage) Result { return s.one(func(t *Transfer) { t.Credit = ID{Lo: 5} }).Result },
	DebitUnknown:  func(s *stage) Result { return s.one(func(t *Transfer) { t.Debit = ID{Lo: 99} }).Result },
	CreditUnknown: func(s *stage) Result { return s.one(func(t *Transfer) { t.Credit = ID{} }).Result },
	AccountsSame:  func(s *stage) Result { return s.one(func(t *Transfer) { t.Credit = t.Debit }).Result },
	DebitClosed:   func(s *stage) Result { return s.one(func(t *Transfer) { t.Debit = ID{Lo: 6} }).Result },
	CreditClosed:  func(s *stage) Result { return s.one(func(t *Transfer) { t.Credit = ID{Lo: 6} }).Result },
	DebitLimited: func(s *stage) Result {
		return s.one(func(t *Transfer) { t.Debit, t.Amount = ID{Lo: 7}, money.Units(11) }).Result
	},
	CreditLimited: func(s *stage) Result {
		return s.one(func(t *Transfer) { t.Credit, t.Amount = ID{Lo: 7}, money.Units(11) }).Result
	},
	BudgetSpent: func(s *stage) Result {
		s.budget(nil)
		s.SetBudget(ID{Lo: 1}, 1)
		s.one(nil)
		return s.one(nil).Result
	},
	Overflow: func(s *stage) Result {
		s.one(nil)
		return s.one(func(t *Transfer) { t.Amount = money.AmountMax }).Result
	},
	DeadlinePassed: func(s *stage) Result {
		return s.one(func(t *Transfer) { t.Flags, t.Deadline = Pending, start }).Result
	},
	DeadlineWithoutHold: func(s *stage) Result { return s.one(func(t *Transfer) { t.Deadline = start + 1 }).Result },
	HoldUnknown:         func(s *stage) Result { return s.post(s.id(), nil).Result },
	HoldZero:            func(s *stage) Result { return s.post(ID{}, nil).Result },
	HoldMismatch:        func(s *stage) Result { return s.post(s.hold(), func(t *Transfer) { t.Code = 4 }).Result },
	HoldExceeded:        func(s *stage) Result { return s.post(s.hold(), func(t *Transfer) { t.Amount = money.Units(6) }).Result },
	HoldPosted: func(s *stage) Result {
		h := s.hold()
		s.post(h, nil)
		return s.post(h, nil).Result
	},
	HoldVoided: func(s *stage) Result {
		h := s.hold()
		s.post(h, func(t *Transfer) { t.Flags = Void })
		return s.post(h, nil).Result
	},
	HoldExpired: func(s *stage) Result {
		t := s.base(func(t *Transfer) { t.Flags, t.Deadline = Pending, start+second })
		s.Transfers([]Transfer{t}, nil)
		s.Advance(start + second)
		return s.post(t.ID, nil).Result
	},
	HoldsFull: func(s *stage) Result {
		for range 10 {
			s.hold()
		}
		return s.one(func(t *Transfer) { t.Flags = Pending }).Result
	},
	PeriodSealed: func(s *stage) Result {
		s.Seal(start - 5*second)
		return s.one(func(t *Transfer) { t.Effective = start - 5*second }).Result
	},
	EffectiveInFuture: func(s *stage) Result { return s.one(func(t *Transfer) { t.Effective = start + 1 }).Result },
	AccountExists:     func(s *stage) Result { return s.Open(Account{ID: ID{Lo: 1}, Asset: 1}) },
	AccountDiffers:    func(s *stage) Result { return s.Open(Account{ID: ID{Lo: 1}, Asset: 2}) },
	AccountUnknown:    func(s *stage) Result { return s.Close(ID{Lo: 99}) },
	AccountPending: func(s *stage) Result {
		s.hold()
		return s.Close(ID{Lo: 1})
	},
	AccountBalance: func(s *stage) Result {
		s.one(nil)
		return s.Close(ID{Lo: 1})
	},
	AccountsFull: func(s *stage) Result {
		return newStage(func(c *Config) { c.AccountsMax = 7 }).Open(Account{ID: ID{Lo: 50}, Asset: 1})
	},
	BudgetUnknown: func(s *stage) Result { return s.SetBudget(ID{Lo: 1}, 9) },
	BudgetExists: func(s *stage) Result {
		s.budget(nil)
		return s.budget(nil)
	},
	BudgetDiffers: func(s *stage) Result {
		s.budget(nil)
		return s.budget(func(b *Budget) { b.CountMax = 1 })
	},
	BudgetTooDeep: func(*stage) (r Result) {
		s := newStage(func(c *Config) { c.BudgetsMax = BudgetDepthMax + 1 })
		for n := range BudgetID(BudgetDepthMax + 1) {
			r = s.budget(func(b *Budget) { b.ID, b.Parent = n+1, n })
		}
		return r
	},
	BudgetsFull: func(s *stage) (r Result) {
		for n := range BudgetID(11) {
			r = s.budget(func(b *Budget) { b.ID = n + 1 })
		}
		return r
	},
	BudgetPeriodUnknown: func(s *stage) Result { return s.budget(func(b *Budget) { b.Period = periodEnd }) },
	RuleUnknown:         func(s *stage) Result { return s.one(func(t *Transfer) { t.Flags = Split }).Result },
	RuleExists: func(s *stage) Result {
		s.rule(nil)
		return s.rule(nil)
	},
	RuleDiffers: func(s *stage) Result {
		s.rule(nil)
		return s.rule(func(r *Rule) { r.Shares[0].Weight = 2 })
	},
	RuleSharesInvalid: func(s *stage) Result { return s.rule(func(r *Rule) { r.Shares[0].Weight = 0 }) },
	RulesFull: func(s *stage) (r Result) {
		for n := range uint64(11) {
			r = s.rule(func(r *Rule) { r.ID.Lo += n })
		}
		return r
	},
	AccountManaged: func(s *stage) Result {
		s.managed()
		return s.one(func(t *Transfer) { t.Credit = ID{Lo: 8} }).Result
	},
	AssetsFull: func(*stage) (r Result) {
		s := newStage(func(c *Config) { c.AccountsMax = AssetsMax + 100 })
		for n := range AssetID(AssetsMax) {
			r = s.Open(Account{ID: ID{Hi: 1, Lo: uint64(n)}, Asset: n + 1})
		}
		if r != OK {
			return r
		}
		return s.Open(Account{ID: ID{Hi: 2}, Asset: AssetsMax + 1})
	},
}

// managed adds account 8, which is managed.
func (s *stage) managed() {
	s.Open(Account{ID: ID{Lo: 8}, Asset: 1, Flags: Managed})
}

// TestEachResult also checks that no refusal leaves a trace.
func TestEachResult(t *testing.T) {
	for r := range resultEnd {
		way, ok := ways[r]
		if !ok {
			t.Errorf("no way is known to produce %v", r)
			continue
		}
		if got := way(newStage(nil)); got != r {
			t.Errorf("the way to %v led to %v", r, got)
		}
	}
}

func TestResultTexts(t *testing.T) {
	codes := map[string]bool{}
	for r := range resultEnd {
		code, sentence := r.String(), r.Sentence()
		if codes[code] || code == "" || code != strings.ToLower(code) || strings.ContainsAny(code, " -") {
			t.Errorf("result %d has the code %q", r, code)
		}
		codes[code] = true
		if len(sentence) < 20 || !strings.HasSuffix(sentence, ".") {
			t.Errorf("%v has the sentence %q", r, sentence)
		}
	}
	if resultEnd.String() != "result_unknown" {
		t.Error("a number that is no result has a code")
	}
}

// TestRefusalsLeaveNoTrace compares the snapshot before and after each refusal
// of a single transfer.
func TestRefusalsLeaveNoTrace(t *testing.T) {
	s := newStage(nil)
	h := s.hold()
	s.rule(nil)
	s.budget(nil)
	before := string(encode(t, s.Freeze()))
	for _, change := range []func(*Transfer){
		func(t *Transfer) { t.Asset = 2 },
		func(t *Transfer) { t.Flags, t.Hold, t.Amount = Post, h, money.Units(6) },
		func(t *Transfer) { t.Flags = Split },
		func(t *Transfer) { t.Flags, t.Credit, t.Debit = Split, ID{Lo: 100}, ID{Lo: 3} },
		func(t *Transfer) { t.Debit, t.Amount = ID{Lo: 7}, money.Units(11) },
		func(t *Transfer) { t.Flags, t.Deadline = Pending, start },
	} {
		if r := s.one(change).Result; r == OK || r == Exists {
			t.Fatalf("not refused: %v", r)
		}
		if after := string(encode(t, s.Freeze())); after != before {
			t.Fatal("a refusal changed the state")
		}
	}
}
