package clearing_test

import (
	"bytes"
	"testing"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/exchange"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/settlement"
)

// guard closes a percent off par, opens at a fifth of one, and holds back what moves
// by more than five.
var guard = settlement.Guard{CloseBPS: 100, OpenBPS: 20, JumpBPS: 500, Payouts: true}

// worth enters what the token is worth, in ten-thousandths, for an hour.
func (p *purse) worth(tenThousandths uint64) clearing.Answer {
	p.t.Helper()
	return p.do(clearing.PegPrice{Token: p.token, Price: p.priceOf(tenThousandths)})
}

func (p *purse) priceOf(tenThousandths uint64) settlement.PegPrice {
	return settlement.PegPrice{Price: tenThousandths * exchange.PriceOne / 10_000, At: p.now, Valid: int64(time.Hour), Source: "desk"}
}

func (p *purse) peg() settlement.Peg {
	t, _ := p.m.Settlement().Token(p.token)
	return t.Peg
}

// stands makes sure that a wallet's payment is taken, or refused by that name.
func (p *purse) stands(want string) {
	p.t.Helper()
	if a := p.try(p.tender(money.Amount{})); a.Refusal != want {
		p.t.Fatalf("a payment is refused by %q, want %q; the peg is %+v", a.Refusal, want, p.peg())
	}
}

func TestAGuardClosesAndOpens(t *testing.T) {
	p := newPurse(t)
	p.stands("")
	p.do(clearing.SetPeg{Token: p.token, Guard: guard})
	p.stands("peg_stale") // no price was told
	for _, step := range []struct {
		worth uint64
		want  string
	}{
		{9_950, "peg_off"}, // between the limits, and it begins off
		{9_980, ""}, {9_901, ""}, {9_900, "peg_off"}, {9_979, "peg_off"}, {9_980, ""},
		{10_099, ""}, {10_100, "peg_off"}, {10_021, "peg_off"}, {10_020, ""},
	} {
		p.worth(step.worth)
		p.stands(step.want)
	}
	turn := p.peg().Turn
	p.now += int64(time.Hour) // nobody says anything, and the next payment knows
	p.stands("peg_stale")
	p.worth(9_970)
	p.stands("peg_off") // fresh, but it comes back by the smaller limit alone
	p.worth(10_000)
	p.stands("")
	if p.peg().Turn != turn+1 {
		t.Errorf("it came back %d times", p.peg().Turn-turn)
	}
	p.do(clearing.SetPeg{Token: p.token})
	p.worth(5_000)
	p.stands("")
}

// TestAPriceThatJumps is held back whichever way it goes: it closes the guard, and
// never opens it.
func TestAPriceThatJumps(t *testing.T) {
	p := newPurse(t)
	p.do(clearing.SetPeg{Token: p.token, Guard: guard})
	p.worth(10_000)
	for _, forged := range []uint64{2, 9_499, 10_501, 50_000} {
		p.worth(forged)
		p.stands("peg_jumped")
		if peg := p.peg(); peg.Price.Price != exchange.PriceOne || peg.Held.Price == 0 {
			t.Fatalf("%d counts: %+v", forged, peg)
		}
		p.worth(10_000)
		p.stands("")
	}
	for _, fall := range []uint64{9_600, 9_200, 8_800} { // really, and step by step
		p.worth(fall)
		p.stands("peg_off")
	}
	p.worth(10_000) // a forger's hope
	p.stands("peg_jumped")
	p.do(clearing.PegPrice{Token: p.token, Price: p.peg().Held, Confirmed: true}) // a person has looked
	p.stands("")
}

