package clearing_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/credit"
	"aidollar/core/ledger"
	"aidollar/core/money"
)

// voucherTwin is a naive twin of a grant.
type voucherTwin struct {
	credit.Grant
	left, back int64 // held or not; what went back to its funder
	ended      bool
}

// callTwin is a naive twin of an open call: what it holds of whom.
type callTwin struct {
	deadline int64
	from     []*voucherTwin
	of       []int64
	money    int64
}

// grantWalk is a machine, and beside it a list of grants that is sorted anew for each
// call.
type grantWalk struct {
	*shop
	rng     *rand.Rand
	grants  []*voucherTwin
	calls   map[ledger.ID]*callTwin
	order   []ledger.ID
	funds   int64
	sellers [2]ledger.ID

	overrun, mixed, lapsed int // what the walk came by
}

// TestGrantsAgreeWithAList walks at random through grants, calls and time, and
// compares each grant, the balance and what came back with the twin after each step.
func TestGrantsAgreeWithAList(t *testing.T) {
	overrun, mixed, lapsed := 0, 0, 0
	for range 12 {
		seed := rand.Uint64()
		w := &grantWalk{shop: newShop(t, 100_000), rng: rand.New(rand.NewPCG(seed, 8)), calls: map[ledger.ID]*callTwin{}}
		w.sellers = [2]ledger.ID{w.seller, w.id()}
		w.do(clearing.AddParty{Party: clearing.Party{ID: w.sellers[1], Role: clearing.RoleSeller, Name: "other", Asset: usd}})
		for _, seller := range w.sellers {
			w.do(clearing.PutCard{Seller: seller, Card: w.card("units", 1, map[string]string{"unit": "0.001", "other": "0.001"})})
		}
		for range 600 {
			w.step()
			if w.compare(); t.Failed() {
				t.Fatalf("seed %d", seed)
			}
		}
		w.replayed()
		overrun, mixed, lapsed = overrun+w.overrun, mixed+w.mixed, lapsed+w.lapsed
	}
	if overrun < 50 || mixed < 50 || lapsed < 50 {
		t.Errorf("%d calls beyond what was there, %d of several payers, %d lapses: the walks show little", overrun, mixed, lapsed)
	}
}

func (w *grantWalk) step() {
	switch n := w.rng.IntN(20); {
	case n < 3:
		w.give()
	case n < 11:
		w.reserve()
	case n < 17:
		w.close()
	case n == 17:
		amount := w.rng.Int64N(200) + 1
		w.deposit(money.Units(uint64(amount)))
		w.tick()
		w.funds += amount
	case n == 18 && len(w.grants) > 0:
		g := w.grants[w.rng.IntN(len(w.grants))]
		w.do(clearing.EndGrant{ID: g.ID})
		w.tick()
		w.end(g)
	default:
		w.now += w.rng.Int64N(int64(3 * time.Minute))
		w.do(clearing.Tick{})
		w.tick()
	}
}

func (w *grantWalk) give() {
	g := credit.Grant{
		ID: w.id(), Party: w.buyer, Asset: usd, Amount: money.Units(w.rng.Uint64N(300) + 1), Name: "walk", Priority: uint16(w.rng.IntN(3)),
		From: clearing.HouseAccount(clearing.AccountCustody, usd),
	}
	if w.rng.IntN(3) > 0 {
		g.Expires = w.now + int64(time.Minute) + w.rng.Int64N(int64(10*time.Minute))
	}
	if w.rng.IntN(3) == 0 {
		g.Sellers = []ledger.ID{w.sellers[w.rng.IntN(2)]}
	}
	if w.rng.IntN(3) == 0 {
		g.Models = []string{[]string{"unit", "oth*"}[w.rng.IntN(2)]}
	}
	if free := w.funds - w.held(); w.rng.IntN(3) == 0 && free > 0 {
		g.From, g.Amount = w.buyerAccount(), money.Units(uint64(w.rng.Int64N(free)+1))
	}
	w.do(clearing.GiveGrant{Grant: g})
	w.tick()
	if g.From == w.buyerAccount() {
		w.funds -= int64(g.Amount.Lo)
	}
	w.grants = append(w.grants, &voucherTwin{Grant: g, left: int64(g.Amount.Lo)})
}

// free is what of a grant no call holds.
func (w *grantWalk) free(g *voucherTwin) int64 {
	free := g.left
	for _, c := range w.calls {
		for i := range c.from {
			if c.from[i] == g {
				free -= c.of[i]
			}
		}
	}
	return free
}

// held is what calls hold of the balance.
func (w *grantWalk) held() (sum int64) {
	for _, c := range w.calls {
		sum += c.money
	}
	return sum
}

// tick lets calls run out and grants expire, as time did in the machine.
func (w *grantWalk) tick() {
	for _, id := range w.order {
		if c := w.calls[id]; c != nil && c.deadline <= w.now {
			w.back(id, 0)
		}
	}
	for _, g := range w.grants {
		if g.Expires != 0 && g.Expires <= w.now {
			w.end(g)
		}
	}
}

