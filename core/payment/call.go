package payment

import (
	"aidollar/core/exchange"
	"aidollar/core/internal/wire"
	"aidollar/core/ledger"
	"aidollar/core/meter"
	"aidollar/core/money"
	"aidollar/core/tariff"
)

// CallsMax bounds the calls that are open at once.
const CallsMax = 1 << 18

// ContractsMax bounds the pairs of buyer and seller that have dealt with each other.
const ContractsMax = 1 << 24

// Refusal is the stable code of a refused step; empty when it was accepted.
type Refusal string

// The refusals of a call.
const (
	InsufficientFunds Refusal = "insufficient_funds"
	CallUnknown       Refusal = "call_unknown"  // never reserved, or forgotten
	CallClosed        Refusal = "call_closed"   // voided or expired
	CallCaptured      Refusal = "call_captured" // captured before; Charge is what was posted
	CallsFull         Refusal = "calls_full"
	ContractsFull     Refusal = "contracts_full"
	CountersFull      Refusal = "counters_full"
	PeriodPast        Refusal = "period_past"

	ChannelUnknown Refusal = "channel_unknown"
	ChannelDiffers Refusal = "channel_differs"
	ChannelInvalid Refusal = "channel_invalid"
	ChannelsFull   Refusal = "channels_full"
	ChannelEnding  Refusal = "channel_ending"
	DepositLate    Refusal = "deposit_late"
	VoucherInvalid Refusal = "voucher_invalid"
	VoucherShort   Refusal = "voucher_short" // it does not cover what is reserved and what the call may cost
	VoucherUsed    Refusal = "voucher_used"
	VoucherBeyond  Refusal = "voucher_beyond" // of a session: its deposit does not hold the value
	ChannelBusy    Refusal = "channel_busy"   // of a session: calls are under way
)

// Sentence tells people what r means; empty for a code that is not payment's own.
func (r Refusal) Sentence() string {
	switch r {
	case InsufficientFunds:
		return "the balance does not cover the most that the call can cost; lower the limit on the answer or pay in"
	case CallUnknown:
		return "no such call was reserved, or it is too long ago to be remembered"
	case CallClosed:
		return "the call was voided, or its hold ran out"
	case CallCaptured:
		return "the call was captured before"
	case CallsFull:
		return "as many calls are open as the house has room for; try again in a moment"
	case CountersFull:
		return "the prices depend on what was used in the period, and the house counts as many models and periods as it has room for"
	case PeriodPast:
		return "the prices depend on what was used in the period, and that period's count is no longer kept"
	case ChannelUnknown:
		return "no such channel was opened here"
	case ChannelDiffers:
		return "the channel was opened before, and with other terms"
	case ChannelInvalid:
		return "the channel has no id, no escrow or no unit, or its terms are longer than is kept"
	case ChannelsFull:
		return "as many channels were opened as the house has room for"
	case DepositLate:
		return "what is left on the channel came while its token was off its peg, and pays nothing until the token is on it again; it can be given back"
	case ChannelEnding:
		return "the channel was closed, or its payer has begun to take the deposit out, so nothing more is sold on it"
	case VoucherInvalid:
		return "the voucher has no signature, or its value is no whole number of the token's smallest units"
	case VoucherShort:
		return "the voucher does not cover what the channel's calls cost so far and what this one may cost; sign for more"
	case VoucherBeyond:
		return "the voucher is for more than was deposited; deposit more first, or sign for less"
	case ChannelBusy:
		return "calls are paid from the channel at the moment, so it cannot be closed; try again when they are over"
	case VoucherUsed:
		return "the voucher's value has paid a call before; sign the value that comes next"
	case ContractsFull:
		return "as many pairs of buyer and seller have dealt with each other as the house has room for"
	}
	return ""
}

// Policy tells what a call is charged whose usage nobody reported.
type Policy uint8

// The policies. With Measured the usage is priced as it is, whatever its source.
const (
	Measured    Policy = iota
	Reservation        // charge all that was reserved
	Waive              // charge nothing
	policyEnd
)

// Valid reports whether p has a meaning.
func (p Policy) Valid() bool { return p < policyEnd }

// Terms are the accounts and the asset a call is paid with.
type Terms struct {
	Buyer ledger.ID // the account that is debited: the buyer's, a channel's, or the house's position
	Sale  ledger.ID // the account the sale passes through
	Rule  ledger.ID // the rule that shares the sale
	Asset ledger.AssetID

	Budget ledger.BudgetID // that the hold draws on beside the account's own
}

