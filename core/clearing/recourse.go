package clearing

import (
	"aidollar/core/internal/wire"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/payment"
	"aidollar/core/recourse"
)

var recourseCodes = recourse.Codes{Refund: TransferRefund, Dispute: TransferDisputed}

// Recourse gives access to refunds and disputes for reading.
func (m *Machine) Recourse() *recourse.Book { return m.recourse }

// returns carries out the commands that concern refunds and disputes.
func (m *Machine) returns(now int64, kind Kind, r *wire.Reader) (Answer, error) {
	act := m.recourseCommand(now, kind, r)
	if err := r.Err(); err != nil {
		return Answer{}, err
	}
	a := act()
	m.reportRecourse(now)
	return a, nil
}

// recourseCommand reads a command and gives what to do once it is read to its end.
func (m *Machine) recourseCommand(now int64, kind Kind, r *wire.Reader) func() Answer {
	switch kind {
	case KindRefund:
		c := Refund{
			ID: r.ID(), Sale: readSale(r), By: r.ID(), Amount: r.Amount(), Reason: recourse.Reason(r.U8()), Text: r.Text(), Deadline: r.I64(),
		}
		return func() Answer {
			return m.ofSale(&c.Sale, func(s *recourse.Sale) Answer {
				return refundAnswer(m.recourse.Propose(s, recourse.Refund{
					ID: c.ID, By: c.By, Amount: c.Amount, Reason: c.Reason, Text: c.Text, Deadline: c.Deadline,
				}))
			})
		}
	case KindRefundClose:
		c := CloseRefund{ID: r.ID(), Post: r.Flag()}
		return func() Answer { return refundAnswer(m.recourse.Close(c.ID, c.Post)) }
	case KindDispute:
		c := OpenDispute{ID: r.ID(), Sale: readSale(r), Amount: r.Amount(), Reason: recourse.Reason(r.U8()), Text: r.Text()}
		return func() Answer {
			return m.ofSale(&c.Sale, func(s *recourse.Sale) Answer {
				return disputeAnswer(m.recourse.Open(s, recourse.Dispute{ID: c.ID, Amount: c.Amount, Reason: c.Reason, Text: c.Text}))
			})
		}
	case KindDisputeAnswer:
		c := AnswerDispute{ID: r.ID(), Accept: r.Flag(), Text: r.Text()}
		return func() Answer { return disputeAnswer(m.recourse.Answer(c.ID, c.Accept, c.Text)) }
	case KindDisputeDecide:
		c := DecideDispute{ID: r.ID(), Award: r.Amount(), Text: r.Text()}
		return func() Answer { return disputeAnswer(m.recourse.Decide(c.ID, c.Award, c.Text)) }
	case KindDisputeWithdraw:
		id := r.ID()
		return func() Answer { return disputeAnswer(m.recourse.Withdraw(id)) }
	}
	t := recourse.SellerTerms{Seller: r.ID(), Terms: recourse.ReadTerms(r)}
	return func() Answer { return m.setRecourse(now, t) }
}

func refundAnswer(r recourse.Refund, refusal recourse.Refusal) Answer {
	a := recourseAnswer(refusal)
	if a.Refusal == "" {
		a.Refund = &r
	}
	return a
}

func disputeAnswer(d recourse.Dispute, refusal recourse.Refusal) Answer {
	a := recourseAnswer(refusal)
	if a.Refusal == "" {
		a.Dispute = &d
	}
	return a
}

func recourseAnswer(refusal recourse.Refusal) Answer {
	if refusal == recourse.Exists {
		return Answer{Exists: true}
	}
	return Answer{Refusal: string(refusal)}
}

func (m *Machine) setRecourse(now int64, t recourse.SellerTerms) Answer {
	if p, ok := m.Party(t.Seller); !t.Seller.IsZero() && (!ok || p.Role != RoleSeller) {
		return refused(refusalSellerUnknown)
	}
	a := recourseAnswer(m.recourse.SetTerms(t.Seller, t.Terms))
	if a.Refusal == "" && !a.Exists && m.observer != nil {
		m.observer.RecourseChanged(now, &t)
	}
	return a
}

