package settlement

import (
	"unicode/utf8"

	"aidollar/core/exchange"
	"aidollar/core/ledger"
	"aidollar/core/money"
)

// Guard says when a token is no longer taken for what it says it is worth.
type Guard struct {
	CloseBPS uint32 // so many basis points off par, or more, and nothing is taken in it; zero is no guard
	OpenBPS  uint32 // so many at most, and it is taken again; below CloseBPS
	JumpBPS  uint32 // a price further than so many from the last one is held back; zero holds back none
	Payouts  bool   // nothing is paid out in it either
}

// Set reports whether there is a guard.
func (g *Guard) Set() bool { return g.CloseBPS != 0 }

func (g *Guard) valid() bool {
	if !g.Set() {
		return *g == Guard{}
	}
	return g.CloseBPS <= exchange.BPSWhole && g.OpenBPS < g.CloseBPS && g.JumpBPS <= exchange.BPSWhole
}

// PegPrice is what a source says that one token is worth in its currency.
type PegPrice struct {
	Price  uint64 // in 10^-exchange.PriceScale
	At     int64  // of the source, Unix nanoseconds
	Valid  int64  // nanoseconds from At on; then it is stale
	Source string // its name
}

// OffBPS is how far the price is from par, in basis points, rounded up.
func (p *PegPrice) OffBPS() uint64 {
	off := max(p.Price, exchange.PriceOne) - min(p.Price, exchange.PriceOne)
	bps, _, _ := money.MulDiv(money.Units(off), uint64(exchange.BPSWhole), 0, exchange.PriceOne, money.Up)
	return bps.Lo // a price is bounded
}

func (p *PegPrice) refusal(now int64) Refusal {
	switch {
	case p.Price == 0 || p.Price > exchange.PriceMax, p.Valid <= 0 || p.Valid > exchange.ValidMax, p.At <= 0,
		p.Source == "" || len(p.Source) > exchange.SourceMax || !utf8.ValidString(p.Source):
		return PegPriceInvalid
	case p.At > now+exchange.AheadMax:
		return PegPriceAhead
	case p.At+p.Valid <= now:
		return PegPriceStale
	}
	return ""
}

// Peg is how a token stands to what it says it is worth. A price that jumped is kept
// beside the last one that counts: while it is there, the token is off.
type Peg struct {
	Guard Guard
	Price PegPrice // the newest that counts; its Price is zero before the first
	Since int64    // when it was entered, Unix nanoseconds
	Held  PegPrice // that jumped, and counts for nothing yet; its Price is zero for none
	Away  bool     // of its peg by the newest price, with what is between the two limits as it was
	Turn  uint32   // counts the times that it came back, or its guard was taken away
}

// Trouble is why nothing is taken in the token at a time; empty while it is. Without
// a guard nothing is in the way. A guard that knows no price is in the way: whoever
// set it did not mean to take the token on faith.
func (p *Peg) Trouble(now int64) Refusal {
	switch {
	case !p.Guard.Set():
		return ""
	case p.Price.Price == 0 || p.Price.At+p.Price.Valid <= now:
		return PegStale
	case p.Held.Price != 0:
		return PegJumped
	case p.Away:
		return PegAway
	}
	return ""
}

// Pays is why nothing is paid out in the token at a time; empty while it is.
func (p *Peg) Pays(now int64) Refusal {
	if !p.Guard.Payouts {
		return ""
	}
	return p.Trouble(now)
}

// jumps reports whether a price is further from the one that counts than it may be.
func (p *Peg) jumps(price uint64) bool {
	last := p.Price.Price
	if p.Guard.JumpBPS == 0 || last == 0 {
		return false
	}
	difference, _ := money.Units(max(last, price) - min(last, price)).Mul64(uint64(exchange.BPSWhole))
	limit, _ := money.Units(last).Mul64(uint64(p.Guard.JumpBPS))
	return limit.Less(difference)
}

// settle decides by the price that counts where the token stands, which was off
// before or not. Whatever it was off for, only the smaller limit brings it back.
func (p *Peg) settle(wasOff bool) {
	p.Away = p.Guard.Set() && p.Price.Price != 0
	if !p.Away {
		return
	}
	limit := uint64(p.Guard.CloseBPS) - 1
	if wasOff {
		limit = uint64(p.Guard.OpenBPS)
	}
	if p.Away = p.Price.OffBPS() > limit; wasOff && !p.Away {
		p.Turn++
	}
}

// SetPeg sets a token's guard, or takes it away with the zero one. A token that gets
// one begins off its peg, and so does one whose guard is changed while it is off.
func (b *Book) SetPeg(number uint32, g Guard) Refusal {
	switch {
	case !b.tokenKnown(number):
		return TokenUnknown
	case !g.valid():
		return PegInvalid
	case b.tokens.At(int(number)-1).peg.Guard == g:
		return Exists
	}
	p := &b.tokens.Change(int(number) - 1).peg
	wasOff := !p.Guard.Set() || p.Trouble(b.ledger.Now()) != ""
	p.Guard = g
	if !g.Set() {
		p.Held = PegPrice{}
		p.Turn++
	}
	p.settle(wasOff)
	return ""
}

// EnterPegPrice enters what a source says of a token. One that jumps is held back, and
// the token is off until a price comes that does not, or somebody confirms it.
// The same word again changes nothing.
func (b *Book) EnterPegPrice(number uint32, price PegPrice, confirmed bool) Refusal {
	if !b.tokenKnown(number) {
		return TokenUnknown
	}
	now := b.ledger.Now()
	was := &b.tokens.At(int(number) - 1).peg
	newest := was.Price
	if was.Held.Price != 0 {
		newest = was.Held
	}
	if newest == price && (was.Held.Price == 0 || !confirmed) {
		return Exists
	}
	if refusal := price.refusal(now); refusal != "" {
		return refusal
	}
	if price.At < newest.At {
		return PegPricePast
	}
	p := &b.tokens.Change(int(number) - 1).peg
	if !confirmed && p.jumps(price.Price) {
		p.Held = price
		return ""
	}
	wasOff := p.Trouble(now) != ""
	p.Price, p.Since, p.Held = price, now, PegPrice{}
	p.settle(wasOff)
	return ""
}

// Holds reports whether the peg contradicts itself nowhere: what no sequence of
// commands can lead to is a guard of no sense, a price beyond the limit of a token that
// is not off, and something held back that has nothing to be compared with.
func (p *Peg) Holds() bool {
	switch {
	case !p.Guard.valid(), p.Held.Price != 0 && (!p.Guard.Set() || p.Price.Price == 0), p.Away && !p.Guard.Set():
		return false
	}
	return !p.Guard.Set() || p.Away || p.Price.Price == 0 || p.Price.OffBPS() < uint64(p.Guard.CloseBPS)
}

// off is why nothing is taken in a token now.
func (b *Book) off(number uint32) Refusal {
	return b.tokens.At(int(number) - 1).peg.Trouble(b.ledger.Now())
}

// keepsOff is for what came while its token was off its peg, and that nothing was
// promised for. A transfer is nobody's: the operator decides what it counts for. What
// came into a channel stays its payer's, who can take it out there, and is late.
func (b *Book) keepsOff(a *Arrival) {
	if b.off(a.Token) == "" {
		return
	}
	switch a.Kind {
	case Transferred:
		a.Party, a.Account, a.Credit = ledger.ID{}, ledger.ID{}, false
	case Deposited:
		a.late = true
	}
}
