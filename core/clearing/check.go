package clearing

import (
	"fmt"

	"aidollar/core/credit"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/payment"
	"aidollar/core/recourse"
	"aidollar/core/review"
	"aidollar/core/settlement"
)

// Breach is an invariant that does not hold: something that no sequence of
// commands can lead to.
type Breach struct {
	Code string // stable
	Text string
}

func (b Breach) String() string { return b.Code + ": " + b.Text }

// totals are the sums over all accounts of one asset.
type totals struct {
	asset                                                      ledger.AssetID
	owed, receivable, custody, other                           money.Amount // see cover
	debitsPending, debitsPosted, creditsPending, creditsPosted money.Amount
}

type pending struct{ debits, credits money.Amount }

// Check looks at every account and hold: debits equal credits for each asset,
// no account is beyond its limits, what is pending is what the open holds hold, no
// credit line lets anybody owe more than its terms say, no call is refunded beyond its charge, no token is on its peg by a price that is off it, what quotas count is what was drawn of them, whoever is known is a party, and what
// customers are owed is at most what is in custody and what the house is owed. It stops at the hundredth breach.
func (v *View) Check() []Breach {
	c := checker{held: map[ledger.ID]pending{}, lines: map[ledger.ID]*credit.Line{}, now: v.ledger.Now()}
	v.credit.Lines(func(l *credit.Line) bool {
		c.lines[l.Account] = l
		return true
	})
	v.Tokens(func(t settlement.TokenState) bool {
		if !t.Peg.Holds() {
			c.breach("peg_contradicted", "token %d is not off its peg at %d basis points, or its guard contradicts itself", t.Number, t.Peg.Price.OffBPS())
		}
		return len(c.breaches) < breachesMax
	})
	v.quotas.Check(func(format string, args ...any) {
		if len(c.breaches) < breachesMax {
			c.breach("quota_contradicted", format, args...)
		}
	})
	c.passing(v)
	c.identities(v)
	if item := v.review.Whole(); item != "" {
		c.breach("review_contradicted", "item %s of the review queue is in a state that nobody's decision leads to", item)
	}
	withheld := c.waiting(v)
	if statement := v.attest.Whole(); statement != "" {
		c.breach("attestation_contradicted", "statement %s is of no auditor who was trusted, or says what nobody can", statement)
	}
	if number := v.duties.Whole(v.rules.Decisions()); number != 0 {
		c.breach("duty_contradicted", "duty %d is of no decision, or in a state that nothing leads to", number)
	}
	claims := c.cases(&v.recourse)
	v.ledger.Holds(func(h ledger.Transfer) bool {
		c.hold(&h)
		if claim, ok := claims[h.ID]; ok != (h.Code == TransferRefund || h.Code == TransferDisputed) || (ok && claim != h.Amount) {
			c.breach("recourse_hold", "hold %s of %s: refunds and disputes hold %s by it", h.ID, h.Amount, claim)
		}
		delete(claims, h.ID)
		if amount, ok := withheld[h.ID]; ok != (h.Code == TransferWithheld) || (ok && amount != h.Amount) {
			c.breach("arrival_hold", "hold %s of %s: money that waits for a person is held by it, %s", h.ID, h.Amount, amount)
		}
		delete(withheld, h.ID)
		return len(c.breaches) < breachesMax
	})
	if len(claims) > 0 && len(c.breaches) < breachesMax {
		c.breach("recourse_hold", "%d holds of refunds and disputes are not in the ledger", len(claims))
	}
	if len(withheld) > 0 && len(c.breaches) < breachesMax {
		c.breach("arrival_hold", "%d holds of money that waits for a person are not in the ledger", len(withheld))
	}
	v.ledger.Accounts(func(a ledger.Account) bool {
		c.account(&a)
		return len(c.breaches) < breachesMax
	})
	for i := range c.sums {
		t := &c.sums[i]
		c.cover(t)
		if t.debitsPosted != t.creditsPosted {
			c.breach("debits_differ", "asset %d: debits of %s and credits of %s are posted", t.asset, t.debitsPosted, t.creditsPosted)
		}
		if t.debitsPending != t.creditsPending {
			c.breach("pending_differ", "asset %d: debits of %s and credits of %s are pending", t.asset, t.debitsPending, t.creditsPending)
		}
	}
	if c.seen != len(c.held) {
		c.breach("hold_without_account", "%d accounts have open holds, %d of them exist", len(c.held), c.seen)
	}
	return c.breaches
}

const breachesMax = 100

type checker struct {
	breaches []Breach
	sums     []totals
	held     map[ledger.ID]pending
	seen     int // accounts with holds that were met
	lines    map[ledger.ID]*credit.Line
	now      int64 // the view's
}

func (c *checker) breach(code, format string, args ...any) {
	c.breaches = append(c.breaches, Breach{code, fmt.Sprintf(format, args...)})
}

