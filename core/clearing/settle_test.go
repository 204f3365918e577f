package clearing_test

import (
	"bytes"
	"math/rand/v2"
	"testing"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/settlement"
)

const chainID = 31337

// dollars are cents in ledger units.
func cents(n uint64) money.Amount { return money.Units(n * 10_000_000) }

// purse is a shop that takes a token, and a wallet that pays in it.
type purse struct {
	*shop
	token        uint32
	wallet, wkey ledger.ID
	block        uint64
}

func newPurse(t testing.TB) *purse {
	p := &purse{shop: newShop(t, 100_000), block: 10}
	p.token = p.do(clearing.DefineToken{
		ChainID: chainID, Contract: settlement.Address{1}, House: settlement.Address{2}, Decimals: 6, Asset: usd,
	}).Number
	p.do(clearing.SetTokenLimits{Token: p.token, Limits: settlement.Limits{DayMax: cents(100_000), BatchTo: 100}})
	p.wallet, p.wkey = p.id(), p.id()
	p.do(clearing.AddParty{Party: clearing.Party{ID: p.wallet, Role: clearing.RoleBuyer, Name: "0xpayer", Asset: usd}})
	p.do(clearing.AddKey{Key: clearing.Key{ID: p.wkey, Hash: [32]byte{9}, Party: p.wallet, Name: "wallet", Scopes: clearing.ScopeCall}})
	return p
}

// order is a call of the wallet that holds 15 cents and costs what it uses.
func (p *purse) order() clearing.Reserve {
	r := p.reservation(1_000_000, 0)
	r.Key = p.wkey
	return r
}

// tender offers 20 cents for such a call.
func (p *purse) tender(trust money.Amount) clearing.Tender {
	return clearing.Tender{
		Payment: p.id(), Token: p.token, Scheme: settlement.Exact, Signed: cents(20), Until: p.now + int64(time.Hour),
		Payload: []byte("signed"), Trust: settlement.Trust{Max: trust, Funds: cents(1_000)}, Call: p.order(),
	}
}

func (p *purse) balance(id ledger.ID) int64 {
	a, _ := p.m.Ledger().Account(id)
	return int64(a.CreditsPosted.Lo) - int64(a.DebitsPosted.Lo)
}

func (p *purse) walletBalance() int64 {
	return p.balance(clearing.PartyAccount(p.wallet, clearing.AccountBuyer))
}

func (p *purse) of(code uint16) int64 { return p.balance(clearing.TokenAccount(code, p.token)) }

func (p *purse) state(id ledger.ID, want settlement.PaymentState) {
	p.t.Helper()
	if got, _ := p.m.Settlement().Payment(id); got.State != want {
		p.t.Fatalf("the payment is %s, want %s", got.State, want)
	}
}

// arrives brings a transfer in the next block.
func (p *purse) arrives(payment ledger.ID, party ledger.ID, amount money.Amount) ledger.ID {
	p.t.Helper()
	p.block++
	id := p.id()
	p.do(clearing.Arrive{Arrival: settlement.Arrival{
		ID: id, Token: p.token, Tx: settlement.Hash{byte(p.block)}, Block: p.block, Amount: amount, Payment: payment, Party: party, Credit: true,
	}})
	return id
}

// final makes everything so far final; there is what the chain has.
func (p *purse) final(there money.Amount) settlement.TokenState {
	p.t.Helper()
	p.do(clearing.Finalize{ChainID: chainID, Block: p.block, Hash: settlement.Hash{1}, Balances: []settlement.Balance{{Token: p.token, Amount: there}}})
	p.block++
	state, _ := p.m.Settlement().Token(p.token)
	return state
}

