package clearing

import (
	"aidollar/core/credit"
	"aidollar/core/internal/wire"
	"aidollar/core/ledger"
)

// creditHouse is what credit lines need to know of the house.
var creditHouse = credit.House{
	Revenue: func(asset ledger.AssetID) ledger.ID { return HouseAccount(AccountRevenue, asset) },
	LateFee: TransferLateFee,
}

// Credit gives access to credit lines for reading.
func (m *Machine) Credit() *credit.Book { return m.credit }

// lend carries out the commands that concern credit.
func (m *Machine) lend(now int64, r *wire.Reader) (Answer, error) {
	c := SetCreditLine{Party: r.ID(), Asset: ledger.AssetID(r.U32()), Terms: credit.ReadTerms(r)}
	if err := r.Err(); err != nil {
		return Answer{}, err
	}
	p, ok := m.Party(c.Party)
	if !ok || p.Role != RoleBuyer {
		return refused(refusalBuyerUnknown), nil
	}
	account := p.account(AccountBuyer, c.Asset)
	if _, ok := m.ledger.Account(account); !ok {
		return refused(refusalAccountNone), nil
	}
	line, refusal := m.credit.SetLine(c.Party, account, c.Asset, c.Terms)
	m.reportCredit(now)
	if refusal == credit.Exists {
		return Answer{Exists: true, Number: line.Number}, nil
	}
	return Answer{Refusal: string(refusal), Number: line.Number}, nil
}

// reportCredit tells the observer what changed about credit.
func (m *Machine) reportCredit(now int64) {
	m.credit.Drain(func(e *credit.Event) {
		switch {
		case m.observer == nil:
		case e.Posting != nil:
			m.observer.Posted(now, e.Posting)
		case e.Line != nil:
			m.observer.LineChanged(now, e.Line)
		case e.Invoice != nil:
			m.observer.InvoiceChanged(now, e.Invoice)
		}
	})
}

// settleCredit looks at the credit lines whose accounts a command credited.
func (m *Machine) settleCredit(now int64) {
	if m.credit.Watches() {
		m.credit.Settle()
		m.reportCredit(now)
	}
}

// watch notes what a posting means to credit lines.
func (m *Machine) watch(p *ledger.Posting) {
	if !m.credit.Watches() {
		return
	}
	m.credit.Credited(p.Credit)
	if p.Code == TransferReversal {
		m.credit.Bounced(p.Debit, p.Posted)
	}
}

// watchTransfers notes what a batch of transfers means to credit lines.
func (m *Machine) watchTransfers(body []byte, outcomes []ledger.Outcome) {
	if !m.credit.Watches() {
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
			continue
		}
		m.credit.Credited(t.Credit)
	}
}