// passing checks that what calls hold of quotas is held by calls that are open.
func (c *checker) passing(v *View) {
	open := map[ledger.ID]bool{}
	v.desk.Calls(func(call *payment.Call) bool {
		open[call.ID] = true
		return true
	})
	v.quotas.Passing(func(id ledger.ID) bool {
		if !open[id] {
			c.breach("quota_without_call", "draw %s: quotas are held for a call that is not open", id)
		}
		return len(c.breaches) < breachesMax
	})
}

// waiting checks that a person is asked of all money that waits for one, and gives what is
// held for it.
func (c *checker) waiting(v *View) map[ledger.ID]money.Amount {
	asked, holds := map[ledger.ID]bool{}, map[ledger.ID]money.Amount{}
	v.review.Open(func(i *review.Item) { asked[i.Arrival] = true })
	v.book.Waiting(func(a *settlement.Arrival, hold ledger.ID) {
		if !asked[a.ID] && len(c.breaches) < breachesMax {
			c.breach("arrival_unasked", "arrival %s waits for a person, and nobody is asked", a.ID)
		}
		if !hold.IsZero() {
			holds[hold] = a.Amount
		}
	})
	return holds
}

// cases checks that no call is refunded beyond its charge, and gives what is held for
// refunds and disputes.
func (c *checker) cases(v *recourse.View) map[ledger.ID]money.Amount {
	holds := map[ledger.ID]money.Amount{}
	v.Cases(func(k *recourse.Case) bool {
		k.Holds(func(h recourse.Hold) bool {
			holds[h.ID] = h.Amount
			return true
		})
		if !k.Covered() {
			c.breach("recourse_exceeded", "call %s: more is returned, proposed and disputed than its charge of %s", k.Sale.Call, k.Sale.Charge)
		}
		return len(c.breaches) < breachesMax
	})
	return holds
}

func (c *checker) hold(h *ledger.Transfer) {
	var ok, ok2 bool
	debit, credit := c.held[h.Debit], c.held[h.Credit]
	debit.debits, ok = debit.debits.Add(h.Amount)
	credit.credits, ok2 = credit.credits.Add(h.Amount)
	c.held[h.Debit], c.held[h.Credit] = debit, credit
	if !ok || !ok2 {
		c.breach("overflow", "hold %s: the sum of the account's holds does not fit 128 bits", h.ID)
	}
}

func (c *checker) account(a *ledger.Account) {
	held, ok := c.held[a.ID]
	if ok {
		c.seen++
	}
	if held.debits != a.DebitsPending || held.credits != a.CreditsPending {
		c.breach("pending_without_hold", "account %s: %s and %s are pending, its open holds are %s and %s",
			a.ID, a.DebitsPending, a.CreditsPending, held.debits, held.credits)
	}
	c.limit(a, "debit_limit", a.Flags&ledger.LimitDebit != 0, a.DebitsPending, a.DebitsPosted, a.CreditsPosted, a.DebitMax)
	c.limit(a, "credit_limit", a.Flags&ledger.LimitCredit != 0, a.CreditsPending, a.CreditsPosted, a.DebitsPosted, a.CreditMax)
	if l, ok := c.lines[a.ID]; ok && !l.Holds(a, c.now) {
		c.breach("line_exceeded", "account %s: its credit line is %s, the ledger lets it owe %s", a.ID, l.Terms.Amount, a.DebitMax)
	}
	t := c.totals(a.Asset)
	t.stand(a)
	for _, sum := range [...]struct {
		to   *money.Amount
		more money.Amount
	}{
		{&t.debitsPending, a.DebitsPending}, {&t.debitsPosted, a.DebitsPosted},
		{&t.creditsPending, a.CreditsPending}, {&t.creditsPosted, a.CreditsPosted},
	} {
		if *sum.to, ok = sum.to.Add(sum.more); !ok {
			c.breach("overflow", "account %s: the asset's total does not fit 128 bits", a.ID)
		}
	}
}

// limit checks pending + posted <= other side + allowance.
func (c *checker) limit(a *ledger.Account, code string, limited bool, pending, posted, other, allowance money.Amount) {
	if !limited {
		return
	}
	used, ok := pending.Add(posted)
	if !ok {
		c.breach("overflow", "account %s: its total does not fit 128 bits", a.ID)
		return
	}
	room, ok := other.Add(allowance)
	if ok && room.Less(used) {
		c.breach(code, "account %s: %s is used of %s", a.ID, used, room)
	}
}

func (c *checker) totals(asset ledger.AssetID) *totals {
	for i := range c.sums {
		if c.sums[i].asset == asset {
			return &c.sums[i]
		}
	}
	c.sums = append(c.sums, totals{asset: asset})
	return &c.sums[len(c.sums)-1]
}