func TestAPaymentInAdvance(t *testing.T) {
	p := newPurse(t)
	c := p.tender(money.Amount{})
	if a := p.do(c); a.Payment.State != settlement.PaymentDue || p.m.OpenCalls() != 0 || p.walletBalance() != 0 {
		t.Fatalf("%s, %d calls, balance %d: nothing may run before the money is there", a.Payment.State, p.m.OpenCalls(), p.walletBalance())
	}
	if a := p.try(c); a.Refusal != string(settlement.PaymentUsed) || a.Payment.ID != c.Payment {
		t.Fatalf("the payment once more: %q", a.Refusal)
	}
	p.arrives(c.Payment, ledger.ID{}, cents(20))
	p.state(c.Payment, settlement.PaymentArrived)
	p.do(c.Call)
	p.do(clearing.Capture{Call: c.Call.Call, Usage: used(1_000_000, 0)})
	if got := p.walletBalance(); got != 50_000_000 {
		t.Errorf("20 cents less 15 leave %d", got)
	}
	if p.of(clearing.AccountArriving) != -200_000_000 || p.of(clearing.AccountChain) != 0 {
		t.Errorf("arriving %d, chain %d before the block is final", p.of(clearing.AccountArriving), p.of(clearing.AccountChain))
	}
	if s := p.final(cents(20)); !s.Compared.Agrees() || s.Halted != "" {
		t.Errorf("ledger and chain differ: %+v", s)
	}
	p.state(c.Payment, settlement.PaymentFinal)
	if p.of(clearing.AccountArriving) != 0 || p.of(clearing.AccountChain) != -200_000_000 {
		t.Errorf("arriving %d, chain %d behind it", p.of(clearing.AccountArriving), p.of(clearing.AccountChain))
	}
}

func TestAPaymentOnTrust(t *testing.T) {
	p := newPurse(t)
	trust := cents(30)
	c := p.tender(trust)
	if a := p.do(c); a.Payment.State != settlement.PaymentHeld || a.Call.Reserved != cents(15) || p.m.OpenCalls() != 1 {
		t.Fatalf("%s, %s reserved", a.Payment.State, a.Call.Reserved)
	}
	second := p.tender(trust)
	if a := p.do(second); a.Payment.State != settlement.PaymentDue || p.m.OpenCalls() != 1 {
		t.Fatalf("a second payment beyond what is taken on trust is %s", a.Payment.State)
	}
	poor := p.tender(cents(1_000))
	poor.Trust.Funds = cents(39)
	if a := p.do(poor); a.Payment.State != settlement.PaymentDue {
		t.Fatalf("funds for one payment back two: %s", a.Payment.State)
	}
	if a := p.do(clearing.Capture{Call: c.Call.Call, Usage: used(1_000_000, 0)}); a.Payment.State != settlement.PaymentDue || a.Call.Available != cents(5) {
		t.Fatalf("captured: %s, %s left", a.Payment.State, a.Call.Available)
	}
	if free := p.m.Settlement().Withdrawable(clearing.PartyAccount(p.wallet, clearing.AccountBuyer)); !free.IsZero() {
		t.Errorf("%s of money that is not there can be withdrawn", free)
	}
	p.arrives(c.Payment, ledger.ID{}, cents(20))
	p.final(cents(20))
	p.state(c.Payment, settlement.PaymentFinal)
	if got := p.m.Settlement().Withdrawable(clearing.PartyAccount(p.wallet, clearing.AccountBuyer)); got != cents(5) {
		t.Errorf("%s can be withdrawn, 5 cents are there", got)
	}
}

func TestWhatIsLeftPaysTheNextCall(t *testing.T) {
	p := newPurse(t)
	p.arrives(ledger.ID{}, p.wallet, cents(15))
	c := p.tender(cents(100))
	if a := p.do(c); a.Payment.State != settlement.PaymentUnneeded || a.Call.Reserved != cents(15) {
		t.Fatalf("%s, %s reserved from the balance", a.Payment.State, a.Call.Reserved)
	}
	if a := p.try(c); a.Refusal != string(settlement.PaymentUsed) {
		t.Errorf("a payment that was not needed pays again: %q", a.Refusal)
	}
}

