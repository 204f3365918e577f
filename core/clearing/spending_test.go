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

// keeper drives a shop with random calls and keeps the naive books.
type keeper struct {
	*shop
	random            *rand.Rand
	who               map[ledger.ID]*spender
	projects, keys    []ledger.ID
	terms             map[ledger.ID]clearing.KeyTerms
	open              []openCall
	accepted, refused int
}

type openCall struct {
	id, key  ledger.ID
	deadline int64
}

func newKeeper(t *testing.T, random *rand.Rand) *keeper {
	k := &keeper{shop: newShop(t, 15_000), random: random, who: map[ledger.ID]*spender{}, terms: map[ledger.ID]clearing.KeyTerms{}}
	k.deposit(money.Units(1 << 50))
	for range 2 {
		l := k.limits()
		id := k.addProject(k.buyer, l)
		k.projects, k.who[id] = append(k.projects, id), &spender{l, map[ledger.ID]spentAt{}}
	}
	for i := range 5 {
		terms := clearing.KeyTerms{Limits: k.limits()}
		if i < 4 {
			terms.Project = k.projects[i%2]
		}
		id := k.id()
		k.do(clearing.AddKey{Key: clearing.Key{ID: id, Hash: [32]byte{byte(10 + i)}, Party: k.buyer, Name: "k", Scopes: clearing.ScopeCall, Terms: terms}})
		k.keys, k.terms[id], k.who[id] = append(k.keys, id), terms, &spender{terms.Limits, map[ledger.ID]spentAt{}}
	}
	return k
}

func (k *keeper) limits() clearing.SpendLimits {
	one := func(n uint64) money.Amount {
		if k.random.IntN(4) == 0 {
			return money.AmountMax
		}
		return limit(k.random.Uint64N(n))
	}
	return clearing.SpendLimits{Day: one(200_000), Month: one(1_000_000), Total: one(20_000_000)}
}

// of lists who pays for a key's calls.
func (k *keeper) of(key ledger.ID) (list []*spender) {
	list = append(list, k.who[key])
	if p := k.terms[key].Project; !p.IsZero() {
		list = append(list, k.who[p])
	}
	return list
}

// runOut returns what is held beyond its deadline.
func (k *keeper) runOut(now int64) {
	for i := 0; i < len(k.open); i++ {
		if k.open[i].deadline <= now {
			for _, p := range k.of(k.open[i].key) {
				delete(p.spent, k.open[i].id)
			}
			k.open = append(k.open[:i], k.open[i+1:]...)
			i--
		}
	}
}

func (k *keeper) reserve() {
	now := time.Unix(0, k.now+int64(time.Millisecond)).UTC()
	r := k.reservation(1+k.random.Uint64N(100), k.random.Uint64N(30))
	r.Key = k.keys[k.random.IntN(len(k.keys))]
	cost := r.Limits[1].Max*150 + r.Limits[2].Max*600
	want := ""
	for _, p := range k.of(r.Key) {
		if !p.allows(now, cost) {
			want = "budget_spent"
		}
	}
	if got := k.try(r); got.Refusal != want {
		k.t.Fatalf("a call for %d was answered with %q, want %q", cost, got.Refusal, want)
	}
	if want != "" {
		k.refused++
		return
	}
	k.accepted++
	k.open = append(k.open, openCall{r.Call, r.Key, r.Deadline})
	for _, p := range k.of(r.Key) {
		p.spent[r.Call] = spentAt{now, cost}
	}
}

func (k *keeper) close() {
	i := k.random.IntN(len(k.open))
	c := k.open[i]
	k.open = append(k.open[:i], k.open[i+1:]...)
	charge := uint64(0)
	if k.random.IntN(4) > 0 {
		charge = k.do(clearing.Capture{Call: c.id, Usage: used(k.random.Uint64N(100), k.random.Uint64N(30))}).Call.Charge.Lo
	} else {
		k.do(clearing.Void{Call: c.id})
	}
	for _, p := range k.of(c.key) {
		p.spent[c.id] = spentAt{p.spent[c.id].at, charge}
	}
}

// step does one random thing.
func (k *keeper) step() {
	k.runOut(k.now + int64(time.Millisecond))
	switch n := k.random.IntN(20); {
	case n < 10:
		k.reserve()
	case n < 17 && len(k.open) > 0:
		k.close()
	case n < 18:
		key := k.keys[k.random.IntN(len(k.keys))]
		terms := k.terms[key]
		terms.Limits = k.limits()
		k.terms[key], k.who[key].limits = terms, terms.Limits
		k.do(clearing.ChangeKey{ID: key, Terms: terms})
	case n < 19:
		project := k.projects[k.random.IntN(len(k.projects))]
		k.who[project].limits = k.limits()
		k.do(clearing.ChangeProject{ID: project, Name: "renamed", Limits: k.who[project].limits})
	default:
		k.now += k.random.Int64N(int64(30 * time.Hour))
	}
}

// TestLimitsAreNeverOverrun runs random calls of keys with and without projects,
// many at once and over days and months, against the naive book keeper. Limits
// change under way, below what is spent too.
func TestLimitsAreNeverOverrun(t *testing.T) {
	t.Logf("seed %d", *seed)
	k := newKeeper(t, rand.New(rand.NewPCG(*seed, 3)))
	for step := range 4_000 {
		k.step()
		if step%50 == 0 {
			k.do(clearing.Tick{})
			k.runOut(k.now)
			compareSpending(t, k.shop, k.who)
		}
		if step == 2_000 {
			restored, err := clearing.Restore(bytes.NewReader(k.bytes()), clearing.DefaultConfig())
			if err != nil {
				t.Fatal(err)
			}
			k.m = restored
		}
	}
	if k.accepted < 300 || k.refused < 300 {
		t.Errorf("%d calls were accepted and %d refused; that tests little", k.accepted, k.refused)
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
