package clearing_test

import (
	"bytes"
	"math/rand/v2"
	"testing"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
)

// spender is what a naive book keeper knows of a key or a project: what each of
// its calls holds or has paid, and when it was made.
type spender struct {
	limits clearing.SpendLimits
	spent  map[ledger.ID]spentAt
}

type spentAt struct {
	at     time.Time
	amount uint64
}

func limit(n uint64) money.Amount { return money.Units(n) }

// sums adds up what was spent in the day and the month of now, and ever.
func (p *spender) sums(now time.Time) (day, month, total uint64) {
	for _, s := range p.spent {
		total += s.amount
		if s.at.Format("2006-01") == now.Format("2006-01") {
			month += s.amount
		}
		if s.at.Format("2006-01-02") == now.Format("2006-01-02") {
			day += s.amount
		}
	}
	return day, month, total
}

func (p *spender) allows(now time.Time, amount uint64) bool {
	day, month, total := p.sums(now)
	for _, c := range []struct {
		spent uint64
		most  money.Amount
	}{{day, p.limits.Day}, {month, p.limits.Month}, {total, p.limits.Total}} {
		if c.most.Less(money.Units(c.spent + amount)) {
			return false
		}
	}
	return true
}

// TestLimitsAreNeverOverrun runs random calls of keys with and without projects,
// many at once and over days and months, against the naive book keeper. Limits
// change under way, below what is spent too.
func TestLimitsAreNeverOverrun(t *testing.T) {
	t.Logf("seed %d", *seed)
	random := rand.New(rand.NewPCG(*seed, 3))
	s := newShop(t, 15_000)
	s.deposit(money.Units(1 << 50))
	limits := func() clearing.SpendLimits {
		one := func(n uint64) money.Amount {
			if random.IntN(4) == 0 {
				return money.AmountMax
			}
			return limit(random.Uint64N(n))
		}
		return clearing.SpendLimits{Day: one(200_000), Month: one(1_000_000), Total: one(20_000_000)}
	}
	who := map[ledger.ID]*spender{}
	var projects, keys []ledger.ID
	terms := map[ledger.ID]clearing.KeyTerms{}
	for range 2 {
		l := limits()
		id := s.addProject(s.buyer, l)
		projects, who[id] = append(projects, id), &spender{l, map[ledger.ID]spentAt{}}
	}
	for i := range 5 {
		k := clearing.KeyTerms{Limits: limits()}
		if i < 4 {
			k.Project = projects[i%2]
		}
		id := s.id()
		s.do(clearing.AddKey{Key: clearing.Key{ID: id, Hash: [32]byte{byte(10 + i)}, Party: s.buyer, Name: "k", Scopes: clearing.ScopeCall, Terms: k}})
		keys, terms[id], who[id] = append(keys, id), k, &spender{k.Limits, map[ledger.ID]spentAt{}}
	}
	of := func(key ledger.ID) (list []*spender) {
		list = append(list, who[key])
		if p := terms[key].Project; !p.IsZero() {
			list = append(list, who[p])
		}
		return list
	}
	type openCall struct {
		id, key  ledger.ID
		deadline int64
	}
	var open []openCall
	accepted, refused := 0, 0
	runOut := func(now int64) { // holds return at their deadline
		for i := 0; i < len(open); i++ {
			if open[i].deadline <= now {
				for _, p := range of(open[i].key) {
					delete(p.spent, open[i].id)
				}
				open = append(open[:i], open[i+1:]...)
				i--
			}
		}
	}
	for step := range 4_000 {
		now := time.Unix(0, s.now+int64(time.Millisecond)).UTC()
		runOut(now.UnixNano())
		switch n := random.IntN(20); {
		case n < 10:
			r := s.reservation(random.Uint64N(100), random.Uint64N(30))
			r.Key = keys[random.IntN(len(keys))]
			cost := r.Limits[1].Max*150 + r.Limits[2].Max*600
			want := cost > 0
			for _, p := range of(r.Key) {
				want = want && p.allows(now, cost)
			}
			got := s.try(r)
			if cost > 0 && (got.Refusal == "") != want || (got.Refusal != "" && got.Refusal != "budget_spent" && cost > 0) {
				t.Fatalf("step %d: a call for %d was answered with %q; the limits allow it: %v", step, cost, got.Refusal, want)
			}
			if got.Refusal != "" {
				refused++
				continue
			}
			accepted++
			open = append(open, openCall{r.Call, r.Key, r.Deadline})
			for _, p := range of(r.Key) {
				p.spent[r.Call] = spentAt{now, cost}
			}
		case n < 17 && len(open) > 0:
			i := random.IntN(len(open))
			c := open[i]
			open = append(open[:i], open[i+1:]...)
			charge := uint64(0)
			if n < 15 {
				charge = s.do(clearing.Capture{Call: c.id, Usage: used(random.Uint64N(100), random.Uint64N(30))}).Call.Charge.Lo
			} else {
				s.do(clearing.Void{Call: c.id})
			}
			for _, p := range of(c.key) {
				p.spent[c.id] = spentAt{p.spent[c.id].at, charge}
			}
		case n < 18:
			key := keys[random.IntN(len(keys))]
			k := terms[key]
			k.Limits = limits()
			terms[key], who[key].limits = k, k.Limits
			s.do(clearing.ChangeKey{ID: key, Terms: k})
		case n < 19:
			project := projects[random.IntN(len(projects))]
			who[project].limits = limits()
			s.do(clearing.ChangeProject{ID: project, Name: "renamed", Limits: who[project].limits})
		default:
			s.now += random.Int64N(int64(30 * time.Hour))
		}
		if step%50 == 0 {
			s.do(clearing.Tick{})
			runOut(s.now)
			compareSpending(t, s, who)
		}
		if step == 2_000 {
			restored, err := clearing.Restore(bytes.NewReader(s.bytes()), clearing.DefaultConfig())
			if err != nil {
				t.Fatal(err)
			}
			s.m = restored
		}
	}
	if accepted < 300 || refused < 300 {
		t.Errorf("%d calls were accepted and %d refused; that tests little", accepted, refused)
	}
}

