package clearing

import (
	"aidollar/core/exchange"
	"aidollar/core/internal/wire"
	"aidollar/core/ledger"
	"aidollar/core/payment"
)

var exchangeCodes = exchange.Codes{Convert: TransferConvert, Spread: TransferSpread}

// Exchange gives access to rates and positions for reading.
func (m *Machine) Exchange() *exchange.Book { return m.exchange }

// Conversion is one that a party asked for by itself. Those of calls are told with
// their calls.
type Conversion struct {
	ID    ledger.ID
	Party ledger.ID
	From  ledger.ID // the account that gave
	To    ledger.ID // the account that got
	Deal  exchange.Deal
}

// convert carries out the commands that concern rates, positions and conversions.
func (m *Machine) convert(now int64, kind Kind, r *wire.Reader) (Answer, error) {
	act := m.exchangeCommand(now, kind, r)
	if err := r.Err(); err != nil {
		return Answer{}, err
	}
	return act(), nil
}

// exchangeCommand reads a command and gives what to do once it is read to its end.
func (m *Machine) exchangeCommand(now int64, kind Kind, r *wire.Reader) func() Answer {
	switch kind {
	case KindRate:
		word := exchange.ReadWord(r)
		return func() Answer { return m.setRate(now, word) }
	case KindConversion:
		pair := exchange.Pair{Base: ledger.AssetID(r.U32()), Quote: ledger.AssetID(r.U32())}
		terms := exchange.ReadTerms(r)
		return func() Answer { return m.setConversion(now, pair, terms) }
	case KindExposure:
		c := SetExposure{Asset: ledger.AssetID(r.U32()), Limits: exchange.Limits{LongMax: r.Amount(), ShortMax: r.Amount()}}
		return func() Answer { return m.setExposure(now, &c) }
	case KindConvert:
		c := Convert{
			ID: r.ID(), Party: r.ID(), Give: ledger.AssetID(r.U32()), Get: ledger.AssetID(r.U32()),
			Amount: r.Amount(), Gives: r.Flag(), Bound: r.Amount(), Quote: r.U64(),
		}
		return func() Answer { return m.convertFor(now, &c) }
	}
	move := exchange.Move{ID: r.ID(), Asset: ledger.AssetID(r.U32()), Account: r.ID(), Amount: r.Amount(), Out: r.Flag()}
	return func() Answer {
		t, refusal := m.exchange.Fund(move, TransferFunding)
		if refusal == "" && m.observer != nil {
			m.observer.Posted(now, &ledger.Posting{Transfer: t, Posted: t.Amount})
		}
		return exchangeAnswer(refusal)
	}
}

func exchangeAnswer(refusal exchange.Refusal) Answer {
	if refusal == exchange.Exists {
		return Answer{Exists: true}
	}
	return Answer{Refusal: string(refusal)}
}

// scales are the decimals of a pair's assets; ok is false for an unknown one.
func (m *Machine) scales(p exchange.Pair) (s [2]uint8, ok bool) {
	base, ok := m.Asset(p.Base)
	quote, ok2 := m.Asset(p.Quote)
	return [2]uint8{base.Scale, quote.Scale}, ok && ok2
}

func (m *Machine) setRate(now int64, w exchange.Word) Answer {
	scales, ok := m.scales(w.Pair)
	if !ok {
		return refused(refusalAssetUnknown)
	}
	rate, refusal := m.exchange.Take(w, scales)
	a := exchangeAnswer(refusal)
	if a.Refusal == "" {
		a.Rate = &rate
		m.rateTaken(now, &rate, refusal)
	}
	return a
}

func (m *Machine) rateTaken(now int64, rate *exchange.Rate, refusal exchange.Refusal) {
	if refusal == "" && m.observer != nil {
		m.observer.RateTaken(now, rate)
	}
}

