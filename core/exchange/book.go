package exchange

import (
	"slices"

	"aidollar/core/internal/paged"
	"aidollar/core/ledger"
	"aidollar/core/money"
)

// Bounds of what is kept.
const (
	PairsMax   = 1024
	RatesKept  = 32 // of a pair, the present one among them
	CarriesMax = 1 << 22
)

// Terms are how a pair is converted.
type Terms struct {
	Open      bool   // else its rates are kept and nothing is converted
	SpreadBPS uint32 // that the house earns, at most SpreadMax
	SlipBPS   uint32 // that a rate may move against the house while an offer stands
	Honour    int64  // nanoseconds that an offer stands after the next rate
}

// pair is what is kept of one.
type pair struct {
	Pair
	terms Terms
	rates []Rate // oldest first; a frozen view may share its items
}

func (p *pair) last() *Rate {
	if len(p.rates) == 0 {
		return nil
	}
	return &p.rates[len(p.rates)-1]
}

// find gives the place of a rate that was replaced.
func (p *pair) find(number uint64) int {
	for i := range max(0, len(p.rates)-1) {
		if p.rates[i].Number == number {
			return i
		}
	}
	return -1
}

// carry is what an account's conversions left below a unit.
type carry struct {
	carryKey
	rest uint64 // of a unit that is given, in parts of PriceOne
}

type carryKey struct {
	account ledger.ID
	get     ledger.AssetID
}

// Book keeps rates and positions over a ledger.
type Book struct {
	ledger    *ledger.Ledger
	serial    uint64 // rates taken
	pairs     paged.Slice[pair]
	positions paged.Slice[position]
	carries   paged.Slice[carry]

	pairsByAssets   map[Pair]int
	positionsBy     map[ledger.AssetID]int
	carriesByKey    map[carryKey]int
	carriesMax      int
	conversionCodes Codes
}

// Codes are the codes of the transfers that a conversion is posted with.
type Codes struct {
	Convert uint16 // a payer to the position, and a position to whom it pays
	Spread  uint16 // the position to the house's revenue
}

// NewBook makes a book without pairs.
func NewBook(l *ledger.Ledger, codes Codes) *Book {
	return &Book{
		ledger: l, pairsByAssets: map[Pair]int{}, positionsBy: map[ledger.AssetID]int{}, carriesByKey: map[carryKey]int{},
		carriesMax: CarriesMax, conversionCodes: codes,
	}
}

// PairState is a pair as readers see it.
type PairState struct {
	Pair
	Terms Terms
	Rate  Rate // the newest; its Number is zero before the first
}

func (p *pair) state() PairState {
	s := PairState{Pair: p.Pair, Terms: p.terms}
	if r := p.last(); r != nil {
		s.Rate = *r
	}
	return s
}

// Pairs calls f for each pair in the order in which they came until it returns false.
func (b *Book) Pairs(f func(PairState) bool) {
	for i := range b.pairs.Len() {
		if !f(b.pairs.At(i).state()) {
			return
		}
	}
}

// PairOf finds a pair, as it is kept.
func (b *Book) PairOf(p Pair) (PairState, bool) {
	if i, ok := b.pairsByAssets[p]; ok {
		return b.pairs.At(i).state(), true
	}
	return PairState{}, false
}

// Rates are the rates of a pair that are kept, oldest first. They are not to be
// changed.
func (b *Book) Rates(p Pair) []Rate {
	if i, ok := b.pairsByAssets[p]; ok {
		return b.pairs.At(i).rates
	}
	return nil
}

// RateBy finds a rate that is kept by its number.
func (b *Book) RateBy(number uint64) (Rate, bool) {
	for i := range b.pairs.Len() {
		for k := range b.pairs.At(i).rates {
			if r := b.pairs.At(i).rates[k]; r.Number == number {
				return r, true
			}
		}
	}
	return Rate{}, false
}

