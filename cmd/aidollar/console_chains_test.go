package main

import (
	"strings"
	"testing"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/meter"
	"aidollar/core/money"
	"aidollar/core/settlement"
	"aidollar/core/tariff"
)

// chainStory is what happened on a chain in the pictures of the documentation.
type chainStory struct {
	s      *consoleStage
	token  uint32
	block  uint64
	wallet [2]ledger.ID
	keys   [2]ledger.ID
	seller ledger.ID
}

func cents(n uint64) money.Amount { return money.Units(n * 10_000_000) }

func (c *chainStory) do(command clearing.Command) clearing.Answer {
	c.s.t.Helper()
	a, err := c.s.p.node.Do(c.s.t.Context(), command)
	if err != nil || a.Refusal != "" {
		c.s.t.Fatalf("%T: %v %s", command, err, a.Refusal)
	}
	return a
}

// pseudo makes bytes that look like a hash.
func pseudo(n uint64) (h settlement.Hash) {
	for i := range h {
		n = n*6364136223846793005 + 1442695040888963407
		h[i] = byte(n >> 56)
	}
	return h
}

func address(n uint64) (a settlement.Address) {
	h := pseudo(n)
	copy(a[:], h[:])
	return a
}

func newChainStory(s *consoleStage) *chainStory {
	c := &chainStory{s: s, block: 21_345_600}
	c.token = c.do(clearing.DefineToken{ChainID: 8453, Contract: address(1), House: address(2), Decimals: 6, Asset: 1}).Number
	c.do(clearing.SetTokenLimits{Token: c.token, Limits: settlement.Limits{DayMax: cents(1_000_000), BatchTo: 100}})
	for i := range c.wallet {
		c.wallet[i], c.keys[i] = newID(), newID()
		from := address(uint64(10 + i))
		c.do(clearing.AddParty{Party: clearing.Party{ID: c.wallet[i], Role: clearing.RoleBuyer, Name: checksum(from), Asset: 1}})
		c.do(clearing.AddKey{Key: clearing.Key{ID: c.keys[i], Hash: pseudo(uint64(30 + i)), Party: c.wallet[i], Name: "wallet", Scopes: clearing.ScopeCall, Terms: clearing.KeyTerms{Limits: clearing.Unlimited()}}})
		c.do(clearing.SetPayee{Party: c.wallet[i], Token: c.token, To: from})
	}
	s.p.node.View(func(m *clearing.Machine) {
		m.Parties(func(p clearing.Party) bool {
			if p.Role == clearing.RoleSeller {
				c.seller = p.ID
			}
			return true
		})
	})
	c.do(clearing.SetPayee{Party: c.seller, Token: c.token, To: address(20)})
	return c
}

func (c *chainStory) arrives(party ledger.ID, amount money.Amount) settlement.Arrival {
	c.s.t.Helper()
	c.block += 2
	a := settlement.Arrival{ID: newID(), Token: c.token, Tx: pseudo(c.block), Block: c.block, From: address(c.block), Amount: amount, Party: party, Credit: true}
	c.do(clearing.Arrive{Arrival: a})
	return a
}

func (c *chainStory) final(there uint64) {
	c.s.t.Helper()
	c.block += 3
	c.do(clearing.Finalize{ChainID: 8453, Block: c.block, Hash: pseudo(c.block), Balances: []settlement.Balance{{Token: c.token, Amount: cents(there)}}})
}

// signs has a wallet pay for a call by its signature; used tokens are captured.
func (c *chainStory) signs(wallet int, used uint64) settlement.Payment {
	c.s.t.Helper()
	now := time.Now()
	t := clearing.Tender{
		Payment: newID(), Token: c.token, Scheme: settlement.Upto, Signed: money.Units(50_000_000), Until: now.Add(time.Hour).UnixNano(), Payload: []byte("signed"),
		Trust: settlement.Trust{Max: cents(100), Funds: cents(10_000)},
		Call: clearing.Reserve{
			Call: newID(), Key: c.keys[wallet], Seller: c.seller, Model: devModel, Deadline: now.Add(time.Minute).UnixNano(),
			Limits: []tariff.Limit{{Meters: meter.SetOf(meter.Request), Max: 1}, {Meters: meter.TextInput, Max: 30_000}, {Meters: meter.TextOutput, Max: 4_000}},
		},
	}
	answer := c.do(t)
	if used > 0 {
		usage := meter.Usage{Source: meter.Reported}
		usage.Quantities[meter.Request], usage.Quantities[meter.Input] = 1, used
		answer = c.do(clearing.Capture{Call: t.Call.Call, Usage: usage, Upstream: "built-in"})
	}
	return answer.Payment
}

// tell has deposits come in, one be undone, and two batches go out.
func (c *chainStory) tell() (paid ledger.ID) {
	c.s.t.Helper()
	for i := range uint64(4) {
		if p := c.signs(int(i%2), 10_000*i); p.State == settlement.PaymentDue && i == 3 {
			c.do(clearing.FailPayment{Payment: p.ID, Reason: "its nonce was used for something else"})
		}
	}
	for i := range uint64(5) {
		c.arrives(c.wallet[i%2], cents(1_250+i*300))
	}
	c.do(clearing.DropArrival{ID: c.arrives(c.wallet[0], cents(700)).ID})
	c.arrives(ledger.ID{}, cents(4_200))
	c.final(5*1_250 + 10*300 + 4_200)
	paid = newID()
	c.do(clearing.PayOut{Batch: paid, Token: c.token, Asks: []settlement.Ask{{Party: c.wallet[0], Amount: cents(2_000)}, {Party: c.wallet[1], Amount: cents(500)}}})
	c.do(clearing.SeePayout{Batch: paid, Tx: pseudo(99), Block: c.block + 1})
	c.do(clearing.ClosePayout{Batch: paid, Tx: pseudo(99), Block: c.block + 1, Failed: []uint16{1}})
	c.final(5*1_250 + 10*300 + 4_200 - 2_000)
	c.do(clearing.PayOut{Batch: newID(), Token: c.token, Asks: []settlement.Ask{{Party: c.wallet[1], Amount: cents(150)}}})
	c.arrives(c.wallet[1], cents(333))
	return paid
}

