package exchange

import (
	"aidollar/core/ledger"
	"aidollar/core/money"
)

// Quote is what the house asks in one asset for another one, by a rate.
type Quote struct {
	Number    uint64 // of the rate; zero for none
	Give, Get ledger.AssetID
	Price     uint64 // of one Get in Give, in 10^-PriceScale, the spread in it
	SpreadBPS uint32
}

// Asks is what is asked by a rate for get, whether or not it is honoured.
func (r *Rate) Asks(give, get ledger.AssetID) Quote {
	q := Quote{Number: r.Number, Give: give, Get: get, Price: r.AskQuote, SpreadBPS: r.SpreadBPS}
	if get == r.Pair.Base {
		q.Price = r.AskBase
	}
	return q
}

// Most is what an amount of Get can cost at most, whatever is carried: the exact
// price, rounded up. ok is false when it does not fit.
func (q *Quote) Most(get money.Amount) (give money.Amount, ok bool) {
	give, _, ok = money.MulDiv(get, q.Price, PriceOne-1, PriceOne, money.Down)
	return give, ok
}

// Worth is the most of Get that an amount of Give is enough for.
func (q *Quote) Worth(give money.Amount) money.Amount {
	get, _, ok := money.MulDiv(give, PriceOne, 0, q.Price, money.Down)
	if !ok {
		return money.AmountMax // more than can be counted is enough
	}
	return get
}

// fee is the spread's part of what was given; what is below a unit stays in the
// position.
func (q *Quote) fee(give money.Amount) money.Amount {
	part, _, _ := money.MulDiv(give, uint64(q.SpreadBPS), 0, uint64(BPSWhole+q.SpreadBPS), money.Down)
	return part
}

// Current is what the house asks now.
func (b *Book) Current(give, get ledger.AssetID) (Quote, Refusal) {
	p, refusal := b.open(give, get)
	if refusal != "" {
		return Quote{}, refusal
	}
	r := p.last()
	if !r.Fresh(b.ledger.Now()) {
		return Quote{}, RateStale
	}
	return r.Asks(give, get), ""
}

// Between is the rate of two assets that is good now, in either direction. To measure by it,
// the house need not convert them.
func (b *Book) Between(one, other ledger.AssetID) (r Rate, ok bool) {
	i, ok := b.pairsByAssets[Pair{Base: one, Quote: other}]
	if !ok {
		i, ok = b.pairsByAssets[Pair{Base: other, Quote: one}]
	}
	if !ok {
		return r, false
	}
	last := b.pairs.At(i).last()
	if last == nil || !last.Fresh(b.ledger.Now()) {
		return r, false
	}
	return *last, true
}

// Ask is what the house asks for an amount at a time: what is got, or with gives what is
// given at most. Paid is the most that it costs. The time may be later than the ledger's,
// which stands still while nothing is entered. Nothing is kept of it.
func (b *Book) Ask(now int64, give, get ledger.AssetID, amount money.Amount, gives bool) (d Deal, refusal Refusal) {
	q, refusal := b.Current(give, get)
	if refusal != "" {
		return d, refusal
	}
	if r, _ := b.RateBy(q.Number); !r.Fresh(now) {
		return d, RateStale
	}
	got := amount
	if gives {
		got = q.Worth(amount)
	}
	l, refusal := b.Lock(Offer{Quote: q}, got)
	if refusal == "" {
		refusal = b.Room(&l, got)
	}
	if refusal != "" {
		return d, refusal
	}
	return Deal{Quote: q, Got: got, Held: l.Held, Paid: l.Held, Fee: q.fee(l.Held)}, ""
}

// Honour is what the house asks now of whom it offered a rate by its number. It is
// refused when the present rate is stale, when the other one was replaced for too
// long, and when since then the house would lose more than it agreed to.
func (b *Book) Honour(number uint64, give, get ledger.AssetID) (Quote, Refusal) {
	current, refusal := b.Current(give, get)
	if refusal != "" || number == current.Number {
		return current, refusal
	}
	p, _ := b.open(give, get)
	i := p.find(number)
	if i < 0 {
		return Quote{}, QuoteUnknown
	}
	if b.ledger.Now() > p.rates[i+1].Since+p.terms.Honour {
		return Quote{}, QuoteOver
	}
	offered := p.rates[i].Asks(give, get)
	if moved(offered.Price, current.Price, p.terms.SlipBPS) {
		return Quote{}, RateMoved
	}
	return offered, ""
}

// moved reports whether what was offered is cheaper than what is asked now by more
// than so many basis points of that.
func moved(offered, asked uint64, slipBPS uint32) bool {
	if offered >= asked {
		return false
	}
	loss, _ := money.Units(asked - offered).Mul64(uint64(BPSWhole))
	limit, _ := money.Units(asked).Mul64(uint64(slipBPS))
	return limit.Less(loss)
}

// Offered are the quotes that the house stands by now, newest first.
func (b *Book) Offered(give, get ledger.AssetID) (list []Quote) {
	p, refusal := b.open(give, get)
	if refusal != "" {
		return nil
	}
	for i := len(p.rates) - 1; i >= 0; i-- {
		q, refusal := b.Honour(p.rates[i].Number, give, get)
		switch refusal {
		case "":
			list = append(list, q)
		case RateMoved:
		default:
			return list // older ones are over, too
		}
	}
	return list
}
