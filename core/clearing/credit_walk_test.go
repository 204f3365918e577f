package clearing_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/credit"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/payment"
)

// debtor is a naive twin of a buyer with a line: a list of debts, of which payments
// take off the oldest first.
type debtor struct {
	party, key ledger.ID
	terms      credit.Terms
	funds      int64
	debts      []debt
	bills      []bill
	held       map[ledger.ID]int64
	until      map[ledger.ID]int64
	ends       int64
	carry      int64
}

type debt struct {
	amount int64
	bill   int // place in bills; -1 for none
}

type bill struct {
	due, stops int64
	overdue    bool
}

func (d *debtor) owes(of func(bill int) bool) (sum int64) {
	for _, one := range d.debts {
		if of(one.bill) {
			sum += one.amount
		}
	}
	return sum
}

func (d *debtor) drawn() int64 { return d.owes(func(int) bool { return true }) }

func (d *debtor) holds() (sum int64) {
	for _, n := range d.held {
		sum += n
	}
	return sum
}

func (d *debtor) spend(n int64) {
	own := min(n, d.funds)
	d.funds -= own
	if n > own {
		d.debts = append(d.debts, debt{n - own, -1})
	}
}

func (d *debtor) pay(n int64) {
	for n > 0 && len(d.debts) > 0 {
		part := min(n, d.debts[0].amount)
		d.debts[0].amount -= part
		n -= part
		if d.debts[0].amount == 0 {
			d.debts = d.debts[1:]
		}
	}
	d.funds += n
}

func (d *debtor) stopped(now int64) bool {
	return d.owes(func(bill int) bool { return bill >= 0 && d.bills[bill].stops <= now }) > 0
}

// room is what a call may hold.
func (d *debtor) room(now int64) int64 {
	limit := int64(d.terms.Amount.Lo)
	if d.stopped(now) || now < d.terms.From || (d.terms.Until != 0 && now >= d.terms.Until) {
		limit = 0
	}
	return max(0, limit+d.funds-d.drawn()-d.holds())
}

// advance carries out what time brings, moment by moment.
func (d *debtor) advance(now int64) {
	for id, until := range d.until {
		if until <= now {
			delete(d.held, id)
		}
	}
	if d.terms.Period == 0 {
		return
	}
	if d.ends <= now {
		number := len(d.bills)
		due := d.ends + int64(d.terms.DueDays)*day
		for i := range d.debts {
			if d.debts[i].bill < 0 {
				d.debts[i].bill = number
			}
		}
		d.bills = append(d.bills, bill{due: due, stops: due + int64(d.terms.GraceDays)*day})
		for d.ends <= now {
			d.ends = nextPeriod(d.terms.Period, d.ends)
		}
	}
	for i := range d.bills {
		b := &d.bills[i]
		if b.overdue || b.due > now {
			continue
		}
		b.overdue = true
		if left := d.owes(func(bill int) bool { return bill == i }); left > 0 {
			exact := left*int64(d.terms.LateFee) + d.carry
			d.carry = exact % 10_000
			if exact >= 10_000 {
				d.debts = append(d.debts, debt{exact / 10_000, -1})
			}
		}
	}
}

func nextPeriod(p ledger.Period, at int64) int64 {
	t := time.Unix(0, at).UTC()
	if p == ledger.PeriodHour {
		return t.Truncate(time.Hour).Add(time.Hour).UnixNano()
	}
	return time.Date(t.Year(), t.Month()+1, 1, 0, 0, 0, 0, time.UTC).UnixNano()
}

// lendingWalk is a machine and its twins.
type lendingWalk struct {
	*shop
	rng *rand.Rand
	of  []*debtor

	refused, beyond int // what the walk came by
}

// TestLinesAgreeWithALedgerOfDebts walks at random through calls, payments, terms and
// months, and compares the lines with lists of debts after each step.
func TestLinesAgreeWithALedgerOfDebts(t *testing.T) {
	refused, beyond := 0, 0
	for range 12 {
		seed := rand.Uint64()
		w := &lendingWalk{shop: newShop(t, 100_000), rng: rand.New(rand.NewPCG(seed, 7))}
		for n := range 3 {
			d := &debtor{party: w.id(), key: w.id(), held: map[ledger.ID]int64{}, until: map[ledger.ID]int64{}}
			w.do(clearing.AddParty{Party: clearing.Party{ID: d.party, Role: clearing.RoleBuyer, Name: "debtor", Asset: usd}})
			w.do(clearing.AddKey{Key: clearing.Key{ID: d.key, Hash: [32]byte{77, byte(n)}, Party: d.party, Name: "key", Scopes: clearing.ScopeCall}})
			w.of = append(w.of, d)
		}
		w.do(clearing.PutCard{Seller: w.seller, Card: w.card("units", 1, map[string]string{"unit": "0.001"})})
		for range 600 {
			w.step()
			if t.Failed() {
				t.Fatalf("seed %d", seed)
			}
		}
		w.replayed()
		refused, beyond = refused+w.refused, beyond+w.beyond
	}
	if refused < 10 || beyond < 10 {
		t.Errorf("%d calls were refused for invoices and %d for funds: the walks show nothing", refused, beyond)
	}
}