func (m *Machine) setConversion(now int64, pair exchange.Pair, terms exchange.Terms) Answer {
	scales, ok := m.scales(pair)
	if !ok {
		return refused(refusalAssetUnknown)
	}
	before, _ := m.exchange.PairOf(pair)
	state, refusal := m.exchange.SetTerms(pair, terms, scales)
	if state.Rate.Number != before.Rate.Number {
		m.rateTaken(now, &state.Rate, refusal)
	}
	return exchangeAnswer(refusal)
}

func (m *Machine) setExposure(now int64, c *SetExposure) Answer {
	if _, ok := m.Asset(c.Asset); !ok {
		return refused(refusalAssetUnknown)
	}
	accounts := exchange.Accounts{Position: HouseAccount(AccountPosition, c.Asset), Revenue: HouseAccount(AccountRevenue, c.Asset)}
	opened, refusal := m.exchange.SetLimits(c.Asset, AccountPosition, accounts, c.Limits)
	if opened != nil && m.observer != nil {
		m.observer.AccountOpened(now, opened)
	}
	return exchangeAnswer(refusal)
}

func (m *Machine) convertFor(now int64, c *Convert) Answer {
	from, ok := m.fundsAccount(c.Party, c.Give)
	to, ok2 := m.fundsAccount(c.Party, c.Get)
	if _, known := m.Party(c.Party); !known {
		return refused(refusalPartyUnknown)
	}
	if !ok || !ok2 {
		return refused(refusalConvertAccount)
	}
	quote, refusal := m.exchange.Honour(c.Quote, c.Give, c.Get)
	if c.Quote == 0 {
		quote, refusal = m.exchange.Current(c.Give, c.Get)
	}
	if _, again := m.ledger.Remembers(c.ID); !again {
		if refusal != "" {
			return exchangeAnswer(refusal)
		}
		if may := m.mayDeal(now, c.Party); may.Refusal != "" {
			return may
		}
	}
	deal, posted, refusal := m.exchange.Convert(&exchange.Order{
		ID: c.ID, From: from, To: to, Quote: quote, Amount: c.Amount, Gives: c.Gives, Bound: c.Bound, Free: m.book.Withdrawable(from),
	})
	a := exchangeAnswer(refusal)
	if a.Refusal != "" {
		return a
	}
	a.Deal = &deal
	if m.observer == nil {
		return a
	}
	for i := range posted {
		m.observer.Posted(now, &ledger.Posting{Transfer: posted[i], Posted: posted[i].Amount})
	}
	if refusal == "" {
		m.observer.Converted(now, &Conversion{ID: c.ID, Party: c.Party, From: from, To: to, Deal: deal})
	}
	return a
}

// means are how a buyer pays a call that is priced in an asset: the accounts, and
// the conversion where it is paid in another one.
func (m *Machine) means(buyer, seller *Party, asset ledger.AssetID, c *Reserve) (t payment.Terms, offer *exchange.Offer, refusal string) {
	t, ok := m.terms(buyer.ID, seller.ID, asset)
	pay := c.Pay
	switch {
	case pay == 0 && ok, pay == asset:
		pay = asset
	case pay == 0:
		pay = buyer.Asset
	}
	if pay == asset {
		if !ok {
			refusal = refusalAccountNone
		}
		return t, nil, refusal
	}
	payer := buyer.account(AccountBuyer, pay)
	if _, open := m.ledger.Account(payer); !open {
		return t, nil, refusalAccountNone
	}
	quote, no := m.exchange.Honour(c.Quote, pay, asset)
	if c.Quote == 0 {
		quote, no = m.exchange.Current(pay, asset)
	}
	switch {
	case c.Pay == 0 && (no == exchange.PairUnknown || no == exchange.PairClosed):
		return t, nil, refusalAccountNone // nobody asked for a conversion
	case no != "":
		return t, nil, string(no)
	}
	if !ok {
		t.Buyer = payer // for the contract: the buyer has no account in the price's asset
	}
	return t, &exchange.Offer{Quote: quote, Payer: payer}, ""
}
