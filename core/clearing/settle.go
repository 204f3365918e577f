package clearing

import (
	"aidollar/core/internal/wire"
	"aidollar/core/ledger"
	"aidollar/core/payment"
	"aidollar/core/policy/ruling"
	"aidollar/core/settlement"
)

var settlementCodes = settlement.Codes{
	Promise: TransferArriving, Final: TransferFinal, Reversal: TransferReversal, Recovery: TransferRecovery,
	Payout: TransferPayout, Paid: TransferPaid, Returned: TransferReturned, Claimed: TransferClaimed, Release: TransferRelease,
	Withheld: TransferWithheld,
}

// Settlement gives access to tokens, payments, arrivals and payouts for reading.
func (m *Machine) Settlement() *settlement.Book { return m.book }

// settle carries out the commands that concern chains.
func (m *Machine) settle(now int64, kind Kind, r *wire.Reader) (Answer, error) {
	act := m.settleCommand(now, kind, r)
	if err := r.Err(); err != nil {
		return Answer{}, err
	}
	answer := act()
	m.reportBook(now)
	return answer, nil
}

// settleCommand reads a command and gives what to do once it is read to its end.
func (m *Machine) settleCommand(now int64, kind Kind, r *wire.Reader) func() Answer {
	switch kind {
	case KindToken:
		c := DefineToken{
			ChainID: r.U64(), Contract: settlement.ReadAddress(r), House: settlement.ReadAddress(r),
			Decimals: r.U8(), Asset: ledger.AssetID(r.U32()),
		}
		return func() Answer { return m.defineToken(now, &c) }
	case KindTokenLimits:
		number, limits := r.U32(), settlement.Limits{DayMax: r.Amount(), BatchTo: r.U16()}
		return func() Answer { return m.tokenChanged(now, number, m.book.SetLimits(number, limits)) }
	case KindHalt:
		number, reason := r.U32(), r.Text()
		return func() Answer { return m.tokenChanged(now, number, m.book.Halt(number, reason)) }
	case KindPayee:
		c := SetPayee{Party: r.ID(), Token: r.U32(), To: settlement.ReadAddress(r), Cooling: r.I64()}
		return func() Answer { return m.setPayee(now, &c) }
	case KindPaymentFail:
		id, reason := r.ID(), r.Text()
		return func() Answer {
			p, refusal := m.book.Fail(id, reason)
			return m.paymentAnswer(now, &p, refusal)
		}
	case KindArrive:
		arrival := settlement.ReadArrival(r)
		return func() Answer { return m.arrive(now, arrival) }
	case KindArrivalDrop:
		id := r.ID()
		return func() Answer { return m.dropArrival(now, id) }
	case KindFinalize:
		c := Finalize{ChainID: r.U64(), Block: r.U64(), Hash: settlement.ReadHash(r)}
		for range min(r.U16(), settlement.TokensMax+1) {
			c.Balances = append(c.Balances, settlement.Balance{Token: r.U32(), Amount: r.Amount(), Escrow: r.Amount()})
		}
		return func() Answer { return m.finalize(now, &c) }
	}
	if kind == KindPeg || kind == KindPegPrice {
		return m.pegCommand(now, kind, r)
	}
	if kind >= KindChannel {
		return m.channelCommand(now, kind, r)
	}
	return m.payoutCommand(now, kind, r)
}

