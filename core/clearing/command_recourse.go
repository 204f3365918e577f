package clearing

import (
	"aidollar/core/internal/wire"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/payment"
	"aidollar/core/recourse"
)

// Sale says what a captured call was, as the books have it. The machine has forgotten
// it, and checks what is said as far as it can.
type Sale struct {
	Call   ledger.ID
	Buyer  ledger.ID // the party
	Seller ledger.ID // the party
	Asset  ledger.AssetID
	Charge money.Amount
	Grants []payment.Part // what grants paid of the charge, in their order; the buyer's account paid the rest
}

func (s *Sale) append(a *wire.Appender) {
	a.ID(s.Call)
	a.ID(s.Buyer)
	a.ID(s.Seller)
	a.U32(uint32(s.Asset))
	a.Amount(s.Charge)
	parts := s.Grants[:min(len(s.Grants), payment.SourcesMax)]
	a.U8(uint8(len(parts)))
	for _, p := range parts {
		a.ID(p.Account)
		a.Amount(p.Amount)
	}
}

func readSale(r *wire.Reader) Sale {
	s := Sale{Call: r.ID(), Buyer: r.ID(), Seller: r.ID(), Asset: ledger.AssetID(r.U32()), Charge: r.Amount()}
	n := int(r.U8())
	if n > payment.SourcesMax {
		r.Take(len(r.B) + 1)
		return s
	}
	for range n {
		s.Grants = append(s.Grants, payment.Part{Account: r.ID(), Amount: r.Amount()})
	}
	return s
}

// SalesNamed calls f for each call that refunds and disputes of a record name, as far
// as it is one. An audit knows by it which calls of a long log to keep in mind.
func SalesNamed(record []byte, f func(call ledger.ID)) {
	r := wire.Reader{B: record}
	r.Take(RecordHeaderSize)
	for len(r.B) > 0 {
		kind := Kind(r.U8())
		body := wire.Reader{B: r.Blob()}
		if kind != KindRefund && kind != KindDispute {
			continue
		}
		body.ID()
		if sale := readSale(&body); !r.Short() && !body.Short() {
			f(sale.Call)
		}
	}
}

// Refund returns a part of a captured call's charge to who paid it, or all of it. With
// a deadline it is only proposed: its money is held until CloseRefund, or until then.
type Refund struct {
	ID       ledger.ID
	Sale     Sale
	By       ledger.ID // the party that asks for it; zero: the house
	Amount   money.Amount
	Reason   recourse.Reason
	Text     string
	Deadline int64 // Unix nanoseconds; zero: it is posted at once
}

func (Refund) kind() Kind { return KindRefund }
func (c Refund) append(a *wire.Appender) {
	a.ID(c.ID)
	c.Sale.append(a)
	a.ID(c.By)
	a.Amount(c.Amount)
	a.U8(uint8(c.Reason))
	a.Text(c.Text)
	a.I64(c.Deadline)
}

// CloseRefund posts a proposed refund, or voids it.
type CloseRefund struct {
	ID   ledger.ID
	Post bool
}

func (CloseRefund) kind() Kind { return KindRefundClose }
func (c CloseRefund) append(a *wire.Appender) {
	a.ID(c.ID)
	a.Flag(c.Post)
}

// OpenDispute asks a part of a captured call's charge back, or all of it. What is
// there of it is held until the dispute is over.
type OpenDispute struct {
	ID     ledger.ID
	Sale   Sale
	Amount money.Amount
	Reason recourse.Reason
	Text   string
}

func (OpenDispute) kind() Kind { return KindDispute }
func (c OpenDispute) append(a *wire.Appender) {
	a.ID(c.ID)
	c.Sale.append(a)
	a.Amount(c.Amount)
	a.U8(uint8(c.Reason))
	a.Text(c.Text)
}

// AnswerDispute is the seller's answer: it accepts, or says why not.
type AnswerDispute struct {
	ID     ledger.ID
	Accept bool
	Text   string
}

func (AnswerDispute) kind() Kind { return KindDisputeAnswer }
func (c AnswerDispute) append(a *wire.Appender) {
	a.ID(c.ID)
	a.Flag(c.Accept)
	a.Text(c.Text)
}

// DecideDispute awards the buyer a part of what is disputed, all or nothing included.
type DecideDispute struct {
	ID    ledger.ID
	Award money.Amount
	Text  string
}

func (DecideDispute) kind() Kind { return KindDisputeDecide }
func (c DecideDispute) append(a *wire.Appender) {
	a.ID(c.ID)
	a.Amount(c.Award)
	a.Text(c.Text)
}

// WithdrawDispute ends a dispute by its buyer's word.
type WithdrawDispute struct{ ID ledger.ID }

func (WithdrawDispute) kind() Kind                { return KindDisputeWithdraw }
func (c WithdrawDispute) append(a *wire.Appender) { a.ID(c.ID) }

// SetRecourse sets the terms on which a seller's calls can be disputed; of the zero
// seller those of the house.
type SetRecourse struct{ Terms recourse.SellerTerms }

func (SetRecourse) kind() Kind { return KindRecourse }
func (c SetRecourse) append(a *wire.Appender) {
	a.ID(c.Terms.Seller)
	c.Terms.Terms.Append(a)
}