func TestPegCommandsThatAreRefused(t *testing.T) {
	p := newPurse(t)
	for _, g := range []settlement.Guard{{CloseBPS: 10_001}, {CloseBPS: 10, OpenBPS: 10}, {CloseBPS: 10, JumpBPS: 10_001}, {OpenBPS: 1}, {Payouts: true}} {
		p.refuses(clearing.SetPeg{Token: p.token, Guard: g}, "peg_invalid")
	}
	p.refuses(clearing.SetPeg{Token: 9, Guard: guard}, "token_unknown")
	p.refuses(clearing.PegPrice{Token: 9, Price: p.priceOf(10_000)}, "token_unknown")
	for want, change := range map[string]func(*settlement.PegPrice){
		"peg_price_ahead": func(q *settlement.PegPrice) { q.At = p.now + int64(time.Hour) },
		"peg_price_stale": func(q *settlement.PegPrice) { q.Valid = 1 },
	} {
		q := p.priceOf(10_000)
		change(&q)
		p.now += 1000
		p.refuses(clearing.PegPrice{Token: p.token, Price: q}, want)
	}
	for _, change := range []func(*settlement.PegPrice){
		func(q *settlement.PegPrice) { q.Price = 0 }, func(q *settlement.PegPrice) { q.Price = exchange.PriceMax + 1 },
		func(q *settlement.PegPrice) { q.Valid = 0 }, func(q *settlement.PegPrice) { q.Source = "" }, func(q *settlement.PegPrice) { q.Source = "\xff" },
	} {
		q := p.priceOf(10_000)
		change(&q)
		p.refuses(clearing.PegPrice{Token: p.token, Price: q}, "peg_price_invalid")
	}
	p.do(clearing.SetPeg{Token: p.token, Guard: guard})
	if a := p.try(clearing.SetPeg{Token: p.token, Guard: guard}); !a.Exists {
		t.Errorf("the same guard once more: %+v", a)
	}
	first := clearing.PegPrice{Token: p.token, Price: p.priceOf(10_000)}
	p.do(first)
	if a := p.try(first); !a.Exists {
		t.Errorf("the same price once more: %+v", a)
	}
	p.refuses(clearing.PegPrice{Token: p.token, Price: settlement.PegPrice{Price: 1, At: first.Price.At - 1, Valid: int64(time.Hour), Source: "desk"}}, "peg_price_past")
}

// TestWhatComesWhileATokenIsOff: what was accepted before counts at par, what comes
// unasked is nobody's until the operator says whose it is, and payouts wait.
func TestWhatComesWhileATokenIsOff(t *testing.T) {
	p := newPurse(t)
	p.do(clearing.SetPayee{Party: p.wallet, Token: p.token, To: settlement.Address{8}})
	p.do(clearing.SetPeg{Token: p.token, Guard: guard})
	p.worth(10_000)
	c := p.tender(money.Amount{})
	p.do(c)
	p.worth(9_700)
	p.arrives(c.Payment, ledger.ID{}, cents(20))
	p.arrives(ledger.ID{}, p.wallet, cents(50))
	if got := p.walletBalance(); got != 200_000_000 {
		t.Fatalf("%d on the balance: what was accepted before counts, and nothing else", got)
	}
	if s := p.final(cents(70)); !s.Compared.Agrees() || p.of(clearing.AccountUnallocated) != 500_000_000 {
		t.Fatalf("%d is nobody's; %+v", p.of(clearing.AccountUnallocated), s.Compared)
	}
	payout := clearing.PayOut{Batch: p.id(), Token: p.token, Asks: []settlement.Ask{{Party: p.wallet}}}
	p.refuses(payout, "peg_off")
	open := guard
	open.Payouts = false
	p.do(clearing.SetPeg{Token: p.token, Guard: open})
	p.stands("peg_off")
	p.do(payout)
	a := p.do(clearing.Transfers{{
		ID: p.id(), Debit: clearing.TokenAccount(clearing.AccountUnallocated, p.token), Credit: clearing.PartyAccount(p.wallet, clearing.AccountBuyer),
		Amount: cents(50), Asset: usd, Code: clearing.TransferDeposit,
	}})
	if a.Outcomes[0].Result != ledger.OK || p.walletBalance() != 500_000_000 {
		t.Fatalf("the operator's credit: %s, %d", a.Outcomes[0].Result, p.walletBalance())
	}
}

// TestAChannelWhoseTokenFalls goes on paying from what came before, and not from what
// its payer brought meanwhile.
func TestAChannelWhoseTokenFalls(t *testing.T) {
	s := newStream(t, cents(20))
	s.do(clearing.SetPeg{Token: s.token, Guard: guard})
	s.worth(10_000)
	fund := clearing.FundChannel{Channel: s.id, Payment: s.purse.id(), Signed: cents(10), Until: s.now + int64(time.Hour), Payload: []byte("signed")}
	s.do(fund)
	s.worth(9_700)
	again := fund
	again.Payment = s.purse.id()
	s.refuses(again, "peg_off")
	s.moves(settlement.Deposited, fund.Payment, cents(10))            // was accepted before
	late := s.moves(settlement.Deposited, ledger.ID{}, cents(30))     // of the payer's own accord
	dropped := s.moves(settlement.Deposited, ledger.ID{}, cents(100)) // likewise, in a block that is undone
	s.do(clearing.DropArrival{ID: dropped})
	s.do(s.draw(cents(15)))
	s.do(s.draw(cents(30)))
	if late.IsZero() || s.channel().Late != cents(30) {
		t.Fatalf("%s is late", s.channel().Late)
	}
	s.refuses(s.draw(cents(45)), "deposit_late")
	s.worth(10_000)
	s.do(s.draw(cents(45)))
	s.worth(9_700)
	s.do(s.draw(cents(60))) // it was taken at par in between, and is not late any more
	s.refuses(s.draw(cents(75)), "insufficient_funds")
}