func (m *Machine) payoutCommand(now int64, kind Kind, r *wire.Reader) func() Answer {
	switch kind {
	case KindPayout:
		c := PayOut{Batch: r.ID(), Token: r.U32()}
		for range min(r.U16(), settlement.ItemsMax+1) {
			c.Asks = append(c.Asks, settlement.Ask{Party: r.ID(), Amount: r.Amount()})
		}
		return func() Answer { return m.payOut(now, &c) }
	case KindPayoutSee:
		c := SeePayout{Batch: r.ID(), Tx: settlement.ReadHash(r), Block: r.U64()}
		return func() Answer {
			p, refusal := m.book.SeePayout(c.Batch, c.Tx, c.Block)
			return m.payoutAnswer(now, &p, PayoutSeen, refusal)
		}
	}
	c := ClosePayout{Batch: r.ID(), Tx: settlement.ReadHash(r), Block: r.U64()}
	for range min(r.U16(), settlement.ItemsMax+1) {
		c.Failed = append(c.Failed, r.U16())
	}
	return func() Answer {
		p, refusal := m.book.ClosePayout(c.Batch, c.Tx, c.Block, c.Failed)
		return m.payoutAnswer(now, &p, PayoutClosed, refusal)
	}
}

// reportBook tells the observer of the book's postings.
func (m *Machine) reportBook(now int64) {
	m.book.Posted(func(p *ledger.Posting) {
		if m.observer != nil {
			m.observer.Posted(now, p)
		}
		m.watch(p)
	})
}

func bookAnswer(refusal settlement.Refusal) Answer {
	if refusal == settlement.Exists {
		return Answer{Exists: true}
	}
	return Answer{Refusal: string(refusal)}
}

func (m *Machine) defineToken(now int64, c *DefineToken) Answer {
	asset, ok := m.Asset(c.Asset)
	if !ok {
		return refused(refusalAssetUnknown)
	}
	number := uint32(0)
	if known, ok := m.book.TokenAt(c.ChainID, c.Contract); ok {
		number = known.Number
	} else {
		m.book.Tokens(func(settlement.TokenState) bool { number++; return true })
		number++
	}
	accounts := tokenAccounts(number, c.Asset)
	t := settlement.Token{
		ChainID: c.ChainID, Contract: c.Contract, House: c.House, Decimals: c.Decimals, Asset: c.Asset,
		Accounts: settlement.Accounts{
			Chain: accounts[0].ID, Arriving: accounts[1].ID, Loss: accounts[2].ID, Payout: accounts[3].ID, Unallocated: accounts[4].ID,
			Escrow: accounts[5].ID,
		},
	}
	number, refusal := m.book.DefineToken(t, asset.Scale)
	if refusal != "" {
		a := bookAnswer(refusal)
		a.Number = number
		return a
	}
	for i := range accounts {
		// Their ids are the machine's own, so that none can be taken.
		if m.ledger.Open(accounts[i]) == ledger.OK && m.observer != nil {
			m.observer.AccountOpened(now, &accounts[i])
		}
	}
	a := m.tokenChanged(now, number, "")
	a.Number = number
	return a
}

func (m *Machine) tokenChanged(now int64, number uint32, refusal settlement.Refusal) Answer {
	if refusal == "" && m.observer != nil {
		state, _ := m.book.Token(number)
		m.observer.TokenChanged(now, &state)
	}
	return bookAnswer(refusal)
}

func (m *Machine) setPayee(now int64, c *SetPayee) Answer {
	if _, ok := m.Party(c.Party); !ok {
		return refused(refusalPartyUnknown)
	}
	payee, refusal := m.book.SetPayee(c.Party, c.Token, c.To, c.Cooling)
	if refusal == "" && m.observer != nil {
		m.observer.PayeeChanged(now, &payee)
	}
	return bookAnswer(refusal)
}

func (m *Machine) paymentAnswer(now int64, p *settlement.Payment, refusal settlement.Refusal) Answer {
	if refusal == "" {
		m.paymentChanged(now, p)
	}
	a := bookAnswer(refusal)
	a.Payment = *p
	return a
}

// paymentChanged is behind each change of a payment.
func (m *Machine) paymentChanged(now int64, p *settlement.Payment) {
	if p.State == settlement.PaymentReleased || p.State == settlement.PaymentFailed {
		m.untransferred(now, p.Party, p.ID)
	}
	if m.observer != nil {
		m.observer.PaymentChanged(now, p)
	}
}

