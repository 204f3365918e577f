package exchange

import (
	"aidollar/core/ledger"
	"aidollar/core/money"
)

// Order is a conversion that is made at once, between two accounts of one holder.
type Order struct {
	ID     ledger.ID // chosen by the caller; carries its time
	From   ledger.ID // the account that gives
	To     ledger.ID // the account that gets
	Quote  Quote
	Amount money.Amount
	Gives  bool         // Amount is what is given, at most; else it is what is got
	Bound  money.Amount // the least that is got, or the most that is given; zero is none
	Free   money.Amount // the most that From may give
}

// Convert carries out an order, all of it or nothing. What it posts is handed back
// for the books. The same id again is Exists, with what it came to.
func (b *Book) Convert(o *Order) (d Deal, posted []ledger.Transfer, refusal Refusal) {
	if was, ok := b.ledger.Remembers(o.ID); ok {
		got, converted := b.ledger.Remembers(o.ID.Derive(counterOrdinal))
		if !converted {
			return d, nil, Refusal(ledger.IDReused.String())
		}
		return Deal{Quote: o.Quote, Got: got.Amount, Paid: was.Amount}, nil, Exists
	}
	get := o.Amount
	if o.Gives {
		get = o.Quote.Worth(o.Amount)
	}
	l, refusal := b.Lock(Offer{Quote: o.Quote, Payer: o.From}, get)
	if refusal != "" {
		return d, nil, refusal
	}
	d, ok := b.Deal(&l, get)
	switch {
	case !ok:
		return d, nil, ConversionLarge
	case d.Got.IsZero() || d.Paid.IsZero():
		return d, nil, ConversionNone
	case o.Gives && d.Got.Less(o.Bound), !o.Gives && !o.Bound.IsZero() && o.Bound.Less(d.Paid):
		return d, nil, RateMoved
	case o.Free.Less(d.Paid):
		return d, nil, Refusal(ledger.DebitLimited.String())
	}
	chain := append(b.withFee(&l, o.ID, &d, ledger.Transfer{
		ID: o.ID, Debit: o.From, Credit: l.Gives.Position, Amount: d.Paid,
		Asset: o.Quote.Give, Code: b.conversionCodes.Convert, Flags: ledger.Linked,
	}), ledger.Transfer{
		ID: o.ID.Derive(counterOrdinal), Debit: l.Counter, Credit: o.To, Amount: d.Got, Cause: o.ID,
		Asset: o.Quote.Get, Code: b.conversionCodes.Convert,
	})
	if refusal := b.post(chain); refusal != "" {
		return d, nil, refusal
	}
	b.Keep(&l, &d)
	d.Funds, _ = b.ledger.Spendable(o.From)
	return d, chain, ""
}

// post posts a conversion's chain.
func (b *Book) post(chain []ledger.Transfer) Refusal {
	for i, outcome := range b.transfers(chain) {
		switch r := outcome.Result; {
		case r == ledger.OK || r == ledger.LinkedRefused:
		case i == 0 && r == ledger.CreditLimited:
			return ExposureLong
		case i == len(chain)-1 && r == ledger.DebitLimited:
			return ExposureShort
		default:
			return Refusal(r.String())
		}
	}
	return ""
}

// transfers decides the book's own transfers: positions are managed, so that nobody
// closes a call's hold or moves them beside the book.
func (b *Book) transfers(ts []ledger.Transfer) (out []ledger.Outcome) {
	b.ledger.Manage(func() { out = b.ledger.Transfers(ts, make([]ledger.Outcome, 0, len(ts))) })
	return out
}

// Move is what an operator brings into a position or takes out of it.
type Move struct {
	ID      ledger.ID
	Asset   ledger.AssetID
	Account ledger.ID // where it comes from, or goes to; not one of the house's own commands'
	Amount  money.Amount
	Out     bool
}

// Fund moves an operator's money into a position or out of it, within its limits.
func (b *Book) Fund(m Move, code uint16) (t ledger.Transfer, refusal Refusal) {
	i, ok := b.positionsBy[m.Asset]
	if !ok {
		return t, PositionNone
	}
	if a, known := b.ledger.Account(m.Account); known && a.Flags&ledger.Managed != 0 {
		return t, Refusal(ledger.AccountManaged.String())
	}
	t = ledger.Transfer{ID: m.ID, Debit: m.Account, Credit: b.positions.At(i).Position, Amount: m.Amount, Asset: m.Asset, Code: code}
	if m.Out {
		t.Debit, t.Credit = t.Credit, t.Debit
	}
	switch r := b.transfers([]ledger.Transfer{t})[0].Result; {
	case r == ledger.OK:
		return t, ""
	case r == ledger.Exists:
		return t, Exists
	case r == ledger.CreditLimited && !m.Out:
		return t, ExposureLong
	case r == ledger.DebitLimited && m.Out:
		return t, ExposureShort
	default:
		return t, Refusal(r.String())
	}
}
