package clearing

import (
	"aidollar/core/credit"
	"aidollar/core/internal/wire"
	"aidollar/core/ledger"
	"aidollar/core/payment"
)

// creditHouse is what credit needs to know of the house.
var creditHouse = credit.House{
	Revenue: func(asset ledger.AssetID) ledger.ID { return HouseAccount(AccountRevenue, asset) },
	Custody: func(asset ledger.AssetID) ledger.ID { return HouseAccount(AccountCustody, asset) },
	Account: AccountGrant, LateFee: TransferLateFee, Grant: TransferGrant, Lapse: TransferLapse,
}

// Credit gives access to credit lines and grants for reading.
func (m *Machine) Credit() *credit.Book { return m.credit }

// lend carries out the commands that concern credit.
func (m *Machine) lend(now int64, kind Kind, r *wire.Reader) (Answer, error) {
	act := m.lendCommand(kind, r)
	if err := r.Err(); err != nil {
		return Answer{}, err
	}
	number, refusal := act()
	m.reportCredit(now)
	if refusal == credit.Exists {
		return Answer{Exists: true, Number: number}, nil
	}
	return Answer{Refusal: string(refusal), Number: number}, nil
}

// lendCommand reads a command and gives what to do once it is read to its end.
func (m *Machine) lendCommand(kind Kind, r *wire.Reader) func() (uint32, credit.Refusal) {
	switch kind {
	case KindGrant:
		g := credit.ReadGrant(r)
		return func() (uint32, credit.Refusal) { return m.give(g) }
	case KindGrantEnd:
		id := r.ID()
		return func() (uint32, credit.Refusal) {
			g, refusal := m.credit.End(id)
			return g.Number, refusal
		}
	}
	c := SetCreditLine{Party: r.ID(), Asset: ledger.AssetID(r.U32()), Terms: credit.ReadTerms(r)}
	return func() (uint32, credit.Refusal) {
		account, refusal := m.buyerAccount(c.Party, c.Asset)
		if refusal != "" {
			return 0, refusal
		}
		line, refusal := m.credit.SetLine(c.Party, account, c.Asset, c.Terms)
		return line.Number, refusal
	}
}

// buyerAccount finds the account of a buyer in an asset.
func (m *Machine) buyerAccount(party ledger.ID, asset ledger.AssetID) (account ledger.ID, refusal credit.Refusal) {
	p, ok := m.Party(party)
	if !ok || p.Role != RoleBuyer {
		return account, refusalBuyerUnknown
	}
	account = p.account(AccountBuyer, asset)
	if _, ok := m.ledger.Account(account); !ok {
		return account, refusalAccountNone
	}
	return account, ""
}

func (m *Machine) give(g credit.Grant) (number uint32, refusal credit.Refusal) {
	if _, refusal := m.buyerAccount(g.Party, g.Asset); refusal != "" {
		return 0, refusal
	}
	for _, seller := range g.Sellers {
		if p, ok := m.Party(seller); !ok || p.Role != RoleSeller {
			return 0, refusalSellerUnknown
		}
	}
	if g.Back.IsZero() {
		if g.Back = g.From; g.From == HouseAccount(AccountCustody, g.Asset) {
			g.Back = HouseAccount(AccountRevenue, g.Asset)
		}
	}
	g, refusal = m.credit.Give(g)
	return g.Number, refusal
}

// sources are the accounts that pay before a buyer's balance does.
func (m *Machine) sources(buyer, seller ledger.ID, asset ledger.AssetID, model string) []ledger.ID {
	return m.credit.Sources(buyer, asset, seller, model, payment.SourcesMax)
}

// returned looks at what came back to the sources of a call that was closed.
func (m *Machine) returned(now int64, parts []payment.Part) {
	if len(parts) == 0 {
		return
	}
	for _, p := range parts {
		m.credit.Returned(p.Account)
	}
	m.reportCredit(now)
}

// reportCredit tells the observer what changed about credit.
func (m *Machine) reportCredit(now int64) {
	m.credit.Drain(func(e *credit.Event) {
		if e.Posting != nil {
			m.credit.Credited(e.Posting.Credit)
			m.recourse.Credited(e.Posting.Credit)
		}
		switch {
		case m.observer == nil:
		case e.Opened != nil:
			m.observer.AccountOpened(now, e.Opened)
		case e.Posting != nil:
			m.observer.Posted(now, e.Posting)
		case e.Grant != nil:
			m.observer.GrantChanged(now, e.Grant)
		case e.Line != nil:
			m.observer.LineChanged(now, e.Line)
		case e.Invoice != nil:
			m.observer.InvoiceChanged(now, e.Invoice)
		}
	})
}

// settleWatchers looks at the disputes and the credit lines whose accounts a command
// credited. Disputes come first: what they return may pay an invoice.
func (m *Machine) settleWatchers(now int64) {
	if m.recourse.Waits() {
		m.recourse.Settle()
	}
	m.reportRecourse(now)
	if m.credit.Watches() {
		m.credit.Settle()
		m.reportCredit(now)
	}
}

// watch notes what a posting means to disputes and credit lines.
func (m *Machine) watch(p *ledger.Posting) {
	if m.recourse.Waits() {
		m.recourse.Credited(p.Credit)
	}
	if !m.credit.Watches() {
		return
	}
	m.credit.Credited(p.Credit)
	if p.Code == TransferReversal {
		m.credit.Bounced(p.Debit, p.Posted)
	}
}

// watchTransfers notes what a batch of transfers means to disputes and credit lines.
func (m *Machine) watchTransfers(body []byte, outcomes []ledger.Outcome) {
	if !m.credit.Watches() && !m.recourse.Waits() {
		return
	}
	var t ledger.Transfer
	for i := range outcomes {
		if outcomes[i].Result != ledger.OK {
			continue
		}
		t.Read(body[i*ledger.TransferSize:])
		if t.Flags&ledger.Post != 0 && t.Credit.IsZero() {
			m.credit.CreditedAny() // the hold is closed, and with it the name of its account
			m.recourse.CreditedAll()
			continue
		}
		m.credit.Credited(t.Credit)
		m.recourse.Credited(t.Credit)
	}
}
