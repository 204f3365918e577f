package payment

import (
	"aidollar/core/exchange"
	"aidollar/core/internal/paged"
	"aidollar/core/ledger"
	"aidollar/core/meter"
	"aidollar/core/money"
	"aidollar/core/tariff"
)

// contract is what two parties carry from call to call.
type contract struct {
	buyer, sale ledger.ID
	carry       uint64       // ticks below one ledger unit
	credit      tariff.Ticks // given back by volume tiers, not used up yet
	owed        money.Amount // pushed usage that could not be paid yet
}

func (c *contract) standing() Standing { return Standing{c.carry, c.credit, c.owed} }

type parties struct{ buyer, sale ledger.ID }

// Desk keeps the open calls and the contracts over a ledger.
type Desk struct {
	ledger    *ledger.Ledger
	exchange  *exchange.Book
	calls     paged.Slice[Call] // no order, no gaps
	contracts paged.Slice[contract]
	counters  paged.Slice[counter]
	parts     paged.Slice[callParts] // no order, no gaps
	channels  paged.Slice[Channel]   // in the order of opening

	callsByID        map[ledger.ID]int
	channelsByID     map[ChannelID]int
	countersByModel  map[counted]int
	contractsByParty map[parties]int
	owing            map[ledger.ID][]uint32 // numbers of contracts that owe, by the buyer's account
	callsMax         int
}

// NewDesk makes a desk without calls. By x, calls are paid in other assets than
// their prices'.
func NewDesk(l *ledger.Ledger, x *exchange.Book) *Desk {
	return &Desk{
		ledger:           l,
		exchange:         x,
		callsByID:        map[ledger.ID]int{},
		channelsByID:     map[ChannelID]int{},
		countersByModel:  map[counted]int{},
		contractsByParty: map[parties]int{},
		owing:            map[ledger.ID][]uint32{},
		callsMax:         CallsMax,
	}
}

// Open is the number of calls that are reserved and not closed.
func (d *Desk) Open() int { return d.calls.Len() }

// Calls calls f for each open call until it returns false.
func (d *Desk) Calls(f func(*Call) bool) {
	for i := range d.calls.Len() {
		if !f(d.calls.At(i)) {
			return
		}
	}
}

// Find gives an open call.
func (d *Desk) Find(id ledger.ID) (Call, bool) {
	i, ok := d.callsByID[id]
	if !ok {
		return Call{}, false
	}
	return *d.calls.At(i), true
}

// Order is what a caller wants to reserve.
type Order struct {
	Call  Call // without what Reserve fills in: Contract, Reserved, Name and the period
	Model *tariff.Model
	Zone  *tariff.Zone // the card's
	Code  uint16       // of the hold

	Sources []ledger.ID                     // that are drawn on before the buyer, in this order; at most SourcesMax of them give something
	Voucher *Voucher                        // that pays, instead of the buyer's balance; nil for none
	Apart   money.Amount                    // of what the channel has, that pays nothing now
	Offer   *exchange.Offer                 // by which the buyer pays in another asset; nil for none
	Allow   func(most money.Amount) Refusal // asked at last, with what the call can cost; nil for nobody
}