// enter finds a pair for writing, new if need be. scales are the decimals of its
// assets in the ledger.
func (b *Book) enter(p Pair, scales [2]uint8) (*pair, Refusal) {
	if i, ok := b.pairsByAssets[p]; ok {
		return b.pairs.Change(i), ""
	}
	_, reversed := b.pairsByAssets[Pair{Base: p.Quote, Quote: p.Base}]
	switch {
	case p.Base == p.Quote || p.Base == 0 || p.Quote == 0:
		return nil, PairInvalid
	case reversed:
		return nil, PairReversed
	case scales[0] != scales[1]:
		return nil, ScalesDiffer
	case b.pairs.Len() >= PairsMax:
		return nil, PairsFull
	}
	i := b.pairs.Append(pair{Pair: p})
	b.pairsByAssets[p] = i
	return b.pairs.Change(i), ""
}

// Take enters what a source says of a pair whose assets have so many decimals. The
// same word again changes nothing.
func (b *Book) Take(w Word, scales [2]uint8) (Rate, Refusal) {
	if i, ok := b.pairsByAssets[w.Pair]; ok {
		if r := b.pairs.At(i).last(); r != nil && r.Word == w {
			return *r, Exists
		}
	}
	now := b.ledger.Now()
	if refusal := w.refusal(now); refusal != "" {
		return Rate{}, refusal
	}
	p, refusal := b.enter(w.Pair, scales)
	if refusal != "" {
		return Rate{}, refusal
	}
	if r := p.last(); r != nil && w.At < r.At {
		return Rate{}, RatePast
	}
	return b.replace(p, w, now), ""
}

// replace makes a word the pair's present one.
func (b *Book) replace(p *pair, w Word, now int64) Rate {
	b.serial++
	r := rate(w, b.serial, now, p.terms.SpreadBPS)
	kept := p.rates[max(0, len(p.rates)+1-RatesKept):]
	p.rates = append(slices.Clone(kept), r)
	return r
}

// SetTerms changes how a pair is converted. Another spread makes a new rate of the
// present word, so that whoever was offered the old one is still honoured. The rate's
// Number is zero when there is none.
func (b *Book) SetTerms(of Pair, t Terms, scales [2]uint8) (PairState, Refusal) {
	if t.SpreadBPS > SpreadMax || t.SlipBPS > BPSWhole || t.Honour < 0 || t.Honour > HonourMax {
		return PairState{}, TermsInvalid
	}
	p, refusal := b.enter(of, scales)
	if refusal != "" {
		return PairState{}, refusal
	}
	if p.terms == t {
		return p.state(), Exists
	}
	spread := p.terms.SpreadBPS
	p.terms = t
	if r := p.last(); r != nil && spread != t.SpreadBPS {
		b.replace(p, r.Word, b.ledger.Now())
	}
	return p.state(), ""
}

// open finds the pair by which give is converted to get, either way round, with a
// rate, and with positions in both.
func (b *Book) open(give, get ledger.AssetID) (*pair, Refusal) {
	i, ok := b.pairsByAssets[Pair{Base: give, Quote: get}]
	if !ok {
		if i, ok = b.pairsByAssets[Pair{Base: get, Quote: give}]; !ok {
			return nil, PairUnknown
		}
	}
	p := b.pairs.At(i)
	_, has := b.positionsBy[give]
	_, has2 := b.positionsBy[get]
	switch {
	case !p.terms.Open:
		return nil, PairClosed
	case p.last() == nil:
		return nil, RateUnknown
	case !has || !has2:
		return nil, PositionNone
	}
	return p, ""
}

// cost is what an amount costs an account, and what it leaves below a unit.
func (b *Book) cost(account ledger.ID, q *Quote, get money.Amount) (give money.Amount, before, rest uint64, ok bool) {
	if i, known := b.carriesByKey[carryKey{account, q.Get}]; known {
		before = b.carries.At(i).rest
	}
	give, rest, ok = money.MulDiv(get, q.Price, before, PriceOne, money.Down)
	return give, before, rest, ok
}

// room makes sure that what an account's conversions leave can be carried.
func (b *Book) room(account ledger.ID, get ledger.AssetID) bool {
	_, known := b.carriesByKey[carryKey{account, get}]
	return known || b.carries.Len() < b.carriesMax
}

func (b *Book) keep(account ledger.ID, get ledger.AssetID, rest uint64) {
	key := carryKey{account, get}
	i, known := b.carriesByKey[key]
	if !known {
		i = b.carries.Append(carry{carryKey: key})
		b.carriesByKey[key] = i
	}
	b.carries.Change(i).rest = rest
}