// fundsAccount is the account of a party that money from outside goes to, and
// that it is paid out from.
func (m *Machine) fundsAccount(party ledger.ID, asset ledger.AssetID) (ledger.ID, bool) {
	p, ok := m.Party(party)
	if !ok || !m.HasAsset(party, asset) {
		return ledger.ID{}, false
	}
	code := AccountBuyer
	if p.Role == RoleSeller {
		code = AccountSeller
	}
	return p.account(code, asset), true
}

func (m *Machine) arrive(now int64, a settlement.Arrival) Answer {
	a.Account = ledger.ID{}
	if a.Kind == settlement.Deposited || a.Kind == settlement.Left {
		c, ok := m.desk.Channel(a.Channel)
		if !ok || c.Token != a.Token {
			return refused(string(payment.ChannelUnknown))
		}
		a.Party, a.Account, a.Credit = c.Party, c.Account, true
	} else if t, ok := m.book.Token(a.Token); ok && !a.Party.IsZero() {
		if a.Account, ok = m.fundsAccount(a.Party, t.Token.Asset); !ok {
			return refused(refusalPartyUnknown)
		}
	}
	asked := m.admit(now, &a)
	a, p, refusal := m.book.Arrive(a)
	if refusal == "" {
		m.late(&a, true)
		m.await(now, &a, asked)
		m.credited(now, &a, asked)
	}
	if refusal == "" && m.observer != nil {
		m.observer.ArrivalChanged(now, &a, ArrivalSeen)
		m.channelMoved(now, &a)
	}
	return m.changedPayment(now, p, refusal)
}

// changedPayment answers a step that may have changed a payment.
func (m *Machine) changedPayment(now int64, p *settlement.Payment, refusal settlement.Refusal) Answer {
	if p == nil {
		return bookAnswer(refusal)
	}
	return m.paymentAnswer(now, p, refusal)
}

func (m *Machine) dropArrival(now int64, id ledger.ID) Answer {
	a, p, refusal := m.book.Drop(id)
	if refusal == "" {
		m.late(&a, false)
		m.untransferred(now, a.Party, a.ID)
	}
	if refusal == "" && m.observer != nil {
		m.observer.ArrivalChanged(now, &a, ArrivalDropped)
		m.channelMoved(now, &a)
	}
	return m.changedPayment(now, p, refusal)
}

func (m *Machine) finalize(now int64, c *Finalize) Answer {
	done, refusal := m.book.Finalize(c.ChainID, c.Block, c.Hash, c.Balances)
	if m.observer != nil {
		for i := range done.Arrivals {
			m.observer.ArrivalChanged(now, &done.Arrivals[i], ArrivalFinal)
			m.channelMoved(now, &done.Arrivals[i])
		}
	}
	for i := range done.Payments {
		m.paymentChanged(now, &done.Payments[i])
	}
	if m.observer != nil {
		for i := range done.Compared {
			m.observer.TokenChanged(now, &done.Compared[i])
		}
	}
	return bookAnswer(refusal)
}

func (m *Machine) payOut(now int64, c *PayOut) Answer {
	barred := make([]string, len(c.Asks))
	asks := make([]settlement.Ask, 0, len(c.Asks))
	var sessions []*ruling.Session
	owes := 0
	if t, ok := m.book.Token(c.Token); ok {
		for i := range c.Asks {
			// Without an account there is no payee either, and that is refused.
			c.Asks[i].Account, _ = m.fundsAccount(c.Asks[i].Party, t.Token.Asset)
			// Nobody is paid out gross while a buyer of the same owner owes.
			m.setOff(now, c.Batch, t.Token.Asset, c.Asks[i].Party)
			may := m.mayPayOut(now, c.Batch, &t, &c.Asks[i])
			if barred[i] = may.Refusal; may.Refusal == "" {
				barred[i] = string(m.duties.Fits(owes+m.brings(may.Session, true), 0))
			}
			if barred[i] == "" {
				asks, sessions = append(asks, c.Asks[i]), append(sessions, may.Session)
				owes += m.brings(may.Session, true)
			}
		}
	} else {
		asks = c.Asks
	}
	p, refusals, refusal := m.book.OpenPayout(c.Batch, c.Token, asks)
	a := m.payoutAnswer(now, &p, PayoutOpened, refusal)
	if refusal == "" {
		m.tokenChanged(now, c.Token, "") // what went out today counts
		for i, s := range sessions {
			if refusals[i] == "" {
				m.note(now, s, c.Batch)
				m.transferred(now, s, asks[i].Party, c.Batch)
			}
		}
	}
	switch {
	case len(refusals) > 0:
		a.Refusals = askRefusals(barred, refusals)
	case len(asks) == 0 && len(c.Asks) > 0 && refusal != settlement.Exists:
		a.Refusal, a.Refusals = barred[0], barred // nobody of them may be paid
	}
	return a
}

