package clearing_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/settlement"
)

// offers is a payment in one of the wallet's tokens, for a call of its own.
func (b *bureau) offers(token uint32, trust money.Amount) clearing.Tender {
	c := b.tender(trust)
	c.Token = token
	return c
}

// arrivesIn brings what pays, or is, something in a token in the next block.
func (b *bureau) arrivesIn(token uint32, amount money.Amount, payment ledger.ID) ledger.ID {
	b.t.Helper()
	b.block++
	id := b.id()
	b.do(clearing.Arrive{Arrival: settlement.Arrival{
		ID: id, Token: token, Tx: settlement.Hash{byte(b.block), byte(b.block >> 8)}, Block: b.block, Amount: amount, Payment: payment,
	}})
	return id
}

// TestTrustCountsOverAllCurrencies: what is under way or owed in one currency is paid in
// advance in each other one.
func TestTrustCountsOverAllCurrencies(t *testing.T) {
	b := newBureau(t)
	state := func(what string, c clearing.Tender, want settlement.PaymentState) clearing.Tender {
		t.Helper()
		if a := b.do(c); a.Payment.State != want {
			t.Fatalf("%s is %s, want %s", what, a.Payment.State, want)
		}
		return c
	}
	trust := cents(30)
	euros := state("the first, in euros", b.offers(b.euroToken, trust), settlement.PaymentHeld)
	state("dollars while euros are promised", b.offers(b.token, trust), settlement.PaymentDue)
	b.do(clearing.Capture{Call: euros.Call.Call, Usage: used(1_000_000, 0)})
	state("dollars while euros are due", b.offers(b.token, trust), settlement.PaymentDue)
	b.arrivesIn(b.euroToken, cents(20), euros.Payment)
	state("dollars while euros are not final", b.offers(b.token, trust), settlement.PaymentDue)
	b.do(clearing.Finalize{ChainID: chainID, Block: b.block, Hash: settlement.Hash{1}, Balances: []settlement.Balance{{Token: b.euroToken, Amount: cents(20)}}})
	b.block++
	dollars := state("dollars when the euros are final", b.offers(b.token, trust), settlement.PaymentHeld)
	// Fourteen euro cents were used of twenty; six are no call.
	state("euros while dollars are promised", b.offers(b.euroToken, trust), settlement.PaymentDue)
	b.do(clearing.Void{Call: dollars.Call.Call})
	again := state("euros when the dollars were given back", b.offers(b.euroToken, trust), settlement.PaymentHeld)
	b.do(clearing.Capture{Call: again.Call.Call, Usage: used(1_000_000, 0)})
	b.do(clearing.FailPayment{Payment: again.Payment, Reason: "expired"})
	if s := b.m.Settlement().StandingOf(b.buyerIn(b.wallet, eur)); s.Debt.IsZero() || !s.Promised.IsZero() {
		t.Fatalf("%+v", s)
	}
	state("dollars while euros are owed", b.offers(b.token, trust), settlement.PaymentDue)
}

// TestTrustIsNeverInTwoCurrencies walks at random and wants what is yet to be collected
// on trust to be in one currency at any time, and within the trust.
func TestTrustIsNeverInTwoCurrencies(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	b := newBureau(t)
	trust := cents(100)
	var open []clearing.Tender
	var due []clearing.Tender
	seen := map[settlement.PaymentState]int{}
	for range 2_000 {
		b.now += int64(100 * time.Millisecond)
		switch r.IntN(4) {
		case 0, 1:
			c := b.offers([]uint32{b.token, b.euroToken}[r.IntN(2)], trust)
			c.Call.Quote = 0
			a := b.do(c)
			if seen[a.Payment.State]++; a.Payment.State == settlement.PaymentHeld {
				open = append(open, c)
			}
		case 2:
			if c, ok := take(r, &open); ok {
				if r.IntN(3) == 0 {
					b.do(clearing.Void{Call: c.Call.Call})
				} else if a := b.do(clearing.Capture{Call: c.Call.Call, Usage: used(1_000_000, 0)}); a.Payment.State == settlement.PaymentDue {
					due = append(due, c)
				}
			}
		case 3:
			if c, ok := take(r, &due); ok && r.IntN(20) > 0 {
				b.arrivesIn(c.Token, cents(20), c.Payment)
			} else if ok {
				b.do(clearing.FailPayment{Payment: c.Payment, Reason: "expired"})
			}
			b.do(clearing.Finalize{ChainID: chainID, Block: b.block, Hash: settlement.Hash{1}})
			b.block++
			if b.m.Settlement().StandingOf(b.buyerIn(b.wallet, usd)).Debt.IsZero() && b.m.Settlement().StandingOf(b.buyerIn(b.wallet, eur)).Debt.IsZero() {
				continue
			}
			for _, token := range []uint32{b.token, b.euroToken} { // the debts are paid
				b.block++
				b.do(clearing.Arrive{Arrival: settlement.Arrival{ID: b.id(), Token: token, Tx: settlement.Hash{byte(b.block), byte(b.block >> 8)}, Block: b.block, Amount: cents(20), Party: b.wallet, Credit: true}})
			}
		}
		b.rate(eur, 1_100_000_000_000)
		under := map[uint32]money.Amount{}
		b.m.Settlement().Payments(func(p *settlement.Payment) bool {
			if p.State == settlement.PaymentHeld || p.State == settlement.PaymentDue {
				sum, _ := under[p.Token].Add(p.Credited)
				under[p.Token] = sum
			}
			return true
		})
		if d, e := under[b.token], under[b.euroToken]; !d.IsZero() && !e.IsZero() || trust.Less(d) || trust.Less(e) {
			t.Fatalf("%s dollars and %s euros are on trust", d, e)
		}
	}
	if seen[settlement.PaymentHeld] < 20 || seen[settlement.PaymentDue] < 20 {
		t.Errorf("the walk shows too little: %v", seen)
	}
}
