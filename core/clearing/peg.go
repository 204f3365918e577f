package clearing

import (
	"aidollar/core/internal/wire"
	"aidollar/core/money"
	"aidollar/core/payment"
	"aidollar/core/settlement"
)

// SetPeg says when a token is no longer taken for what it says it is worth; the zero
// guard takes it always.
type SetPeg struct {
	Token uint32
	Guard settlement.Guard
}

func (SetPeg) kind() Kind { return KindPeg }
func (c SetPeg) append(a *wire.Appender) {
	a.U32(c.Token)
	settlement.AppendGuard(a, &c.Guard)
}

// PegPrice enters what a source says that one token is worth in its currency.
type PegPrice struct {
	Token     uint32
	Price     settlement.PegPrice
	Confirmed bool // by a person: it counts, however far it jumped
}

func (PegPrice) kind() Kind { return KindPegPrice }
func (c PegPrice) append(a *wire.Appender) {
	a.U32(c.Token)
	settlement.AppendPegPrice(a, &c.Price)
	a.Flag(c.Confirmed)
}

// pegCommand reads a command that concerns a token's peg and gives what to do once it
// is read to its end.
func (m *Machine) pegCommand(now int64, kind Kind, r *wire.Reader) func() Answer {
	number := r.U32()
	if kind == KindPeg {
		guard := settlement.ReadGuard(r)
		return func() Answer { return m.pegChanged(now, number, m.book.SetPeg(number, guard)) }
	}
	price, confirmed := settlement.ReadPegPrice(r), r.Flag()
	return func() Answer { return m.pegChanged(now, number, m.book.EnterPegPrice(number, price, confirmed)) }
}

func (m *Machine) pegChanged(now int64, number uint32, refusal settlement.Refusal) Answer {
	if refusal == "" && m.observer != nil {
		state, _ := m.book.Token(number)
		m.observer.PegChanged(now, &state)
	}
	return bookAnswer(refusal)
}

// late counts a deposit among what its channel got while the token was off its peg, or
// takes it out again.
func (m *Machine) late(a *settlement.Arrival, came bool) {
	if !a.Late() {
		return
	}
	token, _ := m.book.Token(a.Token)
	m.desk.ChangeChannel(a.Channel, func(c *payment.Channel) {
		switch {
		case came && c.LateTurn != token.Peg.Turn:
			c.Late, c.LateTurn = a.Amount, token.Peg.Turn
		case came:
			c.Late, _ = c.Late.Add(a.Amount) // bounded by the ledger's own totals
		case c.LateTurn == token.Peg.Turn:
			c.Late = c.Late.SubFloor(a.Amount)
		}
	})
}

// apart is what of a channel pays nothing at a time.
func apart(c *payment.Channel, p *settlement.Peg, now int64) money.Amount {
	if c.LateTurn != p.Turn || p.Trouble(now) == "" {
		return money.Amount{}
	}
	return c.Late
}