// ofSale completes what is said of a call, checks it, and goes on with it.
func (m *Machine) ofSale(c *Sale, then func(*recourse.Sale) Answer) Answer {
	s, refusal := m.sale(c)
	if refusal != "" {
		return refused(refusal)
	}
	return then(&s)
}

func (m *Machine) sale(c *Sale) (s recourse.Sale, refusal string) {
	seller, ok := m.Party(c.Seller)
	if !ok || seller.Role != RoleSeller {
		return s, refusalSellerUnknown
	}
	buyer, ok := m.Party(c.Buyer)
	if !ok || buyer.Role != RoleBuyer {
		return s, refusalBuyerUnknown
	}
	s = recourse.Sale{
		Call: c.Call, Buyer: c.Buyer, Seller: c.Seller, Asset: c.Asset, Charge: c.Charge,
		Account: seller.account(AccountSale, c.Asset), Rule: seller.rule(c.Asset), Paid: c.Grants,
	}
	if refusal := m.captured(c); refusal != "" {
		return s, refusal
	}
	// What a channel paid, or another asset, comes back to the buyer's account in the
	// asset that the seller earned.
	account := buyer.account(AccountBuyer, c.Asset)
	if _, ok := m.ledger.Account(account); !ok {
		return s, refusalRefundAccount
	}
	paid := money.Amount{}
	for i, p := range c.Grants {
		g, known := m.credit.GrantAt(p.Account)
		if paid, ok = paid.Add(p.Amount); !ok || !known || g.Party != c.Buyer || g.Asset != c.Asset || p.Amount.IsZero() || twice(c.Grants[:i], p.Account) {
			return s, string(recourse.SaleDiffers)
		}
	}
	rest, ok := c.Charge.Sub(paid)
	if !ok || c.Charge.IsZero() {
		return s, string(recourse.SaleDiffers)
	}
	if !rest.IsZero() {
		s.Paid = append(s.Paid, payment.Part{Account: account, Amount: rest})
	}
	return s, ""
}

func twice(parts []payment.Part, account ledger.ID) bool {
	for _, p := range parts {
		if p.Account == account {
			return true
		}
	}
	return false
}

// captured checks what is said of a call against what the machine still knows of it.
func (m *Machine) captured(c *Sale) (refusal string) {
	if _, open := m.desk.Find(c.Call); open {
		return refusalCallOpen
	}
	shared, known := m.ledger.Remembers(payment.ShareID(c.Call))
	switch seller, _ := m.Party(c.Seller); {
	case known && shared.Amount != c.Charge:
		return string(recourse.SaleDiffers)
	case !known && (m.ledger.InWindow(c.Call) || c.Call.Millis() > m.ledger.Now()/1_000_000):
		return string(payment.CallUnknown)
	case !m.HasAsset(c.Seller, c.Asset) || !m.ruled(seller.rule(c.Asset)):
		return string(recourse.SaleDiffers)
	}
	return ""
}

func (m *Machine) ruled(rule ledger.ID) bool {
	_, ok := m.ledger.Unsplit(rule, money.Amount{}, ledger.ID{})
	return ok
}

// reportRecourse tells the observer what changed about refunds and disputes, and the
// other steps of what was posted.
func (m *Machine) reportRecourse(now int64) {
	credited := false
	m.recourse.Drain(func(e *recourse.Event) {
		if p := e.Posting; p != nil && p.Flags&(ledger.Pending|ledger.Void) == 0 {
			m.watch(p)
			m.credit.Returned(p.Credit)
			credited = true
		}
		switch {
		case m.observer == nil:
		case e.Posting != nil:
			m.observer.Posted(now, e.Posting)
		case e.Refund != nil:
			m.observer.RefundChanged(now, e.Sale, e.Refund)
		case e.Dispute != nil:
			m.observer.DisputeChanged(now, e.Sale, e.Dispute)
		}
	})
	if credited {
		m.reportCredit(now)
	}
}