// TestAPegOutlastsARestart: a replay and a restored snapshot know the same of it.
func TestAPegOutlastsARestart(t *testing.T) {
	p := newPurse(t)
	p.do(clearing.SetPeg{Token: p.token, Guard: guard})
	p.worth(10_000)
	p.worth(9_700)
	p.worth(8_000)
	want := p.bytes()
	restored, err := clearing.Restore(bytes.NewReader(want), clearing.DefaultConfig())
	if err != nil {
		t.Fatal(err)
	}
	replayed := clearing.New(clearing.DefaultConfig())
	for _, record := range p.log {
		if _, err := replayed.Apply(record, nil); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(snapshot(t, replayed), want) || !bytes.Equal(snapshot(t, restored), want) {
		t.Error("a replay or a restored machine differs")
	}
	state, _ := restored.Settlement().Token(p.token)
	if state.Peg != p.peg() || state.Peg.Trouble(p.now) != settlement.PegJumped || !state.Peg.Away {
		t.Errorf("%+v", state.Peg)
	}
}

// pegTwin is a guard as its description has it, over hundredths of a percent.
type pegTwin struct {
	guard settlement.Guard
	price uint64 // ten-thousandths; zero before the first
	until int64
	held  bool
	off   bool
}

func (w *pegTwin) trouble(now int64) string {
	switch {
	case w.guard.CloseBPS == 0:
		return ""
	case w.price == 0 || w.until <= now:
		return "peg_stale"
	case w.held:
		return "peg_jumped"
	case w.off:
		return "peg_off"
	}
	return ""
}

func (w *pegTwin) settle(wasOff bool) {
	off := max(w.price, 10_000) - min(w.price, 10_000)
	w.off = off >= uint64(w.guard.CloseBPS) || wasOff && off > uint64(w.guard.OpenBPS)
}

// moved walks the token's worth, or its guard, or lets time go by; and makes sure that
// the machine and the twin are of one mind about it.
func (w *walk) moved() {
	w.t.Helper()
	t := &w.peg
	switch w.r.IntN(6) {
	case 0:
		was := t.guard.CloseBPS == 0
		t.guard = settlement.Guard{CloseBPS: 1 + w.r.Uint32N(200), JumpBPS: w.r.Uint32N(600), Payouts: w.r.IntN(2) == 0}
		t.guard.OpenBPS = w.r.Uint32N(t.guard.CloseBPS)
		before := was || t.trouble(w.now+int64(time.Millisecond)) != ""
		if w.r.IntN(5) == 0 {
			t.guard, t.held = settlement.Guard{}, false
		}
		w.do(clearing.SetPeg{Token: w.token, Guard: t.guard})
		t.settle(before)
	case 1:
		w.do(clearing.Tick{}) // a millisecond, as each command: prices are good for some of them
	default:
		worth := 10_000 + w.r.Uint64N(400)>>w.r.IntN(8) - w.r.Uint64N(400)>>w.r.IntN(8)
		if w.r.IntN(8) == 0 {
			worth = 1 + w.r.Uint64N(20_000)
		}
		c := clearing.PegPrice{Token: w.token, Price: w.priceOf(worth), Confirmed: w.r.IntN(8) == 0}
		c.Price.Valid = int64(2+w.r.IntN(100)) * int64(time.Millisecond)
		before := t.trouble(w.now+int64(time.Millisecond)) != ""
		w.do(c)
		jump := max(worth, t.price) - min(worth, t.price)
		if !c.Confirmed && t.guard.JumpBPS != 0 && t.price != 0 && jump*10_000 > t.price*uint64(t.guard.JumpBPS) {
			t.held = true
			break
		}
		t.price, t.until, t.held = worth, c.Price.At+c.Price.Valid, false
		t.settle(before)
	}
	state := w.purse.peg()
	if got := string(state.Trouble(w.now)); got != t.trouble(w.now) {
		w.t.Fatalf("%q, the twin says %q: %+v and %+v", got, t.trouble(w.now), state, t)
	}
	w.troubles[t.trouble(w.now)]++
}