// askRefusals are the refusals of all asks of a batch: those of rules, and between them
// those of the book, which was asked for the others alone.
func askRefusals(barred []string, refusals []settlement.Refusal) []string {
	for i := range barred {
		if barred[i] == "" && len(refusals) > 0 {
			barred[i], refusals = string(refusals[0]), refusals[1:]
		}
	}
	return barred
}

// mayPayOut decides whether a party may be paid what it asks for, or all that it has.
func (m *Machine) mayPayOut(now int64, batch ledger.ID, t *settlement.TokenState, ask *settlement.Ask) Answer {
	amount := ask.Amount
	if amount.IsZero() {
		amount = m.book.Withdrawable(ask.Account)
	}
	return m.mayPay(now, &ruling.Payment{Action: ruling.ActionPayout, Party: ask.Party, Supplier: ask.Party}, t, amount, batch)
}

func (m *Machine) payoutAnswer(now int64, p *settlement.Payout, state PayoutState, refusal settlement.Refusal) Answer {
	for i := range p.Items {
		if refusal == "" && p.Items[i].Returned {
			m.untransferred(now, p.Items[i].Party, p.ID)
		}
	}
	if refusal == "" && m.observer != nil {
		m.observer.PayoutChanged(now, p, state)
	}
	a := bookAnswer(refusal)
	a.Payout = *p
	return a
}

// tender carries out the command Tender.
func (m *Machine) tender(now int64, r *wire.Reader) (Answer, error) {
	c := Tender{Payment: r.ID(), Token: r.U32(), Scheme: settlement.Scheme(r.U8()), Signed: r.Amount(), Until: r.I64()}
	c.Payload, c.Trust = r.Blob(), settlement.Trust{Max: r.Amount(), Funds: r.Amount()}
	reserve, limits := readReserve(r)
	if err := r.Err(); err != nil {
		return Answer{}, err
	}
	if known, ok := m.book.Payment(c.Payment); ok {
		return Answer{Refusal: string(settlement.PaymentUsed), Payment: known}, nil
	}
	token, ok := m.book.Token(c.Token)
	if !ok {
		return refused(string(settlement.TokenUnknown)), nil
	}
	reserve.Pay = token.Token.Asset
	order, may := m.order(now, &reserve, limits)
	if may.Refusal != "" {
		return may, nil
	}
	terms := &order.Call.Terms
	offer := settlement.Offer{
		ID: c.Payment, Token: c.Token, Party: m.registry.keys.At(m.registry.keysByID[reserve.Key]).Party, Account: terms.Buyer,
		Scheme: c.Scheme, Signed: c.Signed, Until: c.Until, Payload: c.Payload,
	}
	if order.Offer != nil {
		offer.Account = order.Offer.Payer
	}
	if refusal := m.book.Check(&offer); refusal != "" {
		return refused(string(refusal)), nil
	}
	count := m.counting(now, &token, reserve.Seller)
	pays := m.mayPay(now, &ruling.Payment{Action: ruling.ActionPay, Party: offer.Party, Supplier: reserve.Seller, Daily: count.average()}, &token, c.Signed, c.Payment)
	if pays.Refusal != "" {
		return pays, nil
	}
	if full := m.duties.Fits(m.brings(may.Session, false)+m.brings(pays.Session, true), 0); full != "" {
		return refused(string(full)), nil
	}
	count.allow(&order)
	m.collect(now, offer.Party, reserve.Seller, *terms)
	answer := count.end(reserve.Call, may.with(m.take(order, &offer, &c)))
	m.reportBook(now)
	if answer.Refusal != "" {
		return answer, nil
	}
	answer.Payment, _ = m.book.Payment(c.Payment)
	m.tendered(now, &reserve, &answer, pays.Session)
	return answer, nil
}