// Call is a reservation that is not closed yet. Its id is its hold's.
type Call struct {
	ID       ledger.ID
	Key      ledger.ID
	Project  ledger.ID // the key's at the time; zero is none
	Terms    Terms
	Card     uint32 // the card's number in the machine's registry
	Model    uint32 // the model's place in the card
	Contract uint32
	Parts    uint32 // place of its parts at the desk plus one; zero: the buyer pays all
	Reserved money.Amount
	At       int64  // when it was reserved, Unix nanoseconds; its price is that of this time
	Deadline int64  // Unix nanoseconds
	Region   string // where it must be served; empty: anywhere
	Service  string // empty: the standard one
	Limits   Limits

	Decision uint64 // by which rules let it be made; zero where none are in force
	Places   string // where they let it be served: see Allows; empty where none are in force
	Levies   Levies // that rules have paid of its charge

	// Of a call that is paid from a channel; else zero.
	Channel uint32
	Voucher money.Amount // its value

	// Of a call whose payer gives another asset than its price's; else zero. Then
	// Terms.Buyer is the house's position, which pays the sale.
	Lock exchange.Lock

	// Of a model whose prices depend on the use of a period; else zero.
	Name         string
	Period       tariff.Period
	PeriodNumber int64
}

// Levy is a part of a charge that goes to an authority, in millionths.
type Levy struct {
	Authority uint32 // its place in the machine's list
	PPM       uint32
}

// Levies are those on one sale; one of no part, and those behind it, are none.
type Levies [LeviesMax]Levy

// LeviesMax bounds the levies on one sale.
const LeviesMax = 4

// Answer is what became of a step of a call. Amounts are in ledger units.
type Answer struct {
	Refusal   Refusal
	Exists    bool         // the same step was accepted before
	Reserved  money.Amount // what is or was held; with InsufficientFunds: what would be needed
	Charge    money.Amount // what was captured
	Available money.Amount // the buyer's balance behind it that is free to spend; of another asset: what it is worth; with InsufficientFunds: and what other sources give
	Parts     []Part       // held by the call on other accounts than the buyer's; see Used for what they gave of its charge
	CarryIn   uint64       // ticks of 10^-9 unit that earlier calls left over
	CarryOut  uint64       // ticks left over to the next call
	CreditIn  tariff.Ticks // what volume tiers had given back and was not used up
	CreditOut tariff.Ticks
	Due       tariff.Ticks     // what the usage costs by itself
	Credit    tariff.Ticks     // what it gives back, by reaching a cheaper volume tier
	Before    meter.Quantities // used in the period before it, where prices depend on that
	Waived    money.Amount     // ticks that were used beyond the reservation, and are not charged

	// Deal is the conversion of a call that is paid in another asset; nil for none.
	// Its Got is what is reserved, or captured.
	Deal *exchange.Deal
}

// captureOrdinal derives the id of a call's capture, so that a call has one only.
const captureOrdinal = 1

// CaptureID is the id of the transfer that captures a call.
func CaptureID(call ledger.ID) ledger.ID { return call.Derive(captureOrdinal) }

// VoidID is the id of the transfer that voids a call.
func VoidID(call ledger.ID) ledger.ID { return call.Derive(captureOrdinal + 1) }

// ShareID is the id of the transfer that shares a call's proceeds.
func ShareID(call ledger.ID) ledger.ID { return call.Derive(captureOrdinal + 2) }

// Payer is the account whose balance pays the call.
func (c *Call) Payer() ledger.ID {
	if c.Lock.Locks() {
		return c.Lock.Payer
	}
	return c.Terms.Buyer
}

// LimitsMax bounds the groups of meters that a call is bounded by.
const LimitsMax = 6

// Limits bound what a call can use; unused places are zero.
type Limits [LimitsMax]tariff.Limit

// AppendLimits writes limits behind their count.
func AppendLimits(a *wire.Appender, limits []tariff.Limit) {
	a.U8(uint8(len(limits)))
	for _, l := range limits {
		a.U32(uint32(l.Meters))
		a.U64(l.Max)
	}
}

// ReadLimits reads what AppendLimits wrote; more than LimitsMax is a shortage.
func ReadLimits(r *wire.Reader) (limits Limits) {
	n := int(r.U8())
	if n > LimitsMax {
		r.Take(len(r.B) + 1)
		return limits
	}
	for i := range n {
		limits[i] = tariff.Limit{Meters: meter.Set(r.U32()), Max: r.U64()}
	}
	return limits
}
