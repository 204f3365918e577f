package exchange

import (
	"errors"
	"fmt"

	"aidollar/core/internal/paged"
	"aidollar/core/internal/wire"
	"aidollar/core/ledger"
)

// View is a book as it was when it was frozen.
type View struct {
	serial    uint64
	pairs     paged.Slice[pair]
	positions paged.Slice[position]
	carries   paged.Slice[carry]
}

// Freeze keeps the present state for a snapshot.
func (b *Book) Freeze() View {
	return View{serial: b.serial, pairs: b.pairs.Freeze(), positions: b.positions.Freeze(), carries: b.carries.Freeze()}
}

// Append writes the view, each kind behind its count. Balances and limits of
// positions are the ledger's.
func (v *View) Append(a *wire.Appender) {
	a.U64(v.serial)
	a.U32(uint32(v.pairs.Len()))
	for i := range v.pairs.Len() {
		p := v.pairs.At(i)
		a.U32(uint32(p.Base))
		a.U32(uint32(p.Quote))
		AppendTerms(a, &p.terms)
		a.U16(uint16(len(p.rates)))
		for k := range p.rates {
			r := &p.rates[k]
			AppendWord(a, &r.Word)
			a.U64(r.Number)
			a.I64(r.Since)
			a.U32(r.SpreadBPS)
		}
	}
	a.U32(uint32(v.positions.Len()))
	for i := range v.positions.Len() {
		p := v.positions.At(i)
		a.U32(uint32(p.asset))
		a.ID(p.Position)
		a.ID(p.Revenue)
	}
	a.U32(uint32(v.carries.Len()))
	for i := range v.carries.Len() {
		c := v.carries.At(i)
		a.ID(c.account)
		a.U32(uint32(c.get))
		a.U64(c.rest)
	}
}

// AppendWord writes what a source said.
func AppendWord(a *wire.Appender, w *Word) {
	a.U32(uint32(w.Pair.Base))
	a.U32(uint32(w.Pair.Quote))
	a.U64(w.Price)
	a.I64(w.At)
	a.I64(w.Valid)
	a.Text(w.Source)
}

// ReadWord reads what AppendWord wrote.
func ReadWord(r *wire.Reader) Word {
	return Word{
		Pair: Pair{Base: ledger.AssetID(r.U32()), Quote: ledger.AssetID(r.U32())}, Price: r.U64(), At: r.I64(), Valid: r.I64(), Source: r.Text(),
	}
}

// AppendTerms writes how a pair is converted.
func AppendTerms(a *wire.Appender, t *Terms) {
	a.Flag(t.Open)
	a.U32(t.SpreadBPS)
	a.U32(t.SlipBPS)
	a.I64(t.Honour)
}

// ReadTerms reads what AppendTerms wrote.
func ReadTerms(r *wire.Reader) Terms {
	return Terms{Open: r.Flag(), SpreadBPS: r.U32(), SlipBPS: r.U32(), Honour: r.I64()}
}

// AppendLock writes a conversion that is agreed upon.
func AppendLock(a *wire.Appender, l *Lock) {
	a.U64(l.Quote.Number)
	if !l.Locks() {
		return
	}
	a.U32(uint32(l.Quote.Give))
	a.U32(uint32(l.Quote.Get))
	a.U64(l.Quote.Price)
	a.U32(l.Quote.SpreadBPS)
	a.ID(l.Payer)
	a.U32(uint32(l.Budget))
	a.ID(l.Gives.Position)
	a.ID(l.Gives.Revenue)
	a.ID(l.Counter)
	a.Amount(l.Held)
}

// ReadLock reads what AppendLock wrote.
func ReadLock(r *wire.Reader) (l Lock) {
	if l.Quote.Number = r.U64(); !l.Locks() {
		return l
	}
	l.Quote.Give, l.Quote.Get = ledger.AssetID(r.U32()), ledger.AssetID(r.U32())
	l.Quote.Price, l.Quote.SpreadBPS = r.U64(), r.U32()
	l.Payer, l.Budget = r.ID(), ledger.BudgetID(r.U32())
	l.Gives, l.Counter, l.Held = Accounts{Position: r.ID(), Revenue: r.ID()}, r.ID(), r.Amount()
	return l
}

var errSnapshot = errors.New("exchange: the snapshot contradicts itself")

// RestoreBook reads what View.Append wrote.
func RestoreBook(l *ledger.Ledger, codes Codes, r *wire.Reader) (*Book, error) {
	b := NewBook(l, codes)
	b.serial = r.U64()
	for range r.U32() {
		p, ok := readPair(r, b.serial)
		_, twice := b.pairsByAssets[p.Pair]
		if !ok || twice {
			return nil, fmt.Errorf("%w: pair %d is damaged", errSnapshot, b.pairs.Len())
		}
		b.pairsByAssets[p.Pair] = b.pairs.Append(p)
	}
	for range r.U32() {
		p := position{ledger.AssetID(r.U32()), Accounts{Position: r.ID(), Revenue: r.ID()}}
		_, twice := b.positionsBy[p.asset]
		if _, known := l.Account(p.Position); r.Short() || twice || !known {
			return nil, fmt.Errorf("%w: the position in asset %d is damaged", errSnapshot, p.asset)
		}
		b.positionsBy[p.asset] = b.positions.Append(p)
	}
	for range r.U32() {
		c := carry{carryKey{r.ID(), ledger.AssetID(r.U32())}, r.U64()}
		_, twice := b.carriesByKey[c.carryKey]
		if r.Short() || twice || c.rest >= PriceOne {
			return nil, fmt.Errorf("%w: what account %s carries is damaged", errSnapshot, c.account)
		}
		b.carriesByKey[c.carryKey] = b.carries.Append(c)
	}
	return b, nil
}

func readPair(r *wire.Reader, serial uint64) (p pair, ok bool) {
	p = pair{Pair: Pair{Base: ledger.AssetID(r.U32()), Quote: ledger.AssetID(r.U32())}, terms: ReadTerms(r)}
	last := uint64(0)
	for range min(r.U16(), RatesKept+1) {
		w := ReadWord(r)
		number, since, spread := r.U64(), r.I64(), r.U32()
		if r.Short() || w.Pair != p.Pair || w.Price < PriceMin || w.Price > PriceMax || spread > SpreadMax || number <= last || number > serial {
			return p, false
		}
		last = number
		p.rates = append(p.rates, rate(w, number, since, spread))
	}
	return p, !r.Short() && len(p.rates) <= RatesKept
}