// tendered tells of a payment that was accepted, and notes what it brings.
func (m *Machine) tendered(now int64, c *Reserve, a *Answer, pays *ruling.Session) {
	p := &a.Payment
	m.note(now, pays, p.ID)
	if p.State != settlement.PaymentUnneeded {
		m.transferred(now, pays, p.Party, p.ID)
	}
	if p.State != settlement.PaymentDue {
		m.note(now, a.Session, c.Call)
		if m.observer != nil {
			m.reserved(now, c.Call, a.Call.Parts)
		}
	}
	m.paymentChanged(now, p)
}

// take reserves a call from the payer's balance, or with the payment on trust, or
// asks for the payment first.
func (m *Machine) take(order payment.Order, offer *settlement.Offer, c *Tender) Answer {
	answer := m.desk.Reserve(order)
	switch {
	case answer.Refusal == "" && answer.Exists:
		return refused(ledger.IDReused.String()) // the call is another payment's
	case answer.Refusal == "":
		m.book.Burn(offer)
		return callAnswer(answer)
	case answer.Refusal != payment.InsufficientFunds:
		return callAnswer(answer)
	}
	free, need := answer.Available, answer.Reserved
	if answer.Deal != nil { // the payment is in what the payer gives
		free, need = answer.Deal.Funds, answer.Deal.Held
	}
	if free, ok := free.Add(offer.Signed); !ok || free.Less(need) {
		return callAnswer(answer) // not even with the payment
	}
	if c.Trust.Max.IsZero() || m.bound(offer.Party, offer.Account) {
		m.book.Demand(offer)
		return Answer{Call: answer}
	}
	var capped settlement.Refusal
	m.ledger.Atomic(func() ledger.Result {
		if capped = m.book.Promise(offer, c.Trust); capped != "" {
			return ledger.DebitLimited
		}
		if answer = m.desk.Reserve(order); answer.Refusal != "" {
			return ledger.DebitLimited
		}
		return ledger.OK
	})
	switch {
	case capped == settlement.PayerCapped || capped == settlement.PayerOwes:
		m.book.Undo()
		m.book.Demand(offer) // no more trust: in advance, then
		return Answer{Call: answer}
	case capped != "":
		m.book.Undo()
		return refused(string(capped))
	case answer.Refusal != "":
		m.book.Undo()
		return callAnswer(answer)
	}
	m.book.Hold(offer, order.Call.ID)
	return callAnswer(answer)
}

// closePayment settles what becomes of the payment behind a call that was closed.
func (m *Machine) closePayment(now int64, call *payment.Call, answer *payment.Answer, captured bool) (p settlement.Payment) {
	var ok bool
	if captured {
		cost := answer.Charge.SubFloor(payment.Total(answer.Parts)) // grants have paid the rest
		if answer.Deal != nil {
			cost = answer.Deal.Paid
		}
		p, ok = m.book.CallCaptured(call.ID, cost)
	} else {
		p, ok = m.book.CallClosed(call.ID)
	}
	if !ok {
		return p
	}
	*answer = m.desk.Refresh(call, *answer)
	m.reportBook(now)
	m.paymentChanged(now, &p)
	return p
}