func TestUptoCollectsWhatWasUsed(t *testing.T) {
	p := newPurse(t)
	for _, use := range []struct {
		tokens uint64
		want   money.Amount
		state  settlement.PaymentState
	}{{1_000, money.Units(150_000), settlement.PaymentDue}, {1, money.Units(1_000), settlement.PaymentDue}, {0, money.Amount{}, settlement.PaymentReleased}} {
		c := p.tender(cents(100))
		c.Scheme = settlement.Upto
		p.do(c)
		if a := p.do(clearing.Capture{Call: c.Call.Call, Usage: used(use.tokens, 0)}); a.Payment.Due != use.want || a.Payment.State != use.state {
			t.Errorf("%d tokens: %s of %s due, want %s", use.tokens, a.Payment.State, a.Payment.Due, use.want)
		}
	}
}

func TestACallThatFailsGivesItsPaymentBack(t *testing.T) {
	p := newPurse(t)
	voided, expired := p.tender(cents(100)), p.tender(cents(100))
	p.do(voided)
	p.do(expired)
	if a := p.do(clearing.Void{Call: voided.Call.Call, Reason: "upstream"}); a.Payment.State != settlement.PaymentReleased {
		t.Errorf("voided: %s", a.Payment.State)
	}
	p.now += int64(2 * time.Minute)
	p.do(clearing.Tick{})
	p.state(expired.Payment, settlement.PaymentReleased)
	if p.walletBalance() != 0 || p.of(clearing.AccountArriving) != 0 {
		t.Errorf("balance %d, arriving %d", p.walletBalance(), p.of(clearing.AccountArriving))
	}
	// Somebody sends the signature to the chain all the same: it is the wallet's money.
	p.arrives(voided.Payment, p.wallet, cents(20))
	if p.walletBalance() != 200_000_000 {
		t.Errorf("balance %d behind a transfer that nobody asked for", p.walletBalance())
	}
	p.state(voided.Payment, settlement.PaymentReleased)
}

func TestAPaymentThatNeverComes(t *testing.T) {
	p := newPurse(t)
	c := p.tender(cents(100))
	p.do(c)
	p.do(clearing.Capture{Call: c.Call.Call, Usage: used(1_000_000, 0)})
	p.do(clearing.FailPayment{Payment: c.Payment, Reason: "cancelled"})
	if a := p.do(clearing.FailPayment{Payment: c.Payment, Reason: "cancelled"}); !a.Exists {
		t.Error("failed twice")
	}
	if p.walletBalance() != 0 || p.of(clearing.AccountLoss) != -150_000_000 || p.of(clearing.AccountArriving) != 0 {
		t.Fatalf("balance %d, loss %d, arriving %d", p.walletBalance(), p.of(clearing.AccountLoss), p.of(clearing.AccountArriving))
	}
	if a := p.do(p.tender(cents(100))); a.Payment.State != settlement.PaymentDue {
		t.Errorf("a payer who owes is trusted again: %s", a.Payment.State)
	}
	p.arrives(ledger.ID{}, p.wallet, cents(20))
	if p.walletBalance() != 50_000_000 || p.of(clearing.AccountLoss) != 0 {
		t.Errorf("behind 20 cents more: balance %d, loss %d; 15 were owed", p.walletBalance(), p.of(clearing.AccountLoss))
	}
}