func (w *lendingWalk) step() {
	d := w.of[w.rng.IntN(len(w.of))]
	switch n := w.rng.IntN(20); {
	case n < 8:
		w.reserve(d)
	case n < 14:
		w.close(d)
	case n < 16:
		amount := w.rng.Int64N(300) + 1
		w.do(clearing.Transfers{{
			ID: w.id(), Debit: clearing.HouseAccount(clearing.AccountCustody, usd), Credit: clearing.PartyAccount(d.party, clearing.AccountBuyer),
			Amount: money.Units(uint64(amount)), Asset: usd, Code: clearing.TransferDeposit,
		}})
		w.tick()
		d.pay(amount)
	case n == 16 || d.terms.Period == 0:
		w.terms(d)
	default:
		if w.rng.IntN(2) == 0 {
			w.now += w.rng.Int64N(int64(20 * time.Minute))
		} else {
			w.now += w.rng.Int64N(20 * day)
		}
		w.do(clearing.Tick{})
		w.tick()
	}
	for _, d := range w.of {
		w.compare(d)
	}
}

// tick lets time do to the twins what it did to the machine.
func (w *lendingWalk) tick() {
	for _, d := range w.of {
		d.advance(w.now)
	}
}

// reserve holds so many tokens at a unit each, for half an hour.
func (w *lendingWalk) reserve(d *debtor) {
	n := w.rng.Int64N(400) + 1
	r := w.reservation(uint64(n), 0)
	r.Key, r.Model, r.Deadline = d.key, "unit", w.now+int64(time.Hour/2)
	a := w.try(r)
	w.tick()
	want := ""
	switch {
	case d.terms.Period != 0 && d.stopped(w.now):
		want = string(credit.CreditOverdue)
		w.refused++
	case n > d.room(w.now):
		want = "insufficient_funds"
		w.beyond++
	default:
		d.held[r.Call], d.until[r.Call] = n, r.Deadline
	}
	if a.Refusal != want {
		w.t.Errorf("a call of %d with room for %d: %q, the twin says %q", n, d.room(w.now), a.Refusal, want)
	}
}

func (w *lendingWalk) close(d *debtor) {
	var id ledger.ID
	w.m.Calls(func(call *payment.Call) bool {
		if call.Key == d.key {
			id = call.ID
		}
		return id.IsZero() || w.rng.IntN(2) == 0
	})
	held, ok := d.held[id]
	if !ok {
		return
	}
	delete(d.held, id)
	if w.rng.IntN(4) == 0 {
		w.do(clearing.Void{Call: id, Reason: "walk"})
		w.tick()
		return
	}
	n := w.rng.Int64N(held + 1)
	a := w.do(clearing.Capture{Call: id, Usage: used(uint64(n), 0)})
	w.tick()
	d.spend(n)
	if a.Call.Charge != money.Units(uint64(n)) {
		w.t.Errorf("%d tokens of a unit cost %s", n, a.Call.Charge)
	}
}

func (w *lendingWalk) terms(d *debtor) {
	terms := credit.Terms{
		Amount: money.Units(w.rng.Uint64N(1_500)), Period: ledger.PeriodMonth, DueDays: uint16(w.rng.IntN(20)),
		GraceDays: uint16(w.rng.IntN(10)), LateFee: uint16(w.rng.IntN(3) * 777),
	}
	if w.rng.IntN(3) == 0 {
		terms.Period = ledger.PeriodHour
	}
	if w.rng.IntN(4) == 0 {
		terms.From = w.now + w.rng.Int64N(30*day)
	}
	if w.rng.IntN(4) == 0 {
		terms.Until = max(w.now, terms.From) + 1 + w.rng.Int64N(60*day)
	}
	w.do(clearing.SetCreditLine{Party: d.party, Asset: usd, Terms: terms})
	w.tick()
	if d.terms.Period != terms.Period {
		d.ends = nextPeriod(terms.Period, w.now)
	}
	d.terms = terms
}

func (w *lendingWalk) compare(d *debtor) {
	if d.terms.Period == 0 {
		return
	}
	s, _ := w.m.Credit().LineOf(clearing.PartyAccount(d.party, clearing.AccountBuyer))
	due := d.owes(func(bill int) bool { return bill >= 0 })
	overdue := d.owes(func(bill int) bool { return bill >= 0 && d.bills[bill].overdue })
	if s.Drawn != money.Units(uint64(d.drawn())) || s.Due != money.Units(uint64(due)) || s.Overdue != money.Units(uint64(overdue)) || s.Line.Stopped != d.stopped(w.now) {
		w.t.Errorf("drawn %s, due %s, overdue %s, stopped %v; the twin says %d, %d, %d, %v",
			s.Drawn, s.Due, s.Overdue, s.Line.Stopped, d.drawn(), due, overdue, d.stopped(w.now))
	}
	view := w.m.Freeze()
	for _, b := range view.Check() {
		w.t.Errorf("broken: %s", b)
	}
}