// Reserve holds the most that the call can cost with its bounds. The answer is
// the same when it is asked again while the call is open.
func (d *Desk) Reserve(o Order) Answer {
	channel, refusal := d.drawn(&o)
	if refusal != "" {
		return Answer{Refusal: refusal}
	}
	if open, ok := d.callsByID[o.Call.ID]; ok {
		return d.reserveAgain(o, *d.calls.At(open))
	}
	if d.calls.Len() >= d.callsMax {
		return Answer{Refusal: CallsFull}
	}
	call := o.Call
	number, ok := d.Contract(call.Terms)
	if !ok {
		return Answer{Refusal: ContractsFull}
	}
	call.Contract = number
	at := tariff.Circumstance{At: call.At, Region: call.Region, Service: call.Service, Zone: o.Zone}
	span, ok := d.span(number, o.Model, &at)
	if !ok {
		return Answer{Refusal: CountersFull}
	}
	if span != nil {
		call.Name, call.Period, call.PeriodNumber = o.Model.Name, o.Model.Period, o.Model.Period.Number(at.At, at.Zone)
	}
	before, ahead := span.counts()
	need, unbounded := o.Model.Bound(call.Limits[:], &at, before, ahead)
	if unbounded != tariff.Accepted {
		return Answer{Refusal: Refusal(unbounded.Code())}
	}
	call.Reserved = need
	if refusal := d.means(&call, &o, channel); refusal != "" {
		return Answer{Refusal: refusal, Reserved: need}
	}
	expected, ok := call.Limits.expected()
	if !ok {
		return Answer{Refusal: Refusal(tariff.ChargeOverflow.Code())}
	}
	if ahead != nil {
		if sum := *ahead; !sum.Add(&expected) {
			return Answer{Refusal: Refusal(tariff.ChargeOverflow.Code())}
		}
	}
	parts, result, refusal := d.hold(&o, &call)
	switch {
	case refusal != "":
		return d.Refresh(&call, Answer{Refusal: refusal, Reserved: need})
	case result == ledger.OK:
		d.keepParts(&call, parts)
		if ahead != nil {
			ahead.Add(&expected)
		}
		if channel := d.draws(&call); channel != nil {
			channel.take(o.Voucher, need)
		}
		d.callsByID[call.ID] = d.calls.Append(call)
		return d.Refresh(&call, Answer{Reserved: need, Parts: parts})
	case result == ledger.DebitLimited:
		a := d.Refresh(&call, Answer{Refusal: InsufficientFunds, Reserved: need})
		a.Available, _ = a.Available.Add(Total(parts)) // both are parts of what there is
		return a
	case result == ledger.Exists || result == ledger.IDReused:
		// The hold is there, but the call is not open any more.
		return d.closed(call.ID)
	default:
		return d.Refresh(&call, Answer{Refusal: Refusal(result.String()), Reserved: need})
	}
}

// means settles who pays for a call. The contract is the buyer's, whichever of its
// channels pays, and in whatever.
func (d *Desk) means(call *Call, o *Order, channel *Channel) Refusal {
	switch {
	case channel != nil:
		call.Terms.Buyer = channel.Account
		if refusal := channel.accepts(o.Voucher, call.Reserved); refusal != "" {
			return refusal
		}
		if free, _ := d.ledger.Spendable(channel.Account); !free.Less(call.Reserved) && free.SubFloor(o.Apart).Less(call.Reserved) {
			return DepositLate
		}
		return d.within(channel, o.Voucher)
	case o.Offer != nil:
		return d.lock(call, o.Offer)
	}
	return ""
}

// drawn finds the channel that an order is paid from, and completes the call by it;
// nil for none.
func (d *Desk) drawn(o *Order) (*Channel, Refusal) {
	if o.Voucher == nil {
		return nil, ""
	}
	i, ok := d.channelsByID[o.Voucher.Channel]
	if !ok {
		return nil, ChannelUnknown
	}
	o.Call.Channel, o.Call.Voucher = uint32(i)+1, o.Voucher.Value
	return d.channels.At(i), ""
}

// reserveAgain answers a repeated reservation: the same, or a misuse of its id.
func (d *Desk) reserveAgain(o Order, open Call) Answer {
	asked := o.Call
	if open.Channel != 0 {
		asked.Terms.Buyer = open.Terms.Buyer
	}
	if o.Offer != nil && o.Offer.Payer == open.Lock.Payer {
		// The rate may have changed meanwhile: what was agreed upon counts.
		asked.Terms.Buyer, asked.Lock = open.Terms.Buyer, open.Lock
	}
	asked.Contract, asked.Reserved, asked.Card, asked.Model = open.Contract, open.Reserved, open.Card, open.Model
	asked.At, asked.Project, asked.Parts = open.At, open.Project, open.Parts
	asked.Name, asked.Period, asked.PeriodNumber = open.Name, open.Period, open.PeriodNumber
	asked.Decision, asked.Places, asked.Levies = open.Decision, open.Places, open.Levies
	if asked != open {
		return Answer{Refusal: Refusal(ledger.IDReused.String())}
	}
	return d.Refresh(&open, Answer{Exists: true, Reserved: open.Reserved, Parts: d.PartsOf(&open)})
}