func TestABlockThatIsUndone(t *testing.T) {
	p := newPurse(t)
	deposit := p.arrives(ledger.ID{}, p.wallet, cents(40))
	c := p.tender(money.Amount{})
	c.Call.Limits[1].Max = 4_000_000 // 60 cents: 40 there, 20 signed for
	p.do(c)
	paid := p.arrives(c.Payment, ledger.ID{}, cents(20))
	p.do(c.Call)
	p.do(clearing.DropArrival{ID: paid})
	p.state(c.Payment, settlement.PaymentDue)
	p.do(clearing.DropArrival{ID: deposit})
	if a := p.try(clearing.DropArrival{ID: deposit}); a.Refusal != string(settlement.ArrivalUnknown) {
		t.Errorf("dropped twice: %q", a.Refusal)
	}
	// 60 cents are held by the call, so all of the deposit is the house's loss.
	if p.of(clearing.AccountLoss) != -400_000_000 {
		t.Errorf("loss %d", p.of(clearing.AccountLoss))
	}
	p.do(clearing.Capture{Call: c.Call.Call, Usage: used(4_000_000, 0)})
	p.arrives(c.Payment, ledger.ID{}, cents(20))
	p.arrives(ledger.ID{}, p.wallet, cents(40))
	if s := p.final(cents(60)); !s.Compared.Agrees() || p.of(clearing.AccountLoss) != 0 || p.walletBalance() != 0 {
		t.Errorf("in the next chain: %+v, loss %d, balance %d", s.Compared, p.of(clearing.AccountLoss), p.walletBalance())
	}
}

func TestPayouts(t *testing.T) {
	p := newPurse(t)
	p.arrives(ledger.ID{}, p.wallet, cents(1_000))
	p.final(cents(1_000))
	call := p.order()
	p.do(call)
	p.do(clearing.Capture{Call: call.Call, Usage: used(1_000_000, 0)}) // 15 cents, of which the house keeps a tenth

	batch := p.id()
	pay := clearing.PayOut{Batch: batch, Token: p.token, Asks: []settlement.Ask{{Party: p.seller}, {Party: p.wallet, Amount: cents(100)}}}
	if a := p.try(pay); a.Refusal != string(settlement.PayeeUnknown) {
		t.Fatalf("paid to nowhere: %q", a.Refusal)
	}
	p.do(clearing.SetPayee{Party: p.seller, Token: p.token, To: settlement.Address{7}, Cooling: int64(time.Hour)})
	p.do(clearing.SetPayee{Party: p.wallet, Token: p.token, To: settlement.Address{8}})
	if a := p.do(pay); a.Refusals[0] != string(settlement.PayeeCooling) || a.Refusals[1] != "" || a.Payout.Total != cents(100) {
		t.Fatalf("%v, %s in all", a.Refusals, a.Payout.Total)
	}
	if a := p.do(pay); !a.Exists || len(a.Payout.Items) != 1 {
		t.Fatal("the same batch is opened twice")
	}
	p.now += int64(2 * time.Hour)
	next := clearing.PayOut{Batch: p.id(), Token: p.token, Asks: []settlement.Ask{{Party: p.seller}, {Party: p.wallet, Amount: cents(100_000)}}}
	a := p.do(next)
	if a.Refusals[0] != "" || a.Refusals[1] != string(settlement.PayoutFunds) || a.Payout.Total != money.Units(135_000_000) {
		t.Fatalf("%v, %s in all; the seller has 13.5 cents", a.Refusals, a.Payout.Total)
	}
	if p.of(clearing.AccountPayout) != 1_135_000_000 {
		t.Errorf("%d on its way", p.of(clearing.AccountPayout))
	}
	p.block += 2
	p.do(clearing.SeePayout{Batch: batch, Tx: settlement.Hash{5}, Block: p.block})
	p.do(clearing.ClosePayout{Batch: batch, Tx: settlement.Hash{5}, Block: p.block, Failed: []uint16{0}})
	p.do(clearing.ClosePayout{Batch: next.Batch, Tx: settlement.Hash{6}, Block: p.block})
	if a := p.try(clearing.ClosePayout{Batch: batch}); a.Refusal != string(settlement.PayoutUnknown) {
		t.Errorf("closed twice: %q", a.Refusal)
	}
	there, _ := cents(1_000).Sub(money.Units(135_000_000))
	if s := p.final(there); !s.Compared.Agrees() || p.walletBalance() != 9_850_000_000 {
		t.Errorf("%+v, the wallet has %d", s.Compared, p.walletBalance())
	}
	if s := p.final(cents(1)); s.Compared.Agrees() || s.Halted == "" {
		t.Errorf("the chain has less than the ledger, and payouts go on")
	}
	if a := p.try(clearing.PayOut{Batch: p.id(), Token: p.token, Asks: pay.Asks}); a.Refusal != string(settlement.PayoutsHalted) {
		t.Errorf("paid out though the books differ: %q", a.Refusal)
	}
	p.do(clearing.HaltPayouts{Token: p.token})
	p.do(clearing.SetTokenLimits{Token: p.token, Limits: settlement.Limits{DayMax: cents(1), BatchTo: 2}})
	if a := p.try(clearing.PayOut{Batch: p.id(), Token: p.token, Asks: pay.Asks[1:]}); a.Refusal != string(settlement.PayoutDay) {
		t.Errorf("beyond the day's limit: %q", a.Refusal)
	}
}