// The operator's look at chains: what came in and went out, and a difference that
// stops payouts, which are let go on by hand.
func TestConsoleChainsInBrowser(t *testing.T) {
	s := newConsoleStage(t)
	c := newChainStory(s)
	paid := c.tell()
	s.settled()
	s.b.Look(1280, "light")
	s.operator()
	s.open("/deposits")
	s.b.Await(`document.querySelectorAll("table.arrivals tbody tr").length === 8`)
	s.b.Eval(`document.body.dataset.mark = "still here"`, nil)
	c.arrives(c.wallet[0], cents(8_000))
	s.b.Await(`document.querySelectorAll("table.arrivals tbody tr").length === 9 && document.body.dataset.mark === "still here"`)
	s.shot("deposits", 1280, "light")
	s.b.Look(1280, "light")
	s.b.Loaded(func() { s.b.Click("table.arrivals tbody a") })
	s.b.Await(`document.body.innerText.includes("Can be spent") && document.querySelector("table.steps")`)

	// A payment leads to the call that it paid for, and the receipt back to it.
	s.open("/payments?state=held")
	s.b.Loaded(func() { s.b.Click("table.payments tbody a") })
	s.b.Loaded(func() { s.b.Click(`.facts a[href^="/console/calls/"]`) })
	s.b.Await(`document.querySelector("h1").textContent === "Receipt" && document.querySelector('a[href^="/console/payments/"]') !== null`)

	s.open("/payouts")
	s.b.Await(`document.querySelectorAll("table.payouts tbody tr").length === 2`)
	s.open("/payouts/" + paid.String())
	s.b.Await(`document.querySelectorAll("table.items tbody tr").length === 2 && document.body.innerText.includes("could not be delivered")`)
	s.shot("payout", 1280, "light")
	s.open("/wallets")
	s.b.Await(`document.querySelectorAll("table.wallets tbody tr").length === 2`)
	s.shot("wallets-phone", 390, "dark")

	s.b.Look(1280, "light")
	s.open("/reconciliation")
	state := `document.querySelector(".title .state").textContent`
	s.b.Await(state + ` === "agrees"`)
	c.final(1) // most of it is gone from the chain
	s.b.Await(state + ` === "differs" && document.body.innerText.includes("Payouts are stopped")`)
	s.shot("reconciliation", 1280, "light")
	s.b.Look(1280, "light")
	s.b.Loaded(func() { s.b.Click(`a[href$="/1"]`) })
	s.b.Await(`document.querySelectorAll("table.comparisons tbody tr").length === 2 && document.querySelector("table.comparisons .state").textContent === "differs"`)
	s.b.Loaded(func() { s.b.Click(`a[href$="/halt"]`) })
	s.b.Loaded(func() { s.b.Click(`form.card button[type=submit]`) })
	s.b.Await(`location.pathname.endsWith("/1") && !document.body.innerText.includes("Payouts are stopped")`)
	s.b.Loaded(func() { s.b.Click(`a[href$="/halt"]`) })
	s.b.Fill("#reason", "an audit")
	s.b.Loaded(func() { s.b.Click(`form.card button[type=submit]`) })
	s.b.Await(`document.querySelector(".alert").textContent.includes("an audit") && !document.body.innerText.includes("may be missing")`)
	s.shot("reconciliation-phone", 390, "light")

	c.do(clearing.SetPeg{Token: c.token, Guard: settlement.Guard{CloseBPS: 100, OpenBPS: 20}})
	s.b.Await(`document.body.innerText.includes("Nothing is taken in this token: what the token is worth is not known")`)
	c.do(clearing.PegPrice{Token: c.token, Price: settlement.PegPrice{Price: 999_500_000_000, At: time.Now().UnixNano(), Valid: int64(time.Hour), Source: "a desk"}})
	s.b.Await(`document.body.innerText.includes("5 basis points off par, by a desk") && !document.body.innerText.includes("Nothing is taken")`)

	// The chart of accounts has the token's, and still balances.
	s.open("/accounts")
	s.b.Await(`document.body.innerText.includes("Custody on a chain") && document.body.innerText.includes("balanced") && !document.body.innerText.includes("opened outside this chart")`)

	// The search finds what a chain knows things by.
	tx := pseudo(99)
	s.open("/search?q=" + hashText(tx))
	s.b.Await(`location.pathname === "/console/payouts/` + paid.String() + `"`)
	s.open("/search?q=" + strings.ToLower(checksum(address(10))))
	s.b.Await(`document.body.innerText.includes("Buyer balance")`)
	s.open("/events")
	s.b.Await(`["Payout closed", "Arrival final", "Arrival dropped", "Token payouts stopped", "Token differs from the chain"].every(w => document.body.innerText.includes(w))`)
}
