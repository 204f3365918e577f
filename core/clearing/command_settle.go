package clearing

import (
	"aidollar/core/internal/wire"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/settlement"
)

// DefineToken enters a dollar token on a chain and opens the house's accounts for
// it. The answer's Number names it from then on.
type DefineToken struct {
	ChainID  uint64
	Contract settlement.Address
	House    settlement.Address // where the house keeps its tokens
	Decimals uint8
	Asset    ledger.AssetID
}

func (DefineToken) kind() Kind { return KindToken }
func (c DefineToken) append(a *wire.Appender) {
	a.U64(c.ChainID)
	a.B = append(a.B, c.Contract[:]...)
	a.B = append(a.B, c.House[:]...)
	a.U8(c.Decimals)
	a.U32(uint32(c.Asset))
}

// SetTokenLimits replaces what may go out in a token.
type SetTokenLimits struct {
	Token  uint32
	Limits settlement.Limits
}

func (SetTokenLimits) kind() Kind { return KindTokenLimits }
func (c SetTokenLimits) append(a *wire.Appender) {
	a.U32(c.Token)
	a.Amount(c.Limits.DayMax)
	a.U16(c.Limits.BatchTo)
}

// HaltPayouts stops payouts in a token for a reason, or lets them go on without.
type HaltPayouts struct {
	Token  uint32
	Reason string
}

func (HaltPayouts) kind() Kind { return KindHalt }
func (c HaltPayouts) append(a *wire.Appender) {
	a.U32(c.Token)
	a.Text(c.Reason)
}

// SetPayee enters where a party is paid in a token, from Cooling nanoseconds on.
type SetPayee struct {
	Party   ledger.ID
	Token   uint32
	To      settlement.Address
	Cooling int64
}

func (SetPayee) kind() Kind { return KindPayee }
func (c SetPayee) append(a *wire.Appender) {
	a.ID(c.Party)
	a.U32(c.Token)
	a.B = append(a.B, c.To[:]...)
	a.I64(c.Cooling)
}

// Tender reserves a call with a payment that a wallet signed. One of three things
// becomes of it, which the answer's Payment tells by its state:
//
//   - unneeded: the payer's balance suffices. The call is reserved, and the
//     payment never collected.
//   - held: the payment is taken on trust, is credited, and the call is reserved.
//   - due: the payment has to be collected first. Nothing is reserved yet; once
//     the payment has arrived, Reserve does it.
//
// In each case the payment's id is burned. A refusal burns nothing.
type Tender struct {
	Payment ledger.ID // the same for all payments of which the chain carries out one
	Token   uint32
	Scheme  settlement.Scheme
	Signed  money.Amount     // ledger units
	Until   int64            // Unix nanoseconds; from then on it cannot be collected
	Payload []byte           // for whoever collects it
	Trust   settlement.Trust // its Max counts with this payment included
	Call    Reserve
}

func (Tender) kind() Kind { return KindTender }
func (c Tender) append(a *wire.Appender) {
	a.ID(c.Payment)
	a.U32(c.Token)
	a.U8(uint8(c.Scheme))
	a.Amount(c.Signed)
	a.I64(c.Until)
	a.Blob(c.Payload)
	a.Amount(c.Trust.Max)
	a.Amount(c.Trust.Funds)
	c.Call.append(a)
}

// FailPayment ends a due payment that can never be collected.
type FailPayment struct {
	Payment ledger.ID
	Reason  string
}

func (FailPayment) kind() Kind { return KindPaymentFail }
func (c FailPayment) append(a *wire.Appender) {
	a.ID(c.Payment)
	a.Text(c.Reason)
}

// Arrive enters a transfer of a token to the house that was seen in a block. Its
// Account is the machine's to find.
type Arrive struct{ Arrival settlement.Arrival }

func (Arrive) kind() Kind                { return KindArrive }
func (c Arrive) append(a *wire.Appender) { settlement.AppendArrival(a, &c.Arrival) }

// DropArrival takes back a transfer whose block was undone.
type DropArrival struct{ ID ledger.ID }

func (DropArrival) kind() Kind                { return KindArrivalDrop }
func (c DropArrival) append(a *wire.Appender) { a.ID(c.ID) }

// Finalize makes everything up to a block of a chain final, and compares the
// ledger with what the house's address has in that block. Payouts in blocks up to
// it must have been closed before.
type Finalize struct {
	ChainID  uint64
	Block    uint64
	Hash     settlement.Hash
	Balances []settlement.Balance
}

func (Finalize) kind() Kind { return KindFinalize }
func (c Finalize) append(a *wire.Appender) {
	a.U64(c.ChainID)
	a.U64(c.Block)
	a.B = append(a.B, c.Hash[:]...)
	a.U16(uint16(len(c.Balances)))
	for _, b := range c.Balances {
		a.U32(b.Token)
		a.Amount(b.Amount)
		a.Amount(b.Escrow)
	}
}

// PayOut takes what parties are to be paid in a token off their accounts. What
// became of each is in the answer's Refusals, and the batch in its Payout.
type PayOut struct {
	Batch ledger.ID
	Token uint32
	Asks  []settlement.Ask // their Account is the machine's to find
}

func (PayOut) kind() Kind { return KindPayout }
func (c PayOut) append(a *wire.Appender) {
	a.ID(c.Batch)
	a.U32(c.Token)
	a.U16(uint16(len(c.Asks)))
	for i := range c.Asks {
		a.ID(c.Asks[i].Party)
		a.Amount(c.Asks[i].Amount)
	}
}

// SeePayout notes in which transaction and block a batch stands; the zero hash
// that it stands in none any more.
type SeePayout struct {
	Batch ledger.ID
	Tx    settlement.Hash
	Block uint64
}

func (SeePayout) kind() Kind { return KindPayoutSee }
func (c SeePayout) append(a *wire.Appender) {
	a.ID(c.Batch)
	a.B = append(a.B, c.Tx[:]...)
	a.U64(c.Block)
}

// ClosePayout ends a batch whose block is final, or that can never be sent.
// Failed are the places of the payees that got nothing, in ascending order.
type ClosePayout struct {
	Batch  ledger.ID
	Tx     settlement.Hash
	Block  uint64
	Failed []uint16
}

func (ClosePayout) kind() Kind { return KindPayoutClose }
func (c ClosePayout) append(a *wire.Appender) {
	a.ID(c.Batch)
	a.B = append(a.B, c.Tx[:]...)
	a.U64(c.Block)
	a.U16(uint16(len(c.Failed)))
	for _, place := range c.Failed {
		a.U16(place)
	}
}