func (w *grantWalk) end(g *voucherTwin) {
	g.ended = true
	w.lapse(g)
}

func (w *grantWalk) lapse(g *voucherTwin) {
	rest := w.free(g)
	if !g.ended || rest == 0 {
		return
	}
	w.lapsed++
	g.left, g.back = g.left-rest, g.back+rest
	if g.From == w.buyerAccount() {
		w.funds += rest
	}
}

// reserve holds what sorting the grants says.
func (w *grantWalk) reserve() {
	r := w.reservation(w.rng.Uint64N(200)+1, 0)
	r.Seller, r.Model = w.sellers[w.rng.IntN(2)], []string{"unit", "other"}[w.rng.IntN(2)]
	r.Deadline = w.now + int64(time.Minute) + w.rng.Int64N(int64(5*time.Minute))
	need := int64(r.Limits[1].Max)
	a := w.try(r)
	w.tick()
	list := slices.Clone(w.grants)
	slices.SortStableFunc(list, func(a, b *voucherTwin) int {
		last := func(g *voucherTwin) int64 {
			if g.Expires == 0 {
				return 1 << 62
			}
			return g.Expires
		}
		switch {
		case a.Priority != b.Priority:
			return int(a.Priority) - int(b.Priority)
		case last(a) < last(b):
			return -1
		case last(a) > last(b):
			return 1
		}
		return 0
	})
	c := &callTwin{deadline: r.Deadline}
	rest := need
	for _, g := range list {
		model := len(g.Models) == 0 || g.Models[0] == r.Model || (g.Models[0] == "oth*" && r.Model == "other")
		if g.ended || !model || (len(g.Sellers) > 0 && g.Sellers[0] != r.Seller) || rest == 0 || w.free(g) == 0 || len(c.from) == 8 {
			continue
		}
		part := min(rest, w.free(g))
		c.from, c.of, rest = append(c.from, g), append(c.of, part), rest-part
	}
	c.money = rest
	if rest > w.funds-w.held() {
		w.overrun++
		if a.Refusal != "insufficient_funds" {
			w.t.Errorf("a call of %d was not refused: %q", need, a.Refusal)
		}
		return
	}
	if a.Refusal != "" {
		w.t.Errorf("a call of %d was refused: %q", need, a.Refusal)
	}
	if len(c.from) > 1 || (len(c.from) == 1 && c.money > 0) {
		w.mixed++
	}
	w.calls[r.Call], w.order = c, append(w.order, r.Call)
}

// back ends a call that used so much.
func (w *grantWalk) back(id ledger.ID, used int64) {
	c := w.calls[id]
	delete(w.calls, id)
	for i, g := range c.from {
		part := min(used, c.of[i])
		g.left -= part
		used -= part
	}
	w.funds -= used
	for _, g := range c.from {
		w.lapse(g)
	}
}

func (w *grantWalk) close() {
	if len(w.order) == 0 {
		return
	}
	i := w.rng.IntN(len(w.order))
	id := w.order[i]
	w.order = slices.Delete(w.order, i, i+1)
	c := w.calls[id]
	if c == nil {
		return // it has run out
	}
	total := c.money
	for _, part := range c.of {
		total += part
	}
	n := w.rng.Int64N(total + 1)
	void := w.rng.IntN(4) == 0
	if void {
		n = 0
	}
	var a clearing.Answer
	if void {
		a = w.try(clearing.Void{Call: id, Reason: "walk"})
	} else {
		a = w.try(clearing.Capture{Call: id, Usage: used(uint64(n), 0)})
	}
	if w.tick(); w.calls[id] == nil {
		return // it ran out in the same moment
	}
	if a.Refusal != "" || a.Call.Charge != money.Units(uint64(n)) {
		w.t.Errorf("a call of %d was closed: %q, %s", n, a.Refusal, a.Call.Charge)
	}
	w.back(id, n)
}

func (w *grantWalk) compare() {
	for _, g := range w.grants {
		have, _ := w.m.Credit().Grant(g.ID)
		left, held := w.m.Credit().Left(&have)
		if left != money.Units(uint64(g.left)) || held != money.Units(uint64(g.left-w.free(g))) || have.Lapsed != money.Units(uint64(g.back)) || (have.Ended != 0) != g.ended {
			w.t.Errorf("grant %d has %s, %s held, %s lapsed; the twin says %d, %d, %d", have.Number, left, held, have.Lapsed, g.left, g.left-w.free(g), g.back)
		}
	}
	if a := w.account(w.buyerAccount()); a.CreditsPosted.SubFloor(a.DebitsPosted) != money.Units(uint64(w.funds)) {
		w.t.Errorf("the balance is %s less %s, the twin says %d", a.CreditsPosted, a.DebitsPosted, w.funds)
	}
	view := w.m.Freeze()
	for _, b := range view.Check() {
		w.t.Errorf("broken: %s", b)
	}
}
