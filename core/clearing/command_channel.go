package clearing

import (
	"aidollar/core/internal/wire"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/payment"
)

// OpenChannel enters a channel to the house and opens its account, which owes the
// payer what is left of it. Nothing has come into it yet.
type OpenChannel struct {
	ID     payment.ChannelID
	Escrow payment.Escrow
	Token  uint32
	Party  ledger.ID // the payer, a buyer
	Config []byte    // what claiming takes
	Delay  int64     // nanoseconds that a payer waits for what is not claimed
}

func (OpenChannel) kind() Kind { return KindChannel }
func (c OpenChannel) append(a *wire.Appender) {
	a.B = append(a.B, c.ID[:]...)
	a.U8(uint8(c.Escrow))
	a.U32(c.Token)
	a.ID(c.Party)
	a.Blob(c.Config)
	a.I64(c.Delay)
}

// FundChannel notes a deposit that the payer signed and the house sends. It is due
// at once, and credited when it stands in a block.
type FundChannel struct {
	Channel payment.ChannelID
	Payment ledger.ID    // the same for all of which the chain carries out one
	Signed  money.Amount // ledger units
	Until   int64        // Unix nanoseconds; from then on it cannot be sent
	Payload []byte       // for whoever sends it
}

func (FundChannel) kind() Kind { return KindChannelFund }
func (c FundChannel) append(a *wire.Appender) {
	a.B = append(a.B, c.Channel[:]...)
	a.ID(c.Payment)
	a.Amount(c.Signed)
	a.I64(c.Until)
	a.Blob(c.Payload)
}

// MarkChannel notes how a channel stands on its chain, in blocks that may still be
// undone.
type MarkChannel struct {
	Channel payment.ChannelID
	Claimed money.Amount // ledger units, over all time
	Ends    int64        // when the payer may take out what is not claimed, Unix nanoseconds; zero while he has not begun to
	Closed  bool         // its escrow has paid out all of it, and takes no more
}

func (MarkChannel) kind() Kind { return KindChannelMark }
func (c MarkChannel) append(a *wire.Appender) {
	a.B = append(a.B, c.Channel[:]...)
	a.Amount(c.Claimed)
	a.I64(c.Ends)
	a.Flag(c.Closed)
}

// ReleaseChannel takes an amount off a channel's account to be given back to the
// payer on the chain; zero is all that is free.
type ReleaseChannel struct {
	Channel payment.ChannelID
	Amount  money.Amount // ledger units
}

func (ReleaseChannel) kind() Kind { return KindChannelRelease }
func (c ReleaseChannel) append(a *wire.Appender) {
	a.B = append(a.B, c.Channel[:]...)
	a.Amount(c.Amount)
}

// ReturnChannel puts back on a channel's account what could not be given back.
type ReturnChannel struct{ Channel payment.ChannelID }

func (ReturnChannel) kind() Kind                { return KindChannelReturn }
func (c ReturnChannel) append(a *wire.Appender) { a.B = append(a.B, c.Channel[:]...) }

// SignChannel notes a voucher that comes without a call, whose signature was checked.
// The answer's Channel tells how the channel stands, also when it is refused.
type SignChannel struct{ Voucher payment.Voucher }

func (SignChannel) kind() Kind                { return KindChannelSign }
func (c SignChannel) append(a *wire.Appender) { appendVoucher(a, &c.Voucher) }

func appendVoucher(a *wire.Appender, v *payment.Voucher) {
	a.B = append(a.B, v.Channel[:]...)
	a.Amount(v.Value)
	a.Blob(v.Signature)
}

// SweepChannel moves what is left of a closed channel to its payer's own balance: the
// escrow gave the house more of it than was charged, since vouchers are paid whole.
type SweepChannel struct{ Channel payment.ChannelID }

func (SweepChannel) kind() Kind                { return KindChannelSweep }
func (c SweepChannel) append(a *wire.Appender) { a.B = append(a.B, c.Channel[:]...) }

// Draw reserves a call from a channel with a voucher, whose signature was checked; one
// that says nothing has it paid by what was signed before. The answer's Channel tells how the channel stands, also when it is refused.
type Draw struct {
	Voucher payment.Voucher
	Call    Reserve
}

func (Draw) kind() Kind { return KindDraw }
func (c Draw) append(a *wire.Appender) {
	appendVoucher(a, &c.Voucher)
	c.Call.append(a)
}