// Claim is what a caller says of a finished call.
type Claim struct {
	Usage     *meter.Usage
	Policy    Policy
	Model     *tariff.Model
	Zone      *tariff.Zone // the card's
	Region    string       // where it was served; a region that was asked for goes before it
	CodeHold  uint16       // of the hold and the transfer that posts it
	CodeShare uint16       // of the transfer that shares the proceeds
}

// Capture posts what the call used, at most what was reserved, and shares it.
// The call is returned for the books; it is the zero Call unless this capture
// closed it. A usage the card has no price for is refused and the call stays open.
func (d *Desk) Capture(id ledger.ID, claim Claim) (Answer, Call) {
	place, ok := d.callsByID[id]
	if !ok {
		return d.closed(id), Call{}
	}
	call := *d.calls.At(place)
	bill, before, refusal := d.bill(&call, claim)
	if refusal != "" {
		return Answer{Refusal: refusal, Reserved: call.Reserved}, Call{}
	}
	if call.Lock.Locks() {
		deal, ok := d.exchange.Deal(&call.Lock, bill.Charge)
		if !ok {
			return Answer{Refusal: Refusal(exchange.ConversionLarge), Reserved: call.Reserved}, Call{}
		}
		bill.Deal = &deal
	}
	bill.Parts = d.PartsOf(&call)
	result := d.chain(d.Closing(&call, &bill, claim.CodeHold, claim.CodeShare))
	if result != ledger.OK {
		// An account of the call or of a share was closed.
		return Answer{Refusal: Refusal(result.String()), Reserved: call.Reserved}, Call{}
	}
	c := d.contracts.Change(int(call.Contract))
	c.carry, c.credit = bill.CarryOut, bill.CreditOut
	if before != nil {
		before.Add(&claim.Usage.Quantities)
	}
	if channel := d.draws(&call); channel != nil {
		channel.release(call.Reserved, bill.Charge)
	}
	if bill.Deal != nil {
		d.exchange.Keep(&call.Lock, bill.Deal)
	}
	d.remove(place)
	return d.Refresh(&call, bill), call
}

// bill prices a claim. before is where its use is to be counted, nil for nowhere.
func (d *Desk) bill(call *Call, claim Claim) (bill Answer, before *meter.Quantities, refusal Refusal) {
	c := d.contracts.At(int(call.Contract))
	bill = Answer{Reserved: call.Reserved, CarryIn: c.carry, CarryOut: c.carry, CreditIn: c.credit, CreditOut: c.credit}
	switch claim.Policy {
	case Waive:
		return bill, nil, ""
	case Reservation:
		bill.Charge = call.Reserved
		return bill, nil, ""
	}
	at := tariff.Circumstance{At: call.At, Region: call.Region, Service: call.Service, Zone: claim.Zone}
	if at.Region == "" {
		at.Region = claim.Region
	}
	// A period that is over for long counts from zero: its scales are settled.
	span, _ := d.span(call.Contract, claim.Model, &at)
	if before, _ = span.counts(); before != nil {
		bill.Before = *before
		if sum := *before; !sum.Add(&claim.Usage.Quantities) {
			return Answer{}, nil, Refusal(tariff.ChargeOverflow.Code())
		}
	}
	var code tariff.Refusal
	if bill.Due, bill.Credit, code = claim.Model.Exact(&at, &claim.Usage.Quantities, before); code != tariff.Accepted {
		return Answer{}, nil, Refusal(code.Code())
	}
	charge, carryOut, creditOut, ok := tariff.Settle(bill.Due, bill.Credit, c.carry, c.credit)
	if !ok {
		return Answer{}, nil, Refusal(tariff.ChargeOverflow.Code())
	}
	bill.CreditOut = creditOut
	if !call.Reserved.Less(charge) {
		bill.Charge, bill.CarryOut = charge, carryOut
		return bill, before, ""
	}
	// More was used than the bounds allowed. Nobody agreed to more than the
	// reservation, so the rest is waived, in the open.
	over, _ := charge.Sub(call.Reserved)
	waived, ok := over.Mul64(tariff.TicksPerUnit)
	if ok {
		waived, ok = waived.Add(money.Units(carryOut))
	}
	if !ok {
		return Answer{}, nil, Refusal(tariff.ChargeOverflow.Code())
	}
	bill.Charge, bill.CarryOut, bill.Waived = call.Reserved, 0, waived
	return bill, before, ""
}