// TestSettlementKeepsTheBooks walks at random over everything that can happen
// between the ledger and a chain that is kept beside it, and compares both at
// each final block.
func TestSettlementKeepsTheBooks(t *testing.T) {
	seen := map[string]int{}
	for seed := range uint64(20) {
		p := newPurse(t)
		r := rand.New(rand.NewPCG(seed, 4))
		p.do(clearing.SetPayee{Party: p.seller, Token: p.token, To: settlement.Address{7}})
		p.do(clearing.SetPayee{Party: p.wallet, Token: p.token, To: settlement.Address{8}})
		w := walk{purse: p, r: r, troubles: map[string]int{}}
		for range 400 {
			w.step()
		}
		w.end(seed)
		w.finish()
		for _, trouble := range []string{"", "peg_off", "peg_stale", "peg_jumped"} {
			seen[trouble] += w.troubles[trouble]
		}
	}
	if len(seen) != 4 || seen["peg_jumped"]*seen["peg_off"]*seen["peg_stale"]*seen[""] == 0 {
		t.Errorf("the walks saw %v", seen)
	}
}

// walk is the state of a random walk: what it did and has not finished.
type walk struct {
	*purse
	r        *rand.Rand
	calls    []ledger.ID
	due      []ledger.ID
	arrivals []arrival
	payouts  []settlement.Payout
	there    uint64 // what the chain has in final blocks
	peg      pegTwin
	troubles map[string]int // that the peg was in, and how often
}

type arrival struct {
	id, payment ledger.ID
	amount      uint64
}

func take[T any](r *rand.Rand, from *[]T) (item T, ok bool) {
	if len(*from) == 0 {
		return item, false
	}
	i := r.IntN(len(*from))
	item = (*from)[i]
	*from = append((*from)[:i], (*from)[i+1:]...)
	return item, true
}

func (w *walk) step() {
	switch w.r.IntN(10) {
	case 0, 1:
		trust := []money.Amount{{}, cents(30), cents(1_000)}[w.r.IntN(3)]
		c := w.tender(trust)
		c.Scheme = settlement.Scheme(1 + w.r.IntN(2))
		switch a := w.try(c); {
		case a.Refusal != "":
		case a.Payment.State == settlement.PaymentDue:
			w.due = append(w.due, c.Payment)
		default:
			w.calls = append(w.calls, c.Call.Call)
		}
	case 2:
		if id, ok := take(w.r, &w.calls); ok {
			a := w.do(clearing.Capture{Call: id, Usage: used(w.r.Uint64N(1_000_001), 0)})
			if a.Payment.State == settlement.PaymentDue {
				w.due = append(w.due, a.Payment.ID)
			}
		}
	case 3:
		if id, ok := take(w.r, &w.calls); ok {
			w.do(clearing.Void{Call: id, Reason: "chance"})
		}
	case 4:
		if id, ok := take(w.r, &w.due); ok {
			w.collect(id)
		}
	case 5:
		amount := cents(1 + w.r.Uint64N(50))
		party := w.wallet
		if w.r.IntN(4) == 0 {
			party = ledger.ID{}
		}
		w.arrivals = append(w.arrivals, arrival{id: w.arrives(ledger.ID{}, party, amount), amount: amount.Lo})
	case 6:
		if a, ok := take(w.r, &w.arrivals); ok {
			w.do(clearing.DropArrival{ID: a.id})
			if !a.payment.IsZero() {
				w.due = append(w.due, a.payment)
			}
		}
	case 7:
		a := w.try(clearing.PayOut{Batch: w.id(), Token: w.token, Asks: []settlement.Ask{{Party: w.seller}, {Party: w.wallet}}})
		if a.Refusal == "" {
			w.payouts = append(w.payouts, a.Payout)
		}
	case 8:
		w.finalize()
	case 9:
		w.moved()
	}
}