// compareSpending holds what the machine says was spent against the book keeper.
func compareSpending(t *testing.T, s *shop, who map[ledger.ID]*spender) {
	t.Helper()
	now := time.Unix(0, s.m.Now()).UTC()
	for id, p := range who {
		got, ok := s.m.KeySpending(id)
		if !ok {
			got, ok = s.m.ProjectSpending(id)
		}
		day, month, total := p.sums(now)
		if !ok || got.Day.Spent != limit(day) || got.Month.Spent != limit(month) || got.Total.Spent != limit(total) || got.Total.Max != p.limits.Total {
			t.Fatalf("%s: the machine says %+v, the book keeper %d, %d, %d", id, got, day, month, total)
		}
		if left := got.Total.Left(); got.Total.Max != money.AmountMax && left != got.Total.Max.SubFloor(got.Total.Spent) {
			t.Errorf("%s: %v is left", id, left)
		}
	}
}

// TestTheHousesBudgetsAreItsOwn: no submitted command draws on, changes or
// attaches what keeps a key's limits.
func TestTheHousesBudgetsAreItsOwn(t *testing.T) {
	s := newShop(t, 0)
	s.deposit(money.Units(1_000_000))
	own := ledger.BudgetHouse + 2
	transfer := ledger.Transfer{
		ID: s.id(), Debit: s.buyerAccount(), Credit: clearing.HouseAccount(clearing.AccountCustody, usd), Amount: money.Units(1), Asset: usd, Budget: own,
	}
	if got := s.try(clearing.Transfers{transfer}).Outcomes[0].Result; got != ledger.BudgetManaged {
		t.Errorf("a transfer that names it: %v", got)
	}
	for _, c := range []clearing.Command{
		clearing.SetBudget{ID: s.buyerAccount(), Budget: own},
		clearing.ChangeBudget{ID: own, AmountMax: money.Units(1)},
		clearing.DefineBudget{Budget: ledger.Budget{ID: ledger.BudgetHouse | 1<<29, Asset: usd}},
		clearing.DefineBudget{Budget: ledger.Budget{ID: 5, Parent: own, Asset: usd}},
		clearing.OpenAccount{Account: ledger.Account{ID: s.id(), Asset: usd, Budget: own}},
	} {
		if got := s.try(c); got.Refusal != "budget_managed" {
			t.Errorf("%T: %q", c, got.Refusal)
		}
	}
	// The operator's own budgets on the account hold beside the key's.
	s.do(clearing.DefineBudget{Budget: ledger.Budget{ID: 5, Asset: usd, AmountMax: money.Units(1_000)}})
	s.do(clearing.SetBudget{ID: s.buyerAccount(), Budget: 5})
	if got := s.try(s.reservation(10, 0)); got.Refusal != "budget_spent" {
		t.Errorf("beyond the account's budget: %q", got.Refusal)
	}
	s.do(clearing.ChangeBudget{ID: 5, AmountMax: money.Units(2_000)})
	s.do(s.reservation(10, 0))
	if got, _ := s.m.KeySpending(s.key); got.Day.Spent != money.Units(1_500) || got.Day.Left() != money.AmountMax {
		t.Errorf("the key has spent %+v", got)
	}
}