// chain decides a chain, and says why it was refused.
func (d *Desk) chain(ts []ledger.Transfer) ledger.Result {
	for _, o := range d.transfers(ts) {
		if o.Result != ledger.OK && o.Result != ledger.LinkedRefused {
			return o.Result
		}
	}
	return ledger.OK
}

// Void returns the whole reservation. The call is returned for the books; it is
// the zero Call unless this void closed it.
func (d *Desk) Void(id ledger.ID, code uint16) (Answer, Call) {
	place, ok := d.callsByID[id]
	if !ok {
		answer := d.closed(id)
		if answer.Refusal == CallClosed {
			if _, voided := d.ledger.Remembers(VoidID(id)); voided {
				answer = Answer{Exists: true}
			}
		}
		return answer, Call{}
	}
	call := *d.calls.At(place)
	parts := d.PartsOf(&call)
	if result := d.chain(d.Releases(&call, parts, code)); result != ledger.OK {
		return Answer{Refusal: Refusal(result.String()), Reserved: call.Reserved}, Call{}
	}
	if channel := d.draws(&call); channel != nil {
		channel.release(call.Reserved, money.Amount{})
	}
	d.remove(place)
	return d.Refresh(&call, Answer{Reserved: call.Reserved, Parts: parts}), call
}

// Expire forgets a call whose holds the ledger let go, and gives what they were. ok
// is false when the hold was no call's first.
func (d *Desk) Expire(id ledger.ID) (call Call, parts []Part, ok bool) {
	place, ok := d.callsByID[id]
	if !ok {
		return Call{}, nil, false
	}
	call = *d.calls.At(place)
	parts = d.PartsOf(&call)
	if channel := d.draws(&call); channel != nil {
		channel.release(call.Reserved, money.Amount{})
	}
	d.remove(place)
	return call, parts, true
}

// closed says what became of a call that is not open.
func (d *Desk) closed(id ledger.ID) Answer {
	if _, ok := d.ledger.Remembers(CaptureID(id)); ok {
		shared, _ := d.ledger.Remembers(ShareID(id)) // all of its charge, whoever paid
		return Answer{Refusal: CallCaptured, Charge: shared.Amount}
	}
	if _, ok := d.ledger.Remembers(id); ok {
		return Answer{Refusal: CallClosed}
	}
	return Answer{Refusal: CallUnknown}
}

// transfers decides the desk's own transfers: a sale's accounts are managed, so
// that nobody closes a call's hold or moves its proceeds beside the desk.
func (d *Desk) transfers(ts []ledger.Transfer) (out []ledger.Outcome) {
	d.ledger.Manage(func() { out = d.ledger.Transfers(ts, make([]ledger.Outcome, 0, len(ts))) })
	return out
}

// remove closes the gap of a call with the last one.
func (d *Desk) remove(place int) {
	d.forget(d.calls.At(place))
	delete(d.callsByID, d.calls.At(place).ID)
	d.dropParts(d.calls.At(place))
	last := d.calls.Pop()
	if place < d.calls.Len() {
		*d.calls.Change(place) = last
		d.callsByID[last.ID] = place
	}
}