func (w *walk) collect(id ledger.ID) {
	if w.r.IntN(5) == 0 {
		w.do(clearing.FailPayment{Payment: id, Reason: "chance"})
		return
	}
	payment, _ := w.m.Settlement().Payment(id)
	w.arrivals = append(w.arrivals, arrival{w.arrives(id, w.wallet, payment.Due), id, payment.Due.Lo})
}

func (w *walk) finalize() {
	if p, ok := take(w.r, &w.payouts); ok {
		var failed []uint16
		for i := range p.Items {
			if w.r.IntN(3) == 0 {
				failed = append(failed, uint16(i))
			} else {
				w.there -= p.Items[i].Amount.Lo
			}
		}
		w.do(clearing.ClosePayout{Batch: p.ID, Block: w.block, Failed: failed})
	}
	for _, a := range w.arrivals {
		w.there += a.amount
	}
	w.arrivals = nil
	if s := w.final(money.Units(w.there)); !s.Compared.Agrees() {
		w.t.Fatalf("the ledger has %s, the chain %s", s.Compared.Ledger, s.Compared.OnChain)
	}
}

// finish ends everything that is under way; then nothing is promised any more.
func (w *walk) finish() {
	w.t.Helper()
	for len(w.calls) > 0 {
		id, _ := take(w.r, &w.calls)
		w.do(clearing.Void{Call: id, Reason: "end"})
	}
	for len(w.due) > 0 {
		id, _ := take(w.r, &w.due)
		w.do(clearing.FailPayment{Payment: id, Reason: "end"})
	}
	w.block++
	w.finalize()
	s := w.m.Settlement().StandingOf(clearing.PartyAccount(w.wallet, clearing.AccountBuyer))
	if !s.Promised.IsZero() || !s.Arrived.IsZero() || w.of(clearing.AccountArriving) != 0 {
		w.t.Fatalf("%s promised, %s arrived, %d arriving when nothing is under way", s.Promised, s.Arrived, w.of(clearing.AccountArriving))
	}
	if int64(s.Debt.Lo) != -w.of(clearing.AccountLoss) {
		w.t.Fatalf("the wallet owes %s, the house has lost %d", s.Debt, w.of(clearing.AccountLoss))
	}
}

func (w *walk) end(seed uint64) {
	w.t.Helper()
	if breaches := w.m.Freeze().Check(); len(breaches) > 0 {
		w.t.Fatalf("seed %d: %s", seed, breaches[0])
	}
	write := func(m *clearing.Machine) (b bytes.Buffer, v *clearing.View) {
		v = m.Freeze()
		if _, err := v.WriteTo(&b); err != nil {
			w.t.Fatal(err)
		}
		return b, v
	}
	first, view := write(w.m)
	restored, err := clearing.Restore(bytes.NewReader(first.Bytes()), clearing.DefaultConfig())
	if err != nil {
		w.t.Fatalf("seed %d: %v", seed, err)
	}
	if _, again := write(restored); again.Digest() != view.Digest() {
		w.t.Fatalf("seed %d: a restored machine has another digest", seed)
	}
	replayed := clearing.New(clearing.DefaultConfig())
	for _, record := range w.log {
		if _, err := replayed.Apply(record, nil); err != nil {
			w.t.Fatalf("seed %d: %v", seed, err)
		}
	}
	if _, again := write(replayed); again.Digest() != view.Digest() {
		w.t.Fatalf("seed %d: a replay has another digest", seed)
	}
}
